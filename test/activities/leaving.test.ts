import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { leavingActivities, missedLeaving } from '../../activities/leaving.ts';
import type { QueuedCommand } from '../../domain/propose.ts';
import { connectDatabase } from '../../prisma/client.ts';
import type { Database } from '../../prisma/client.ts';
import { entityRow } from '../api/placement-rows.ts';
import { coveredBy } from '../domain/placement/healing-life.ts';
import { booked, researcherId } from '../domain/placement/life.ts';
import { startTestPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';

/** Who hears that somebody has left: every open placement of that person, whatever agreement it is of. */

let postgres: TestPostgres;
let db: Database;
const agreementOf = (n: number): string => `agreement-2026-000${n}-a-b`;
const idOf = (n: number): string => `${agreementOf(n)}.placement-1`;
const leaving = {
  placementId: idOf(1),
  seq: 7,
  personId: researcherId,
  fromOn: '2026-06-01',
  by: 'unit' as const,
};

beforeAll(async () => {
  postgres = await startTestPostgres();
  db = connectDatabase(postgres.url);
  const store = async (n: number, more: object = {}, life = booked()) => {
    const row = entityRow(life, { agreementId: agreementOf(n), homeUnitId: 'org-office' });
    await db.entity.create({ data: { ...row, ...more } });
  };
  const others = booked();
  coveredBy(others, 'wang');
  others.state.researcher.personId = 'person-other';
  const profile = { homeUnitId: 'org-college', level: 'lecturer', termIds: [], languages: ['zh-CN'], halfDaysAWeek: 2 };
  await db.person.create({ data: { id: researcherId, nameEn: 'Example', nameKey: 'example' } });
  await db.researcher.create({ data: { personId: researcherId, postId: 'post-researcher', ...profile } });
  await store(1);
  await store(2);
  await store(3, { closed: true });
  await store(4, {}, others);
  await store(5, { startedAt: new Date('2026-12-01') });
}, 60_000);
afterAll(async () => {
  await db.$disconnect();
  await postgres.stop();
});

test('the others of the same person, once and by the same ids however often; where nobody runs nothing is counted', async () => {
  const told: [string, QueuedCommand][] = [];
  const running = new Set([idOf(2)]);
  const { tellOfLeaving } = leavingActivities({
    db,
    tell: (id, command) => {
      told.push([id, command]);
      return Promise.resolve(running.has(id));
    },
  });
  const isActive = async () => (await db.researcher.findUniqueOrThrow({ where: { personId: researcherId } })).active;
  expect(await isActive()).toBe(true);
  expect(await tellOfLeaving(leaving)).toBe(1);
  expect(await isActive()).toBe(false);
  expect(told.map(([id]) => id)).toEqual([idOf(2), idOf(5)]);
  const [, command] = told[0] ?? [];
  const { personId, fromOn, by } = leaving;
  expect(command).toMatchObject({ name: 'personLeft', actor: { roles: ['system'] }, data: { personId, fromOn, by } });
  // Nothing in it says of which placement it was told.
  expect(JSON.stringify(command)).not.toContain('agreement-');
  await tellOfLeaving(leaving);
  expect(told.slice(2)).toEqual(told.slice(0, 2));
  expect(new Set(told.map(([, { commandId }]) => commandId)).size).toBe(2);

  told.length = 0;
  await tellOfLeaving({ ...leaving, personId: 'person-wang' });
  expect(told.map(([id]) => id)).toEqual([idOf(4)]);
});

test('one that was put back hears what it has missed since it began, by the same command', async () => {
  const event = async (n: number, seq: number, data: object) => {
    const at = new Date('2026-05-04');
    const whole = { cause: 'left', fromOn: '2026-06-01', by: 'unit', ...data };
    await db.event.create({ data: { entityId: idOf(n), seq, type: 'placementDisrupted', at, by: 'x', data: whole } });
  };
  await event(1, 7, {});
  await event(1, 8, { cause: 'illness' });
  await event(2, 9, { isTold: true });
  const rowOf = (n: number) => db.entity.findUniqueOrThrow({ where: { id: idOf(n) } });
  const sent: QueuedCommand[] = [];
  const tell = (id: string, command: QueuedCommand) => {
    if (id === idOf(2)) sent.push(command);
    return Promise.resolve(true);
  };
  await leavingActivities({ db, tell }).tellOfLeaving(leaving);
  expect(await missedLeaving(db, await rowOf(2))).toEqual(sent);
  expect(await missedLeaving(db, await rowOf(1))).toEqual([]);
  expect(await missedLeaving(db, await rowOf(4))).toEqual([]);
  // Proposed after it was told: whoever did it knew.
  expect(await missedLeaving(db, await rowOf(5))).toEqual([]);
});
