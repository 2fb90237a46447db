import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { coverActivities } from '../../activities/cover.ts';
import { demonstrationClock } from '../../domain/calendar/business-clock.ts';
import { defaultTerms } from '../../domain/matching/vocabulary-default.ts';
import { connectDatabase } from '../../prisma/client.ts';
import type { Database } from '../../prisma/client.ts';
import { entityRow } from '../api/placement-rows.ts';
import { halfDaysOfWeek, ill } from '../domain/placement/healing-life.ts';
import { agreementId, booked, ref, researcherId } from '../domain/placement/life.ts';
import { startTestPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';

/** Who is found to stand in, on the real Postgres: only for what they have declared, over all their placements. */

let postgres: TestPostgres;
let db: Database;
const clock = { ...demonstrationClock(new Date().toISOString(), 86_400_000), endsAt: null };

beforeAll(async () => {
  postgres = await startTestPostgres();
  db = connectDatabase(postgres.url);
  const life = booked();
  ill(life);
  await db.entity.create({ data: entityRow(life, { agreementId, homeUnitId: 'org-office' }) });
  const declared = { [researcherId]: 4, 'person-free': 4, 'person-partly': 2, 'person-busy': 4, 'person-full': 2 };
  for (const [personId, halfDaysAWeek] of Object.entries(declared)) {
    await db.person.create({ data: { id: personId, nameEn: personId, nameKey: personId } });
    const termIds = defaultTerms.slice(0, 2).map(({ id }) => id);
    const profile = { level: 'lecturer', homeUnitId: 'org-college', homeUnitConsent: 'yes', termIds, halfDaysAWeek };
    await db.researcher.create({ data: { personId, postId: `post-${personId}`, ...profile } });
  }
  const elsewhere = (personId: string, onDate: string, half: 'am' | 'pm') => ({
    researcherId: personId,
    onDate,
    half,
    placementId: 'agreement-2026-0009-a-b.placement-1',
    enterpriseId: 'org-other',
  });
  // On the other days of the same week.
  await db.placementHalfDay.createMany({
    data: [
      elsewhere('person-busy', '2026-03-09', 'am'),
      elsewhere('person-full', '2026-03-11', 'am'),
      elsewhere('person-full', '2026-03-11', 'pm'),
    ],
  });
}, 60_000);
afterAll(async () => {
  await db.$disconnect();
  await postgres.stop();
});

test('each is asked for as many half days as the week has room for, and whose week is full is not asked', async () => {
  const found = await coverActivities({ db, clock }).findCover({ placementId: ref.id });
  expect(Object.fromEntries(found.map(({ personId, halfDays }) => [personId, halfDays ?? 'all']))).toEqual({
    'person-free': 'all',
    'person-busy': halfDaysOfWeek.slice(0, 3),
    'person-partly': halfDaysOfWeek.slice(0, 2),
  });
});
