import { setTimeout as sleep } from 'node:timers/promises';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { connectDatabase } from '../../prisma/client.ts';
import { databaseBytes, folderBytes } from './bytes.ts';
import { machine, row, say, sum } from './report.ts';
import { begin, seedAgreements, seedDirectory } from './seed.ts';
import type { Bench } from './servers.ts';

const isQuick = process.argv.includes('--quick');
const PARKED = isQuick ? [0, 500, 1_000] : [0, 1_000, 5_000];
const SETTLE_MS = 3_000;
/** CPU ms per second of all parts together, below which what was begun has come to rest. */
const AT_REST = 60;
const MOST_SETTLES = 100;
const MEASURE_MS = isQuick ? 15_000 : 20_000;
const OWNERS = 200;

/** What doing nothing costs: no part of it may grow with the number of open agreements. */
export async function idle(bench: Bench): Promise<void> {
  const { postgres, temporal } = await bench.servers();
  // Monday afternoon: no wake, no night and no mail within the measuring.
  const clock: BusinessClock = {
    realOriginAt: new Date().toISOString(),
    businessOriginAt: '2026-03-02T05:00:00.000Z',
    dayMs: 86_400_000,
    endsAt: null,
  };
  const db = connectDatabase(postgres.url, { maxConnections: 10 });
  bench.keep({ stop: () => db.$disconnect() });
  await seedDirectory(db, OWNERS);
  await bench.startApi(clock);
  await bench.startWorker(clock);
  say(`${machine()}; CPU ms per second, over ${MEASURE_MS / 1_000} s each`);
  const names = Object.keys(bench.usage());
  row('parked', ...names, 'together');
  /** CPU ms per second of each part. */
  const usedIn = async (ms: number): Promise<number[]> => {
    const before = bench.usage();
    await sleep(ms);
    const after = bench.usage();
    return names.map((name) => (((after[name]?.cpuSeconds ?? 0) - (before[name]?.cpuSeconds ?? 0)) * 1_000_000) / ms);
  };
  let there = 0;
  const sizes: { parked: number; temporal: number; postgres: number }[] = [];
  for (const parked of PARKED) {
    const seeded = await seedAgreements(db, { from: there, count: parked - there, owners: OWNERS });
    await begin(temporal.client, clock, seeded);
    there = parked;
    for (let n = 0; n < MOST_SETTLES && sum(await usedIn(SETTLE_MS)) > AT_REST; n += 1);
    const used = await usedIn(MEASURE_MS);
    row(String(parked), ...used, sum(used));
    sizes.push({ parked, temporal: folderBytes(temporal.folder), postgres: await databaseBytes(db) });
  }
  const [first, ...rest] = sizes;
  const last = rest.at(-1);
  if (!first || !last) return;
  say();
  const each = (of: 'temporal' | 'postgres'): number => (last[of] - first[of]) / 1_024 / last.parked;
  row('KB for each parked agreement, Temporal', each('temporal'));
  row('KB for each parked agreement, Postgres', each('postgres'));
  say();
  row('', ...names);
  const now = bench.usage();
  row('memory MB', ...names.map((name) => now[name]?.peakMb ?? Number.NaN));
}
