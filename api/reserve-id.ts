import type { Database } from '../prisma/client.ts';

/** Of all transactions that give out numbers; any fixed number of our own. */
const LOCK = 7_310_201;
const CODES_IN_ID = 2;

/**
 * The id of the agreement that a command starts: `agreement-2026-0001-zzuet-cnuktip`. Reserved under the command, so that a
 * repeated start gets the same one. Numbers count through a business year; one that was not used in the end is left out.
 */
export async function reserveId(
  db: Database,
  commandId: string,
  year: number,
  partyIds: readonly string[],
): Promise<string> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK})`;
    const reserved = await tx.reservedNumber.findUnique({ where: { commandId } });
    if (reserved) return reserved.entityId;
    const last = await tx.reservedNumber.aggregate({ where: { year }, _max: { number: true } });
    const number = (last._max.number ?? 0) + 1;
    const ids = partyIds.slice(0, CODES_IN_ID);
    const rows = await tx.organisation.findMany({ where: { id: { in: ids } }, select: { id: true, code: true } });
    const codes = ids.flatMap((id) => rows.find((row) => row.id === id)?.code ?? []);
    const entityId = ['agreement', year, String(number).padStart(4, '0'), ...codes].join('-');
    await tx.reservedNumber.create({ data: { commandId, year, number, entityId } });
    return entityId;
  });
}
