import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { businessNow } from '../../domain/calendar/business-clock.ts';
import { due, nextWake } from '../../domain/follow-up/engine.ts';
import { at, startWorld } from '../activities/postbox-world.ts';
import type { World } from '../activities/postbox-world.ts';
import { Office } from '../domain/follow-up/office.ts';
import { posted, startAgreement } from '../support/cooperation.ts';
import type { StartedAgreement } from '../support/cooperation.ts';
import { startProcesses } from '../support/processes.ts';
import type { ProcessSystem } from '../support/processes.ts';
import { until } from './sending.ts';

/**
 * Row 25 of the fault matrix: clocks that jump by an hour and a month, forth and back.
 *
 * There are three. The database's decides leases and waits; no test turns it. The Temporal server's is business now for every
 * workflow; its program is static, faketime cannot reach it, so its jumps are tried where it enters: the instant that rules and
 * postbox are given. The host's of worker and API is what `Date` says there; it is turned in the real processes.
 */
const HOUR_MS = 3_600_000;
const MONTH_MS = 31 * 24 * HOUR_MS;
const JUMPS = {
  'an hour forth': HOUR_MS,
  'an hour back': -HOUR_MS,
  'a month forth': MONTH_MS,
  'a month back': -MONTH_MS,
};
const moved = (instant: string, ms: number) => new Date(Date.parse(instant) + ms).toISOString();

describe('the clock of worker and API', () => {
  let folder: string;
  let system: ProcessSystem;
  let agreement: StartedAgreement;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'cooperation-clock-'));
    system = await startProcesses({
      env: {
        CLOCK_SHIFT_FILE: join(folder, 'shift'),
        NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'shift-clock.mjs')).href}`,
      },
    });
    agreement = await startAgreement(system, { code: 'c', stage: 'communication' });
  }, 180_000);
  afterAll(async () => {
    await system.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  const shift = async (ms: number) => {
    writeFileSync(join(folder, 'shift'), String(ms));
    await sleep(300);
  };
  /** Something to do for the director, who is told at once. Returns its sentence, by which the mail is known. */
  async function assign(name: string): Promise<string> {
    const sentence = `Given with the clock ${name}.`;
    await posted(system, `${agreement.at}/commitments`, {
      sentence,
      beneficiaryOrganisationId: agreement.unit,
      ownerPostId: agreement.posts.director,
      dueOn: '2026-03-20',
    });
    return sentence;
  }
  const mailsWith = (sentence: string) => system.inbox.messages().filter((mail) => mail.text.includes(sentence));

  test('it is wrong indeed', async () => {
    await shift(MONTH_MS);
    const answer = await fetch(`${system.apiUrl}/v1/certificates`, {
      headers: { authorization: `Bearer ${system.token}` },
    });
    const { at: itsNow } = (await answer.json()) as { at: string };
    expect(Date.parse(itsNow) - Date.parse(businessNow(system.clock, Date.now()))).toBeGreaterThan(MONTH_MS - HOUR_MS);
  });

  test.each(Object.entries(JUMPS))(
    '%s: what is told at once comes once, what waits for the morning does not come early',
    async (name, ms) => {
      await shift(ms);
      const sentence = await assign(name);
      await until('it is told', () => mailsWith(sentence).length > 0, { withinMs: 60_000 });
      await shift(0);
      const next = await assign(`${name}, and right again`);
      await until('the next is told', () => mailsWith(next).length > 0, { withinMs: 60_000 });
      expect([mailsWith(sentence).length, mailsWith(next).length]).toEqual([1, 1]);
      // Questions are for the coordinator's morning.
      expect(await system.db.notice.count({ where: { kind: 'question', status: 'sent' } })).toBe(0);
      expect(system.inbox.messages().filter((mail) => mail.envelope.to[0]?.startsWith('coordinator-'))).toEqual([]);
    },
    150_000,
  );

  test('a month forth while the mail server is away: tried again by the database’s clock, not a month later', async () => {
    await shift(MONTH_MS);
    await system.inbox.faults.closePort();
    const sentence = await assign('a month forth, mail away');
    const tried = () => system.db.mail.count({ where: { status: 'deferred' } });
    await until('it was tried', async () => (await tried()) > 0, { withinMs: 60_000, everyMs: 100 });
    await system.inbox.faults.openPort();
    await until('it is told', () => mailsWith(sentence).length > 0, { withinMs: 90_000, everyMs: 100 });
    await shift(0);
    await sleep(2_000);
    expect(mailsWith(sentence)).toHaveLength(1);
  }, 200_000);
});

describe('the clock of the workflows', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld();
  }, 60_000);
  afterAll(() => world.stop());
  const personId = 'person-owner';

  test.each(Object.entries(JUMPS))(
    '%s: what was sent is not sent again, what waits keeps its hour',
    async (_name, ms) => {
      await world.clear();
      const before = world.inbox.messages().length;
      const first = await world.followUp('commitment', 'commitment-1');
      await world.notice('due', 'post-owner', { followUp: first });
      const { nextMail, sendMail } = world.postbox();
      expect(await sendMail({ personId, at })).toMatchObject({ outcome: 'sent' });
      for (const instant of [moved(at, ms), at, moved(at, ms)]) {
        expect(await sendMail({ personId, at: instant })).toMatchObject({ outcome: 'nothing' });
        expect(await nextMail({ personId, at: instant })).toEqual({ reachAt: null, count: 0 });
      }
      // For the next morning; set back or not, it is that one.
      const second = await world.followUp('minutes', 'symposium-1');
      await world.notice('due', 'post-owner', { followUp: second });
      const morning = '2026-03-05T00:30:00.000Z';
      const { reachAt } = await nextMail({ personId, at: moved(at, Math.min(ms, 0)) });
      expect(reachAt).toBe(morning);
      expect(world.inbox.messages()).toHaveLength(before + 1);
    },
  );

  test('a wait before the next try is the database’s, wherever business now has gone', async () => {
    await world.clear();
    const followUp = await world.followUp('commitment', 'commitment-1');
    await world.notice('escalation', 'post-owner', { followUp, step: 'escalation' });
    world.inbox.faults.rcpt(() => ({ code: 450, text: '4.2.0 later' }));
    const patient = world.postbox({ timing: { deferredMs: 5 * 60_000 } });
    expect(await patient.sendMail({ personId, at })).toMatchObject({ outcome: 'deferred' });
    world.inbox.faults.clear();
    for (const ms of Object.values(JUMPS)) {
      const now = moved(at, ms);
      expect(await patient.sendMail({ personId, at: now })).toMatchObject({ outcome: 'busy' });
      const { reachAt } = await patient.nextMail({ personId, at: now });
      const waitMs = Date.parse(reachAt ?? '') - Date.parse(now);
      expect(waitMs).toBeGreaterThan(4 * 60_000);
      // Within the day's hours right after the wait; else the next morning that is worked. Never a month.
      expect(waitMs).toBeLessThan(4 * 24 * HOUR_MS);
    }
  });

  test('property: whatever it does, each step of a ladder is told once, and none before its instant', () => {
    const jump = fc.constantFrom(0, 0, 0, ...Object.values(JUMPS));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), jump), { minLength: 5, maxLength: 60 }),
        (steps) => {
          const office = new Office();
          office.open({ kind: 'minutes' });
          let rightly = office.at;
          let furthest = office.at;
          for (const [hours, jumpMs] of steps) {
            rightly = moved(rightly, hours * HOUR_MS);
            office.at = moved(rightly, jumpMs);
            if (office.at > furthest) furthest = office.at;
            const wake = nextWake(office.state);
            const told = office.log.length;
            office.take(due(office.state, office.context));
            if (office.log.length > told) expect(wake !== null && wake <= office.at).toBe(true);
          }
          const steady = new Office();
          steady.open({ kind: 'minutes' });
          steady.until(furthest);
          expect(countsOf(office)).toEqual(leastOf(countsOf(office), countsOf(steady)));
        },
      ),
      { numRuns: 200 },
    );
  });
});

/** How often each post was told what. */
function countsOf(office: Office): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of office.told()) {
    const [, ...what] = line.split(' ');
    counts[what.join(' ')] = (counts[what.join(' ')] ?? 0) + 1;
  }
  return counts;
}
const leastOf = (a: Record<string, number>, b: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(a).map(([key, count]) => [key, Math.min(count, b[key] ?? 0)]));
