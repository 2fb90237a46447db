import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import type { Recorded } from '../../activities/record-contract.ts';
import { identityClock } from '../../domain/calendar/business-clock.ts';
import type { Outcome, Proposal, QueuedCommand } from '../../domain/propose.ts';
import { TASK_QUEUE, TURNING_PAGE } from '../../workflows/inputs.ts';
import type { EntityInput } from '../../workflows/inputs.ts';
import { testBundle } from '../support/bundle.ts';
import { startTestTemporal } from '../support/temporal.ts';
import type { TestTemporal } from '../support/temporal.ts';

/** The loop on the real server with the smallest decider and a recorder that keeps its books in memory. */

const actor = { id: 'tester', roles: ['coordinator' as const] };
let temporal: TestTemporal;
let codePath: string;

beforeAll(async () => {
  temporal = await startTestTemporal();
  ({ codePath } = await testBundle(join(import.meta.dirname, 'toy-workflows.ts')));
}, 120_000);
afterAll(() => temporal.stop(), 60_000);

function books() {
  const passes = new Map<string, number>();
  const commands = new Map<string, Outcome>();
  let eventCount = 0;
  const page = (proposal: Proposal): Recorded['page'] => ({
    attributes: {
      stage: proposal.card.stage,
      light: 'green',
      status: proposal.card.status,
      owner: '',
      title: 'toy',
      homeUnit: '',
      agreement: proposal.ref.id,
      parties: [],
      nextDue: proposal.nextWakeAt,
      openItems: 1,
    },
    details: `total ${proposal.card.openCount}`,
    wakeLabel: 'wakes',
  });
  let last: Recorded | null = null;
  return {
    passes,
    eventCount: () => eventCount,
    record: async (proposal: Proposal): Promise<Recorded> => {
      const known = proposal.outcomes.filter((o) => commands.has(o.commandId));
      if (known.length > 0 && last) {
        const outcomes = Object.fromEntries(known.map((o) => [o.commandId, commands.get(o.commandId) ?? o.outcome]));
        return { ...last, events: [], outcomes };
      }
      passes.set(proposal.ref.id, (passes.get(proposal.ref.id) ?? 0) + 1);
      eventCount += proposal.events.length;
      for (const o of proposal.outcomes) if (o.outcome.status === 'recorded') commands.set(o.commandId, o.outcome);
      last = {
        events: proposal.events,
        outcomes: Object.fromEntries(proposal.outcomes.map((o) => [o.commandId, o.outcome])),
        nextWakeAt: proposal.nextWakeAt,
        page: page(proposal),
      };
      return last;
    },
  };
}

async function withToy(
  settings: { cache: number; eventsPerChapter?: number },
  body: (toy: {
    id: string;
    send(name: string, data: unknown, commandId?: string): Promise<Outcome>;
    books: ReturnType<typeof books>;
  }) => Promise<void>,
): Promise<void> {
  const ledger = books();
  const worker = await Worker.create({
    connection: temporal.native,
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath },
    activities: { record: ledger.record },
    maxCachedWorkflows: settings.cache,
  });
  const id = `toy-${randomUUID()}`;
  const input: EntityInput = {
    card: { title: 'toy', stage: 'visit', since: '2026-03-02' },
    ref: { kind: 'agreement', id, agreementId: id },
    clock: identityClock,
    carried: null,
    first: [],
    ...(settings.eventsPerChapter ? { eventsPerChapter: settings.eventsPerChapter } : {}),
  };
  await worker.runUntil(async () => {
    await temporal.client.workflow.start('toy', { workflowId: id, taskQueue: TASK_QUEUE, args: [input] });
    const send = async (name: string, data: unknown, commandId: string = randomUUID()): Promise<Outcome> => {
      const queued: QueuedCommand = { commandId, name, actor, data };
      for (;;) {
        try {
          return await temporal.client.workflow
            .getHandle(id)
            .executeUpdate<Outcome, [QueuedCommand]>(name, { updateId: commandId, args: [queued] });
        } catch (error) {
          if (!isPassing(error)) throw error;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
    };
    await body({ id, send, books: ledger });
  });
}

/** What a caller repeats with the same id: nothing was decided about the command. */
function isPassing(error: unknown): boolean {
  if (error instanceof WorkflowUpdateFailedError) {
    return 'type' in (error.cause ?? {}) && (error.cause as { type?: string }).type === TURNING_PAGE;
  }
  return (
    error instanceof Error &&
    /update .*not found|Unprocessed|workflow task|resource exhausted|limit/i.test(
      `${error.message} ${String(error.cause)}`,
    )
  );
}

async function histories(id: string) {
  const runs: { runId: string }[] = [];
  for await (const run of temporal.client.workflow.list({ query: `WorkflowId="${id}"` }))
    runs.push({ runId: run.runId });
  return Promise.all(
    runs.map(async ({ runId }) => ({
      workflowId: id,
      runId,
      history: await temporal.client.workflow.getHandle(id, runId).fetchHistory(),
    })),
  );
}

async function replayAll(id: string): Promise<{ runs: number; longest: number }> {
  // Lists lag behind by a moment.
  await new Promise((resolve) => setTimeout(resolve, 1500));
  const all = await histories(id);
  for (const run of all) {
    await Worker.runReplayHistory({ workflowBundle: { codePath } }, run.history, run.workflowId);
  }
  return { runs: all.length, longest: Math.max(...all.map((run) => run.history.events?.length ?? 0)) };
}

describe('the entity loop', () => {
  test.each([
    { cache: 1000, callers: 20, each: 20 },
    { cache: 0, callers: 10, each: 6 },
  ])(
    'applies every update once across chapters, cache $cache',
    async ({ cache, callers, each }) => {
      await withToy({ cache, eventsPerChapter: 65 }, async ({ id, send, books: ledger }) => {
        const caller = async (): Promise<void> => {
          for (let i = 0; i < each; i += 1) await send('add', { by: 1 });
        };
        await Promise.all(Array.from({ length: callers }, caller));
        const view = await temporal.client.workflow
          .getHandle(id)
          .query<{ seq: number; state: { total: number } }>('state');
        expect(view.state.total).toBe(callers * each);
        expect(ledger.eventCount()).toBe(callers * each);
        const { runs, longest } = await replayAll(id);
        expect(runs).toBeGreaterThan(2);
        console.log(`cache ${cache}: ${runs} chapters, longest run ${longest} events, ${ledger.passes.get(id)} passes`);
      });
    },
    180_000,
  );

  test('a repeated command id in a later chapter is answered, not applied again', async () => {
    await withToy({ cache: 100, eventsPerChapter: 26 }, async ({ id, send, books: ledger }) => {
      const first = await send('add', { by: 5 }, 'the-same-command');
      for (let i = 0; i < 5; i += 1) await send('add', { by: 1 });
      expect(await send('add', { by: 5 }, 'the-same-command')).toEqual(first);
      expect(ledger.eventCount()).toBe(6);
      const view = await temporal.client.workflow.getHandle(id).query<{ state: { total: number } }>('state');
      expect(view.state.total).toBe(10);
    });
  }, 60_000);

  test('a refused command writes nothing, not even history', async () => {
    await withToy({ cache: 100 }, async ({ id, send, books: ledger }) => {
      await send('add', { by: 1 });
      const before = await temporal.client.workflow.getHandle(id).fetchHistory();
      await expect(send('add', { by: -1 })).rejects.toMatchObject({ cause: { type: 'wrong-state' } });
      await expect(send('add', { by: 'much' })).rejects.toMatchObject({ cause: { type: 'shape-invalid' } });
      const after = await temporal.client.workflow.getHandle(id).fetchHistory();
      expect(after.events?.length).toBe(before.events?.length);
      expect(ledger.eventCount()).toBe(1);
    });
  }, 60_000);

  test.each(['Error', 'ZodError'])(
    'a rule that throws a plain %s fails its caller, never the workflow',
    async (how) => {
      await withToy({ cache: 0 }, async ({ id, send, books: ledger }) => {
        await send('add', { by: 1 });
        await expect(send('slip', { how })).rejects.toBeInstanceOf(WorkflowUpdateFailedError);
        const handle = temporal.client.workflow.getHandle(id);
        // Where no validator stands before it: told by a signal, and by an update that says it knows more than the run.
        await handle.signal('tell', { commandId: randomUUID(), name: 'slip', actor, data: { how } });
        const ahead: QueuedCommand = { commandId: randomUUID(), name: 'slip', actor, data: { how }, afterSeq: 99 };
        const late = handle.executeUpdate<Outcome, [QueuedCommand]>('slip', { updateId: randomUUID(), args: [ahead] });
        await expect(late).rejects.toMatchObject({ cause: { type: 'shape-invalid' } });
        await send('add', { by: 2 });
        expect(ledger.eventCount()).toBe(2);
        const { events } = await handle.fetchHistory();
        expect(events?.filter((event) => event.workflowTaskFailedEventAttributes)).toEqual([]);
        await replayAll(id);
      });
    },
    60_000,
  );

  test('one timer wakes it; a wake that moved later rings without a record; an end ends it', async () => {
    await withToy({ cache: 100 }, async ({ id, send, books: ledger }) => {
      await send('setAlarm', { at: new Date(Date.now() + 1500).toISOString() });
      await send('setAlarm', { at: new Date(Date.now() + 3500).toISOString() });
      const handle = temporal.client.workflow.getHandle(id);
      const rung = async () => (await handle.query<{ state: { rung: number } }>('state')).state.rung;
      await new Promise((resolve) => setTimeout(resolve, 2600));
      expect(await rung()).toBe(0);
      expect(ledger.passes.get(id)).toBe(2);
      await new Promise((resolve) => setTimeout(resolve, 3000));
      expect(await rung()).toBe(1);
      await send('end', {});
      await handle.result();
      await replayAll(id);
    });
  }, 60_000);
});
