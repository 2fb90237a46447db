import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@temporalio/client';
import { demonstrationClock } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { connectDatabase } from '../../prisma/client.ts';
import type { Database } from '../../prisma/client.ts';
import { migrate } from '../../prisma/migrate.ts';
import { childService } from '../../stack/child.ts';
import { startInbox } from '../../stack/inbox/inbox.ts';
import type { Inbox } from '../../stack/inbox/inbox.ts';
import { freePort } from '../../stack/ports.ts';
import { startPostgres } from '../../stack/postgres.ts';
import { isAlive } from '../../stack/processes.ts';
import type { Handle } from '../../stack/supervisor.ts';
import { testBundle } from './bundle.ts';
import { compileProduct } from './compiled.ts';
import { startProxy } from './proxy.ts';
import type { Proxy } from './proxy.ts';
import { startTestTemporal } from './temporal.ts';
import type { TestTemporal } from './temporal.ts';

/** A process of ours that a test may kill and start again. */
export interface Part {
  start(): Promise<void>;
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
  /** Politely, as Ctrl-C would. */
  stop(): Promise<void>;
  /** All it has written, also in lives before this one. */
  log(): string;
}

export interface PostgresPart {
  /** Ends it as a restart of the machine's service would, and starts it on the same data. */
  restart(): Promise<void>;
  /** `kill -9`: of the server, which is then started again on the same data, or of one process that serves a connection. */
  kill(which: 'server' | 'backend'): Promise<void>;
  /** All its processes stand still until `wake`: connections are taken by the system, and nobody answers. */
  freeze(): void;
  wake(): void;
}

export interface ProcessSystem {
  apiUrl: string;
  token: string;
  db: Database;
  client: Client;
  clock: BusinessClock;
  temporal: TestTemporal;
  inbox: Inbox;
  bundle: { codePath: string };
  worker: Part;
  api: Part;
  postgres: PostgresPart;
  /** The way from worker and API to Postgres, where a test asked for one that it can disturb. */
  databaseProxy: Proxy | null;
  /** Likewise from the worker to the mail server. */
  mailProxy: Proxy | null;
  stop(): Promise<void>;
}

export interface ProcessOptions {
  /** Made when all is about to start: making ready takes its time, and a fast clock runs. */
  clock?: () => BusinessClock;
  logLevel?: 'warn' | 'debug' | 'trace';
  isDatabaseProxied?: boolean;
  isMailProxied?: boolean;
  /** Further settings of worker and API. */
  env?: Record<string, string>;
}

/** To a process and all that it has started. */
function signalAll(pid: number, name: NodeJS.Signals): void {
  const all = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  for (const [child = 0, parent] of all) if (parent === pid || child === pid) process.kill(child, name);
}

/** The whole product as on one machine: worker and API in processes of their own, on free ports and in temporary folders. */
export async function startProcesses(options: ProcessOptions = {}): Promise<ProcessSystem> {
  /** What has been started, so that a start that fails in the middle leaves nothing behind. Ended in reverse order. */
  const ends: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).toReversed()) await end();
  };
  try {
    return await startInOrder(options, ends, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startInOrder(
  options: ProcessOptions,
  ends: (() => unknown)[],
  stop: () => Promise<void>,
): Promise<ProcessSystem> {
  const folder = mkdtempSync(join(tmpdir(), 'cooperation-processes-'));
  ends.push(() => rmSync(folder, { recursive: true, force: true }));
  const database = { dir: join(folder, 'postgres'), port: await freePort(), report: () => undefined };
  let postgres = await startPostgres(database);
  ends.push(() => postgres.stop());
  await migrate(postgres.url);
  const databaseProxy = options.isDatabaseProxied ? await startProxy(database) : null;
  ends.push(() => databaseProxy?.stop());
  const databaseUrl = new URL(postgres.url);
  if (databaseProxy) databaseUrl.port = String(databaseProxy.port);
  const temporal = await startTestTemporal();
  ends.push(() => temporal.stop());
  const inbox = await startInbox({ dir: null, httpPort: 0, smtpPort: 0 });
  ends.push(() => inbox.stop());
  const mailProxy = options.isMailProxied ? await startProxy({ port: Number(new URL(inbox.smtpUrl).port) }) : null;
  ends.push(() => mailProxy?.stop());
  const compiled = await compileProduct();
  ends.push(() => compiled.remove());
  const bundle = await testBundle();
  const clock = options.clock?.() ?? demonstrationClock(new Date().toISOString(), 86_400_000);
  const apiPort = await freePort();
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const token = randomBytes(24).toString('hex');
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'test',
    LOG_LEVEL: options.logLevel ?? 'warn',
    DATABASE_URL: databaseUrl.href,
    TEMPORAL_ADDRESS: temporal.address,
    SMTP_URL: mailProxy ? `smtp://127.0.0.1:${mailProxy.port}` : inbox.smtpUrl,
    API_PORT: String(apiPort),
    BUSINESS_CLOCK: JSON.stringify(clock),
    LINK_SECRET: randomBytes(32).toString('hex'),
    BOOTSTRAP_TOKEN: token,
    ...options.env,
  };
  const part = (name: string, readiness: 'message' | { url: string }): Part => {
    const logFile = join(folder, `${name}.log`);
    const service = childService({ name, args: [compiled.program(`${name}/main.js`)], env, logFile, readiness });
    let running: Handle | null = null;
    return {
      start: async () => {
        running = await service.start(() => undefined);
      },
      kill: async () => {
        const pid = running?.pid;
        if (pid === undefined) return;
        process.kill(pid, 'SIGKILL');
        while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
      },
      stop: async () => running?.stop(),
      log: () => readFileSync(logFile, 'utf8'),
    };
  };
  const worker = part('worker', 'message');
  const api = part('api', { url: `${apiUrl}/readyz` });
  const db = connectDatabase(postgres.url, { maxConnections: 4 });
  ends.push(
    () => db.$disconnect(),
    () => Promise.all([worker.stop(), api.stop()]),
  );
  await Promise.all([worker.start(), api.start()]);
  return {
    apiUrl,
    token,
    db,
    client: temporal.client,
    clock,
    temporal,
    inbox,
    bundle,
    worker,
    api,
    databaseProxy,
    mailProxy,
    postgres: {
      restart: async () => {
        await postgres.stop();
        postgres = await startPostgres(database);
      },
      kill: async (which) => {
        if (which === 'backend') {
          const [row] = await db.$queryRaw<{ pid: number }[]>`
            SELECT pid FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend' LIMIT 1`;
          if (row) process.kill(row.pid, 'SIGKILL');
          return;
        }
        process.kill(postgres.pid, 'SIGKILL');
        while (isAlive(postgres.pid)) await new Promise((resolve) => setTimeout(resolve, 10));
        postgres = await startPostgres(database);
      },
      freeze: () => signalAll(postgres.pid, 'SIGSTOP'),
      wake: () => signalAll(postgres.pid, 'SIGCONT'),
    },
    stop,
  };
}
