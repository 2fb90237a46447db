import { Prisma } from '../prisma/generated/client.ts';
import type { Database } from '../prisma/client.ts';
import { hiddenPlacements } from './known-placements.ts';
import type { PlacementReader } from './known-placements.ts';

/** Whether a reader may know of the matters of a need or a placement; of everything else it is true. */
export type MayKnow = (about: { kind: string; id: string; ownerPostId?: string | null }) => boolean;

/**
 * Items that not even by number are for others: a need, the letter that asks a party for one, and the list of who has told none,
 * which is our own office's alone.
 */
export const privateKinds = ['need', 'ask', 'collection'] as const;
export const isPrivateKind = (kind: string | null): boolean => privateKinds.some((known) => known === kind);

/** What one party needs is for that party and those it was shared with, whoever works on it; our own people keep it (S45). */
export async function mayKnowIn(db: Database, reader: PlacementReader, agreementId: string): Promise<MayKnow> {
  const { isHidden } = await hiddenPlacements(db, reader, [agreementId]);
  if (reader.isOurs) return (about) => !isHidden(agreementId, about);
  const known = new Set((await knownNeeds(db, reader.organisationId, [agreementId])).map(({ aboutId }) => aboutId));
  return (about) => (!isPrivateKind(about.kind) || known.has(about.id)) && !isHidden(agreementId, about);
}

/** The needs of some agreements, and the letters asking for them, that people of an organisation may know of. */
export async function knownNeeds(db: Database, organisationId: string | null, agreementIds: readonly string[]) {
  if (!organisationId || agreementIds.length === 0) return [];
  const rows = await db.event.findMany({
    where: {
      entityId: { in: [...agreementIds] },
      OR: [
        { type: { in: ['needRecorded', 'needAsked'] }, data: { path: ['partyId'], equals: organisationId } },
        { type: 'needShared', data: { path: ['withOrganisationIds'], array_contains: [organisationId] } },
      ],
    },
    select: { entityId: true, aboutId: true },
  });
  return rows.map(({ entityId, aboutId }) => ({ entityId, aboutId: aboutId ?? '' }));
}

/** The same as a condition on a row `f` of `follow_up`. */
export const isKnownNeed = (organisationId: string | null): Prisma.Sql => Prisma.sql`EXISTS (SELECT 1 FROM event e
  WHERE e."entityId" = f."entityId" AND e."aboutId" = f."aboutId" AND (
    (e.type IN ('needRecorded', 'needAsked') AND e.data->>'partyId' = ${organisationId})
    OR (e.type = 'needShared' AND jsonb_exists(e.data->'withOrganisationIds', ${organisationId}))))`;
