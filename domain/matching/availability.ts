import { addDays, addMonths, dayNumber, earlier, later } from '../calendar/local-date.ts';
import { CAP_MONTHS } from '../placement/caps.ts';
import type { HeldPlace, Period, ResearcherProfile } from './profiles.ts';

/**
 * How many working days a year a person can give in a period. An estimate for matching, made to be on the safe side; the booking
 * itself is by half days and cannot clash (DESIGN section 7).
 */

/** Two terms of twenty weeks; what is free in vacations is left to the person (inferred). */
export const TEACHING_WEEKS_A_YEAR = 40;
/** For shares of working time (inferred; public holidays taken off). */
export const WORKING_DAYS_A_YEAR = 250;

export interface FreeTime {
  /** If there were neither absences nor places: days a year. */
  baseDays: number;
  /** Taken off for absences that fall into the period: days a year. */
  awayDays: number;
  /** Taken off for places held in the period: days a year. */
  heldDays: number;
  /** What is left, in half days rounded down, never below 0. */
  freeDays: number;
}

/** @param from what lies before this local date is past: absences and places until then take nothing */
export function freeTime(
  { halfDaysAWeek, absences, places }: Pick<ResearcherProfile, 'halfDaysAWeek' | 'absences' | 'places'>,
  period: Period,
  from = period.fromOn,
): FreeTime {
  const start = from > period.fromOn ? from : period.fromOn;
  const length = daysIn({ fromOn: start, toOn: period.toOn });
  const baseDays = (halfDaysAWeek / 2) * TEACHING_WEEKS_A_YEAR;
  if (length === 0) return { baseDays, awayDays: 0, heldDays: 0, freeDays: 0 };
  const window = { fromOn: start, toOn: period.toOn };
  const awayDays = (baseDays * daysCovered(absences, window)) / length;
  const heldDays = places.reduce((sum, place) => sum + (place.daysAYear * daysShared(place, window)) / length, 0);
  return { baseDays, awayDays, heldDays, freeDays: halvesDown(Math.max(0, baseDays - awayDays - heldDays)) };
}

// A hair is added before rounding down, so that 59.9999999 from a division is the 60 that it stands for.
const halvesDown = (days: number): number => Math.floor(days * 2 + 1e-6) / 2;

export const doOverlap = (a: Period, b: Period): boolean => a.fromOn <= b.toOn && b.fromOn <= a.toOn;

const daysIn = ({ fromOn, toOn }: Period): number => (fromOn > toOn ? 0 : dayNumber(toOn) - dayNumber(fromOn) + 1);
const daysShared = (a: Period, b: Period): number =>
  doOverlap(a, b) ? daysIn({ fromOn: later(a.fromOn, b.fromOn), toOn: earlier(a.toOn, b.toOn) }) : 0;

/** Days of the window under at least one of the periods: two absences on one day are one. */
function daysCovered(periods: readonly Period[], window: Period): number {
  let covered = 0;
  let until = '';
  for (const period of periods.toSorted((a, b) => (a.fromOn < b.fromOn ? -1 : 1))) {
    if (!doOverlap(period, window) || period.toOn <= until) continue;
    const fromDay = Math.max(dayNumber(later(period.fromOn, window.fromOn)), until === '' ? 0 : dayNumber(until) + 1);
    const toDay = dayNumber(earlier(period.toOn, window.toOn));
    covered += Math.max(0, toDay - fromDay + 1);
    until = period.toOn;
  }
  return covered;
}

/**
 * The enterprises, other than one, of that stretch of twelve months touching the period in which they are the most, as the booking
 * counts them (`tooManyEnterprises`). It can only rise on a day on which a place begins.
 */
export function mostEnterprisesInAYear(
  places: readonly HeldPlace[],
  period: Period,
  exceptEnterpriseId: string | null,
): string[] {
  const asked = counting(period);
  const there = places
    .filter(({ enterpriseId }) => enterpriseId !== exceptEnterpriseId)
    .map(({ enterpriseId, ...place }) => ({ enterpriseId, ...counting(place) }))
    .filter((place) => doOverlap(place, asked));
  let most: string[] = [];
  for (const on of [asked.fromOn, ...there.map(({ fromOn }) => later(fromOn, asked.fromOn))]) {
    const then = there.filter(({ fromOn, toOn }) => fromOn <= on && on <= toOn);
    const enterprises = [...new Set(then.map(({ enterpriseId }) => enterpriseId))].toSorted();
    if (enterprises.length > most.length) most = enterprises;
  }
  return most;
}

/** A place counts from its first day until it has been over for a year: then both lie in no stretch of twelve months together. */
const counting = ({ fromOn, toOn }: Period): Period => ({ fromOn, toOn: addDays(addMonths(toOn, CAP_MONTHS), -1) });
