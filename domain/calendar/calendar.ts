import { z } from 'zod';
import { addDays, dateOfDay, dayNumber, localDateSchema, weekdayOfDay } from './local-date.ts';
import { instantOf, isZone, localDateOf as localDateInZone, timePattern } from './zones.ts';

export { endOfDay, instantOf } from './zones.ts';

const timeSchema = z.string().regex(timePattern, 'must be a time of day, HH:MM');

/**
 * A working calendar as plain data: it is carried in workflow state and stored with its version, so that a due date can
 * always be explained by the calendar it was computed from.
 *
 * - `coverage`: the days whose public holidays are known, both ends included. Beyond it answers are provisional.
 * - `weekend`: ISO weekdays (1 Monday ... 7 Sunday) that are normally free.
 * - `off`: working weekdays that are free (public holidays). `on`: weekend days that are worked (China's make-up days, 调休).
 * - `hours`: working hours of a day in local time, for explanation; when mail may arrive is the postbox's own rule.
 */
export const calendarSchema = z
  .object({
    id: z.string().min(1).max(60),
    version: z.string().min(1).max(200),
    zone: z.string().refine(isZone, 'must be an IANA time zone'),
    coverage: z.tuple([localDateSchema, localDateSchema]),
    weekend: z.array(z.int().min(1).max(7)).max(6),
    off: z.array(localDateSchema).max(2_000),
    on: z.array(localDateSchema).max(500),
    hours: z.array(z.tuple([timeSchema, timeSchema])).max(6),
  })
  .strict()
  .refine((cal) => cal.coverage[0] <= cal.coverage[1], { path: ['coverage'], error: 'must not end before it begins' })
  .refine((cal) => cal.hours.every(([from, to]) => from < to), { path: ['hours'], error: 'must end after they begin' })
  .refine((cal) => !cal.on.some((day) => cal.off.includes(day)), { path: ['on'], error: 'must not also be in off' });

export type Calendar = z.infer<typeof calendarSchema>;

/** Whether a day is worked; `provisional` when its public holidays are not known yet, so only weekends were considered. */
export type WorkingDay = { working: boolean; provisional: boolean };

/** A local date that was computed; `provisional` when a day on the way to it was beyond the calendar's coverage. */
export type ComputedDay = { on: string; provisional: boolean };

/** When in a day a person may be reached by mail. Times are local, HH:MM, `toTime` excluded. */
export type ReachableHours = { fromTime: string; toTime: string; hoursMatter: boolean };

/** No real calendar is free for longer: a longer search means unusable data, and a loop in a workflow must end. */
const longestBreakDays = 400;

/** Is the local date `on` worked in this calendar? Make-up days are. Throws RangeError for what is not a date. */
export function isWorkingDay(cal: Calendar, on: string): WorkingDay {
  const { working, provisional } = dayOf(cal, dayNumber(on));
  return { working, provisional };
}

/** The same of a day number, with its date. */
function dayOf(cal: Calendar, day: number): WorkingDay & { on: string } {
  const on = dateOfDay(day);
  const provisional = on < cal.coverage[0] || on > cal.coverage[1];
  const working = cal.on.includes(on) || (!cal.off.includes(on) && !cal.weekend.includes(weekdayOfDay(day)));
  return { on, working, provisional };
}

/**
 * Like isWorkingDay, for planning meetings: a make-up day is worked, but nothing is planned onto it
 * (DOMAIN 2a: "make-up days are working days, but nothing is planned onto them").
 */
export function plannableDay(cal: Calendar, on: string): WorkingDay {
  const day = isWorkingDay(cal, on);
  return { working: day.working && !cal.on.includes(on), provisional: day.provisional };
}

/**
 * The first day from `on` on which something joint may be planned: worked by every side and a make-up day of none (DOMAIN 2:
 * "joint events avoid all sides' days off"). `calendars`: our home unit's first, then the other sides'. Where they share no
 * day within the search, ours alone decides: a date that somebody will move beats none.
 */
export function nextJointDay(calendars: readonly [Calendar, ...Calendar[]], on: string): ComputedDay {
  const from = dayNumber(on);
  let provisional = false;
  for (let day = from; day <= from + longestBreakDays; day += 1) {
    const answers = calendars.map((cal) => plannableDay(cal, dateOfDay(day)));
    provisional ||= answers.some((answer) => answer.provisional);
    if (answers.every((answer) => answer.working)) return { on: dateOfDay(day), provisional };
  }
  return dueOn(calendars[0], on);
}

/**
 * Where nobody named the day: one that is worked and no make-up day, the first from `on` (DOMAIN 2a). A free day moves as in `dueOn`,
 * but not onto a make-up day: in 2024 work resumed on a Sunday after Spring Festival, and what we plan is for the Monday.
 */
export function plannedOn(cal: Calendar, on: string): ComputedDay {
  return nextJointDay([cal], on);
}

/** As it stands, unless it is a make-up day: then the next day that something may be planned onto. */
export function offMakeUpDay(cal: Calendar, on: string): string {
  return cal.on.includes(on) ? plannedOn(cal, on).on : on;
}

/** A date that somebody named: it stays on a working day, a make-up day too; a free day moves to the first that we may plan onto. */
export function namedOn(cal: Calendar, on: string): ComputedDay {
  const { working, provisional } = isWorkingDay(cal, on);
  return working ? { on, provisional } : plannedOn(cal, on);
}

/**
 * The day `n` working days after `on` (before, if negative). `on` itself is never counted: Friday + 1 and Saturday + 1
 * are both Monday. `n` = 0 gives `on`, moved forward to a working day. Throws RangeError if `n` is not whole.
 */
export function addWorkingDays(cal: Calendar, on: string, n: number): ComputedDay {
  if (!Number.isInteger(n)) throw new RangeError(`not a whole number of working days: ${n}`);
  if (n === 0) return dueOn(cal, on);
  const step = Math.sign(n);
  let day = dayNumber(on);
  let provisional = false;
  for (let left = Math.abs(n); left > 0; left -= 1) {
    const next = nextWorkingDay(cal, day + step, step);
    day = next.day;
    provisional ||= next.provisional;
  }
  return { on: dateOfDay(day), provisional };
}

/** A due date that falls on a free day moves to the first working day after it (in Spring Festival: the day work resumes). */
export function dueOn(cal: Calendar, on: string): ComputedDay {
  const { day, provisional } = nextWorkingDay(cal, dayNumber(on), 1);
  return { on: dateOfDay(day), provisional };
}

/**
 * Working days after `fromOn` up to and including `toOn`, the inverse of addWorkingDays: Friday to Monday is 1.
 * If `toOn` is earlier: minus the working days from `toOn` up to but excluding `fromOn`. Beyond coverage weekends only.
 */
export function workingDaysBetween(cal: Calendar, fromOn: string, toOn: string): number {
  const from = dayNumber(fromOn);
  const days = dayNumber(toOn) - from;
  const step = days < 0 ? -1 : 1;
  let count = 0;
  for (let i = 1; i <= Math.abs(days); i += 1) if (dayOf(cal, from + i * step).working) count += step;
  return count;
}

/** The local date of an ISO instant, in a calendar's zone or in a named IANA zone. */
export function localDateOf(where: Calendar | string, instant: string): string {
  return localDateInZone(typeof where === 'string' ? where : where.zone, instant);
}

/**
 * The first moment at or after `instant` at which a person with this calendar may be reached by mail: on a working day
 * (make-up days count), from `fromTime` to before `toTime` local time. The default quiet time is 19:00-08:30 (DOMAIN 2).
 * With `hoursMatter` false (the demonstration clock honours days, not hours) any moment from `fromTime` to midnight will do:
 * what was planned over the night still goes out together.
 * Gives an ISO instant in UTC with milliseconds.
 */
export function nextReachable(cal: Calendar, instant: string, hours: ReachableHours): string {
  if (hours.hoursMatter && hours.fromTime >= hours.toTime) throw new RangeError('fromTime must be before toTime');
  const askedMs = Date.parse(instant);
  const today = localDateOf(cal, instant);
  for (let ahead = 0; ahead <= longestBreakDays; ahead += 1) {
    const on = addDays(today, ahead);
    if (!isWorkingDay(cal, on).working) continue;
    const opensAt = instantOf(cal.zone, on, hours.fromTime);
    if (askedMs <= Date.parse(opensAt)) return opensAt;
    if (!hours.hoursMatter) return new Date(askedMs).toISOString();
    if (askedMs < Date.parse(instantOf(cal.zone, on, hours.toTime))) return new Date(askedMs).toISOString();
  }
  throw new RangeError(`calendar ${cal.id} has no working day within ${longestBreakDays} days of ${today}`);
}

function nextWorkingDay(cal: Calendar, from: number, step: number): { day: number; provisional: boolean } {
  let provisional = false;
  for (let ahead = 0; ahead <= longestBreakDays; ahead += 1) {
    const day = from + ahead * step;
    const answer = dayOf(cal, day);
    provisional ||= answer.provisional;
    if (answer.working) return { day, provisional };
  }
  const none = `no working day within ${longestBreakDays} days of ${dateOfDay(from)}`;
  throw new RangeError(`calendar ${cal.id} has ${none}`);
}
