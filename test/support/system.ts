import { randomBytes, randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { importActivities } from '../../activities/import-rows.ts';
import { startImport } from '../../activities/start-import.ts';
import { bookingActivities } from '../../activities/bookings.ts';
import { coverActivities } from '../../activities/cover.ts';
import { leavingActivities } from '../../activities/leaving.ts';
import { caretakerActivities } from '../../activities/caretaker.ts';
import { postboxActivities } from '../../activities/postbox.ts';
import { recordActivities } from '../../activities/record.ts';
import { askCaretaker, startCaretaker } from '../../activities/wake-caretaker.ts';
import { wakePostboxes } from '../../activities/wake-postboxes.ts';
import { storeBootstrapToken } from '../../api/authentication.ts';
import { findOutcome } from '../../api/entity-commands.ts';
import { buildServer } from '../../api/server.ts';
import { temporalGateway } from '../../api/temporal-gateway.ts';
import { demonstrationClock } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { codeSender } from '../../mail/code-mail.ts';
import { connectDatabase } from '../../prisma/client.ts';
import type { Database } from '../../prisma/client.ts';
import { startInbox } from '../../stack/inbox/inbox.ts';
import type { Inbox } from '../../stack/inbox/inbox.ts';
import { commandSender } from '../../worker/commands.ts';
import { caretakerDeps, teller } from '../../worker/caretaker.ts';
import { TASK_QUEUE } from '../../workflows/inputs.ts';
import { testBundle } from './bundle.ts';
import { startTestPostgres } from './postgres.ts';
import { startTestTemporal } from './temporal.ts';
import type { TestTemporal } from './temporal.ts';

/** What a call was answered. `body` is JSON as it came. */
export interface Answer {
  status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- each test says what it expects of a body
  body: any;
  headers: Headers;
}

export interface TestSystem {
  apiUrl: string;
  token: string;
  db: Database;
  databaseUrl: string;
  client: Client;
  temporal: TestTemporal;
  inbox: Inbox;
  clock: BusinessClock;
  bundle: { codePath: string };
  /** As the coordinator; every POST has a key, a fresh one unless given. */
  call(method: string, path: string, body?: unknown, key?: string, headers?: Record<string, string>): Promise<Answer>;
  /** Ends the worker; commands then wait. `startWorker` begins another. */
  stopWorker(): Promise<void>;
  startWorker(): Promise<void>;
  stop(): Promise<void>;
}

export interface SystemOptions {
  /** Standing still by default (a day lasts a day), on Monday 2026-03-02. */
  clock?: BusinessClock;
  maxCachedWorkflows?: number;
  /** What the Temporal UI shows; English if left out. */
  language?: 'en' | 'zh-CN';
  /** It is always there at somebody's place; most tests are about something else. */
  caretaker?: boolean;
}

/** The whole product on real parts: Postgres, Temporal, mail inbox, worker and API on free ports of 127.0.0.1. */
export async function startSystem(options: SystemOptions = {}): Promise<TestSystem> {
  const [postgres, temporal, bundle, inbox] = await Promise.all([
    startTestPostgres(),
    startTestTemporal(),
    testBundle(),
    startInbox({ dir: null, httpPort: 0, smtpPort: 0 }),
  ]);
  const clock = options.clock ?? demonstrationClock(new Date().toISOString(), 86_400_000);
  const db = connectDatabase(postgres.url, { maxConnections: 10 });
  const connection = Connection.lazy({ address: temporal.address, interceptors: [] });
  const client = new Client({ connection });
  const language = options.language ?? 'en';
  const wake = (personIds: readonly string[]): Promise<void> =>
    wakePostboxes(temporal.client, clock, personIds, language);
  const linkSecret = randomBytes(32).toString('hex');
  const app = await buildServer({
    db,
    gateway: temporalGateway({ client, findOutcome: (id) => findOutcome(db, id) }),
    clock,
    uiLanguage: language,
    publicUrl: 'http://127.0.0.1:3000',
    mailFrom: 'Cooperation office <cooperation@example.org>',
    linkSecret,
    logLevel: 'silent',
    isDemonstration: true,
    sendCode: codeSender({
      smtpUrl: inbox.smtpUrl,
      from: 'Cooperation office <cooperation@example.org>',
      publicUrl: 'http://127.0.0.1:3000',
      isDemonstration: true,
    }),
    wakePostboxes: wake,
    startImport: (spreadsheet) => startImport(temporal.client, spreadsheet),
    askCaretaker: () => askCaretaker(client, clock, options.language),
  });
  const token = randomBytes(24).toString('hex');
  await storeBootstrapToken(db, token);
  const apiUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  const activities = {
    ...bookingActivities({ db }),
    ...coverActivities({ db, clock }),
    ...leavingActivities({ db, tell: teller(temporal.client) }),
    ...recordActivities({
      db,
      clock,
      wakePostboxes: wake,
      page: {
        language,
        apiUrl,
        uiUrl: temporal.uiUrl,
        namespace: 'default',
        isDemonstration: true,
      },
    }),
    ...importActivities(commandSender({ db, client, clock })),
    ...postboxActivities({
      db,
      clock,
      smtpUrl: inbox.smtpUrl,
      from: 'Cooperation office <cooperation@example.org>',
      publicUrl: apiUrl,
      linkSecret,
      isDemonstration: true,
      wakePostboxes: wake,
    }),
    ...caretakerActivities(caretakerDeps({ db, client: temporal.client, clock }, { wakePostboxes: wake })),
  };
  let worker: Worker | null = null;
  let running: Promise<void> = Promise.resolve();
  const startWorker = async (): Promise<void> => {
    worker = await Worker.create({
      connection: temporal.native,
      taskQueue: TASK_QUEUE,
      workflowBundle: bundle,
      activities,
      maxCachedWorkflows: options.maxCachedWorkflows ?? 1000,
    });
    running = worker.run();
  };
  const stopWorker = async (): Promise<void> => {
    if (worker?.getState() === 'RUNNING') worker.shutdown();
    await running;
  };
  await startWorker();
  if (options.caretaker) await startCaretaker(temporal.client, clock, options.language);
  return {
    apiUrl,
    token,
    db,
    databaseUrl: postgres.url,
    client: temporal.client,
    temporal,
    inbox,
    clock,
    bundle,
    startWorker,
    stopWorker,
    call: async (method, path, body, key = randomUUID(), headers = {}) => {
      const answer = await fetch(`${apiUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(method === 'POST' ? { 'idempotency-key': key } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(20_000),
      });
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? null : JSON.parse(text), headers: answer.headers };
    },
    stop: async () => {
      // A caller that went away in a test is not waited for.
      const closed = app.close();
      app.server.closeAllConnections();
      await closed;
      await stopWorker();
      await connection.close();
      await db.$disconnect();
      await inbox.stop();
      await temporal.stop();
      await postgres.stop();
    },
  };
}
