import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostboxActivities, SendReport } from '../../activities/postbox.ts';
import { wakePostboxes } from '../../activities/wake-postboxes.ts';
import { businessNow, identityClock } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { postboxId, TASK_QUEUE } from '../../workflows/inputs.ts';
import { testBundle } from '../support/bundle.ts';
import { startTestTemporal } from '../support/temporal.ts';
import type { TestTemporal } from '../support/temporal.ts';
import { at as worldAt, startWorld } from '../activities/postbox-world.ts';
import type { World } from '../activities/postbox-world.ts';

/** The postbox workflow on the real server; where it matters with the real database and the inbox. */

let temporal: TestTemporal;
let codePath: string;
beforeAll(async () => {
  temporal = await startTestTemporal();
  ({ codePath } = await testBundle(join(import.meta.dirname, 'postbox-workflows.ts')));
}, 120_000);
afterAll(() => temporal.stop(), 60_000);

/** Keeps its notices in memory: how many wait, and until when. */
interface Box {
  open: number;
  reachInMs: number;
  reports: SendReport[];
  sent: number[];
  looks: string[];
  activities: PostboxActivities;
}

function memory(): Box {
  const sent: number[] = [];
  const looks: string[] = [];
  const box: Box = {
    open: 0,
    reachInMs: 0,
    reports: [],
    sent,
    looks,
    activities: {
      nextMail: async ({ at }) => {
        looks.push(at);
        const reachAt = box.open > 0 ? new Date(Date.parse(at) + box.reachInMs).toISOString() : null;
        box.reachInMs = 0;
        return { reachAt, count: box.open };
      },
      sendMail: async () => {
        const report = box.reports.shift();
        if (report) return report;
        sent.push(box.open);
        box.open = 0;
        return { outcome: 'sent', count: sent.at(-1) ?? 0, retryInMs: null };
      },
    },
  };
  return box;
}

async function withWorker<T>(activities: PostboxActivities, body: () => Promise<T>): Promise<T> {
  const worker = await Worker.create({
    connection: temporal.native,
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath },
    activities,
    maxCachedWorkflows: 0,
  });
  return worker.runUntil(body);
}

const wake = (personId: string, clock: BusinessClock = identityClock) =>
  wakePostboxes(temporal.client, clock, [personId]);
const ended = (personId: string) => temporal.client.workflow.getHandle(postboxId(personId)).result();
const newPerson = () => `person-${randomUUID()}`;

describe('the postbox', () => {
  test('sends one mail of all that waits and ends', async () => {
    const box = memory();
    const person = newPerson();
    await withWorker(box.activities, async () => {
      box.open = 3;
      await wake(person);
      await ended(person);
    });
    expect(box.sent).toEqual([3]);
  });

  test('with nothing open it ends at once', async () => {
    const box = memory();
    const person = newPerson();
    await withWorker(box.activities, async () => {
      await wake(person);
      await ended(person);
    });
    expect(box.sent).toEqual([]);
    expect(box.looks).toHaveLength(1);
  });

  test('waits for the reachable moment; a call meanwhile only makes it look again, and there is one mail', async () => {
    const box = memory();
    const person = newPerson();
    await withWorker(box.activities, async () => {
      box.open = 1;
      box.reachInMs = 60_000;
      await wake(person);
      await sleep(700);
      expect(box.sent).toEqual([]);
      box.open = 2;
      box.reachInMs = 1_200;
      for (let i = 0; i < 5; i += 1) await wake(person);
      await ended(person);
    });
    expect(box.sent).toEqual([2]);
  });

  test('tries again after the wait it was told, not before', async () => {
    const box = memory();
    const person = newPerson();
    box.reports.push({ outcome: 'deferred', count: 0, retryInMs: 1_500 });
    const startedAt = Date.now();
    await withWorker(box.activities, async () => {
      box.open = 1;
      await wake(person);
      await ended(person);
    });
    expect(box.sent).toEqual([1]);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1_500);
  });

  test('what is due but cannot be sent does not keep it spinning', async () => {
    const box = memory();
    const person = newPerson();
    const nothing: SendReport = { outcome: 'nothing', count: 0, retryInMs: null };
    box.reports.push(nothing, nothing, nothing, nothing, nothing, nothing);
    await withWorker(box.activities, async () => {
      box.open = 1;
      await wake(person);
      await ended(person);
    });
    expect(box.looks.length).toBeLessThanOrEqual(5);
  });

  test('a long life turns the page and loses no call; every run replays, with no person’s data in it', async () => {
    const box = memory();
    const person = newPerson();
    const rounds = 45;
    await withWorker(box.activities, async () => {
      for (let i = 0; i < rounds; i += 1) box.reports.push({ outcome: 'sent', count: 1, retryInMs: null });
      box.open = 1;
      await wake(person);
      await ended(person);
    });
    expect(box.reports).toEqual([]);
    const runs: string[] = [];
    for await (const run of temporal.client.workflow.list({ query: `WorkflowId = "${postboxId(person)}"` }))
      runs.push(run.runId);
    expect(runs.length).toBe(2);
    for (const runId of runs) {
      const history = await temporal.client.workflow.getHandle(postboxId(person), runId).fetchHistory();
      expect(history.events?.length ?? 0).toBeLessThan(420);
      await Worker.runReplayHistory({ workflowBundle: { codePath } }, history, postboxId(person));
    }
  }, 120_000);
});

describe('with the real database and the inbox', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  }, 60_000);
  afterAll(() => world.stop());
  beforeEach(() => world.clear());
  afterEach(() => world.inbox.faults.openPort());

  /** Business time goes on from the tests' world, 09:00 on a working day in China. */
  const clock = (): BusinessClock => ({
    ...identityClock,
    realOriginAt: new Date().toISOString(),
    businessOriginAt: worldAt,
  });

  test('the server is down and comes back: one mail, in the morning’s words', async () => {
    const business = clock();
    const followUp = await world.followUp('commitment', 'commitment-1');
    await world.notice('assigned', 'post-owner', { followUp });
    const before = world.inbox.messages().length;
    await world.inbox.faults.closePort();
    await withWorker(world.postbox({ clock: business }), async () => {
      await wake('person-owner', business);
      await sleep(1_500);
      expect(world.inbox.messages().length).toBe(before);
      await world.inbox.faults.openPort();
      await ended('person-owner');
    });
    expect(world.inbox.messages().length).toBe(before + 1);
    expect(await world.db.notice.findMany({ select: { status: true } })).toEqual([{ status: 'sent' }]);
    expect(businessNow(business, Date.now()) > worldAt).toBe(true);
  }, 60_000);
});
