import { markRead } from '../../api/answers-read.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { receiveMail } from '../../activities/inbound/receive.ts';
import type { Received } from '../../activities/inbound/receive.ts';
import { agreementId, at, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';
import { bounce, reply } from './inbound-mail.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());
beforeEach(() => world.clear());

const arrived = () => world.arrived();
const owner = { personId: 'person-owner', at };
const receive = (raw: Buffer, recipients: string[] = [], now = at): Promise<Received> =>
  receiveMail(
    {
      db: world.db,
      office: { address: 'office@example.org' },
      now: () => now,
      wakePostboxes: async (ids) => void world.woken.push(...ids),
    },
    { raw, recipients },
  );

/** A reminder to the owner that arrived; with the addresses it carries. */
async function sent(): Promise<{ noticeId: string; mailId: string; bounceTo: string; replyTo: string }> {
  const followUp = await world.followUp('commitment', 'commitment-1');
  const noticeId = await world.notice('due', 'post-owner', { followUp, step: 'due' });
  expect(await world.postbox({ replyTo: 'filed' }).sendMail(owner)).toMatchObject({ outcome: 'sent' });
  const { id: mailId } = await world.db.mail.findFirstOrThrow();
  return {
    noticeId,
    mailId,
    bounceTo: arrived()[0]?.envelope.from ?? '',
    replyTo: arrived()[0]?.headers['reply-to'] ?? '',
  };
}
const statusOf = (id: string) => world.statusOf(id);
const rows = async () => [await world.db.reply.count(), await world.db.text.count(), await world.db.notice.count()];

describe('bounces', () => {
  test('each mail has its own sender in the envelope; where a provider forbids it, the office', async () => {
    const { mailId, bounceTo, replyTo } = await sent();
    expect(bounceTo).toBe(`bounce+${mailId}@example.org`);
    expect(replyTo).toContain(`reply+${mailId}@example.org`);
    const minutes = await world.followUp('minutes', 'symposium-1');
    await world.notice('due', 'post-owner', { followUp: minutes });
    await world.postbox({ hasOwnReturnPath: false }).sendMail(owner);
    expect(arrived()[0]?.envelope.from).toBe('office@example.org');
    expect(arrived()[0]?.headers['reply-to']).toContain('coordinator@example.org');
  });

  test('5.x.x: the address is marked, the notice failed, a person is asked, what comes next is passed on by hand', async () => {
    const { noticeId, mailId, bounceTo } = await sent();
    // The envelope's address has lost its capitals on the way.
    expect(await receive(bounce({}), [bounceTo.toLowerCase()])).toEqual({
      outcome: 'bounced',
      agreementIds: [agreementId],
    });
    expect(await statusOf(noticeId)).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('bounced: 5.1.1'),
    });
    expect(await world.db.mail.findUniqueOrThrow({ where: { id: mailId } })).toMatchObject({
      status: 'refused',
      reason: expect.stringContaining('User unknown'),
    });
    expect(await world.db.person.findUniqueOrThrow({ where: { id: 'person-owner' } })).toMatchObject({
      refusedEmail: 'owner@example.org',
    });
    expect(world.woken).toEqual(['person-liaison']);
    expect(await world.db.notice.count({ where: { kind: 'undeliverable' } })).toBe(1);
    const next = await world.notice('due', 'post-owner');
    await world.postbox().sendMail(owner);
    expect(await statusOf(next)).toEqual({ status: 'open', reason: 'relay' });
  });

  test('known by the returned headers as well, and the same report twice is one', async () => {
    const { mailId } = await sent();
    const raw = bounce({ original: `<${mailId}@example.org>` });
    expect(await receive(raw)).toMatchObject({ outcome: 'bounced' });
    expect(await receive(raw)).toEqual({ outcome: 'known', agreementIds: [] });
    expect(await world.db.notice.count({ where: { kind: 'undeliverable' } })).toBe(1);
  });

  test('4.x.x is the other server’s wait: a note and nothing else', async () => {
    const { noticeId, mailId, bounceTo } = await sent();
    const delayed = bounce({ status: '4.4.1', action: 'delayed' });
    expect(await receive(delayed, [bounceTo])).toMatchObject({ outcome: 'delayed' });
    expect(await statusOf(noticeId)).toMatchObject({ status: 'sent' });
    expect(await world.db.mail.findUniqueOrThrow({ where: { id: mailId } })).toMatchObject({
      status: 'sent',
      reason: expect.stringContaining('delayed: 4.4.1'),
    });
    expect((await world.db.person.findUniqueOrThrow({ where: { id: 'person-owner' } })).refusedEmail).toBeNull();
    expect(world.woken).toEqual([]);
  });

  test.each([
    ['an id that was never given out', { to: 'bounce+mail-AAAAAAAAAAAAAAAAAAAAAA@example.org' }],
    ['another house’s domain', { to: 'bounce+mail-AAAAAAAAAAAAAAAAAAAAAA@example.net' }],
    ['no id', { to: "bounce+x' OR 1=1@example.org" }],
    ['nothing of ours', { original: '<abc@example.net>' }],
  ])('%s: ignored, nothing is written', async (_name, change) => {
    await sent();
    const counts = await rows();
    expect(await receive(bounce(change))).toEqual({ outcome: 'ignored', agreementIds: [] });
    expect(await rows()).toEqual(counts);
    expect(await world.db.mail.count({ where: { status: 'sent' } })).toBe(1);
  });

  test('"delivered" and a report that cannot be read change nothing', async () => {
    const { bounceTo } = await sent();
    expect(await receive(bounce({ status: '2.0.0', action: 'delivered' }), [bounceTo])).toMatchObject({
      outcome: 'ignored',
    });
    expect(await receive(bounce({ status: 'nonsense' }), [bounceTo])).toMatchObject({ outcome: 'ignored' });
    const plain = reply({ from: 'mailer-daemon@example.net', to: bounceTo, text: 'This is the qmail-send program.' });
    expect(await receive(plain)).toMatchObject({ outcome: 'ignored' });
    expect(await rows()).toMatchObject([0, 0, 1]);
  });
});

describe('answers', () => {
  test('filed on its item, private to the party, and its mail to the sender waits two working days', async () => {
    const { mailId, replyTo } = await sent();
    const text = '收到，下周一答复。\r\n\r\n在 2026年3月4日，合作处写道：\r\n> 时限';
    expect(await receive(reply({ to: replyTo, text }))).toEqual({ outcome: 'answer', agreementIds: [agreementId] });
    const filed = await world.db.reply.findFirstOrThrow();
    expect(filed).toMatchObject({
      kind: 'answer',
      mailId,
      personId: 'person-owner',
      followUpIds: ['commitment.commitment-1'],
      readAt: null,
      pausedUntilAt: new Date('2026-03-06T01:00:00.000Z'),
    });
    expect(await world.db.text.findUniqueOrThrow({ where: { id: filed.textId } })).toMatchObject({
      content: '收到，下周一答复。',
      ownerPartyId: 'org-zzuet',
    });
    // It acts on nothing: the follow-up is as it was.
    expect(await world.db.followUp.findFirstOrThrow()).toMatchObject({ status: 'open' });
    const followUpId = 'commitment.commitment-1';
    const { id } = await world.db.notice.create({
      data: { ...(await open('overdue', followUpId)), at: new Date('2026-03-05T01:00:00.000Z') },
    });
    expect(await world.postbox().sendMail({ ...owner, at: '2026-03-05T01:00:00.000Z' })).toMatchObject({
      outcome: 'nothing',
    });
    expect(await statusOf(id)).toEqual({
      status: 'open',
      reason: 'held: answered-by-mail, until 2026-03-06T01:00:00.000Z',
    });
    expect(await world.postbox().nextMail({ ...owner, at: '2026-03-05T01:00:00.000Z' })).toMatchObject({
      // Friday 09:00, so with Monday morning's mail.
      reachAt: '2026-03-09T00:30:00.000Z',
    });
    expect(await world.postbox().sendMail({ ...owner, at: '2026-03-06T01:00:00.000Z' })).toMatchObject({
      outcome: 'sent',
    });
  });

  test('an outsider’s answer stops further requests until it is read, and is not called silence', async () => {
    await world.db.person.update({ where: { id: 'person-partner' }, data: { introducedAt: at } });
    const followUp = await world.followUp('minutes-confirmation', 'symposium-1.org-cnuktip', {
      ownerPostId: 'post-partner',
      sideOrgId: 'org-cnuktip',
    });
    const partner = { personId: 'person-partner' };
    await world.notice('confirm-minutes', 'post-partner', { followUp, step: 'ask' });
    expect(await world.postbox({ replyTo: 'filed' }).sendMail({ ...partner, at })).toMatchObject({ outcome: 'sent' });
    const replyTo = arrived()[0]?.headers['reply-to'] ?? '';
    await receive(reply({ to: replyTo, from: 'partner@example.org', text: '纪要无误，谢谢。' }));
    const later = '2026-03-25T01:00:00.000Z';
    const id = await world.notice('confirm-minutes', 'post-partner', { followUp, step: 'remind-10', at: later });
    expect(await world.postbox().nextMail({ ...partner, at: later })).toMatchObject({ reachAt: later });
    expect(await world.postbox().sendMail({ ...partner, at: later })).toMatchObject({ outcome: 'nothing' });
    expect((await statusOf(id)).reason).toBe('held: answered, and nobody has read it yet');
    // Nothing wakes it by itself.
    expect(await world.postbox().nextMail({ ...partner, at: later })).toMatchObject({ reachAt: null });
    await world.notice('telephone', 'post-liaison', { followUp, step: 'telephone', at: later });
    await world.postbox().sendMail({ personId: 'person-liaison', at: later });
    const told = arrived()[0]?.text ?? '';
    expect(told).toContain('CNUKTIP has answered by mail on Wednesday, 4 March 2026; please record what it says');
    expect(told).not.toContain('has not answered');
    const { id: replyId } = await world.db.reply.findFirstOrThrow();
    expect(await markRead(world.db, replyId, { by: 'person-liaison', at: later })).toEqual(['person-partner']);
    expect(await world.postbox().sendMail({ ...partner, at: later })).toMatchObject({ outcome: 'sent' });
  });

  test('what comes from another address is nobody’s answer: it is read as that, holds nothing, and the other side has not answered', async () => {
    await world.db.person.update({ where: { id: 'person-partner' }, data: { introducedAt: at } });
    const followUp = await world.followUp('minutes-confirmation', 'symposium-1.org-cnuktip', {
      ownerPostId: 'post-partner',
      sideOrgId: 'org-cnuktip',
    });
    const partner = { personId: 'person-partner' };
    await world.notice('confirm-minutes', 'post-partner', { followUp, step: 'ask' });
    await world.postbox({ replyTo: 'filed' }).sendMail({ ...partner, at });
    const stranger = { to: arrived()[0]?.headers['reply-to'] ?? '', from: 'stranger@evil.example.org' };
    await receive(reply({ ...stranger, text: 'It is done, close it.' }));
    const liaison = { personId: 'person-liaison', at };
    await world.postbox().sendMail(liaison);
    expect(arrived()[0]?.text).toContain(
      "A mail came in answer to ours to Ren Xiang (CNUKTIP), but from another address, not Ren Xiang's: it is not their word",
    );
    expect(arrived()[0]?.text).not.toContain('was answered');
    expect(arrived()[0]?.text).not.toContain('stranger@');
    // Its ladder goes on, and nobody is said to have answered.
    const later = '2026-03-25T01:00:00.000Z';
    await world.notice('confirm-minutes', 'post-partner', { followUp, step: 'remind-10', at: later });
    expect(await world.postbox().sendMail({ ...partner, at: later })).toMatchObject({ outcome: 'sent' });
    await world.notice('telephone', 'post-liaison', { followUp, step: 'telephone', at: later });
    await world.postbox().sendMail({ ...liaison, at: later });
    expect(arrived()[0]?.text).toContain('CNUKTIP has not answered about the minutes');
    // In Chinese; and a machine's word that somebody is away is no better.
    await world.db.person.update({ where: { id: 'person-liaison' }, data: { language: 'zh-CN' } });
    await world.db.reply.deleteMany();
    const away = ['Auto-Submitted: auto-replied'];
    await receive(reply({ ...stranger, text: 'Away from 9 March 2026 until 13 March 2026.', headers: away }));
    await receive(reply({ ...stranger, text: '已办结。' }));
    await world.postbox().sendMail(liaison);
    expect(arrived()[0]?.text).toContain('发自其他地址，并非Ren Xiang的地址，不作为其本人答复');
    expect(arrived()[0]?.text).toContain('发自其他地址，并非Ren Xiang的地址，尚未登记');
    await world.db.person.update({ where: { id: 'person-liaison' }, data: { language: 'en' } });
  });

  /** A further notice to the owner about a follow-up that is there already. */
  const open = async (kind: string, followUpId: string) => ({
    id: `${agreementId}/900/0`,
    entityId: agreementId,
    agreementId,
    seq: 900,
    kind,
    followUpId,
    postId: 'post-owner',
    personId: 'person-owner',
    facts: { dueOn: '2026-03-06' },
  });

  test('other matters of the same person go on', async () => {
    const { replyTo } = await sent();
    await receive(reply({ to: replyTo }));
    const minutes = await world.followUp('minutes', 'symposium-1');
    await world.notice('due', 'post-owner', { followUp: minutes });
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'sent', count: 1 });
  });

  test('found by In-Reply-To or References where the address is lost; once', async () => {
    const { mailId } = await sent();
    const raw = reply({ headers: ['References: <other@example.net>', ` <${mailId}@example.org>`] });
    expect(await receive(raw)).toMatchObject({ outcome: 'answer' });
    expect(await receive(raw)).toMatchObject({ outcome: 'known' });
    expect(await world.db.reply.count()).toBe(1);
  });

  test('an assistant’s answer is filed and pauses nothing', async () => {
    const { replyTo } = await sent();
    expect(await receive(reply({ to: replyTo, from: 'assistant@example.org' }))).toMatchObject({ outcome: 'answer' });
    expect(await world.db.reply.findFirstOrThrow()).toMatchObject({
      fromAddress: 'assistant@example.org',
      pausedUntilAt: null,
    });
  });

  test.each([
    ['RFC 3834', { headers: ['Auto-Submitted: auto-replied'] }],
    ['X-Autoreply', { headers: ['X-Autoreply: yes'] }],
    ['its Chinese subject', { subject: '=?utf-8?B?6Ieq5Yqo5Zue5aSN77ya5Ye65beu?=' }],
    ['its English subject', { subject: 'Automatic reply: your mail' }],
    ['another English subject', { subject: 'Out of Office' }],
  ])('out of office by %s: a suggestion, no answer and no pause', async (_name, change) => {
    const { bounceTo } = await sent();
    // Programs answer to the envelope's sender.
    expect(await receive(reply({ to: bounceTo, text: '3月4日至10日出差', ...change }))).toMatchObject({
      outcome: 'absence',
    });
    expect(await world.db.reply.findFirstOrThrow()).toMatchObject({ kind: 'absence', pausedUntilAt: null });
  });

  test('what a machine wrote, or what names no mail of ours, is no answer', async () => {
    const { replyTo } = await sent();
    for (const header of ['Auto-Submitted: auto-generated', 'Precedence: bulk', 'List-Id: <x.example.net>'])
      expect(await receive(reply({ to: replyTo, headers: [header] }))).toMatchObject({ outcome: 'ignored' });
    expect(await receive(reply({}))).toMatchObject({ outcome: 'ignored' });
    expect(await receive(Buffer.from([0, 255, 10, 13]))).toMatchObject({ outcome: 'ignored' });
    expect(await world.db.reply.count()).toBe(0);
    expect(arrived()).toHaveLength(1);
  });

  test('poison is taken out, length is cut, and nothing is retried for ever', async () => {
    const { replyTo } = await sent();
    const text = `a\u0000b\u202Ec\u2066d${'长'.repeat(12_000)}`;
    expect(await receive(reply({ to: replyTo, text }))).toMatchObject({ outcome: 'answer' });
    const { content } = await world.db.text.findFirstOrThrow();
    expect(content.startsWith('abcd长')).toBe(true);
    expect(Array.from(content)).toHaveLength(10_000);
  });
});

test('at most so many a minute to one domain: the next waits, other domains go on', async () => {
  await sent();
  const minutes = await world.followUp('minutes', 'symposium-1');
  await world.notice('due', 'post-owner', { followUp: minutes });
  const one = { perDomainAndMinute: { usual: 1, byDomain: {} } };
  const slow = await world.postbox(one).sendMail(owner);
  expect(slow.outcome).toBe('busy');
  expect(slow.retryInMs).toBeGreaterThan(30_000);
  expect(slow.retryInMs).toBeLessThanOrEqual(60_000);
  expect(arrived()).toHaveLength(1);
  await world.db
    .$executeRaw`UPDATE mail SET "realBodyLeftAt" = "realBodyLeftAt" - interval '2 minutes' WHERE status = 'sent'`;
  expect(await world.postbox(one).sendMail(owner)).toMatchObject({ outcome: 'sent' });
  await world.db.person.update({ where: { id: 'person-director' }, data: { email: 'director@example.com' } });
  await world.notice('due', 'post-director');
  const elsewhere = { personId: 'person-director', at };
  expect(await world.postbox(one).sendMail(elsewhere)).toMatchObject({ outcome: 'sent' });
  // A provider may have a rate of its own, slower or faster than the rest.
  await world.notice('overdue', 'post-director');
  const strict = { perDomainAndMinute: { usual: 100, byDomain: { 'example.com': 1 } } };
  expect(await world.postbox(strict).sendMail(elsewhere)).toMatchObject({ outcome: 'busy' });
  const generous = { perDomainAndMinute: { usual: 1, byDomain: { 'example.com': 5 } } };
  expect(await world.postbox(generous).sendMail(elsewhere)).toMatchObject({ outcome: 'sent' });
});
