import {
  introductionTaskOf,
  NOT_INTRODUCED,
  readTaskOf,
  relayTaskOf,
  undeliverableTaskOf,
  WAITS_FOR_RELAY,
} from '../notices/facts.ts';
import { TaskKind } from '../notices/kinds.ts';
import { taskOfRepeat } from '../notices/task-repeats.ts';
import type { ExpectedNotice } from './expected.ts';

/**
 * What our own people had to be asked beside the events of an entity: to pass something on, to introduce somebody, to look after a
 * mail, to read an answer. It follows from the notices, mails and answers that made it necessary, never from the task itself.
 */

/** A notice as far as it says what had to be asked because of it. */
export interface Cause {
  id: string;
  entityId: string;
  followUpId: string | null;
  kind: string;
  agreementId: string;
  personId: string | null;
  status: string;
  reason: string | null;
  mailId: string | null;
  taskIds: readonly string[];
  /** ISO instant. */
  at: string;
}

export interface ExpectedTask extends ExpectedNotice {
  id: string;
  entityId: string;
}

/** An answer that came by mail, or a machine's word that somebody is away. */
export interface KeptReply {
  id: string;
  /** answer | absence */
  kind: string;
  entityId: string;
  followUpIds: readonly string[];
  /** `system` where nobody had to read it. */
  readBy: string | null;
  at: string;
}

/** Each task once, under the first notice that made it necessary: several may wait for the same introduction. */
export function tasksOf(causes: readonly Cause[]): ExpectedTask[] {
  const tasks = new Map<string, ExpectedTask>();
  const ordered = causes.toSorted((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1));
  for (const cause of ordered) {
    for (const id of taskIdsOf(cause)) {
      if (!tasks.has(id)) tasks.set(id, expectedTask(id, cause));
    }
  }
  return [...tasks.values()];
}

/** Somebody of ours was asked to read it, unless it said nothing new. */
export function readTasksOf(replies: readonly KeptReply[]): ExpectedTask[] {
  return replies
    .filter(({ kind, readBy }) => kind === 'answer' || readBy !== 'system')
    .map(({ id, entityId, followUpIds, kind, at }) => {
      const task = expectedTask(readTaskOf(id), { entityId, followUpId: followUpIds[0] ?? null, at });
      return { ...task, kind: kind === 'answer' ? TaskKind.answered : TaskKind['absence-suggested'] };
    });
}

function taskIdsOf({ id, kind, agreementId, personId, status, reason, mailId, taskIds }: Cause): string[] {
  const wentAstray = (status === 'failed' || status === 'unknown') && kind !== TaskKind.undeliverable;
  return [
    ...(reason === WAITS_FOR_RELAY ? [relayTaskOf(id)] : []),
    ...(reason === NOT_INTRODUCED && personId !== null ? [introductionTaskOf(personId, agreementId)] : []),
    ...(wentAstray && mailId !== null ? [undeliverableTaskOf(mailId)] : []),
    ...taskIds,
  ];
}

function expectedTask(id: string, cause: Pick<Cause, 'entityId' | 'followUpId' | 'at'>): ExpectedTask {
  const { entityId, followUpId, at: dueAt } = cause;
  return { id, entityId, followUpId, kind: kindOf(id), step: null, postId: null, personId: null, dueAt, at: null };
}

/** Said by its id, because the row may be gone. */
function kindOf(taskId: string): TaskKind {
  const { task } = taskOfRepeat({ id: taskId, kind: '' });
  if (task.startsWith('introduction/')) return TaskKind['introduction-wanted'];
  if (task.startsWith('attendance/')) return TaskKind.attendance;
  if (task.endsWith(relayTaskOf(''))) return TaskKind.relay;
  return task.endsWith(readTaskOf('')) ? TaskKind.answered : TaskKind.undeliverable;
}
