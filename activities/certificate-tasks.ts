import {
  putBackIn,
  briefOfChange,
  introductionLetterTo,
  NOT_INTRODUCED,
  WAITS_FOR_RELAY,
} from '../domain/notices/facts.ts';
import { TaskKind } from '../domain/notices/kinds.ts';
import { readTasksOf, tasksOf } from '../domain/certificate/tasks.ts';
import type { Cause, ExpectedTask } from '../domain/certificate/tasks.ts';
import { z } from 'zod';
import type { Transaction } from './postbox/situation.ts';

/** What had to be written for some entities beside their events, from the rows that made it necessary. */

interface Of {
  id: string;
  agreementId: string;
}

/** Whatever the time: the caller counts what fell due in its period. */
export async function expectedTasks(tx: Transaction, entities: readonly Of[]): Promise<ExpectedTask[]> {
  const ids = entities.map(({ id }) => id);
  return [
    ...(await askedOfUs(tx, entities)),
    ...(await toRead(tx, ids)),
    ...(await briefs(tx, ids)),
    ...(await letters(tx, ids)),
    ...(await putBack(tx, ids)),
  ];
}

const columns = {
  id: true,
  entityId: true,
  agreementId: true,
  followUpId: true,
  kind: true,
  personId: true,
  status: true,
  reason: true,
  mailId: true,
  taskIds: true,
  at: true,
} as const;

async function askedOfUs(tx: Transaction, entities: readonly Of[]): Promise<ExpectedTask[]> {
  const astray = { status: { in: ['failed', 'unknown'] }, mailId: { not: null } };
  const asking = [{ reason: { in: [WAITS_FOR_RELAY, NOT_INTRODUCED] } }, { taskIds: { isEmpty: false } }, astray];
  // Those of the whole family: somebody waits for one introduction, whether to the agreement or to its plans.
  const families = { agreementId: { in: [...new Set(entities.map(({ agreementId }) => agreementId))] } };
  const found = await tx.notice.findMany({ where: { ...families, OR: asking }, select: columns });
  // One mail tells of several cooperations.
  const mails = found.flatMap(({ mailId, status }) => (astray.status.in.includes(status) && mailId ? [mailId] : []));
  const others = await tx.notice.findMany({
    where: { mailId: { in: mails }, status: astray.status, id: { notIn: found.map(({ id }) => id) } },
    select: columns,
  });
  const causes = [...found, ...others].map((row): Cause => ({ ...row, at: row.at.toISOString() }));
  const here = new Set(entities.map(({ id }) => id));
  return tasksOf(causes).filter(({ entityId }) => here.has(entityId));
}

async function toRead(tx: Transaction, entityIds: readonly string[]): Promise<ExpectedTask[]> {
  const replies = await tx.reply.findMany({ where: { entityId: { in: [...entityIds] } } });
  return readTasksOf(replies.map((row) => ({ ...row, at: row.at.toISOString() })));
}

const told = (
  kind: TaskKind,
  entityId: string,
  { id, postId = null, at }: { id: string; postId?: string | null; at: Date },
) => ({
  id,
  entityId,
  kind,
  followUpId: null,
  step: null,
  postId,
  personId: null,
  dueAt: at.toISOString(),
  at: null,
});

/** Of each post that changed hands with something to take over. */
async function briefs(tx: Transaction, entityIds: readonly string[]): Promise<ExpectedTask[]> {
  const changes = await tx.succession.findMany({ where: { agreementId: { in: [...entityIds] } } });
  return changes.map(({ id, postId, agreementId, at }) =>
    told(TaskKind.brief, agreementId ?? '', { id: briefOfChange(postId, id), postId, at }),
  );
}

/** Of each introduction that was released. */
async function letters(tx: Transaction, entityIds: readonly string[]): Promise<ExpectedTask[]> {
  const people = await tx.person.findMany({
    where: { introducedIn: { in: [...entityIds] } },
    select: { id: true, introducedIn: true, introducedAt: true },
  });
  return people.flatMap(({ id, introducedIn, introducedAt: at }) =>
    introducedIn && at ? [told(TaskKind.introduction, introducedIn, { id: introductionLetterTo(id), at })] : [],
  );
}

const findings = z.array(z.object({ kind: z.string(), id: z.string() }));
const PUT_BACK = ['put-back', 'not-put-back'];

/** Of each look round that found something ended: told once for each family, under its first member. */
async function putBack(tx: Transaction, entityIds: readonly string[]): Promise<ExpectedTask[]> {
  const runs = await tx.caretakerRun.findMany({
    where: { OR: PUT_BACK.map((kind) => ({ findings: { array_contains: [{ kind }] } })) },
    select: { id: true, at: true, findings: true },
  });
  return runs.flatMap(({ id: runId, at, findings: all }) => {
    const firsts = new Map<string, string>();
    for (const { kind, id } of findings.parse(all).toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const family = id.split('.')[0] ?? id;
      if (PUT_BACK.includes(kind) && !firsts.has(family)) firsts.set(family, id);
    }
    return [...firsts.values()]
      .filter((id) => entityIds.includes(id))
      .map((id) => told(TaskKind['put-back'], id, { id: putBackIn(id, runId), at }));
  });
}
