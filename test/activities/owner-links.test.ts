import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FollowUp } from '../../domain/follow-up/host.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { newestTo } from './newest-mail.ts';
import { agreementId, at, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

/** What whoever owes a matter, and whoever sees that it ends, may do from the mail itself. */
let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());
beforeEach(() => world.clear());

const mailTo = (name: string) => newestTo(world, name);
const late = (change: Partial<FollowUp> = {}) => world.followUp('commitment', 'commitment-1', change);

describe('a reminder', () => {
  test('offers whoever owes it all four ways: done, more time, a pause, not mine', async () => {
    const followUp = await late();
    await world.notice('overdue', 'post-owner', { followUp, step: 'overdue' });
    const { links } = await mailTo('owner');
    expect(links.map(({ label, action, role }) => [label, action, role])).toEqual([
      ['报告完成', 'report', 'owner'],
      ['申请延期', 'ask-extension', 'owner'],
      ['暂缓提醒', 'pause', 'owner'],
      ['非我负责', 'not-mine', 'owner'],
      ['查看事项', 'open', 'owner'],
    ]);
  });

  test('asks for no later date twice, and none where a record gives the date', async () => {
    const followUp = await late({ extensionAsked: { dueOn: '2026-04-20', on: '2026-03-03' } });
    await world.notice('due', 'post-owner', { followUp, step: 'due' });
    expect((await mailTo('owner')).actions).toEqual(['report', 'pause', 'not-mine', 'open']);
    const visit = await world.followUp('itinerary', 'visit-1', { ownerPostId: 'post-liaison' });
    await world.notice('due', 'post-liaison', { followUp: visit, step: 'due' });
    expect((await mailTo('liaison')).actions).not.toContain('ask-extension');
  });

  test('has one link for time in a partner’s mail, and asks whether somebody else takes care of it', async () => {
    await world.db.person.updateMany({ where: { id: 'person-partner' }, data: { introducedAt: at } });
    const followUp = await late({ ownerPostId: 'post-partner', sideOrgId: 'org-cnuktip' });
    await world.notice('due', 'post-partner', { followUp, step: 'due' });
    const { links } = await mailTo('partner');
    expect(links.map(({ label, action }) => [label, action])).toEqual([
      ['告知已办妥', 'report'],
      ['告知需要更多时间', 'pause'],
      ['由他人办理', 'not-mine'],
      ['查看详情', 'open'],
    ]);
  });
});

test('what is to be confirmed comes with the sentence that reported it done', async () => {
  const f = await late({ reportedOn: '2026-03-03' });
  const textId = `text-${'e'.repeat(22)}`;
  await world.db.text.create({
    data: { id: textId, entityId: agreementId, content: '两名专家已到校', writtenBy: 'person-owner', at },
  });
  await world.db.event.create({
    data: {
      entityId: agreementId,
      seq: 600,
      type: 'followUpReported',
      aboutKind: f.about.kind,
      aboutId: f.about.id,
      at,
      by: 'person-owner',
      data: { id: f.id, on: '2026-03-03', evidence: textId },
    },
  });
  await world.db.followUp.updateMany({ data: { status: 'reported' } });
  await world.notice('reported', 'post-coordinator', { followUp: f, step: 'confirm-0' });
  const { text, actions } = await mailTo('coordinator');
  expect(text).toContain('What was reported: “两名专家已到校”');
  expect(actions).toEqual(['confirm', 'open']);
});

describe('minutes that nobody confirms', () => {
  test.each(['escalation', 'meeting-list'] as const)(
    'in a mail of kind %s to our line are answered for them',
    async (kind) => {
      const change = { ownerPostId: 'post-partner', sideOrgId: 'org-cnuktip', meetingListOn: '2026-03-04' };
      const followUp = await world.followUp('minutes-confirmation', 'minutes-1', change);
      await world.notice(kind, 'post-coordinator', { followUp, step: kind });
      const { links } = await mailTo('coordinator');
      expect([links[0]?.label, links[0]?.action, links[0]?.role]).toEqual([
        'Record their answer',
        'confirm-for',
        'confirmer',
      ]);
    },
  );
});

test('a leader records by their mail what is asked of that very post as its owner, and nothing else', async () => {
  const roleOf = async (ownerPostId: string) => {
    await world.clear();
    const followUp = await world.followUp('contact', 'communication', { ownerPostId });
    const { state } = await world.db.entity.findUniqueOrThrow({ where: { id: agreementId } });
    const { homeUnit, ...rest } = state as { homeUnit: object };
    const led = { ...rest, homeUnit: { ...homeUnit, leaderPostId: 'post-owner' } } as Prisma.InputJsonValue;
    await world.db.entity.update({ where: { id: agreementId }, data: { state: led } });
    await world.notice(ownerPostId === 'post-owner' ? 'due' : 'escalation', 'post-owner', { followUp });
    return (await mailTo('owner')).links.filter(({ action }) => action === 'record').map(({ role }) => role);
  };
  expect(await roleOf('post-owner')).toEqual(['owner']);
  expect(await roleOf('post-liaison')).not.toContain('owner');
});
