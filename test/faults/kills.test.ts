import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { at, linkSecret, publicUrl, startWorld } from '../activities/postbox-world.ts';
import type { World } from '../activities/postbox-world.ts';
import { startProxy } from '../support/proxy.ts';
import type { Proxy } from '../support/proxy.ts';
import { chance, expectNoneLost, inTheWindow } from './copies.ts';
import { SenderGone, startSender, until } from './sending.ts';
import type { Sender } from './sending.ts';

/**
 * The small one of test/long/kills.long.test.ts: processes that send are killed at random, without Temporal, whose time-outs take a
 * minute for each. Another run has another seed; the one that failed is in its message.
 */
const MAILS = 40;
const KILLS = 8;
const AT_ONCE = 4;
/** Patient, as a busy machine needs it; the leases of who was killed end when the test says so. */
const timing = { deadlineMs: 40_000, leaseMs: 60_000, awayMs: 50, deferredMs: 80, ambiguousMs: 50 };
const ENDS = ['sent', 'unknown', 'nothing'];

let world: World;
let proxy: Proxy;
beforeAll(async () => {
  world = await startWorld();
  proxy = await startProxy({ port: Number(new URL(world.inbox.smtpUrl).port) });
}, 60_000);
afterAll(async () => {
  await proxy.stop();
  await world.stop();
});

async function enterPeople(): Promise<string[]> {
  const numbers = Array.from({ length: MAILS }, (_, index) => index + 1);
  await world.db.person.createMany({
    data: numbers.map((n) => ({
      id: `person-k${n}`,
      nameKey: `k${n}`,
      nameEn: `Person ${n}`,
      email: `k${n}@example.org`,
      organisationId: 'org-zzuet',
      ours: true,
    })),
  });
  const posts = numbers.map((n) => ({ id: `post-k${n}`, organisationId: 'org-zzuet', holderId: `person-k${n}` }));
  await world.db.post.createMany({ data: posts.map((post) => ({ ...post, titleEn: `Post of ${post.holderId}` })) });
  for (const n of numbers) {
    const followUp = await world.followUp('commitment', `commitment-${n}`, { ownerPostId: `post-k${n}` });
    await world.notice('due', `post-k${n}`, { followUp, step: 'due' });
  }
  return numbers.map((n) => `k${n}`);
}

test(`${KILLS} random kills over ${MAILS} mails: none lost, copies only between the server's 250 and our write, with the same Message-ID`, async () => {
  const seed = Date.now() % 1_000_000;
  const random = chance(seed);
  const { databaseUrl, inbox } = world;
  const from = 'Cooperation office <office@example.org>';
  const settings = { databaseUrl, smtpUrl: `smtp://127.0.0.1:${proxy.port}`, from, publicUrl, linkSecret, timing };
  const waiting = await enterPeople();
  const addresses = waiting.map((name) => `${name}@example.org`);
  // As far away as a real server, so that a kill finds every phase.
  inbox.faults.delay('recipient', 20);
  inbox.faults.delay('body', 400);
  let current: Promise<Sender> = startSender(settings);
  let next: Promise<Sender> = startSender(settings);
  const broken = new Set<string>();
  let kills = 0;

  const lane = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      for (let isOpen = true; isOpen;) {
        try {
          const { outcome, retryInMs } = await (await current).send({ personId: `person-${name}`, at });
          isOpen = !ENDS.includes(outcome);
          if (isOpen) await sleep((retryInMs ?? 50) + 20);
        } catch (error) {
          if (!(error instanceof SenderGone)) throw error;
          await sleep(20);
        }
      }
    }
  };
  /** By itself hardly one of forty would be hit there: the server has a mail, and its 250 does not arrive. */
  const oneIsKept = async (): Promise<void> => {
    const isOver = () => waiting.length === 0;
    await until('a body has left', async () => isOver() || (await inTheWindow(world.db)).length > 0);
    const kept = inbox.messages().length;
    proxy.weather.blackhole = 'down';
    // It may have been kept just before that.
    const isKept = () => isOver() || inbox.messages().length > kept;
    await until('one is kept', isKept, { withinMs: 3_000 }).catch(() => undefined);
  };
  const killer = async (): Promise<void> => {
    while (kills < KILLS && waiting.length > 0) {
      const sender = await current;
      await sleep(60 + random() * 300);
      if (kills % 2 === 1) await oneIsKept();
      await sender.kill();
      proxy.calm();
      proxy.reset();
      kills += 1;
      for (const id of await inTheWindow(world.db)) broken.add(id);
      await world.db
        .$executeRaw`UPDATE mail SET "realLeaseUntil" = (now() AT TIME ZONE 'UTC') - interval '1 second' WHERE status = 'sending'`;
      current = next;
      next = startSender(settings);
    }
  };
  try {
    await Promise.all([killer(), ...Array.from({ length: AT_ONCE }, lane)]);
    const toll = await expectNoneLost(world, addresses, broken);
    console.log(`${kills} kills, seed ${seed}: ${JSON.stringify(toll)}`);
    expect(kills).toBeGreaterThanOrEqual(KILLS / 2);
    // Otherwise the window was never hit.
    expect(toll.twice + toll.unknown).toBeGreaterThan(0);
  } catch (error) {
    throw new Error(`with seed ${seed}`, { cause: error });
  } finally {
    for (const sender of await Promise.all([current, next])) await sender.kill();
  }
}, 180_000);
