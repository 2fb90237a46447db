import { addWorkingDays } from '../calendar/calendar.ts';
import { addDays } from '../calendar/local-date.ts';
import { eventType } from '../decider.ts';
import type { Concern, Context, EventDraft, NoticeDraft } from '../decider.ts';
import { planningInstant, today } from '../follow-up/clocks.ts';
import { closeAllFollowUps } from '../follow-up/engine.ts';
import { Closing, followUpClosed } from '../follow-up/events.ts';
import { applyClocks, clocksAfterHold } from '../follow-up/hold.ts';
import type { ShiftedClock } from '../follow-up/hold.ts';
import type { FollowUp } from '../follow-up/host.ts';
import { policyOf, valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';
import { letGo, placementClosed } from './closing.ts';
import { halfMonth, halfMonthNumber } from './half-month.ts';
import { unsaidOf } from './log-clock.ts';
import { Mark, marked } from './marks.ts';
import { serviceOf } from './service.ts';
import { placementSubject } from './state.ts';
import { tellNotTakenOver } from './not-taken-over.ts';
import type { PlacementState } from './state.ts';

/**
 * Somebody leaves, and what they worked since the last log is not logged yet. The days have ended then, and everybody knows; the
 * placement itself ends once the log is there and the host had its say, or at the latest when the log of that half month would have
 * been missed.
 */

export interface Ending {
  /** The last day that can be logged. */
  on: string;
  /** Until when it can be logged, ISO instant. */
  untilAt: string;
}

interface Began extends Ending {
  outcome: string;
  /** Of what was on hold. */
  clocks?: Record<string, ShiftedClock>;
}
const began = eventType<PlacementState, Began>('placementEnding', (s, { on, outcome, untilAt, clocks }) => {
  if (clocks) applyClocks(s, clocks);
  letGo(s);
  s.status = 'ending';
  s.outcome = outcome;
  s.ending = { on, untilAt };
});

const asksForLog = ({ kind }: FollowUp): boolean => kind === 'placement-log' || kind === 'placement-missed-log';
const asksAboutLog = ({ kind }: FollowUp): boolean => kind === 'placement-presence' || kind === 'placement-dispute';
const followUpsOf = (s: PlacementState): FollowUp[] => Object.values(s.followUps);

/** Whether something of the days until then is still to be logged, or to be said of by the host. */
function isLogAwaited(s: PlacementState, on: string): boolean {
  if (s.log.next === 0) return false;
  if (followUpsOf(s).some((f) => f.kind === 'placement-log' || asksAboutLog(f))) return true;
  const next = halfMonth(s, s.log.next);
  if (!next || next.fromOn > on) return false;
  const isUnsaid = unsaidOf(s, { fromOn: next.fromOn, toOn: on }).length > 0;
  return isUnsaid || marked(s.log.marks, next.fromOn, on, [Mark.logged]).length > 0;
}

/** By the clock of logs: the half month's is asked for when it is over, due some working days later, and then missed. */
function loggableUntil(s: PlacementState, on: string): string {
  const askedOn = addDays(halfMonth(s, halfMonthNumber(s, on))?.toOn ?? on, 1);
  const dueOn = addWorkingDays(s.calendar, askedOn, policyOf(s, 'placement-log').dueWorkingDays).on;
  const after = valueOf(valuesFor(s), 'placement.logMissedAfterWorkingDays');
  return planningInstant(s, addWorkingDays(s.calendar, dueOn, after).on);
}

interface End {
  outcome: string;
  [more: string]: unknown;
}

/** It ends today: at once, or where somebody leaves whose last days are not logged, once they are. */
export function endPlacement(s: PlacementState, context: Context, end: End, notify: NoticeDraft[] = []): EventDraft[] {
  const on = today(s, context.at);
  if (end.outcome !== 'withdrawn' || s.ending || !isLogAwaited(s, on)) return close(s, end, on, notify);
  const clocks = s.hold ? { clocks: clocksAfterHold(s, context) } : {};
  return [
    ...followUpsOf(s)
      .filter((f) => !asksForLog(f) && !asksAboutLog(f))
      .map((f) => followUpClosed(f.about, { id: f.id, how: Closing.closed })),
    began(placementSubject(s), { ...end, on, untilAt: loggableUntil(s, on), ...clocks }, notify),
  ];
}

/** Whoever was on site has served, however it ended. */
function close(s: PlacementState, end: End, on: string, notify: NoticeDraft[] = []): EventDraft[] {
  const service = serviceOf(s);
  const data = { ...end, on: s.ending?.on ?? on, ...(service ? { service } : {}) };
  return [...closeAllFollowUps(s), placementClosed(placementSubject(s), data, [...notify, ...tellNotTakenOver(s)])];
}

/** What is logged by then waits for the host; what is not is not asked for any more. */
function due(s: PlacementState, { at }: Context): EventDraft[] {
  const { ending } = s;
  if (!ending) return [];
  const isOver = ending.untilAt <= at;
  const isAwaited = isOver ? followUpsOf(s).some(asksAboutLog) : isLogAwaited(s, ending.on);
  if (!isAwaited) return close(s, { outcome: s.outcome ?? 'withdrawn' }, ending.on);
  return isOver
    ? followUpsOf(s)
        .filter(asksForLog)
        .map((f) => followUpClosed(f.about, { id: f.id, how: Closing.dropped }))
    : [];
}

/** Where nothing is awaited it is due at once; what only the host or our liaison has to say has clocks of its own. */
function nextWake(s: PlacementState): string | null {
  const { ending } = s;
  if (!ending) return null;
  if (!isLogAwaited(s, ending.on)) return planningInstant(s, ending.on);
  const isOnlyTheirs = followUpsOf(s).some(asksAboutLog) && !followUpsOf(s).some(asksForLog);
  return isOnlyTheirs && s.log.next > halfMonthNumber(s, ending.on) ? null : ending.untilAt;
}

export const ending: Concern<PlacementState> = { events: [began], commands: [], clock: { due, nextWake } };
