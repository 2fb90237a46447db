import { addWorkingDays, localDateOf } from '../../domain/calendar/calendar.ts';
import {
  introductionTaskOf,
  NOT_INTRODUCED,
  readTaskOf,
  relayTaskOf,
  WAITS_FOR_RELAY,
} from '../../domain/notices/facts.ts';
import { isRepeatedTask, repeatIdOf, repeatsEvery } from '../../domain/notices/task-repeats.ts';
import type { Database } from '../../prisma/client.ts';
import type { CaretakerDeps } from '../caretaker.ts';
import { hostOf } from '../postbox/situation.ts';
import type { NoticeRow, Transaction } from '../postbox/situation.ts';
import { isSettledTask, taskFacts, writeTask } from '../postbox/tasks.ts';

/**
 * What waits for a hand of ours, to be passed on, for an introduction or to be read, is on no ladder of its own: whoever is asked once may forget
 * it, and the other side never hears. So it is asked for again in the morning's mail, each week of working days; whoever has not done it
 * after as many times as a ladder repeats [GA1] is asked each quarter, as an unanswered question is, until it is done.
 */

/** So many at once: what waits beyond that is asked for the next time. */
const MOST = 2_000;

/** Writes what is to be asked again on the business day of `at`, once a day, and wakes whom it is asked of. Returns how many. */
export async function askAgain({ db, wakePostboxes }: Pick<CaretakerDeps, 'db' | 'wakePostboxes'>, at: string) {
  const asked: string[] = [];
  for (const task of await waitingTasks(db)) {
    const personId = await db.$transaction((tx) => again(tx, task, at));
    if (personId) asked.push(personId);
  }
  if (asked.length > 0) await wakePostboxes([...new Set(asked)]);
  return asked.length;
}

/** The tasks behind what is open and waits, as they were written first. */
async function waitingTasks(db: Database): Promise<NoticeRow[]> {
  const waiting = await db.notice.findMany({
    where: { status: 'open', reason: { in: [WAITS_FOR_RELAY, NOT_INTRODUCED] }, personId: { not: null } },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: MOST,
    select: { id: true, reason: true, personId: true, agreementId: true },
  });
  const ids = waiting.map(({ id, reason, personId, agreementId }) =>
    reason === WAITS_FOR_RELAY ? relayTaskOf(id) : introductionTaskOf(personId ?? '', agreementId),
  );
  const unread = await db.reply.findMany({
    where: { kind: 'answer', readAt: null },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: MOST,
    select: { id: true },
  });
  ids.push(...unread.map(({ id }) => readTaskOf(id)));
  return db.notice.findMany({ where: { id: { in: [...new Set(ids)] } }, orderBy: [{ at: 'asc' }, { id: 'asc' }] });
}

/** Who is asked again; null where it is too early, was done meanwhile or has not been read yet. */
async function again(tx: Transaction, task: NoticeRow, at: string): Promise<string | null> {
  const facts = taskFacts.safeParse(task.facts);
  if (!isRepeatedTask(task.kind) || !facts.success || (await isSettledTask(tx, task, at))) return null;
  const repeats = await tx.notice.findMany({
    where: { agreementId: task.agreementId, kind: task.kind, id: { startsWith: repeatIdOf(task.id, '') } },
  });
  const last = repeats.toSorted((a, b) => b.at.getTime() - a.at.getTime())[0] ?? task;
  const entity = await tx.entity.findUnique({ where: { id: task.entityId } });
  if (last.status === 'open' || !entity || entity.closed) return null;
  const host = hostOf(entity);
  const days = repeatsEvery(host, repeats.length);
  const on = localDateOf(host.calendar, at);
  const askOn = addWorkingDays(host.calendar, localDateOf(host.calendar, last.at.toISOString()), days).on;
  if (host.hold || on < askOn) return null;
  const id = repeatIdOf(task.id, on);
  const personId = await writeTask(tx, { host }, { id, kind: task.kind, notice: task, facts: facts.data }, at);
  if (personId) await tx.notice.update({ where: { id: task.id }, data: { taskIds: { push: id } } });
  return personId;
}
