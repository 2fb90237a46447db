import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { localDateOf } from '../../domain/calendar/calendar.ts';
import { businessNow, demonstrationClock } from '../../domain/calendar/business-clock.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { placement } from '../../domain/placement/index.ts';
import type { PlacementState } from '../../domain/placement/state.ts';
import { shandong } from '../domain/placement/life.ts';
import { posted, startAgreement } from '../support/cooperation.ts';
import type { StartedAgreement } from '../support/cooperation.ts';
import { startSystem } from '../support/system.ts';
import type { TestSystem } from '../support/system.ts';

/** Somebody leaves on the real parts: their last days are logged behind a mail, and confirmed, before the workflow ends. */

/** What is left of a half month and the days after it are some minutes at the most. */
const dayMs = 4_000;
let system: TestSystem;
let agreement: StartedAgreement;
let researcherId = '';

beforeAll(async () => {
  const running = { ...demonstrationClock(new Date().toISOString(), dayMs), endsAt: null };
  system = await startSystem({ clock: running, caretaker: false });
  agreement = await startAgreement(system, { code: 'a', stage: 'communication' });
  const [organisationId, ours] = [agreement.unit, true];
  const person = { nameEn: 'Li Ming', language: 'en', organisationId, ours, email: 'li@unit.example' };
  researcherId = (await posted(system, '/v1/people', person)).id;
  const held = { organisationId, titleEn: 'Researcher', holderId: researcherId };
  const { id: postId } = await posted(system, '/v1/posts', held);
  await system.db.researcher.create({
    data: { personId: researcherId, postId, homeUnitId: organisationId, level: 'lecturer', halfDaysAWeek: 10 },
  });
  const { id: schemeId, version, ...document } = { ...shandong, title: { en: 'Shandong', zh: '山东' }, source: 'CX1' };
  await system.db.scheme.create({ data: { id: schemeId, version, document, by: 'system', at: new Date() } });
}, 240_000);
afterAll(() => system.stop(), 60_000);

const today = (): string => localDateOf('Asia/Shanghai', businessNow(system.clock, Date.now()));
const idAt = (at: string): string => at.replace('/v1/agreements/', '').replace('/placements/', '.');
const stateOf = async (at: string): Promise<PlacementState> => {
  const row = await system.db.entity.findUniqueOrThrow({ where: { id: idAt(at) } });
  return placement.migrate({ kind: 'placement', id: row.id, agreementId: row.agreementId }, row.state);
};
async function until<T>(what: string, look: () => Promise<T | null | false | undefined>): Promise<T> {
  for (let tries = 600; tries > 0; tries -= 1) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what} did not come`);
}

/** Accepted by all three, and booked on every working day from the day after tomorrow on. Gives its address. */
async function booked(): Promise<string> {
  const fromOn = addDays(today(), 2);
  const { created } = await posted(system, `${agreement.at}/placements`, {
    personId: researcherId,
    partyId: agreement.partner,
    schemeId: 'shandong',
    fromOn,
    toOn: addDays(fromOn, 370),
    daysAYear: 60,
    hostPostId: agreement.posts.counterpart,
  });
  const at = `${agreement.at}/placements/${created[0] ?? ''}`;
  await posted(system, `${at}/answers/person`, { personId: researcherId, answer: 'yes', how: 'phone' });
  await posted(system, `${at}/answers/unit`, { personId: agreement.people.director, answer: 'yes' });
  await posted(system, `${at}/answers/host`, { personId: agreement.people.counterpart, answer: 'yes' });
  const pattern = [1, 2, 3, 4, 5].flatMap((weekday) => ['am', 'pm'].map((half) => ({ weekday, half })));
  await posted(system, `${at}/days`, { pattern });
  await until('the booking', async () => (await stateOf(at)).booking.status === 'booked');
  return at;
}

/** The page behind the mail that asks for a log, after the end. */
const pageToLog = (since: number) =>
  until('a mail that asks for the log', async () => {
    const mails = system.inbox.messages().slice(0, -since || undefined);
    const own = mails.filter(({ to }) => to.join().includes('li@unit.example'));
    for (const url of own.flatMap(({ text }) =>
      [...text.matchAll(/https?:\/\/\S+\/l\/[\w-]{43}/g)].map(([all]) => all),
    )) {
      if ((await (await fetch(url)).text()).includes('value="logDays"')) return url;
    }
    return null;
  });

test('who leaves is asked for the last days, logs them behind the mail, and the placement ends once the host has confirmed', async () => {
  // On a slow machine the half month is over before anybody leaves, and its log is asked for then.
  const before = system.inbox.messages().length;
  const at = await booked();
  await until('two days on site', async () => {
    const { stage, booking } = await stateOf(at);
    return stage === 'on-site' && booking.planned.filter((each) => each < today()).length >= 4;
  });
  await posted(system, `${at}/disruptions`, { cause: 'withdrawal', by: 'host', fromOn: today() });
  expect(await stateOf(at)).toMatchObject({ status: 'ending', outcome: 'withdrawn' });
  const { name: running } = (await system.client.workflow.getHandle(idAt(at)).describe()).status;
  expect(running).toBe('RUNNING');
  expect((await system.call('POST', `${at}/days`, { pattern: [{ weekday: 1, half: 'am' }] })).status).toBe(409);

  const url = await pageToLog(before);
  // The half days that the page showed go back with it.
  const of = /name="of" value="([^"]+)"/.exec(await (await fetch(url)).text())?.[1] ?? '';
  const form = { way: 'logDays', of, took: 'all', what: 'Trials on the second line.', name: 'Li Ming' };
  const answer = await fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  expect([answer.status, answer.ok ? '' : await answer.text()]).toEqual([200, '']);
  const asked = await until('the question to the host', () =>
    system.db.followUp.findFirst({ where: { entityId: idAt(at), kind: 'placement-presence', status: 'open' } }),
  );
  await posted(system, `${at}/periods/${asked.aboutId}/presence/confirm`, {});
  await until('the end', async () => (await stateOf(at)).status === 'closed');
  await until('the end of the workflow', async () => {
    const { name } = (await system.client.workflow.getHandle(idAt(at)).describe()).status;
    return name === 'COMPLETED';
  });
  const { body } = await system.call('GET', `/v1/placements/yield?from=2026-01-01&to=2027-12-31`);
  expect(body.totals.byOutcome).toMatchObject({ withdrawn: 1 });
  expect(body.totals.daysDone).toBeGreaterThanOrEqual(2);
}, 400_000);
