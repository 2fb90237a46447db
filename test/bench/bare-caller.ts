import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection, WithStartWorkflowOperation } from '@temporalio/client';
import { z } from 'zod';
import { judge } from '../../api/delivery.ts';
import { Load, phases } from './load.ts';
import type { bare } from './bare-workflow.ts';

/** Calls the bare workflow through the Temporal client; what a chapter's end refuses is sent again, as our API does. */
const connection = Connection.lazy({ address: process.argv[2] ?? '', interceptors: [] });
const client = new Client({ connection });
const order = z.object({
  phase: z.enum(phases),
  size: z.object({
    starts: z.number(),
    startsAtOnce: z.number(),
    sequential: z.number(),
    agreements: z.number(),
    callers: z.number(),
    updates: z.number(),
  }),
});

const PAUSE_MS = 20;

async function send(call: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await call();
      return;
    } catch (error) {
      if (judge(error).is !== 'repeat') throw error;
      await sleep(PAUSE_MS);
    }
  }
}

const load = new Load({
  start: async () => {
    const workflowId = `bare-${randomUUID()}`;
    const updateId = randomUUID();
    await send(() =>
      client.workflow.executeUpdateWithStart<typeof bare, number, [string]>('add', {
        args: [updateId],
        updateId,
        startWorkflowOperation: new WithStartWorkflowOperation<typeof bare>('bare', {
          workflowId,
          taskQueue: 'bare',
          workflowIdConflictPolicy: 'FAIL',
          args: [0],
        }),
      }),
    );
    return workflowId;
  },
  update: async (id) => {
    const updateId = randomUUID();
    await send(() =>
      client.workflow.getHandle(id).executeUpdate<number, [string]>('add', { updateId, args: [updateId] }),
    );
  },
});

process.on('message', (message) => {
  const { phase, size } = order.parse(message);
  void load.run(phase, size).then((taken) => process.send?.(taken));
});
process.send?.('ready');
