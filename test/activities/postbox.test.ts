import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { linkIdOf } from '../../mail/link-token.ts';
import { agreementId, at, linkSecret, publicUrl, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());
let before = 0;
beforeEach(async () => {
  await world.clear();
  before = world.inbox.messages().length;
});

/** What arrived in this test, the newest first. */
const arrived = () => world.inbox.messages().slice(0, world.inbox.messages().length - before);
const statusOf = async (id: string) => {
  const { status, reason } = await world.db.notice.findUniqueOrThrow({ where: { id } });
  return { status, reason };
};
const owner = { personId: 'person-owner', at };
const partner = { personId: 'person-partner', at };

async function reminderToOwner(kind: 'due' | 'escalation' = 'due'): Promise<string> {
  const followUp = await world.followUp('commitment', 'commitment-1');
  return world.notice(kind, 'post-owner', { followUp, step: kind });
}

describe('one mail', () => {
  test('tells all that is open, once each, and writes down what became of it', async () => {
    const commitment = await world.followUp('commitment', 'commitment-1');
    const minutes = await world.followUp('minutes', 'symposium-1');
    const weak = await world.notice('reminder', 'post-owner', { followUp: commitment, step: 'before' });
    const strong = await world.notice('due', 'post-owner', { followUp: commitment, step: 'due' });
    const other = await world.notice('assigned', 'post-owner', { followUp: minutes });
    expect(await world.postbox().sendMail(owner)).toEqual({ outcome: 'sent', count: 3, retryInMs: null });
    expect(arrived()).toHaveLength(1);
    const mail = arrived()[0]!;
    expect(mail.to).toEqual(['owner@example.org']);
    expect(mail.subject).toBe('落实约定事项（3月6日）等2项 · 郑州工程技术学院 × CNUKTIP');
    expect(mail.text).toContain('尊敬的吴校长：');
    expect(mail.text).toContain('来信缘由：按规则到期当日发，发给owner职务');
    expect(mail.text).toContain('如未办理：');
    expect(mail.headers['in-reply-to']).toContain(agreementId);
    expect(mail.headers['list-unsubscribe']).toBeUndefined();
    expect(await statusOf(strong)).toEqual({ status: 'sent', reason: null });
    expect(await statusOf(other)).toEqual({ status: 'sent', reason: null });
    expect(await statusOf(weak)).toEqual({ status: 'merged', reason: `merged: ${strong}` });
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'nothing' });
    expect(await world.postbox().nextMail(owner)).toEqual({ reachAt: null, count: 0 });
  });

  test('its links are signed, kept, and lead to what its rules allow', async () => {
    await reminderToOwner();
    await world.postbox().sendMail(owner);
    const tokens = [...(arrived()[0]?.text ?? '').matchAll(/\/l\/([A-Za-z0-9_-]+)/g)].map((match) => match[1] ?? '');
    const ids = tokens.map((token) => linkIdOf(linkSecret, token) ?? '');
    const rows = await world.db.link.findMany({ where: { id: { in: ids } } });
    expect(rows.map((row) => row.action).toSorted()).toEqual(['open', 'pause', 'report']);
    expect(rows.every((row) => row.personId === 'person-owner' && row.followUpId === 'commitment.commitment-1')).toBe(
      true,
    );
    expect(arrived()[0]?.text).toContain(`${publicUrl}/l/`);
  });

  test('a mail of reminders only can be switched off by one click', async () => {
    const followUp = await world.followUp('commitment', 'commitment-1');
    await world.notice('reminder', 'post-owner', { followUp, step: 'before' });
    await world.postbox().sendMail(owner);
    expect(arrived()[0]?.headers['list-unsubscribe']).toContain(`${publicUrl}/l/`);
    expect(arrived()[0]?.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
  });

  test('a demonstration says so in the mail', async () => {
    await reminderToOwner();
    await world.postbox({ isDemonstration: true }).sendMail(owner);
    expect(arrived()[0]?.subject).toMatch(/^【演示】/);
    expect(arrived()[0]?.text).toContain('演示数据');
  });

  test('quotes the sentence of a commitment as it was said', async () => {
    await reminderToOwner();
    await world.db.text.create({
      data: { id: 'text-1', entityId: agreementId, content: '每季度派两名专家<b>', writtenBy: 'tester', at },
    });
    await world.db.event.create({
      data: {
        entityId: agreementId,
        seq: 1,
        type: 'commitmentRecorded',
        aboutKind: 'commitment',
        aboutId: 'commitment-1',
        at,
        by: 'tester',
        data: { sentence: 'text-1' },
      },
    });
    await world.postbox().sendMail(owner);
    expect(arrived()[0]?.text).toContain('> 每季度派两名专家<b>');
    expect(arrived()[0]?.html).toContain('每季度派两名专家&lt;b&gt;');
  });
});

describe('when', () => {
  test('the morning for a reminder, at once for what is assigned, quiet hours and the reader’s own holidays', async () => {
    const followUp = await world.followUp('commitment', 'commitment-1');
    await world.notice('due', 'post-owner', { followUp });
    expect(await world.postbox().nextMail(owner)).toEqual({ reachAt: '2026-03-05T00:30:00.000Z', count: 1 });
    await world.notice('assigned', 'post-owner', { followUp });
    expect(await world.postbox().nextMail(owner)).toEqual({ reachAt: at, count: 2 });
    const night = '2026-03-04T14:00:00.000Z';
    expect(await world.postbox().nextMail({ ...owner, at: night })).toMatchObject({
      reachAt: '2026-03-05T00:30:00.000Z',
    });
    const goodFriday = '2026-04-03T09:00:00.000Z';
    await world.notice('assigned', 'post-british', { at: goodFriday });
    expect(await world.postbox().nextMail({ personId: 'person-british', at: goodFriday })).toMatchObject({
      reachAt: '2026-04-07T07:30:00.000Z',
    });
  });

  test('a person who is unknown or owes nothing wakes nobody', async () => {
    expect(await world.postbox().nextMail({ personId: 'person-nobody', at })).toEqual({ reachAt: null, count: 0 });
    expect(await world.postbox().sendMail({ personId: 'person-nobody', at })).toMatchObject({ outcome: 'nothing' });
  });
});

describe('facts and holders at the claim', () => {
  test('what is solved meanwhile is suppressed with that reason', async () => {
    const id = await reminderToOwner();
    await world.db.followUp.updateMany({ data: { status: 'done' } });
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'nothing' });
    expect(arrived()).toHaveLength(0);
    expect(await statusOf(id)).toEqual({ status: 'suppressed', reason: 'solved' });
  });

  test('a new holder of the post gets it, the old one does not', async () => {
    const id = await reminderToOwner();
    await world.db.post.update({ where: { id: 'post-owner' }, data: { holderId: 'person-director' } });
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'nothing' });
    expect(world.woken).toEqual(['person-director']);
    expect(await world.postbox().sendMail({ personId: 'person-director', at })).toMatchObject({ outcome: 'sent' });
    expect(arrived().map((mail) => mail.to)).toEqual([['director@example.org']]);
    expect(await statusOf(id)).toMatchObject({ status: 'sent' });
  });

  test('a vacant post is read by its deputy, else by the coordinator, who is told so', async () => {
    const id = await reminderToOwner();
    await world.db.post.update({ where: { id: 'post-owner' }, data: { holderId: null } });
    await world.postbox().sendMail(owner);
    expect(world.woken).toEqual(['person-coordinator']);
    await world.postbox().sendMail({ personId: 'person-coordinator', at });
    expect(arrived()[0]?.text).toContain('as stand-in for Post of owner');
    expect(await statusOf(id)).toMatchObject({ status: 'sent' });
  });
});

describe('people outside', () => {
  test('are held until introduced; our coordinator is asked to introduce us, once', async () => {
    const followUp = await world.followUp('commitment', 'commitment-1', {
      ownerPostId: 'post-partner',
      sideOrgId: 'org-cnuktip',
    });
    await world.db.followUp.updateMany({ data: { ownerPostId: 'post-partner' } });
    const id = await world.notice('due', 'post-partner', { followUp });
    expect(await world.postbox().nextMail(partner)).toMatchObject({ reachAt: at });
    expect(await world.postbox().sendMail(partner)).toMatchObject({ outcome: 'nothing' });
    expect(await statusOf(id)).toEqual({ status: 'open', reason: 'held: not introduced' });
    expect(world.woken).toEqual(['person-liaison']);
    // Held notices keep no postbox awake.
    expect(await world.postbox().nextMail(partner)).toEqual({ reachAt: null, count: 1 });
    await world.postbox().sendMail({ personId: 'person-liaison', at });
    expect(arrived()[0]?.text).toContain('Mail about this cooperation waits for Ren Xiang (CNUKTIP)');
    expect(await world.db.notice.count({ where: { kind: 'introduction-wanted' } })).toBe(1);
  });

  test('read a courteous mail without light or lateness; a third one waits for the week to end', async () => {
    await world.db.person.update({ where: { id: 'person-partner' }, data: { introducedAt: at } });
    for (let day = 4; day <= 6; day += 1) {
      const when = `2026-03-0${day}T01:00:00.000Z`;
      const followUp = await world.followUp('commitment', `commitment-${day}`, {
        ownerPostId: 'post-partner',
        dueOn: '2026-03-03',
      });
      await world.db.followUp.updateMany({ data: { ownerPostId: 'post-partner', dueOn: '2026-03-03' } });
      await world.notice('overdue', 'post-partner', { followUp, at: when });
      await world.postbox().sendMail({ ...partner, at: when });
    }
    expect(arrived()).toHaveLength(2);
    expect(arrived()[0]?.text).toContain('尊敬的Ren Xiang：');
    expect(arrived()[0]?.text).toContain('烦请告知目前进展');
    expect(arrived()[0]?.text).not.toMatch(/逾期|督办|灯色/);
    expect(await world.postbox().nextMail({ ...partner, at: '2026-03-06T01:00:00.000Z' })).toEqual({
      reachAt: '2026-03-12T00:30:00.000Z',
      count: 1,
    });
  });

  test('without mail: a relay task with at most 200 characters and a signed link', async () => {
    const followUp = await world.followUp('commitment', 'commitment-1', { ownerPostId: 'post-wechat' });
    await world.db.followUp.updateMany({ data: { ownerPostId: 'post-wechat' } });
    const id = await world.notice('due', 'post-wechat', { followUp });
    const wechat = { personId: 'person-wechat', at };
    await world.postbox().sendMail(wechat);
    expect(await statusOf(id)).toEqual({ status: 'open', reason: 'relay' });
    expect(world.woken).toEqual(['person-liaison']);
    expect(await world.postbox().nextMail(wechat)).toEqual({ reachAt: null, count: 0 });
    await world.postbox().sendMail({ personId: 'person-liaison', at });
    const text = arrived()[0]?.text ?? '';
    expect(text).toContain('is reached by WeChat, not by mail');
    const quoted = /^> (李主任您好.*)$/m.exec(text)?.[1] ?? '';
    expect(quoted).toContain('烦请您于2026年3月6日（周五）前协助办理');
    expect(quoted.length).toBeLessThanOrEqual(200);
    const token = /^> .*\/l\/([A-Za-z0-9_-]{43})$/m.exec(text)?.[1] ?? '';
    const link = await world.db.link.findUniqueOrThrow({ where: { id: linkIdOf(linkSecret, token) ?? '' } });
    expect(link).toMatchObject({ action: 'report', personId: 'person-wechat', mailId: null });
  });
});

describe('faults', () => {
  const later = (ms: number) => sleep(ms + 40);

  test('server down: nothing is lost, and it goes out once when it is back', async () => {
    const id = await reminderToOwner();
    await world.inbox.faults.closePort();
    const down = await world.postbox().sendMail(owner);
    expect(down.outcome).toBe('deferred');
    expect(down.retryInMs).toBe(50);
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'busy' });
    expect(await statusOf(id)).toMatchObject({ status: 'open' });
    await world.inbox.faults.openPort();
    await later(50);
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'sent' });
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'nothing' });
    expect(arrived()).toHaveLength(1);
    expect(await statusOf(id)).toMatchObject({ status: 'sent' });
  });

  test('after an outage one catch-up, never a burst: what came meanwhile is in the same mail', async () => {
    await reminderToOwner();
    await world.inbox.faults.closePort();
    await world.postbox().sendMail(owner);
    const minutes = await world.followUp('minutes', 'symposium-1');
    await world.notice('due', 'post-owner', { followUp: minutes });
    await world.inbox.faults.openPort();
    await later(50);
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'sent', count: 2 });
    expect(arrived()).toHaveLength(1);
    expect(await world.db.mail.groupBy({ by: ['status'], _count: true, orderBy: { status: 'asc' } })).toMatchObject([
      { status: 'sent', _count: 1 },
      { status: 'suppressed', _count: 1 },
    ]);
  });

  test('a mail that waits is suppressed if its matter is solved', async () => {
    const id = await reminderToOwner();
    world.inbox.faults.rcpt(() => ({ code: 450, text: '4.2.1 later' }));
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'deferred', retryInMs: 80 });
    await world.db.followUp.updateMany({ data: { status: 'done' } });
    world.inbox.faults.clear();
    await later(80);
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'nothing' });
    expect(arrived()).toHaveLength(0);
    expect(await statusOf(id)).toEqual({ status: 'suppressed', reason: 'solved' });
  });

  test('greylisted: tried again with the same bytes, and not counted as a failure', async () => {
    const id = await reminderToOwner();
    world.inbox.faults.greylistOnce();
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'deferred' });
    const frozen = await world.db.mail.findFirstOrThrow({ where: { status: 'deferred' } });
    await later(80);
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'sent' });
    expect(arrived()[0]?.messageId).toBe(frozen.messageId);
    expect(await statusOf(id)).toMatchObject({ status: 'sent' });
  });

  test('550: no retry, the address is not used again, a person is asked', async () => {
    const id = await reminderToOwner();
    world.inbox.faults.rcpt(() => ({ code: 550, text: '5.1.1 no such user' }));
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'refused', retryInMs: null });
    expect(await statusOf(id)).toMatchObject({ status: 'failed', reason: expect.stringContaining('550') });
    expect(world.woken).toEqual(['person-liaison']);
    const task = await world.db.notice.findFirstOrThrow({ where: { kind: 'undeliverable' } });
    expect(task.personId).toBe('person-liaison');
    world.inbox.faults.clear();
    // What comes now is passed on by hand.
    const next = await world.notice('due', 'post-owner');
    await world.postbox().sendMail(owner);
    expect(arrived()).toHaveLength(0);
    expect(await statusOf(next)).toEqual({ status: 'open', reason: 'relay' });
  });

  test('our own sender refused: the recipient is not to blame', async () => {
    await reminderToOwner();
    world.inbox.faults.sender(() => ({ code: 550, text: '5.7.1 who are you' }));
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'deferred' });
    const person = await world.db.person.findUniqueOrThrow({ where: { id: 'person-owner' } });
    expect(person.refusedEmail).toBeNull();
    expect((await world.db.mail.findFirstOrThrow()).reason).toContain('our own mail server refuses us');
  });

  test('cut after the body: a reminder of ours goes once more with the same bytes, then nobody knows', async () => {
    const id = await reminderToOwner();
    world.inbox.faults.data(() => ({ kind: 'cut-after-keep' }));
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'deferred', retryInMs: 60 });
    // Solved meanwhile or not: it may have arrived, so it stays as it is.
    await world.db.followUp.updateMany({ data: { status: 'done' } });
    await later(60);
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'unknown', retryInMs: null });
    expect(await statusOf(id)).toMatchObject({ status: 'unknown' });
    const [second, first] = arrived();
    expect(arrived()).toHaveLength(2);
    expect(second?.messageId).toBe(first?.messageId);
    expect(second?.text).toBe(first?.text);
    await later(60);
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'nothing' });
  });

  test.each([
    ['an escalation', 'person-owner', 'post-owner', 'escalation' as const],
    ['a mail to a partner', 'person-partner', 'post-partner', 'due' as const],
  ])('cut after the body: %s is not sent twice; a person looks after it', async (_name, personId, postId, kind) => {
    await world.db.person.updateMany({ data: { introducedAt: at } });
    const followUp = await world.followUp('commitment', 'commitment-1', { ownerPostId: postId });
    await world.db.followUp.updateMany({ data: { ownerPostId: postId } });
    const id = await world.notice(kind, postId, { followUp });
    world.inbox.faults.data(() => ({ kind: 'cut-after-keep' }));
    expect(await world.postbox().sendMail({ personId, at })).toMatchObject({ outcome: 'unknown' });
    world.inbox.faults.clear();
    expect(await world.postbox().sendMail({ personId, at })).toMatchObject({ outcome: 'nothing' });
    expect(arrived()).toHaveLength(1);
    expect(await statusOf(id)).toMatchObject({ status: 'unknown' });
    expect(await world.db.notice.count({ where: { kind: 'undeliverable' } })).toBe(1);
  });

  test('a server that does not answer is left within the deadline', async () => {
    await reminderToOwner();
    world.inbox.faults.delay('recipient', 5_000);
    const startedAt = performance.now();
    const report = await world.postbox({ timing: { deadlineMs: 400, leaseMs: 6_000, awayMs: 50 } }).sendMail(owner);
    expect(report.outcome).toBe('deferred');
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    expect(arrived()).toHaveLength(0);
  });

  test('20 at once: one copy', async () => {
    await reminderToOwner();
    const reports = await Promise.all(
      Array.from({ length: 20 }, () =>
        world
          .postbox()
          .sendMail(owner)
          .catch(() => ({ outcome: 'failed' })),
      ),
    );
    expect(reports.filter((report) => report.outcome === 'sent')).toHaveLength(1);
    expect(arrived()).toHaveLength(1);
    expect(await world.db.mail.count()).toBe(1);
  });

  test('a worker frozen past its lease sends nothing when it wakes; the other has sent it', async () => {
    await reminderToOwner();
    // Frozen at RCPT: its conversation goes on long after the lease.
    world.inbox.faults.delay('recipient', 900);
    const frozen = world.postbox({ timing: { deadlineMs: 5_000, leaseMs: 300, awayMs: 50 } }).sendMail(owner);
    await sleep(500);
    world.inbox.faults.clear();
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'sent' });
    expect(await frozen).toMatchObject({ outcome: 'busy' });
    expect(arrived()).toHaveLength(1);
    expect(await world.db.mail.findMany({ select: { status: true } })).toEqual([{ status: 'sent' }]);
  });

  test('a worker lost after the body had left: once more for a reminder, the same Message-ID', async () => {
    await reminderToOwner();
    world.inbox.faults.delay('body', 700);
    // Its answer comes after the lease was taken over: it writes nothing.
    const lost = world.postbox({ timing: { deadlineMs: 5_000, leaseMs: 250, awayMs: 50 } }).sendMail(owner);
    await sleep(450);
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'busy' });
    expect(await lost).toMatchObject({ outcome: 'busy' });
    world.inbox.faults.clear();
    await later(60);
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'sent' });
    expect(new Set(arrived().map((mail) => mail.messageId)).size).toBe(1);
    expect(arrived()).toHaveLength(2);
  });
});
