import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { startInbox } from '../../stack/inbox/inbox.ts';
import type { Inbox } from '../../stack/inbox/inbox.ts';
import { freePort } from '../../stack/ports.ts';
import { startTestPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';
import type { TestTemporal } from '../support/temporal.ts';
import { startProgram, usageOf } from './processes.ts';
import type { Program, Usage } from './processes.ts';
import { row } from './report.ts';

const root = join(import.meta.dirname, '../..');

/** With `--profile` the worker leaves what its CPU was spent on in `.cache/profiles`, for a browser's developer tools. */
const profiling = process.argv.includes('--profile')
  ? ['--cpu-prof', `--cpu-prof-dir=${join(root, '.cache/profiles')}`]
  : [];

export interface Servers {
  postgres: TestPostgres;
  temporal: TestTemporal;
  inbox: Inbox;
}

/**
 * What a bench starts and measures: Postgres, Temporal and an inbox on free ports and in temporary folders, API and worker as
 * compiled, in processes of their own. `stop` ends whatever was started.
 */
export class Bench {
  readonly token = randomBytes(24).toString('hex');
  readonly #linkSecret = randomBytes(32).toString('hex');
  readonly #ends: (() => unknown)[] = [];
  readonly #measured = new Map<string, () => Usage>();
  #servers: Servers | null = null;

  async servers(): Promise<Servers> {
    if (this.#servers) return this.#servers;
    const postgres = this.keep(await startTestPostgres());
    // Only where it is needed: it sets up the SDK for its process, as the time-skipping server's helper does in its own way.
    const { startTestTemporal } = await import('../support/temporal.ts');
    const temporal = this.keep(await startTestTemporal());
    const inbox = this.keep(await startInbox({ dir: null, httpPort: 0, smtpPort: 0 }));
    this.#measured.set('Temporal server', () => usageOf(temporal.pid()));
    this.#measured.set('Postgres', () => usageOf(postgres.pid, true));
    this.#servers = { postgres, temporal, inbox };
    return this.#servers;
  }

  async startApi(clock: BusinessClock): Promise<Program & { url: string }> {
    const port = await freePort();
    const env = { ...(await this.#env(clock)), API_PORT: String(port) };
    const url = `http://127.0.0.1:${port}`;
    const api = await startProgram([join(root, 'dist/api/main.js')], { env, readyUrl: `${url}/readyz` });
    this.#measured.set('API', () => usageOf(api.pid));
    return { ...this.keep(api), url };
  }

  async startWorker(clock: BusinessClock): Promise<Program> {
    const program = [...profiling, join(root, 'dist/worker/main.js')];
    const worker = await startProgram(program, { env: await this.#env(clock) });
    this.#measured.set('worker', () => usageOf(worker.pid));
    return this.keep(worker);
  }

  /** Ended with the rest, in reverse order. */
  keep<T extends { stop(): Promise<unknown> }>(part: T): T {
    this.#ends.push(() => part.stop());
    return part;
  }

  usage(): Record<string, Usage> {
    return Object.fromEntries([...this.#measured].map(([name, measure]) => [name, measure()]));
  }

  /** A table of what each process used since `before`: seconds of processor, and the memory it holds or has held. */
  reportUsage(before: Record<string, Usage>): void {
    row('', 'CPU s', 'memory MB');
    for (const [name, { cpuSeconds, peakMb }] of Object.entries(this.usage()))
      row(name, cpuSeconds - (before[name]?.cpuSeconds ?? 0), peakMb);
  }

  async stop(): Promise<void> {
    for (const end of this.#ends.splice(0).toReversed()) await Promise.resolve(end()).catch(() => undefined);
  }

  async #env(clock: BusinessClock): Promise<NodeJS.ProcessEnv> {
    const { postgres, temporal, inbox } = await this.servers();
    const folder = mkdtempSync(join(tmpdir(), 'cooperation-bench-'));
    this.#ends.unshift(() => rmSync(folder, { recursive: true, force: true }));
    return {
      ...process.env,
      STACK_DIR: folder,
      DATABASE_URL: postgres.url,
      TEMPORAL_ADDRESS: temporal.address,
      SMTP_URL: inbox.smtpUrl,
      BUSINESS_CLOCK: JSON.stringify(clock),
      LINK_SECRET: this.#linkSecret,
      BOOTSTRAP_TOKEN: this.token,
      LOG_LEVEL: process.env.BENCH_LOG_LEVEL ?? 'error',
    };
  }
}
