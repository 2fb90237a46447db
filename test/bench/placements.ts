import type { Client } from '@temporalio/client';
import { z } from 'zod';
import { bookingActivities } from '../../activities/bookings.ts';
import type { BookingActivities } from '../../activities/bookings.ts';
import type { HalfDay } from '../../domain/placement/half-days.ts';
import type { Database } from '../../prisma/client.ts';
import type { EntityView } from '../../workflows/entity.ts';
import { workflowTypes } from '../../workflows/inputs.ts';
import { whileParked } from './idle.ts';
import { EACH, researcher, seedPlacements, seedResearchers } from './placement-seed.ts';
import { quantile, row, say } from './report.ts';
import { begin, seedDirectory } from './seed.ts';
import type { Bench } from './servers.ts';

const isQuick = process.argv.includes('--quick');
const PARKED = isQuick ? [0, 20, 50] : [0, 500, 2_000];
const MOST = Math.max(...PARKED);
const OWNERS = 200;
const RACERS = 200;
/** Of them each has two half days that are raced for. */
const RACED_FOR = 10;
const RACE_ON = '2026-03-03';
const CAPS = { maxEnterprises: { rule: 'max-enterprises', value: 3, source: 'CX1' } };
const MOST_TRIES = 10;

/** Placements that wait, with the agreements they belong to; and many who want the same days, where all those rows stand. */
export async function placements(bench: Bench): Promise<void> {
  say(`${MOST} placements, ${EACH} to each agreement, booked for a year; bytes are with their agreements`);
  let last = '';
  const { db, temporal } = await whileParked(bench, {
    what: 'placement',
    steps: PARKED,
    directory: async (at) => {
      await seedDirectory(at, OWNERS);
      await seedResearchers(at, MOST + RACED_FOR);
    },
    park: async ({ db: at, temporal: { client }, clock }, from, count) => {
      const seeded = await seedPlacements(at, clock, { from, count, owners: OWNERS });
      await begin(client, clock, seeded.agreements);
      await begin(client, clock, seeded.placements);
      last = seeded.placements.at(-1)?.ref.id ?? last;
    },
  });
  await reportRunning(temporal.client, last);
  row('booked half days, rows', await db.placementHalfDay.count());
  say();
  await race(db);
}

/** What costs nothing because it does not run is no figure. */
async function reportRunning(client: Client, id: string): Promise<void> {
  const query = `WorkflowType = '${workflowTypes.placement}' AND ExecutionStatus = 'Running'`;
  row('placements that run', (await client.workflow.count(query)).count);
  const { state, nextWakeAt } = await client.workflow.getHandle(id).query<EntityView>('state');
  const { stage } = z.object({ stage: z.string() }).parse(state);
  row(`${stage}, next wake`, nextWakeAt ?? 'none');
}

/** Half days of people who have none yet, each wanted by ten placements at once. */
async function race(db: Database): Promise<void> {
  const { book } = bookingActivities({ db });
  const taken: number[] = [];
  const answers = await Promise.all(
    Array.from({ length: RACERS }, async (_, n) => {
      const from = performance.now();
      const half: HalfDay = `${RACE_ON}/${n % (2 * RACED_FOR) < RACED_FOR ? 'am' : 'pm'}`;
      const answer = await untilAnswered(book, {
        placementId: `agreement-2026-race-${n}.placement-1`,
        round: 1,
        asks: 'booking',
        researcherId: researcher(MOST + (n % RACED_FOR)),
        enterpriseId: `org-race-${n}`,
        halfDays: [half],
        caps: CAPS,
      });
      taken.push(performance.now() - from);
      return answer;
    }),
  );
  row(
    `bookings of ${RACERS} at once for ${2 * RACED_FOR} half days`,
    answers.filter((one) => one && 'booked' in one).length,
  );
  row('answered after, ms: half of them', quantile(taken, 0.5));
  row('99 of 100', quantile(taken, 0.99));
}

/** As Temporal does: what found no connection in time is tried again. */
const untilAnswered = async (
  book: BookingActivities['book'],
  booking: Parameters<BookingActivities['book']>[0],
  tries = 1,
): ReturnType<BookingActivities['book']> =>
  book(booking).catch((error: unknown) => {
    if (tries >= MOST_TRIES) throw error;
    return untilAnswered(book, booking, tries + 1);
  });
