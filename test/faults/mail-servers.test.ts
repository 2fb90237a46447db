import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultTiming } from '../../activities/postbox/deps.ts';
import { sendOnce } from '../../mail/transport.ts';
import { at, startWorld } from '../activities/postbox-world.ts';
import type { World } from '../activities/postbox-world.ts';
import { startProxy } from '../support/proxy.ts';
import type { Proxy } from '../support/proxy.ts';

/** Rows 4 to 9 of the fault matrix: what mail servers and the way to them do, short of a process that dies. */

let world: World;
let proxy: Proxy;
let proxied: string;
beforeAll(async () => {
  world = await startWorld();
  proxy = await startProxy({ port: Number(new URL(world.inbox.smtpUrl).port) });
  proxied = `smtp://127.0.0.1:${proxy.port}`;
}, 60_000);
afterAll(async () => {
  await proxy.stop();
  await world.stop();
});
let before = 0;
beforeEach(async () => {
  proxy.calm();
  await proxy.down();
  await proxy.up();
  await world.clear();
  await world.db.person.updateMany({ data: { introducedAt: at } });
  before = world.inbox.messages().length;
});
const arrived = () => world.inbox.messages().slice(0, world.inbox.messages().length - before);
const owner = { personId: 'person-owner', at };
const director = { personId: 'person-director', at };
async function reminder(name: 'owner' | 'director' = 'owner'): Promise<string> {
  const followUp = await world.followUp('commitment', `commitment-${name}`, { ownerPostId: `post-${name}` });
  await world.db.followUp.updateMany({
    where: { id: `commitment.commitment-${name}` },
    data: { ownerPostId: `post-${name}` },
  });
  return world.notice('due', `post-${name}`, { followUp, step: 'due' });
}
const noticeOf = async (id: string) => {
  const { status, reason } = await world.db.notice.findUniqueOrThrow({ where: { id } });
  return { status, reason };
};
const mailRow = () => world.db.mail.findFirstOrThrow({ orderBy: { at: 'desc' } });
const SHORT = { deadlineMs: 800, leaseMs: 6_000, awayMs: 50, ambiguousMs: 60 };

describe('row 4: away', () => {
  test('it fails at once, says so in its row, waits longer each time; and every recipient gets one mail after it', async () => {
    const ids = [await reminder('owner'), await reminder('director')];
    await proxy.down();
    const away = { smtpUrl: proxied, timing: { awayMs: 40, awayMaxMs: 10_000 } };
    const waits: number[] = [];
    for (let tries = 0; tries < 3; tries += 1) {
      const startedAt = performance.now();
      const report = await world.postbox(away).sendMail(owner);
      expect(report.outcome).toBe('deferred');
      // Far below the deadline of a conversation, 25 s: the activity's slot is free for others.
      expect(performance.now() - startedAt).toBeLessThan(5_000);
      waits.push(report.retryInMs ?? 0);
      await sleep((report.retryInMs ?? 0) + 30);
    }
    expect(waits).toEqual([40, 80, 160]);
    await world.postbox(away).sendMail(director);
    expect(await mailRow()).toMatchObject({
      status: 'deferred',
      reason: expect.stringMatching(/ECONN|ESOCKET/),
    });
    await proxy.up();
    await sleep(200);
    for (const person of [owner, director]) {
      expect(await world.postbox(away).sendMail(person)).toMatchObject({ outcome: 'sent' });
    }
    const readers = arrived().map((mail) => mail.envelope.to[0]);
    expect(readers).toHaveLength(2);
    expect(new Set(readers)).toEqual(new Set(['director@example.org', 'owner@example.org']));
    for (const id of ids) expect(await noticeOf(id)).toMatchObject({ status: 'sent' });
  }, 30_000);
});

describe('row 5: later', () => {
  test.each([
    [450, '4.2.0 Greylisted'],
    [451, '4.7.1 Please try again later'],
    [421, '4.7.0 Too many connections from you'],
  ])('%d: tried again after five minutes at the earliest, and the address is none the worse', async (code, text) => {
    const id = await reminder();
    world.inbox.faults.rcpt(() => ({ code, text }));
    const report = await world.postbox({ timing: defaultTiming }).sendMail(owner);
    expect(report).toMatchObject({ outcome: 'deferred', retryInMs: defaultTiming.deferredMs });
    world.inbox.faults.clear();
    expect((await world.postbox().sendMail(owner)).outcome).toBe('busy');
    const [row] = await world.db.$queryRaw<{ waitMs: number }[]>`
      SELECT (EXTRACT(EPOCH FROM ("realNextTryAt" - (now() AT TIME ZONE 'UTC'))) * 1000)::float8 AS "waitMs" FROM mail`;
    expect(row?.waitMs).toBeGreaterThan(4.9 * 60_000);
    expect(await noticeOf(id)).toMatchObject({ status: 'open' });
    const { refusedEmail } = await world.db.person.findUniqueOrThrow({ where: { id: 'person-owner' } });
    expect(refusedEmail).toBeNull();
  });
});

describe('row 6: never', () => {
  test.each([
    [550, '5.1.1 No such user', 'rcpt'],
    [553, '5.1.3 Bad address', 'rcpt'],
    [554, '5.7.1 Rejected as spam', 'data'],
  ] as const)(
    '%d at %s: no second try, the address is kept from use, our liaison is asked',
    async (code, text, where) => {
      const id = await reminder();
      if (where === 'rcpt') world.inbox.faults.rcpt(() => ({ code, text }));
      else world.inbox.faults.data(() => ({ kind: 'refuse', refusal: { code, text } }));
      expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'refused', retryInMs: null });
      world.inbox.faults.clear();
      expect((await world.postbox().sendMail(owner)).outcome).toBe('nothing');
      expect(arrived()).toHaveLength(0);
      expect(await noticeOf(id)).toMatchObject({ status: 'failed', reason: expect.stringContaining(String(code)) });
      const { refusedEmail } = await world.db.person.findUniqueOrThrow({ where: { id: 'person-owner' } });
      expect(refusedEmail).toBe('owner@example.org');
      expect(await world.db.notice.count({ where: { kind: 'undeliverable', personId: 'person-liaison' } })).toBe(1);
    },
  );
});

test('row 7: one good and one bad recipient: each their own message, the bad one is visible', async () => {
  const ids = { owner: await reminder('owner'), director: await reminder('director') };
  world.inbox.faults.rcpt((address) =>
    address.startsWith('owner@') ? { code: 550, text: '5.1.1 No such user' } : null,
  );
  const reports = await Promise.all([owner, director].map((person) => world.postbox().sendMail(person)));
  expect(reports.map((report) => report.outcome)).toEqual(['refused', 'sent']);
  expect(arrived().map((mail) => mail.envelope.to)).toEqual([['director@example.org']]);
  expect(await noticeOf(ids.owner)).toMatchObject({ status: 'failed' });
  expect(await noticeOf(ids.director)).toMatchObject({ status: 'sent' });
});

describe('row 8: servers that hold one up', () => {
  const servers: { server: Server; sockets: Set<Socket> }[] = [];
  afterEach(async () => {
    for (const { server, sockets } of servers.splice(0)) {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    }
  });
  /** A server that speaks as it likes; `speak` is called for each connection. */
  async function rude(speak: (socket: Socket) => void): Promise<string> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      speak(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push({ server, sockets });
    return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  /** Something every so often, until the other side has had enough. */
  const trickle = (socket: Socket, next: () => string) => {
    const timer = setInterval(() => socket.write(next()), 50);
    socket.once('close', () => clearInterval(timer));
  };
  const kinds: Record<string, (socket: Socket) => void> = {
    'no greeting': () => undefined,
    'a greeting letter by letter, for ever': (socket) => trickle(socket, () => '2'),
    'an answer to EHLO without an end': (socket) => {
      socket.write('220 slow.example.org\r\n');
      socket.once('data', () => trickle(socket, () => '250-AND-SO-ON\r\n'));
    },
    'never an answer to RCPT': (socket) => {
      socket.write('220 slow.example.org\r\n');
      socket.on('data', (line) => {
        if (!String(line).startsWith('RCPT')) socket.write('250 fine\r\n');
      });
    },
  };

  test.each(Object.keys(kinds))(
    '%s: left within the deadline, nothing sent, and the way is free',
    async (kind) => {
      const id = await reminder();
      const smtpUrl = await rude(kinds[kind] ?? (() => undefined));
      const startedAt = performance.now();
      const report = await world.postbox({ smtpUrl, timing: SHORT }).sendMail(owner);
      expect(performance.now() - startedAt).toBeLessThan(10 * SHORT.deadlineMs);
      expect(report).toMatchObject({ outcome: 'deferred', retryInMs: SHORT.awayMs });
      // The connection does not stay behind.
      for (const { sockets } of servers)
        for (const socket of sockets) if (!socket.closed) await new Promise((done) => socket.once('close', done));
      await sleep(SHORT.awayMs + 20);
      expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'sent' });
      expect(arrived()).toHaveLength(1);
      expect(await noticeOf(id)).toMatchObject({ status: 'sent' });
    },
    20_000,
  );

  test('a line that is too slow for the deadline: not sent, then by the good line once', async () => {
    await reminder();
    proxy.weather.bytesPerSecond = 100;
    const report = await world.postbox({ smtpUrl: proxied, timing: SHORT }).sendMail(owner);
    expect(report.outcome).toBe('deferred');
    proxy.calm();
    await sleep(SHORT.awayMs + 20);
    expect(await world.postbox({ smtpUrl: proxied }).sendMail(owner)).toMatchObject({ outcome: 'sent' });
    expect(arrived()).toHaveLength(1);
  }, 20_000);

  test('one that is slow and true is borne', async () => {
    const others = arrived().length;
    proxy.weather.bytesPerSecond = 2_000;
    const mime = Buffer.from('Subject: x\r\n\r\nx\r\n');
    const request = { smtpUrl: proxied, from: 'a@example.org', to: 'b@example.org', mime, deadlineMs: 20_000 };
    expect((await sendOnce({ ...request, mayLeave: () => Promise.resolve(true) })).outcome).toBe('accepted');
    expect(arrived()).toHaveLength(others + 1);
  }, 30_000);
});

describe('row 9: nobody knows whether it arrived', () => {
  test('the 250 comes later than the deadline: maybe sent; a reminder goes once more with the same bytes, then it is unknown', async () => {
    const id = await reminder();
    world.inbox.faults.delay('body', SHORT.deadlineMs + 700);
    expect(await world.postbox({ timing: SHORT }).sendMail(owner)).toMatchObject({
      outcome: 'deferred',
      retryInMs: SHORT.ambiguousMs,
    });
    expect(await mailRow()).toMatchObject({ ambiguousCount: 1, reason: expect.stringContaining('maybe sent') });
    await sleep(SHORT.ambiguousMs + 20);
    expect(await world.postbox({ timing: SHORT }).sendMail(owner)).toMatchObject({ outcome: 'unknown' });
    expect(await noticeOf(id)).toMatchObject({ status: 'unknown' });
    expect(new Set(arrived().map((mail) => mail.messageId)).size).toBeLessThanOrEqual(1);
    expect((await world.postbox().sendMail(owner)).outcome).toBe('nothing');
  }, 20_000);

  test('the answer to the body is lost on the way: the server has one, and the second has the same bytes', async () => {
    await reminder();
    world.inbox.faults.delay('body', 300);
    world.inbox.faults.data(() => {
      // The invitation has passed; what comes next is the answer to the body.
      setTimeout(() => (proxy.weather.cut = { direction: 'down', afterPieces: 0 }), 150);
      return null;
    });
    const first = await world.postbox({ smtpUrl: proxied, timing: SHORT }).sendMail(owner);
    expect(first).toMatchObject({ outcome: 'deferred', retryInMs: SHORT.ambiguousMs });
    world.inbox.faults.clear();
    proxy.calm();
    await sleep(SHORT.ambiguousMs + 20);
    expect(await world.postbox({ smtpUrl: proxied }).sendMail(owner)).toMatchObject({ outcome: 'sent' });
    const copies = arrived();
    expect(new Set(copies.map((mail) => mail.messageId)).size).toBe(1);
    expect(copies).toHaveLength(2);
    expect(copies[0]?.text).toBe(copies[1]?.text);
  }, 20_000);
});
