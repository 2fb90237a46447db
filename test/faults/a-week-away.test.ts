import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { businessNow, demonstrationClock, realDelayMs } from '../../domain/calendar/business-clock.ts';
import { posted, startAgreement } from '../support/cooperation.ts';
import type { StartedAgreement } from '../support/cooperation.ts';
import { startProcesses } from '../support/processes.ts';
import type { ProcessSystem } from '../support/processes.ts';
import { until } from './sending.ts';

/**
 * DOMAIN section 6, check 1. The clock runs from Monday 2 March 2026, a day in 2.5 s, and stands still on Monday 23 March, so that
 * what the return brings can be counted in peace. On such a clock hours of the day mean nothing: nobody's morning gathers what
 * several agreements have to say, which is the hardest case for "one mail".
 */
const DAY_MS = 2_500;
/** From here on mail cannot go out: what falls due until the worker goes waits, and is told with the rest or not at all. */
const NO_MAIL_AT = '2026-03-11T01:00:00.000Z';
const GONE_AT = '2026-03-16T01:00:00.000Z';
const BACK_AT = '2026-03-23T01:00:00.000Z';

let system: ProcessSystem;
beforeAll(async () => {
  system = await startProcesses({
    clock: () => ({ ...demonstrationClock(new Date().toISOString(), DAY_MS), endsAt: BACK_AT }),
  });
}, 180_000);
afterAll(() => system.stop(), 60_000);

const now = () => businessNow(system.clock, Date.now());
const liveUntil = (at: string) => sleep(realDelayMs(system.clock, Date.now(), at) ?? 0);

async function commitment({ at, unit }: { at: string; unit: string }, ownerPostId: string, dueOn: string) {
  await posted(system, `${at}/commitments`, {
    sentence: `Due on ${dueOn}`,
    beneficiaryOrganisationId: unit,
    ownerPostId,
    dueOn,
  });
}

/** Further cooperations of the same unit and people. */
async function besides({ unit, partner }: StartedAgreement): Promise<{ id: string; at: string; unit: string }> {
  const { entityId } = await posted(system, '/v1/agreements', {
    homeUnitId: unit,
    besideOpenOne: true,
    title: 'One more of the same two',
    parties: [
      { organisationId: unit, role: 'host' },
      { organisationId: partner, role: 'guest' },
    ],
    accept: true,
  });
  return { id: entityId, at: `/v1/agreements/${entityId}`, unit };
}

interface Line {
  id: string;
  what: string;
  outcome: string;
  followUpId: string | null;
  personId: string | null;
  reason: string | null;
  mergedInto: string | null;
  mailId: string | null;
  at: string | null;
}
async function certificate(): Promise<{ isComplete: boolean; items: Line[] }> {
  const items: Line[] = [];
  let isComplete = false;
  for (let cursor = ''; ;) {
    const answer = await fetch(`${system.apiUrl}/v1/certificates?from=2026-03-01&to=2026-03-23&limit=100${cursor}`, {
      headers: { authorization: `Bearer ${system.token}` },
    });
    expect(answer.status).toBe(200);
    const body = (await answer.json()) as { isComplete: boolean; items: Line[]; nextCursor: string | null };
    items.push(...body.items);
    ({ isComplete } = body);
    if (body.nextCursor === null) return { isComplete, items };
    cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
}

test('worker killed for a business week across three due dates: on return each person gets exactly one catch-up mail, and the certificate says of each reminder whether it was sent, merged or suppressed, and why', async () => {
  const first = await startAgreement(system, { code: 'w', stage: 'communication' });
  const { liaison, coordinator, director } = first.posts;
  const second = await besides(first);
  const third = await besides(first);
  await commitment(first, liaison, '2026-03-17');
  await commitment(second, coordinator, '2026-03-18');
  await commitment(third, director, '2026-03-20');
  // Each of the three owes something in each of the other two as well: nobody's mail is of one agreement alone.
  await commitment(second, liaison, '2026-03-19');
  await commitment(third, coordinator, '2026-03-19');
  await commitment(first, director, '2026-03-18');
  // Of this one a reminder will wait when it is dropped.
  await commitment(third, liaison, '2026-03-17');
  expect(now() < NO_MAIL_AT).toBe(true);

  await liveUntil(NO_MAIL_AT);
  await system.inbox.faults.closePort();
  const ended = { where: { status: { not: 'open' } }, select: { id: true } };
  const told = new Set((await system.db.notice.findMany(ended)).map(({ id }) => id));
  const waiting = { entityId: third.id, followUpId: 'commitment.commitment-3', kind: 'reminder', status: 'open' };
  await until('a reminder waits', async () => (await system.db.notice.count({ where: waiting })) === 1);
  await posted(system, `${third.at}/commitments/commitment-3/drop`, { reason: 'Not needed any more' });
  await liveUntil(GONE_AT);
  await system.worker.kill();
  await sleep(500);
  const before = system.inbox.messages().length;
  const noticesBefore = await system.db.notice.count();
  await system.inbox.faults.openPort();
  await liveUntil(BACK_AT);
  expect(system.inbox.messages()).toHaveLength(before);
  expect(await system.db.notice.count()).toBe(noticesBefore);

  await system.worker.start();
  const caughtUp = async () =>
    (await system.db.entity.count({ where: { closed: false, wakeAt: { lte: new Date(BACK_AT) } } })) === 0;
  await until('every agreement has looked at its clock', caughtUp, { withinMs: 60_000, everyMs: 200 });
  const nobodyWaits = async () => (await system.db.notice.count({ where: { status: 'open', reason: null } })) === 0;
  await until('everything is told', nobodyWaits, { withinMs: 90_000, everyMs: 200 });
  // The caretaker was away as well; until it has made up for its night the certificate names it.
  const night = { kind: 'night', at: { gte: new Date('2026-03-22T00:00:00.000Z') } };
  const lookedRound = async () => (await system.db.caretakerRun.count({ where: night })) > 0;
  await until('the night is made up for', lookedRound, { withinMs: 60_000, everyMs: 200 });
  // A burst would go on.
  await sleep(5_000);

  const mails = system.inbox.messages().slice(0, system.inbox.messages().length - before);
  const perPerson: Record<string, number> = {};
  for (const { envelope } of mails) perPerson[envelope.to[0] ?? ''] = (perPerson[envelope.to[0] ?? ''] ?? 0) + 1;
  expect(perPerson).toEqual({
    'liaison-w@example.org': 1,
    'coordinator-w@example.org': 1,
    'director-w@example.org': 1,
  });

  const { isComplete, items } = await certificate();
  expect(isComplete).toBe(true);
  const sentMails = new Set((await system.db.mail.findMany({ where: { status: 'sent' } })).map(({ id }) => id));
  const news = items.filter((line) => line.what === 'notice' && !told.has(line.id));
  // Nothing without an end, and each of the three ways is among them.
  for (const line of news) {
    expect(['sent', 'merged', 'suppressed']).toContain(line.outcome);
    if (line.outcome === 'sent') expect(sentMails.has(line.mailId ?? '')).toBe(true);
    else expect(line.reason ?? line.mergedInto).toBeTruthy();
  }
  expect(new Set(news.map((line) => line.outcome)).size).toBe(3);
  expect(news.filter((line) => line.outcome === 'suppressed').map((line) => line.reason)).toEqual(['solved']);
  const matters = new Set(news.map((line) => `${line.id.split('/')[0]} ${line.followUpId}`));
  expect([...matters].filter((matter) => matter.includes('commitment.commitment')).length).toBeGreaterThanOrEqual(6);
  console.log(
    `a week away: ${news.length} notices on return: ${['sent', 'merged', 'suppressed'].map((outcome) => `${news.filter((line) => line.outcome === outcome).length} ${outcome}`).join(', ')}; ${mails.length} mails`,
  );
}, 240_000);
