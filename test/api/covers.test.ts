import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { agreementId, college, enterprise } from '../domain/placement/life.ts';
import { defaultTerms } from '../../domain/matching/vocabulary-default.ts';
import { startPlacementWorld } from './placement-world.ts';
import type { PlacementWorld } from './placement-world.ts';

/** The days that nobody keeps, as our office reads them: who was asked, who could be, and what keeps the others from it. */

let world: PlacementWorld;
const at = `/v1/agreements/${agreementId}/placements/placement-1`;
/** By the number of the term: the first two are what the researcher, and so the place, is about. */
const profiles = {
  free: { terms: [0, 1], consent: 'yes' },
  unasked: { terms: [0, 1], consent: 'unknown' },
  refused: { terms: [0, 1], consent: 'no' },
  away: { terms: [0, 1], consent: 'yes' },
  rival: { terms: [0, 1], consent: 'yes' },
  farmer: { terms: [-1], consent: 'yes' },
} as const;

beforeAll(async () => {
  world = await startPlacementWorld();
  const { db } = world.api;
  const idOf = (n: number): string => defaultTerms.at(n)?.id ?? '';
  const of = (terms: readonly number[]) => ({ level: 'lecturer', halfDaysAWeek: 10, termIds: terms.map(idOf) });
  const first = { personId: 'person-researcher', postId: 'post-researcher', homeUnitId: college };
  for (const [name, { terms, consent }] of Object.entries(profiles)) {
    const personId = `person-${name}`;
    await db.person.create({
      data: { id: personId, nameEn: `Example ${name}`, nameKey: name, organisationId: college },
    });
    const unit = { homeUnitId: college, homeUnitConsent: consent };
    await db.researcher.create({ data: { personId, postId: `post-${name}`, ...unit, ...of(terms) } });
  }
  await db.researcher.create({ data: { ...first, ...of([0, 1]), homeUnitConsent: 'yes' } });
  const office = { id: 'org-office', code: 'office', nameEn: 'Example office', kind: 'other', ours: true };
  await db.organisation.create({ data: office });
  const clerk = {
    id: 'person-clerk',
    nameEn: 'Example clerk',
    nameKey: 'clerk',
    organisationId: office.id,
    ours: true,
  };
  await db.person.create({ data: clerk });
  await db.absence.create({
    data: { personId: 'person-away', fromOn: '2026-03-01', toOn: '2026-05-01', by: 'person-away', at: new Date() },
  });
  await db.researcher.update({
    where: { personId: 'person-rival' },
    data: { exclusions: [{ organisationId: enterprise, kind: 'former-employer' }] },
  });
}, 60_000);
beforeEach(() => world.begin());
afterAll(() => world.stop());

test('nothing is looked for while each planned day is kept', async () => {
  expect((await world.api.call('GET', `${at}/covers`)).body).toEqual({ items: [] });
});

test('who could be asked, and which rule keeps whom from it, with its source; the reasons of an exclusion are not told', async () => {
  await world.api.post(`${at}/disruptions`, {
    cause: 'illness',
    by: 'person',
    fromOn: '2026-03-24',
    untilOn: '2026-03-27',
  });
  const { status, body } = await world.api.call('GET', `${at}/covers`);
  expect(status).toBe(200);
  const [cover] = body.items;
  expect(cover).toMatchObject({ cause: 'illness', status: 'looking', asked: [], othersMore: 0 });
  const why = Object.fromEntries(
    cover.others.map(
      (one: { personId: string; blocks: { rule: string; source: string }[]; sentence: { en: string } }) => [
        one.personId.slice('person-'.length),
        one.blocks.map(({ rule, source }) => `${rule} (${source})`).join() || one.sentence.en,
      ],
    ),
  );
  expect(why).toMatchObject({ free: 'Could be asked.', away: 'no-overlap (DESIGN section 7)' });
  expect(why).toMatchObject({
    unasked: expect.stringMatching(/^home-unit-consent \(/),
    refused: expect.stringMatching(/^home-unit-consent \(/),
    rival: expect.stringMatching(/^no-conflict-of-interest \(/),
    farmer: expect.stringMatching(/^By subject fits to \d+ percent; 35 are asked for\.$/),
  });
  const another = await world.api.tokenFor({ id: 'clerk', personId: 'person-clerk', roles: ['coordinator'] });
  const read = await world.api.call('GET', `${at}/covers`, undefined, { authorization: another });
  expect(read.status).toBe(200);
  expect(JSON.stringify(read.body)).toContain('This person is not sent to this enterprise.');
  expect(JSON.stringify(read.body)).not.toContain('former');
  expect(why).not.toHaveProperty('researcher');
});

test('a candidate is nobody’s business but our office’s', async () => {
  for (const roles of [['liaison'], ['leader'], ['observer'], ['confirmer']]) {
    const authorization = await world.api.tokenFor({ id: `token-${roles.join()}`, roles });
    const answer = await world.api.call('GET', `${at}/covers`, undefined, { authorization });
    expect(answer.status).toBe(403);
  }
  const partner = await world.api.tokenFor({
    id: 'partner',
    personId: 'person-host-supervisor',
    roles: ['coordinator'],
  });
  expect((await world.api.call('GET', `${at}/covers`, undefined, { authorization: partner })).status).toBe(403);
});
