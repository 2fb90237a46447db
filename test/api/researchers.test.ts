import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fillDirectory, startTestApi } from '../support/api.ts';
import type { Answer, TestApi } from '../support/api.ts';

let api: TestApi;
let directory: Awaited<ReturnType<typeof fillDirectory>>;
/** A college of ours with a director, below the platform, and one with nobody of its own. */
const college = 'org-chem';
const other = 'org-robots';
let director = '';
let teacher = '';
const made: Record<string, string> = {};

beforeAll(async () => {
  api = await startTestApi();
  directory = await fillDirectory(api);
  const unit = { kind: 'college', ours: true, parentId: 'org-cnuktip' };
  await api.post('/v1/organisations', { ...unit, code: 'chem', nameEn: 'College of Chemistry' });
  await api.post('/v1/organisations', { ...unit, code: 'robots', nameEn: 'College of Robots' });
  director = (await person('Director Gao', college)).id;
  const post = await api.post('/v1/posts', { organisationId: college, titleEn: 'Dean', holderId: director });
  const line = { directorPostId: post.id };
  await api.call('PUT', `/v1/organisations/${college}/reporting-line`, line, { 'if-match': '"v1"' });
  teacher = (await person('Teacher Sun', college)).id;
});
afterAll(() => api.stop());

const person = (nameEn: string, organisationId: string) =>
  api.post('/v1/people', { nameEn, organisationId, ours: true });
const profile = (more: object = {}) => ({
  personId: teacher,
  homeUnitId: college,
  level: 'associate',
  terms: ['term-fine-chemicals'],
  ...more,
});
const as = async (personId: string | null, ...roles: string[]) => ({
  authorization: await api.tokenFor({ id: randomUUID(), roles, ...(personId ? { personId } : {}) }),
});
const change = (id: string, body: object, version: number, headers = {}) =>
  api.call('PATCH', `/v1/researchers/${id}`, body, { 'if-match': `"v${version}"`, ...headers });
const codeOf = ({ status, body }: Answer) => `${status} ${String(body.type).replace('/problems/', '')}`;
const ids = async (query: string) =>
  (await api.call('GET', `/v1/researchers?${query}`)).body.items.map((item: { id: string }) => item.id);

describe('a profile', () => {
  test('makes a post of a researcher in the home unit, held by the person; a repeat makes nothing twice', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = profile({ terms: ['精细化工', 'catalyst'], text: '做催化加氢', area: 'henan/kaifeng' });
    const first = await api.call('POST', '/v1/researchers', body, key);
    expect(first).toMatchObject({
      status: 201,
      headers: { location: `/v1/researchers/${teacher}`, etag: '"v1"' },
      body: {
        id: teacher,
        terms: ['term-fine-chemicals', 'term-catalysis'],
        homeUnitConsent: { answer: 'unknown', by: null, at: null },
        active: true,
      },
    });
    expect(await api.call('POST', '/v1/researchers', body, key)).toMatchObject({ status: 201, body: first.body });
    made['postId'] = first.body.postId;
    const { body: post } = await api.call('GET', `/v1/posts/${first.body.postId}`);
    expect(post).toMatchObject({ titleZh: '研究人员', organisationId: college, holderId: teacher });
    expect(post.tenures).toMatchObject([{ personId: teacher, toAt: null }]);
    expect(await api.db.post.count({ where: { holderId: teacher } })).toBe(1);
  });

  test('is there once a person, of a unit of ours, with terms that are known', async () => {
    expect(codeOf(await api.call('POST', '/v1/researchers', profile()))).toBe('409 already-exists');
    const stranger = (await person('Teacher Zhou', other)).id;
    const elsewhere = await api.call('POST', '/v1/researchers', profile({ personId: stranger }));
    expect(codeOf(elsewhere)).toBe('422 person-of-another-unit');
    expect(elsewhere.body.errors).toMatchObject([{ pointer: '/homeUnitId' }]);
    const partner = profile({ personId: directory.people[1], homeUnitId: 'org-zzuet' });
    expect(codeOf(await api.call('POST', '/v1/researchers', partner))).toBe('422 no-home-unit');
    const unknown = profile({ personId: stranger, homeUnitId: other, terms: ['catalysis', 'catalytic hydrogenatoin'] });
    const answer = await api.call('POST', '/v1/researchers', unknown);
    expect(codeOf(answer)).toBe('422 unknown-skill');
    expect(answer.body.errors).toMatchObject([
      {
        pointer: '/terms/1',
        detail: expect.stringContaining('term-hydrogenation'),
        detailZh: expect.stringContaining('加氢'),
      },
    ]);
    const foreignPost = profile({ personId: stranger, homeUnitId: other, postId: directory.posts[0] });
    expect(codeOf(await api.call('POST', '/v1/researchers', foreignPost))).toBe('409 wrong-state');
    expect(await api.db.researcher.count()).toBe(1);
  });

  test('changes as it was read: what is left out stays', async () => {
    expect((await api.call('PATCH', `/v1/researchers/${teacher}`, { level: 'professor' })).status).toBe(428);
    expect((await change(teacher, { level: 'professor' }, 7)).status).toBe(412);
    const answer = await change(teacher, { level: 'professor', terms: ['dyes'] }, 1);
    expect(answer).toMatchObject({
      status: 200,
      headers: { etag: '"v2"' },
      body: { level: 'professor', terms: ['term-dyes'], text: '做催化加氢', area: 'henan/kaifeng', version: 2 },
    });
    expect(codeOf(await change(teacher, { area: 'Kai Feng' }, 2))).toBe('400 shape-invalid');
    expect((await change('person-none', {}, 1)).status).toBe(404);
  });

  test('who moves to another unit has a post there and no consent yet', async () => {
    const mover = (await person('Teacher Mo', 'org-cnuktip')).id;
    const first = await api.post('/v1/researchers', profile({ personId: mover }));
    const consent = { answer: 'yes' };
    const url = `/v1/researchers/${mover}/home-unit-consent`;
    expect((await api.call('PUT', url, consent, { 'if-match': '"v1"' })).status).toBe(200);
    const moved = await change(mover, { homeUnitId: other }, 2);
    expect(moved.body).toMatchObject({ homeUnitId: other, homeUnitConsent: { answer: 'unknown', by: null, at: null } });
    expect(moved.body.postId).not.toBe(first.postId);
    expect((await change(mover, { active: false }, 3)).body.active).toBe(false);
    expect(await ids('active=false')).toEqual([mover]);
    expect(await ids('')).toEqual([teacher]);
  });
});

describe('the home unit’s consent', () => {
  const url = () => `/v1/researchers/${teacher}/home-unit-consent`;
  const say = (headers: object, version = 2) =>
    api.call('PUT', url(), { answer: 'yes' }, { 'if-match': `"v${version}"`, ...headers });

  test('is said by its director or coordinator, and by nobody else', async () => {
    const foreign = (await person('Director Elsewhere', other)).id;
    await api.post('/v1/posts', { organisationId: other, titleEn: 'Dean', holderId: foreign });
    expect(codeOf(await say(await as(foreign, 'director')))).toBe('403 not-permitted');
    expect(codeOf(await say(await as(director, 'liaison')))).toBe('403 not-permitted');
    const answer = await say(await as(director, 'director'));
    expect(answer).toMatchObject({ status: 200, headers: { etag: '"v3"' } });
    expect(answer.body.homeUnitConsent).toMatchObject({
      answer: 'yes',
      by: expect.any(String),
      at: expect.any(String),
    });
  });

  test('or by the coordinator above it, where it has none of its own', async () => {
    const coordinator = directory.people[0] ?? '';
    const answer = await api.call(
      'PUT',
      url(),
      { answer: 'asked' },
      { 'if-match': '"v3"', ...(await as(coordinator, 'coordinator')) },
    );
    expect(answer.body.homeUnitConsent).toMatchObject({ answer: 'asked' });
  });
});

describe('who reads profiles', () => {
  test('our coordinators, directors and liaisons; no leader, no observer, nobody of another side', async () => {
    for (const role of ['coordinator', 'director', 'liaison']) {
      expect((await api.call('GET', `/v1/researchers/${teacher}`, undefined, await as(null, role))).status).toBe(200);
    }
    for (const role of ['leader', 'observer', 'secretary', 'owner', 'confirmer', 'administrator']) {
      for (const url of ['/v1/researchers', `/v1/researchers/${teacher}`]) {
        expect(codeOf(await api.call('GET', url, undefined, await as(null, role)))).toBe('403 not-permitted');
      }
    }
    const enterprise = await as(directory.people[2] ?? '', 'liaison', 'coordinator', 'director');
    expect(codeOf(await api.call('GET', '/v1/researchers', undefined, enterprise))).toBe('403 not-permitted');
  });

  test('nor does the list of posts tell others who is a researcher', async () => {
    const url = `/v1/posts/${made['postId']}`;
    const listed = async (headers: Record<string, string>) => {
      const { body } = await api.call('GET', '/v1/posts?limit=200', undefined, headers);
      return body.items.map((post: { id: string }) => post.id).includes(made['postId']);
    };
    const enterprise = await as(directory.people[2] ?? '', 'liaison', 'coordinator');
    for (const [headers, mayKnow] of [
      [await as(null, 'liaison'), true],
      [await as(teacher, 'owner'), true],
      [await as(null, 'leader', 'observer'), false],
      [enterprise, false],
    ] as const) {
      expect(await listed(headers)).toBe(mayKnow);
      expect((await api.call('GET', url, undefined, headers)).status).toBe(mayKnow ? 200 : 404);
    }
    expect(await listed({ ...enterprise })).toBe(false);
  });

  test('exclusions are for the home unit’s director and coordinator alone', async () => {
    const exclusions = [{ organisationId: 'org-fine-a', kind: 'former-employer' }];
    const { version } = (await api.call('GET', `/v1/researchers/${teacher}`)).body;
    expect((await change(teacher, { exclusions }, version)).body).toMatchObject({ exclusions });
    const read = async (headers: object) =>
      (await api.call('GET', `/v1/researchers/${teacher}`, undefined, { ...headers })).body.exclusions;
    expect(await read(await as(director, 'director'))).toEqual(exclusions);
    expect(await read(await as((await person('Liaison', 'org-cnuktip')).id, 'liaison'))).toBeNull();
    expect(await read(await as((await person('Coordinator', other)).id, 'coordinator'))).toBeNull();
    const unknown = [{ organisationId: 'org-nobody', kind: 'own-wish' }];
    expect(codeOf(await change(teacher, { exclusions: unknown }, version + 1))).toBe('422 unknown-organisation');
  });
});

describe('the list', () => {
  test('by term with all below it and in any word, by unit, level and consent', async () => {
    expect(await ids('term=term-dyes')).toEqual([teacher]);
    expect(await ids(`term=${encodeURIComponent('化工')}`)).toEqual([teacher]);
    expect(await ids('term=Fine%20Chemistry')).toEqual([teacher]);
    expect(await ids('term=catalysis')).toEqual([]);
    expect(await ids(`homeUnit=${college}&level=professor&consent=asked`)).toEqual([teacher]);
    expect(await ids(`homeUnit=${other}`)).toEqual([]);
    expect(codeOf(await api.call('GET', '/v1/researchers?term=basket%20weaving'))).toBe('422 unknown-skill');
    expect(codeOf(await api.call('GET', '/v1/researchers?colour=red'))).toBe('400 shape-invalid');
  });

  test('by free half days of a period: calendar, absences, teaching and bookings count', async () => {
    // A week of five working days in China; two half days a week are given.
    const week = 'freeFromOn=2026-03-09&freeToOn=2026-03-15';
    const free = async (query = week) => {
      const { items } = (await api.call('GET', `/v1/researchers?${query}`)).body;
      return items.map((item: { freeHalfDays: number }) => item.freeHalfDays);
    };
    expect(await free()).toEqual([2]);
    expect(await free(`${week}&freeHalfDays=3`)).toEqual([]);
    expect(await free('')).toEqual([null]);
    // The week of National Day is free in its whole.
    expect(await free('freeFromOn=2026-10-01&freeToOn=2026-10-04')).toEqual([]);
    await api.db.placementHalfDay.create({
      data: { researcherId: teacher, onDate: '2026-03-10', half: 'am', placementId: 'p-1', enterpriseId: 'org-fine-b' },
    });
    expect(await free()).toEqual([1]);
    await api.post(`/v1/people/${teacher}/absences`, { fromOn: '2026-03-11', toOn: '2026-03-20' });
    expect(await free('freeFromOn=2026-03-11&freeToOn=2026-03-20')).toEqual([]);
    expect(codeOf(await api.call('GET', '/v1/researchers?freeFromOn=2026-03-09'))).toBe('400 shape-invalid');
    const backwards = '/v1/researchers?freeFromOn=2026-03-09&freeToOn=2026-03-08';
    expect(codeOf(await api.call('GET', backwards))).toBe('422 ends-before-starts');
    const century = '/v1/researchers?freeFromOn=2026-03-09&freeToOn=2126-03-08';
    expect(codeOf(await api.call('GET', century))).toBe('422 too-far-ahead');
  });

  test('page by page, each once', async () => {
    for (let n = 0; n < 5; n += 1) {
      const { id } = await person(`Teacher ${n}`, college);
      await api.post('/v1/researchers', profile({ personId: id }));
    }
    const all = await ids('limit=200');
    const seen: string[] = [];
    let url: string | null = '/v1/researchers?limit=2&freeFromOn=2026-04-13&freeToOn=2026-04-19';
    while (url) {
      const { body }: Answer = await api.call('GET', url);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      url = body.nextCursor
        ? `/v1/researchers?limit=2&cursor=${body.nextCursor}&freeFromOn=2026-04-13&freeToOn=2026-04-19`
        : null;
    }
    expect(seen).toEqual(all);
  });
});
