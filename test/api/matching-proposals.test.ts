import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Problem } from '../../api/problem.ts';
import { judgedNeeds } from '../domain/matching/judged-set.ts';
import { newPlacement } from '../../domain/placement/state.ts';
import { startTestApi } from '../support/api.ts';
import type { Answer, TestApi } from '../support/api.ts';
import { codeOf, judgedWorld, placesIn, quotesIn, sentTo } from './judged-world.ts';
import type { JudgedWorld } from './judged-world.ts';

/** From the proposals of a plan to proposed placements; nothing is booked without people (S44, S53, check 6). */

let api: TestApi;
let world: JudgedWorld;
let plan: Answer['body'];
let isCut = false;

beforeAll(async () => {
  api = await startTestApi({
    gateway: {
      // As where the engine goes away between the two commands of one request.
      send: (entityId, command) => {
        if (isCut && command.name === 'matchNeed') return Promise.reject(new Problem('outcome-unknown'));
        return api.gateway.send(entityId, command);
      },
    },
  });
  world = await judgedWorld(api);
  plan = await propose();
}, 120_000);
afterAll(() => api.stop());

const propose = (more: object = {}): Promise<Answer['body']> =>
  api.post('/v1/matchings', { agreementIds: [world.agreementId], schemeId: 'own', ...more });
const person = (name: string): string => world.people[name] ?? '';
const proposalFor = (need: number, of = plan): number =>
  placesIn(of).find(({ needKey }) => needKey === world.keyOf(need))?.proposal ?? 0;
const decide = (need: number, way: string, body: object = {}, headers: object = {}) =>
  api.call('POST', `/v1/matchings/${plan.id}/proposals/${proposalFor(need)}/${way}`, body, { ...headers });
const proposedIn = () => api.db.event.findMany({ where: { type: 'placementProposed' }, orderBy: { seq: 'asc' } });
const stepOf = async (needId: string) => {
  const { items } = (await api.call('GET', '/v1/needs?limit=200')).body;
  return items.find((need: { needId: string }) => need.needId === needId);
};

test('whoever said no to an enterprise is not proposed to it again, unless pinned; a no of another side is none of theirs', async () => {
  const pair = { personId: person('data'), needKey: world.keyOf(9) };
  const before = await propose();
  expect(sentTo(before, pair.needKey)).toEqual([pair.personId]);
  const state = await api.db.entity.findUniqueOrThrow({ where: { id: world.agreementId } });
  const { partyId } = needOf(state.state, pair.needKey.split('/')[1] ?? '');
  const id = `${world.agreementId}.placement-99`;
  const closed = (said: 'yes' | 'no') => ({
    ...newPlacement({ kind: 'placement', id, agreementId: world.agreementId }),
    status: 'closed',
    outcome: 'refused',
    researcher: { personId: pair.personId, postId: 'post-x' },
    host: { organisationId: partyId, postId: 'post-y' },
    acceptance: { person: { answer: said, on: '2026-03-03' }, unit: null, host: null, documentOn: null },
  });
  const { seq: _seq, ...row } = state;
  const make = (said: 'yes' | 'no') =>
    JSON.parse(JSON.stringify({ ...row, id, seq: 1, kind: 'placement', closed: true, state: closed(said) }));
  await api.db.entity.create({ data: make('yes') });
  expect(sentTo(await propose(), pair.needKey)).toEqual([pair.personId]);
  await api.db.entity.update({ where: { id }, data: { state: make('no').state } });
  const next = await propose();
  expect(sentTo(next, pair.needKey)).not.toContain(pair.personId);
  expect(next.refusedBefore).toContainEqual(pair);
  expect(sentTo(await propose({ pinned: [pair] }), pair.needKey)).toEqual([pair.personId]);
  await api.db.entity.delete({ where: { id } });
});

test('accepted: the placement is proposed and the person is named for the need, once for each key', async () => {
  const key = { 'idempotency-key': randomUUID() };
  const terms = { point: 'Workshop 2', purpose: 'Hydrogenation without losing chlorine' };
  const answer = await decide(1, 'accept', terms, key);
  expect(answer).toMatchObject({
    status: 200,
    body: { kind: 'accepted', placementId: `${world.agreementId}.placement-1` },
  });
  const events = await proposedIn();
  expect(events).toHaveLength(1);
  expect(events[0]?.data).toMatchObject({
    personId: person('catalysis'),
    partyId: 'org-e1',
    needIds: ['need-1'],
    schemeId: 'own',
    fromOn: '2026-09-01',
    toOn: '2027-08-31',
    daysAYear: 60,
    purpose: expect.stringMatching(/^text-/),
    isRequested: false,
  });
  expect(await stepOf('need-1')).toMatchObject({ step: 'matched', personIds: [person('catalysis')] });
  const before = await api.db.event.count();
  expect((await decide(1, 'accept', terms, key)).body).toEqual(answer.body);
  expect(codeOf(await decide(1, 'accept', terms))).toBe('409 wrong-state');
  expect(codeOf(await decide(1, 'refuse', { reason: 'Too late' }))).toBe('409 wrong-state');
  expect(await api.db.event.count()).toBe(before);
  const { body } = await api.call('GET', `/v1/matchings/${plan.id}`);
  expect(placesIn(body).find(({ proposal }) => proposal === proposalFor(1))?.decision).toMatchObject({
    kind: 'accepted',
    personId: person('catalysis'),
    placementId: `${world.agreementId}.placement-1`,
  });
  const { sent } = await api.db.matchingDecision.findFirstOrThrow({ where: { proposal: proposalFor(1) } });
  expect(sent).toEqual({});
});

test('changed: another person goes, unless a rule is against it', async () => {
  const no = await decide(6, 'change', { personId: person('automation') });
  expect(codeOf(no)).toBe('409 scheme-limit');
  expect(no.body).toMatchObject({ rule: 'home-unit-consent', source: expect.stringMatching(/^CX7/) });
  expect(no.body.detail).toMatch(/rule home-unit-consent of own, source CX7/);
  expect(no.body.detailZh).toMatch(/规则 home-unit-consent，出处 CX7/);
  const short = await decide(6, 'change', { personId: person('process'), toOn: '2026-10-01' });
  expect([codeOf(short), /min-months of own, source CX2/.test(short.body.detail)]).toEqual(['409 scheme-limit', true]);
  expect(codeOf(await decide(6, 'change', { personId: world.directory.people[0] }))).toBe('422 unknown-person');
  const answer = await decide(6, 'change', { personId: person('process'), daysAYear: 30 });
  expect(codeOf(answer)).toBe('409 scheme-limit');
  expect(await decide(6, 'change', { personId: person('process') })).toMatchObject({
    status: 200,
    body: { kind: 'changed' },
  });
  expect(await stepOf('need-6')).toMatchObject({ step: 'matched', personIds: [person('process')] });
});

test('refused: the pair comes no more, unless it is wanted again', async () => {
  const reason = 'The two have worked together badly';
  expect(await decide(9, 'refuse', { reason })).toMatchObject({ status: 200, body: { placementId: null } });
  expect(codeOf(await decide(9, 'accept'))).toBe('409 wrong-state');
  const next = await propose();
  expect(sentTo(next, world.keyOf(9))).not.toContain(person('data'));
  const pair = { personId: person('data'), needKey: world.keyOf(9) };
  expect(next.refusedBefore).toEqual([pair]);
  expect(sentTo(await propose({ withRefused: true }), world.keyOf(9))).toEqual([person('data')]);
  expect(sentTo(await propose({ pinned: [pair] }), world.keyOf(9))).toEqual([person('data')]);
  const events = await api.db.event.findMany();
  expect(JSON.stringify(events)).not.toContain(reason);
});

test('the printed plan says what became of each', async () => {
  const { body } = await api.call('GET', `/v1/matchings/${plan.id}?format=html&language=en`);
  for (const mark of ['(accepted)', '（已接受）', '(accepted with somebody else)', '(refused)', '（已拒绝）']) {
    expect(body).toContain(`>${mark}<`);
  }
  const colours = [...String(body).matchAll(/stroke="(#\w+)"\s+stroke-width="[\d.]+"\s+stroke-opacity="0.75"/g)];
  const count = (colour: string) => colours.filter(([, found]) => found === colour).length;
  expect([count('#2e7d4f'), count('#8a93a3'), colours.length]).toEqual([2, 1, plan.summary.proposals]);
});

test('carried on where it broke off: nothing is proposed twice', async () => {
  const key = { 'idempotency-key': randomUUID() };
  const count = (await proposedIn()).length;
  isCut = true;
  expect(codeOf(await decide(3, 'accept', {}, key))).toBe('504 outcome-unknown');
  expect(codeOf(await decide(3, 'accept'))).toBe('409 wrong-state');
  isCut = false;
  expect((await stepOf('need-3')).step).toBe('collected');
  expect(await decide(3, 'accept', {}, key)).toMatchObject({ status: 200, body: { kind: 'accepted' } });
  expect(await proposedIn()).toHaveLength(count + 1);
  expect(await stepOf('need-3')).toMatchObject({ step: 'matched', personIds: [person('environment')] });
});

test('all the others accepted: every placement is proposed, and what is matched is looked for no more', async () => {
  for (const need of [2, 4, 7, 8, 10, 12]) expect([need, (await decide(need, 'accept')).status]).toEqual([need, 200]);
  const sent = (await proposedIn()).map(({ data }) => (data as { needIds: string[] }).needIds[0]);
  expect(new Set(sent)).toEqual(new Set([1, 2, 3, 4, 6, 7, 8, 10, 12].map((n) => `need-${n}`)));
  expect(sent).toHaveLength(9);
  const asked7 = (await proposedIn()).find(({ data }) => JSON.stringify(data).includes('"need-7"'));
  expect(asked7?.data).toMatchObject({ personId: person('platform'), isRequested: true });
  const rest = await propose();
  expect(rest.needs.map(({ needId }: { needId: string }) => needId)).toEqual(['need-5', 'need-9', 'need-11']);
  expect(codeOf(await api.call('POST', `/v1/matchings/${plan.id}/proposals/99/accept`, {}))).toBe('422 unknown-item');
});

test('neither the needs’ texts nor who was found are in what the enterprises read of it', async () => {
  const holder = (await api.post('/v1/people', { nameEn: 'Of one', organisationId: 'org-e1' })).id;
  const authorization = await api.tokenFor({ id: 'of-one', personId: holder, roles: ['observer', 'confirmer'] });
  const at = `/v1/agreements/${world.agreementId}`;
  const own = (judgedNeeds[0]?.text ?? '').slice(0, 12);
  const read = [at, `${at}/timeline?limit=200`, `${at}/placements`, `${at}/flight-plan`, '/v1/needs', '/v1/follow-ups'];
  for (const url of read) {
    const { status, body } = await api.call('GET', url, undefined, { authorization });
    const told = JSON.stringify(body);
    const names = Object.values(world.people).filter((id) => told.includes(id));
    const quoted = quotesIn(told).filter((piece) => !(judgedNeeds[0]?.text ?? '').includes(piece));
    expect([url, status, names, quoted]).toEqual([url, 200, [], []]);
    if (url.includes('timeline')) expect(told).toContain(own);
  }
});

test('a team is accepted one by one, and all of it is named for the need', async () => {
  const [needId] = (
    await api.post(`/v1/agreements/${world.agreementId}/needs`, {
      partyId: 'org-e1',
      shortcoming: 'Both, together',
      termIds: ['term-machine-learning', 'term-coatings'],
      team: { least: 2, wanted: 2 },
      fromOn: '2027-10-01',
      toOn: '2028-09-30',
    })
  ).created;
  const needKey = `${world.agreementId}/${needId}`;
  const pinned = ['data', 'materials'].map((name) => ({ personId: person(name), needKey }));
  const both = await propose({ pinned });
  const places = placesIn(both).filter((place) => place.needKey === needKey);
  expect(places.map(({ personId }) => personId).toSorted((a, b) => a.localeCompare(b))).toEqual(
    pinned.map(({ personId }) => personId).toSorted((a, b) => a.localeCompare(b)),
  );
  for (const { proposal } of places) await api.post(`/v1/matchings/${both.id}/proposals/${proposal}/accept`);
  const { step, personIds } = await stepOf(String(needId));
  expect([step, new Set(personIds)]).toEqual(['matched', new Set(pinned.map(({ personId }) => personId))]);
});

test('what has come between the plan and its acceptance is refused by its rule', async () => {
  const late = await propose({ pinned: [{ personId: person('data'), needKey: world.keyOf(9) }] });
  const proposal = proposalFor(9, late);
  const { body } = await api.call('GET', `/v1/researchers/${person('data')}`);
  const url = `/v1/researchers/${person('data')}/home-unit-consent`;
  await api.call('PUT', url, { answer: 'no' }, { 'if-match': `"v${body.version}"` });
  const accept = `/v1/matchings/${late.id}/proposals/${proposal}/accept`;
  expect(codeOf(await api.call('POST', accept, {}))).toBe('409 scheme-limit');
  await api.call('PUT', url, { answer: 'yes' }, { 'if-match': `"v${body.version + 1}"` });
  expect((await api.call('POST', accept, {})).status).toBe(200);
});

const needOf = (state: unknown, needId: string): { partyId: string } => JSON.parse(JSON.stringify(state)).needs[needId];
