import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import fc from 'fast-check';
import { EntityKind } from '../../domain/decider.ts';
import type { EntityRef } from '../../domain/decider.ts';
import { placement } from '../../domain/placement/index.ts';
import { plan } from '../../domain/plan/index.ts';
import type { QueuedCommand } from '../../domain/propose.ts';
import { storedText } from '../../domain/text.ts';
import { TASK_QUEUE } from '../../workflows/inputs.ts';
import { china, homeUnit } from '../domain/agreement/life.ts';
import { openData as placementData } from '../domain/placement/life.ts';
import { openData } from '../domain/plan/life.ts';
import { anyAct, everybody, RandomLife } from '../domain/random-life.ts';
import type { Act } from '../domain/random-life.ts';
import { anyBody } from '../support/any-command.ts';
import { testBundle } from '../support/bundle.ts';
import { startTestTemporal } from '../support/temporal.ts';
import type { TestTemporal } from '../support/temporal.ts';
import { answersOf, deciderOf, lived, variantsOf } from './shared-domain.ts';
import type { Lived, Pass } from './shared-domain.ts';

/** The domain that all workflows of a worker share, frozen as it is there: it answers as it does here, and keeps nothing of theirs. */

const BODIES = 2;
const LIVES = 6;

let temporal: TestTemporal;
let codePath: string;
beforeAll(async () => {
  temporal = await startTestTemporal();
  ({ codePath } = await testBundle(join(import.meta.dirname, 'shared-domain-workflows.ts')));
}, 120_000);
afterAll(() => temporal?.stop(), 60_000);

/** With a worker that has one thread for all workflows, as it is with the fewest processors. */
async function inWorker<T>(body: (run: <R>(type: string, ...args: unknown[]) => Promise<R>) => Promise<T>): Promise<T> {
  const worker = await Worker.create({
    connection: temporal.native,
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath },
    workflowThreadPoolSize: 1,
  });
  const run = <R>(type: string, ...args: unknown[]): Promise<R> =>
    temporal.client.workflow.execute(type, { workflowId: randomUUID(), taskQueue: TASK_QUEUE, args }) as Promise<R>;
  return worker.runUntil(() => body(run));
}

async function inTens<T>(all: readonly T[], each: (one: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < all.length; from += 10) await Promise.all(all.slice(from, from + 10).map(each));
}

/** A life that keeps what it was given. */
class KeptLife extends RandomLife<never> {
  readonly passes: Pass[] = [];
  private batch: QueuedCommand[] = [];
  override send(name: string, data: unknown, actor = everybody) {
    this.batch = [{ commandId: `c${this.passes.length + 1}`, name, actor, data }];
    return super.send(name, data, actor);
  }
  override follow(proposal: Parameters<RandomLife<never>['follow']>[0]): void {
    this.passes.push({ at: this.at, batch: this.batch });
    this.batch = [];
    super.follow(proposal);
  }
}

const id = 'agreement-2026-0001-home-partner';
const parties = [
  { organisationId: 'org-home', role: 'host', ours: true },
  { organisationId: 'org-partner', role: 'guest', ours: false },
];
const adopted = { homeUnit, calendar: china, policy: { version: 1 } };
const beginnings: Record<EntityKind, { ref: EntityRef; name: string; data: unknown; endings: string[] }> = {
  agreement: {
    ref: { kind: 'agreement', id, agreementId: id },
    name: 'startAgreement',
    data: { parties, adopted, accept: true },
    endings: ['declineIntake', 'closeAgreement', 'decideReview'],
  },
  plan: {
    ref: { kind: 'plan', id: `${id}.plan-1`, agreementId: id },
    name: 'openPlan',
    data: plan.commands.get('openPlan')?.schema(storedText).parse(openData()),
    endings: ['closePlan', 'closeProject'],
  },
  placement: {
    ref: { kind: 'placement', id: `${id}.placement-1`, agreementId: id },
    name: 'openPlacement',
    data: placement.commands.get('openPlacement')?.schema(storedText).parse(placementData()),
    endings: ['closePlacement'],
  },
};

function keptLife(kind: EntityKind, acts: readonly Act[]): { ref: EntityRef; passes: Pass[] } {
  const { ref, name: first, data } = beginnings[kind];
  const life = new KeptLife(deciderOf(kind), ref);
  life.send(first, data);
  for (const { name, days, bodies } of acts) {
    if (name === 'sleep') life.sleep(days);
    else
      bodies.find(
        (body, index) => life.send(name, life.withOpen(body, index)).outcomes[0]?.outcome.status !== 'refused',
      );
  }
  return { ref, passes: life.passes };
}

describe('the domain in a worker', () => {
  test('is shared and frozen, but for what has to finish itself', async () => {
    await inWorker(async (run) => {
      expect(await run('frozen')).toEqual(['deciders', 'agreement', 'storedText']);
    });
  }, 60_000);

  test('every schema of every command takes and refuses there what it does here, with the same words', async () => {
    const asked = Object.values(EntityKind).flatMap((kind) =>
      [...deciderOf(kind).commands.values()].flatMap((spec) =>
        fc.sample(anyBody(spec), { numRuns: BODIES }).map((body) => ({ kind, name: spec.name, body })),
      ),
    );
    const counts = { taken: 0, refused: 0 };
    await inWorker((run) =>
      inTens(asked, async ({ kind, name, body }) => {
        const here = answersOf(kind, name, JSON.parse(JSON.stringify(body)));
        expect({ name, answers: await run('askSchema', kind, name, body) }).toEqual({ name, answers: here });
        for (const answer of here) counts[answer.includes(' taken: ') ? 'taken' : 'refused'] += 1;
      }),
    );
    expect(asked.length).toBeGreaterThan(100 * BODIES);
    expect(counts.taken).toBeGreaterThan(asked.length);
    expect(counts.refused).toBeGreaterThan(counts.taken);
  }, 300_000);

  test('lives side by side go as they do by themselves', async () => {
    const lives = Object.values(EntityKind).flatMap((kind) => {
      const { name, endings } = beginnings[kind];
      const acts = fc.array(anyAct(deciderOf(kind), name, new Set(endings)), {
        minLength: 60,
        maxLength: 100,
        size: 'max',
      });
      return fc.sample(acts, { numRuns: LIVES }).map((each) => keptLife(kind, each));
    });
    await inWorker(async (run) => {
      const there = await Promise.all(lives.map(({ ref, passes }) => run<Lived>('live', ref, passes)));
      let recorded = 0;
      for (const [index, { ref, passes }] of lives.entries()) {
        const here = await lived(ref, passes, async () => undefined);
        expect(there[index]).toEqual(JSON.parse(JSON.stringify(here)));
        recorded += here.seq;
      }
      expect(recorded).toBeGreaterThan(5 * lives.length);
    });
  }, 300_000);
});

test('variants differ in one place', () => {
  expect(variantsOf({ a: 1 })).toEqual([
    { a: 1 },
    null,
    'a',
    -1,
    {},
    [],
    { a: 1, unknown: 1 },
    {},
    { a: 1 },
    { a: null },
    { a: 'a' },
    { a: -1 },
    { a: {} },
    { a: [] },
  ]);
});
