import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSuccessionWorld } from '../api/succession-world.ts';
import type { SuccessionWorld } from '../api/succession-world.ts';

/** The recorder knows who holds the posts of a line; the loop follows what it recorded (DOMAIN 2a, ladder). */

let world: SuccessionWorld;
const people: Record<string, string> = {};

beforeAll(async () => {
  world = await startSuccessionWorld();
  const { post, call } = world.api;
  await post('/v1/organisations', { code: 'unit', nameEn: 'Unit', kind: 'unit', ours: true });
  await post('/v1/organisations', { code: 'guest', nameEn: 'Guest', kind: 'university' });
  const posts: Record<string, string> = {};
  for (const key of ['owner', 'head', 'leader']) {
    people[key] = (
      await post('/v1/people', { nameEn: key, organisationId: 'org-unit', ours: true, channel: 'phone' })
    ).id;
  }
  for (const [title, holder] of [
    ['Engineer', 'owner'],
    ['Coordinator', 'head'],
    ['Director', 'head'],
    ['Leader', 'leader'],
  ] as const) {
    posts[title] = (
      await post('/v1/posts', { organisationId: 'org-unit', titleEn: title, holderId: people[holder] })
    ).id;
  }
  const line = {
    coordinatorPostId: posts['Coordinator'],
    directorPostId: posts['Director'],
    leaderPostId: posts['Leader'],
  };
  expect((await call('PUT', '/v1/organisations/org-unit/reporting-line', line, { 'if-match': '"v1"' })).status).toBe(
    200,
  );
  const { entityId } = await post('/v1/agreements', {
    homeUnitId: 'org-unit',
    parties: [
      { organisationId: 'org-unit', role: 'host' },
      { organisationId: 'org-guest', role: 'guest' },
    ],
    accept: true,
  });
  const promise = { sentence: 'We will', beneficiaryOrganisationId: 'org-guest', dueOn: '2026-03-06' };
  await post(`/v1/agreements/${entityId}/commitments`, { ...promise, ownerPostId: posts['Engineer'] });
}, 60_000);
afterAll(() => world.stop());

test('one person on two levels is told once, the leader is announced without the second grace, and the wake is the recorded one', async () => {
  const { db } = world.api;
  for (const day of ['03-09', '03-10', '03-11', '03-12', '03-13']) await world.live(`2026-${day}T01:00:00.000Z`);
  const told = await db.notice.findMany({
    where: { followUpId: 'commitment.commitment-1', kind: { startsWith: 'escalation' } },
    orderBy: { seq: 'asc' },
  });
  expect(told.map(({ at, kind, personId, status }) => [at.toISOString().slice(0, 10), kind, personId, status])).toEqual(
    [
      ['2026-03-10', 'escalation', people['head'], 'open'],
      ['2026-03-11', 'escalation-ahead', people['head'], 'open'],
      ['2026-03-12', 'escalation', people['leader'], 'open'],
    ],
  );
  const row = await db.followUp.findFirstOrThrow({ where: { id: 'commitment.commitment-1' } });
  // Five working days after the leader, whoever is highest below hears again.
  expect(row.nextAt?.toISOString().slice(0, 10)).toBe('2026-03-18');
});
