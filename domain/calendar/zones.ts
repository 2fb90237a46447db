import { Temporal } from 'temporal-polyfill/implementation';

/**
 * Between wall clocks and instants. Local wall time with an IANA zone is the truth, the instant is derived from it
 * (daylight saving: a time in the gap moves forward, a time that happens twice is the first). The zone is always named:
 * nothing here depends on the host's. Instants come out in UTC with milliseconds ("2026-03-02T15:59:00.000Z"), one form
 * everywhere, so that they also compare as text.
 */

/** HH:MM, 00:00 to 23:59. */
export const timePattern = /^([01]\d|2[0-3]):[0-5]\d$/;

/** True for an IANA zone that this runtime knows. Offsets ("+08:00") are not zones: they know no daylight saving. */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z]/.test(zone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

/**
 * The answer before this one. A decision asks for the same day again and again, and finding it takes longer than most of the rest
 * of a decision. A memo of a pure function: nothing is lost with it, and sharing it changes no answer.
 */
const lastAnswer = { zone: '', instant: '', on: '' };

/** The local date in `zone` at an ISO instant (with Z or an offset). Throws RangeError for anything else. */
export function localDateOf(zone: string, instant: string): string {
  if (lastAnswer.zone !== zone || lastAnswer.instant !== instant) {
    const on = Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
    Object.assign(lastAnswer, { zone, instant, on });
  }
  return lastAnswer.on;
}

/** The local time HH:MM in `zone` at an ISO instant. */
export function localTimeOf(zone: string, instant: string): string {
  return Temporal.Instant.from(instant).toZonedDateTimeISO(zone).toPlainTime().toString({ smallestUnit: 'minute' });
}

/**
 * Answers of `instantOf`. Clocks of one agreement plan into the same nights again and again, and a look ahead asks at each wake: a
 * memo as the one above, shared by all workflows of a worker.
 */
const answers = new Map<string, string>();
const MOST_ANSWERS = 64;

/** The instant of `time` (HH:MM) on the local date `on` in `zone`; gap forward, overlap first. */
export function instantOf(zone: string, on: string, time: string): string {
  const key = `${zone} ${on} ${time}`;
  const known = answers.get(key);
  if (known !== undefined) return known;
  if (!timePattern.test(time)) throw new RangeError(`not a time of day (HH:MM): ${time}`);
  const wall = Temporal.PlainDate.from(on, { overflow: 'reject' }).toPlainDateTime(Temporal.PlainTime.from(time));
  const instant = utc(wall.toZonedDateTime(zone, { disambiguation: 'compatible' }));
  if (answers.size >= MOST_ANSWERS) answers.clear();
  answers.set(key, instant);
  return instant;
}

/** The first instant of a local day: midnight, or later where daylight saving skips midnight. */
export function startOfDay(zone: string, on: string): string {
  return utc(Temporal.PlainDate.from(on, { overflow: 'reject' }).toZonedDateTime(zone));
}

/** When a deadline of the local date `on` ends: 23:59 in `zone` (deadlines end 23:59 in the agreement's zone). */
export function endOfDay(zone: string, on: string): string {
  return instantOf(zone, on, '23:59');
}

function utc(moment: Temporal.ZonedDateTime): string {
  return new Date(moment.epochMilliseconds).toISOString();
}
