import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { Client as Postgres } from 'pg';
import { searchAttributeTypes } from '../../workflows/search-attributes.ts';
import { TASK_QUEUE } from '../../workflows/inputs.ts';
import { testBundle } from '../support/bundle.ts';
import { startTestPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';
import { startTestTemporal } from '../support/temporal.ts';
import type { TestTemporal } from '../support/temporal.ts';

/** The programs of the team installation, on real servers: `docker-compose.yml` runs the same two. */

const root = join(import.meta.dirname, '../..');
const namespace = 'team';

let postgres: TestPostgres;
let temporal: TestTemporal;

beforeAll(async () => {
  [postgres, temporal] = await Promise.all([startTestPostgres({ isMigrated: false }), startTestTemporal()]);
}, 120_000);

afterAll(async () => {
  await temporal.stop();
  await postgres.stop();
});

function program(file: string): Promise<{ code: number; output: string }> {
  const env = {
    ...process.env,
    DATABASE_URL: postgres.url,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_NAMESPACE: namespace,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', file], { cwd: root, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr }),
    );
  });
}

test('set-up makes tables, namespace and search attributes, and a second time changes nothing', async () => {
  const first = await program('worker/set-up.ts');
  expect(first).toMatchObject({ code: 0, output: expect.stringMatching(/Tables: applied \d+/) });

  const { customAttributes } = await temporal.client.connection.operatorService.listSearchAttributes({ namespace });
  expect(Object.keys(customAttributes ?? {})).toEqual(expect.arrayContaining(Object.keys(searchAttributeTypes)));
  const database = new Postgres({ connectionString: postgres.url });
  await database.connect();
  const { rows } = await database.query(`SELECT 1 FROM _prisma_migrations WHERE finished_at IS NOT NULL`);
  await database.end();
  expect(rows.length).toBeGreaterThan(0);

  const second = await program('worker/set-up.ts');
  expect(second).toMatchObject({ code: 0, output: expect.stringContaining('Tables: up to date') });
}, 120_000);

test('health is bad without a worker and good with one', async () => {
  expect(await program('worker/health.ts')).toMatchObject({ code: 1, output: '' });

  const worker = await Worker.create({
    connection: temporal.native,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: await testBundle(join(root, 'test/workflows/toy-workflows.ts')),
  });
  await worker.runUntil(async () => {
    for (let attempt = 1; ; attempt += 1) {
      const health = await program('worker/health.ts');
      if (health.code === 0) return;
      if (attempt === 10) throw new Error(`still unhealthy: ${health.output}`);
    }
  });
}, 120_000);
