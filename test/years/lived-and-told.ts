import { z } from 'zod';
import { addMonths } from '../../domain/calendar/local-date.ts';
import { onOf } from '../../domain/placement/half-days.ts';
import type { HalfDay } from '../../domain/placement/half-days.ts';
import { halfMonthNumber, numberOf } from '../../domain/placement/half-month.ts';
import { Mark, marked } from '../../domain/placement/marks.ts';
import { openLogs } from '../../domain/placement/settled.ts';
import type { LivedPlacement, PlacementOffice } from './placement-office.ts';
import type { Opened, World } from './placements-of-the-district.ts';

/** What the product tells of a year of placements, held against what was lived. */

/** A year from a day on, as the schemes ask for it. */
export const aYearFrom = (fromOn: string): { fromOn: string; toOn: string } => {
  const next = addMonths(fromOn, 12);
  return { fromOn, toOn: new Date(Date.parse(next) - 86_400_000).toISOString().slice(0, 10) };
};

export const daysOf = (halfDays: Iterable<HalfDay>): number => [...halfDays].length / 2;

export interface ToldPlacement {
  id: string;
  personId: string;
  enterpriseId: string;
  outcome: string;
  daysDone: number;
  minimumDays: number;
  problem: string;
  yields: { kind: string; what: string | null }[];
  disruptions: { cause: string | null; days: number; how: string; successorId: string | null }[];
  lost: { coveredDays: number; handedOnDays: number; missingDays: number; openDays: number };
}

/** The report of a period by placement, and its totals. */
export async function toldYield({ caller }: Opened, fromOn: string, toOn: string) {
  const report = await caller.get(`/v1/placements/yield?from=${fromOn}&to=${toOn}`);
  const placements: ToldPlacement[] = report.enterprises.flatMap(
    (one: { placementsOfIt: ToldPlacement[] }) => one.placementsOfIt,
  );
  return { totals: report.totals, placements: new Map(placements.map((one) => [one.id, one])) };
}

/** Half days of half months that were told of, and of which nothing explains why nobody was there. */
export async function unexplained(
  { db }: World,
  office: PlacementOffice,
  [placementId, lived]: [string, LivedPlacement],
): Promise<HalfDay[]> {
  const s = await office.state(placementId);
  const waits = new Set(openLogs(s).map((f) => numberOf(f.about.id)));
  const isTold = (half: HalfDay): boolean => {
    const n = halfMonthNumber(s, onOf(half));
    return n < s.log.next && !waits.has(n);
  };
  const known = new Set(
    marked(s.log.marks, s.period.fromOn, s.period.toOn, [Mark.logged, Mark.confirmed, Mark.struck]).map(
      ({ onDate, half }): HalfDay => `${onDate}/${half}`,
    ),
  );
  const disrupted = await db.event.findMany({
    where: { entityId: office.entityId(placementId), type: 'placementDisrupted' },
  });
  const isGivenBack = (half: HalfDay): boolean => disrupted.some(({ data }) => JSON.stringify(data).includes(half));
  return [...lived.booked].filter(
    (half) => isTold(half) && !known.has(half) && !lived.missed.has(half) && !isGivenBack(half),
  );
}

const keeping = z.looseObject({ personId: z.string() });

/** Whoever was said to have been at two places at once: `person 2025-03-04/am`. */
export async function atTwoPlaces({ db }: World, office: PlacementOffice): Promise<string[]> {
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const [placementId, { worked }] of office.lived) {
    const s = await office.state(placementId);
    const covers = await db.event.findMany({
      where: { entityId: office.entityId(placementId), type: 'placementCovered' },
    });
    for (const half of worked) {
      const cover = covers.findLast(({ data }) => JSON.stringify(data).includes(half));
      const keeper = cover ? keeping.parse(cover.data).personId : s.researcher.personId;
      const key = `${keeper} ${half}`;
      if (seen.has(key)) twice.push(key);
      seen.add(key);
    }
  }
  return twice;
}
