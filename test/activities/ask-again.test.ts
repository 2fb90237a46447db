import { addDays, daysBetween } from '../../domain/calendar/local-date.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { askAgain } from '../../activities/caretaker/ask-again.ts';
import { fileReply } from '../../activities/inbound/file-reply.ts';
import { markRead } from '../../api/answers-read.ts';
import { introducePerson, passOn } from '../../api/introductions.ts';
import { agreementId, at, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

/** What waits for a hand of ours is asked for again: to be passed on by the liaison, to be introduced by the coordinator. */

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());
beforeEach(() => world.clear());

/** Wednesday 4 March: five working days later is Wednesday the 11th, then the 18th. */
const night = (on: string): string => `${on}T17:00:00.000Z`;
const ask = (eve: string) =>
  askAgain({ db: world.db, wakePostboxes: async (ids) => void world.woken.push(...ids) }, night(eve));
const mail = (personId: string, eve: string) =>
  world.postbox().sendMail({ personId, at: new Date(Date.parse(night(eve)) + 8 * 3_600_000).toISOString() });

async function toPassOn(): Promise<string> {
  const followUp = await world.followUp('commitment', 'commitment-1', { ownerPostId: 'post-wechat' });
  await world.db.followUp.updateMany({ data: { ownerPostId: 'post-wechat' } });
  const id = await world.notice('due', 'post-wechat', { followUp });
  await world.postbox().sendMail({ personId: 'person-wechat', at });
  await world.postbox().sendMail({ personId: 'person-liaison', at });
  expect(world.arrived()).toHaveLength(1);
  return id;
}

describe('what waits for a hand of ours', () => {
  test('to be passed on, is asked for again after five working days, each week, until it was', async () => {
    const id = await toPassOn();
    expect(await ask('2026-03-09')).toBe(0);
    world.woken.length = 0;
    expect(await ask('2026-03-10')).toBe(1);
    expect(world.woken).toEqual(['person-liaison']);
    // Asked twice in a night, and not mailed yet: still one.
    expect(await ask('2026-03-10')).toBe(0);
    expect(await ask('2026-03-20')).toBe(0);
    await mail('person-liaison', '2026-03-10');
    const [again, first] = world.arrived();
    expect([again?.to, again?.subject]).toEqual([first?.to, first?.subject]);
    expect(await ask('2026-03-16')).toBe(0);
    expect(await ask('2026-03-17')).toBe(1);
    await passOn(world.db, id, { by: 'Liu', how: 'wechat', at: night('2026-03-17') });
    await mail('person-liaison', '2026-03-17');
    expect(world.arrived()).toHaveLength(2);
    expect(await ask('2026-04-30')).toBe(0);
  });

  test('is asked for each week five times, and then each quarter', async () => {
    await toPassOn();
    const asked: string[] = [];
    for (let on = '2026-03-03'; on <= '2026-09-30'; on = addDays(on, 1)) {
      if ((await ask(on)) === 0) continue;
      asked.push(on);
      await mail('person-liaison', on);
    }
    expect(asked).toHaveLength(6);
    expect(asked.slice(0, 2)).toEqual(['2026-03-10', '2026-03-17']);
    expect(daysBetween(asked[4] ?? '', asked[5] ?? '')).toBeGreaterThan(80);
  });

  test('an answer to be read, like all else, until somebody has read it', async () => {
    await world.reminderToOwner();
    await world.postbox().sendMail({ personId: 'person-owner', at });
    const answered = await world.db.mail.findFirstOrThrow();
    const draft = { kind: 'answer', key: 'k', from: 'partner@example.org', text: '收到', at } as const;
    await fileReply(world.db, answered, draft);
    await world.postbox().sendMail({ personId: 'person-liaison', at: '2026-03-05T01:00:00.000Z' });
    expect(world.arrived()[0]?.text).toContain('asked again on Wednesday, 11 March 2026, until it is done');
    expect(await ask('2026-03-09')).toBe(0);
    expect(await ask('2026-03-10')).toBe(1);
    await mail('person-liaison', '2026-03-10');
    expect(world.arrived()[0]?.text).toContain(
      'asked again, for the 1st time, because it is not done yet; by rule every 5 working days',
    );
    const { id } = await world.db.reply.findFirstOrThrow();
    await markRead(world.db, id, { by: 'person-liaison', at: night('2026-03-11') });
    expect(await ask('2026-03-31')).toBe(0);
  });

  test('for an introduction, by its coordinator; with the introduction it ends', async () => {
    const followUp = await world.followUp('commitment', 'commitment-1', { ownerPostId: 'post-partner' });
    await world.notice('due', 'post-partner', { followUp });
    await world.postbox().sendMail({ personId: 'person-partner', at });
    await world.postbox().sendMail({ personId: 'person-coordinator', at });
    world.woken.length = 0;
    expect(await ask('2026-03-10')).toBe(1);
    expect(world.woken).toEqual(['person-coordinator']);
    await mail('person-coordinator', '2026-03-10');
    expect(world.arrived()).toHaveLength(2);
    await introducePerson(world.db, {
      personId: 'person-partner',
      byPersonId: 'person-coordinator',
      byName: '',
      at: night('2026-03-10'),
      agreementId,
    });
    expect(await ask('2026-03-31')).toBe(0);
  });

  test('as often as the policy says; of a cooperation that has ended not at all', async () => {
    await toPassOn();
    const { state } = await world.db.entity.findUniqueOrThrow({ where: { id: agreementId } });
    const policy = { version: 2, values: { 'tasks.repeatEveryWorkingDays': 2 } };
    await world.db.entity.updateMany({ data: { state: { ...(state as object), policy } } });
    expect(await ask('2026-03-05')).toBe(1);
    await world.db.notice.updateMany({ where: { id: { contains: '/again-' } }, data: { status: 'sent' } });
    await world.db.entity.updateMany({ data: { closed: true } });
    expect(await ask('2026-03-31')).toBe(0);
  });
});
