import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { hiddenPlacements } from '../../api/known-placements.ts';
import type { PlacementReader } from '../../api/known-placements.ts';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

/** Who was asked for a placement, and who was asked to stand in, is nobody's but our office's until they are willing (DOMAIN 2a). */

let api: TestApi;
let agreementId: string;
let askedPost: string;
let leader: string;
let asked: string;

beforeAll(async () => {
  api = await startTestApi();
  const { people, unit } = await fillDirectory(api);
  const person = await api.post('/v1/people', { nameEn: 'Asked Person', organisationId: unit, ours: true });
  askedPost = (await api.post('/v1/posts', { organisationId: unit, titleEn: 'Researcher', holderId: person.id })).id;
  agreementId = (await api.post('/v1/agreements', startBody())).entityId;
  leader = await api.tokenFor({ id: 'token-leader', personId: people[0] ?? '', roles: ['leader', 'observer'] });
  asked = await api.tokenFor({ id: 'token-asked', personId: person.id, roles: ['owner'] });
  await store(person.id);
}, 120_000);
afterAll(() => api.stop());

const hiddenId = () => `${agreementId}.placement-1`;
const knownId = () => `${agreementId}.placement-2`;

async function store(personId: string): Promise<void> {
  const at = '2026-03-02T01:00:00.000Z';
  const agreement = await api.db.entity.findUniqueOrThrow({ where: { id: agreementId } });
  for (const [id, answer] of [
    [hiddenId(), 'no'],
    [knownId(), 'yes'],
  ] as const) {
    const state = {
      researcher: { personId: id === hiddenId() ? 'person-refusing' : 'person-willing' },
      unit: { organisationId: 'org-cnuktip' },
      host: { organisationId: 'org-fine-a' },
      acceptance: { person: { answer }, unit: null },
    };
    const { card, page, clock } = agreement;
    const face = JSON.parse(JSON.stringify({ card, page, clock }));
    const { title, searchText, stage, status, light, homeUnitId, partyIds } = agreement;
    const same = { title, searchText, stage, status, light, homeUnitId, partyIds, openCount: 0, closed: false };
    await api.db.entity.create({
      data: { ...same, ...face, id, kind: 'placement', agreementId, seq: 1, state, startedAt: at, updatedAt: at },
    });
  }
  const rows = [
    [hiddenId(), 'placement-willing', 'placement', 'placement-1', askedPost],
    [agreementId, 'placement-other', 'placement', 'placement-1', null],
    [agreementId, 'placement-other', 'placement', 'placement-2', null],
    [knownId(), 'cover-request', 'candidate', 'candidate-1', askedPost],
  ] as const;
  for (const [seq, [entityId, kind, aboutKind, aboutId, ownerPostId]] of rows.entries()) {
    const id = `${kind}.${aboutId}`;
    await api.db.followUp.create({
      data: {
        entityId,
        id,
        agreementId,
        kind,
        aboutKind,
        aboutId,
        ownerPostId,
        sideOrgId: 'org-cnuktip',
        ownerCertainty: 'confirmed',
        dueCertainty: 'confirmed',
        openedOn: '2026-03-02',
        dueOn: '2026-03-06',
        dueAt: '2026-03-06T15:59:00.000Z',
        level: 0,
        light: 'green',
        status: 'open',
        homeUnitId: 'org-cnuktip',
      },
    });
    const told = { entityId, agreementId, followUpId: id, seq: 900 + seq, kind: 'assigned', facts: {} };
    const to = ownerPostId ? { postId: ownerPostId, personId } : { postId: null, personId: null };
    await api.db.notice.create({ data: { ...told, ...to, id: `${entityId}/${id}`, status: 'open', at } });
  }
}

const read = async (url: string, as?: string) => {
  const { status, body } = await api.call('GET', url, undefined, as ? { authorization: as } : {});
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
};
const matters = async (url: string, as?: string): Promise<string[]> => {
  const { items } = await read(url, as);
  const ids = items.map((item: { id: string; followUpId?: string | null }) => item.followUpId ?? item.id);
  return ids.filter((id: string) => /placement-|candidate/.test(id)).toSorted();
};
const all = [
  'cover-request.candidate-1',
  'placement-other.placement-1',
  'placement-other.placement-2',
  'placement-willing.placement-1',
];

test('follow-ups and notices: our office reads all, a leader what is known, the person asked their own', async () => {
  for (const url of [
    '/v1/follow-ups',
    `/v1/agreements/${agreementId}/follow-ups`,
    `/v1/agreements/${agreementId}/notices`,
  ]) {
    expect(await matters(url)).toEqual(all);
    expect(await matters(url, leader)).toEqual(['placement-other.placement-2']);
    expect(JSON.stringify(await read(url, leader))).not.toMatch(/Asked Person|Researcher/);
    expect(await matters(url, asked)).toEqual(['cover-request.candidate-1', 'placement-other.placement-2']);
  }
});

test('no agreement is found by the post of somebody who was asked, but by themselves', async () => {
  const found = async (as?: string) => (await read(`/v1/agreements?owner=${askedPost}`, as)).items.length;
  expect(await found()).toBe(1);
  expect(await found(leader)).toBe(0);
  expect(await found(asked)).toBe(1);
});

test('a line of a certificate is hidden by what it is about, its own addressee apart', async () => {
  const isUntold = async (who: PlacementReader, followUpId: string | null, entityId = agreementId) => {
    const hidden = await hiddenPlacements(api.db, who);
    return hidden.isUntold({ entityId, agreementId, followUpId, postId: askedPost, personId: 'person-x' });
  };
  const ours = { isOurs: true, organisationId: 'org-cnuktip' };
  const observer = { ...ours, roles: ['observer' as const] };
  expect(await isUntold(observer, 'cover-request.candidate-1', knownId())).toBe(true);
  expect(await isUntold(observer, null, hiddenId())).toBe(true);
  expect(await isUntold(observer, 'placement-other.placement-2')).toBe(false);
  expect(await isUntold(observer, 'need.need-1')).toBe(false);
  expect(await isUntold({ ...observer, postIds: [askedPost] }, 'cover-request.candidate-1', knownId())).toBe(false);
  expect(await isUntold({ ...ours, roles: ['coordinator'] }, 'cover-request.candidate-1', knownId())).toBe(false);
});
