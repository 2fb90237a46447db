import { addDays, isoWeekday } from '../calendar/local-date.ts';
import { allowedOn } from './free-half-days.ts';
import type { WorkingTime } from './free-half-days.ts';

/**
 * Half days a week that a person has declared to have for enterprises, as booking and cover keep to them: over all places of the person.
 * Where a week has days of two kinds (examinations begin on its Thursday), each kind has its own number, and the smaller one holds on
 * its own days.
 */

/** A week in which more is asked for than was declared. */
export interface FullWeek {
  /** Its Monday. */
  weekOn: string;
  /** What was declared. */
  most: number;
  /** What it would come to. */
  halfDays: number;
}

export const mondayOf = (on: string): string => addDays(on, 1 - isoWeekday(on));

/**
 * The first week in which half days that are to be added are more than declared, with what the person has already; null where there is
 * none. What stands is not measured anew: only weeks to which something is added are looked at.
 *
 * @param added local dates, one for each half day @param standing the same of what the person has already
 */
export function fullWeek(time: WorkingTime, added: readonly string[], standing: readonly string[]): FullWeek | null {
  const weeks = [...new Set(added.map(mondayOf))].toSorted();
  const before = byWeek(standing);
  const now = byWeek(added);
  for (const weekOn of weeks) {
    const full = fullIn(time, now.get(weekOn) ?? [], before.get(weekOn) ?? []);
    if (full) return { weekOn, ...full };
  }
  return null;
}

/** Which of some half days, in this order, the person can keep within what they declared. */
export function withinDeclared<H extends string>(
  time: WorkingTime,
  wanted: readonly H[],
  standing: readonly string[],
): H[] {
  const taken = byWeek(standing);
  return wanted.filter((halfDay) => {
    const on = halfDay.slice(0, 10);
    const week = taken.get(mondayOf(on)) ?? [];
    if (fullIn(time, [on], week)) return false;
    taken.set(mondayOf(on), [...week, on]);
    return true;
  });
}

function fullIn(time: WorkingTime, added: readonly string[], standing: readonly string[]) {
  const declaredOn = (on: string): number => allowedOn(time, on).aWeek;
  for (const most of new Set(added.map(declaredOn))) {
    const halfDays = [...added, ...standing].filter((on) => declaredOn(on) <= most).length;
    if (halfDays > most) return { most, halfDays };
  }
  return null;
}

function byWeek(dates: readonly string[]): Map<string, string[]> {
  const weeks = new Map<string, string[]>();
  for (const on of dates) {
    const week = weeks.get(mondayOf(on));
    if (week) week.push(on);
    else weeks.set(mondayOf(on), [on]);
  }
  return weeks;
}
