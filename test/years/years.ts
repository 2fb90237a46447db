import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import { bookingActivities } from '../../activities/bookings.ts';
import { coverActivities } from '../../activities/cover.ts';
import { leavingActivities } from '../../activities/leaving.ts';
import { caretakerActivities } from '../../activities/caretaker.ts';
import { postboxActivities } from '../../activities/postbox.ts';
import { recordActivities } from '../../activities/record.ts';
import { startCaretaker } from '../../activities/wake-caretaker.ts';
import { wakePostboxes } from '../../activities/wake-postboxes.ts';
import { storeBootstrapToken } from '../../api/authentication.ts';
import { findOutcome } from '../../api/entity-commands.ts';
import { buildServer } from '../../api/server.ts';
import { temporalGateway } from '../../api/temporal-gateway.ts';
import { businessNow } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { instantOf, localDateOf } from '../../domain/calendar/calendar.ts';
import { codeSender } from '../../mail/code-mail.ts';
import { linkUrl } from '../../mail/link-token.ts';
import { connectDatabase } from '../../prisma/client.ts';
import type { Database } from '../../prisma/client.ts';
import { startInbox } from '../../stack/inbox/inbox.ts';
import type { Inbox } from '../../stack/inbox/inbox.ts';
import { cacheDirectory, findTestServerBinary } from '../../stack/temporal/binary.ts';
import { bypassProxyForLoopback } from '../../stack/temporal/environment.ts';
import { caretakerDeps, teller } from '../../worker/caretaker.ts';
import { caretakerId, TASK_QUEUE } from '../../workflows/inputs.ts';
import { searchAttributeTypes } from '../../workflows/search-attributes.ts';
import { testBundle } from '../support/bundle.ts';
import { startTestPostgres } from '../support/postgres.ts';

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
});

const zone = 'Asia/Shanghai';
const DAY_MS = 86_400_000;

/** The product on the time-skipping server: two years pass in a minute. Business time begins on a morning in China. */
export interface Years {
  apiUrl: string;
  token: string;
  db: Database;
  client: Client;
  inbox: Inbox;
  /** Codes that went out to somebody at a page, in order: they are sent at once, and their mails bear real time. */
  codes: { to: string; code: string; at: string }[];
  /** The address of a link's page, as in the mail. */
  linkUrl(linkId: string): string;
  /** Business now, as an ISO instant. */
  now(): string;
  /** The local date in China. */
  today(): string;
  /** Lets time pass until 10:00 in China on a local date, with everything that falls due on the way. */
  liveUntil(on: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param fromOn the local date in China, a working day, on which business time begins at 08:30
 * @param caretaker whether somebody looks round each night, as in the product; it takes its time
 */
export async function startYears({ fromOn = '2025-01-06', caretaker = false } = {}): Promise<Years> {
  bypassProxyForLoopback(process.env);
  const binary = await findTestServerBinary({
    cacheDir: cacheDirectory(join(import.meta.dirname, '../..'), process.env),
    env: process.env,
    report: (line) => console.log(line),
  });
  const [postgres, bundle, inbox, env] = await Promise.all([
    startTestPostgres(),
    testBundle(),
    startInbox({ dir: null, httpPort: 0, smtpPort: 0 }),
    TestWorkflowEnvironment.createTimeSkipping({
      server: { executable: { type: 'existing-path', path: binary.path } },
    }),
  ]);
  await registerSearchAttributes(env);
  // API and activities live at the server's time: this process's clock goes along when it skips.
  const realNow = Date.now;
  let skippedMs = (await env.currentTimeMs()) - realNow();
  Date.now = () => realNow() + skippedMs;
  const clock: BusinessClock = {
    realOriginAt: new Date(Date.now()).toISOString(),
    businessOriginAt: instantOf(zone, fromOn, '08:30'),
    dayMs: DAY_MS,
    endsAt: null,
  };
  const db = connectDatabase(postgres.url, { maxConnections: 10 });
  const connection = Connection.lazy({ address: env.address, interceptors: [] });
  const client = new Client({ connection });
  const linkSecret = randomBytes(32).toString('hex');
  const from = 'Cooperation office <cooperation@example.org>';
  const publicUrl = 'http://127.0.0.1:3000';
  const mailCode = codeSender({ smtpUrl: inbox.smtpUrl, from, publicUrl, isDemonstration: false });
  const codes: Years['codes'] = [];
  const now = (): string => businessNow(clock, Date.now());
  const app = await buildServer({
    db,
    gateway: temporalGateway({ client, findOutcome: (id) => findOutcome(db, id) }),
    clock,
    publicUrl,
    mailFrom: from,
    linkSecret,
    logLevel: 'error',
    requestsPerMinute: 1_000_000,
    isDemonstration: true,
    sendCode: async (mail) => {
      codes.push({ to: mail.to.address, code: mail.code, at: now() });
      await mailCode(mail);
    },
    wakePostboxes: (personIds) => wakePostboxes(client, clock, personIds),
    startImport: () => Promise.reject(new Error('no spreadsheets here')),
  });
  const token = randomBytes(24).toString('hex');
  await storeBootstrapToken(db, token);
  const apiUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  const wake = (personIds: readonly string[]): Promise<void> => wakePostboxes(client, clock, personIds);
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: TASK_QUEUE,
    workflowBundle: bundle,
    activities: {
      ...bookingActivities({ db }),
      ...coverActivities({ db, clock }),
      ...leavingActivities({ db, tell: teller(client) }),
      ...recordActivities({
        db,
        clock,
        wakePostboxes: wake,
        page: { language: 'en', apiUrl, uiUrl: 'http://127.0.0.1:8233', namespace: 'default', isDemonstration: false },
      }),
      ...postboxActivities({
        db,
        clock,
        smtpUrl: inbox.smtpUrl,
        from,
        publicUrl: apiUrl,
        linkSecret,
        isDemonstration: false,
        wakePostboxes: wake,
      }),
      // This server lists nothing: each one is asked about by name.
      ...caretakerActivities({
        ...caretakerDeps({ db, client, clock }, { wakePostboxes: wake }),
        running: () => Promise.resolve(new Set<string>()),
      }),
    },
  });
  const running = worker.run();
  if (caretaker) await startCaretaker(client, clock);
  return {
    apiUrl,
    token,
    db,
    client,
    inbox,
    codes,
    linkUrl: (linkId) => linkUrl(apiUrl, linkSecret, linkId),
    now,
    today: () => localDateOf(zone, now()),
    liveUntil: async (on) => {
      const untilAt = instantOf(zone, on, '10:00');
      const leftMs = Date.parse(untilAt) - Date.parse(now());
      if (leftMs > 0) await skip(env, db, leftMs);
      skippedMs = (await env.currentTimeMs()) - realNow();
    },
    stop: async () => {
      await endAll(client, db);
      Date.now = realNow;
      await app.close();
      worker.shutdown();
      await running;
      await connection.close();
      await db.$disconnect();
      await inbox.stop();
      await env.teardown();
      await postgres.stop();
    },
  };
}

/** This server skips through whatever is left open. */
async function endAll(client: Client, db: Database): Promise<void> {
  const entities = await db.entity.findMany({ select: { id: true } });
  const people = await db.person.findMany({ select: { id: true } });
  for (const id of [caretakerId, ...entities.map((one) => one.id), ...people.map((one) => `postbox-${one.id}`)])
    await client.workflow
      .getHandle(id)
      .terminate()
      .catch(() => undefined);
}

const LOOK_EVERY_MS = 3_000;

/**
 * Sleeps on the server's clock. A workflow that ends as it answers an update leaves a lock behind in this server, and time
 * would never skip again: where it stands still and nothing is being recorded or sent, one lock is taken away.
 */
async function skip(env: TestWorkflowEnvironment, db: Database, ms: number): Promise<void> {
  const over = new AbortController();
  const slept = env.sleep(ms).finally(() => over.abort());
  const look = async () => ({
    atMs: await env.currentTimeMs(),
    work: (await db.event.count()) + (await db.mail.count({ where: { status: 'sent' } })),
  });
  let before = await look();
  let quietLooks = 0;
  while (!over.signal.aborted) {
    await sleep(LOOK_EVERY_MS, null, { signal: over.signal }).catch(() => null);
    const now = await look();
    quietLooks = now.work === before.work && now.atMs - before.atMs < 3 * LOOK_EVERY_MS ? quietLooks + 1 : 0;
    before = now;
    if (over.signal.aborted || quietLooks < 2) continue;
    await env.connection.testService?.unlockTimeSkipping({});
    quietLooks = 0;
  }
  await slept;
}

const { IndexedValueType } = proto.temporal.api.enums.v1;
const kinds = {
  Keyword: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  KeywordList: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST,
  Datetime: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
  Int: IndexedValueType.INDEXED_VALUE_TYPE_INT,
} as const;

/** This server cannot list them, so they are added without looking; a workflow that sets an unknown one would be stuck. */
async function registerSearchAttributes(env: TestWorkflowEnvironment): Promise<void> {
  const searchAttributes = Object.fromEntries(
    Object.entries(searchAttributeTypes).map(([name, type]) => [name, kinds[type]]),
  );
  await env.connection.operatorService.addSearchAttributes({ namespace: 'default', searchAttributes });
}
