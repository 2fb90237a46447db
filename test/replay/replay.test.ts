import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import { testBundle } from '../support/bundle.ts';
import { rowsOf, summaryOf } from '../support/histories.ts';
import { changedRules, editedBundle, reorderedLoop } from './bundles.ts';
import { addHistories, notIn, readHistories, runsWith } from './histories.ts';

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
});

/** What runs at somebody's place replays with this version, and with rules nobody has thought of yet. */

const histories = readHistories();
let current: { codePath: string };
let changed: Awaited<ReturnType<typeof editedBundle>>;
let reordered: Awaited<ReturnType<typeof editedBundle>>;

beforeAll(async () => {
  current = await testBundle();
  changed = await editedBundle(changedRules);
  reordered = await editedBundle(reorderedLoop);
}, 180_000);
afterAll(() => {
  changed?.dispose();
  reordered?.dispose();
});

/** Why each history does not replay, by name; empty where all do. */
async function failures({ codePath }: { codePath: string }): Promise<Record<string, string>> {
  const failed: Record<string, string> = {};
  const results = Worker.runReplayHistories(
    { workflowBundle: { codePath } },
    (function* each() {
      for (const { name, history } of histories) yield { workflowId: name, history };
    })(),
  );
  for await (const { workflowId, error } of results) if (error) failed[workflowId] = `${error.name}: ${error.message}`;
  return failed;
}

describe('kept histories', () => {
  test('cover every command of the deciders, and every change of a workflow', () => {
    expect(notIn(histories)).toEqual([]);
  });

  test('hold no run that is too long to be read at one look', () => {
    for (const { history } of histories) expect(history.events?.length ?? 0).toBeLessThanOrEqual(420);
  });

  test('name in the timeline every timer and every activity', () => {
    const rows = histories.flatMap(({ name, history }) => rowsOf(history).map((event) => ({ name, event })));
    expect(rows.length).toBeGreaterThan(200);
    const nameless = rows.filter(({ event }) => summaryOf(event) === '');
    expect(nameless.map(({ name, event }) => `${name} ${String(event.eventId)}`)).toEqual([]);
  });

  test('a recording is added beside them and replaces nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'histories-'));
    try {
      const [one, other] = histories;
      if (!one || !other) throw new Error('There are no histories.');
      const names = [
        addHistories([one], '9.0.0', folder),
        addHistories([{ ...other, name: one.name }], '9.0.0', folder),
      ];
      expect(names).toEqual(['9.0.0', '9.0.0-2']);
      const kept = readHistories(folder);
      expect(kept.map(({ name }) => name)).toEqual([`9.0.0-2/${one.name}`, `9.0.0/${one.name}`].toSorted());
      expect(kept.find(({ name }) => name.startsWith('9.0.0/'))).toMatchObject({
        workflowId: one.workflowId,
        history: { events: { length: one.history.events?.length } },
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('of a command come with all runs of the workflow that took it', () => {
    const found = runsWith(['plan startProject'], histories).map(({ name }) => name);
    const first = 'agreement-2026-0001-zzuet-cnuktip.plan-1.run-';
    expect(found.filter((name) => name.startsWith(first))).toEqual([`${first}1`, `${first}2`]);
    expect(found.filter((name) => !name.includes('.plan-1.'))).toEqual([]);
  });

  test('replay with the present workflows', async () => {
    expect(await failures(current)).toEqual({});
  }, 120_000);

  test('replay with other rules: no Temporal command depends on one', async () => {
    expect(await failures(changed)).toEqual({});
  }, 120_000);

  test('do not replay with another order of Temporal commands: the tests above could fail', async () => {
    const failed = Object.entries(await failures(reordered));
    expect(failed.length).toBeGreaterThan(5);
    for (const [, why] of failed) expect(why).toMatch(/^DeterminismViolationError/);
  }, 120_000);
});
