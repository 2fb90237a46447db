import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stateQuery } from '../../workflows/entity.ts';
import { posted, startAgreement } from '../support/cooperation.ts';
import type { StartedAgreement } from '../support/cooperation.ts';
import { startSystem } from '../support/system.ts';
import type { TestSystem } from '../support/system.ts';
import type { InboxMessage } from '../../stack/inbox/message.ts';
import { placement } from '../../domain/placement/index.ts';
import type { PlacementState } from '../../domain/placement/state.ts';
import { shandong } from '../domain/placement/life.ts';

/** Placements on the real parts: their days are rows of Postgres, written from their workflows. */

let system: TestSystem;
let one: StartedAgreement;
let other: StartedAgreement;
let researcherId = '';

beforeAll(async () => {
  system = await startSystem({ caretaker: false });
  one = await startAgreement(system, { code: 'a', stage: 'communication' });
  other = await startAgreement(system, { code: 'b', stage: 'communication' });
  const { id } = await posted(system, '/v1/people', {
    nameEn: 'Li Ming',
    language: 'en',
    organisationId: one.unit,
    ours: true,
    email: 'li@unit.example',
  });
  researcherId = id;
  const post = await posted(system, '/v1/posts', { organisationId: one.unit, titleEn: 'Researcher', holderId: id });
  await system.db.researcher.create({
    data: { personId: id, postId: post.id, homeUnitId: one.unit, level: 'lecturer', halfDaysAWeek: 4 },
  });
  const { id: schemeId, version, ...document } = { ...shandong, title: { en: 'Shandong', zh: '山东' }, source: 'CX1' };
  await system.db.scheme.create({ data: { id: schemeId, version, document, by: 'system', at: new Date() } });
}, 240_000);
afterAll(() => system.stop(), 60_000);

const thisYear = { fromOn: '2026-03-02', toOn: '2027-03-01' };
const nextYear = { fromOn: '2027-03-02', toOn: '2028-03-01' };

/** Through the API. Gives its address. */
async function proposed(agreement: StartedAgreement, period = thisYear): Promise<string> {
  const { created } = await posted(system, `${agreement.at}/placements`, {
    personId: researcherId,
    partyId: agreement.partner,
    schemeId: 'shandong',
    ...period,
    daysAYear: 60,
    hostPostId: agreement.posts.counterpart,
  });
  return `${agreement.at}/placements/${created[0] ?? ''}`;
}

/** And accepted by all three. */
async function accepted(agreement: StartedAgreement): Promise<string> {
  const at = await proposed(agreement);
  await posted(system, `${at}/answers/person`, { personId: researcherId, answer: 'yes', how: 'phone' });
  await posted(system, `${at}/answers/unit`, { personId: one.people.director, answer: 'yes' });
  await posted(system, `${at}/answers/host`, { personId: agreement.people.counterpart, answer: 'yes' });
  return at;
}

const idAt = (at: string): string => at.replace('/v1/agreements/', '').replace('/placements/', '.');
const stateOf = async (at: string): Promise<PlacementState> => {
  const row = await system.db.entity.findUniqueOrThrow({ where: { id: idAt(at) } });
  return placement.migrate({ kind: 'placement', id: row.id, agreementId: row.agreementId }, row.state);
};
async function settled(at: string): Promise<PlacementState['booking']> {
  for (let tries = 100; tries > 0; tries -= 1) {
    const { booking } = await stateOf(at);
    if (booking.asked === null) return booking;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('the booking is not settled');
}
const rowsOf = (at: string) => system.db.placementHalfDay.count({ where: { placementId: idAt(at) } });
const days = (...weekdays: number[]) => ({
  pattern: weekdays.flatMap((weekday) => [
    { weekday, half: 'am' },
    { weekday, half: 'pm' },
  ]),
});

/** The newest mail to an address that says something; waits for it. */
async function mailTo(address: string, says: (mail: InboxMessage) => boolean): Promise<InboxMessage> {
  for (let tries = 300; tries > 0; tries -= 1) {
    const found = system.inbox.messages().find((mail) => mail.to.some((to) => to.includes(address)) && says(mail));
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no such mail to ${address}`);
}

test('the researcher answers by the link of the mail, with a code; a reason is for their unit alone', async () => {
  const third = await startAgreement(system, { code: 'c', stage: 'communication' });
  const before = system.inbox.messages().length;
  const at = await proposed(third);
  const asked = await mailTo('li@unit.example', ({ text }) => text.includes('willing'));
  expect(system.inbox.messages().length).toBeGreaterThan(before);
  const pages = [...asked.text.matchAll(/https?:\/\/\S+\/l\/[\w-]{43}/g)].map(([url]) => url);
  const bodies = await Promise.all(pages.map(async (url) => [url, await (await fetch(url)).text()] as const));
  const [url = ''] = bodies.find(([, body]) => body.includes('value="answerForPerson"')) ?? [];
  const press = async (fields: Record<string, string>): Promise<string> =>
    (await fetch(url, { method: 'POST', body: new URLSearchParams(fields) })).text();
  const form = { way: 'answerForPerson', answer: 'no', reason: 'My mother is ill.', name: 'Li Ming' };
  expect(await press(form)).toContain('name="code"');
  expect((await stateOf(at)).acceptance.person).toBeNull();
  const coded = await mailTo('li@unit.example', ({ text }) => /\b\d{6}\b/.test(text) && !text.includes('willing'));
  const [code = ''] = /\b\d{6}\b/.exec(coded.text) ?? [];
  await press({ ...form, code });
  expect(await stateOf(at)).toMatchObject({
    status: 'closed',
    outcome: 'refused',
    acceptance: { person: { answer: 'no' } },
  });
  const reason = await system.db.text.findFirst({ where: { content: 'My mother is ill.' } });
  expect(reason?.ownerPartyId).toBe(`office:${one.unit}`);
  // Nobody else was written to about it, and our own office looks for somebody else.
  expect(system.inbox.messages().filter(({ to }) => to.some((each) => each.includes('counterpart-c')))).toEqual([]);
  for (let tries = 100; tries > 0; tries -= 1) {
    if ((await system.db.followUp.count({ where: { entityId: third.id, kind: 'placement-other' } })) > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('nobody is asked to propose somebody else');
}, 240_000);

test('whether somebody is willing is theirs alone: it is not handed over, nor declined as not theirs', async () => {
  const at = `${await proposed(other, nextYear)}/follow-ups/placement-willing.placement-1`;
  for (const [way, more] of [
    ['reassign', { ownerPostId: other.posts.director }],
    ['not-mine', {}],
  ] as const) {
    const said = { reason: 'x', ...more };
    const { message } = await posted(system, `${at}/${way}`, said).then(
      () => new Error('taken'),
      (error: Error) => error,
    );
    expect(message).toMatch(/: 409 .*wrong-state/);
    expect(message).toContain('asked of one person, privately');
  }
});

test('days are booked from the workflow, a clash comes back to it, and the end gives them back', async () => {
  const first = await accepted(one);
  await posted(system, `${first}/days`, days(2, 4));
  const booking = await settled(first);
  expect(booking.status).toBe('booked');
  expect(await rowsOf(first)).toBe(booking.planned.length);
  expect((await stateOf(first)).stage).toBe('booked');
  const invited = await mailTo('li@unit.example', ({ subject }) => subject.includes('On site at'));
  expect(JSON.stringify(invited)).toContain('text/calendar');

  const second = await accepted(other);
  await posted(system, `${second}/days`, days(3, 4));
  expect(await settled(second)).toMatchObject({
    status: 'clash',
    planned: [],
    clashes: expect.arrayContaining([expect.objectContaining({ placementId: idAt(first), enterpriseId: one.partner })]),
  });
  expect(await rowsOf(second)).toBe(0);
  const open = await system.db.followUp.findMany({ where: { entityId: idAt(second), kind: 'placement-clash' } });
  expect(open.map(({ ownerPostId }) => ownerPostId)).toEqual([other.posts.coordinator]);

  // Four half days a week were declared, and both together are eight: it takes the person's own word.
  await posted(system, `${second}/days`, days(3, 5));
  expect(await settled(second)).toMatchObject({
    status: 'clash',
    clashes: [],
    cap: { rule: 'half-days-a-week', source: 'profile of the researcher', value: 4, halfDays: 8 },
  });
  await posted(system, `${second}/days`, { ...days(3, 5), beyondDeclaredReason: 'Agreed by phone: no teaching then.' });
  expect(await settled(second)).toMatchObject({ status: 'booked' });
  await posted(system, `${first}/close`, { outcome: 'withdrawn', reason: 'Recalled by the faculty' });
  const isGone = async () => (await rowsOf(first)) === 0;
  for (let tries = 100; tries > 0 && !(await isGone()); tries -= 1) await new Promise((done) => setTimeout(done, 200));
  expect(await rowsOf(first)).toBe(0);
  // The workflow carries what Postgres holds.
  const { state } = await system.client.workflow.getHandle(idAt(second)).query(stateQuery);
  expect(state).toEqual(await stateOf(second));
}, 240_000);
