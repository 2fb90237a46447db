import { cut } from '../domain/cut.ts';
import type { Prisma } from '../prisma/generated/client.ts';

/** Room for a name in a heading, with the parties after it. */
const MOST_CHARACTERS = 40;

/**
 * What our own office has called cooperations when they were started, by id; many have no such name. It is for our own people: to
 * others a cooperation is what its parties are called, because nobody asked them how it should be named (DOMAIN 2a "Face").
 */
export async function titlesOf(
  tx: Pick<Prisma.TransactionClient, '$queryRaw'>,
  agreementIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (agreementIds.length === 0) return new Map();
  // An agreement begins with its start.
  const rows = await tx.$queryRaw<{ id: string; title: string }[]>`
    SELECT event."entityId" AS id, text.content AS title FROM event JOIN text ON text.id = event.data->>'title'
    WHERE event."entityId" = ANY(${[...new Set(agreementIds)]}) AND event.seq = 1 AND event.type = 'agreementStarted'
      AND text."ownerPartyId" IS NULL`;
  return new Map(rows.map(({ id, title }) => [id, cut(title, MOST_CHARACTERS)]));
}
