import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { CaretakerDeps } from '../activities/caretaker.ts';
import { startCaretaker } from '../activities/wake-caretaker.ts';
import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import type { Language } from '../domain/notices/names.ts';
import type { Database } from '../prisma/client.ts';
import { workflowTypes } from '../workflows/inputs.ts';
import { restoreAgreement } from './restore.ts';

/** What the caretaker's activities need, on Temporal's side by a client. */
export function caretakerDeps(
  { db, client, clock, language = 'en' }: { db: Database; client: Client; clock: BusinessClock; language?: Language },
  more: Pick<CaretakerDeps, 'wakePostboxes' | 'log'>,
): CaretakerDeps {
  return {
    ...more,
    db,
    clock,
    running: async () => {
      const types = [workflowTypes.agreement, workflowTypes.plan, workflowTypes.placement]
        .map((type) => `"${type}"`)
        .join(', ');
      const ids = new Set<string>();
      for await (const { workflowId } of client.workflow.list({
        query: `ExecutionStatus = "Running" AND WorkflowType IN (${types})`,
        pageSize: 1_000,
      })) {
        ids.add(workflowId);
      }
      return ids;
    },
    isRunning: async (entityId) => {
      try {
        const { status } = await client.workflow.getHandle(entityId).describe();
        return status.name === 'RUNNING';
      } catch (error) {
        if (isNotFound(error)) return false;
        throw error;
      }
    },
    tell: teller(client),
    restore: (agreementId) => restoreAgreement(db, client, agreementId, language),
  };
}

/** Puts commands into the inboxes of entities; false for one that does not run. */
export const teller =
  (client: Client): CaretakerDeps['tell'] =>
  async (entityId, command) => {
    try {
      await client.workflow.getHandle(entityId).signal('tell', command);
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  };

/** It ended, or the server has never heard of it. */
const isNotFound = (error: unknown): boolean => error instanceof Error && error.name === 'WorkflowNotFoundError';

const TRIES = 60;

/** A server that has just come up refuses for a while; the worker does not wait for it. Never rejects. */
export async function startCaretakerPatiently(
  { client, clock, language }: { client: Client; clock: BusinessClock; language: Language },
  onFailure: (reason: string) => void,
): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    try {
      return await startCaretaker(client, clock, language);
    } catch (error) {
      if (attempt === TRIES) onFailure(error instanceof Error ? error.message : String(error));
      await sleep(Math.min(5_000, 200 * attempt), null, { ref: false });
    }
  }
}
