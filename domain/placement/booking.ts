import { z } from 'zod';
import { addDays } from '../calendar/local-date.ts';
import { command, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft, NoticeDraft } from '../decider.ts';
import { dateOn, organisationId, placementKey } from '../fields.ts';
import { notHeld } from '../follow-up/child-hold.ts';
import { today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { dropRows } from './cover.ts';
import { asked, askedAgain, booked, clashed, notBooked, released } from './booking-events.ts';
import { expand, isHalfDay, isPlannable, onOf, underMinimum } from './half-days.ts';
import type { Calendars, HalfDay, WeeklyHalfDay } from './half-days.ts';
import { inviteToDays } from './invited.ts';
import { ruleName, sourceCode } from './rules.ts';
import { notAtStage, placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

export type { HalfDay } from './half-days.ts';
export type { Clash } from './booking-events.ts';

/**
 * Days on site are asked for, and booked by one transaction on the rows of the researcher (DESIGN section 7): what the decider says
 * is a plan until `settleBooking` tells what became of it. An attempt has a number; what is told of an earlier one changes nothing.
 */

/** Two years of half of the time, with room. More at once is no placement. */
const MOST_HALF_DAYS = 800;
/** How long a booking may stay without an answer before it is asked for again. */
const ASK_AGAIN_MS = 60 * 60 * 1000;

/** Whose days between which dates; left out, everybody's, and all that follow. Whatever else is said stands in the record. */
interface Giving {
  fromOn: string;
  untilOn?: string | undefined;
  personId?: string | undefined;
  [why: string]: unknown;
}

/**
 * Days are given back: their rows go (activities/bookings.ts), and calendars follow. None where nothing is booked or asked for.
 * @param how `after` says how many were given back by the same decision before; `isEnd` that no other days will come
 */
export function release(
  s: PlacementState,
  context: Context,
  what: Giving,
  { after = 0, isEnd = false }: { after?: number; isEnd?: boolean } = {},
): EventDraft[] {
  const { fromOn, untilOn, personId } = what;
  const goes = (halfDay: HalfDay): boolean =>
    onOf(halfDay) >= fromOn && (untilOn === undefined || onOf(halfDay) <= untilOn);
  const isOwn = personId === undefined || personId === s.researcher.personId;
  const left = isOwn ? s.booking.planned.filter((halfDay) => !goes(halfDay)) : s.booking.planned;
  const gone = s.booking.planned.length - left.length;
  const standIns = s.standIns.filter((one) => personId === undefined || one.personId === personId);
  if (gone === 0 && !standIns.some(({ halfDays }) => halfDays.some(goes)) && !(isOwn && s.booking.asked)) return [];
  const round = s.booking.round + 1 + after;
  const notify =
    gone > 0
      ? tellOfRelease(s, isEnd ? [] : left, { onToday: isEnd ? fromOn : today(s, context.at), sequence: round })
      : [];
  return [
    released(placementSubject(s), { ...what, round, halfDayCount: gone }, notify),
    ...(isEnd
      ? []
      : [...closeFollowUps(s, placementSubject(s), Closing.superseded, 'placement-clash'), ...again(s, round)]),
  ];
}

const again = (s: PlacementState, round: number): EventDraft[] =>
  s.booking.asked ? [askedAgain(placementSubject(s), { round })] : [];

/** Days that are left replace those before in the calendars; where none is left, the event is off. */
function tellOfRelease(
  s: PlacementState,
  left: readonly HalfDay[],
  { onToday, sequence }: { onToday: string; sequence: number },
): NoticeDraft[] {
  const update = inviteToDays(s, left, { method: 'request', sequence, sinceOn: onToday });
  return update.length > 0
    ? update
    : inviteToDays(s, s.booking.planned, { method: 'cancel', sequence, sinceOn: onToday });
}

/** It ends: what lies after today is free for others. */
export const releaseRest = (s: PlacementState, context: Context, after = 0): EventDraft[] =>
  release(s, context, { fromOn: addDays(today(s, context.at), 1) }, { after, isEnd: true });

export const calendarsOf = (s: PlacementState): Calendars => [s.calendar, ...(s.others ? [s.others] : [])];

interface Plan {
  pattern: WeeklyHalfDay[];
  halfDays: string[];
  except: string[];
  fromOn?: string | undefined;
  toOn?: string | undefined;
}

export const notPlannable = (en: string, zh: string): Refusal => refuse('day-not-plannable', en, zh);

/** Whoever is leaving keeps no days after that. */
export const lastDayOf = ({ period, leaving }: PlacementState): string =>
  leaving && leaving.on <= period.toOn ? addDays(leaving.on, -1) : period.toOn;

/** Half days that are named one by one have to fit; those of a pattern leave out what does not. */
export function unfitDays(s: PlacementState, named: readonly HalfDay[], onToday: string): Refusal | null {
  const { fromOn } = s.period;
  const toOn = lastDayOf(s);
  for (const on of new Set(named.map(onOf))) {
    if (on < fromOn || on > toOn) {
      return notPlannable(
        `${on} lies outside the period, ${fromOn} to ${toOn}.`,
        `${on} 不在期限内（${fromOn} 至 ${toOn}）。`,
      );
    }
    if (on < onToday) return notPlannable(`${on} has passed.`, `${on} 已过。`);
    if (s.standIns.some(({ halfDays }) => halfDays.some((each) => onOf(each) === on && named.includes(each)))) {
      return notPlannable(`Somebody stands in on ${on} already.`, `${on} 已有人顶岗。`);
    }
    if (!isPlannable(calendarsOf(s), on)) {
      return notPlannable(`${on} is free for one of the sides, or a make-up day.`, `${on} 为一方休息日或调休上班日。`);
    }
  }
  return null;
}

/** Days to come, with those behind that stand as they were booked. */
function plannedDays(s: PlacementState, d: Plan, onToday: string): HalfDay[] | Refusal {
  const named = d.halfDays.filter(isHalfDay);
  const unfit = unfitDays(s, named, onToday);
  if (unfit) return unfit;
  const begin = [s.period.fromOn, d.fromOn ?? '', onToday].toSorted().at(-1) ?? onToday;
  const end = [lastDayOf(s), d.toOn ?? s.period.toOn].toSorted()[0] ?? s.period.toOn;
  // What somebody else keeps is not kept twice.
  const standsIn = new Set(s.standIns.flatMap(({ halfDays }) => halfDays));
  const regular = expand(calendarsOf(s), { fromOn: begin, toOn: end }, d.pattern, d.except);
  const ahead = new Set([...named, ...regular].filter((each) => !standsIn.has(each)));
  if (ahead.size === 0) return notPlannable('No working day of both sides is left.', '没有可安排的双方工作日。');
  const behind = s.booking.planned.filter((halfDay) => onOf(halfDay) < onToday);
  return [...behind, ...ahead].toSorted();
}

function tooMany(halfDays: readonly HalfDay[]): Refusal | null {
  return halfDays.length > MOST_HALF_DAYS
    ? refuse(
        'too-many',
        `A placement has ${MOST_HALF_DAYS} half days at the most.`,
        `每项派驻最多 ${MOST_HALF_DAYS} 个半天。`,
      )
    : null;
}

const clash = z.object({
  onDate: dateOn,
  half: z.enum(['am', 'pm']),
  placementId: placementKey,
  enterpriseId: organisationId,
});
/** What became of an attempt to book. */
export const bookingResult = z.union([
  z.object({ booked: z.literal(true) }),
  z.object({ clash: z.array(clash).min(1).max(50) }),
  z.object({
    cap: z.object({
      rule: ruleName,
      source: sourceCode,
      value: z.number(),
      enterpriseIds: z.array(organisationId).max(50),
      /** Of the half days that a person declared: in which week they are too many, by its Monday, and how many it would come to. */
      weekOn: dateOn.optional(),
      halfDays: z.number().optional(),
    }),
  }),
]);
export type BookingResult = z.output<typeof bookingResult>;

/** What our own office reads of a booking that was refused. */
function clashDrafts(
  s: PlacementState,
  context: Context,
  result: Exclude<BookingResult, { booked: true }>,
): EventDraft[] {
  const { round } = s.booking;
  const about = placementSubject(s);
  const why = 'clash' in result ? { clashes: result.clash } : { cap: result.cap };
  return [
    notBooked(about, { round, why: 'clash' in result ? 'clash' : 'cap' }),
    clashed(about, { round, ...why }),
    ...closeFollowUps(s, about, Closing.superseded, 'placement-clash'),
    openFollowUp(s, context, { kind: 'placement-clash', about }),
  ];
}

const halfDayLike = z.string().regex(/^\d{4}-\d{2}-\d{2}\/(am|pm)$/, 'must be half of a day, like 2026-03-03/am');
export const plannedHalfDay = halfDayLike.refine(
  (text) => dateOn.safeParse(text.slice(0, 10)).success,
  'this date does not exist',
);

export const booking: Concern<PlacementState> = {
  events: [asked, askedAgain, booked, notBooked, clashed, released],
  clock: {
    due: (s, context) =>
      s.booking.asked && askAgainAt(s.booking.asked.at) <= context.at
        ? [askedAgain(placementSubject(s), { round: s.booking.round })]
        : [],
    nextWake: (s) => (s.booking.asked ? askAgainAt(s.booking.asked.at) : null),
  },
  commands: [
    command({
      name: 'planDays',
      path: 'days',
      who: [Role.coordinator, Role.secretary],
      describe: {
        en: 'Plan the days on site, by a weekly pattern or one by one; days off of either side and make-up days stay free, and the rows are booked at once',
        zh: '安排到岗日程：按周固定或逐日填写；任何一方休息日和调休上班日不作安排，随即预订',
      },
      schema: (t) =>
        z.strictObject({
          pattern: z
            .array(z.strictObject({ weekday: z.int().min(1).max(7), half: z.enum(['am', 'pm']) }))
            .max(14)
            .default([]),
          /** Within the period of the placement; left out, all of it that is still to come. */
          fromOn: dateOn.optional(),
          toOn: dateOn.optional(),
          /** Dates that the pattern leaves free. */
          except: z.array(dateOn).max(400).default([]),
          /** Beside the pattern or in its place. */
          halfDays: z.array(plannedHalfDay).max(800).default([]),
          /** Why fewer days than the scheme's minimum are planned. */
          underMinimumReason: t.passage.optional(),
          /** Why more half days a week are planned than the person has declared: it takes their own word. */
          beyondDeclaredReason: t.passage.optional(),
        }),
      decide: (s: PlacementState, d, context): Decision => {
        const refused = notAtStage(s, 'accepted', 'booked', 'on-site') ?? notHeld(s) ?? notSettled(s);
        if (refused) return refused;
        if (d.fromOn && d.toOn && d.toOn < d.fromOn) {
          return refuse('ends-before-starts', `${d.toOn} lies before ${d.fromOn}.`, `${d.toOn} 早于 ${d.fromOn}。`);
        }
        const halfDays = plannedDays(s, d, today(s, context.at));
        if ('refused' in halfDays) return halfDays;
        const against = tooMany(halfDays) ?? (d.underMinimumReason ? null : underMinimum(s.scheme, s.period, halfDays));
        if (against) return against;
        const { pattern, underMinimumReason, beyondDeclaredReason } = d;
        return [
          asked(placementSubject(s), {
            round: s.booking.round + 1,
            pattern,
            halfDays,
            ...(underMinimumReason ? { underMinimumReason } : {}),
            ...(beyondDeclaredReason ? { beyondDeclaredReason, isBeyondDeclared: true as const } : {}),
          }),
        ];
      },
    }),
    command({
      name: 'settleBooking',
      path: '',
      who: [Role.system],
      describe: { en: 'What became of the days that were asked for', zh: '预订结果' },
      schema: () => z.object({ round: z.int().min(1), result: bookingResult }),
      decide: (s: PlacementState, d, context): Decision => {
        if (!s.booking.asked || s.booking.round !== d.round) {
          return refuse('wrong-state', `Round ${d.round} is not waited for.`, `并不等待第 ${d.round} 次预订的结果。`);
        }
        const about = placementSubject(s);
        if (!('booked' in d.result)) return clashDrafts(s, context, d.result);
        return [
          booked(
            about,
            { round: d.round, halfDayCount: s.booking.asked.halfDays.length },
            inviteToDays(s, s.booking.asked.halfDays, {
              method: 'request',
              sequence: d.round,
              sinceOn: today(s, context.at),
            }),
          ),
          // Whoever was to stand in on some of them does not have to.
          ...dropRows(s),
          ...(s.booking.asked.isRest ? [] : closeFollowUps(s, about, Closing.done, 'placement-days')),
          ...closeFollowUps(s, about, Closing.done, 'placement-clash'),
        ];
      },
    }),
    command({
      name: 'releaseDays',
      path: 'days/release',
      who: [Role.coordinator, Role.system],
      describe: {
        en: 'Give booked days back from a day on, with a reason; they are free for other placements',
        zh: '自某日起取消已预订日程，须说明理由；所占时间可另作安排',
      },
      schema: (t) => z.strictObject({ fromOn: dateOn, reason: t.passage }),
      decide: (s: PlacementState, d, context): Decision => {
        const onToday = today(s, context.at);
        if (d.fromOn < onToday) return notPlannable(`${d.fromOn} has passed.`, `${d.fromOn} 已过。`);
        const drafts = release(s, context, { fromOn: d.fromOn, reason: d.reason });
        if (drafts.length === 0) {
          return refuse('wrong-state', `No day is booked from ${d.fromOn} on.`, `${d.fromOn} 起没有已预订的日程。`);
        }
        // Days have to be agreed anew while the placement goes on.
        const hasFollowUp = Object.values(s.followUps).some((f) => f.kind === 'placement-days');
        return hasFollowUp
          ? drafts
          : [...drafts, openFollowUp(s, context, { kind: 'placement-days', about: placementSubject(s) })];
      },
    }),
  ],
};

const askAgainAt = (at: string): string => new Date(Date.parse(at) + ASK_AGAIN_MS).toISOString();

export function notSettled(s: PlacementState): Refusal | null {
  return s.booking.asked
    ? refuse('wrong-state', 'Days are being booked: wait for the answer.', '日程正在预订，请等待结果。')
    : null;
}
