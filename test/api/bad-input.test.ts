import { describe, expect, test } from '@jest/globals';
import { Problem } from '../../api/problem.ts';
import { transportProblems } from '../../api/problem-types.ts';
import { refusals, refuse } from '../../domain/refusal.ts';
import type { RefusalCode } from '../../domain/refusal.ts';
import { startBody } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { commitment, expectProblem, refusalWorld } from './refusal-world.ts';

const world = refusalWorld();
const problem = (act: () => ReturnType<TestApi['call']>, status: number, code: string, pointer?: string) =>
  expectProblem(world, act, { status, code, ...(pointer === undefined ? {} : { pointer }) });
const visit = () => ({ fromOn: '2026-02-27', direction: 'inbound', hostOrganisationId: 'org-cnuktip' });

describe('each refusal has its status, type and sentence, and writes nothing', () => {
  test.each(Object.keys(refusals) as RefusalCode[])('%s', async (code) => {
    world.instead = () => Promise.resolve({ status: 'refused', refusal: refuse(code, 'In English.', '中文。') });
    try {
      await problem(
        () => world.api.call('POST', `/v1/agreements/${world.id}/commitments`, commitment()),
        refusals[code].status,
        code,
      );
      const { body } = await world.api.call('POST', `/v1/agreements/${world.id}/commitments`, commitment());
      expect(body).toMatchObject({ detail: 'In English.', detailZh: '中文。' });
    } finally {
      world.instead = null;
    }
  });

  test.each(['engine-away', 'too-busy', 'not-running', 'outcome-unknown'] as const)(
    '%s says when to ask again',
    async (code) => {
      world.instead = () => Promise.reject(new Problem(code));
      try {
        const answer = await world.api.call('POST', `/v1/agreements/${world.id}/commitments`, commitment());
        expect(answer).toMatchObject({
          status: transportProblems[code].status,
          headers: { 'retry-after': expect.any(String) },
        });
      } finally {
        world.instead = null;
      }
    },
  );
});

describe('bodies that do not fit', () => {
  const post = (path: string, body: unknown) => () =>
    world.api.call('POST', `/v1/agreements/${world.id}/${path}`, body);

  test('an unknown field', () =>
    problem(post('visits', { ...visit(), colour: 'red' }), 400, 'shape-invalid', '/colour'));
  test('a field that the address gives', () =>
    problem(post('visits/visit-1/note', { visitId: 'visit-2', note: 'x' }), 400, 'shape-invalid', '/visitId'));
  test('a missing field', () => problem(post('visits', {}), 400, 'shape-invalid', '/fromOn'));
  test('a date that does not exist', () =>
    problem(post('visits', { ...visit(), fromOn: '2026-02-30' }), 400, 'shape-invalid', '/fromOn'));
  test('an end before its start', () =>
    problem(post('visits', { ...visit(), toOn: '2026-02-26' }), 422, 'ends-before-starts'));
  test.each(['a\u0000b', 'a\u0007b', 'a\u202Eb', 'a\ud800b', '   ', 'a\u2028b'])('text with %j', (purpose) =>
    problem(post('visits', { ...visit(), purpose }), 400, 'shape-invalid', '/purpose'),
  );
  test('a text of 100 KB', () =>
    problem(
      post('commitments', { ...commitment(), sentence: 'x'.repeat(100_000) }),
      400,
      'shape-invalid',
      '/sentence',
    ));
  test('a line that is two', () =>
    problem(post('visits', { ...visit(), place: 'a\nb' }), 400, 'shape-invalid', '/place'));
  test('more than 256 KB', () =>
    problem(post('commitments', { ...commitment(), sentence: 'x'.repeat(300_000) }), 413, 'body-too-large'));
  test('1,000 commitments in one request', () =>
    problem(post('commitments', Array.from({ length: 1_000 }, commitment)), 400, 'shape-invalid'));
  test('1,000 entries in a list that takes sixty', () => {
    const delegation = Array.from({ length: 1_000 }, () => ({
      personId: world.directory.people[1],
      organisationId: 'org-zzuet',
    }));
    return problem(post('visits', { ...visit(), delegation }), 422, 'too-many', '/delegation');
  });
  test('what is no JSON', async () => {
    const send = (payload: string, type: string) => () =>
      world.api.app
        .inject({
          method: 'POST',
          url: `/v1/agreements/${world.id}/visits`,
          payload,
          headers: {
            'content-type': type,
            authorization: `Bearer test-coordinator-token-0123456789abcdef`,
            'idempotency-key': 'k',
          },
        })
        .then((response) => ({ status: response.statusCode, headers: response.headers, body: response.json() }));
    await problem(send('{"fromOn":', 'application/json'), 400, 'not-json');
    await problem(send('', 'application/json'), 400, 'not-json');
    await problem(send('<visit/>', 'application/xml'), 415, 'media-type-unsupported');
    await problem(send('{"__proto__":{"a":1}}', 'application/json'), 400, 'not-json');
  });
  test('the problem never repeats what was sent', async () => {
    const { body } = await world.api.call('POST', `/v1/agreements/${world.id}/commitments`, {
      ...commitment(),
      sentence: 'secret\u0000words',
    });
    expect(JSON.stringify(body)).not.toContain('secret');
  });
});

describe('addresses', () => {
  test('nothing there', () => problem(() => world.api.call('GET', '/v1/nothing'), 404, 'no-such-page'));
  test('the wrong method names the right ones', async () => {
    await problem(() => world.api.call('PUT', '/v1/agreements'), 405, 'method-not-allowed');
    expect((await world.api.call('PUT', '/v1/agreements')).headers['allow']).toMatch(/GET/);
  });
  test('an unknown agreement', () =>
    problem(
      () => world.api.call('POST', '/v1/agreements/agreement-2026-9999-a-b/visits', visit()),
      404,
      'not-started',
    ));
  test('an unknown agreement is not read either', () =>
    problem(() => world.api.call('GET', '/v1/agreements/agreement-2026-9999-a-b'), 404, 'not-started'));
  test('a closed agreement', async () => {
    const { entityId } = await world.api.post('/v1/agreements', startBody({ besideOpenOne: true, accept: false }));
    await world.api.post(`/v1/agreements/${entityId}/intake/decline`, { reason: 'Not our field' });
    await problem(() => world.api.call('POST', `/v1/agreements/${entityId}/visits`, visit()), 409, 'agreement-closed');
  });
  test('what only the system does has no address', async () => {
    const answer = await world.api.call('GET', '/openapi.json');
    const operations = Object.values<Record<string, { operationId?: string }>>(answer.body.paths).flatMap((path) =>
      Object.values(path),
    );
    const names = operations.map((operation) => operation.operationId);
    expect(names).toContain('recordVisit');
    expect(names).not.toContain('planProgressed');
    expect(names).not.toContain('openPlanOfPlan');
  });
});

describe('who and what is not known', () => {
  const post = (body: object) => () =>
    world.api.call('POST', `/v1/agreements/${world.id}/visits`, { ...visit(), ...body });
  test('a person', () =>
    problem(
      post({ hosts: [{ personId: 'person-999', organisationId: 'org-cnuktip' }] }),
      422,
      'unknown-person',
      '/hosts/0/personId',
    ));
  test('an organisation', () =>
    problem(post({ hostOrganisationId: 'org-nobody' }), 422, 'unknown-organisation', '/hostOrganisationId'));
  test('a post', () =>
    problem(
      post({ hosts: [{ personId: world.directory.people[0], organisationId: 'org-cnuktip', postIds: ['post-999'] }] }),
      422,
      'unknown-post',
      '/hosts/0/postIds/0',
    ));
  test('an organisation that is no party', async () => {
    await world.api.post('/v1/organisations', { code: 'other', nameEn: 'Other', kind: 'other' });
    await problem(post({ hostOrganisationId: 'org-other' }), 422, 'unknown-party');
  });
  test('an item', () =>
    problem(
      () => world.api.call('POST', `/v1/agreements/${world.id}/visits/visit-99/attendance`),
      422,
      'unknown-item',
    ));
});

describe('who asks', () => {
  test.each([
    {},
    { authorization: 'Bearer wrong-token-0123456789' },
    { authorization: 'Basic abc' },
    { authorization: '' },
  ])('a stranger gets one and the same answer: %j', async (headers) => {
    const response = await world.api.app.inject({ method: 'GET', url: '/v1/agreements', headers });
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toContain('Bearer');
    const { requestId: _requestId, ...body } = response.json();
    expect(body).toEqual({
      type: '/problems/unauthorised',
      title: transportProblems.unauthorised.title,
      titleZh: transportProblems.unauthorised.titleZh,
      status: 401,
      detail: transportProblems.unauthorised.advice,
      detailZh: transportProblems.unauthorised.adviceZh,
      advice: transportProblems.unauthorised.advice,
      adviceZh: transportProblems.unauthorised.adviceZh,
      instance: '/v1/agreements',
    });
  });
  test('an expired token is a stranger', async () => {
    const authorization = await world.api.tokenFor({ id: 'old', roles: ['coordinator'] });
    await world.api.db.apiToken.update({ where: { id: 'old' }, data: { realExpiresAt: new Date(Date.now() - 1_000) } });
    expect((await world.api.call('GET', '/v1/agreements', undefined, { authorization })).status).toBe(401);
  });
  test('a role that may not', async () => {
    const authorization = await world.api.tokenFor({ id: 'watcher', roles: ['observer'] });
    await problem(
      () => world.api.call('POST', `/v1/agreements/${world.id}/visits`, visit(), { authorization }),
      403,
      'not-permitted',
    );
    await problem(
      () => world.api.call('POST', '/v1/people', { nameEn: 'A B' }, { authorization }),
      403,
      'not-permitted',
    );
    await problem(() => world.api.call('POST', '/v1/agreements', startBody(), { authorization }), 403, 'not-permitted');
  });
  test('nobody is the system by a token', async () => {
    const authorization = await world.api.tokenFor({ id: 'sys', roles: ['system'] });
    await problem(
      () => world.api.call('POST', `/v1/agreements/${world.id}/visits`, visit(), { authorization }),
      403,
      'not-permitted',
    );
  });
});
