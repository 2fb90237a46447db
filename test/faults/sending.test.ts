import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { at, linkSecret, publicUrl, startWorld } from '../activities/postbox-world.ts';
import type { World } from '../activities/postbox-world.ts';
import { startProxy } from '../support/proxy.ts';
import type { Proxy } from '../support/proxy.ts';
import { SenderGone, startSender, until } from './sending.ts';
import type { Sender } from './sending.ts';

/** Rows 1 to 3 of the fault matrix: a process that sends is killed, and frozen, at each place where it matters. */

let world: World;
let proxy: Proxy;
const senders: Sender[] = [];
beforeAll(async () => {
  world = await startWorld();
  proxy = await startProxy({ port: Number(new URL(world.inbox.smtpUrl).port) });
}, 60_000);
afterAll(async () => {
  for (const sender of senders) await sender.kill();
  await proxy.stop();
  await world.stop();
});
let before = 0;
beforeEach(async () => {
  await world.clear();
  before = world.inbox.messages().length;
});
afterEach(() => {
  for (const sender of senders) sender.wake();
});

/** Patient, as a busy machine needs it; a lease ends when the test says so. */
const timing = { deadlineMs: 40_000, leaseMs: 60_000, awayMs: 50, deferredMs: 80, ambiguousMs: 50 };
const endLeases = () =>
  world.db.$executeRaw`UPDATE mail SET "realLeaseUntil" = (now() AT TIME ZONE 'UTC') - interval '1 second'`;
const owner = { personId: 'person-owner', at };
/** Two that live: the first to be killed or frozen, the second to take over. Who survives a test is used in the next. */
async function twoSenders(): Promise<[Sender, Sender]> {
  const { databaseUrl } = world;
  const from = 'Cooperation office <office@example.org>';
  const settings = { databaseUrl, smtpUrl: `smtp://127.0.0.1:${proxy.port}`, from, publicUrl, linkSecret, timing };
  const alive = senders.splice(0).filter((one) => one.isAlive());
  while (alive.length < 2) alive.push(await startSender(settings));
  senders.push(...alive);
  const [first, second] = alive;
  if (!first || !second) throw new Error('unreachable');
  return [first, second];
}
const arrived = () => world.inbox.messages().slice(0, world.inbox.messages().length - before);
async function reminder(): Promise<string> {
  const followUp = await world.followUp('commitment', 'commitment-1');
  return world.notice('due', 'post-owner', { followUp, step: 'due' });
}
const noticeStatus = async (id: string) => (await world.db.notice.findUniqueOrThrow({ where: { id } })).status;

/** Another sender takes it up, and again after each wait it is told of, until there is nothing left. */
async function drain(by: Sender): Promise<string[]> {
  const outcomes: string[] = [];
  for (let rounds = 0; rounds < 30; rounds += 1) {
    const { outcome, retryInMs } = await by.send(owner);
    outcomes.push(outcome);
    if (retryInMs === null) return outcomes;
    await sleep(retryInMs + 20);
  }
  throw new Error(`it never ends: ${outcomes.join(' ')}`);
}

describe('row 1: killed before the body', () => {
  test.each(['sender', 'recipient', 'data'] as const)(
    'at the phase "%s": one copy, sent',
    async (phase) => {
      const id = await reminder();
      const [first, second] = await twoSenders();
      const kill = () => {
        void first.kill();
        return null;
      };
      if (phase === 'sender') world.inbox.faults.sender(kill);
      else if (phase === 'recipient') world.inbox.faults.rcpt(kill);
      // Invited to send, and gone before a byte of it was there.
      else world.inbox.faults.data(() => (kill(), { kind: 'cut-before-body' }));
      await expect(first.send(owner)).rejects.toThrow(SenderGone);
      world.inbox.faults.clear();
      expect(await second.send(owner)).toMatchObject({ outcome: 'busy' });
      await endLeases();
      expect(await drain(second)).toContain('sent');
      expect(arrived()).toHaveLength(1);
      expect(await noticeStatus(id)).toBe('sent');
      expect(await world.db.mail.findMany({ select: { status: true } })).toEqual([{ status: 'sent' }]);
    },
    120_000,
  );
});

test('row 2: killed after the 250 and before it is written down: two copies at most, same Message-ID and bytes, one row', async () => {
  const id = await reminder();
  const [first, second] = await twoSenders();
  world.inbox.faults.delay('body', 2_000);
  const lost = first.send(owner).catch((error: unknown) => error);
  await until(
    'the body has left',
    async () => (await world.db.mail.count({ where: { NOT: { realBodyLeftAt: null } } })) === 1,
  );
  // The 250 is on its way when it dies.
  proxy.weather.blackhole = 'down';
  await until('the server has it', () => arrived().length === 1);
  await first.kill();
  proxy.calm();
  await endLeases();
  expect(await lost).toBeInstanceOf(SenderGone);
  expect(await world.db.mail.findMany({ select: { status: true } })).toEqual([{ status: 'sending' }]);
  world.inbox.faults.clear();
  await drain(second);
  const copies = arrived();
  expect(copies).toHaveLength(2);
  expect(copies[1]?.messageId).toBe(copies[0]?.messageId);
  const [one, other] = await Promise.all(copies.map((copy) => sourceOf(copy.id)));
  expect(one).toBe(other);
  expect(await noticeStatus(id)).toBe('sent');
  expect(await world.db.mail.findMany({ select: { status: true, ambiguousCount: true } })).toEqual([
    { status: 'sent', ambiguousCount: 1 },
  ]);
}, 120_000);

describe('row 3: frozen past its lease, then awake again', () => {
  test.each([
    ['at RCPT', 'recipient'],
    ['at MAIL FROM', 'sender'],
  ] as const)(
    '%s: another has sent it, no second copy',
    async (_name, phase) => {
      const id = await reminder();
      const [first, second] = await twoSenders();
      let isFrozen = false;
      const freeze = () => {
        if (!isFrozen) first.freeze();
        isFrozen = true;
        return null;
      };
      if (phase === 'recipient') world.inbox.faults.rcpt(freeze);
      else world.inbox.faults.sender(freeze);
      const late = first.send(owner);
      await until('it is frozen', () => isFrozen);
      await endLeases();
      expect(await drain(second)).toContain('sent');
      first.wake();
      expect(await late).toMatchObject({ outcome: 'busy' });
      // Awake, it does not send what it held either when it is asked once more.
      expect(await first.send(owner)).toMatchObject({ outcome: 'nothing' });
      expect(arrived()).toHaveLength(1);
      expect(await noticeStatus(id)).toBe('sent');
    },
    120_000,
  );

  test('and awake again before another took it: it does not send on the lost lease, but by a new claim, once', async () => {
    await reminder();
    const [first] = await twoSenders();
    let isFrozen = false;
    world.inbox.faults.rcpt(() => {
      if (!isFrozen) first.freeze();
      isFrozen = true;
      return null;
    });
    const late = first.send(owner);
    await until('it is frozen', () => isFrozen);
    await endLeases();
    first.wake();
    expect((await late).outcome).toBe('deferred');
    await drain(first);
    expect(arrived()).toHaveLength(1);
  }, 120_000);
});

const sourceOf = async (id: string) => (await fetch(`${world.inbox.httpUrl}/api/messages/${id}/source`)).text();
