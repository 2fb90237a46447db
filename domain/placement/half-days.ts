import { instantOf, plannableDay } from '../calendar/calendar.ts';
import type { Calendar } from '../calendar/calendar.ts';
import { addDays, addMonths, dateOfDay, dayNumber, weekdayOfDay } from '../calendar/local-date.ts';
import type { Bilingual } from '../decider.ts';
import { schemeLimit } from '../agreement/placements.ts';
import type { Refusal } from '../refusal.ts';
import { ruleOf } from './rules.ts';
import type { PlacementRule } from './rules.ts';

/** Half days on site: which days can be planned at all, and how many a scheme wants. Half days count (DOMAIN 2a). */

export type Half = 'am' | 'pm';
/** Half of a day on site: `2026-03-03/am`. */
export type HalfDay = `${string}/${Half}`;
export const halfDayPattern = /^\d{4}-\d{2}-\d{2}\/(am|pm)$/;
export const isHalfDay = (text: string): text is HalfDay => halfDayPattern.test(text);

/** Weekday 1 (Monday) to 7 and the half. */
export interface WeeklyHalfDay {
  weekday: number;
  half: Half;
}

export interface Period {
  fromOn: string;
  toOn: string;
}

/** The date of a half day. */
export const onOf = (halfDay: HalfDay): string => halfDay.slice(0, 10);
export const halfOf = (halfDay: HalfDay): Half => (halfDay.endsWith('/am') ? 'am' : 'pm');

/** Where a calendar says no hours. */
const USUAL_HOURS: readonly [from: string, to: string][] = [
  ['09:00', '12:00'],
  ['14:00', '17:00'],
];

/** From when until when somebody is on site, as instants: by the working hours of a calendar, and its one stretch halved. */
export function timesOf(
  { zone, hours }: Pick<Calendar, 'zone' | 'hours'>,
  on: string,
  halves: readonly Half[],
): { startAt: string; endAt: string } {
  const [first = ['09:00', '12:00'], ...rest] = hours.length > 0 ? hours : USUAL_HOURS;
  const last = rest.at(-1);
  const middle = middleOf(first);
  const spans = last ? { am: first, pm: last } : { am: [first[0], middle] as const, pm: [middle, first[1]] as const };
  const begins = halves.includes('am') ? spans.am : spans.pm;
  const ends = halves.includes('pm') ? spans.pm : spans.am;
  return { startAt: instantOf(zone, on, begins[0]), endAt: instantOf(zone, on, ends[1]) };
}

const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

function middleOf([from, to]: readonly [string, string]): string {
  const minute = Math.floor((minuteOf(from) + minuteOf(to)) / 2);
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** Our home unit's calendar first, then the other sides'. */
export type Calendars = readonly [Calendar, ...Calendar[]];

/** Nothing is planned onto a day off of either side, nor onto a make-up day of one (DOMAIN 2a). */
export const isPlannable = (calendars: Calendars, on: string): boolean =>
  calendars.every((calendar) => plannableDay(calendar, on).working);

/** Every half day of a weekly pattern in a period that can be planned, in order; `except` are dates left free. */
export function expand(
  calendars: Calendars,
  { fromOn, toOn }: Period,
  pattern: readonly WeeklyHalfDay[],
  except: readonly string[] = [],
): HalfDay[] {
  const found = new Set<HalfDay>();
  for (let day = dayNumber(fromOn); day <= dayNumber(toOn); day += 1) {
    const halves = pattern.filter(({ weekday }) => weekday === weekdayOfDay(day));
    const on = dateOfDay(day);
    if (halves.length === 0 || except.includes(on) || !isPlannable(calendars, on)) continue;
    for (const { half } of halves) found.add(`${on}/${half}`);
  }
  return [...found].toSorted();
}

/** The years of a placement, each from its own first day; `share` is how much of a year the last one is, 0 to 1. */
export function yearsOf({ fromOn, toOn }: Period): (Period & { share: number })[] {
  const years: (Period & { share: number })[] = [];
  for (let n = 0; ; n += 1) {
    const from = addMonths(fromOn, 12 * n);
    if (from > toOn) return years;
    const last = addDays(addMonths(fromOn, 12 * (n + 1)), -1);
    const end = last < toOn ? last : toOn;
    const share = (dayNumber(end) - dayNumber(from) + 1) / (dayNumber(last) - dayNumber(from) + 1);
    years.push({ fromOn: from, toOn: end, share });
  }
}

/** A working year of the schemes that speak of a share of the time. */
const WORKING_YEAR_DAYS = 250;

/** Days on site that a scheme wants in a whole year, with the rule that says so, of several the one that wants most; null where it has none. */
export function leastDaysAYear(scheme: {
  rules: readonly PlacementRule[];
}): { rule: PlacementRule; days: number } | null {
  const byDays = ruleOf(scheme, 'min-days-a-year');
  const byShare = ruleOf(scheme, 'min-share-of-time');
  const least = [
    ...(byDays ? [{ rule: byDays, days: byDays.value ?? 0 }] : []),
    ...(byShare ? [{ rule: byShare, days: Math.floor((WORKING_YEAR_DAYS * (byShare.value ?? 0)) / 100) }] : []),
  ];
  return least.toSorted((a, b) => b.days - a.days)[0] ?? null;
}

/** Days of which at least one half is planned in a period, as halves of days. */
const daysIn = (planned: readonly HalfDay[], { fromOn, toOn }: Period): number =>
  planned.filter((halfDay) => onOf(halfDay) >= fromOn && onOf(halfDay) <= toOn).length / 2;

/**
 * Refuses a plan with fewer days than the scheme's minimum in any year of the placement. A year that is not whole wants its share,
 * rounded down: nobody owes part of a day.
 */
export function underMinimum(
  scheme: { id: string; rules: readonly PlacementRule[] },
  period: Period,
  planned: readonly HalfDay[],
): Refusal | null {
  const least = leastDaysAYear(scheme);
  if (!least) return null;
  const short = yearsOf(period).find((year) => daysIn(planned, year) < Math.floor(least.days * year.share));
  if (!short) return null;
  const words: Bilingual = {
    en: `${daysIn(planned, short)} days are planned from ${short.fromOn} to ${short.toOn}, and ${Math.floor(least.days * short.share)} are the least; plan more, or give an underMinimumReason`,
    zh: `${short.fromOn} 至 ${short.toOn} 仅安排 ${daysIn(planned, short)} 天，不足 ${Math.floor(least.days * short.share)} 天；请增加，或填写理由（underMinimumReason）`,
  };
  return schemeLimit(scheme.id, least.rule, words);
}
