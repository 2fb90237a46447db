import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { Calendar } from './calendar.ts';
import { addDays, dateOfDay, dayNumber, daysBetween, isoWeekday } from './local-date.ts';

/**
 * Calendars as data: what was uploaded beside the packages. A year's table of a country (the State Council's next notice)
 * overrides or extends what the package knows; closures are an organisation's own free days, university vacations among them.
 */

export interface YearTable {
  year: number;
  /** The days it speaks for, both ends included, within the year; whatever was known of them before no longer counts. */
  fromOn: string;
  toOn: string;
  /** Free days; weekends may be named as well, as notices do. */
  off: string[];
  /** Make-up days: weekend days that are worked. */
  on: string[];
}

/** A range of days, both ends included, on which an organisation does not work. */
export interface ClosedRange {
  fromOn: string;
  toOn: string;
}

/** Beyond this nobody knows, and a slip of a digit is likelier than foresight. */
export const yearsAhead = 3;
/** The longest vacation is shorter. */
export const longestClosureDays = 120;
/** A calendar without a working day for longer is not usable: whatever is closed beyond is not counted. */
const longestRunDays = 300;
/** Closures that are parted only by weekends and holidays are one. */
const joinedWithinDays = 10;

/** The same of every version of the same sources, whatever its range: `chinese-days@1.5.7+y3`. */
export const sourceOf = (calendar: Pick<Calendar, 'version'>): string => calendar.version.split(' ')[0] ?? '';

function versionOf(source: string, [from, to]: Calendar['coverage']): string {
  return `${source} ${from}..${to}`;
}

/**
 * The calendar with uploaded tables, which must be one for each year.
 * @param tag names the tables' versions, e.g. `y3`
 * @param fromOn the day it is loaded for: a table behind a gap of unknown days counts as coverage once that day lies in it
 */
export function withYears(cal: Calendar, tables: readonly YearTable[], tag: string, fromOn: string): Calendar {
  if (tables.length === 0) return cal;
  let { coverage } = cal;
  let off = new Set(cal.off);
  let on = new Set(cal.on);
  for (const table of tables.toSorted((a, b) => (a.fromOn < b.fromOn ? -1 : 1))) {
    const outside = (day: string): boolean => day < table.fromOn || day > table.toOn;
    off = new Set([...[...off].filter(outside), ...table.off.filter((day) => !cal.weekend.includes(isoWeekday(day)))]);
    on = new Set([...[...on].filter(outside), ...table.on]);
    coverage = extended(coverage, table, fromOn);
  }
  return {
    ...cal,
    version: versionOf(`${sourceOf(cal)}+${tag}`, coverage),
    coverage,
    off: [...off].filter((day) => day >= coverage[0]).toSorted(),
    on: [...on].filter((day) => day >= coverage[0]).toSorted(),
  };
}

function extended([from, to]: Calendar['coverage'], table: YearTable, fromOn: string): Calendar['coverage'] {
  if (table.fromOn <= addDays(to, 1)) return [from, table.toOn > to ? table.toOn : to];
  return table.fromOn <= fromOn ? [table.fromOn, table.toOn] : [from, to];
}

/**
 * The calendar without an organisation's closed days. What lies beyond its coverage is closed as well: that much is known.
 * @param tag names the closures' versions, e.g. `c2.9`
 */
export function withClosures(cal: Calendar, closures: readonly ClosedRange[], tag: string): Calendar {
  if (closures.length === 0) return cal;
  const closed = new Set(closedDays(closures).filter((day) => day >= cal.coverage[0]));
  const free = [...closed].filter((day) => !cal.weekend.includes(isoWeekday(day)));
  return {
    ...cal,
    version: versionOf(`${sourceOf(cal)}+${tag}`, cal.coverage),
    off: [...new Set([...cal.off, ...free])].toSorted(),
    on: cal.on.filter((day) => !closed.has(day)),
  };
}

function closedDays(closures: readonly ClosedRange[]): string[] {
  const days: string[] = [];
  let runFrom = -Infinity;
  let last = -Infinity;
  for (const { fromOn, toOn } of closures.toSorted((a, b) => (a.fromOn < b.fromOn ? -1 : 1))) {
    const from = dayNumber(fromOn);
    if (from > last + joinedWithinDays) runFrom = from;
    last = Math.max(last, dayNumber(toOn));
    for (let day = from; day <= Math.min(dayNumber(toOn), runFrom + longestRunDays); day += 1)
      days.push(dateOfDay(day));
  }
  return days;
}

/** A newer calendar with the days that the one before knew and it no longer holds: what was counted once is not counted anew. */
export function withPast(cal: Calendar, before: Calendar): Calendar {
  const [from, to] = cal.coverage;
  const [pastFrom, pastTo] = before.coverage;
  if (pastFrom >= from || pastTo < addDays(from, -1)) return cal;
  const past = (day: string): boolean => day >= pastFrom && day < from;
  const coverage: Calendar['coverage'] = [pastFrom, to];
  return {
    ...cal,
    version: versionOf(sourceOf(cal), coverage),
    coverage,
    off: [...before.off.filter(past), ...cal.off],
    on: [...before.on.filter(past), ...cal.on],
  };
}

/**
 * One calendar for all other sides of a cooperation: free where any of them is, so that what is joint avoids it. Null for none.
 * It covers what all of them cover; its zone and hours are the first one's and mean nothing.
 */
export function otherSides(calendars: readonly Calendar[]): Calendar | null {
  const [first] = calendars;
  if (!first) return null;
  const from =
    calendars
      .map((cal) => cal.coverage[0])
      .toSorted()
      .at(-1) ?? first.coverage[0];
  const to = calendars.map((cal) => cal.coverage[1]).toSorted()[0] ?? first.coverage[1];
  const coverage: Calendar['coverage'] = [from, to < from ? from : to];
  const sources = [...new Set(calendars.map((cal) => sourceOf(cal)))].toSorted();
  return {
    id: 'other-sides',
    // Shortened, never cut off: two sets of sources must not look alike.
    version: versionOf(sources.join('|').length <= 120 ? sources.join('|') : `sides-${fingerprint(sources)}`, coverage),
    zone: first.zone,
    coverage,
    weekend: [...new Set(calendars.flatMap((cal) => cal.weekend))].toSorted((a, b) => a - b).slice(0, 6),
    off: [...new Set(calendars.flatMap((cal) => cal.off))].filter((day) => day >= from).toSorted(),
    // A make-up day of one side is a day on which nothing is planned anyway.
    on: [],
    hours: [],
  };
}

function fingerprint(sources: readonly string[]): string {
  let hash = 0n;
  for (const character of sources.join('|')) {
    hash = (hash * 131n + BigInt(character.codePointAt(0) ?? 0)) % 0xffff_ffff_ffff_ffffn;
  }
  return hash.toString(36);
}

/** Why a year's table cannot be taken, or null. @param weekend ISO weekdays that are free in the country */
export function yearRefused(table: YearTable, weekend: readonly number[], todayOn: string): Refusal | null {
  const { year, fromOn, toOn } = table;
  const thisYear = Number(todayOn.slice(0, 4));
  if (year < thisYear)
    return refuse('date-in-past', `${year} is over: it is ${thisYear}.`, `${year} 年已过，现为 ${thisYear} 年。`);
  if (year > thisYear + yearsAhead) return tooFar(String(year), String(thisYear + yearsAhead));
  if (toOn < fromOn) return endsBefore(fromOn, toOn);
  if (!fromOn.startsWith(`${year}-`) || !toOn.startsWith(`${year}-`)) {
    return refuse(
      'day-unfit',
      `${fromOn} to ${toOn} is not within ${year}.`,
      `${fromOn} 至 ${toOn} 不在 ${year} 年内。`,
    );
  }
  const days = [...table.off, ...table.on];
  const twice = days.find((day, index) => days.indexOf(day) !== index);
  if (twice) return refuse('day-twice', `${twice} is named twice.`, `${twice} 重复。`);
  const outside = days.find((day) => day < fromOn || day > toOn);
  if (outside) {
    return refuse(
      'day-unfit',
      `${outside} lies outside ${fromOn} to ${toOn}.`,
      `${outside} 不在 ${fromOn} 至 ${toOn} 之内。`,
    );
  }
  const noWeekend = table.on.find((day) => !weekend.includes(isoWeekday(day)));
  return noWeekend
    ? refuse(
        'day-unfit',
        `${noWeekend} is no weekend day: it cannot be made up.`,
        `${noWeekend} 不是周末，不能作为调休上班日。`,
      )
    : null;
}

/** Why a vacation or closure cannot be taken, or null. */
export function closureRefused({ fromOn, toOn }: ClosedRange, todayOn: string): Refusal | null {
  if (toOn < fromOn) return endsBefore(fromOn, toOn);
  if (toOn < todayOn)
    return refuse('date-in-past', `${toOn} lies before today, ${todayOn}.`, `${toOn} 早于今天（${todayOn}）。`);
  const last = `${Number(todayOn.slice(0, 4)) + yearsAhead}-12-31`;
  if (toOn > last) return tooFar(toOn, last);
  return daysBetween(fromOn, toOn) >= longestClosureDays
    ? refuse(
        'closure-too-long',
        `At most ${longestClosureDays} days: until ${addDays(fromOn, longestClosureDays - 1)}.`,
        `最多 ${longestClosureDays} 天，至 ${addDays(fromOn, longestClosureDays - 1)}。`,
      )
    : null;
}

const endsBefore = (fromOn: string, toOn: string): Refusal =>
  refuse('ends-before-starts', `${toOn} lies before ${fromOn}.`, `${toOn} 早于 ${fromOn}。`);
const tooFar = (what: string, last: string): Refusal =>
  refuse(
    'too-far-ahead',
    `${what} is more than ${yearsAhead} years ahead; the last is ${last}.`,
    `${what} 超出今后 ${yearsAhead} 年，最晚 ${last}。`,
  );
