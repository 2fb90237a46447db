import { spawnSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { hashToken } from '../../api/authentication.ts';
import { identityClock } from '../../domain/calendar/business-clock.ts';
import { connectDatabase } from '../../prisma/client.ts';
import { createApi } from '../../stack/demonstration/api.ts';
import { enterDirectory } from '../../stack/demonstration/load.ts';
import { startInbox } from '../../stack/inbox/inbox.ts';
import { freePort } from '../../stack/ports.ts';
import { startTestPostgres } from '../support/postgres.ts';
import { startTestTemporal } from '../support/temporal.ts';
import { measure } from './load.ts';
import type { Figures, Size, Target } from './load.ts';
import { startProgram, usageOf } from './processes.ts';
import type { Usage } from './processes.ts';

/**
 * How fast the product is beside a bare workflow on the same servers, in one run:
 *
 *     npm run bench                  builds first; -- --no-build takes what is compiled, -- --quick measures less
 *
 * Both sides take turns, so that what else the machine does falls on both.
 */
const isQuick = process.argv.includes('--quick');
const ROUNDS = isQuick ? 1 : 2;
const size: Size = {
  starts: isQuick ? 25 : 50,
  startsAtOnce: 10,
  sequential: isQuick ? 30 : 100,
  agreements: 25,
  callers: 50,
  updates: isQuick ? 400 : 1_000,
};
const WANTED_RATIO = 0.7;

const root = join(import.meta.dirname, '../..');
const say = (line = ''): void => void process.stdout.write(`${line}\n`);

let repeats = 0;
const stops: (() => Promise<unknown>)[] = [];

async function run(): Promise<void> {
  const postgres = await startTestPostgres();
  stops.push(() => postgres.stop());
  const temporal = await startTestTemporal();
  stops.push(() => temporal.stop());
  const inbox = await startInbox({ dir: null, httpPort: 0, smtpPort: 0 });
  stops.push(() => inbox.stop());
  const port = await freePort();
  const token = randomBytes(24).toString('hex');
  const env = {
    ...process.env,
    STACK_DIR: join(tmpdir(), 'cooperation-bench'),
    API_PORT: String(port),
    DATABASE_URL: postgres.url,
    TEMPORAL_ADDRESS: temporal.address,
    SMTP_URL: inbox.smtpUrl,
    BUSINESS_CLOCK: JSON.stringify(identityClock),
    LINK_SECRET: randomBytes(32).toString('hex'),
    BOOTSTRAP_TOKEN: token,
    LOG_LEVEL: 'error',
  };
  const apiUrl = `http://127.0.0.1:${port}`;
  const api = await startProgram([join(root, 'dist/api/main.js')], { env, readyUrl: `${apiUrl}/readyz` });
  stops.push(() => api.stop());
  const worker = await startProgram([join(root, 'dist/worker/main.js')], { env });
  stops.push(() => worker.stop());
  const tsx = ['--import', 'tsx'];
  const bareWorker = await startProgram([...tsx, join(root, 'test/bench/bare-worker.ts'), temporal.address], { env });
  stops.push(() => bareWorker.stop());
  const bareCaller = await startProgram([...tsx, join(root, 'test/bench/bare-caller.ts'), temporal.address], { env });
  stops.push(() => bareCaller.stop());

  const ours = await ourTarget({ apiUrl, token, databaseUrl: postgres.url });
  const bareFigures = async (of: Size): Promise<Figures> => figures.parse(await bareCaller.ask(of));
  const warmUp: Size = { ...size, starts: 25, sequential: 20, updates: 150 };
  await measure(ours, warmUp);
  await bareFigures(warmUp);

  const processes = (): Record<string, Usage> => ({
    worker: usageOf(worker.pid),
    api: usageOf(api.pid),
    'Temporal server': usageOf(temporal.pid()),
    Postgres: usageOf(postgres.pid, true),
    'bare worker': usageOf(bareWorker.pid),
    'bare caller': usageOf(bareCaller.pid),
  });
  const results: Record<'ours' | 'bare', { figures: Figures[]; cpu: Record<string, number> }> = {
    ours: { figures: [], cpu: {} },
    bare: { figures: [], cpu: {} },
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const side of ['ours', 'bare'] as const) {
      const before = processes();
      results[side].figures.push(await (side === 'ours' ? measure(ours, size) : bareFigures(size)));
      for (const [name, { cpuSeconds }] of Object.entries(processes())) {
        results[side].cpu[name] = (results[side].cpu[name] ?? 0) + cpuSeconds - (before[name]?.cpuSeconds ?? 0);
      }
    }
  }
  report(results, processes());
}

const figures = z.object({
  startsPerSecond: z.number(),
  p50: z.number(),
  p95: z.number(),
  updatesPerSecond: z.number(),
});

/** Agreements of the demonstration's university and platform; an update is a note, which writes a text and an event. */
async function ourTarget(given: { apiUrl: string; token: string; databaseUrl: string }): Promise<Target> {
  const { apiUrl, token } = given;
  await enterDirectory(createApi({ apiUrl, token }));
  // Each caller has a token of its own, as people have: the limit of requests is by caller.
  const db = connectDatabase(given.databaseUrl, { maxConnections: 1 });
  const tokens = Array.from({ length: size.callers }, () => randomBytes(24).toString('hex'));
  await db.apiToken.createMany({
    data: tokens.map((one, n) => ({
      id: `bench-${n}`,
      hash: hashToken(one),
      principal: `bench-${n}`,
      roles: ['coordinator'],
    })),
  });
  await db.$disconnect();
  const post = async (path: string, body: object, by: string): Promise<string> => {
    const key = randomUUID();
    for (;;) {
      const answer = await fetch(`${apiUrl}${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${by}`, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
      });
      const text = await answer.text();
      if (answer.ok) return String(JSON.parse(text).entityId);
      // As any caller should: not known or too busy is asked again with the same key.
      if (answer.status < 503 && answer.status !== 409) throw new Error(`${answer.status} ${text}`);
      repeats += 1;
    }
  };
  let starts = 0;
  return {
    start: () =>
      post(
        '/v1/agreements',
        {
          homeUnitId: 'org-zzuet-uec',
          parties: [
            { organisationId: 'org-zzuet', role: 'guest' },
            { organisationId: 'org-cnuktip', role: 'host' },
          ],
          accept: true,
          besideOpenOne: true,
        },
        tokens[(starts += 1) % tokens.length] ?? token,
      ),
    update: async (id, caller) => {
      await post(`/v1/agreements/${id}/notes`, { note: 'Written by the benchmark.' }, tokens[caller] ?? token);
    },
  };
}

function report(
  results: Record<'ours' | 'bare', { figures: Figures[]; cpu: Record<string, number> }>,
  usage: Record<string, Usage>,
): void {
  const calls = ROUNDS * (size.starts + size.sequential + size.updates);
  const mean = (side: 'ours' | 'bare', name: keyof Figures): number =>
    results[side].figures.reduce((sum, one) => sum + one[name], 0) / ROUNDS;
  const row = (...cells: (string | number)[]): void =>
    say(cells.map((cell, n) => (n === 0 ? String(cell).padEnd(34) : show(cell).padStart(12))).join(''));
  say(
    `${cpus().length} processors, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.version}; ${ROUNDS} rounds each`,
  );
  say();
  row('', 'ours', 'bare', 'ours/bare');
  const line = (title: string, name: keyof Figures): void =>
    row(title, mean('ours', name), mean('bare', name), mean('ours', name) / mean('bare', name));
  line(`update, one caller, p50 ms`, 'p50');
  line(`update, one caller, p95 ms`, 'p95');
  line(`updates/s, ${size.callers} callers`, 'updatesPerSecond');
  line(`starts/s, ${size.startsAtOnce} callers`, 'startsPerSecond');
  say();
  row('CPU ms per call', 'ours', 'bare');
  const names = Object.keys(usage);
  for (const name of names) row(name, ...perCall(name));
  const total = (side: 'ours' | 'bare'): number =>
    (names.reduce((sum, name) => sum + (results[side].cpu[name] ?? 0), 0) * 1_000) / calls;
  row('together', total('ours'), total('bare'));
  say();
  row('', 'CPU s', 'memory MB');
  for (const [name, { cpuSeconds, peakMb }] of Object.entries(usage)) row(name, cpuSeconds, peakMb);
  say();
  say(`asked again with the same key: ${repeats}`);
  const ratio = mean('ours', 'updatesPerSecond') / mean('bare', 'updatesPerSecond');
  say(`Ours keeps ${ratio.toFixed(2)} of the bare throughput; wanted is ${WANTED_RATIO}.`);

  function perCall(name: string): number[] {
    return (['ours', 'bare'] as const).map((side) => ((results[side].cpu[name] ?? 0) * 1_000) / calls);
  }
}

function show(cell: string | number): string {
  return typeof cell === 'string' ? cell : cell.toFixed(cell < 10 ? 2 : 1);
}

if (!process.argv.includes('--no-build')) {
  const built = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  if (built.status !== 0) process.exit(1);
}
try {
  await run();
} finally {
  for (const stop of stops.toReversed()) await stop().catch(() => undefined);
}
process.exit(0);
