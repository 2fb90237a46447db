import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeApi } from '../../api/describe-api.ts';
import { fillDirectory, startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
let directory: Awaited<ReturnType<typeof fillDirectory>>;

beforeAll(async () => {
  api = await startTestApi();
  directory = await fillDirectory(api);
});
afterAll(() => api.stop());

const names = async (url: string) => (await api.call('GET', url)).body.items.map((item: { id: string }) => item.id);

describe('organisations', () => {
  test('are found by any name or alias, however written', async () => {
    expect(await names('/v1/organisations?q=cnuktip%20PLATFORM')).toEqual(['org-cnuktip']);
    expect(await names(`/v1/organisations?q=${encodeURIComponent('China–UK technology')}`)).toEqual(['org-cnuktip']);
    expect(await names('/v1/organisations?q=%25')).toEqual([]);
    expect(await names('/v1/organisations?ours=true')).toEqual(['org-cnuktip']);
    expect(await names('/v1/organisations?kind=enterprise')).toEqual(['org-fine-a', 'org-fine-b']);
  });
  test('are found by a grouping they belong to', async () => {
    await api.post('/v1/organisations', {
      code: 'in-chain',
      nameEn: 'In chain',
      kind: 'enterprise',
      groupings: ['fine'],
    });
    expect(await names('/v1/organisations?grouping=fine')).toEqual(['org-in-chain']);
    expect(await names('/v1/organisations?grouping=fi')).toEqual([]);
  });
  test('of one name under one roof are refused; elsewhere names repeat', async () => {
    const twin = await api.call('POST', '/v1/organisations', {
      code: 'twin',
      nameEn: 'CNUKTIP platform',
      kind: 'other',
    });
    expect(twin).toMatchObject({ status: 409, body: { type: '/problems/already-exists' } });
    const department = { nameEn: 'Organisation Department', kind: 'unit' };
    await api.post('/v1/organisations', { ...department, code: 'dept-a', parentId: 'org-cnuktip' });
    await api.post('/v1/organisations', { ...department, code: 'dept-b', parentId: 'org-zzuet' });
  });
  test('change only as the version that was read', async () => {
    const { body, headers } = await api.call('GET', '/v1/organisations/org-fine-a');
    const change = { nameEn: 'Fine Chemicals Alpha', kind: 'enterprise', aliases: ['Fine Chemicals A'] };
    expect((await api.call('PUT', '/v1/organisations/org-fine-a', change)).status).toBe(428);
    expect((await api.call('PUT', '/v1/organisations/org-fine-a', change, { 'if-match': '"v99"' })).status).toBe(412);
    const done = await api.call('PUT', '/v1/organisations/org-fine-a', change, { 'if-match': String(headers['etag']) });
    expect(done).toMatchObject({ status: 200, headers: { etag: `"v${body.version + 1}"` } });
    expect(await names('/v1/organisations?q=finechemicalsa')).toContain('org-fine-a');
  });
  test('do not lie within themselves', async () => {
    const { headers } = await api.call('GET', '/v1/organisations/org-cnuktip');
    const change = { nameEn: 'CNUKTIP', kind: 'platform', ours: true, parentId: 'org-dept-a' };
    const answer = await api.call('PUT', '/v1/organisations/org-cnuktip', change, {
      'if-match': String(headers['etag']),
    });
    expect(answer).toMatchObject({ status: 409, body: { errors: [{ pointer: '/parentId' }] } });
  });
  test('only our own units have a reporting line', async () => {
    const answer = await api.call('PUT', '/v1/organisations/org-zzuet/reporting-line', {}, { 'if-match': '"v1"' });
    expect(answer).toMatchObject({ status: 422, body: { type: '/problems/no-home-unit' } });
  });
});

describe('people and posts', () => {
  test('a name is kept as printed and found as folded (S14)', async () => {
    const { body } = await api.call('GET', "/v1/people?q=liu%20jian'en");
    expect(body.items).toMatchObject([{ nameAsPrinted: "Liu Jian 'en", channel: 'office', salutationZh: null }]);
  });
  test('the same name again is taken, and said', async () => {
    const { similarIds } = await api.post('/v1/people', { nameEn: 'Liu Jian-En' });
    expect(similarIds).toEqual([directory.people[2]]);
  });
  test('a repeat with the same key makes nobody twice', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await api.call('POST', '/v1/people', { nameEn: 'Li Hui' }, key);
    const again = await api.call('POST', '/v1/people', { nameEn: 'Li Hui' }, key);
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(await api.db.person.count({ where: { nameEn: 'Li Hui' } })).toBe(1);
  });
  test('who belongs to one of our organisations is one of ours, unless it is said otherwise', async () => {
    const made = async (nameEn: string, more: object) => await api.post('/v1/people', { nameEn, ...more });
    const own = await made('Successor', { organisationId: 'org-cnuktip' });
    expect(own.ours).toBe(true);
    expect((await made('Guest lecturer', { organisationId: 'org-cnuktip', ours: false })).ours).toBe(false);
    expect((await made('Of the other side', { organisationId: 'org-zzuet' })).ours).toBe(false);
    expect((await made('Of nobody', {})).ours).toBe(false);
    const change = async (version: number, more: object) => {
      const body = { nameEn: 'Successor', ...more };
      return (await api.call('PUT', `/v1/people/${own.id}`, body, { 'if-match': `"v${version}"` })).body.ours;
    };
    // Left out it stays as it is; with another organisation it is asked anew.
    expect(await change(1, { organisationId: 'org-cnuktip', ours: false })).toBe(false);
    expect(await change(2, { organisationId: 'org-cnuktip' })).toBe(false);
    expect(await change(3, { organisationId: 'org-zzuet' })).toBe(false);
    expect(await change(4, { organisationId: 'org-cnuktip' })).toBe(true);
  });
  test('twenty at once get twenty ids', async () => {
    const made = await Promise.all(
      Array.from({ length: 20 }, (_, n) => api.post('/v1/people', { nameEn: `Guest ${n}` })),
    );
    expect(new Set(made.map(({ id }) => id)).size).toBe(20);
  });
  test('a new holder ends the tenure of the old one; the past is kept (S71)', async () => {
    const [, second = ''] = directory.posts;
    const { headers, body } = await api.call('GET', `/v1/posts/${second}`);
    expect(body.tenures).toMatchObject([{ personId: directory.people[0], toAt: null }]);
    const change = { organisationId: 'org-cnuktip', titleEn: 'Coordinator', holderId: directory.people[3] };
    const done = await api.call('PUT', `/v1/posts/${second}`, change, { 'if-match': String(headers['etag']) });
    expect(done.body).toMatchObject({
      holderId: directory.people[3],
      tenures: [
        { personId: directory.people[0], toAt: expect.any(String) },
        { personId: directory.people[3], toAt: null },
      ],
    });
  });
  test('a post of nobody we know, or of an unknown organisation, is refused', async () => {
    const answer = await api.call('POST', '/v1/posts', {
      organisationId: 'org-none',
      titleEn: 'X',
      holderId: 'person-999',
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toHaveLength(2);
  });
  test('quiet times are kept, left as they are where nothing is said, and shown', async () => {
    const noon = { weekday: null, fromTime: '12:00', toTime: '14:00' };
    const quietTimes = [noon, { weekday: 3 }];
    const { id, ...made } = await api.post('/v1/people', { nameEn: 'Quiet', quietTimes });
    const kept = [noon, { weekday: 3, fromTime: '00:00', toTime: '24:00' }];
    expect(made).toMatchObject({ quietTimes: kept });
    const put = (body: object, version: number) =>
      api.call('PUT', `/v1/people/${id}`, { nameEn: 'Quiet', ...body }, { 'if-match': `"v${version}"` });
    expect((await put({}, 1)).body).toMatchObject({ quietTimes: kept });
    const early = { quietTimes: [{ fromTime: '08:00', toTime: '09:00' }] };
    expect(await put(early, 2)).toMatchObject({ status: 422, body: { type: '/problems/hours-unfit' } });
    expect((await put({ quietTimes: [] }, 2)).body).toMatchObject({ quietTimes: [] });
  });
  test('of an address that a server has refused the person says so, until another is given', async () => {
    const made = await api.post('/v1/people', { nameEn: 'Bounced', email: 'gone@example.org' });
    expect(made).toMatchObject({ isEmailRefused: false });
    await api.db.person.update({ where: { id: made.id }, data: { refusedEmail: 'gone@example.org' } });
    const read = async () => (await api.call('GET', `/v1/people/${made.id}`)).body;
    expect(await read()).toMatchObject({ email: 'gone@example.org', isEmailRefused: true });
    expect(await read()).not.toHaveProperty('refusedEmail');
    const body = { nameEn: 'Bounced', email: 'here@example.org' };
    await api.call('PUT', `/v1/people/${made.id}`, body, { 'if-match': '"v1"' });
    expect(await read()).toMatchObject({ isEmailRefused: false });
  });
  test('what does not fit is pointed at, and creates nothing', async () => {
    const before = await api.db.person.count();
    const answer = await api.call('POST', '/v1/people', { nameEn: 'A', channel: 'email', shoe: 43 });
    expect(answer).toMatchObject({ status: 400, body: { type: '/problems/shape-invalid' } });
    expect(await api.db.person.count()).toBe(before);
  });
});

describe('the description of the API', () => {
  test('is the committed one (refresh: npx tsx api/write-openapi.ts)', async () => {
    expect(JSON.parse(await describeApi(api.db))).toEqual(JSON.parse(readFileSync('openapi.json', 'utf8')));
  });
  test('names each operation once, in words', async () => {
    const { paths } = JSON.parse(await describeApi(api.db));
    const operations = Object.values<Record<string, { operationId?: string; summary?: string }>>(paths).flatMap(
      (path) => Object.values(path),
    );
    const ids = operations.flatMap((operation) => operation.operationId ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(operations.filter((operation) => !operation.summary)).toEqual([]);
  });
});
