import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { defaultTerms } from '../../domain/matching/vocabulary-default.ts';
import { placement } from '../../domain/placement/index.ts';
import type { PlacementState } from '../../domain/placement/state.ts';
import { restoreAgreement } from '../../worker/restore.ts';
import { stateQuery } from '../../workflows/entity.ts';
import { shandong } from '../domain/placement/life.ts';
import { posted, startAgreement } from '../support/cooperation.ts';
import type { StartedAgreement } from '../support/cooperation.ts';
import { startSystem } from '../support/system.ts';
import type { TestSystem } from '../support/system.ts';

/** Healing on the real parts: three placements of one agreement, and people who could stand in. */

let system: TestSystem;
let agreement: StartedAgreement;
const people: Record<string, string> = {};
const on = { fromOn: '2026-03-09', untilOn: '2026-03-15' };

beforeAll(async () => {
  system = await startSystem({ caretaker: false });
  agreement = await startAgreement(system, { code: 'a', stage: 'communication' });
  const { id: schemeId, version, ...document } = { ...shandong, title: { en: 'Shandong', zh: '山东' }, source: 'CX1' };
  await system.db.scheme.create({ data: { id: schemeId, version, document, by: 'system', at: new Date() } });
  for (const name of ['anna', 'bao', 'chen', 'ding', 'er', 'fang']) people[name] = await researcher(name);
}, 240_000);
afterAll(() => system.stop(), 60_000);

async function researcher(name: string): Promise<string> {
  const organisationId = agreement.unit;
  const { id } = await posted(system, '/v1/people', {
    nameEn: name,
    organisationId,
    ours: true,
    email: `${name}@unit.example`,
  });
  const post = await posted(system, '/v1/posts', { organisationId, titleEn: `Researcher ${name}`, holderId: id });
  await system.db.researcher.create({
    data: {
      personId: id,
      postId: post.id,
      homeUnitId: organisationId,
      level: 'lecturer',
      halfDaysAWeek: 10,
      homeUnitConsent: 'yes',
      text: 'Nitration in continuous reactors: yields, side products, safety.',
      termIds: defaultTerms.slice(0, 2).map((term) => term.id),
    },
  });
  return id;
}

const personOf = (name: string): string => people[name] ?? '';
const idAt = (at: string): string => at.replace('/v1/agreements/', '').replace('/placements/', '.');
const stateOf = async (at: string): Promise<PlacementState> => {
  const row = await system.db.entity.findUniqueOrThrow({ where: { id: idAt(at) } });
  return placement.migrate({ kind: 'placement', id: row.id, agreementId: row.agreementId }, row.state);
};
async function until<T>(what: string, look: () => Promise<T | null | false | undefined>): Promise<T> {
  for (let tries = 300; tries > 0; tries -= 1) {
    const found = await look();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${what} did not come`);
}

/** Proposed, accepted by all three and booked, on two days a week. Gives its address. */
async function booked(
  name: string,
  weekdays = [2, 4],
  { at: of, partner, posts, people: theirs } = agreement,
): Promise<string> {
  const { created } = await posted(system, `${of}/placements`, {
    personId: personOf(name),
    partyId: partner,
    schemeId: 'shandong',
    fromOn: '2026-03-02',
    toOn: '2027-03-01',
    daysAYear: 60,
    hostPostId: posts.counterpart,
  });
  const at = `${of}/placements/${created[0] ?? ''}`;
  await posted(system, `${at}/answers/person`, { personId: personOf(name), answer: 'yes', how: 'phone' });
  await posted(system, `${at}/answers/host`, { personId: theirs.counterpart, answer: 'yes' });
  const pattern = weekdays.flatMap((weekday) => ['am', 'pm'].map((half) => ({ weekday, half })));
  await posted(system, `${at}/days`, { pattern });
  await until('the booking', async () => (await stateOf(at)).booking.status === 'booked');
  return at;
}

const rowsOf = async (at: string, name: string): Promise<string[]> => {
  const where = { placementId: idAt(at), researcherId: personOf(name) };
  const rows = await system.db.placementHalfDay.findMany({ where, orderBy: [{ onDate: 'asc' }, { half: 'asc' }] });
  return rows.map(({ onDate, half }) => `${onDate}/${half}`);
};
const asked = (at: string) =>
  until('somebody who is asked', async () => {
    const { cover } = await stateOf(at);
    return cover?.status === 'asked' && cover;
  });
/** The newest mail to somebody that says something; waits for it. */
const mailTo = (name: string, words: string) =>
  until(`a mail to ${name} with ${words}`, async () =>
    system.inbox.messages().find(({ to, text }) => to.join().includes(`${name}@unit.example`) && text.includes(words)),
  );
const nameOf = (personId: string): string => Object.keys(people).find((name) => people[name] === personId) ?? '';
const week = ['2026-03-10/am', '2026-03-10/pm', '2026-03-12/am', '2026-03-12/pm'];

test('illness, a killed worker, a withdrawal and a terminated workflow are healed; nothing is orphaned', async () => {
  const [first, second, third] = [await booked('anna'), await booked('bao'), await booked('chen')];

  // Two say yes at the same moment: one stands in, and has the rows.
  await posted(system, `${first}/disruptions`, { cause: 'illness', by: 'person', ...on });
  const { requests } = await asked(first);
  const ids = Object.keys(requests).slice(0, 2);
  expect(ids).toHaveLength(2);
  const answers = await Promise.all(
    ids.map((candidateId) => system.call('POST', `${first}/covers/${candidateId}`, { answer: 'yes' })),
  );
  const refused = answers.filter(({ status }) => status >= 400);
  expect(refused.map(({ body }) => body.code ?? body.type)).toEqual([expect.stringContaining('cover-taken')]);
  const covered = await until('cover', async () => {
    const state = await stateOf(first);
    return state.standIns.length > 0 && state.cover === null && state;
  });
  const [standIn] = covered.standIns;
  expect(covered.standIns).toHaveLength(1);
  expect(await rowsOf(first, nameOf(standIn?.personId ?? ''))).toEqual(week);
  expect(await rowsOf(first, 'anna')).toEqual(covered.booking.planned);
  expect(covered.booking.planned.filter((each) => week.includes(each))).toEqual([]);

  // Their calendar has the days; when it is put on hold they hear that they need not come.
  const invited = await mailTo(nameOf(standIn?.personId ?? ''), '以下日程由您顶岗');
  expect(JSON.stringify(invited)).toContain('invitation.ics');

  // The worker goes and comes back while somebody is looked for, and again while they are booked.
  await posted(system, `${second}/disruptions`, { cause: 'illness', by: 'person', ...on });
  await system.stopWorker();
  await system.startWorker();
  const [candidateId = '', one] = Object.entries((await asked(second)).requests)[0] ?? [];
  await posted(system, `${second}/covers/${candidateId}`, { answer: 'yes' });
  await system.stopWorker();
  await system.startWorker();
  await until('cover after the worker', async () => (await stateOf(second)).cover === null);
  expect(await rowsOf(second, nameOf(one?.personId ?? ''))).toEqual(week);

  // For good: a placement of their own, a child of the same agreement; the one before ends.
  await posted(system, `${third}/disruptions`, { cause: 'withdrawal', by: 'person', fromOn: '2026-03-03' });
  const [successorId = '', successor] = Object.entries((await asked(third)).requests)[0] ?? [];
  await posted(system, `${third}/covers/${successorId}`, { answer: 'yes' });
  const next = await until('the successor', async () =>
    system.db.entity.findFirst({
      where: { agreementId: agreement.id, kind: 'placement', state: { path: ['coverOf'], equals: idAt(third) } },
    }),
  );
  expect(next.id).toBe(`${agreement.id}.placement-4`);
  await until('the end of the one before', async () => (await stateOf(third)).status === 'closed');
  expect(await stateOf(third)).toMatchObject({ outcome: 'withdrawn', cover: null });
  expect((await rowsOf(third, 'chen')).filter((each) => each > '2026-03-03')).toEqual([]);
  expect(await stateOf(`${agreement.at}/placements/placement-4`)).toMatchObject({
    researcher: { personId: successor?.personId },
    acceptance: { person: { answer: 'yes' }, unit: { answer: 'yes' }, host: null },
  });

  const approverPersonId = agreement.people.director;
  await posted(system, `${first}/pause`, { untilOn: '2026-03-31', reason: 'A move.', approverPersonId });
  const freed = await mailTo(nameOf(standIn?.personId ?? ''), '无需再到岗：3月10日、3月12日');
  expect(freed.subject).toContain('取消');
  expect(await rowsOf(first, nameOf(standIn?.personId ?? ''))).toEqual([]);

  // Terminated, and put back as it stood.
  await system.client.workflow.getHandle(idAt(first)).terminate('by hand');
  const restored = await restoreAgreement(system.db, system.client, agreement.id);
  expect(restored.find(({ id }) => id === idAt(first))?.outcome).toBe('restored');
  const { state } = await system.client.workflow.getHandle(idAt(first)).query(stateQuery);
  expect(state).toEqual(await stateOf(first));

  // Every open placement has a workflow that runs, every closed one none.
  const rows = await system.db.entity.findMany({ where: { kind: 'placement' } });
  expect(rows).toHaveLength(4);
  for (const row of rows) {
    const status = await until(`the end of ${row.id}`, async () => {
      const { name } = (await system.client.workflow.getHandle(row.id).describe()).status;
      return (name === 'RUNNING') === !row.closed && name;
    });
    expect([row.id, status === 'RUNNING']).toEqual([row.id, !row.closed]);
  }
}, 400_000);

test('somebody who leaves their unit leaves the place in another agreement too: its days are looked for as well', async () => {
  people['gao'] = await researcher('gao');
  const other = await startAgreement(system, { code: 'b', stage: 'communication' });
  const [here, there] = [await booked('gao'), await booked('gao', [3, 5], other)];
  await posted(system, `${here}/disruptions`, { cause: 'left', by: 'unit', fromOn: '2026-06-01' });
  for (const at of [here, there]) {
    const { cover, booking } = await until(`the leaving of ${at}`, async () => {
      const state = await stateOf(at);
      return state.cover !== null && state;
    });
    expect(cover).toMatchObject({ cause: 'left', untilOn: null });
    expect(booking.planned.every((half) => half < '2026-06-01')).toBe(true);
    await until('the days given back', async () => (await rowsOf(at, 'gao')).every((half) => half < '2026-06-01'));
  }
  // Said of one, told to the other, and no further.
  const events = await system.db.event.findMany({
    where: { type: 'placementDisrupted', data: { path: ['cause'], equals: 'left' } },
  });
  expect(events.map(({ entityId }) => entityId).toSorted()).toEqual([idAt(here), idAt(there)].toSorted());
  const told = events.find(({ entityId }) => entityId === idAt(there));
  expect(told?.data).toMatchObject({ isTold: true });
  expect(JSON.stringify(told)).not.toContain(agreement.id);
}, 240_000);
