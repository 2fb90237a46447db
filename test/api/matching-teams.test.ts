import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Role } from '../../domain/decider.ts';
import { startTestApi } from '../support/api.ts';
import type { Answer, TestApi } from '../support/api.ts';
import { codeOf, judgedWorld, placesIn, sentTo } from './judged-world.ts';
import type { JudgedWorld } from './judged-world.ts';

/** A team of two comes together one by one, and whoever says no is looked for again: the need stays in the plans until it is whole. */

let api: TestApi;
let world: JudgedWorld;
let needId = '';
let needKey = '';

beforeAll(async () => {
  api = await startTestApi();
  world = await judgedWorld(api);
  const { created } = await api.post(`/v1/agreements/${world.agreementId}/needs`, {
    partyId: 'org-e1',
    shortcoming: 'Coatings that come off, and nobody knows when',
    termIds: ['term-machine-learning', 'term-coatings'],
    team: { least: 2, wanted: 2 },
    fromOn: '2027-10-01',
    toOn: '2028-09-30',
  });
  needId = String(created[0]);
  needKey = `${world.agreementId}/${needId}`;
}, 120_000);
afterAll(() => api.stop());

const person = (name: string): string => world.people[name] ?? '';
const propose = (...names: string[]): Promise<Answer['body']> =>
  api.post('/v1/matchings', {
    agreementIds: [world.agreementId],
    schemeId: 'own',
    pinned: names.map((name) => ({ personId: person(name), needKey })),
  });
const inPlan = (plan: Answer['body']) => plan.needs.find(({ key }: { key: string }) => key === needKey);
const proposalFor = (plan: Answer['body'], personId: string): number =>
  placesIn(plan).find((place) => place.needKey === needKey && place.personId === personId)?.proposal ?? 0;
const accept = (plan: Answer['body'], personId: string) =>
  api.call('POST', `/v1/matchings/${plan.id}/proposals/${proposalFor(plan, personId)}/accept`, {});
const shown = async () => {
  const { items } = (await api.call('GET', '/v1/needs?limit=200')).body;
  const { step, personIds } = items.find((need: { needId: string }) => need.needId === needId);
  return { step, personIds };
};
/** As the placement itself tells its agreement. */
const saidNo = (placementId: string) =>
  api.gateway.send(world.agreementId, {
    commandId: `no-${placementId}`,
    name: 'placementProgressed',
    actor: { id: 'system', postIds: [], roles: [Role.system] },
    data: { placementId, stage: 'proposed', status: 'closed', light: 'green', outcome: 'refused', needIds: [needId] },
  });

test('of two people for one need the page says whose reasons are whose', async () => {
  const plan = await propose('data', 'materials');
  const { body } = await api.call('GET', `/v1/matchings/${plan.id}?format=html&language=en`);
  const headed = [
    ...String(body).matchAll(/<strong><span lang="en">([^<]+)<\/span>.*?<\/strong><span lang="en">([^<]+)/gs),
  ];
  expect(Object.fromEntries(headed.map(([, name, reason]) => [name, reason]))).toEqual({
    'Example data': expect.stringMatching(/^Fields and skills: .*machine learning/),
    'Example materials': expect.stringMatching(/^Fields and skills: .*coatings/),
  });
});

test('with one of two asked it is in the next plan, which looks for the other one', async () => {
  const first = await propose('data', 'materials');
  expect((await accept(first, person('data'))).body.placementId).toBe(`${world.agreementId}.placement-1`);
  expect(await shown()).toEqual({ step: 'matched', personIds: [person('data')] });
  const { data, by } = await api.db.event.findFirstOrThrow({ where: { type: 'needMatched', aboutId: needId } });
  const { by: acceptedBy } = await api.db.matchingDecision.findFirstOrThrow({ where: { needKey, kind: 'accepted' } });
  expect([data, by]).toEqual([expect.objectContaining({ skipped: 'looked-at-by-plan' }), acceptedBy]);

  const next = await propose();
  expect(inPlan(next)).toMatchObject({ heldBy: [person('data')], team: { least: 2, wanted: 2 } });
  const matched = next.matched.find((need: { needKey: string }) => need.needKey === needKey);
  expect([matched.wanted, sentTo(next, needKey)]).toEqual([1, [person('materials')]]);
  const said = JSON.stringify([
    matched.next,
    next.blocked.filter((pair: { needKey: string }) => pair.needKey === needKey),
  ]);
  expect(said).not.toContain(person('data'));
  const { body } = await api.call('GET', `/v1/matchings/${next.id}?format=html&language=en`);
  expect(body).toMatch(/asked or placed already: Example data/);
  // Fixing somebody who is asked already changes nothing.
  expect(sentTo(await propose('data'), needKey)).toEqual([person('materials')]);
});

test('once it is whole it is in no plan, and nobody more is accepted from an older one', async () => {
  const older = await propose('process');
  const plan = await propose();
  expect((await accept(plan, person('materials'))).status).toBe(200);
  expect(await shown()).toEqual({ step: 'matched', personIds: [person('data'), person('materials')] });
  expect(inPlan(await propose())).toBeUndefined();
  const late = await accept(older, person('process'));
  expect([codeOf(late), late.body.detail]).toEqual([
    '409 wrong-state',
    `${needKey} does not look for anybody any more.`,
  ]);
});

test('after a no it comes back, with whom it still has, and is shown without who said no', async () => {
  await saidNo('placement-2');
  expect(await shown()).toEqual({ step: 'matched', personIds: [person('data')] });
  const plan = await propose();
  expect(inPlan(plan)).toMatchObject({ heldBy: [person('data')] });
  await saidNo('placement-1');
  expect(await shown()).toEqual({ step: 'evaluated', personIds: [] });
  expect(inPlan(await propose())).toMatchObject({ heldBy: [] });
});

test('whoever is sent beside a conversation that has begun is with the placement, and the need stays where it is', async () => {
  const plan = await propose('data', 'materials');
  expect((await accept(plan, person('data'))).status).toBe(200);
  await api.post(`/v1/agreements/${world.agreementId}/needs/${needId}/move`, { to: 'discussed' });
  expect(sentTo(await propose(), needKey)).toEqual([person('materials')]);
  expect((await accept(plan, person('materials'))).status).toBe(200);
  expect(await shown()).toEqual({ step: 'discussed', personIds: [person('data'), person('materials')] });
  expect(inPlan(await propose())).toBeUndefined();
});
