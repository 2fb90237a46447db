import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { posted, startAgreement } from '../support/cooperation.ts';
import type { StartedAgreement } from '../support/cooperation.ts';
import { startProcesses } from '../support/processes.ts';
import type { ProcessSystem } from '../support/processes.ts';
import { chance, expectNoneLost, inTheWindow } from '../faults/copies.ts';
import { until } from '../faults/sending.ts';

/**
 * The whole product under 60 kills: mostly the worker with -9, now and then the Temporal server, a process of Postgres, or every
 * connection to the mail server. Meanwhile 300 people are each given something to do, of which they are told at once.
 */
const MAILS = Number(process.env['KILLS_MAILS'] ?? 300);
const KILLS = Number(process.env['KILLS_KILLS'] ?? 60);
const PER_AGREEMENT = 12;
const CALLERS = 4;

let system: ProcessSystem;
beforeAll(async () => {
  system = await startProcesses({ isMailProxied: true });
}, 300_000);
afterAll(() => system.stop(), 120_000);

/** Straight into the directory: entering people is not what this is about. */
async function enterPeople(organisationId: string): Promise<string[]> {
  const names = Array.from({ length: MAILS }, (_, index) => `k${index + 1}`);
  await system.db.person.createMany({
    data: names.map((name) => ({
      id: `person-${name}`,
      nameKey: name,
      nameEn: `Person ${name}`,
      email: `${name}@example.org`,
      language: 'en',
      organisationId,
      ours: true,
    })),
  });
  await system.db.post.createMany({
    data: names.map((name) => ({
      id: `post-${name}`,
      organisationId,
      titleEn: `Post of ${name}`,
      holderId: `person-${name}`,
    })),
  });
  return names;
}

/** Until it is answered, whoever is away meanwhile. */
async function tell(path: string, body: object): Promise<void> {
  const key = randomUUID();
  let last = '';
  for (let tries = 0; tries < 400; tries += 1) {
    try {
      const answer = await fetch(`${system.apiUrl}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${system.token}`,
          'idempotency-key': key,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(15_000),
      });
      last = `${answer.status} ${await answer.text()}`;
      if (answer.ok) return;
      expect([409, 503, 504]).toContain(answer.status);
    } catch (error) {
      if (!['TypeError', 'TimeoutError'].includes((error as Error).name)) throw error;
    }
    await sleep(250);
  }
  throw new Error(`${path}: never answered; ${last}`);
}

async function agreements(first: StartedAgreement): Promise<string[]> {
  const ats = [first.at];
  while (ats.length * PER_AGREEMENT < MAILS) {
    const { entityId } = await posted(system, '/v1/agreements', {
      homeUnitId: first.unit,
      besideOpenOne: true,
      title: `Beside it ${ats.length}`,
      parties: [
        { organisationId: first.unit, role: 'host' },
        { organisationId: first.partner, role: 'guest' },
      ],
      accept: true,
    });
    ats.push(`/v1/agreements/${entityId}`);
  }
  return ats;
}

test(`${KILLS} random kills over ${MAILS} mails: none lost, copies only between the server's 250 and our write, with the same Message-ID`, async () => {
  const seed = Date.now() % 1_000_000;
  const random = chance(seed);
  const first = await startAgreement(system, { code: 'k' });
  const ats = await agreements(first);
  const waiting = await enterPeople(first.unit);
  const addresses = waiting.map((name) => `${name}@example.org`);
  system.inbox.faults.delay('recipient', 20);
  system.inbox.faults.delay('body', 300);
  const broken = new Set<string>();
  // A Postgres that recovers tells as soon as it can.
  const note = () =>
    until('Postgres tells what was under way', () =>
      inTheWindow(system.db).then(
        (ids) => {
          for (const id of ids) broken.add(id);
          return true;
        },
        () => false,
      ),
    );
  const kills: Record<string, number> = {};
  /** By itself hardly one in sixty hits it: the server has a mail, and its 250 does not arrive. */
  const oneIsKept = async (): Promise<void> => {
    const underWay = async () => (await inTheWindow(system.db)).length > 0;
    const wait = { withinMs: 4_000, everyMs: 10 };
    const isUnderWay = await until('a body has left', underWay, wait).then(
      () => true,
      () => false,
    );
    if (!isUnderWay || !system.mailProxy) return;
    const kept = system.inbox.messages().length;
    system.mailProxy.weather.blackhole = 'down';
    await until('one is kept', () => system.inbox.messages().length > kept, wait).catch(() => undefined);
  };
  const kill = async (): Promise<void> => {
    const dice = random();
    const what = dice < 0.7 ? 'worker' : dice < 0.8 ? 'Temporal' : dice < 0.9 ? 'Postgres' : 'mail';
    kills[what] = (kills[what] ?? 0) + 1;
    switch (what) {
      case 'worker':
        if (random() < 0.3) await oneIsKept();
        await system.worker.kill();
        system.mailProxy?.calm();
        system.mailProxy?.reset();
        await note();
        return system.worker.start();
      case 'Temporal':
        await system.temporal.kill();
        return system.temporal.restart();
      case 'Postgres':
        await note();
        await system.postgres.kill('backend');
        return note();
      case 'mail':
        await note();
        system.mailProxy?.reset();
        return note();
    }
  };

  // Work comes in for as long as there are kills.
  let killed = 0;
  const caller = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const n = MAILS - waiting.length;
      await until('its turn', () => (n / MAILS) * KILLS <= killed + 4, { withinMs: 900_000, everyMs: 50 });
      await tell(`${ats[n % ats.length]}/commitments`, {
        sentence: `What ${name} does`,
        beneficiaryOrganisationId: first.unit,
        ownerPostId: `post-${name}`,
        dueOn: '2026-03-20',
      });
    }
  };
  const killer = async (): Promise<void> => {
    while (killed < KILLS) {
      await sleep(300 + random() * 1_500);
      await kill();
      killed += 1;
    }
  };
  try {
    await Promise.all([killer(), ...Array.from({ length: CALLERS }, caller)]);
    // Time-outs of activities, waits before a repeat: some minutes.
    const open = () =>
      system.db.mail.count({
        where: { recipient: { startsWith: 'k' }, status: { in: ['pending', 'sending', 'deferred'] } },
      });
    const isDone = async () => {
      const ended = await system.db.mail.count({
        where: { recipient: { in: addresses }, status: { in: ['sent', 'unknown'] } },
      });
      return ended >= MAILS && (await open()) === 0;
    };
    await until('every mail has its end', () => isDone().catch(() => false), { withinMs: 600_000, everyMs: 1_000 });
    const toll = await expectNoneLost(system, addresses, broken);
    console.log(`${JSON.stringify(kills)}, seed ${seed}: ${JSON.stringify(toll)}`);
  } catch (error) {
    throw new Error(`with seed ${seed}, ${JSON.stringify(kills)}`, { cause: error });
  }
}, 1_800_000);
