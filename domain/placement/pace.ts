import { workingDaysBetween } from '../calendar/calendar.ts';
import { addDays, dateOfDay, dayNumber, daysBetween } from '../calendar/local-date.ts';
import { today } from '../follow-up/clocks.ts';
import { valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';
import { leastDaysAYear, yearsOf } from './half-days.ts';
import type { Period } from './half-days.ts';
import { halfMonth } from './half-month.ts';
import { counted, Mark, markOf } from './marks.ts';
import { plannedHalves, settledThrough } from './settled.ts';
import type { PlacementRule } from './rules.ts';
import type { PlacementState } from './state.ts';

/**
 * Whether the days of a placement will reach what its scheme asks for in each year of it (DOMAIN stage P: 60 working days a year
 * [CX3], a third of the time [CX2], half of it [MI1]). A year is one of the placement, from its first day.
 */

/** Days are working days on site; half days count as halves. */
export interface Pace {
  /** The year that is looked at, both ends included. */
  fromOn: string;
  toOn: string;
  daysDone: number;
  /** Planned and not logged yet, from the last day of which a log is there. */
  daysPlanned: number;
  /** Where it leads: done, planned by what was kept so far, and beyond what is planned the rhythm so far. */
  projectedDays: number;
  minimumDays: number;
  rule: string;
  /** Where the rule comes from, e.g. `CX3`. */
  source: string;
  shortfallDays: number;
  /** Days a month on site that reach the minimum from today on; 0 where it is reached. */
  neededPerMonth: number;
  /** Months from today to the end of the year, at least one. */
  monthsLeft: number;
  /** The first day on which the minimum cannot be reached any more, however often one goes; null where it is reached. */
  lostOn: string | null;
}

type Year = ReturnType<typeof yearsOf>[number];

/** Evidence of five days is weighed against none: one missed morning in the first week is no rhythm. */
const PRIOR_HALF_DAYS = 10;
const EPSILON = 1e-9;
const DAYS_A_MONTH = 365.25 / 12;

function yearAt(s: PlacementState, on: string): Year {
  const years = yearsOf(s.period);
  return years.find(({ toOn }) => on <= toOn) ?? years.at(-1) ?? { ...s.period, share: 1 };
}

const workingDays = (s: PlacementState, { fromOn, toOn }: Period): number =>
  fromOn > toOn ? 0 : workingDaysBetween(s.calendar, addDays(fromOn, -1), toOn);

export interface Minimum {
  halfDays: number;
  rule: PlacementRule;
}

/** What the scheme asks for in a year, as it is planned for: a year cut short asks for its share, and nobody owes part of a day. */
export function minimumOf({ scheme }: Pick<PlacementState, 'scheme'>, { share }: Year): Minimum | null {
  const least = leastDaysAYear(scheme);
  const days = least ? Math.floor(least.days * share + EPSILON) : 0;
  return least && days > 0 ? { halfDays: days * 2, rule: least.rule } : null;
}

export const countedIn = (s: PlacementState, { fromOn, toOn }: Period): number => counted(s.log.marks, fromOn, toOn);

/** How a placement stands in the year of an instant; null where its scheme asks for no days. */
export function paceOf(s: PlacementState, at: string): Pace | null {
  const on = today(s, at);
  const year = yearAt(s, on);
  const minimum = minimumOf(s, year);
  if (!minimum) return null;
  const done = countedIn(s, year);
  const known = knownUntil(s);
  const ahead = plannedIn(s, { fromOn: addDays(known, 1), toOn: lastDayOf(s, year) }).length;
  const lostOn = lossOf(s, year, minimum.halfDays - done);
  const kept = ahead * keptShare(s, known);
  const beyond = goesOnNoLonger(s) || isSoon(s, on, lostOn) ? 0 : beyondPlan(s, { year, on, known, kept });
  const projected = Math.max(done, Math.floor(done + kept + beyond + EPSILON));
  const monthsLeft = Math.max(1, (daysBetween(on, year.toOn) + 1) / DAYS_A_MONTH);
  const { rule, source } = minimum.rule;
  return {
    fromOn: year.fromOn,
    toOn: year.toOn,
    daysDone: done / 2,
    daysPlanned: ahead / 2,
    projectedDays: projected / 2,
    minimumDays: minimum.halfDays / 2,
    rule,
    source,
    shortfallDays: Math.max(0, minimum.halfDays - projected) / 2,
    neededPerMonth: done >= minimum.halfDays ? 0 : Math.ceil((minimum.halfDays - done) / monthsLeft - EPSILON) / 2,
    monthsLeft,
    lostOn,
  };
}

/** The last day of which a log is there or will not come; before it, what is not logged did not take place. */
function knownUntil(s: PlacementState): string {
  const period = halfMonth(s, settledThrough(s));
  const before = addDays(s.pace.fromOn || s.period.fromOn, -1);
  return period && period.toOn > before ? period.toOn : before;
}

/** Planned half days in a stretch of which nobody has said anything. */
const plannedIn = (s: PlacementState, { fromOn, toOn }: Period) =>
  plannedHalves(s).filter(
    (half) => half.onDate >= fromOn && half.onDate <= toOn && markOf(s.log.marks, half) === Mark.none,
  );

/** How sure a planned day is: by how many of those before it were kept, since the days were last agreed. */
export function keptShare(s: PlacementState, known: string = knownUntil(s)): number {
  const { fromOn } = s.pace;
  if (!fromOn) return 1;
  const planned = plannedHalves(s).filter(({ onDate }) => onDate >= fromOn && onDate <= known).length;
  const kept = counted(s.log.marks, fromOn, known);
  return Math.min(1, (kept + PRIOR_HALF_DAYS) / (planned + PRIOR_HALF_DAYS));
}

/** After the last planned day it goes on as before, as far as anybody can tell. */
function beyondPlan(
  s: PlacementState,
  { year, on, known, kept }: { year: Year; on: string; known: string; kept: number },
): number {
  const lastPlanned = plannedHalves(s).at(-1)?.onDate ?? '';
  const until = [lastPlanned, known].toSorted().at(-1) ?? known;
  const covered = { fromOn: year.fromOn, toOn: until < year.toOn ? until : year.toOn };
  const days = workingDays(s, covered);
  if (days === 0) return 0;
  const from = addDays([until, addDays(on, -1)].toSorted().at(-1) ?? until, 1);
  const rate = (counted(s.log.marks, covered.fromOn, covered.toOn) + kept) / days;
  return rate * workingDays(s, { fromOn: from, toOn: year.toOn });
}

/** The last day of a year on which anybody comes under this placement. */
function lastDayOf({ leaving }: PlacementState, { toOn }: Year): string {
  const lastOn = leaving ? addDays(leaving.on, -1) : toOn;
  return lastOn < toOn ? lastOn : toOn;
}

/** Where the researcher leaves for good, or has left, a rhythm is nobody's any more: what is planned counts, and nothing beyond. */
export const goesOnNoLonger = ({ status, leaving, cover }: PlacementState): boolean =>
  status === 'closed' || status === 'ending' || leaving !== undefined || cover?.untilOn === null;

/** Near the day on which it would be lost only what is planned counts: a habit is no promise. */
function isSoon(s: PlacementState, on: string, lostOn: string | null): boolean {
  const ahead = valueOf(valuesFor(s), 'placement.paceAheadWorkingDays');
  return lostOn !== null && (lostOn <= on || workingDaysBetween(s.calendar, on, lostOn) <= ahead);
}

/** Going on every working day from the day before it, both halves, would just have reached what is missing. */
function lossOf(s: PlacementState, year: Year, missing: number): string | null {
  if (missing <= 0) return null;
  let left = Math.ceil(missing / 2);
  for (let day = dayNumber(year.toOn); day >= dayNumber(year.fromOn); day -= 1) {
    const on = dateOfDay(day);
    if (workingDays(s, { fromOn: on, toOn: on }) > 0 && (left -= 1) === 0) return addDays(on, 1);
  }
  return year.fromOn;
}

/** Years whose days fall short of the minimum, as they are logged. */
export function shortYears(
  s: PlacementState,
): (Year & { daysDone: number; minimumDays: number; rule: PlacementRule })[] {
  return yearsOf(s.period).flatMap((year) => {
    const minimum = minimumOf(s, year);
    const done = countedIn(s, year);
    return minimum && done < minimum.halfDays
      ? [{ ...year, daysDone: done / 2, minimumDays: minimum.halfDays / 2, rule: minimum.rule }]
      : [];
  });
}
