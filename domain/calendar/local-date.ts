import { z } from 'zod';

/**
 * Local dates ("2026-03-02", no zone) and their arithmetic. A local date is a day on somebody's wall calendar; it becomes
 * an instant only together with a zone. Everything here counts whole days and never looks at the host's zone.
 */

export const dayMs = 86_400_000;

const localDatePattern = /^\d{4}-\d{2}-\d{2}$/;

/** True for an existing day written as YYYY-MM-DD: "2026-02-30" is not one (`Date.parse` alone would turn it into 2 March). */
export function isLocalDate(text: string): boolean {
  if (!localDatePattern.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(text);
}

/** A local date as input: an existing day, YYYY-MM-DD. */
export const localDateSchema = z.string().refine(isLocalDate, 'must be an existing day, YYYY-MM-DD');

/** Whole days since 1970-01-01. Throws RangeError for what is not a local date. Whoever walks over days walks on these numbers. */
export function dayNumber(on: string): number {
  if (!isLocalDate(on)) throw new RangeError(`not a local date (YYYY-MM-DD): ${on}`);
  return Date.parse(`${on}T00:00:00Z`) / dayMs;
}

/** The local date of a day number, the inverse of dayNumber. */
export function dateOfDay(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** The local date `days` calendar days after `on` (before, if negative). */
export function addDays(on: string, days: number): string {
  if (!Number.isInteger(days)) throw new RangeError(`not a whole number of days: ${days}`);
  return dateOfDay(dayNumber(on) + days);
}

/** The earlier of two local dates, or of two ISO instants. */
export const earlier = (one: string, other: string): string => (one < other ? one : other);

/** The later of two local dates, or of two ISO instants. */
export const later = (one: string, other: string): string => (one > other ? one : other);

/** Calendar days from `fromOn` to `toOn`; negative if `toOn` is earlier. */
export function daysBetween(fromOn: string, toOn: string): number {
  return dayNumber(toOn) - dayNumber(fromOn);
}

/** ISO weekday: 1 Monday ... 7 Sunday. */
export function isoWeekday(on: string): number {
  return weekdayOfDay(dayNumber(on));
}

/** ISO weekday of a day number: 1970-01-01 was a Thursday. */
export function weekdayOfDay(day: number): number {
  return (((day % 7) + 7 + 3) % 7) + 1;
}

/** The same day `months` later, or the month's last day where it has no such day: 31 January + 1 is 28 or 29 February. */
export function addMonths(on: string, months: number): string {
  if (!Number.isInteger(months)) throw new RangeError(`not a whole number of months: ${months}`);
  const [year = 0, month = 1, day = 1] = dateOfDay(dayNumber(on)).split('-').map(Number);
  const first = Date.UTC(year, month - 1 + months, 1);
  const lastDay = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(first + (Math.min(day, lastDay) - 1) * dayMs).toISOString().slice(0, 10);
}
