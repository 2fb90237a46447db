import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { FollowUp } from '../../domain/follow-up/host.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { agreementId, at } from '../activities/postbox-world.ts';
import { startLinkWorld } from './link-world.ts';
import type { LinkWorld } from './link-world.ts';

/** What "Look at the matter" tells: whose it is, how it stands, who was told, what was answered, what comes next. */

let links: LinkWorld;
beforeAll(async () => {
  links = await startLinkWorld();
}, 60_000);
afterAll(() => links.stop());
beforeEach(() => links.clear());

const json = (value: unknown): Prisma.InputJsonValue => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;

const [evidenceId, answerId] = ['e', 'a'].map((letter) => `text-${letter.repeat(22)}`) as [string, string];

/** A promise that was reminded of, reported done and answered by mail. */
async function lived(change: Partial<FollowUp> = {}): Promise<FollowUp> {
  const { world } = links;
  const f = await world.followUp('commitment', 'commitment-1', change);
  const about = { entityId: agreementId, aboutKind: f.about.kind, aboutId: f.about.id, at };
  await world.db.text.createMany({
    data: [
      { id: evidenceId, entityId: agreementId, content: '两名专家已到校', writtenBy: 'person-owner', at },
      { id: answerId, entityId: agreementId, content: '收到，下周办理。', writtenBy: 'person-partner', at },
    ],
  });
  await world.db.event.createMany({
    data: [
      { ...about, seq: 1, type: 'followUpOpened', by: 'tester', data: json(f) },
      {
        ...about,
        seq: 2,
        type: 'followUpReported',
        by: 'person-owner',
        data: { id: f.id, evidence: evidenceId, on: '2026-03-04' },
      },
      { ...about, seq: 3, type: 'escalationHeld', by: 'person-coordinator', data: { id: f.id, on: '2026-03-04' } },
    ],
  });
  const noticeId = await world.notice('reminder', f.ownerPostId ?? '', { followUp: f, step: 'before' });
  await world.db.notice.update({ where: { id: noticeId }, data: { status: 'sent', settledAt: at } });
  await world.db.reply.create({
    data: {
      id: 'reply-1',
      kind: 'answer',
      agreementId,
      entityId: agreementId,
      followUpIds: [f.id],
      personId: 'person-partner',
      fromAddress: 'partner@example.org',
      mailId: 'mail-1',
      textId: answerId,
      at,
    },
  });
  return f;
}

const open = async (personId: string, change = {}): Promise<string> => {
  const { url } = await links.link('open', { personId, ...change });
  return (await links.app.inject({ method: 'GET', url })).body;
};

test('our own people see owner, light, dates, who was told, answers, history and what comes next, in both languages', async () => {
  await lived();
  const page = await open('person-owner');
  for (const text of [
    ['3月10日（周二）', 'Tuesday, 10 March'],
    ['郑州工程技术学院 owner职务', 'Zhengzhou University, Post of owner'],
    ['蓝（三个工作日内到期）', 'Blue: due within three working days'],
    ['2026年3月6日（周五）', 'Friday, 6 March 2026'],
    ['已通知何人及结果', 'Who was told, and what became of it'],
    ['已发出', 'sent'],
    ['如不处理，接下来将', 'What comes next if nothing is done'],
    ['报告完成', 'Reported done'],
    ['暂不呈报领导', 'Kept from the leader for now'],
    ['邮件回复', 'What was answered by mail'],
    ['尚待阅看', 'not read by anybody yet'],
  ].flat()) {
    expect(page).toContain(text);
  }
  expect(page).toContain('<blockquote>两名专家已到校</blockquote>');
  expect(page).toContain('<blockquote>收到，下周办理。</blockquote>');
  expect(page.indexOf('lang="zh-CN">如不处理')).toBeLessThan(page.indexOf('lang="en">What comes next'));
});

test('somebody of another side sees what is theirs: no light, no word of supervision, nothing of our line', async () => {
  await lived({ ownerPostId: 'post-partner', sideOrgId: 'org-cnuktip' });
  const page = await open('person-partner');
  expect(page).toContain('收到，下周办理。');
  expect(page).toContain('partner职务');
  expect(page).not.toMatch(
    /状态灯|Light|逾期|督办|催办|overdue|escalat|呈报|Kept from the leader|owner职务|coordinator职务/i,
  );
});

test('what another address wrote is told as that; the address is for our own people, and harmless', async () => {
  const f = await lived({ ownerPostId: 'post-partner', sideOrgId: 'org-cnuktip' });
  await links.world.db.reply.updateMany({ data: { fromAddress: '"<b>x"@example.net', followUpIds: [f.id] } });
  const ours = await open('person-owner');
  expect(ours).toContain('From another address, not Ren Xiang&#39;s: &quot;&lt;b&gt;x&quot;@example.net');
  expect(ours).toContain('发自其他地址，并非Ren Xiang的地址');
  const theirs = await open('person-partner');
  expect(theirs).toContain('From another address, not Ren Xiang&#39;s.');
  expect(theirs).not.toContain('@example.net');
});

test('whoever confirms reads what was reported, whoever decides a date why it is asked for', async () => {
  await lived({ reportedOn: '2026-03-04', extensionAsked: { dueOn: '2026-04-20', on: '2026-03-04' } });
  const about = { entityId: agreementId, aboutKind: 'commitment', aboutId: 'commitment-1', at };
  const id = 'commitment.commitment-1';
  const data = { id, dueOn: '2026-04-20', on: '2026-03-04', reason: answerId };
  await links.world.db.event.create({
    data: { ...about, seq: 4, type: 'extensionAsked', by: 'person-owner', data },
  });
  const page = async (action: string): Promise<string> => {
    const { url } = await links.link(action, { personId: 'person-coordinator' });
    return (await links.app.inject({ method: 'GET', url })).body;
  };
  const confirm = await page('confirm');
  expect(confirm).toMatch(/What was reported[^]{0,90}<blockquote>两名专家已到校<\/blockquote>/);
  expect(confirm).not.toContain('The reason given');
  for (const action of ['grant', 'refuse']) {
    expect(await page(action)).toMatch(/The reason given[^]{0,90}<blockquote>收到，下周办理。<\/blockquote>/);
  }
  expect(await page('pause')).not.toMatch(/What was reported|The reason given/);
});

test('a settled matter is still told of', async () => {
  await lived();
  await links.world.db.followUp.updateMany({ data: { status: 'done' } });
  const page = await open('person-owner');
  expect(page).toContain('该事项已经办结');
  expect(page).toContain('两名专家已到校');
});

test('a count names what it counts: questions that are unanswered after ten working days, not younger ones', async () => {
  const { world } = links;
  const assumed = { ownerCertainty: 'assumed', dueCertainty: 'assumed' } as const;
  await world.followUp('commitment', 'commitment-1', { ...assumed, openedOn: '2026-02-10' });
  await world.followUp('build', 'build-1', { ...assumed, openedOn: '2026-03-03' });
  const noticeId = await world.notice('count-of-questions', 'post-director', { facts: { count: 1 } });
  const { id, url } = await links.link('open', { personId: 'person-director' });
  await world.db.link.update({ where: { id }, data: { followUpId: null, facts: { role: 'owner', noticeId } } });
  const { body } = await links.app.inject({ method: 'GET', url });
  expect(body).toContain('待答复的问题');
  expect(body).toContain('Which questions wait');
  expect(body).toContain('落实约定事项');
  expect(body).toContain('owner职务');
  expect(body).toContain('2026年2月10日');
  expect(body).not.toContain('build-1');
  expect(body.match(/class="told"/g)).toHaveLength(1);
});

test('of a cooperation of many parties ours and whoever owes it are named, and the rest counted', async () => {
  const { world } = links;
  await lived({ sideOrgId: 'org-cnuktip' });
  const others = Array.from({ length: 13 }, (_none, index) => `org-party-${index}`);
  await world.db.organisation.createMany({
    data: others.map((id) => ({ id, code: id.slice(4), nameEn: `Party ${id}`, kind: 'enterprise', ours: false })),
    skipDuplicates: true,
  });
  await world.db.entity.updateMany({
    data: { partyIds: [...others, 'org-cnuktip', 'org-zzuet'], homeUnitId: 'org-zzuet' },
  });
  await world.db.followUp.updateMany({ data: { sideOrgId: 'org-cnuktip' } });
  const page = await open('person-owner');
  expect(page).toContain('合作：郑州工程技术学院 × CNUKTIP等15方');
  expect(page).toContain('Cooperation: Zhengzhou University × CNUKTIP and 13 others');
  expect(page).not.toContain('Party org-party-5');
});
