import { z } from 'zod';
import { addWorkingDays } from '../calendar/calendar.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { dateOn } from '../fields.ts';
import { planningInstant } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import type { FollowUp } from '../follow-up/host.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { halfMonth, marksIn, numberOf, periodId, periodSubject } from './half-month.ts';
import { Mark, setMark } from './marks.ts';
import type { HalfDayOn } from './marks.ts';
import { isResearcher, notOwnSide } from './own-place.ts';
import { unknownItem } from './state.ts';
import type { PlacementState } from './state.ts';

/**
 * Whether the researcher was there: the host is asked after each log. Its silence costs the researcher no day (DOMAIN 2a); what it
 * disputes is our liaison's to settle, and counts only then.
 */

const halfDay = z.strictObject({ onDate: dateOn, half: z.enum(['am', 'pm']) });

interface Said {
  periodId: string;
}
const confirmed = eventType<PlacementState, Said>('presenceConfirmed', (s, d) => {
  for (const half of marksIn(s, numberOf(d.periodId), Mark.logged)) setMark(s.log.marks, half, Mark.confirmed);
});
const disputed = eventType<PlacementState, Said & { days: HalfDayOn[]; reason: string }>('presenceDisputed', (s, d) => {
  for (const half of d.days) setMark(s.log.marks, half, Mark.disputed);
  for (const half of marksIn(s, numberOf(d.periodId), Mark.logged)) setMark(s.log.marks, half, Mark.confirmed);
});
/** Days count as they were logged, and why. */
const taken = eventType<PlacementState, Said & { halfDays: number; why: 'no-answer' }>('presenceTaken', () => {});
const settled = eventType<PlacementState, Said & { days: (HalfDayOn & { counts: boolean })[]; reason: string }>(
  'daysSettled',
  (s, d) => {
    for (const { counts, ...half } of d.days) setMark(s.log.marks, half, counts ? Mark.confirmed : Mark.struck);
  },
);

/** Asks the host about a half month. */
export const openPresence = (s: PlacementState, context: Context, n: number): EventDraft =>
  openFollowUp(s, context, {
    kind: 'placement-presence',
    about: periodSubject(n),
    ownerPostId: s.supervisors.host ?? s.host.postId,
    sideOrgId: s.host.organisationId,
  });

/** Asks the host about what is logged of a half month, or being logged now, unless it is asked already. */
export function askPresence(
  s: PlacementState,
  context: Context,
  n: number,
  { isComing }: { isComing: boolean } = { isComing: false },
): EventDraft[] {
  const isOpen = s.followUps[`placement-presence.${periodSubject(n).id}`] !== undefined;
  return isOpen || (!isComing && marksIn(s, n, Mark.logged).length === 0) ? [] : [openPresence(s, context, n)];
}

const asked = (s: PlacementState): FollowUp[] =>
  (s.status === 'open' || s.status === 'ending') && !s.hold
    ? Object.values(s.followUps).filter((f) => f.kind === 'placement-presence' && !f.pause)
    : [];

/** The night after the day by which the host was asked to answer. */
const takenAt = (s: PlacementState, f: FollowUp): string =>
  planningInstant(s, addWorkingDays(s.calendar, f.dueOn, 1).on);

function takeSilence(s: PlacementState, context: Context): EventDraft[] {
  return asked(s)
    .filter((f) => takenAt(s, f) <= context.at)
    .flatMap((f) => [
      taken(f.about, {
        periodId: f.about.id,
        halfDays: marksIn(s, numberOf(f.about.id), Mark.logged).length,
        why: 'no-answer',
      }),
      ...closeFollowUps(s, f.about, Closing.dropped, 'placement-presence'),
    ]);
}

/** The host speaks, or our office writes down what it said; never the researcher. */
function hostRefused(s: PlacementState, context: Context, id: string): Refusal | null {
  if (!halfMonth(s, numberOf(id))) return unknownItem(id);
  return notOwnSide(s, 'host', context);
}

const says: readonly Role[] = [Role.confirmer, Role.owner, Role.liaison, Role.coordinator];

export const presence: Concern<PlacementState> = {
  events: [confirmed, disputed, taken, settled],
  clock: {
    due: takeSilence,
    nextWake: (s) =>
      asked(s)
        .map((f) => takenAt(s, f))
        .toSorted()[0] ?? null,
  },
  commands: [
    command({
      name: 'confirmPresence',
      path: 'periods/{periodId}/presence/confirm',
      who: says,
      describe: {
        en: 'The host confirms the days logged of a half month; without an answer they count all the same',
        zh: '接收单位确认半月到岗日期；未答复的仍按已到岗计算',
      },
      schema: (t) => z.strictObject({ periodId, note: t.passage.optional() }),
      decide: (s: PlacementState, d, context): Decision => {
        const refused = hostRefused(s, context, d.periodId);
        if (refused) return refused;
        if (marksIn(s, numberOf(d.periodId), Mark.logged).length === 0) {
          return refuse('wrong-state', 'No day there waits to be confirmed.', '该半月没有待确认的到岗日期。');
        }
        const about = periodSubject(numberOf(d.periodId));
        return [confirmed(about, d), ...closeFollowUps(s, about, Closing.done, 'placement-presence')];
      },
    }),
    command({
      name: 'disputePresence',
      path: 'periods/{periodId}/presence/dispute',
      who: says,
      describe: {
        en: 'The host says that the researcher was not there on some of the days logged, with a reason; the other days are confirmed, and our liaison settles these',
        zh: '接收单位对部分到岗日期提出异议并说明理由；其余日期即为确认，异议由我方联络员处理',
      },
      schema: (t) => z.strictObject({ periodId, days: z.array(halfDay).min(1).max(62), reason: t.passage }),
      decide: (s: PlacementState, d, context): Decision => {
        const refused = hostRefused(s, context, d.periodId);
        if (refused) return refused;
        const about = periodSubject(numberOf(d.periodId));
        if (!s.followUps[`placement-presence.${about.id}`]) {
          return refuse(
            'wrong-state',
            'The host is not asked about these days, or its time to answer has passed.',
            '该半月未在征询接收单位意见，或答复期限已过。',
          );
        }
        return (
          notAmong(marksIn(s, numberOf(d.periodId), Mark.logged), d.days) ?? [
            disputed(about, d),
            ...closeFollowUps(s, about, Closing.done, 'placement-presence'),
            openFollowUp(s, context, {
              kind: 'placement-dispute',
              about,
              ownerPostId: s.homeUnit.liaisonPostId,
              tell: true,
            }),
          ]
        );
      },
    }),
    command({
      name: 'settleDays',
      path: 'periods/{periodId}/settle',
      who: [Role.liaison, Role.coordinator, Role.director],
      describe: {
        en: 'Settle disputed days: whether each counts, with a reason',
        zh: '处理有异议的到岗日期：逐日确定是否计入，须说明理由',
      },
      schema: (t) =>
        z.strictObject({
          periodId,
          days: z
            .array(halfDay.extend({ counts: z.boolean() }))
            .min(1)
            .max(62),
          reason: t.passage,
        }),
      decide: (s: PlacementState, d, context): Decision => {
        const n = numberOf(d.periodId);
        if (!halfMonth(s, n)) return unknownItem(d.periodId);
        if (isResearcher(s, context)) {
          return refuse('not-by-author', 'Not the researcher: somebody else settles it.', '研究人员本人不可处理。');
        }
        const open = marksIn(s, n, Mark.disputed);
        const about = periodSubject(n);
        const isLast = new Set(d.days.map(keyOf)).size === open.length;
        return (
          notAmong(open, d.days) ?? [
            settled(about, d),
            ...(isLast ? closeFollowUps(s, about, Closing.done, 'placement-dispute') : []),
          ]
        );
      },
    }),
  ],
};

const keyOf = ({ onDate, half }: HalfDayOn): string => `${onDate}/${half}`;

/** Refuses days that are not in the state that the command is for. */
function notAmong(those: readonly HalfDayOn[], days: readonly HalfDayOn[]): Refusal | null {
  const known = new Set(those.map(keyOf));
  const unknown = days.find((day) => !known.has(keyOf(day)));
  return unknown
    ? refuse('wrong-state', `${keyOf(unknown)} does not wait for this.`, `${keyOf(unknown)} 无需如此办理。`)
    : null;
}
