import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stateQuery } from '../../workflows/entity.ts';
import { posted, startAgreement } from '../support/cooperation.ts';
import type { StartedAgreement } from '../support/cooperation.ts';
import { startSystem } from '../support/system.ts';
import type { TestSystem } from '../support/system.ts';
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

/** Proposed and accepted by all three, through the API. Gives its address. */
async function accepted(agreement: StartedAgreement): Promise<string> {
  const { created } = await posted(system, `${agreement.at}/placements`, {
    personId: researcherId,
    partyId: agreement.partner,
    schemeId: 'shandong',
    fromOn: '2026-03-02',
    toOn: '2027-03-01',
    daysAYear: 60,
    hostPostId: agreement.posts.counterpart,
  });
  const at = `${agreement.at}/placements/${created[0] ?? ''}`;
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

test('days are booked from the workflow, a clash comes back to it, and the end gives them back', async () => {
  const first = await accepted(one);
  await posted(system, `${first}/days`, days(2, 4));
  const booking = await settled(first);
  expect(booking.status).toBe('booked');
  expect(await rowsOf(first)).toBe(booking.planned.length);
  expect((await stateOf(first)).stage).toBe('booked');

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

  await posted(system, `${second}/days`, days(3, 5));
  expect(await settled(second)).toMatchObject({ status: 'booked' });
  await posted(system, `${first}/close`, { outcome: 'withdrawn', reason: 'Recalled by the faculty' });
  const isGone = async () => (await rowsOf(first)) === 0;
  for (let tries = 100; tries > 0 && !(await isGone()); tries -= 1) await new Promise((done) => setTimeout(done, 200));
  expect(await rowsOf(first)).toBe(0);
  // The workflow carries what Postgres holds.
  const { state } = await system.client.workflow.getHandle(idAt(second)).query(stateQuery);
  expect(state).toEqual(await stateOf(second));
}, 240_000);
