import { randomUUID } from 'node:crypto';
import { Client, Connection, WithStartWorkflowOperation } from '@temporalio/client';
import { z } from 'zod';
import { deliver } from '../../api/delivery.ts';
import { identityClock } from '../../domain/calendar/business-clock.ts';
import type { Outcome } from '../../domain/propose.ts';
import type { EntityInput } from '../../workflows/inputs.ts';
import { Load, phases } from './load.ts';

/** Calls the bare workflow through the Temporal client; what a chapter's end refuses is sent again, as our API does. */
const connection = Connection.lazy({ address: process.argv[2] ?? '', interceptors: [] });
const client = new Client({ connection });
const actor = { id: 'bench', roles: ['coordinator' as const] };
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

const command = () => ({ commandId: randomUUID(), name: 'add', actor, data: { by: 1 } });

async function send(call: () => Promise<Outcome>): Promise<void> {
  await deliver({
    attempt: (endsAt) => client.withDeadline(endsAt, call),
    findOutcome: async () => null,
    withinMs: 30_000,
  });
}

const load = new Load({
  start: async () => {
    const id = `bare-${randomUUID()}`;
    const first = command();
    const input: EntityInput = {
      card: { title: 'bare', stage: 'visit', since: '2026-03-02T00:00:00.000Z' },
      ref: { kind: 'agreement', id, agreementId: id },
      clock: identityClock,
      carried: null,
      first: [],
    };
    await send(() =>
      client.workflow.executeUpdateWithStart<() => Promise<unknown>, Outcome, [typeof first]>('add', {
        args: [first],
        updateId: first.commandId,
        startWorkflowOperation: new WithStartWorkflowOperation('toy', {
          workflowId: id,
          taskQueue: 'bare',
          workflowIdConflictPolicy: 'FAIL',
          // oxlint-disable-next-line typescript/no-unsafe-type-assertion
          args: [input] as never,
        }),
      }),
    );
    return id;
  },
  update: async (id) => {
    const one = command();
    await send(() =>
      client.workflow
        .getHandle(id)
        .executeUpdate<Outcome, [typeof one]>('add', { updateId: one.commandId, args: [one] }),
    );
  },
});

process.on('message', (message) => {
  const { phase, size } = order.parse(message);
  void load.run(phase, size).then((taken) => process.send?.(taken));
});
process.send?.('ready');
