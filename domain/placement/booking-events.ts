import { eventType } from '../decider.ts';
import { onOf } from './half-days.ts';
import type { HalfDay, WeeklyHalfDay } from './half-days.ts';
import type { PlacementState } from './state.ts';

/** What a placement carries of its booked days, and what is recorded of them. */

export interface BookingState {
  /** `asked`: the rows are being written; `clash`: they were refused, and somebody has to choose other days. */
  status: 'none' | 'asked' | 'booked' | 'clash' | 'released';
  /** Weekdays 1 (Monday) to 7 and the half, as agreed. */
  pattern: WeeklyHalfDay[];
  /** Booked half days in order. */
  planned: HalfDay[];
  /** How often days were asked for or given back; names the attempt. */
  round: number;
  /** What is asked for now; the days booked before stand until it is settled. */
  asked: Asking | null;
  /** What stood in the way last, at most so many; for our own office only, because it names other enterprises. */
  clashes: Clash[];
  /** Or the limit that did. Left out where none did. */
  cap?: Cap;
}

interface Asking {
  at: string;
  halfDays: HalfDay[];
  pattern: WeeklyHalfDay[];
  /** What is left of days of which some were given back before the answer came, or were swapped: nobody has agreed on others. */
  isRest?: true;
  /** The person's word stands behind it: the half days a week of their profile do not limit it. */
  isBeyondDeclared?: true;
}

export interface Clash {
  onDate: string;
  half: 'am' | 'pm';
  placementId: string;
  enterpriseId: string;
}

/** A limit over all places of a person; without the enterprises, which are in the event. */
export interface Cap {
  rule: string;
  source: string;
  value: number;
  weekOn?: string | undefined;
  halfDays?: number | undefined;
}

const KEPT_CLASHES = 10;
interface Asked {
  round: number;
  halfDays: HalfDay[];
  pattern: WeeklyHalfDay[];
  isBeyondDeclared?: true;
  /** Some of the days for others: what else is to be agreed on stays so. */
  isSwap?: true;
}
export const asked = eventType<PlacementState, Asked>('bookingAsked', (s, d, event) => {
  const { round, halfDays, pattern } = d;
  s.booking.round = round;
  const beyond = d.isBeyondDeclared ? { isBeyondDeclared: true as const } : {};
  const rest = d.isSwap ? { isRest: true as const } : {};
  s.booking.asked = { at: event.at, halfDays: [...halfDays], pattern: [...pattern], ...beyond, ...rest };
  s.booking.status = 'asked';
});
export const askedAgain = eventType<PlacementState, { round: number }>('bookingAskedAgain', (s, _d, event) => {
  if (s.booking.asked) s.booking.asked.at = event.at;
});
export const booked = eventType<PlacementState, { round: number }>('bookingSettled', (s) => {
  const { booking } = s;
  if (booking.asked) Object.assign(booking, { planned: booking.asked.halfDays, pattern: booking.asked.pattern });
  Object.assign(booking, { status: 'booked', asked: null, clashes: [] });
  delete booking.cap;
  if (s.stage === 'accepted') s.stage = 'booked';
});
/** Not booked, for all to see; the reasons are in an event of their own, because they name other enterprises. */
export const notBooked = eventType<PlacementState, { round: number; why: 'clash' | 'cap' }>('bookingRefused', (s) => {
  s.booking.asked = null;
  s.booking.status = s.booking.planned.length > 0 ? 'booked' : 'clash';
});
/** For our own office only. */
export const clashed = eventType<PlacementState, { round: number; clashes?: Clash[]; cap?: Cap }>(
  'bookingClashed',
  (s, { clashes = [], cap }) => {
    s.booking.clashes = clashes.slice(0, KEPT_CLASHES);
    delete s.booking.cap;
    if (!cap) return;
    const { rule, source, value, weekOn, halfDays } = cap;
    s.booking.cap = { rule, source, value, ...(weekOn ? { weekOn, halfDays } : {}) };
  },
);
interface Released {
  round: number;
  fromOn: string;
  /** The last day that is given back; left out, all that follow. */
  untilOn?: string | undefined;
  /** Whose days; left out, everybody's who keeps some. */
  personId?: string | undefined;
}
export const released = eventType<PlacementState, Released>('bookingReleased', (s, d, event) => {
  const { booking } = s;
  const stays = (halfDay: HalfDay): boolean =>
    onOf(halfDay) < d.fromOn || (d.untilOn !== undefined && onOf(halfDay) > d.untilOn);
  const isOf = (personId: string): boolean => d.personId === undefined || d.personId === personId;
  booking.round = d.round;
  for (const one of s.standIns) {
    const left = isOf(one.personId) ? one.halfDays.filter(stays) : one.halfDays;
    if (left.length < one.halfDays.length) Object.assign(one, { halfDays: left, sequence: (one.sequence ?? 0) + 1 });
  }
  s.standIns = s.standIns.filter((one) => one.halfDays.length > 0);
  if (!isOf(s.researcher.personId)) return;
  const rest = restOf(booking, stays, event.at);
  booking.planned = rest?.isFormer ? [] : booking.planned.filter(stays);
  const status = rest ? 'asked' : booking.planned.length > 0 ? 'booked' : 'released';
  Object.assign(booking, { status, asked: rest?.asked ?? null, clashes: [] });
  delete booking.cap;
});

/**
 * Of days whose answer has not come the rows may be written in place of those before: what is left is asked for anew, and where
 * nothing of it is left, what was booked before.
 */
function restOf(
  { asked: asking, planned, pattern }: BookingState,
  stays: (halfDay: HalfDay) => boolean,
  at: string,
): { asked: Asking; isFormer: boolean } | null {
  if (!asking) return null;
  const left = asking.halfDays.filter(stays);
  const former = planned.filter(stays);
  if (left.length > 0) return { asked: { ...asking, at, halfDays: left, isRest: true }, isFormer: false };
  // What was booked is not measured anew by what its person has declared since.
  const again = { at, halfDays: former, pattern, isRest: true as const, isBeyondDeclared: true as const };
  return former.length > 0 ? { asked: again, isFormer: true } : null;
}
