import { ICalEventRepeatingFreq, ICalWeekday } from 'ical-generator';
import type { ICalRepeatingOptions } from 'ical-generator';

/**
 * Days on site as one event of a calendar: weekly, with the days that are left out and those with other times. Programs that read
 * neither lists of dates (RDATE) nor zones understand it, and one UID is moved or cancelled as a whole.
 */

/** From when until when on one day, ISO instants. */
export interface Occurrence {
  startAt: string;
  endAt: string;
}

export interface Series {
  first: Occurrence;
  /** Null for a single day. */
  repeating: ICalRepeatingOptions | null;
  /** Days at other times than the first one's: `at` is the instant that the rule gives. */
  others: (Occurrence & { at: string })[];
}

const DAY_MS = 86_400_000;
const weekdays = [
  ICalWeekday.SU,
  ICalWeekday.MO,
  ICalWeekday.TU,
  ICalWeekday.WE,
  ICalWeekday.TH,
  ICalWeekday.FR,
  ICalWeekday.SA,
];

/** Days between two instants of one place, rounded: its clocks may change on the way, and days begin earlier or later. */
const daysAfter = (first: number, at: number): number => Math.round((at - first) / DAY_MS);

/**
 * The rule that gives exactly these days.
 * @param days in order, at least one; at most one for each date
 */
export function seriesOf(days: readonly Occurrence[]): Series | null {
  const [first] = days;
  if (!first) return null;
  const begin = Date.parse(first.startAt);
  const length = Date.parse(first.endAt) - begin;
  const byNumber = new Map(days.map((day) => [daysAfter(begin, Date.parse(day.startAt)), day]));
  const instantAt = (number: number): Date => new Date(begin + number * DAY_MS);
  const isOn = new Set([...byNumber.keys()].map((number) => instantAt(number).getUTCDay()));
  const last = Math.max(...byNumber.keys());
  const all = Array.from({ length: last + 1 }, (_, number) => number).filter((number) =>
    isOn.has(instantAt(number).getUTCDay()),
  );
  const isUsual = ({ startAt, endAt }: Occurrence, number: number): boolean =>
    Date.parse(startAt) === instantAt(number).getTime() && Date.parse(endAt) - Date.parse(startAt) === length;
  const exclude = all.filter((number) => !byNumber.has(number)).map(instantAt);
  const repeating: ICalRepeatingOptions = {
    freq: ICalEventRepeatingFreq.WEEKLY,
    byDay: weekdays.filter((_, day) => isOn.has(day)),
    until: instantAt(last),
    // An empty list would be written, and read as a broken date.
    ...(exclude.length > 0 ? { exclude } : {}),
  };
  return {
    first,
    repeating: last === 0 ? null : repeating,
    others: [...byNumber].flatMap(([number, day]) =>
      isUsual(day, number) ? [] : [{ ...day, at: instantAt(number).toISOString() }],
    ),
  };
}
