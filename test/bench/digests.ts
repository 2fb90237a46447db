import { setTimeout as sleep } from 'node:timers/promises';
import { wakePostboxes } from '../../activities/wake-postboxes.ts';
import { realDelayMs } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { connectDatabase } from '../../prisma/client.ts';
import { folderBytes } from './bytes.ts';
import { inParallel } from './load.ts';
import { machine, quantile, row, say } from './report.ts';
import { planNight, seedAgreements, seedDirectory, UNITS } from './seed.ts';
import type { Bench } from './servers.ts';

const isQuick = process.argv.includes('--quick');
const PERSONS = isQuick ? 200 : 1_000;
const ITEMS = 3;
/** 08:30 in China of the day whose night was planned. */
const MORNING_AT = '2026-03-03T00:30:00.000Z';
const WAKE_MS = PERSONS * 30 + 15_000;
const GIVE_UP_MS = 120_000;

/** Everybody's mail of the morning is due at 08:30; the postboxes have waited for it since the night, with a timer each. */
export async function digests(bench: Bench): Promise<void> {
  const { postgres, temporal, inbox } = await bench.servers();
  const db = connectDatabase(postgres.url, { maxConnections: 10 });
  bench.keep({ stop: () => db.$disconnect() });
  const owners = PERSONS - UNITS;
  say(
    `${machine()}; ${owners} owners with ${ITEMS} items each, ${UNITS} coordinators with ${Math.round(owners / UNITS)}`,
  );
  await seedDirectory(db, owners);
  await planNight(db, await seedAgreements(db, { count: owners, owners, commitments: ITEMS }));
  const clock: BusinessClock = {
    realOriginAt: new Date().toISOString(),
    businessOriginAt: new Date(Date.parse(MORNING_AT) - WAKE_MS).toISOString(),
    dayMs: 86_400_000,
    endsAt: null,
  };
  const bytesBefore = folderBytes(temporal.folder);
  await bench.startWorker(clock);
  const told = await db.notice.findMany({
    where: { status: 'open' },
    distinct: ['personId'],
    select: { personId: true },
  });
  const persons = told.flatMap(({ personId }) => personId ?? []);
  if (persons.length !== PERSONS) throw new Error(`${persons.length} persons have something to read.`);
  await inParallel(8, PERSONS, () => wakePostboxes(temporal.client, clock, [persons.pop() ?? '']));
  const morningMs = realDelayMs(clock, 0, MORNING_AT) ?? 0;
  const spareMs = morningMs - Date.now();
  say(
    `All postboxes wait ${(spareMs / 1_000).toFixed(1)} s before 08:30; ${inbox.messages().length} mails left early.`,
  );
  await sleep(Math.max(0, spareMs - 2_000));
  const before = bench.usage();
  const own = process.cpuUsage();
  while (Date.now() < morningMs + GIVE_UP_MS && inbox.messages().length < PERSONS) await sleep(500);
  const arrived = inbox.messages().map((message) => (Date.parse(message.receivedAt) - morningMs) / 1_000);
  // Their outcomes are written and the postboxes end.
  await sleep(3_000);
  bench.reportUsage(before);
  const { user, system } = process.cpuUsage(own);
  row('inbox and this bench', (user + system) / 1_000_000, process.memoryUsage().rss / 2 ** 20);
  say();
  row('mails', arrived.length);
  row('persons written to', new Set(inbox.messages().flatMap((message) => message.to)).size);
  row('first arrived, s after 08:30', quantile(arrived, 0));
  row('half of them', quantile(arrived, 0.5));
  row('last arrived', quantile(arrived, 1));
  row('KB in Temporal for each mail', (folderBytes(temporal.folder) - bytesBefore) / 1_024 / PERSONS);
}
