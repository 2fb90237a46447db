import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { at, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

/** What an organisation has set for its people's postboxes is kept; what a person chose goes before it. */

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.clear();
  await world.db.policyChange.deleteMany();
  await world.db.person.updateMany({ data: { digestTime: null, reachFromTime: null } });
});

const set = (scope: string, scopeId: string, values: object) =>
  world.db.policyChange.create({
    data: { scope, scopeId, values, asked: values, reason: 'x', by: 'person-director', at: new Date(at) },
  });

/** When the morning's mail of a reminder comes that is written on Wednesday evening, in the reader's zone. */
async function morningOf(person: string): Promise<string> {
  const followUp = await world.followUp('commitment', 'commitment-1', { ownerPostId: `post-${person}` });
  await world.notice('reminder', `post-${person}`, { followUp, at: '2026-03-04T12:00:00.000Z' });
  const { reachAt } = await world.postbox().nextMail({ personId: `person-${person}`, at: '2026-03-04T12:00:00.000Z' });
  return reachAt ?? 'never';
}

test('without a policy at half past eight', async () => {
  expect(await morningOf('owner')).toBe('2026-03-05T00:30:00.000Z');
});

test('where the house has set it otherwise, then', async () => {
  await set('system', '', { 'reach.digestTime': '09:15' });
  expect(await morningOf('owner')).toBe('2026-03-05T01:15:00.000Z');
});

test('the organisation goes before the house, and a change before what was before it', async () => {
  await set('system', '', { 'reach.digestTime': '09:15' });
  await set('organisation', 'org-zzuet', { 'reach.digestTime': '11:00' });
  await set('organisation', 'org-zzuet', { 'reach.digestTime': '10:00' });
  await set('organisation', 'org-cnuktip', { 'reach.digestTime': '12:00' });
  expect(await morningOf('owner')).toBe('2026-03-05T02:00:00.000Z');
});

test('in the reader’s own zone, and what the reader chose goes before it', async () => {
  await set('organisation', 'org-zzuet', { 'reach.digestTime': '10:00' });
  expect(await morningOf('british')).toBe('2026-03-05T10:00:00.000Z');
  await world.clear();
  await world.db.person.update({ where: { id: 'person-british' }, data: { reachFromTime: '11:30' } });
  expect(await morningOf('british')).toBe('2026-03-05T11:30:00.000Z');
});

test('not on days on which their organisation, or one above it, is closed; vacations are no such days', async () => {
  const closed = (organisationId: string, kind: string, on: string, endedAt: Date | null = null) =>
    world.db.closure.create({
      data: { organisationId, kind, fromOn: on, toOn: on, by: 'person-director', at: new Date(at), endedAt },
    });
  await closed('org-zzuet', 'vacation', '2026-03-05');
  await closed('org-zzuet', 'closure', '2026-03-05', new Date(at));
  await closed('org-cnuktip', 'closure', '2026-03-05');
  expect(await morningOf('owner')).toBe('2026-03-05T00:30:00.000Z');
  await world.clear();
  await closed('org-zzuet', 'closure', '2026-03-05');
  expect(await morningOf('owner')).toBe('2026-03-06T00:30:00.000Z');
  await world.clear();
  await world.db.organisation.upsert({
    where: { id: 'org-above' },
    create: { id: 'org-above', code: 'above', kind: 'other', nameEn: 'Above' },
    update: {},
  });
  await world.db.organisation.update({ where: { id: 'org-zzuet' }, data: { parentId: 'org-above' } });
  await closed('org-above', 'closure', '2026-03-06');
  expect(await morningOf('owner')).toBe('2026-03-09T00:30:00.000Z');
});
