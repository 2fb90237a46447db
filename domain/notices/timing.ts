import { instantOf, localDateOf, nextReachable } from '../calendar/calendar.ts';
import type { Calendar } from '../calendar/calendar.ts';
import { addDays, isoWeekday } from '../calendar/local-date.ts';
import { localTimeOf, startOfDay } from '../calendar/zones.ts';
import { valueOf } from '../policy/values.ts';
import { isImmediate } from './kinds.ts';
import type { MailKind } from './kinds.ts';

/** As far as a quiet time may reach; no time of day itself. */
export const END_OF_DAY = '24:00';

/** When one person may be reached: HH:MM in their own zone, `toTime` excluded, and the days on which they are away. */
export interface Reach {
  fromTime: string;
  toTime: string;
  /** When the morning's mail comes; within the hours. */
  digestTime: string;
  /** Local dates, both ends included. */
  absences: readonly Days[];
  /** Within the hours, when it is to be quiet all the same. */
  quietTimes?: readonly QuietTime[];
}

/** From `fromTime` to before `toTime` (HH:MM, at the latest 24:00) of an ISO weekday (1 is Monday), or of every day (null). */
export type QuietTime = {
  weekday: number | null;
  fromTime: string;
  toTime: string;
};

interface Days {
  fromOn: string;
  toOn: string;
}

/** Mail may arrive from 08:30 to 19:00 of the reader's working day [QH1, QH3]; the morning's mail goes out first thing. */
export const usualReach: Reach = {
  fromTime: valueOf({}, 'reach.fromTime'),
  toTime: valueOf({}, 'reach.toTime'),
  digestTime: valueOf({}, 'reach.digestTime'),
  absences: [],
};

/** What is asked of nobody who is away waits until they are back; this does not: somebody above has to hear of it. */
export function waitsForReturn(kind: MailKind): boolean {
  return kind !== 'escalation';
}

/**
 * When a notice of this kind may be told, as an ISO instant; never before `now`, never outside the hours of `reach`, and on no
 * day of absence; the morning's mail not on a make-up day either. `calendar` is the reader's own. With `hoursMatter` false (the demonstration honours days, not hours) the
 * morning's mail waits for no next day.
 */
export function reachAt(
  calendar: Calendar,
  notice: { kind: MailKind; at: string },
  { now, hoursMatter, reach = usualReach }: { now: string; hoursMatter: boolean; reach?: Reach },
): string {
  const person: Reach = waitsForReturn(notice.kind) ? reach : { ...reach, absences: [] };
  const isAtOnce = isImmediate(notice.kind);
  // What happens on a make-up day is told on it; the morning's mail is planned, and nothing is planned onto one (DOMAIN 2a).
  const days = isAtOnce ? calendar : { ...calendar, on: [] };
  const ready = isAtOnce ? notice.at : morningOf(days, notice.at, person, hoursMatter);
  const from = ready > now ? ready : now;
  return nextPresent(days, from, person, hoursMatter);
}

/** Hours that leave nothing are refused when they are said; what was kept before must not hold mail back for ever. */
const MOST_ROUNDS = 1_000;

/** The first moment at or after `at` at which a person may be reached, is not away and wants no quiet. */
export function nextPresent(
  calendar: Calendar,
  at: string,
  { absences, quietTimes = [], ...hours }: Reach,
  hoursMatter: boolean,
): string {
  const { zone } = calendar;
  // Where days are honoured and hours are not, only a quiet day counts.
  const quiet = hoursMatter ? quietTimes : quietTimes.filter(isWholeDay);
  let found = nextReachable(calendar, at, { ...hours, hoursMatter });
  // Each round leaves one absence or one quiet time behind.
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const back = backAfter(absences, localDateOf(calendar, found));
    const from = back === null ? quietUntil(zone, found, quiet) : startOfDay(zone, back);
    if (from === null) return found;
    found = nextReachable(calendar, from, { ...hours, hoursMatter });
  }
  return found;
}

const isWholeDay = ({ fromTime, toTime }: QuietTime): boolean => fromTime === '00:00' && toTime === END_OF_DAY;

/** Whether a time of day falls into a quiet time. @param weekday ISO */
export function isQuiet({ weekday, fromTime, toTime }: QuietTime, on: { weekday: number; time: string }): boolean {
  return (weekday === null || weekday === on.weekday) && fromTime <= on.time && on.time < toTime;
}

/** When the quiet times that cover an instant end, an ISO instant; null where none does. */
function quietUntil(zone: string, at: string, quiet: readonly QuietTime[]): string | null {
  const on = localDateOf(zone, at);
  const time = localTimeOf(zone, at);
  const last = quiet
    .filter((one) => isQuiet(one, { weekday: isoWeekday(on), time }))
    .map(({ toTime }) => toTime)
    .toSorted()
    .at(-1);
  if (last === undefined) return null;
  if (last === END_OF_DAY) return startOfDay(zone, addDays(on, 1));
  const end = instantOf(zone, on, last);
  // An hour that comes twice: the instant of its first time is over.
  return end > at ? end : new Date(Date.parse(at) + minutesBetween(time, last) * 60_000).toISOString();
}

const minutesBetween = (from: string, to: string): number =>
  (Date.parse(`2000-01-01T${to}:00Z`) - Date.parse(`2000-01-01T${from}:00Z`)) / 60_000;

/** The day after the absences that cover the local date `on`, one following the other; null for somebody who is there. */
export function backAfter(absences: readonly Days[], on: string): string | null {
  const covering = absences.filter(({ fromOn, toOn }) => fromOn <= on && on <= toOn).map(({ toOn }) => toOn);
  const last = covering.toSorted().at(-1);
  if (last === undefined) return null;
  const next = addDays(last, 1);
  return backAfter(absences, next) ?? next;
}

/** The first time of the morning's mail on a working day at or after `at`. */
function morningOf(calendar: Calendar, at: string, reach: Reach, hoursMatter: boolean): string {
  const { digestTime } = reach;
  if (hoursMatter) {
    // A window of one minute: what comes later in the day waits for the next working morning.
    return nextPresent(calendar, at, { ...reach, fromTime: digestTime, toTime: minuteAfter(digestTime) }, true);
  }
  const morning = instantOf(calendar.zone, localDateOf(calendar, at), digestTime);
  return morning > at ? morning : at;
}

function minuteAfter(time: string): string {
  return localTimeOf('UTC', new Date(Date.parse(`2000-01-01T${time}:00Z`) + 60_000).toISOString());
}
