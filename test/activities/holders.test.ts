import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { seatFor, seatsOf, standInsOf } from '../../activities/holders.ts';
import type { HomeUnit } from '../../domain/follow-up/host.ts';
import { at, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());
beforeEach(async () => {
  await world.clear();
  await world.db.absence.deleteMany();
  await world.db.post.updateMany({ data: { deputyPostId: null } });
});

const away = (name: string, deputy: string | null = null, fromOn = '2026-03-04', toOn = '2026-03-04') =>
  world.db.absence.create({
    data: { personId: `person-${name}`, fromOn, toOn, deputyPersonId: deputy && `person-${deputy}`, by: 'test', at },
  });
const around = { vacant: ['post-coordinator', 'post-director'], away: ['post-coordinator', 'post-director'] };
const seat = async (when = at) => (await seatsOf(world.db, ['post-owner'], () => around, when)).get('post-owner');
const there = { isAway: false, aboveId: null };
const standIn = (name: string) => ({ personId: `person-${name}`, isStandIn: true, isOurLine: false, ...there });
const self = { personId: 'person-owner', isStandIn: false, isOurLine: false, ...there };

describe('who reads for somebody who is away', () => {
  test('the deputy they named, on those days only', async () => {
    await away('owner', 'director');
    expect(await seat()).toEqual(standIn('director'));
    expect(await seat('2026-03-04T16:00:00.000Z')).toEqual(self);
  });
  test('else the deputy of the post, where that one is there', async () => {
    await world.db.post.update({ where: { id: 'post-owner' }, data: { deputyPostId: 'post-liaison' } });
    await away('owner');
    expect(await seat()).toEqual(standIn('liaison'));
    await away('owner', 'director');
    await away('director');
    expect(await seat()).toEqual(standIn('liaison'));
  });
  test('nobody where nobody is named: it waits for them; what climbs goes further up, to who is there', async () => {
    await away('owner');
    expect(await seat()).toEqual({ ...self, isAway: true, aboveId: 'person-coordinator' });
    expect(seatFor(await seat(), 'reminder')).toMatchObject({ personId: 'person-owner', isStandIn: false });
    expect(seatFor(await seat(), 'escalation')).toMatchObject({ personId: 'person-coordinator', isStandIn: true });
    await away('coordinator');
    expect(seatFor(await seat(), 'escalation')).toMatchObject({ personId: 'person-director', isStandIn: true });
    await away('director');
    expect(seatFor(await seat(), 'escalation')).toMatchObject({ personId: 'person-owner', isStandIn: false });
  });

  test('above a post is who is above it in our own line, and never the leader, who is not told in another’s place', () => {
    const unit = { coordinatorPostId: 'c', directorPostId: 'd', leaderPostId: 'l', liaisonPostId: 'i' } as HomeUnit;
    const above = (postId: string) => standInsOf(unit, postId).away;
    expect(['i', 'c', 'd', 'l'].map(above)).toEqual([['c', 'd'], ['d'], [], []]);
    expect(standInsOf(unit, 'd').vacant).toEqual(['c', 'd', 'l']);
  });

  test('of a vacant post: its deputy, else up our own line, the nearest who is there', async () => {
    const vacate = (...names: string[]) =>
      world.db.post.updateMany({
        where: { id: { in: names.map((name) => `post-${name}`) } },
        data: { holderId: null },
      });
    const ofOurLine = (name: string) => ({ ...standIn(name), isOurLine: true });
    await vacate('owner');
    expect(await seat()).toEqual(ofOurLine('coordinator'));
    await world.db.post.update({ where: { id: 'post-owner' }, data: { deputyPostId: 'post-liaison' } });
    expect(await seat()).toEqual(standIn('liaison'));
    await vacate('liaison', 'coordinator');
    expect(await seat()).toEqual(ofOurLine('director'));
    await vacate('director');
    expect(await seat()).toEqual({ personId: null, isStandIn: true, isOurLine: true, ...there });
  });

  test('mail goes to the deputy; without one it waits, an escalation does not', async () => {
    const commitment = await world.followUp('commitment', 'commitment-1');
    await world.notice('due', 'post-owner', { followUp: commitment });
    const owner = { personId: 'person-owner', at };
    await away('owner', null, '2026-03-04', '2026-03-06');
    expect(await world.postbox().nextMail(owner)).toMatchObject({ reachAt: '2026-03-09T00:30:00.000Z' });
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'nothing' });
    const escalation = await world.notice('escalation', 'post-owner', { followUp: commitment });
    await world.postbox().sendMail(owner);
    expect(world.woken).toContain('person-coordinator');
    const coordinator = { personId: 'person-coordinator', at };
    expect(await world.postbox().sendMail(coordinator)).toMatchObject({ outcome: 'sent', count: 1 });
    expect(await world.db.notice.findUnique({ where: { id: escalation } })).toMatchObject({ status: 'sent' });
    expect(world.arrived()[0]?.text).toMatch(/stand-in for|代行/);
    await away('owner', 'director', '2026-03-04', '2026-03-06');
    await world.postbox().sendMail(owner);
    expect(world.woken).toContain('person-director');
    expect(await world.postbox().sendMail({ personId: 'person-director', at })).toMatchObject({ outcome: 'sent' });
  });
});
