import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { FollowUp } from '../../domain/follow-up/host.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { agreementId, at } from '../activities/postbox-world.ts';
import { startLinkWorld } from './link-world.ts';
import type { LinkWorld } from './link-world.ts';

let links: LinkWorld;
beforeAll(async () => {
  links = await startLinkWorld();
}, 60_000);
afterAll(() => links.stop());
beforeEach(() => links.clear());

/** A commitment as the recorder writes it, with the event that opened it and a reminder that was sent. */
async function reminded(change: Partial<FollowUp> = {}): Promise<FollowUp> {
  const { world } = links;
  const f = await world.followUp('commitment', 'commitment-1', change);
  const opened = { type: 'followUpOpened', aboutKind: f.about.kind, aboutId: f.about.id, at, by: 'token-coordinator' };
  const data = JSON.parse(JSON.stringify(f)) as Prisma.InputJsonValue;
  await world.db.event.create({ data: { entityId: agreementId, seq: 1, ...opened, data } });
  await world.notice('reminder', f.ownerPostId ?? '', { followUp: f, step: 'before' });
  return f;
}

const get = (url: string, method: 'GET' | 'HEAD' = 'GET') => links.app.inject({ method, url: `${url}/why` });

test('says why, by which rule, and what comes next, without a login and in the reader’s language first', async () => {
  await reminded();
  const page = await get((await links.link('open')).url);
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('<span lang="zh-CN">为何收到此信？</span><small lang="en">Why did I get this?</small>');
  expect(page.body).toContain('到期前 3 个工作日');
  expect(page.body).toContain('2026年3月6日（周五）');
  expect(page.body).toContain('逾期催办');
  expect(page.body).toContain('演示数据');
  expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/);
});

test('only shows: a scanner’s GET and HEAD change nothing, and a link that was used still explains', async () => {
  await reminded();
  const { id, url } = await links.link('report');
  for (const method of ['GET', 'HEAD', 'GET'] as const) expect((await get(url, method)).statusCode).toBe(200);
  expect(await links.world.db.link.findUnique({ where: { id } })).toMatchObject({ usedAt: null, realClaimedAt: null });
  await links.world.db.link.update({ where: { id }, data: { usedAt: at } });
  expect((await get(url)).statusCode).toBe(200);
  expect(links.behind.sendings).toBe(0);
});

test('is one step from the page behind the link', async () => {
  await reminded();
  const { url } = await links.link('open');
  const page = await links.app.inject({ method: 'GET', url });
  const href = /<a href="([^"]+)">/.exec(page.body)?.[1] ?? '';
  expect(new URL(href, `http://127.0.0.1${url}`).pathname).toBe(`${url}/why`);
});

test('to a partner tells their own, courteously, and nothing of our ladder', async () => {
  await reminded({ ownerPostId: 'post-partner', sideOrgId: 'org-cnuktip' });
  const page = await get((await links.link('open', { personId: 'person-partner' })).url);
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('再次恳请');
  expect(page.body).not.toMatch(/逾期|督办|催办|overdue|escalation|coordinator职务/i);
});

test('a partner whom our first request reached late has one date, on the page, in its account and once it is over', async () => {
  const { world } = links;
  const theirs = { ownerPostId: 'post-partner', sideOrgId: 'org-cnuktip' };
  const f = await reminded({ ...theirs, dueCertainty: 'default', openedOn: '2026-02-02', dueOn: '2026-03-10' });
  await world.db.notice.updateMany({ data: { status: 'sent', settledAt: at } });
  const { url } = await links.link('report', { personId: 'person-partner', facts: { voice: 'partner' } });
  const pages = async () => [(await links.app.inject({ method: 'GET', url })).body, (await get(url)).body];
  const [told, ours] = [/1 April 2026|2026年4月1日/, /2026-03-10|10 March 2026|2026年3月10日/];
  for (const body of await pages()) {
    expect(body).toMatch(told);
    expect(body).not.toMatch(ours);
  }
  expect((await get(url)).body).toContain('We wrote to you later than we had planned');
  const { state } = await world.db.entity.findUniqueOrThrow({ where: { id: agreementId } });
  const followUps = {};
  const over = { ...(state as object), followUps } as Prisma.InputJsonValue;
  await world.db.entity.update({ where: { id: agreementId }, data: { state: over } });
  await world.db.followUp.updateMany({ data: { status: 'done' } });
  const closed = { type: 'followUpClosed', aboutKind: f.about.kind, aboutId: f.about.id, at, by: 'person-partner' };
  await world.db.event.create({
    data: { entityId: agreementId, seq: 900, ...closed, data: { id: f.id, how: 'done' } },
  });
  const [page = '', why = ''] = await pages();
  for (const body of [page, why]) expect(body).not.toMatch(ours);
  expect(why).toMatch(told);
});

test('where rules come from, and whose calendar data they use, is for our own people', async () => {
  await reminded({ ownerPostId: 'post-partner', sideOrgId: 'org-cnuktip', alsoPostIds: ['post-owner'] });
  const ours = await get((await links.link('open')).url);
  expect(ours.body).toMatch(/出处：本系统建议，尚无人确认/);
  expect(ours.body).toMatch(/日历 CN-2026，chinese-days/);
  const theirs = await get((await links.link('open', { personId: 'person-partner' })).url);
  expect(theirs.statusCode).toBe(200);
  expect(theirs.body).not.toMatch(/inferred|chinese-days|\[[A-Z]{2}\d\]|出处/);
  expect(theirs.body).toContain('按 Asia/Shanghai 的工作日计算');
});

test('a later date that is asked for stands beside the date, and among what was said of it', async () => {
  const f = await reminded({ extensionAsked: { dueOn: '2026-04-20', on: '2026-03-04' } });
  const asked = { entityId: agreementId, aboutKind: f.about.kind, aboutId: f.about.id, at, by: 'person-owner' };
  const data = { id: f.id, dueOn: '2026-04-20', on: '2026-03-04', reason: 'text-none' };
  await links.world.db.event.create({ data: { ...asked, seq: 2, type: 'extensionAsked', data } });
  const page = await get((await links.link('open')).url);
  expect(page.body).toContain('已申请延期至');
  expect(page.body).toMatch(/2026年4月20日（周一）[^]{0,160}尚待决定，在此之前上述时限不变/);
  expect(page.body).toMatch(/2026年4月20日（周一）[^]{0,160}申请延期，由他人决定/);
});

test('no code of ours stands on the page: neither in the name of the matter nor in what became of a notice', async () => {
  const { world } = links;
  const f = await reminded();
  await world.db.event.updateMany({ data: { aboutKind: 'cover', aboutId: 'cover-1' } });
  const relayed = await world.notice('due', 'post-owner', { followUp: f, step: 'due' });
  await world.db.notice.update({ where: { id: relayed }, data: { reason: 'relay' } });
  const merged = await world.notice('overdue', 'post-owner', { followUp: f, step: 'overdue' });
  await world.db.notice.update({ where: { id: merged }, data: { status: 'merged', reason: `merged: ${relayed}` } });
  const { body } = await get((await links.link('open')).url);
  expect(body).toContain('待我方人员转达');
  // It was never told: what it is to be told with waits for a colleague.
  expect(body).toContain('并入此前的通知：待我方人员转达');
  expect(body).not.toContain('已并入另一封邮件');
  expect(body).not.toMatch(/>relay<|merged: |commitment-1|cover-1/);
  await world.db.notice.update({ where: { id: relayed }, data: { status: 'relayed' } });
  expect((await get((await links.link('open')).url)).body).toContain('并入此前的通知：已人工转达');
  await world.db.notice.update({ where: { id: relayed }, data: { status: 'sent', reason: null } });
  expect((await get((await links.link('open')).url)).body).toContain('已并入另一封邮件');
});

test('of a mail about no follow-up gives its cause', async () => {
  const { world } = links;
  const noticeId = await world.notice('count-of-questions', 'post-director', { facts: { count: 3 } });
  const { id, url } = await links.link('open', { personId: 'person-director' });
  await world.db.link.update({ where: { id }, data: { followUpId: null, facts: { role: 'owner', noticeId } } });
  expect((await get(url)).body).toContain('问题提出十个工作日后');
});

/** A link of a mail about no follow-up. */
async function linkOf(noticeId: string, personId: string, voice = 'ours'): Promise<string> {
  const { id, url } = await links.link('open', { personId });
  const facts = { role: 'owner', noticeId, voice };
  await links.world.db.link.update({ where: { id }, data: { followUpId: null, facts } });
  return url;
}

const visit = {
  id: 'visit-1',
  kind: 'visit',
  method: 'request',
  sequence: 0,
  fromOn: '2026-03-09',
  toOn: '2026-03-09',
  startAt: null,
  endAt: null,
  zone: 'Asia/Shanghai',
  place: null,
  title: null,
  reason: null,
};

test('of an invitation names the meeting, the rule with its origin, both versions and what comes next', async () => {
  const noticeId = await links.world.notice('meeting', 'post-owner', { facts: { meeting: visit } });
  const { body } = await get(await linkOf(noticeId, 'person-owner'));
  for (const said of [
    '来访',
    '2026年3月9日（周一）',
    '受邀人员',
    '出处：需求文件 6',
    '规则第 1 版',
    '日历 CN-2026',
    '会议变更或取消',
  ])
    expect(body).toContain(said);
  expect(body).not.toContain('no date was running');
  const theirs = await get(await linkOf(noticeId, 'person-partner', 'partner'));
  expect(theirs.body).toContain('2026年3月9日（周一）');
  expect(theirs.body).not.toMatch(/出处|CN-2026/);
});

test('"Look at the details" of an invitation shows them, as they stand now; our own people also read who has answered what', async () => {
  const { world, app } = links;
  const noticeId = await world.notice('meeting', 'post-partner', {
    facts: { meeting: { ...visit, title: 'text-title', place: 'text-place' } },
  });
  const text = (id: string, content: string) => ({ id, entityId: agreementId, content, writtenBy: 'tester', at });
  await world.db.text.createMany({ data: [text('text-title', '<b>Spring meeting</b>'), text('text-place', 'Room 2')] });
  const page = async (notice: string, personId: string, voice?: string): Promise<string> =>
    (await app.inject({ method: 'GET', url: await linkOf(notice, personId, voice) })).body;
  const asked = await page(noticeId, 'person-partner', 'partner');
  for (const said of [
    'When: Monday, 9 March 2026',
    '时间：2026年3月9日（周一）',
    'Where: Room 2',
    'Visit: &lt;b&gt;Spring meeting&lt;/b&gt;',
  ])
    expect(asked).toContain(said);
  const answered = { answer: 'declined', sequence: visit.sequence, at };
  await world.db.attendance.create({
    data: { entityId: agreementId, agreementId, meetingId: visit.id, personId: 'person-partner', ...answered },
  });
  const told = await world.notice('attendance', 'post-coordinator', {
    facts: { noticeId, personId: 'person-partner', language: 'en', attendance: 'declined' },
  });
  const ours = await page(told, 'person-coordinator');
  expect(ours).toContain('When: Monday, 9 March 2026');
  expect(ours).toContain('Ren Xiang: does not come');
  expect(await page(noticeId, 'person-partner', 'partner')).not.toContain('does not come');
  const why = (await get(await linkOf(told, 'person-coordinator'))).body;
  for (const said of ['回复不能参加或暂定参加', 'When: Monday, 9 March 2026', 'Ren Xiang']) expect(why).toContain(said);
  // The first mail's link, after the meeting was moved and called off.
  const moved = { ...visit, sequence: visit.sequence + 1, fromOn: '2026-03-16', toOn: '2026-03-16' };
  await world.notice('meeting', 'post-partner', { facts: { meeting: moved } });
  expect(await page(noticeId, 'person-partner', 'partner')).toContain('Monday, 16 March 2026');
  await world.notice('meeting', 'post-partner', {
    facts: { meeting: { ...moved, method: 'cancel', sequence: moved.sequence + 1 } },
  });
  const off = await page(noticeId, 'person-partner', 'partner');
  expect(off).toContain('This meeting does not take place.');
  expect(off).toContain('此项活动已取消。');
});

test('of a monthly page names the month and when the next one comes', async () => {
  const noticeId = await links.world.notice('monthly-page', 'post-director', { facts: { month: '2026-03' } });
  const { body } = await get(await linkOf(noticeId, 'person-director'));
  for (const said of ['2026-03 月报', '下月首个工作日', '出处：需求文件 2a', '规则第 1 版'])
    expect(body).toContain(said);
});

test('of what is passed on says why this person passes it on, also beside the account of its matter', async () => {
  const { world } = links;
  const f = await reminded({ ownerPostId: 'post-wechat' });
  const behind = await world.notice('due', 'post-wechat', { followUp: f });
  const facts = { noticeId: behind, personId: 'person-wechat', language: 'zh-CN' };
  const noticeId = await world.notice('relay', 'post-liaison', { facts });
  const alone = await get(await linkOf(noticeId, 'person-liaison'));
  for (const said of ['不收我方邮件', '由联络员', '再次提醒', '每五个工作日', '落实约定事项'])
    expect(alone.body).toContain(said);
  const { url } = await links.link('confirm-for', { personId: 'person-liaison', facts: { noticeId } });
  const beside = await get(url);
  expect(beside.body).toContain('不收我方邮件');
  expect(beside.body).toContain('如何避免');
});

test('expired and mutilated links explain themselves', async () => {
  await reminded();
  const expired = await get((await links.link('open', { expiresAt: '2020-01-01T00:00:00.000Z' })).url);
  expect([expired.statusCode, expired.body.includes('本链接已失效')]).toEqual([410, true]);
  expect(expired.body).not.toContain('落实约定事项');
  const mutilated = await get(`/l/${'A'.repeat(43)}`);
  expect([mutilated.statusCode, mutilated.body.includes('not one of ours')]).toEqual([410, true]);
});
