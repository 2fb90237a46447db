import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { posted, startAgreement } from '../support/cooperation.ts';
import type { StartedAgreement } from '../support/cooperation.ts';
import { startProcesses } from '../support/processes.ts';
import type { ProcessSystem } from '../support/processes.ts';
import type { Proxy } from '../support/proxy.ts';
import { contactBody, expectExactlyOnce, letCallersWrite } from './callers.ts';

/**
 * Rows 13 and 14 of the fault matrix, and 11 once more on a way that breaks: worker and API reach Postgres through a proxy. (11 and
 * 12 under load are in outages.test.ts.)
 */

let system: ProcessSystem;
let proxy: Proxy;
let agreement: StartedAgreement;
beforeAll(async () => {
  system = await startProcesses({ isDatabaseProxied: true });
  if (!system.databaseProxy) throw new Error('no proxy');
  proxy = system.databaseProxy;
  agreement = await startAgreement(system, { code: 'd' });
  await posted(system, `${agreement.at}/contacts`, contactBody(agreement, 'The first contact'));
}, 180_000);
afterAll(() => system.stop(), 60_000);
beforeEach(() => proxy.calm());

interface Answer {
  status: number;
  code: string;
  retryAfter: string | null;
  body: Record<string, unknown>;
}
async function ask(method: 'GET' | 'POST', path: string, body?: object, key: string = randomUUID()): Promise<Answer> {
  const answer = await fetch(`${system.apiUrl}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${system.token}`,
      ...(body ? { 'idempotency-key': key, 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    // Whoever asks is answered, whatever the database does.
    signal: AbortSignal.timeout(20_000),
  });
  const told = (await answer.json()) as Record<string, unknown> & { type?: string };
  const code = (told.type ?? '').replace('/problems/', '');
  return { status: answer.status, code, retryAfter: answer.headers.get('retry-after'), body: told };
}

/** Asks with one key until there is an answer; every other one on the way says that it should ask again. */
async function finalAnswer(path: string, body: object, key: string): Promise<{ body: Answer['body']; tries: number }> {
  for (let tries = 1; tries <= 40; tries += 1) {
    const { status, retryAfter, body: told } = await ask('POST', path, body, key);
    if (status < 300) return { body: told, tries };
    expect([409, 503, 504]).toContain(status);
    expect(retryAfter).not.toBeNull();
    await sleep(300);
  }
  throw new Error(`${path}: never answered`);
}

const point = (text: string) => ({ kind: 'topic', text });

describe('row 13: Postgres does not answer', () => {
  const silences: Record<string, { begin(): void; end(): void }> = {
    frozen: { begin: () => system.postgres.freeze(), end: () => system.postgres.wake() },
    'black-holed on the way': {
      begin: () => void (proxy.weather.blackhole = 'both'),
      // As when a network comes back: what was in flight is lost.
      end: () => {
        proxy.calm();
        proxy.reset();
      },
    },
    'black-holed on the way back only': {
      begin: () => void (proxy.weather.blackhole = 'down'),
      end: () => {
        proxy.calm();
        proxy.reset();
      },
    },
  };
  test.each(Object.keys(silences))(
    '%s: 503 and when to ask again; then all goes on, and nothing is there twice',
    async (name) => {
      const silence = silences[name];
      const text = `Said while Postgres was ${name}`;
      const key = randomUUID();
      silence?.begin();
      try {
        const [read, written, ready, alive] = await Promise.all([
          ask('GET', agreement.at),
          ask('POST', `${agreement.at}/points`, point(text), key),
          fetch(`${system.apiUrl}/readyz`, { signal: AbortSignal.timeout(20_000) }),
          fetch(`${system.apiUrl}/healthz`, { signal: AbortSignal.timeout(5_000) }),
        ]);
        expect(read).toMatchObject({ status: 503, retryAfter: expect.any(String) });
        expect(written).toMatchObject({ status: 503, retryAfter: expect.any(String) });
        expect(ready.status).toBe(503);
        expect(alive.status).toBe(200);
      } finally {
        silence?.end();
      }
      await finalAnswer(`${agreement.at}/points`, point(text), key);
      expect(await system.db.text.count({ where: { content: text } })).toBe(1);
      expect((await ask('GET', agreement.at)).status).toBe(200);
    },
    90_000,
  );
});

test('row 11: every connection reset under callers: nothing acknowledged is lost, nothing is applied twice', async () => {
  const fresh = await startAgreement(system, { code: 'r' });
  await posted(system, `${fresh.at}/contacts`, contactBody(fresh, 'The first contact'));
  const written = await letCallersWrite(system, fresh, {
    callers: 6,
    each: 10,
    name: 'reset',
    onWritten: (count) => {
      if (count % 15 === 0) proxy.reset();
    },
  });
  await expectExactlyOnce(system, fresh, written, 2);
}, 120_000);

describe('row 14: the answer of Postgres is lost', () => {
  test('a person is entered once, whichever answer is lost on the way', async () => {
    let asked = 0;
    for (let afterPieces = 0; afterPieces < 14; afterPieces += 1) {
      const nameEn = `Once ${afterPieces}`;
      proxy.reset();
      proxy.weather.cut = { direction: 'down', afterPieces };
      const { tries } = await finalAnswer('/v1/people', { nameEn, organisationId: agreement.unit }, randomUUID());
      asked += tries - 1;
      expect([afterPieces, await system.db.person.count({ where: { nameEn } })]).toEqual([afterPieces, 1]);
    }
    // Otherwise nothing was lost at all.
    expect(asked).toBeGreaterThan(3);
  }, 120_000);

  test('a command is recorded once, whichever answer is lost on the way, the worker’s or the API’s', async () => {
    const before = await system.db.event.count({ where: { entityId: agreement.id } });
    const cuts = 24;
    for (let afterPieces = 0; afterPieces < cuts; afterPieces += 1) {
      const text = `Recorded once ${afterPieces}`;
      proxy.weather.cut = { direction: 'down', afterPieces };
      const { body } = await finalAnswer(`${agreement.at}/points`, point(text), randomUUID());
      const { commandId } = body as { commandId: string };
      expect([afterPieces, await system.db.event.count({ where: { commandId } })]).toEqual([afterPieces, 1]);
      expect(await system.db.text.count({ where: { content: text } })).toBe(1);
    }
    expect(await system.db.event.count({ where: { entityId: agreement.id } })).toBe(before + cuts);
    const { seq } = await system.db.entity.findUniqueOrThrow({ where: { id: agreement.id } });
    expect(await system.db.event.count({ where: { entityId: agreement.id } })).toBe(seq);
  }, 180_000);
});
