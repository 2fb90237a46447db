import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { repeatable } from '../../api/idempotency.ts';
import { posted, startAgreement } from '../support/cooperation.ts';
import type { StartedAgreement } from '../support/cooperation.ts';
import { replayAll, runsOf } from '../support/histories.ts';
import { startProcesses } from '../support/processes.ts';
import type { ProcessSystem } from '../support/processes.ts';
import { answersOf, contactBody, expectExactlyOnce, latencies, letCallersWrite } from './callers.ts';

/** Parts are killed, frozen out and restarted under work. Nothing that was acknowledged is lost, nothing is applied twice. */

let system: ProcessSystem;
beforeAll(async () => {
  system = await startProcesses();
}, 180_000);
afterAll(() => system.stop(), 60_000);

/** The start itself and the contact that notes are added to. */
const SET_UP_COMMANDS = 2;
const ANSWER_WITHIN_MS = 5_000;

let agreements = 0;
async function freshAgreement(): Promise<StartedAgreement> {
  agreements += 1;
  const agreement = await startAgreement(system, { code: `n${agreements}` });
  await posted(system, `${agreement.at}/contacts`, contactBody(agreement, 'The first contact'));
  return agreement;
}

interface Asked {
  status: number;
  code: string;
  retryAfter: string | null;
  ms: number;
  body: Record<string, unknown>;
}

async function ask(path: string, body: object, key: string): Promise<Asked> {
  const startedAt = performance.now();
  const answer = await fetch(`${system.apiUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${system.token}`, 'idempotency-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  const told = (await answer.json()) as Record<string, unknown> & { type?: string };
  return {
    status: answer.status,
    code: (told.type ?? '').replace('/problems/', ''),
    retryAfter: answer.headers.get('retry-after'),
    ms: performance.now() - startedAt,
    body: told,
  };
}

/** Asks again with the same key until there is an answer, and that answer again: it must stay the same. */
async function finalAnswer(path: string, body: object, key: string): Promise<Record<string, unknown>> {
  for (const endsAt = Date.now() + 60_000; Date.now() < endsAt; await sleep(300)) {
    const first = await ask(path, body, key);
    if (first.status >= 300) {
      expect([409, 503, 504]).toContain(first.status);
      continue;
    }
    const again = await ask(path, body, key);
    expect(again).toMatchObject({ status: first.status, body: first.body });
    return first.body;
  }
  throw new Error(`${path}: no answer within a minute`);
}

const eventsOf = (commandId: unknown) => system.db.event.count({ where: { commandId: String(commandId) } });

describe('a part is away', () => {
  const point = { kind: 'topic', text: 'Said while something was away' };
  /** A second cooperation of the same two. */
  const startOf = ({ unit, partner }: StartedAgreement) => ({
    homeUnitId: unit,
    besideOpenOne: true,
    title: `Started while something was away: ${randomUUID()}`,
    parties: [
      { organisationId: unit, role: 'host' },
      { organisationId: partner, role: 'guest' },
    ],
  });
  /** Under one key there is one agreement, with one number and one start, in Postgres and in Temporal. */
  async function expectOneStart(body: ReturnType<typeof startOf>, key: string, before: string[]): Promise<void> {
    const { entityId, commandId } = await finalAnswer('/v1/agreements', body, key);
    const id = String(entityId);
    expect((await agreementsOf(body.homeUnitId)).filter((each) => !before.includes(each))).toEqual([id]);
    expect(await system.db.event.count({ where: { entityId: id, type: 'agreementStarted' } })).toBe(1);
    expect(await system.db.reservedNumber.findMany({ where: { commandId: String(commandId) } })).toMatchObject([
      { entityId: id },
    ]);
    const texts = await system.db.text.findMany({ where: { content: body.title } });
    expect(texts).toMatchObject([{ entityId: id }]);
    expect(await runsOf(system.client, `WorkflowId="${id}"`)).toHaveLength(1);
  }
  const agreementsOf = async (homeUnitId: string) =>
    (await system.db.entity.findMany({ where: { kind: 'agreement', homeUnitId } })).map(({ id }) => id);

  test('the worker: 504 within 5 s, then one answer under the same key', async () => {
    const agreement = await freshAgreement();
    const { at } = agreement;
    const start = startOf(agreement);
    const before = await agreementsOf(agreement.unit);
    await system.worker.kill();
    const key = randomUUID();
    const startKey = randomUUID();
    try {
      const first = await ask(`${at}/points`, point, key);
      expect(first).toMatchObject({ status: 504, code: 'outcome-unknown', retryAfter: expect.any(String) });
      expect(first.ms).toBeLessThan(ANSWER_WITHIN_MS);
      // Asked again in the meantime: still unknown, and not in the way of itself.
      const second = await ask(`${at}/points`, point, key);
      expect(second).toMatchObject({ status: 504, code: 'outcome-unknown' });
      const started = await ask('/v1/agreements', start, startKey);
      expect(started).toMatchObject({ status: 504, code: 'outcome-unknown', retryAfter: expect.any(String) });
      expect(started.ms).toBeLessThan(ANSWER_WITHIN_MS);
      const startedAgain = await ask('/v1/agreements', start, startKey);
      expect(startedAgain).toMatchObject({ status: 504, code: 'outcome-unknown' });
      // Reading goes on.
      const read = await fetch(`${system.apiUrl}${at}`, { headers: { authorization: `Bearer ${system.token}` } });
      expect(read.status).toBe(200);
      console.log(`worker away: 504 after ${Math.round(first.ms)} and ${Math.round(second.ms)} ms`);
    } finally {
      await system.worker.start();
    }
    const { commandId } = await finalAnswer(`${at}/points`, point, key);
    expect(await eventsOf(commandId)).toBe(1);
    await expectOneStart(start, startKey, before);
  }, 120_000);

  test('Temporal: 503 within 5 s, nothing sent, then one answer under the same key', async () => {
    const agreement = await freshAgreement();
    const { at } = agreement;
    const start = startOf(agreement);
    const before = await agreementsOf(agreement.unit);
    await system.temporal.kill();
    const key = randomUUID();
    const startKey = randomUUID();
    try {
      // The first call may still believe in the broken connection.
      await ask(`${at}/points`, point, key);
      const other = randomUUID();
      const sentNowhere = await ask(`${at}/points`, point, other);
      expect(sentNowhere).toMatchObject({ status: 503, code: 'engine-away', retryAfter: expect.any(String) });
      expect(sentNowhere.ms).toBeLessThan(ANSWER_WITHIN_MS);
      const numbers = await system.db.reservedNumber.count();
      const started = await ask('/v1/agreements', start, startKey);
      expect(started).toMatchObject({ status: 503, code: 'engine-away', retryAfter: expect.any(String) });
      expect(started.ms).toBeLessThan(ANSWER_WITHIN_MS);
      // Nothing was sent, and so nothing is kept of it.
      expect(await system.db.reservedNumber.count()).toBe(numbers);
      expect(await system.db.text.count({ where: { content: start.title } })).toBe(0);
      // What can be refused without the engine still is.
      const refused = await ask('/v1/agreements', { ...start, parties: [] }, randomUUID());
      expect(refused).toMatchObject({ status: 400, code: 'shape-invalid' });
      console.log(`Temporal away: 503 after ${Math.round(sentNowhere.ms)} ms`);
      const ready = await fetch(`${system.apiUrl}/readyz`);
      expect(await ready.json()).toMatchObject({ checks: { database: 'ok' } });
    } finally {
      await system.temporal.restart();
    }
    const { commandId } = await finalAnswer(`${at}/points`, point, key);
    expect(await eventsOf(commandId)).toBe(1);
    await expectOneStart(start, startKey, before);
  }, 120_000);
});

describe('killed under 20 callers', () => {
  const faults: Record<string, () => Promise<void>> = {
    'the worker, kill -9': async () => {
      await system.worker.kill();
      await system.worker.start();
    },
    'the Temporal server, kill -9': async () => {
      await system.temporal.kill();
      await system.temporal.restart();
    },
    'the API, kill -9': async () => {
      await system.api.kill();
      await system.api.start();
    },
    'Postgres, its connections cut': async () => {
      await system.db
        .$executeRaw`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`;
    },
    'Postgres, restarted': () => system.postgres.restart(),
    // Row 12 of the fault matrix: what is under way fails, the rest of it recovers by itself.
    'Postgres, kill -9 of a process that serves a connection': () => system.postgres.kill('backend'),
    'Postgres, kill -9': () => system.postgres.kill('server'),
  };

  test.each(Object.keys(faults))(
    '%s: nothing acknowledged is lost, nothing applied twice',
    async (name) => {
      const agreement = await freshAgreement();
      const callers = 20;
      const each = 8;
      const faultsUnderWay: Promise<void>[] = [];
      const startedAt = performance.now();
      const written = await letCallersWrite(system, agreement, {
        callers,
        each,
        name: 'outage',
        onWritten: (count) => {
          if (count === 40) faultsUnderWay.push(faults[name]?.() ?? Promise.resolve());
        },
      });
      const seconds = (performance.now() - startedAt) / 1000;
      expect(faultsUnderWay).toHaveLength(1);
      await Promise.all(faultsUnderWay);
      await expectExactlyOnce(system, agreement, written, SET_UP_COMMANDS);
      await replayAll(system.bundle, await runsOf(system.client, `WorkflowId="${agreement.id}"`));
      console.log(
        `${name}: ${written.length} updates in ${seconds.toFixed(1)} s, ${latencies(written)}, answers ${JSON.stringify(answersOf(written))}`,
      );
    },
    180_000,
  );
});

describe('an API that was killed in the middle of a request', () => {
  /** As the API claims a key before it does anything else. */
  const claim = (route: string, target: string, key: string, body: object) => {
    const request = repeatable('token-coordinator', route, target, key, body);
    return system.db.idempotentRequest.create({ data: { commandId: request.commandId, bodyHash: request.bodyHash } });
  };

  test('before it sent a command', async () => {
    const { at, id } = await freshAgreement();
    const body = { kind: 'topic', text: 'Nobody got this' };
    const key = randomUUID();
    const { commandId } = await claim('recordPoint', id, key, body);
    expect(await finalAnswer(`${at}/points`, body, key)).toMatchObject({ commandId });
    expect(await eventsOf(commandId)).toBe(1);
    // With another body it is another request.
    expect(await ask(`${at}/points`, { ...body, text: 'Else' }, key)).toMatchObject({ code: 'idempotency-key-reused' });
  }, 60_000);

  test('before it wrote to the directory', async () => {
    const { unit } = await freshAgreement();
    const body = { nameEn: 'Somebody New', organisationId: unit };
    const key = randomUUID();
    const first = await finalAnswer('/v1/people', body, key);
    // As if the transaction that writes the person and the answer had not been.
    const answered = await system.db.idempotentRequest.findFirstOrThrow({
      where: { answer: { path: ['id'], equals: String(first['id']) } },
    });
    await system.db.$transaction([
      system.db
        .$executeRaw`UPDATE idempotent_request SET status = NULL, answer = NULL WHERE "commandId" = ${answered.commandId}`,
      system.db.person.delete({ where: { id: String(first['id']) } }),
    ]);
    expect(await finalAnswer('/v1/people', body, key)).toMatchObject({ nameEn: 'Somebody New' });
    expect(await system.db.person.count({ where: { nameEn: 'Somebody New' } })).toBe(1);
  }, 60_000);

  test('between the number of an agreement and its start', async () => {
    const { unit, partner } = await freshAgreement();
    const body = {
      homeUnitId: unit,
      besideOpenOne: true,
      parties: [
        { organisationId: unit, role: 'host' },
        { organisationId: partner, role: 'guest' },
      ],
    };
    const key = randomUUID();
    const { commandId } = await claim('startAgreement', '', key, body);
    const last = await system.db.reservedNumber.aggregate({ _max: { number: true } });
    const number = (last._max.number ?? 0) + 1;
    const entityId = `agreement-2026-${String(number).padStart(4, '0')}-unit-partner`;
    await system.db.reservedNumber.create({ data: { commandId, year: 2026, number, entityId } });
    expect(await finalAnswer('/v1/agreements', body, key)).toMatchObject({ commandId, entityId });
    expect(await system.db.event.count({ where: { entityId, type: 'agreementStarted' } })).toBe(1);
  }, 60_000);
});

test('the mail server is away: nothing else stops, and the mail goes out later, once', async () => {
  const { at, id, posts, unit } = await freshAgreement();
  await system.inbox.faults.closePort();
  const mailed = () => system.inbox.messages().filter((mail) => String(mail.to).includes('director-'));
  const before = mailed().length;
  try {
    await posted(system, `${at}/commitments`, {
      sentence: 'We send the list',
      beneficiaryOrganisationId: unit,
      ownerPostId: posts.liaison,
      dueOn: '2026-03-20',
    });
    // It is told to the new owner at once.
    await posted(system, `${at}/follow-ups/commitment.commitment-1/reassign`, {
      ownerPostId: posts.director,
      reason: 'The director does it',
    });
    for (let seconds = 30; seconds > 0; seconds -= 1) {
      const tried = await system.db.mail.count({ where: { notices: { some: { entityId: id } }, attempt: { gt: 0 } } });
      if (tried > 0) break;
      await sleep(1_000);
    }
    expect(await system.db.mail.count({ where: { notices: { some: { entityId: id } }, status: 'sent' } })).toBe(0);
    // Work goes on meanwhile.
    for (let n = 0; n < 5; n += 1) await posted(system, `${at}/points`, { kind: 'topic', text: `Point ${n}` });
  } finally {
    await system.inbox.faults.openPort();
  }
  for (let seconds = 60; mailed().length === before && seconds > 0; seconds -= 1) await sleep(1_000);
  await sleep(3_000);
  expect(mailed().length).toBe(before + 1);
  const toDirector = { recipient: { startsWith: 'director-' }, notices: { some: { entityId: id } } };
  const kept = await system.db.mail.findMany({ where: toDirector, select: { status: true } });
  expect(kept).toEqual([{ status: 'sent' }]);
}, 150_000);
