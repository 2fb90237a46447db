import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { z } from 'zod';
import { measure } from './load.ts';

/** Calls the bare workflow through the Temporal client: what our API does is all that lies between. */
const connection = await Connection.connect({ address: process.argv[2] ?? '' });
const client = new Client({ connection });
const size = z.object({
  starts: z.number(),
  startsAtOnce: z.number(),
  sequential: z.number(),
  agreements: z.number(),
  callers: z.number(),
  updates: z.number(),
});

process.on('message', (message) => {
  void measure(
    {
      start: async () => {
        const workflowId = `bare-${randomUUID()}`;
        // As with ours, a start is done when the first update is.
        await client.workflow.start('bare', { workflowId, taskQueue: 'bare', args: [] });
        await client.workflow.getHandle(workflowId).executeUpdate('add', { args: [1] });
        return workflowId;
      },
      update: async (id) => {
        await client.workflow.getHandle(id).executeUpdate('add', { args: [1] });
      },
    },
    size.parse(message),
  ).then((figures) => process.send?.(figures));
});
process.send?.('ready');
