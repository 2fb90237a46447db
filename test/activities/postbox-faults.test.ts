import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { at, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());
beforeEach(() => world.clear());

const arrived = () => world.arrived();
const statusOf = (id: string) => world.statusOf(id);
const owner = { personId: 'person-owner', at };

const reminderToOwner: World['reminderToOwner'] = (kind) => world.reminderToOwner(kind);

describe('faults', () => {
  const later = (ms: number) => sleep(ms + 40);
  /** Long enough for a second look to come before it is over, on a busy machine too. */
  const patient = { timing: { deadlineMs: 3_000, leaseMs: 6_000, awayMs: 1_000, ambiguousMs: 1_000 } };

  test('server down: nothing is lost, and it goes out once when it is back', async () => {
    const id = await reminderToOwner();
    await world.inbox.faults.closePort();
    const down = await world.postbox(patient).sendMail(owner);
    expect(down.outcome).toBe('deferred');
    expect(down.retryInMs).toBe(1_000);
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'busy' });
    expect(await statusOf(id)).toMatchObject({ status: 'open' });
    await world.inbox.faults.openPort();
    await later(1_000);
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
    world.inbox.faults.delay('body', 2_000);
    // Its answer comes after the lease was taken over: it writes nothing.
    const lost = world.postbox({ timing: { deadlineMs: 5_000, leaseMs: 600, awayMs: 50 } }).sendMail(owner);
    await sleep(1_100);
    expect(await world.postbox(patient).sendMail(owner)).toMatchObject({ outcome: 'busy' });
    expect(await lost).toMatchObject({ outcome: 'busy' });
    world.inbox.faults.clear();
    await later(1_000);
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'sent' });
    expect(new Set(arrived().map((mail) => mail.messageId)).size).toBe(1);
    expect(arrived()).toHaveLength(2);
  }, 15_000);
});
