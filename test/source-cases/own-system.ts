import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { recordActivities } from '../../activities/record.ts';
import { storeBootstrapToken } from '../../api/authentication.ts';
import { findOutcome } from '../../api/entity-commands.ts';
import { buildServer } from '../../api/server.ts';
import { temporalGateway } from '../../api/temporal-gateway.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { demonstrationClock } from '../../domain/calendar/business-clock.ts';
import { connectDatabase } from '../../prisma/client.ts';
import { TASK_QUEUE } from '../../workflows/inputs.ts';
import { testBundle } from '../support/bundle.ts';
import { startTestPostgres } from '../support/postgres.ts';
import { startTestTemporal } from '../support/temporal.ts';

export async function startSystem(options: { clock?: BusinessClock } = {}) {
  const [postgres, temporal, bundle] = await Promise.all([
    startTestPostgres(),
    startTestTemporal(),
    testBundle(join(import.meta.dirname, 'workflows.ts')),
  ]);
  const clock = options.clock ?? demonstrationClock(new Date().toISOString(), 86_400_000);
  const db = connectDatabase(postgres.url, { maxConnections: 10 });
  const worker = await Worker.create({
    connection: temporal.native,
    taskQueue: TASK_QUEUE,
    workflowBundle: bundle,
    activities: recordActivities({
      db,
      clock,
      wakePostboxes: async () => undefined,
      page: {
        language: 'en',
        apiUrl: 'http://127.0.0.1:3000',
        uiUrl: temporal.uiUrl,
        namespace: 'default',
        isDemonstration: true,
      },
    }),
  });
  const running = worker.run();
  const connection = Connection.lazy({ address: temporal.address, interceptors: [] });
  const client = new Client({ connection });
  const app = await buildServer({
    db,
    gateway: temporalGateway({ client, findOutcome: (id) => findOutcome(db, id) }),
    clock,
    publicUrl: 'http://127.0.0.1:3000',
    linkSecret: 'x'.repeat(40),
    logLevel: 'error',
  });
  const token = randomBytes(24).toString('hex');
  await storeBootstrapToken(db, token);
  const apiUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  return {
    apiUrl,
    token,
    db,
    client,
    stop: async () => {
      await app.close();
      worker.shutdown();
      await running;
      await connection.close();
      await db.$disconnect();
      await temporal.stop();
      await postgres.stop();
    },
  };
}
