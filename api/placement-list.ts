import { z } from 'zod';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Database } from '../prisma/client.ts';
import { mayKnowPlacement } from './known-placements.ts';
import type { Principal } from './principal.ts';

type Entity = Prisma.EntityGetPayload<object>;

/** What lists show of a placement: who goes where by id, and how it stands. */
export const summary = z
  .object({
    id: z.string(),
    agreementId: z.string(),
    personId: z.string(),
    unitId: z.string(),
    enterpriseId: z.string(),
    needIds: z.array(z.string()),
    schemeId: z.string(),
    fromOn: z.string(),
    toOn: z.string(),
    status: z.string(),
    stage: z.string(),
    light: z.string(),
    outcome: z.string().nullable(),
    closed: z.boolean(),
    openCount: z.number(),
    nextDueAt: z.string().nullable(),
  })
  .meta({ id: 'PlacementSummary' });

const stored = z.looseObject({
  researcher: z.looseObject({ personId: z.string() }),
  unit: z.looseObject({ organisationId: z.string() }),
  host: z.looseObject({ organisationId: z.string() }),
  needIds: z.array(z.string()),
  scheme: z.looseObject({ id: z.string() }),
  period: z.object({ fromOn: z.string(), toOn: z.string() }),
  outcome: z.string().nullable(),
});

export function placementSummary(row: Entity): z.output<typeof summary> {
  const { researcher, unit, host, needIds, scheme, period, outcome } = stored.parse(row.state);
  return {
    id: row.id.slice(row.agreementId.length + 1),
    agreementId: row.agreementId,
    personId: researcher.personId,
    unitId: unit.organisationId,
    enterpriseId: host.organisationId,
    needIds,
    schemeId: scheme.id,
    ...period,
    status: row.status,
    stage: row.stage,
    light: row.light,
    outcome,
    closed: row.closed,
    openCount: row.openCount,
    nextDueAt: row.nextDueAt?.toISOString() ?? null,
  };
}

/** The placements of an agreement that a reader may know of. */
export async function knownPlacements(db: Database, principal: Principal, agreementId: string): Promise<Entity[]> {
  const rows = await db.entity.findMany({ where: { agreementId, kind: 'placement' }, orderBy: { id: 'asc' } });
  return rows.filter(({ state }) => mayKnowPlacement(principal, state));
}
