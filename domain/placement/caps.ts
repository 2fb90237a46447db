import { addMonths } from '../calendar/local-date.ts';

/** Limits of a person over all their placements. They hold at every instant, so they are looked at again where rows are written. */

/** A booked day of a person: where, and on which date. */
export interface DayAt {
  enterpriseId: string;
  onDate: string;
}

/** Of the stretch in which enterprises are counted: `max-enterprises` is a number a year. */
export const CAP_MONTHS = 12;

/**
 * The enterprises of a stretch of twelve months in which a person would be at more than `most`, one of them `enterpriseId`; null
 * where there is none. Others may be too many among themselves already: that is not for this one to answer for.
 */
export function tooManyEnterprises(
  days: readonly DayAt[],
  { enterpriseId, most }: { enterpriseId: string; most: number },
): string[] | null {
  const inOrder = days.toSorted((a, b) => (a.onDate < b.onDate ? -1 : a.onDate > b.onDate ? 1 : 0));
  const counts = new Map<string, number>();
  let first = 0;
  for (const { enterpriseId: at, onDate } of inOrder) {
    counts.set(at, (counts.get(at) ?? 0) + 1);
    while (isBeforeStretch(inOrder[first]?.onDate ?? onDate, onDate)) {
      const left = inOrder[first]?.enterpriseId ?? '';
      const count = (counts.get(left) ?? 1) - 1;
      if (count === 0) counts.delete(left);
      else counts.set(left, count);
      first += 1;
    }
    if (counts.size > most && counts.has(enterpriseId)) return [...counts.keys()].toSorted();
  }
  return null;
}

/** Whether a date lies twelve months or more before another. */
const isBeforeStretch = (date: string, last: string): boolean => addMonths(date, CAP_MONTHS) <= last;
