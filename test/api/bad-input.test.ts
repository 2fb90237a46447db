import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Problem } from '../../api/problem.ts';
import { transportProblems } from '../../api/problem-types.ts';
import type { Outcome } from '../../domain/propose.ts';
import { refusals, refuse } from '../../domain/refusal.ts';
import type { RefusalCode } from '../../domain/refusal.ts';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
let directory: Awaited<ReturnType<typeof fillDirectory>>;
let id: string;
/** What the next send does instead of reaching the domain. */
let instead: (() => Promise<Outcome>) | null = null;

beforeAll(async () => {
  api = await startTestApi({
    gateway: {
      send: (entityId, command) => (instead ? instead() : api.gateway.send(entityId, command)),
      start: (input, command, face) => (instead ? instead() : api.gateway.start(input, command, face)),
    },
  });
  directory = await fillDirectory(api);
  id = (await api.post('/v1/agreements', startBody())).entityId;
});
afterAll(() => api.stop());

/** All rows that a command may write. */
const rows = async () => ({
  events: await api.db.event.count(),
  commands: await api.db.command.count(),
  texts: await api.db.text.count(),
  requests: await api.db.idempotentRequest.count(),
  numbers: await api.db.reservedNumber.count(),
  entities: await api.db.entity.findMany({ orderBy: { id: 'asc' }, select: { id: true, seq: true } }),
});

async function expectProblem(
  act: () => ReturnType<TestApi['call']>,
  status: number,
  code: string,
  pointer?: string,
): Promise<void> {
  const before = await rows();
  const answer = await act();
  expect(answer).toMatchObject({
    status,
    body: { type: `/problems/${code}`, status, title: expect.any(String), advice: expect.any(String) },
  });
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
  if (pointer !== undefined)
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  expect(await rows()).toEqual(before);
}

const commitment = () => ({ sentence: 'We send ten teachers', beneficiaryOrganisationId: 'org-zzuet' });
const visit = () => ({ fromOn: '2026-02-27', direction: 'inbound', hostOrganisationId: 'org-cnuktip' });

describe('each refusal has its status, type and sentence, and writes nothing', () => {
  test.each(Object.keys(refusals) as RefusalCode[])('%s', async (code) => {
    instead = () => Promise.resolve({ status: 'refused', refusal: refuse(code, 'In English.', '中文。') });
    try {
      await expectProblem(
        () => api.call('POST', `/v1/agreements/${id}/commitments`, commitment()),
        refusals[code].status,
        code,
      );
      const { body } = await api.call('POST', `/v1/agreements/${id}/commitments`, commitment());
      expect(body).toMatchObject({ detail: 'In English.', detailZh: '中文。' });
    } finally {
      instead = null;
    }
  });

  test.each(['engine-away', 'too-busy', 'not-running', 'outcome-unknown'] as const)(
    '%s says when to ask again',
    async (code) => {
      instead = () => Promise.reject(new Problem(code));
      try {
        const answer = await api.call('POST', `/v1/agreements/${id}/commitments`, commitment());
        expect(answer).toMatchObject({
          status: transportProblems[code].status,
          headers: { 'retry-after': expect.any(String) },
        });
      } finally {
        instead = null;
      }
    },
  );
});

describe('bodies that do not fit', () => {
  const post = (path: string, body: unknown) => () => api.call('POST', `/v1/agreements/${id}/${path}`, body);

  test('an unknown field', () =>
    expectProblem(post('visits', { ...visit(), colour: 'red' }), 400, 'shape-invalid', '/colour'));
  test('a field that the address gives', () =>
    expectProblem(post('visits/visit-1/note', { visitId: 'visit-2', note: 'x' }), 400, 'shape-invalid', '/visitId'));
  test('a missing field', () => expectProblem(post('visits', {}), 400, 'shape-invalid', '/fromOn'));
  test('a date that does not exist', () =>
    expectProblem(post('visits', { ...visit(), fromOn: '2026-02-30' }), 400, 'shape-invalid', '/fromOn'));
  test('an end before its start', () =>
    expectProblem(post('visits', { ...visit(), toOn: '2026-02-26' }), 422, 'ends-before-starts'));
  test.each(['a\u0000b', 'a\u0007b', 'a\u202Eb', 'a\ud800b', '   ', 'a\u2028b'])('text with %j', (purpose) =>
    expectProblem(post('visits', { ...visit(), purpose }), 400, 'shape-invalid', '/purpose'),
  );
  test('a text of 100 KB', () =>
    expectProblem(
      post('commitments', { ...commitment(), sentence: 'x'.repeat(100_000) }),
      400,
      'shape-invalid',
      '/sentence',
    ));
  test('a line that is two', () =>
    expectProblem(post('visits', { ...visit(), place: 'a\nb' }), 400, 'shape-invalid', '/place'));
  test('more than 256 KB', () =>
    expectProblem(post('commitments', { ...commitment(), sentence: 'x'.repeat(300_000) }), 413, 'body-too-large'));
  test('1,000 commitments in one request', () =>
    expectProblem(post('commitments', Array.from({ length: 1_000 }, commitment)), 400, 'shape-invalid'));
  test('1,000 entries in a list that takes sixty', () => {
    const delegation = Array.from({ length: 1_000 }, () => ({
      personId: directory.people[1],
      organisationId: 'org-zzuet',
    }));
    return expectProblem(post('visits', { ...visit(), delegation }), 422, 'too-many', '/delegation');
  });
  test('what is no JSON', async () => {
    const send = (payload: string, type: string) => () =>
      api.app
        .inject({
          method: 'POST',
          url: `/v1/agreements/${id}/visits`,
          payload,
          headers: {
            'content-type': type,
            authorization: `Bearer test-coordinator-token-0123456789abcdef`,
            'idempotency-key': 'k',
          },
        })
        .then((response) => ({ status: response.statusCode, headers: response.headers, body: response.json() }));
    await expectProblem(send('{"fromOn":', 'application/json'), 400, 'not-json');
    await expectProblem(send('', 'application/json'), 400, 'not-json');
    await expectProblem(send('<visit/>', 'application/xml'), 415, 'media-type-unsupported');
    await expectProblem(send('{"__proto__":{"a":1}}', 'application/json'), 400, 'not-json');
  });
  test('the problem never repeats what was sent', async () => {
    const { body } = await api.call('POST', `/v1/agreements/${id}/commitments`, {
      ...commitment(),
      sentence: 'secret\u0000words',
    });
    expect(JSON.stringify(body)).not.toContain('secret');
  });
});

describe('addresses', () => {
  test('nothing there', () => expectProblem(() => api.call('GET', '/v1/nothing'), 404, 'no-such-page'));
  test('the wrong method names the right ones', async () => {
    await expectProblem(() => api.call('PUT', '/v1/agreements'), 405, 'method-not-allowed');
    expect((await api.call('PUT', '/v1/agreements')).headers['allow']).toMatch(/GET/);
  });
  test('an unknown agreement', () =>
    expectProblem(
      () => api.call('POST', '/v1/agreements/agreement-2026-9999-a-b/visits', visit()),
      404,
      'not-started',
    ));
  test('an unknown agreement is not read either', () =>
    expectProblem(() => api.call('GET', '/v1/agreements/agreement-2026-9999-a-b'), 404, 'not-started'));
  test('a closed agreement', async () => {
    const { entityId } = await api.post('/v1/agreements', startBody({ besideOpenOne: true, accept: false }));
    await api.post(`/v1/agreements/${entityId}/intake/decline`, { reason: 'Not our field' });
    await expectProblem(() => api.call('POST', `/v1/agreements/${entityId}/visits`, visit()), 409, 'agreement-closed');
  });
  test('what only the system does has no address', async () => {
    const answer = await api.call('GET', '/openapi.json');
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
  const post = (body: object) => () => api.call('POST', `/v1/agreements/${id}/visits`, { ...visit(), ...body });
  test('a person', () =>
    expectProblem(
      post({ hosts: [{ personId: 'person-999', organisationId: 'org-cnuktip' }] }),
      422,
      'unknown-person',
      '/hosts/0/personId',
    ));
  test('an organisation', () =>
    expectProblem(post({ hostOrganisationId: 'org-nobody' }), 422, 'unknown-organisation', '/hostOrganisationId'));
  test('a post', () =>
    expectProblem(
      post({ hosts: [{ personId: directory.people[0], organisationId: 'org-cnuktip', postIds: ['post-999'] }] }),
      422,
      'unknown-post',
      '/hosts/0/postIds/0',
    ));
  test('an organisation that is no party', async () => {
    await api.post('/v1/organisations', { code: 'other', nameEn: 'Other', kind: 'other' });
    await expectProblem(post({ hostOrganisationId: 'org-other' }), 422, 'unknown-party');
  });
  test('an item', () =>
    expectProblem(() => api.call('POST', `/v1/agreements/${id}/visits/visit-99/attendance`), 422, 'unknown-item'));
});

describe('who asks', () => {
  test.each([
    {},
    { authorization: 'Bearer wrong-token-0123456789' },
    { authorization: 'Basic abc' },
    { authorization: '' },
  ])('a stranger gets one and the same answer: %j', async (headers) => {
    const response = await api.app.inject({ method: 'GET', url: '/v1/agreements', headers });
    expect(response.statusCode).toBe(401);
    expect(response.headers['www-authenticate']).toContain('Bearer');
    const { requestId: _requestId, ...body } = response.json();
    expect(body).toEqual({
      type: '/problems/unauthorised',
      title: transportProblems.unauthorised.title,
      status: 401,
      detail: transportProblems.unauthorised.advice,
      advice: transportProblems.unauthorised.advice,
      instance: '/v1/agreements',
    });
  });
  test('an expired token is a stranger', async () => {
    const authorization = await api.tokenFor({ id: 'old', roles: ['coordinator'] });
    await api.db.apiToken.update({ where: { id: 'old' }, data: { realExpiresAt: new Date(Date.now() - 1_000) } });
    expect((await api.call('GET', '/v1/agreements', undefined, { authorization })).status).toBe(401);
  });
  test('a role that may not', async () => {
    const authorization = await api.tokenFor({ id: 'watcher', roles: ['observer'] });
    await expectProblem(
      () => api.call('POST', `/v1/agreements/${id}/visits`, visit(), { authorization }),
      403,
      'not-permitted',
    );
    await expectProblem(
      () => api.call('POST', '/v1/people', { nameEn: 'A B' }, { authorization }),
      403,
      'not-permitted',
    );
    await expectProblem(() => api.call('POST', '/v1/agreements', startBody(), { authorization }), 403, 'not-permitted');
  });
  test('nobody is the system by a token', async () => {
    const authorization = await api.tokenFor({ id: 'sys', roles: ['system'] });
    await expectProblem(
      () => api.call('POST', `/v1/agreements/${id}/visits`, visit(), { authorization }),
      403,
      'not-permitted',
    );
  });
});

describe('the same key', () => {
  const url = () => `/v1/agreements/${id}/commitments`;

  test('is needed', () =>
    expectProblem(
      () => api.call('POST', url(), commitment(), { 'idempotency-key': '' }),
      400,
      'idempotency-key-missing',
    ));

  test('with the same request has one answer and one effect', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await api.call('POST', url(), commitment(), key);
    const before = await rows();
    const again = await api.call(
      'POST',
      url(),
      { beneficiaryOrganisationId: 'org-zzuet', sentence: 'We send ten teachers' },
      key,
    );
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(await rows()).toEqual(before);
  });

  test('with another request is refused', async () => {
    const key = { 'idempotency-key': randomUUID() };
    await api.call('POST', url(), commitment(), key);
    await expectProblem(
      () => api.call('POST', url(), { ...commitment(), sentence: 'Something else' }, key),
      422,
      'idempotency-key-reused',
    );
  });

  test('of a start gets the agreement that was started', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = startBody({ besideOpenOne: true });
    const first = await api.call('POST', '/v1/agreements', body, key);
    const again = await api.call('POST', '/v1/agreements', body, key);
    expect(again).toMatchObject({
      status: 201,
      body: first.body,
      headers: { location: `/v1/agreements/${first.body.entityId}` },
    });
  });

  test('while it is worked on', async () => {
    const key = { 'idempotency-key': randomUUID() };
    let go: (outcome: Outcome) => void = () => undefined;
    instead = () => new Promise((resolve) => (go = resolve));
    try {
      const first = api.call('POST', url(), commitment(), key);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const second = await api.call('POST', url(), commitment(), key);
      expect(second).toMatchObject({ status: 409, body: { type: '/problems/request-in-flight' } });
      go({ status: 'recorded', fromSeq: 1, toSeq: 1, created: [] });
      expect((await first).status).toBe(200);
    } finally {
      instead = null;
    }
  });

  test('after an unknown outcome finds what was applied meanwhile', async () => {
    const key = { 'idempotency-key': randomUUID() };
    instead = () => Promise.reject(new Problem('outcome-unknown'));
    const lost = await api.call('POST', url(), commitment(), key);
    instead = null;
    expect(lost.status).toBe(504);
    const again = await api.call('POST', url(), commitment(), key);
    expect(again.status).toBe(200);
    // Its text was kept for the first sending, which might still have been applied.
    const told = await api.call('GET', `/v1/agreements/${id}`);
    const made = told.body.items.commitment.find((item: { id: string }) => again.body.created.includes(item.id));
    expect(made.facts.sentence).toBe('We send ten teachers');
  });

  test('after a refusal may be used again', async () => {
    const key = { 'idempotency-key': randomUUID() };
    await api.call('POST', url(), { ...commitment(), beneficiaryOrganisationId: 'org-other' }, key);
    expect((await api.call('POST', url(), commitment(), key)).status).toBe(200);
  });
});

describe('a start that is refused leaves nothing, not even a number', () => {
  const url = '/v1/agreements';
  const start = (body: object, key: string = randomUUID()) => api.call('POST', url, body, { 'idempotency-key': key });
  const twice = () => {
    const { parties, ...rest } = startBody({ besideOpenOne: true });
    return { ...rest, parties: [...parties, ...parties.slice(0, 1)] };
  };
  const others = () => ({
    ...startBody({ besideOpenOne: true }),
    parties: [
      { organisationId: 'org-fine-b', role: 'guest' },
      { organisationId: 'org-cnuktip', role: 'host' },
    ],
  });

  test('a second one of the same parties', () => expectProblem(() => start(startBody()), 409, 'already-exists'));
  test('a party that is named twice', () => expectProblem(() => start(twice()), 409, 'already-exists'));
  test('a parent that is not there', () =>
    expectProblem(() => start(startBody({ parentId: 'agreement-2020-0001-a-b' })), 422, 'unknown-item', '/parentId'));
  test('a parent that is there, closed or not, is taken', async () => {
    const { status, body } = await start(startBody({ parentId: id }));
    expect(status).toBe(201);
    expect(await api.db.entity.findUnique({ where: { id: body.entityId } })).toMatchObject({ parentId: id });
  });

  test('its key may be used for other parties, and the id is made of theirs', async () => {
    const key = randomUUID();
    expect((await start(twice(), key)).status).toBe(409);
    expect((await start(others(), key)).body.entityId).toMatch(/-fine-b-cnuktip$/);
  });

  test.each([
    ['the engine is away', () => Promise.reject(new Problem('engine-away')), 503],
    ['the workflow refuses', () => Promise.resolve({ status: 'refused', refusal: refuse('on-hold', 'x', 'x') }), 409],
  ] satisfies [string, () => Promise<Outcome>, number][])('%s: the same', async (_name, answer, status) => {
    const key = randomUUID();
    const before = await rows();
    instead = answer;
    try {
      expect((await start(startBody({ besideOpenOne: true, why: 'So' }), key)).status).toBe(status);
    } finally {
      instead = null;
    }
    expect(await rows()).toEqual(before);
    expect((await start(others(), key)).body.entityId).toMatch(/-fine-b-cnuktip$/);
  });
});

describe('refused after its outcome was unknown', () => {
  test.each([
    ['a command', () => `/v1/agreements/${id}/commitments`, commitment, { sentence: 'Something else' }],
    ['a start', () => '/v1/agreements', () => startBody({ besideOpenOne: true, why: 'So' }), { why: 'Else' }],
  ])('%s leaves nothing and frees its key', async (_name, url, body, other) => {
    const key = { 'idempotency-key': randomUUID() };
    const before = await rows();
    try {
      instead = () => Promise.reject(new Problem('outcome-unknown'));
      expect((await api.call('POST', url(), body(), key)).status).toBe(504);
      // While nothing is known, its texts wait for it, and nothing else is done under its key.
      expect((await rows()).texts).toBe(before.texts + 1);
      const changed = await api.call('POST', url(), { ...body(), ...other }, key);
      expect(changed.body).toMatchObject({ type: '/problems/idempotency-key-reused' });
      instead = () => Promise.resolve({ status: 'refused', refusal: refuse('on-hold', 'x', 'x') });
      expect((await api.call('POST', url(), body(), key)).status).toBe(409);
    } finally {
      instead = null;
    }
    expect(await rows()).toEqual(before);
    expect((await api.call('POST', url(), { ...body(), ...other }, key)).status).toBeLessThan(300);
  });
});

describe('pages without a token', () => {
  test('every problem type has a page that says what to do', async () => {
    for (const code of [...Object.keys(refusals), ...Object.keys(transportProblems)]) {
      const response = await api.app.inject({ method: 'GET', url: `/problems/${code}` });
      expect(response.statusCode).toBe(200);
      expect(response.headers['content-type']).toContain('text/html');
    }
    expect((await api.app.inject({ method: 'GET', url: '/problems/none' })).statusCode).toBe(404);
  });
  test('health and readiness', async () => {
    expect((await api.app.inject({ method: 'GET', url: '/healthz' })).json()).toEqual({ status: 'ok' });
    expect((await api.app.inject({ method: 'GET', url: '/readyz' })).json()).toEqual({
      status: 'ok',
      checks: { database: 'ok', migrations: 'ok', temporal: 'ok' },
    });
  });
  test('the documentation', async () => {
    const docs = await api.app.inject({ method: 'GET', url: '/docs/' });
    expect(docs.statusCode).toBe(200);
    expect((await api.app.inject({ method: 'GET', url: '/docs/json' })).json().openapi).toMatch(/^3\.1/);
  });
  test('the request id of the caller is kept', async () => {
    const response = await api.app.inject({ method: 'GET', url: '/healthz', headers: { 'x-request-id': 'abc-1' } });
    expect(response.headers['x-request-id']).toBe('abc-1');
  });
});
