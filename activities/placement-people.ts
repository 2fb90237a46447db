import { z } from 'zod';
import { addMonths } from '../domain/calendar/local-date.ts';
import type { Prisma } from '../prisma/generated/client.ts';

/** What a placement goes by that the directory and the other placements know. */

type Reader = Pick<Prisma.TransactionClient, 'organisation' | 'entity' | 'placementHalfDay'>;

/** Who consents for a home unit: its director, else its coordinator, else those of the organisation above it. */
export async function unitPostOf(db: Reader, unitId: string): Promise<string | null> {
  const unit = await db.organisation.findUnique({ where: { id: unitId } });
  const parent = unit?.parentId ? await db.organisation.findUnique({ where: { id: unit.parentId } }) : null;
  const posts = [unit, parent].flatMap((one) => one?.directorPostId ?? one?.coordinatorPostId ?? []);
  return posts[0] ?? null;
}

const host = z.looseObject({ host: z.looseObject({ organisationId: z.string() }) });

/** Where the person has days booked within twelve months of the period, or is proposed. */
export async function enterprisesOf(
  db: Reader,
  { personId, fromOn, toOn }: { personId: string; fromOn: string; toOn: string },
): Promise<string[]> {
  const booked = await db.placementHalfDay.findMany({
    where: { researcherId: personId, onDate: { gt: addMonths(fromOn, -12), lt: addMonths(toOn, 12) } },
    distinct: ['enterpriseId'],
    select: { enterpriseId: true },
  });
  const open = await db.entity.findMany({
    where: { kind: 'placement', closed: false, state: { path: ['researcher', 'personId'], equals: personId } },
    select: { state: true },
  });
  const proposed = open.map(({ state }) => host.parse(state).host.organisationId);
  return [...new Set([...booked.map(({ enterpriseId }) => enterpriseId), ...proposed])].toSorted();
}
