import type { Transaction } from './situation.ts';

export interface Answered {
  answeredUntilAt?: string;
  isAnswerUnread?: true;
}

/**
 * What somebody's own answers by mail mean for what is to be written to them, by entity and follow-up: until when they keep it back,
 * and whether one is there that nobody of ours has read.
 */
export async function answersOf(
  tx: Transaction,
  personId: string,
  at: string,
): Promise<(entityId: string, followUpId: string | null) => Answered> {
  const rows = await tx.reply.findMany({
    // Only an answer of their own has a pause at all.
    where: { personId, OR: [{ pausedUntilAt: { gt: new Date(at) } }, { pausedUntilAt: { not: null }, readAt: null }] },
    select: { entityId: true, followUpIds: true, pausedUntilAt: true, readAt: true },
    orderBy: { pausedUntilAt: 'desc' },
  });
  return (entityId, followUpId) => {
    const mine = rows.filter(
      (row) => row.entityId === entityId && followUpId !== null && row.followUpIds.includes(followUpId),
    );
    const untilAt = mine[0]?.pausedUntilAt?.toISOString();
    return {
      ...(untilAt && untilAt > at ? { answeredUntilAt: untilAt } : {}),
      ...(mine.some(({ readAt }) => readAt === null) ? { isAnswerUnread: true as const } : {}),
    };
  };
}

/** Since when an answer of whoever was asked about a follow-up has been here; null where nobody has answered. A stranger's is none. */
export async function answeredSince(
  tx: Transaction,
  { entityId, followUpId, openedAt }: { entityId: string; followUpId: string; openedAt: string },
): Promise<string | null> {
  const reply = await tx.reply.findFirst({
    where: {
      entityId,
      kind: 'answer',
      followUpIds: { has: followUpId },
      at: { gte: new Date(openedAt) },
      pausedUntilAt: { not: null },
    },
    orderBy: { at: 'desc' },
    select: { at: true },
  });
  return reply?.at.toISOString() ?? null;
}
