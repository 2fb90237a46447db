import { z } from 'zod';
import { mostEnterprisesInAYear } from '../domain/matching/availability.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { placesOf } from './profiles.ts';

/** What a placement goes by that the directory and the other placements know. */

type Reader = Pick<Prisma.TransactionClient, 'organisation' | 'entity' | '$queryRaw'>;

/** Organisations above one another; deeper is no tree that anybody keeps. */
const MOST_LEVELS = 8;

/**
 * Who consents for a researcher's unit: its director, else its coordinator, else those of what is above it; where nobody of these is
 * named, the line of our unit that keeps the agreement.
 * @param keeperId the home unit of the agreement
 */
export async function unitPostOf(db: Reader, unitId: string, keeperId: string | null): Promise<string | null> {
  for (const from of [unitId, keeperId]) {
    let id = from;
    for (let level = 0; id !== null && level < MOST_LEVELS; level += 1) {
      const unit = await db.organisation.findUnique({ where: { id } });
      const post = unit?.directorPostId ?? unit?.coordinatorPostId;
      if (post) return post;
      id = unit?.parentId ?? null;
    }
  }
  return null;
}

const stay = z.looseObject({
  period: z.looseObject({ fromOn: z.string(), toOn: z.string() }),
  leaving: z.looseObject({ on: z.string() }).optional(),
});

/** Whether the agreement has the person proposed or placed at this enterprise for any day of the period: two placements would be one. */
export async function isThereAlready(
  db: Reader,
  agreementId: string,
  { personId, partyId, fromOn, toOn }: { personId: string; partyId: string; fromOn: string; toOn: string },
): Promise<boolean> {
  const open = await db.entity.findMany({
    where: {
      kind: 'placement',
      agreementId,
      closed: false,
      AND: [
        { state: { path: ['researcher', 'personId'], equals: personId } },
        { state: { path: ['host', 'organisationId'], equals: partyId } },
      ],
    },
    select: { state: true },
  });
  return open.some(({ state }) => {
    const { period, leaving } = stay.parse(state);
    return period.fromOn <= toOn && period.toOn >= fromOn && !(leaving && leaving.on <= fromOn);
  });
}

/** The other enterprises at which the person is within a year of the period, booked or proposed: the most of any twelve months. */
export async function enterprisesOf(
  db: Reader,
  { personId, partyId, fromOn, toOn }: { personId: string; partyId: string; fromOn: string; toOn: string },
): Promise<string[]> {
  const places = (await placesOf(db, [personId])).get(personId) ?? [];
  return mostEnterprisesInAYear(places, { fromOn, toOn }, partyId);
}
