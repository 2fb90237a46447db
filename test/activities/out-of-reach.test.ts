import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FollowUp } from '../../domain/follow-up/host.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { newestTo } from './newest-mail.ts';
import { agreementId, at, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

/** What our own people can do for those who do not know us yet, or take no mail. */
let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());
beforeEach(() => world.clear());

const mailTo = (name: string, when?: string) => newestTo(world, name, when);
const late = (change: Partial<FollowUp> = {}) => world.followUp('commitment', 'commitment-1', change);

describe('what was handed to somebody who does not know us yet', () => {
  const handed = () =>
    late({
      ownerPostId: 'post-partner',
      handedFrom: {
        ownerPostId: 'post-owner',
        dueOn: '2026-03-06',
        dueAt: '2026-03-06T15:59:00.000Z',
        steps: [],
        level: 0,
        ownerCertainty: 'confirmed',
        dueCertainty: 'confirmed',
        on: '2026-03-04',
      },
      steps: [['accept', '2026-03-08T20:00:00.000Z']],
    });

  test('the wanted introduction says by when it has to be accepted', async () => {
    const followUp = await handed();
    await world.notice('assigned', 'post-partner', { followUp });
    await world.postbox().sendMail({ personId: 'person-partner', at });
    const { text, actions } = await mailTo('coordinator');
    expect(text).toContain('it returns to who had it unless they read of it and accept it by');
    expect(actions).toEqual(['introduce']);
  });

  test('when it returned, the coordinator reads that our request never went out, and may introduce at once', async () => {
    const f = await late();
    await world.notice('not-taken', 'post-coordinator', { followUp: f, facts: { notTakenByPostId: 'post-partner' } });
    const { text, links } = await mailTo('coordinator');
    expect(text).toContain('our request never went out');
    expect(links.map(({ action }) => action)).toEqual(['introduce', 'hand-over', 'open']);
    expect(links[0]?.row.facts).toMatchObject({ aboutPersonId: 'person-partner' });
  });

  test('once they are known, it was their choice', async () => {
    await world.db.person.updateMany({ where: { id: 'person-partner' }, data: { introducedAt: at } });
    const f = await late();
    await world.notice('not-taken', 'post-coordinator', { followUp: f, facts: { notTakenByPostId: 'post-partner' } });
    const { text, actions } = await mailTo('coordinator');
    expect(text).toContain('its new post has not taken it');
    expect(actions).toEqual(['hand-over', 'open']);
  });
});

describe('for somebody without mail', () => {
  const days = ['2026-03-04', '2026-03-11', '2026-03-18', '2026-04-01'].map((on) => `${on}T01:00:00.000Z`);
  const minutes = () =>
    world.followUp('minutes-confirmation', 'minutes-1', { ownerPostId: 'post-wechat', sideOrgId: 'org-cnuktip' });
  const asks = async (followUp: FollowUp, day: number) => {
    const id = await world.notice('confirm-minutes', 'post-wechat', { followUp, at: days[day]!, step: 'ask' });
    await world.postbox().sendMail({ personId: 'person-wechat', at: days[day]! });
    return id;
  };
  const tasks = () => world.db.notice.findMany({ where: { kind: 'relay' }, orderBy: { id: 'asc' } });

  test('one matter is asked to be passed on once, however often it is due again, until it was', async () => {
    const followUp = await minutes();
    const first = await asks(followUp, 0);
    const second = await asks(followUp, 1);
    const third = await asks(followUp, 2);
    expect(await tasks()).toHaveLength(1);
    for (const id of [second, third]) {
      expect(await world.db.notice.findUniqueOrThrow({ where: { id } })).toMatchObject({
        status: 'merged',
        reason: `merged: ${first}`,
      });
    }
    await world.db.notice.update({ where: { id: first }, data: { status: 'relayed' } });
    // Its ladder goes on: the next reminder is a task again.
    await asks(followUp, 3);
    expect(await tasks()).toHaveLength(2);
  });

  test('whoever takes it from the list passes on the date that holds now', async () => {
    const followUp = await world.followUp('commitment', 'commitment-1', {
      ownerPostId: 'post-wechat',
      sideOrgId: 'org-cnuktip',
    });
    const remind = async (day: number) => {
      await world.notice('reminder', 'post-wechat', { followUp, at: days[day]! });
      await world.postbox().sendMail({ personId: 'person-wechat', at: days[day]! });
    };
    await remind(0);
    const { state } = await world.db.entity.findUniqueOrThrow({ where: { id: agreementId } });
    const text = JSON.stringify(state).replaceAll('2026-03-06', '2026-03-27');
    await world.db.entity.update({
      where: { id: agreementId },
      data: { state: JSON.parse(text) as Prisma.InputJsonValue },
    });
    await world.db.followUp.updateMany({ data: { dueOn: '2026-03-27' } });
    Object.assign(followUp, { dueOn: '2026-03-27' });
    await remind(1);
    const [task, ...others] = await tasks();
    expect(others).toEqual([]);
    expect(JSON.stringify(task?.facts)).toContain('3月27日');
  });

  test('what was settled meanwhile is not passed on any more', async () => {
    await asks(await minutes(), 0);
    await world.db.followUp.updateMany({ data: { status: 'done', closedAt: at } });
    await world.postbox().sendMail({ personId: 'person-liaison', at });
    expect((await tasks()).map(({ status, reason }) => [status, reason])).toEqual([['suppressed', 'passed-on']]);
  });

  test('minutes to be confirmed are read behind their link; the liaison records the answer they give', async () => {
    await asks(await minutes(), 0);
    const [task] = await tasks();
    const facts = task?.facts as { linkId: string; text: string; confirms: string };
    expect(await world.db.link.findUniqueOrThrow({ where: { id: facts.linkId } })).toMatchObject({
      action: 'open',
      personId: 'person-wechat',
    });
    expect(facts.text).toContain('告诉我是否无误');
    expect(Array.from(facts.text).length).toBeLessThanOrEqual(200);
    const { links, text } = await mailTo('liaison');
    expect(links.map(({ label, action }) => [label, action])).toEqual([
      ['Record their answer', 'confirm-for'],
      ['Say that it was passed on', 'relayed'],
    ]);
    expect(links[0]?.row).toMatchObject({
      followUpId: 'minutes-confirmation.minutes-1',
      facts: { role: 'confirmer', aboutPersonId: 'person-wechat', relayOf: expect.any(String) },
    });
    expect(text).toContain('Once they have told you their answer');
  });

  test('what they are only asked to do is passed on as before, with a link that works', async () => {
    const followUp = await world.followUp('commitment', 'commitment-1', {
      ownerPostId: 'post-wechat',
      sideOrgId: 'org-cnuktip',
    });
    await world.notice('reminder', 'post-wechat', { followUp });
    await world.postbox().sendMail({ personId: 'person-wechat', at });
    const [task] = await tasks();
    const { linkId } = task!.facts as { linkId: string };
    expect(await world.db.link.findUniqueOrThrow({ where: { id: linkId } })).toMatchObject({ action: 'report' });
    expect((await mailTo('liaison')).actions).toEqual(['relayed']);
  });

  test('the liaison who is asked to telephone about minutes may record the answer', async () => {
    const followUp = await minutes();
    await world.notice('telephone', 'post-liaison', { followUp, step: 'telephone' });
    expect((await mailTo('liaison')).actions).toEqual(['confirm-for', 'open']);
  });
});

test('for somebody outside who has had the two mails of the week: what is wanted before the next one is passed on', async () => {
  await world.db.person.update({ where: { id: 'person-partner' }, data: { introducedAt: at } });
  for (const day of [4, 5]) {
    const when = `2026-03-0${day}T01:00:00.000Z`;
    await world.notice('due', 'post-partner', { at: when });
    await world.postbox().sendMail({ personId: 'person-partner', at: when });
  }
  const asked = { personId: 'person-partner', at: '2026-03-06T01:00:00.000Z' };
  const theirs = { ownerPostId: 'post-partner', sideOrgId: 'org-cnuktip', openedOn: '2026-03-06' };
  const soon = await world.followUp('commitment', 'commitment-7', { ...theirs, dueOn: '2026-03-10' });
  const later = await world.followUp('commitment', 'commitment-8', { ...theirs, dueOn: '2026-03-20' });
  const [now, waits] = [
    await world.notice('assigned', 'post-partner', { followUp: soon, at: asked.at }),
    await world.notice('assigned', 'post-partner', { followUp: later, at: asked.at }),
  ];
  expect(await world.postbox().nextMail(asked)).toMatchObject({ reachAt: asked.at });
  await world.postbox().sendMail(asked);
  expect(await world.statusOf(now)).toEqual({ status: 'open', reason: 'relay' });
  expect((await world.statusOf(waits)).reason).toBe('held: two mails this week, until 2026-03-11T01:00:00.000Z');
  await world.postbox().sendMail({ personId: 'person-liaison', at: asked.at });
  const text = world.arrived()[0]?.text ?? '';
  expect(text).toContain('has had the two mails that somebody outside gets in a week');
  expect(text).toMatch(/\/l\/\w/);
});
