import { NOT_INTRODUCED, readTaskOf, relayTaskOf, WAITS_FOR_RELAY } from '../../domain/notices/facts.ts';
import { introductionTaskOf } from '../../domain/notices/facts.ts';
import { isRepeatedTask, repeatIdOf } from '../../domain/notices/task-repeats.ts';
import { waitingKey } from '../../domain/policy/rehearsed-tasks.ts';
import type { OpenBefore, OpenTask } from '../../domain/policy/rehearsed-tasks.ts';
import type { Database } from '../../prisma/client.ts';
import { textFact } from '../../activities/postbox/situation.ts';

/** The tasks of our own people that are not done as a rehearsal begins: they will be asked again. */
export async function openBefore(db: Database, entityIds: readonly string[]): Promise<OpenBefore> {
  const waiting = await db.notice.findMany({
    where: {
      entityId: { in: [...entityIds] },
      status: 'open',
      reason: { in: [WAITS_FOR_RELAY, NOT_INTRODUCED] },
      personId: { not: null },
    },
    select: { id: true, entityId: true, agreementId: true, followUpId: true, personId: true, reason: true },
  });
  const unread = await db.reply.findMany({
    where: { entityId: { in: [...entityIds] }, kind: 'answer', readAt: null },
    select: { id: true },
  });
  const ids = waiting.map(({ id, reason, personId, agreementId }) =>
    reason === WAITS_FOR_RELAY ? relayTaskOf(id) : introductionTaskOf(personId ?? '', agreementId),
  );
  const rows = await db.notice.findMany({
    where: { id: { in: [...new Set([...ids, ...unread.map(({ id }) => readTaskOf(id))])] } },
  });
  const again = await db.notice.findMany({
    where: { id: { in: rows.flatMap(({ taskIds }) => taskIds) } },
    select: { id: true, at: true, status: true },
    orderBy: { at: 'asc' },
  });
  const tasks = rows.flatMap((row): OpenTask[] => {
    if (!isRepeatedTask(row.kind) || !entityIds.includes(row.entityId)) return [];
    const repeats = again.filter(({ id }) => id.startsWith(repeatIdOf(row.id, '')));
    const { id, at, status } = repeats.at(-1) ?? row;
    const relayed = waiting.find((one) => relayTaskOf(one.id) === row.id);
    return [
      {
        id: row.id,
        kind: row.kind,
        entityId: row.entityId,
        agreementId: row.agreementId,
        aboutPersonId: textFact(row, 'personId') ?? '',
        passesOn: relayed?.followUpId ?? null,
        last: { id, at: at.toISOString(), isOpen: status === 'open' },
        repeats: repeats.length,
      },
    ];
  });
  const keys = waiting.flatMap(({ id, entityId, followUpId, personId, reason }) => {
    const task = rows.find((row) => row.id === relayTaskOf(id));
    return reason === WAITS_FOR_RELAY && task && followUpId
      ? [waitingKey(personId ?? '', entityId, followUpId, textFact(task, 'confirms'))]
      : [];
  });
  const introductions = await db.notice.findMany({
    where: { kind: 'introduction-wanted', entityId: { in: [...entityIds] } },
    select: { id: true },
  });
  return { tasks, waiting: new Set(keys), introductions: new Set(introductions.map(({ id }) => id)) };
}
