import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { candidate, coveredBy, found, ill } from '../domain/placement/healing-life.ts';
import { researcherId, ref } from '../domain/placement/life.ts';
import { onSite } from '../domain/placement/site-life.ts';
import { startPlacementWorld } from './placement-world.ts';
import type { PlacementWorld } from './placement-world.ts';

/** Whoever keeps days on site sees them by the links of their mails, and says there that they cannot come. It is 17 March 2026. */

let world: PlacementWorld;
beforeAll(async () => {
  world = await startPlacementWorld();
}, 120_000);
afterAll(() => world.stop());
beforeEach(() => world.begin());

const filled = { fromOn: '2026-03-19', untilOn: '2026-03-19', cause: 'other-duty', name: 'Li Ming' };
const disruption = () =>
  world.api.db.event.findFirst({ where: { type: 'placementDisrupted' }, orderBy: { seq: 'desc' } });
const pressed = async (url: string, fields: Record<string, string>) => {
  const { statusCode, body } = await world.press(url, fields);
  return { statusCode, body };
};

describe('the researcher', () => {
  test('sees the place and the days from today on, in both languages; nothing is chosen beforehand', async () => {
    const page = await world.page(await world.linkFor('cannot-come', researcherId));
    for (const words of [
      'Your days on site',
      '您的到岗日程',
      'The placement: Example',
      '17 March, 19 March (morning)',
      '3月19日（上午）',
    ])
      expect(page).toContain(words);
    expect(page).not.toContain('3 March');
    expect(page).not.toMatch(/\schecked|<script|style="/);
  });

  test('who has another duty on one day gives that day back, and somebody is looked for; the reason stays private', async () => {
    const url = await world.linkFor('cannot-come', researcherId);
    const { statusCode, body } = await pressed(url, { ...filled, reason: 'I supervise an exam.' });
    expect([statusCode, body.includes('colleagues are asked to stand in')]).toEqual([200, true]);
    expect(body).not.toContain('19 March');
    const { cover, booking } = await world.state();
    expect(cover).toMatchObject({ status: 'looking', cause: 'other-duty', by: 'person', open: ['2026-03-19/am'] });
    expect(booking.planned).toContain('2026-03-17/pm');
    const text = await world.api.db.text.findFirstOrThrow({ where: { content: 'I supervise an exam.' } });
    expect(text.ownerPartyId).not.toBeNull();
    // The link is the command: pressed again it says that it was used.
    expect((await pressed(url, filled)).body).toContain('This link has been used already');
  });

  test.each([
    [{ ...filled, cause: '' }, 422, 'Please fill in what is missing: why'],
    [{ ...filled, untilOn: '' }, 422, 'until which day'],
    [{ ...filled, untilOn: '2026-03-18' }, 409, 'lies before'],
    [{ ...filled, cause: 'host-closing' }, 422, 'Please fill in what is missing: why'],
  ])('%j is refused with %i: %s, and what was filled in comes back', async (fields, status, sentence) => {
    const { statusCode, body } = await pressed(await world.linkFor('cannot-come', researcherId), fields);
    expect([statusCode, body.includes(sentence), body.includes('value="2026-03-19"')]).toEqual([status, true, true]);
    expect(await disruption()).toBeNull();
  });

  test('somebody who keeps no days there reads so, and has no form', async () => {
    const page = await world.page(await world.linkFor('cannot-come', 'person-unit-supervisor'));
    expect([page.includes('You have no days on site from today on'), page.includes('<form')]).toEqual([true, false]);
  });
});

test('whoever stands in sees their own days, and gives back no others', async () => {
  const life = onSite();
  coveredBy(life, 'wang', {}, { fromOn: '2026-03-23', untilOn: '2026-03-29' });
  await world.begin(life);
  const url = await world.linkFor('cannot-come', 'person-wang');
  const page = await world.page(url);
  expect([page.includes('24 March, 26 March (morning)'), page.includes('31 March')]).toEqual([true, false]);
  const press = await pressed(url, { ...filled, fromOn: '2026-03-26', untilOn: '2026-03-26' });
  expect(press.statusCode).toBe(200);
  const { standIns, cover, booking } = await world.state();
  expect(standIns).toMatchObject([{ personId: 'person-wang', halfDays: ['2026-03-24/am', '2026-03-24/pm'] }]);
  expect(cover).toMatchObject({ open: ['2026-03-26/am'], cannot: ['person-wang'] });
  expect(booking.planned).toContain('2026-03-31/am');
});

test('a yes by the link of a request whose time has passed is taken while the days are open', async () => {
  const life = onSite();
  ill(life, { fromOn: '2026-03-23', untilOn: '2026-03-29' });
  found(life, candidate('wang'));
  const asked = life.state.followUps['cover-request.candidate-1'];
  life.live('2026-03-06');
  found(life);
  expect(life.state.cover?.status).toBe('short');
  await world.begin(life);
  const { id, kind, about, ownerPostId, sideOrgId, openedOn, dueOn, dueAt } = asked!;
  const clock = { openedOn, dueOn, dueAt, ownerCertainty: 'confirmed', dueCertainty: 'confirmed' };
  const whose = { entityId: ref.id, agreementId: ref.agreementId, aboutKind: about.kind, aboutId: about.id };
  const row = { id, kind, ownerPostId, sideOrgId, level: 0, light: 'green', status: 'superseded', ...whose, ...clock };
  await world.api.db.followUp.create({ data: row });
  const url = await world.linkFor('record', 'person-wang', id);
  const page = await world.page(url);
  expect(page).toContain('24 March, 26 March (morning)');
  expect(page).not.toContain('settled already');
  const fields = { way: 'answerCover', answer: 'yes', name: 'Wang' };
  expect(await pressed(url, fields)).toMatchObject({ statusCode: 200 });
  expect((await world.state()).cover).toMatchObject({ status: 'booking', chosen: 'candidate-1' });
  // Once it is settled, others read so.
  const late = await world.page(await world.linkFor('record', 'person-wang', id));
  expect(late).toContain('This matter is settled already');
});
