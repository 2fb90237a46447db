import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fastify } from 'fastify';
import { readers, requirePolicies } from '../../api/policy.ts';
import type { RoutePolicy } from '../../api/policy.ts';
import { Role } from '../../domain/decider.ts';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
let directory: Awaited<ReturnType<typeof fillDirectory>>;
beforeAll(async () => {
  api = await startTestApi();
  directory = await fillDirectory(api);
  await api.post('/v1/agreements', startBody());
});
afterAll(() => api.stop());

const underV1 = (): RoutePolicy[] =>
  api.app.policies.filter(({ url, method }) => url.startsWith('/v1/') && method !== 'HEAD');
/** Ids that nothing has: whoever may call gets as far as "there is none", and nothing is changed. */
const call = ({ method, url }: RoutePolicy, authorization?: string) =>
  api.app.inject({
    method: method as 'GET',
    url: url.replaceAll(/:\w+/g, 'none'),
    ...(authorization ? { headers: { authorization } } : {}),
  });

describe('every registered route has a policy', () => {
  test('a route under /v1 that names nobody cannot be registered', () => {
    const app = fastify();
    requirePolicies(app);
    expect(() => app.get('/v1/forgotten', () => 'x')).toThrow(/does not say who/);
  });

  test('what needs no token is this and nothing else', () => {
    const open = new Set(api.app.policies.filter(({ who }) => who === null).map(({ url }) => url));
    expect([...open].filter((url) => !url.startsWith('/docs')).toSorted()).toEqual([
      '/',
      '/c/:file',
      '/healthz',
      '/l/:token',
      '/l/:token/why',
      '/openapi.json',
      '/problems',
      '/problems/:code',
      '/readyz',
    ]);
  });

  test('nobody comes in without a token', async () => {
    // One address may be wrong a hundred times a minute; the rest answers 429, which lets nobody in either.
    for (const route of underV1()) expect([401, 429]).toContain((await call(route)).statusCode);
  });

  test.each(readers)('%s: exactly what is named for this role', async (role) => {
    const authorization = await api.tokenFor({ id: `walk-${role}`, roles: [role] });
    expect(underV1().length).toBeGreaterThan(80);
    for (const route of underV1()) {
      const { statusCode, body } = await call(route, authorization);
      const at = `${route.method} ${route.url}: ${statusCode} ${body}`;
      if (route.who?.includes(role)) expect([at, [401, 403, 500].includes(statusCode)]).toEqual([at, false]);
      else expect([at, statusCode]).toEqual([at, 403]);
    }
  });

  test('a token without any role opens nothing', async () => {
    const authorization = await api.tokenFor({ id: 'walk-nobody', roles: [] });
    for (const route of underV1()) expect((await call(route, authorization)).statusCode).toBe(403);
  });

  test('observers change nothing, every role reads, tokens and directory are the coordinator’s (DOMAIN section 3)', () => {
    const changing = underV1().filter(({ method }) => method !== 'GET');
    expect(changing.filter(({ who }) => who?.includes(Role.observer))).toEqual([]);
    const notForAll = underV1().filter(({ method, who }) => method === 'GET' && who?.length !== readers.length);
    expect(notForAll.map(({ url }) => url).toSorted()).toEqual([
      '/v1/agreements/:id/placements/:placementId/covers',
      '/v1/calendar-feeds',
      '/v1/caretaker',
      '/v1/certificates',
      '/v1/imports/:id',
      '/v1/imports/template',
      '/v1/matchings',
      '/v1/matchings/:id',
      '/v1/matchings/:id/compare/:otherId',
      '/v1/meeting-list',
      '/v1/needs/imports/template',
      '/v1/people/:id/absences',
      '/v1/policies/migrations',
      '/v1/policies/rehearsals/:rehearsalId',
      '/v1/policies/rehearsals/:rehearsalId/entities',
      '/v1/policies/rehearsals/:rehearsalId/people',
      '/v1/relays',
      '/v1/replies',
      '/v1/researchers',
      '/v1/researchers/:id',
      '/v1/researchers/imports/template',
      '/v1/tokens',
    ]);
    const kept = changing.filter(({ url }) => /^\/v1\/(organisations|people|posts|tokens)/.test(url));
    expect(kept.map(({ who, isForOurs }) => [who, isForOurs])).toEqual(kept.map(() => [[Role.coordinator], true]));
    // Profiles, what they are made of and whom they are matched with: our own people's, and no leader's or observer's.
    const matching = underV1().filter(({ url }) => /^\/v1\/(researchers|matchings|needs\/imports)/.test(url));
    const changesWords = changing.filter(({ url }) => /^\/v1\/(vocabulary-terms|schemes)/.test(url));
    expect([matching.length > 6, changesWords.length]).toEqual([true, 3]);
    expect([...matching, ...changesWords].filter(({ isForOurs }) => !isForOurs)).toEqual([]);
    const passive = [Role.observer, Role.leader, Role.secretary, Role.owner, Role.confirmer];
    expect(matching.filter(({ who }) => passive.some((role) => who?.includes(role)))).toEqual([]);
    const policies = changing.filter(({ url }) => url.startsWith('/v1/policies'));
    expect(policies.length).toBeGreaterThan(6);
    expect(policies.filter(({ who }) => who?.some((role) => role !== 'director' && role !== 'administrator'))).toEqual(
      [],
    );
    expect(policies.filter(({ isForOurs }) => !isForOurs)).toEqual([]);
    const closing = changing.filter(({ url }) => /\/(close|waive|decline)$/.test(url));
    expect(closing.length).toBeGreaterThan(0);
    expect(closing.filter(({ who }) => who?.includes(Role.liaison))).toEqual([]);
  });
});

describe('somebody of another side', () => {
  test('is kept out of what is only for our own people, whatever the role says', async () => {
    const authorization = await api.tokenFor({
      id: 'foreign',
      personId: directory.people[1] ?? '',
      roles: [...readers],
    });
    const ours = underV1().filter(({ isForOurs }) => isForOurs);
    expect(ours.length).toBeGreaterThan(8);
    for (const route of ours) expect((await call(route, authorization)).statusCode).toBe(403);
  });

  test('finds no agreement of others, neither to read nor to change', async () => {
    await api.post('/v1/organisations', { code: 'far', nameEn: 'Far away', kind: 'enterprise' });
    const person = (await api.post('/v1/people', { nameEn: 'Someone Far', organisationId: 'org-far' })).id;
    const authorization = await api.tokenFor({ id: 'far', personId: person, roles: [...readers] });
    const { items } = (await api.call('GET', '/v1/agreements')).body;
    const before = await api.db.event.count();
    for (const { method, url } of underV1().filter((route) => route.url.startsWith('/v1/agreements/:id'))) {
      const answer = await api.app.inject({
        method: method as 'GET',
        url: url.replace(':id', items[0].id).replaceAll(/:\w+/g, 'none'),
        headers: { authorization, ...(method === 'POST' ? { 'idempotency-key': url } : {}) },
        ...(method === 'POST' ? { payload: {} } : {}),
      });
      // A body that does not fit is told before anything is looked up; it says nothing about the agreement.
      expect([404, 400]).toContain(answer.statusCode);
      expect(answer.body).not.toContain('Zhengzhou');
    }
    expect((await api.call('GET', '/v1/agreements', undefined, { authorization })).body.items).toEqual([]);
    expect((await api.call('GET', '/v1/follow-ups', undefined, { authorization })).body.items).toEqual([]);
    expect(await api.db.event.count()).toBe(before);
  });
});
