import { addWorkingDays } from '../calendar/calendar.ts';
import { addDays } from '../calendar/local-date.ts';
import { eventType } from '../decider.ts';
import type { Context, EventDraft } from '../decider.ts';
import { planningInstant } from '../follow-up/clocks.ts';
import { openFollowUp } from '../follow-up/engine.ts';
import { Closing, followUpClosed, followUpOpened } from '../follow-up/events.ts';
import type { FollowUp } from '../follow-up/host.ts';
import { valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';
import { halfMonth, numberOf, periodSubject } from './half-month.ts';
import type { HalfMonth } from './half-month.ts';
import { Mark, markOf } from './marks.ts';
import type { HalfDayOn } from './marks.ts';
import { askPresence } from './presence.ts';
import { openLogs, plannedHalves } from './settled.ts';
import { ownerOf, placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

/** When logs are asked for, when they are missing, and who asks then (DOMAIN stage P: missed twice, the liaison, then the unit). */

/** Logs that are open at once; of older ones the liaison asks. */
const MOST_OPEN = 4;

export const logAsked = eventType<PlacementState, { periodId: string; fromOn: string; toOn: string; isAsked: boolean }>(
  'logAsked',
  (s, d) => {
    s.log.next = numberOf(d.periodId) + 1;
  },
);
export const logMissed = eventType<PlacementState, { periodId: string; inARow: number }>('logMissed', (s, d) => {
  s.log.missing.push(numberOf(d.periodId));
  s.log.missed = d.inARow;
});

/** Planned half days of one half month of which nobody has said anything. */
export const unsaidOf = (s: PlacementState, { fromOn, toOn }: Pick<HalfMonth, 'fromOn' | 'toOn'>): HalfDayOn[] =>
  plannedHalves(s).filter(
    (half) => half.onDate >= fromOn && half.onDate <= toOn && markOf(s.log.marks, half) === Mark.none,
  );

const isRunning = (s: PlacementState): boolean =>
  (s.status === 'open' || s.status === 'ending') && !s.hold && s.log.next > 0;

/** When a log is asked for: in the night after its half month. */
const askAt = (s: PlacementState, period: HalfMonth): string => planningInstant(s, addDays(period.toOn, 1));

/** When a log that does not come is missed: some working days after it was due. */
function missedAt(s: PlacementState, f: FollowUp): string {
  const after = valueOf(valuesFor(s, f), 'placement.logMissedAfterWorkingDays');
  return planningInstant(s, addWorkingDays(s.calendar, f.dueOn, after).on);
}

const awaitedLogs = (s: PlacementState): FollowUp[] =>
  isRunning(s) ? openLogs(s).filter((f) => !f.pause && !s.log.missing.includes(numberOf(f.about.id))) : [];

/** Where nothing was planned, or everything planned was logged meanwhile, nobody is asked. */
function askForLog(s: PlacementState, context: Context, period: HalfMonth): EventDraft[] {
  const about = periodSubject(period.n);
  const isAsked = unsaidOf(s, period).length > 0;
  const { n, ...days } = period;
  return [
    logAsked(about, { periodId: about.id, ...days, isAsked }),
    ...(isAsked
      ? [openFollowUp(s, context, { kind: 'placement-log', about, ...ownerOf(s, 'person') })]
      : askPresence(s, context, n)),
  ];
}

/** All that has come round; after an outage they are several. */
function askForLogs(s: PlacementState, context: Context): EventDraft[] {
  const drafts: EventDraft[] = [];
  let open = 0;
  for (let n = s.log.next; ; n += 1) {
    const period = isRunning(s) ? halfMonth(s, n) : null;
    if (!period || askAt(s, period) > context.at) break;
    const more = askForLog(s, context, period);
    open += more.some((draft) => draft.type === followUpOpened.type && draft.about?.id === `period-${n}`) ? 1 : 0;
    drafts.push(...more);
  }
  return [...(open > 0 ? closeOldest(s, open) : []), ...drafts];
}

function closeOldest(s: PlacementState, added: number): EventDraft[] {
  const open = openLogs(s).toSorted((a, b) => numberOf(a.about.id) - numberOf(b.about.id));
  return open
    .slice(0, Math.max(0, open.length + added - MOST_OPEN))
    .map((f) => followUpClosed(f.about, { id: f.id, how: Closing.superseded }));
}

function missLogs(s: PlacementState, context: Context): EventDraft[] {
  const late = awaitedLogs(s).filter((f) => missedAt(s, f) <= context.at);
  const inARow = s.log.missed + late.length;
  const isEnough = late.length > 0 && inARow >= valueOf(valuesFor(s), 'placement.missedLogs');
  const isOld = forgottenLogs(s).some((f) => forgottenAt(s, f) <= context.at);
  return [
    ...late.map((f, index) => logMissed(f.about, { periodId: f.about.id, inARow: s.log.missed + index + 1 })),
    ...((isEnough || isOld) && !missedTask(s) ? [openMissedTask(s, context)] : []),
  ];
}

/** One alone is the researcher's to mend; nobody asks any more, so that after some weeks our liaison does. */
const forgottenLogs = (s: PlacementState): FollowUp[] =>
  isRunning(s) && !missedTask(s)
    ? openLogs(s).filter((f) => !f.pause && s.log.missing.includes(numberOf(f.about.id)))
    : [];

const forgottenAt = (s: PlacementState, f: FollowUp): string =>
  planningInstant(
    s,
    addWorkingDays(s.calendar, f.dueOn, valueOf(valuesFor(s, f), 'placement.logForgottenAfterWorkingDays')).on,
  );

export const missedTask = (s: PlacementState): FollowUp | undefined =>
  Object.values(s.followUps).find((f) => f.kind === 'placement-missed-log');

/** Our liaison asks; the researcher's own unit reads of it when nothing came of that. */
const openMissedTask = (s: PlacementState, context: Context): EventDraft =>
  openFollowUp(s, context, {
    kind: 'placement-missed-log',
    about: placementSubject(s),
    ownerPostId: s.homeUnit.liaisonPostId,
    alsoPostIds: [s.unit.postId],
    tell: true,
  });

export function nextWake(s: PlacementState): string | null {
  const period = isRunning(s) ? halfMonth(s, s.log.next) : null;
  const instants = [
    ...(period ? [askAt(s, period)] : []),
    ...awaitedLogs(s).map((f) => missedAt(s, f)),
    ...forgottenLogs(s).map((f) => forgottenAt(s, f)),
  ];
  return instants.toSorted()[0] ?? null;
}

export const due = (s: PlacementState, context: Context): EventDraft[] => [
  ...missLogs(s, context),
  ...askForLogs(s, context),
];
