import { addDays, isoWeekday } from '../calendar/local-date.ts';
import type { Period } from '../matching/profiles.ts';
import { HALF_DAYS_A_WEEK } from './researchers.ts';
import type { Availability } from './researchers.ts';

/** What of a profile says how much time there is. */
export interface WorkingTime {
  halfDaysAWeek: number;
  teachingHalfDaysAWeek: number;
  availability: Availability;
}

/** Free half days of a usual week in teaching time: what was said, as far as teaching and the fixed half days leave it. */
export function usualHalfDaysAWeek(time: WorkingTime): number {
  const { weekly } = time.availability;
  const fixed = weekly.length > 0 ? weekly.length : HALF_DAYS_A_WEEK;
  return Math.max(0, Math.min(time.halfDaysAWeek, HALF_DAYS_A_WEEK - time.teachingHalfDaysAWeek, fixed));
}

export interface Taken {
  absences: readonly Period[];
  /** Half days that are booked already, by date. */
  booked: ReadonlyMap<string, number>;
  /** In the calendar of the home unit. */
  isWorking(on: string): boolean;
}

/**
 * Half days that are free in a period, counted week by week: no week gives more than its allowance, no day more than two halves.
 *
 * @param period local dates, both ends included; at most a few years
 */
export function freeHalfDays(time: WorkingTime, period: Period, taken: Taken): number {
  let free = 0;
  const first = addDays(period.fromOn, 1 - isoWeekday(period.fromOn));
  for (let monday = first; monday <= period.toOn; monday = addDays(monday, 7)) {
    free += freeInWeek(time, { monday, ...period }, taken);
  }
  return free;
}

const weekOf = (monday: string): string[] => [0, 1, 2, 3, 4, 5, 6].map((n) => addDays(monday, n));

function freeInWeek(
  time: WorkingTime,
  { monday, fromOn, toOn }: Period & { monday: string },
  { absences, booked, isWorking }: Taken,
): number {
  const days = weekOf(monday);
  const isAway = (on: string): boolean => absences.some((away) => away.fromOn <= on && on <= away.toOn);
  const open = days
    .filter((on) => fromOn <= on && on <= toOn && !isAway(on) && isWorking(on))
    .map((on) => ({ ...allowedOn(time, on), taken: booked.get(on) ?? 0 }));
  const allowance = Math.max(0, ...open.map(({ aWeek }) => aWeek));
  // What is booked on the other days of the week is of the same allowance.
  const used = days.reduce((sum, on) => sum + (booked.get(on) ?? 0), 0);
  const room = open.reduce((sum, { aDay, taken }) => sum + Math.max(0, aDay - taken), 0);
  return Math.max(0, Math.min(allowance - used, room));
}

/** What was declared for a day: half days of its week, and of the day itself. */
export function allowedOn(time: WorkingTime, on: string): { aWeek: number; aDay: number } {
  const { weekly, periods } = time.availability;
  const other = periods.find((period) => period.fromOn <= on && on <= period.toOn);
  if (other) return { aWeek: other.halfDaysAWeek, aDay: 2 };
  const aDay = weekly.length === 0 ? 2 : weekly.filter(({ weekday }) => weekday === isoWeekday(on)).length;
  return { aWeek: usualHalfDaysAWeek(time), aDay };
}
