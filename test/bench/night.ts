import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { realDelayMs } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { instantOf, localDateOf } from '../../domain/calendar/calendar.ts';
import { connectDatabase } from '../../prisma/client.ts';
import type { Database } from '../../prisma/client.ts';
import { machine, quantile, row, say } from './report.ts';
import { begin, NIGHT_MINUTES, seedAgreements, seedDirectory } from './seed.ts';
import type { Bench } from './servers.ts';

/**
 * What falls due by itself, on real parts: agreements that wait with a timer each, a worker that records them, and the postboxes
 * that are woken by it.
 */
const isQuick = process.argv.includes('--quick');
const COUNT = isQuick ? 300 : 2_000;
const OWNERS = 200;
const ZONE = 'Asia/Shanghai';
const DAY_MS = 86_400_000;
/** Real time in which the workflows begin and arm their timers, before the first is due. */
const BEGIN_MS = COUNT * 30 + 15_000;
const LOOK_EVERY_MS = 500;
const GIVE_UP_MS = 120_000;

/** All due in the same minute, in fact at one instant: the worst that a night could bring. */
export async function burst(bench: Bench): Promise<void> {
  say(`${machine()}; ${COUNT} agreements due at one instant`);
  const { late } = await liveThrough(bench, { dayMs: DAY_MS, sameMinute: true });
  row('first recorded, s after it was due', quantile(late, 0) / 1_000);
  row('half of them', quantile(late, 0.5) / 1_000);
  row('last recorded', quantile(late, 1) / 1_000);
  row('recorded per second', (late.length * 1_000) / (quantile(late, 1) - quantile(late, 0)));
}

/**
 * The planning night, 00:30 to 05:00, pressed together until 30 agreements a second fall due; the morning's mail follows at 08:30
 * of the same clock.
 */
export async function night(bench: Bench): Promise<void> {
  const perSecond = 30;
  const nightMs = (COUNT * 1_000) / perSecond;
  const needed = 10_000 / (NIGHT_MINUTES * 60);
  say(`${machine()}; ${COUNT} agreements in a night of ${Math.round(nightMs / 1_000)} s`);
  say(`${perSecond} a second fall due; 10,000 between 00:30 and 05:00 are ${needed.toFixed(2)} a second.`);
  const dayMs = Math.round((nightMs * 1_440) / NIGHT_MINUTES);
  const { late, seen, clock, on } = await liveThrough(bench, { dayMs, sameMinute: false });
  row('recorded after it was due, s: half of them', quantile(late, 0.5) / 1_000);
  row('99 of 100', quantile(late, 0.99) / 1_000);
  row('the last', quantile(late, 1) / 1_000);
  const morningMs = realOf(clock, instantOf(ZONE, on, '08:30'));
  row('late at 08:30', seen.filter((realMs) => realMs > morningMs).length + COUNT - seen.length);
}

interface Lived {
  /** Real milliseconds from when each was due until it was recorded. */
  late: number[];
  /** Real epoch milliseconds at which each was recorded. */
  seen: number[];
  clock: BusinessClock;
  /** The local date of that night. */
  on: string;
}

async function liveThrough(
  bench: Bench,
  { dayMs, sameMinute }: { dayMs: number; sameMinute: boolean },
): Promise<Lived> {
  const { postgres, temporal } = await bench.servers();
  const db = connectDatabase(postgres.url, { maxConnections: 10 });
  bench.keep({ stop: () => db.$disconnect() });
  await seedDirectory(db, OWNERS);
  const seeded = await seedAgreements(db, { count: COUNT, owners: OWNERS, sameMinute });
  const dueAts = new Map(seeded.map((one) => [one.ref.id, one.nextWakeAt ?? '']));
  const [firstAt = '', ...others] = [...dueAts.values()].toSorted();
  const lead = BEGIN_MS * (DAY_MS / dayMs);
  const clock: BusinessClock = {
    realOriginAt: new Date().toISOString(),
    businessOriginAt: new Date(Date.parse(firstAt) - lead).toISOString(),
    dayMs,
    // The morning's mail still leaves; the next night of a short day is another night.
    endsAt: instantOf(ZONE, localDateOf(ZONE, firstAt), '12:00'),
  };
  await bench.startWorker(clock);
  await begin(temporal.client, clock, seeded);
  const spareMs = realOf(clock, firstAt) - Date.now();
  say(`All run ${(spareMs / 1_000).toFixed(1)} s before the first is due.`);
  await sleep(Math.max(0, spareMs - 2_000));
  const before = bench.usage();
  const recorded = await watch(db, realOf(clock, others.at(-1) ?? firstAt));
  bench.reportUsage(before);
  say();
  const due = recorded.map(({ id }) => realOf(clock, dueAts.get(id) ?? firstAt));
  return {
    late: recorded.map(({ realMs }, n) => realMs - (due[n] ?? Number.NaN)),
    seen: recorded.map(({ realMs }) => realMs),
    clock,
    on: localDateOf(ZONE, firstAt),
  };
}

const realOf = (clock: BusinessClock, at: string): number => realDelayMs(clock, 0, at) ?? Number.NaN;

const rows = z.array(z.object({ id: z.string(), realMs: z.number() }));

/** Waits until the first work of each is recorded, or nothing more comes; with the time of its transaction. */
async function watch(db: Database, lastDueMs: number): Promise<z.infer<typeof rows>> {
  const dueNow = { where: { commandId: null }, distinct: ['entityId' as const], select: { entityId: true } };
  while (Date.now() < lastDueMs + GIVE_UP_MS && (await db.event.findMany(dueNow)).length < COUNT)
    await sleep(LOOK_EVERY_MS);
  return rows.parse(
    await db.$queryRaw`
      SELECT "entityId" AS id,
        (extract(epoch FROM min("realRecordedAt") AT TIME ZONE current_setting('TimeZone')) * 1000)::float8 AS "realMs"
      FROM event WHERE "commandId" IS NULL GROUP BY "entityId"`,
  );
}
