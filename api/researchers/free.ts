import { calendarBook } from '../../activities/calendar-book.ts';
import { isWorkingDay } from '../../domain/calendar/calendar.ts';
import { freeHalfDays } from '../../domain/directory/free-half-days.ts';
import type { Period } from '../../domain/matching/profiles.ts';
import type { Database } from '../../prisma/client.ts';
import { timeOf } from './shown.ts';
import type { ResearcherRow } from './shown.ts';

/** Free half days of each of some researchers in a period: their home unit's calendar without what is away, booked or otherwise. */
export async function freeIn(
  db: Database,
  rows: readonly ResearcherRow[],
  period: Period,
): Promise<Map<string, number>> {
  const ids = rows.map(({ personId }) => personId);
  const units = [...new Set(rows.map(({ homeUnitId }) => homeUnitId))];
  const [absences, booked, book] = await Promise.all([
    db.absence.findMany({
      where: { personId: { in: ids }, withdrawnAt: null, fromOn: { lte: period.toOn }, toOn: { gte: period.fromOn } },
    }),
    db.placementHalfDay.groupBy({
      by: ['researcherId', 'onDate'],
      where: { researcherId: { in: ids } },
      _count: true,
    }),
    calendarBook(db, units),
  ]);
  const workingIn = new Map(units.map((unit) => [unit, workingDays(book.unit(unit, period.fromOn))]));
  const awayOf = grouped(absences, ({ personId }) => personId);
  const bookedOf = grouped(booked, ({ researcherId }) => researcherId);
  return new Map(
    rows.map((row) => {
      const taken = {
        absences: awayOf.get(row.personId) ?? [],
        booked: new Map((bookedOf.get(row.personId) ?? []).map(({ onDate, _count }) => [onDate, _count])),
        isWorking: workingIn.get(row.homeUnitId) ?? (() => false),
      };
      return [row.personId, freeHalfDays(timeOf(row), period, taken)];
    }),
  );
}

function grouped<T>(rows: readonly T[], by: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(by(row));
    if (group) group.push(row);
    else groups.set(by(row), [row]);
  }
  return groups;
}

/** Many researchers share a calendar, so each day is looked up once. */
function workingDays(calendar: Parameters<typeof isWorkingDay>[0]): (on: string) => boolean {
  const known = new Map<string, boolean>();
  return (on) => {
    const found = known.get(on) ?? isWorkingDay(calendar, on).working;
    known.set(on, found);
    return found;
  };
}
