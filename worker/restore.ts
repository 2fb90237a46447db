import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { wakePostboxes } from '../activities/wake-postboxes.ts';
import { businessClockSchema } from '../domain/calendar/business-clock.ts';
import { entityKindOf } from '../domain/decider.ts';
import type { QueuedCommand } from '../domain/propose.ts';
import type { Language } from '../domain/notices/names.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import type { Database } from '../prisma/client.ts';
import { cardOf, TASK_QUEUE, workflowTypes } from '../workflows/inputs.ts';
import type { EntityInput } from '../workflows/inputs.ts';
import type { Page } from '../workflows/page.ts';
import { attributeKeys } from '../workflows/search-attributes.ts';
import { reconcileFamily } from './restore-family.ts';
import { titleSummary } from '../domain/markdown.ts';

/** What became of each entity of the family. */
export interface Restored {
  id: string;
  /**
   * `caught up`: it runs, but had been reset to an earlier point; it now follows what Postgres holds. `opened`: a plan that was
   * proposed and had not come to run.
   */
  outcome: 'restored' | 'runs already' | 'caught up' | 'is closed' | 'opened';
}

/** Command ids that a workflow carries; the loop keeps as many. */
const RECENT_COMMANDS = 64;

/**
 * Puts an agreement and its plans back into Temporal from their snapshots, tells them what they have missed of each other, and
 * wakes the postboxes that still have something to say. What runs is left alone unless it knows less than Postgres holds; nothing
 * is written to Postgres.
 * @throws if there is no such agreement
 */
export async function restoreAgreement(
  db: Database,
  client: Client,
  agreementId: string,
  language: Language = 'en',
): Promise<Restored[]> {
  const family = await db.entity.findMany({ where: { agreementId }, orderBy: { id: 'asc' } });
  if (family.length === 0) throw new Error(`There is no agreement ${agreementId} in the database.`);
  const restored: Restored[] = [];
  for (const row of family)
    restored.push({ id: row.id, outcome: row.closed ? 'is closed' : await restoreEntity(db, client, row, language) });
  for (const id of await reconcileFamily(db, client, agreementId, language)) restored.push({ id, outcome: 'opened' });
  const open = await db.notice.findMany({
    where: { agreementId, status: 'open', personId: { not: null } },
    select: { personId: true },
    distinct: ['personId'],
  });
  const clock = businessClockSchema.parse(family[0]?.clock);
  await wakePostboxes(
    client,
    clock,
    open.flatMap((notice) => (notice.personId ? [notice.personId] : [])),
    language,
  );
  return restored;
}

async function restoreEntity(
  db: Database,
  client: Client,
  row: Prisma.EntityGetPayload<object>,
  language: Language,
): Promise<Restored['outcome']> {
  const recent = await db.command.findMany({
    where: { entityId: row.id },
    orderBy: { realRecordedAt: 'desc' },
    take: RECENT_COMMANDS,
    select: { id: true },
  });
  const kind = entityKindOf(row.kind);
  // Written by `record` from this very type.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const page = row.page as unknown as Page;
  const input: EntityInput = {
    card: cardOf(language, row.title, page.shown?.stage ?? row.stage, row.updatedAt.toISOString()),
    ref: { kind, id: row.id, agreementId: row.agreementId },
    clock: businessClockSchema.parse(row.clock),
    language,
    carried: {
      state: row.state,
      seq: row.seq,
      nextWakeAt: row.wakeAt?.toISOString() ?? null,
      page,
      recent: recent.map((command) => command.id).toReversed(),
    },
    first: [],
  };
  try {
    await client.workflow.start(workflowTypes[kind], {
      workflowId: row.id,
      taskQueue: TASK_QUEUE,
      args: [input],
      staticSummary: titleSummary(row.title),
      typedSearchAttributes: [{ key: attributeKeys.Agreement, value: row.agreementId }],
    });
    return 'restored';
  } catch (error) {
    if (error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError') return catchUp(client, row);
    throw error;
  }
}

const ASK_MS = 5_000;

/** A pass with nothing in it: recording it shows the workflow the events that it has forgotten. */
async function catchUp(client: Client, row: { id: string; seq: number }): Promise<Restored['outcome']> {
  const handle = client.workflow.getHandle(row.id);
  let seq: number;
  try {
    ({ seq } = await client.withDeadline(Date.now() + ASK_MS, () => handle.query<{ seq: number }>('state')));
  } catch {
    // Without a worker nobody can tell; the next command makes it catch up all the same.
    return 'runs already';
  }
  if (seq >= row.seq) return 'runs already';
  await handle.signal<[QueuedCommand]>('tell', {
    commandId: `${row.id}-catch-up-${randomUUID()}`,
    name: 'catchUp',
    actor: { id: 'system', roles: ['system'] },
    data: {},
  });
  return 'caught up';
}
