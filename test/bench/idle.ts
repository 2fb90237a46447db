import { setTimeout as sleep } from 'node:timers/promises';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { connectDatabase } from '../../prisma/client.ts';
import type { Database } from '../../prisma/client.ts';
import { databaseBytes, folderBytes } from './bytes.ts';
import { machine, row, say, sum } from './report.ts';
import { begin, seedAgreements, seedDirectory } from './seed.ts';
import type { Bench, Servers } from './servers.ts';

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
  await whileParked(bench, {
    what: 'agreement',
    steps: PARKED,
    directory: (db) => seedDirectory(db, OWNERS),
    park: async ({ db, temporal, clock }, from, count) => {
      await begin(temporal.client, clock, await seedAgreements(db, { from, count, owners: OWNERS }));
    },
  });
}

export interface Place extends Pick<Servers, 'temporal'> {
  db: Database;
  clock: BusinessClock;
}

export interface Parking {
  /** In the singular. */
  what: string;
  /** How many are parked at each measuring, beginning with none. */
  steps: readonly number[];
  /** What is there before anything is parked. */
  directory(db: Database): Promise<void>;
  /** Lets so many more begin, numbered from `from`. */
  park(place: Place, from: number, count: number): Promise<void>;
}

/** Prints CPU, bytes and memory of all parts with more and more that is parked; gives the place, in which all of it runs. */
export async function whileParked(bench: Bench, { what, steps, directory, park }: Parking): Promise<Place> {
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
  const place = { db, temporal, clock };
  await directory(db);
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
  const sizes: Size[] = [];
  for (const parked of steps) {
    await park(place, there, parked - there);
    there = parked;
    for (let n = 0; n < MOST_SETTLES && sum(await usedIn(SETTLE_MS)) > AT_REST; n += 1);
    const used = await usedIn(MEASURE_MS);
    row(String(parked), ...used, sum(used));
    sizes.push({ parked, temporal: folderBytes(temporal.folder), postgres: await databaseBytes(db) });
  }
  reportSizes(what, sizes);
  say();
  row('', ...names);
  const now = bench.usage();
  row('memory MB', ...names.map((name) => now[name]?.peakMb ?? Number.NaN));
  return place;
}

interface Size {
  parked: number;
  /** Bytes. */
  temporal: number;
  postgres: number;
}

function reportSizes(what: string, sizes: readonly Size[]): void {
  say();
  row('parked', 'Temporal MB', 'Postgres MB');
  for (const { parked, temporal, postgres } of sizes) row(String(parked), temporal / 2 ** 20, postgres / 2 ** 20);
  const [first, ...rest] = sizes;
  const last = rest.at(-1);
  if (!first || !last) return;
  const each = (of: 'temporal' | 'postgres'): number => (last[of] - first[of]) / 1_024 / last.parked;
  row(`KB for each parked ${what}`, each('temporal'), each('postgres'));
}
