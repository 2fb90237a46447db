import type { Transaction } from './situation.ts';

/** Until when somebody's own answers by mail keep their matters from being written about, by entity and follow-up. */
export async function answeredUntil(
  tx: Transaction,
  personId: string,
  at: string,
): Promise<(entityId: string, followUpId: string | null) => string | undefined> {
  const rows = await tx.reply.findMany({
    where: { personId, pausedUntilAt: { gt: new Date(at) } },
    select: { entityId: true, followUpIds: true, pausedUntilAt: true },
    orderBy: { pausedUntilAt: 'desc' },
  });
  return (entityId, followUpId) =>
    rows
      .find((row) => row.entityId === entityId && followUpId !== null && row.followUpIds.includes(followUpId))
      ?.pausedUntilAt?.toISOString();
}
