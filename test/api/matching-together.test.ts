import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Problem } from '../../api/problem.ts';
import { newPlacement } from '../../domain/placement/state.ts';
import { startTestApi } from '../support/api.ts';
import type { Answer, TestApi } from '../support/api.ts';
import { codeOf, judgedWorld, placesIn } from './judged-world.ts';
import type { JudgedWorld, Place } from './judged-world.ts';

/** One person at several needs of one enterprise: whatever a plan proposes can be accepted, and where periods overlap it is one place. */

let api: TestApi;
let world: JudgedWorld;
let isCut = false;
/** By a name for each: two that overlap, one after them, one under another agreement. */
const keys: Record<'first' | 'second' | 'later' | 'other', string> = { first: '', second: '', later: '', other: '' };
let plan: Answer['body'];

const personId = (): string => world.people['materials'] ?? '';
const idOf = (key: string): string => key.split('/')[1] ?? '';

async function addNeed(agreementId: string, fromOn: string, toOn: string): Promise<string> {
  const { created } = await api.post(`/v1/agreements/${agreementId}/needs`, {
    partyId: 'org-e1',
    shortcoming: 'Coatings that come off',
    termIds: ['term-coatings'],
    fromOn,
    toOn,
    daysAYear: 30,
  });
  return `${agreementId}/${created[0]}`;
}

const propose = (): Promise<Answer['body']> =>
  api.post('/v1/matchings', {
    agreementIds: [...new Set(Object.values(keys).map((key) => key.split('/')[0] ?? ''))],
    schemeId: 'shandong',
    pinned: Object.values(keys).map((needKey) => ({ personId: personId(), needKey })),
  });

beforeAll(async () => {
  api = await startTestApi({
    gateway: {
      send: (entityId, command) => {
        const isSecond = JSON.stringify(command).includes(`"${idOf(keys.second)}"`);
        if (isCut && command.name === 'matchNeed' && isSecond) return Promise.reject(new Problem('outcome-unknown'));
        return api.gateway.send(entityId, command);
      },
    },
  });
  world = await judgedWorld(api);
  const { entityId: other } = await api.post('/v1/agreements', {
    homeUnitId: 'org-cnuktip',
    parties: ['org-e1', 'org-cnuktip'].map((organisationId) => ({ organisationId, role: 'partner' })),
    accept: true,
  });
  keys.first = await addNeed(world.agreementId, '2027-10-01', '2028-09-30');
  keys.second = await addNeed(world.agreementId, '2028-01-01', '2028-12-31');
  keys.later = await addNeed(world.agreementId, '2029-01-01', '2029-12-31');
  keys.other = await addNeed(String(other), '2028-01-01', '2028-12-31');
  plan = await propose();
}, 120_000);
afterAll(() => api.stop());

type Shown = Place & { together: number[] };
const shownFor = (key: string, of = plan): Shown => {
  const found = placesIn(of).find((place) => place.needKey === key && place.personId === personId());
  if (!found) throw new Error(`nobody for ${key}`);
  return found as Shown;
};
const decide = (key: string, way: string, body: object = {}, headers: Record<string, string> = {}) =>
  api.call('POST', `/v1/matchings/${plan.id}/proposals/${shownFor(key).proposal}/${way}`, body, headers);
const read = async (): Promise<Answer['body']> => (await api.call('GET', `/v1/matchings/${plan.id}`)).body;
const proposed = async () => {
  const rows = await api.db.event.findMany({ where: { type: 'placementProposed' }, orderBy: { seq: 'asc' } });
  return rows.map(({ data }) => data as { placementId: string; needIds: string[] });
};

/** The placement as it is once its own workflow has started: from then on the person is there. */
async function started(placementId: string, fromOn: string, toOn: string, daysAYear: number): Promise<void> {
  const [agreementId = ''] = placementId.split('.');
  const { seq: _seq, ...row } = await api.db.entity.findUniqueOrThrow({ where: { id: agreementId } });
  const state = {
    ...newPlacement({ kind: 'placement', id: placementId, agreementId }),
    researcher: { personId: personId(), postId: 'post-x' },
    host: { organisationId: 'org-e1', postId: 'post-y' },
    period: { fromOn, toOn },
    daysAYear,
  };
  await api.db.entity.create({
    data: JSON.parse(JSON.stringify({ ...row, id: placementId, seq: 1, kind: 'placement', closed: false, state })),
  });
}

test('the plan says which proposals are one placement', async () => {
  const [first, second] = [shownFor(keys.first), shownFor(keys.second)];
  expect([first.together, second.together]).toEqual([[second.proposal], [first.proposal]]);
  expect([shownFor(keys.later).together, shownFor(keys.other).together]).toEqual([[], []]);
  const { body } = await api.call('GET', `/v1/matchings/${plan.id}?format=html&language=en`);
  for (const key of [keys.first, keys.second]) {
    expect(body).toMatch(new RegExp(`\\(one placement with [^<]* · ${idOf(key)}: accepted together\\)`));
    expect(body).toMatch(new RegExp(`（与[^<]* · ${idOf(key)}合为一项派驻，一并接受）`));
  }
});

test('accepting one accepts all of them as one placement, carried on where it broke off', async () => {
  const key = { 'idempotency-key': randomUUID() };
  isCut = true;
  expect(codeOf(await decide(keys.second, 'accept', {}, key))).toBe('504 outcome-unknown');
  expect(codeOf(await decide(keys.first, 'accept'))).toBe('409 wrong-state');
  isCut = false;
  const { status, body } = await decide(keys.second, 'accept', {}, key);
  const [first, second] = [shownFor(keys.first).proposal, shownFor(keys.second).proposal];
  expect([status, body]).toMatchObject([200, { kind: 'accepted', proposal: second, together: [first] }]);
  expect((await decide(keys.second, 'accept', {}, key)).body).toEqual(body);
  const events = await proposed();
  expect(events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    personId: personId(),
    partyId: 'org-e1',
    needIds: expect.arrayContaining([idOf(keys.first), idOf(keys.second)]),
    fromOn: '2027-10-01',
    toOn: '2028-12-31',
    daysAYear: 60,
  });
  const after = await read();
  for (const each of [keys.first, keys.second]) {
    expect(shownFor(each, after).decision).toMatchObject({ kind: 'accepted', placementId: body.placementId });
  }
  expect(shownFor(keys.first, after).together).toEqual([second]);
  const { items } = (await api.call('GET', '/v1/needs?limit=200')).body;
  const steps = items.filter(({ needId, agreementId }: { needId: string; agreementId: string }) =>
    [keys.first, keys.second].includes(`${agreementId}/${needId}`),
  );
  expect(steps).toMatchObject([1, 2].map(() => ({ step: 'matched', personIds: [personId()] })));
  expect(codeOf(await decide(keys.first, 'accept'))).toBe('409 wrong-state');
  await started(body.placementId, '2027-10-01', '2028-12-31', 60);
});

test('what comes after it, and what is under another agreement, is accepted by itself', async () => {
  for (const key of [keys.later, keys.other]) {
    expect(await decide(key, 'accept')).toMatchObject({ status: 200, body: { kind: 'accepted', together: [] } });
  }
  expect((await proposed()).map(({ needIds }) => needIds.length).toSorted((a, b) => a - b)).toEqual([1, 1, 2]);
});

test('a place that is none of the plan still stands against another at the same time', async () => {
  keys.first = await addNeed(world.agreementId, '2030-01-01', '2030-12-31');
  keys.second = await addNeed(world.agreementId, '2030-06-01', '2031-05-31');
  const { needs } = plan;
  plan = await api.post('/v1/matchings', {
    agreementIds: needs.map(({ agreementId }: { agreementId: string }) => agreementId).slice(0, 1),
    schemeId: 'shandong',
    pinned: [keys.first, keys.second].map((needKey) => ({ personId: personId(), needKey })),
  });
  const reason = 'Somebody else does this';
  expect((await decide(keys.second, 'refuse', { reason })).body).toMatchObject({ kind: 'refused', together: [] });
  expect(shownFor(keys.first, await read()).together).toEqual([]);
  await started(`${world.agreementId}.placement-90`, '2030-03-01', '2030-04-30', 5);
  const no = await decide(keys.first, 'accept');
  expect([codeOf(no), /rule no-overlap/.test(no.body.detail)]).toEqual(['409 scheme-limit', true]);
});
