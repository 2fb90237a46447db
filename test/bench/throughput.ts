import { randomBytes, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { z } from 'zod';
import { hashToken } from '../../api/authentication.ts';
import { identityClock } from '../../domain/calendar/business-clock.ts';
import { connectDatabase } from '../../prisma/client.ts';
import { createApi } from '../../stack/demonstration/api.ts';
import { enterDirectory } from '../../stack/demonstration/load.ts';
import { Load, phases } from './load.ts';
import type { Phase, Size, Taken, Target } from './load.ts';
import { startProgram, usageOf } from './processes.ts';
import type { Usage } from './processes.ts';
import { machine, row, say } from './report.ts';
import type { Bench } from './servers.ts';

/**
 * How fast the product is beside a bare workflow on the same servers. Both sides take turns, so that what else the machine does
 * falls on both.
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
let repeats = 0;

export async function throughput(bench: Bench): Promise<void> {
  const { postgres, temporal } = await bench.servers();
  const api = await bench.startApi(identityClock);
  await bench.startWorker(identityClock);
  const bare = async (name: string) =>
    bench.keep(
      await startProgram(['--import', 'tsx', join(root, `test/bench/${name}.ts`), temporal.address], {
        env: process.env,
      }),
    );
  const bareWorker = await bare('bare-worker');
  const bareCaller = await bare('bare-caller');

  const ours = new Load(await ourTarget({ apiUrl: api.url, token: bench.token, databaseUrl: postgres.url }));
  const sides = {
    ours: (phase: Phase, of: Size) => ours.run(phase, of),
    bare: async (phase: Phase, of: Size) => taken.parse(await bareCaller.ask({ phase, size: of })),
  };
  const warmUp: Size = { ...size, sequential: 20, updates: 200 };
  for (const phase of phases) for (const side of ['ours', 'bare'] as const) await sides[side](phase, warmUp);

  const processes = (): Record<string, Usage> => ({
    ...bench.usage(),
    'bare worker': usageOf(bareWorker.pid),
    'bare caller': usageOf(bareCaller.pid),
  });
  const results: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const phase of phases) {
      for (const side of ['ours', 'bare'] as const) {
        const before = processes();
        const { calls, ms } = await sides[side](phase, size);
        const cpuMs = Object.entries(processes()).map(([name, { cpuSeconds }]): [string, number] => [
          name,
          ((cpuSeconds - (before[name]?.cpuSeconds ?? 0)) * 1_000) / calls.length,
        ]);
        results.push({ side, phase, calls, ms, cpuMs: Object.fromEntries(cpuMs) });
      }
    }
  }
  report(results, processes());
}

const taken = z.object({ calls: z.array(z.number()), ms: z.number() });

interface Measured extends Taken {
  side: 'ours' | 'bare';
  phase: Phase;
  /** Per call, by process. */
  cpuMs: Record<string, number>;
}

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
      const { status, text } = await call(`${apiUrl}${path}`, by, key, JSON.stringify(body));
      if (status < 300) return String(JSON.parse(text).entityId);
      // As any caller should: not known or too busy is asked again with the same key.
      if (status < 503 && status !== 409) throw new Error(`${status} ${text}`);
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

const agent = new Agent({ keepAlive: true });

/** A plain POST: what the calling itself costs is to count little. */
function call(url: string, token: string, key: string, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'idempotency-key': key,
    };
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part) => {
        text += String(part);
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function report(results: readonly Measured[], usage: Record<string, Usage>): void {
  const of = (side: Measured['side'], phase: Phase): Measured[] =>
    results.filter((one) => one.side === side && one.phase === phase);
  const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
  const rate = (side: Measured['side'], phase: Phase): number =>
    mean(of(side, phase).map((one) => (one.calls.length * 1_000) / one.ms));
  const share = (side: Measured['side'], at: number): number => {
    const sorted = of(side, 'one caller')
      .flatMap((one) => one.calls)
      .toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * at))] ?? Number.NaN;
  };
  const cpu = (side: Measured['side'], phase: Phase, name: string): number =>
    mean(of(side, phase).map((one) => one.cpuMs[name] ?? 0));
  const compare = (title: string, ours: number, bare: number): void => row(title, ours, bare, ours / bare);

  say(`${machine()}; ${ROUNDS} rounds each`);
  say();
  row('', 'ours', 'bare', 'ours/bare');
  compare('update, one caller, p50 ms', share('ours', 0.5), share('bare', 0.5));
  compare('update, one caller, p95 ms', share('ours', 0.95), share('bare', 0.95));
  compare(`updates/s, ${size.callers} callers`, rate('ours', 'many callers'), rate('bare', 'many callers'));
  compare(`starts/s, ${size.startsAtOnce} callers`, rate('ours', 'starts'), rate('bare', 'starts'));
  const names = Object.keys(usage);
  const sum = (side: Measured['side'], phase: Phase): number =>
    names.reduce((total, name) => total + cpu(side, phase, name), 0);
  for (const phase of ['many callers', 'starts'] as const) {
    say();
    row(`CPU ms per call, ${phase}`, 'ours', 'bare', 'ours/bare');
    for (const name of names) row(name, cpu('ours', phase, name), cpu('bare', phase, name));
    compare('together', sum('ours', phase), sum('bare', phase));
  }
  say();
  row('', 'CPU s', 'memory MB');
  for (const [name, { cpuSeconds, peakMb }] of Object.entries(usage)) row(name, cpuSeconds, peakMb);
  say();
  say(`asked again with the same key: ${repeats}`);
  const kept = rate('ours', 'many callers') / rate('bare', 'many callers');
  const keptCpu = sum('bare', 'many callers') / sum('ours', 'many callers');
  say(
    `Ours keeps ${kept.toFixed(2)} of the bare throughput (${keptCpu.toFixed(2)} by CPU per update); wanted is ${WANTED_RATIO}.`,
  );
}
