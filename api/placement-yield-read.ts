import { z } from 'zod';
import { recordedEvent } from '../activities/record.ts';
import { needFacts } from '../activities/need-facts.ts';
import { localDateOf } from '../domain/calendar/calendar.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import type { Cause } from '../domain/placement/cover.ts';
import type { Period } from '../domain/placement/half-days.ts';
import { successorFrom } from '../domain/placement/lost-days.ts';
import type { Disruption, Successor } from '../domain/placement/lost-days.ts';
import { totalOf, yieldOf } from '../domain/placement/yield-report.ts';
import type { PlacementYield, YieldTotals } from '../domain/placement/yield-report.ts';
import type { Database } from '../prisma/client.ts';
import { namesIn } from './dossier.ts';
import type { Names } from './dossier.ts';
import { mayKnowPlacement } from './known-placements.ts';
import { stateOfPlacement } from './placement-portfolio.ts';
import type { Principal } from './principal.ts';

/** The yield report from the record: placements that the reader may know of, and the needs of their enterprises. */

export interface Scope {
  period: Period;
  /** The researchers' home unit; null for all. */
  unitId: string | null;
  mayReadCauses: boolean;
}

export interface ReportedPlacement extends Omit<PlacementYield, 'disruptions'>, Period {
  agreementId: string;
  id: string;
  personId: string;
  unitId: string;
  enterpriseId: string;
  disruptions: (Omit<Disruption, 'cause'> & { cause: Cause | null })[];
}

export interface YieldReport extends Period {
  unitId: string | null;
  totals: YieldTotals & { needsMoved: Moved };
  enterprises: (YieldTotals & { enterpriseId: string; needsMoved: Moved; placementsOfIt: ReportedPlacement[] })[];
  names: Names;
}
type Moved = Record<string, number>;

const told = [
  'placementDisrupted',
  'placementCovered',
  'bookingSettled',
  'coverNarrowed',
  'coverEnded',
  'yieldRecorded',
  'placementEnding',
  'placementClosed',
];

export async function yieldReport(db: Database, principal: Principal, scope: Scope): Promise<YieldReport> {
  const found = await placementsIn(db, principal, scope);
  const agreementIds = [...new Set(found.map(({ agreementId }) => agreementId))];
  const moved = await needsMoved(db, agreementIds, scope.period);
  const enterpriseIds = [...new Set([...found.map((one) => one.enterpriseId), ...moved.keys()])].toSorted();
  const enterprises = enterpriseIds.map((enterpriseId) => {
    const own = found.filter((one) => one.enterpriseId === enterpriseId);
    return {
      enterpriseId,
      ...totalOf(own.map(({ yield: one }) => one)),
      needsMoved: moved.get(enterpriseId) ?? {},
      placementsOfIt: own.map((one) => reported(one, scope)),
    };
  });
  const all = { ...totalOf(found.map((one) => one.yield)), needsMoved: summed([...moved.values()]) };
  const report = { ...scope.period, unitId: scope.unitId, totals: all, enterprises };
  const texts = await textsOf(db, found);
  const withTexts = { ...report, enterprises: enterprises.map((one) => ({ ...one, ...readable(one, texts) })) };
  return { ...withTexts, names: await namesIn(db, withTexts) };
}

interface Found extends Period {
  agreementId: string;
  id: string;
  personId: string;
  unitId: string;
  enterpriseId: string;
  yield: PlacementYield;
}

async function placementsIn(db: Database, principal: Principal, { period, unitId }: Scope): Promise<Found[]> {
  // Whoever takes a place over may be of another unit.
  const rows = await db.entity.findMany({ where: { kind: 'placement' }, orderBy: { id: 'asc' } });
  const placements = rows.map((row) => ({ row, s: stateOfPlacement(row) }));
  const known = placements.filter(
    ({ row, s }) => (!unitId || s.unit.organisationId === unitId) && mayKnowPlacement(principal, row.state),
  );
  const knownIds = new Set(known.map(({ row }) => row.id));
  const takenOver = placements.filter(({ s }) => s.coverOf !== null && knownIds.has(s.coverOf));
  const events = await eventsOf(db, [...new Set([...knownIds, ...takenOver.map(({ row }) => row.id)])]);
  // Of who takes a place over only how many days they have: that is told to whoever may know of the place.
  const successors = new Map<string, Successor[]>();
  for (const { row, s } of takenOver) {
    const one = successorFrom(s, events.get(row.id) ?? []);
    successors.set(s.coverOf ?? '', [...(successors.get(s.coverOf ?? '') ?? []), one]);
  }
  return known.flatMap(({ row, s }) => {
    const onDay = (at: string): string => localDateOf(s.calendar.zone, at);
    const found = yieldOf(s, events.get(row.id) ?? [], { period, onDay, successors: successors.get(row.id) ?? [] });
    if (!found) return [];
    const { agreementId } = row;
    const id = row.id.slice(agreementId.length + 1);
    const who = { personId: s.researcher.personId, unitId: s.unit.organisationId, enterpriseId: s.host.organisationId };
    return [{ agreementId, id, ...who, ...s.period, yield: found }];
  });
}

async function eventsOf(db: Database, entityIds: readonly string[]): Promise<Map<string, RecordedEvent[]>> {
  const rows = await db.event.findMany({
    where: { entityId: { in: [...entityIds] }, type: { in: told } },
    orderBy: [{ entityId: 'asc' }, { seq: 'asc' }],
  });
  const events = new Map<string, RecordedEvent[]>();
  for (const row of rows) events.set(row.entityId, [...(events.get(row.entityId) ?? []), recordedEvent(row)]);
  return events;
}

const reported = ({ yield: one, ...where }: Found, { mayReadCauses }: Scope): ReportedPlacement => ({
  ...where,
  ...one,
  disruptions: one.disruptions.map((each) => ({ ...each, cause: mayReadCauses ? each.cause : null })),
});

/** What a yield is, in the words of whoever recorded it; they are open to whoever may know of the placement. */
async function textsOf(db: Database, found: readonly Found[]): Promise<ReadonlyMap<string, string>> {
  const ids = found.flatMap((one) => one.yield.yields.flatMap(({ what }) => what ?? []));
  const rows = await db.text.findMany({ where: { id: { in: ids }, ownerPartyId: null } });
  return new Map(rows.map(({ id, content }) => [id, content]));
}

const readable = (
  { placementsOfIt }: { placementsOfIt: ReportedPlacement[] },
  texts: ReadonlyMap<string, string>,
): { placementsOfIt: ReportedPlacement[] } => ({
  placementsOfIt: placementsOfIt.map((one) => ({
    ...one,
    yields: one.yields.map((each) => ({ ...each, what: texts.get(each.what ?? '') ?? null })),
  })),
});

const stepOf: Readonly<Record<string, string>> = {
  needRecorded: 'collected',
  needEvaluated: 'evaluated',
  needMatched: 'matched',
};

/** By enterprise: how many of its needs came to each step. Ids and counts, no word of what a need is about. */
async function needsMoved(
  db: Database,
  agreementIds: readonly string[],
  { fromOn, toOn }: Period,
): Promise<Map<string, Moved>> {
  const needs = new Map(
    (await needFacts(db, { agreementIds })).map((need) => [`${need.agreementId}/${need.needId}`, need]),
  );
  const rows = await db.event.findMany({
    where: { entityId: { in: [...agreementIds] }, type: { in: [...Object.keys(stepOf), 'needMoved'] } },
    orderBy: [{ entityId: 'asc' }, { seq: 'asc' }],
  });
  const reached = new Set<string>();
  const moved = new Map<string, Moved>();
  for (const row of rows) {
    const need = needs.get(`${row.entityId}/${row.aboutId}`);
    if (!need) continue;
    const on = localDateOf(need.zone, row.at.toISOString());
    const step = stepOf[row.type] ?? movedTo.parse(row.data).to;
    const key = `${row.entityId}/${row.aboutId} ${step}`;
    // Found a second time it has not moved a second time.
    if (on < fromOn || on > toOn || reached.has(key)) continue;
    reached.add(key);
    const own = moved.get(need.partyId) ?? {};
    moved.set(need.partyId, { ...own, [step]: (own[step] ?? 0) + 1 });
  }
  return moved;
}

const movedTo = z.looseObject({ to: z.string() });

function summed(each: readonly Moved[]): Moved {
  const all: Moved = {};
  for (const [step, count] of each.flatMap(Object.entries<number>)) all[step] = (all[step] ?? 0) + count;
  return all;
}
