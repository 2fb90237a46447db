import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { problemOf } from '../../api/problem-of-error.ts';
import { Problem, problemBody, problemHeaders } from '../../api/problem.ts';
import { transportProblems } from '../../api/problem-types.ts';
import { refusals } from '../../domain/refusal.ts';
import { linkToken, newLinkId } from '../../mail/link-token.ts';
import { startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
const lines: string[] = [];
beforeAll(async () => {
  api = await startTestApi({ logTo: { write: (line) => void lines.push(line) } });
});
afterAll(() => api.stop());

const get = (url: string, headers: Record<string, string> = {}, remoteAddress = '127.0.0.1') =>
  api.app.inject({ method: 'GET', url, headers, remoteAddress });

test('the log tells of each request, but no token, no link and nothing that was looked for', async () => {
  const link = linkToken('x'.repeat(32), newLinkId());
  const wrong = 'wrong-token-0123456789';
  await get(`/l/${link}`, { 'x-request-id': 'kept-1' });
  await api.call('GET', '/v1/people?q=Liu%20Jianen');
  await get('/v1/people', { authorization: `Bearer ${wrong}` });
  await api.call('POST', '/v1/people', { nameEn: 'Planted Name', email: 'planted@example.org' });
  const { token } = await api.post('/v1/tokens', { roles: ['observer'] });
  const log = lines.join('');
  expect(log).toContain('"reqId":"kept-1"');
  expect(log).toContain('token given out');
  for (const secret of [link, wrong, 'Jianen', 'test-coordinator-token', 'Planted', 'planted@', token])
    expect(log).not.toContain(secret);
});

describe('the address itself', () => {
  test('tells where to go on, in both languages, and every link leads somewhere', async () => {
    const { statusCode, body } = await get('/');
    expect(statusCode).toBe(200);
    const { name, version, links } = JSON.parse(body);
    expect(version).toBe((await get('/openapi.json')).json().info.version);
    for (const words of [name, ...links.map(({ title }: { title: unknown }) => title)])
      expect(words).toEqual({ en: expect.stringMatching(/[a-z]/), zh: expect.stringMatching(/\p{Script=Han}/u) });
    const hrefs = links.map(({ href }: { href: string }) => href);
    expect(hrefs).toEqual(expect.arrayContaining(['/docs', '/openapi.json', '/healthz', '/readyz']));
    for (const href of hrefs)
      expect([href, [200, 302, 401].includes((await get(href)).statusCode)]).toEqual([href, true]);
  });

  test('is a page for a browser, the reader’s language first', async () => {
    const zh = await get('/', { accept: 'text/html,*/*', 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' });
    expect(zh.headers['content-type']).toContain('text/html');
    expect(zh.body).toContain('<html lang="zh-CN">');
    expect(zh.body).toContain('<a href="/docs">');
    const en = await get('/', { accept: 'text/html', 'accept-language': 'en-GB' });
    expect(en.body).toContain('<html lang="en">');
    expect(en.body).toContain('合作跟进系统接口');
  });
});

test('a request id that is none is replaced', async () => {
  for (const id of ['a b', 'x'.repeat(81), '<script>']) {
    const { headers } = await get('/healthz', { 'x-request-id': id });
    expect(headers['x-request-id']).not.toBe(id);
    expect(headers['x-request-id']).toMatch(/^[\w-]{36}$/);
  }
});

describe('limits by address', () => {
  test('wrong tokens are limited by address, whatever they are; a right one is never shut out', async () => {
    const right = { authorization: 'Bearer test-coordinator-token-0123456789abcdef' };
    const statuses = [];
    for (let n = 0; n < 101; n += 1) {
      const answer = await get('/v1/people', { authorization: `Bearer guess-number-${n}-0123456789` }, '10.0.0.1');
      statuses.push(answer.statusCode);
      if (n === 100) {
        expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
        expect(answer.json().type).toBe('/problems/too-many-requests');
      }
    }
    expect(statuses).toEqual([...Array.from({ length: 100 }, () => 401), 429]);
    expect((await get('/v1/people', right, '10.0.0.1')).statusCode).toBe(200);
    expect((await get('/v1/people', {}, '10.0.0.2')).statusCode).toBe(401);
  });

  test('so is guessing links, whatever token is sent along', async () => {
    const status = async (n: number) =>
      (await get(`/l/guess-${n}`, { authorization: `Bearer other-each-time-${n}` }, '10.0.0.3')).statusCode;
    for (let n = 0; n < 120; n += 1) expect(await status(n)).toBe(410);
    expect(await status(120)).toBe(429);
    expect((await get('/l/guess', {}, '10.0.0.4')).statusCode).toBe(410);
  });

  test('whoever is held up at a link reads so on a page, in both languages, not as JSON', async () => {
    for (let n = 0; n < 120; n += 1) await get(`/l/guess-${n}`, {}, '10.0.0.5');
    const held = await get('/l/guess', { accept: 'text/html' }, '10.0.0.5');
    expect([held.statusCode, held.headers['content-type']]).toEqual([429, 'text/html; charset=utf-8']);
    expect(Number(held.headers['retry-after'])).toBeGreaterThan(0);
    expect(held.headers['cache-control']).toBe('no-store');
    expect(held.body).toContain('Please wait a minute and load this page again');
    expect(held.body).toContain('请等待一分钟后刷新本页');
  });

  test('an address among the pages that is none says so on a page; of a calendar to a browser only', async () => {
    const none = await get('/l/one/two/three', {}, '10.0.0.6');
    expect([none.statusCode, none.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    expect(none.body).toContain('链接不完整');
    const calendar = await get('/c/none.ics', { accept: 'text/html,*/*' }, '10.0.0.6');
    expect([calendar.statusCode, calendar.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    const program = await get('/c/none.ics', { accept: '*/*' }, '10.0.0.6');
    expect(program.headers['content-type']).toContain('application/problem+json');
  });
});

describe('pages', () => {
  test('send no browser to https, allow no frame and no script but their own', async () => {
    const plain = (await get('/problems')).headers['content-security-policy'];
    expect(plain).toBe("default-src 'none';base-uri 'none';form-action 'self';frame-ancestors 'none'");
    const docs = await get('/docs/');
    const policy = String(docs.headers['content-security-policy']);
    expect(policy).toMatch(/script-src 'self'/);
    expect(policy).not.toMatch(/upgrade-insecure|https:|swagger\.io|unsafe/);
  });

  test('the documentation has its own name and sign, and loads nothing from elsewhere', async () => {
    const { body } = await get('/docs/');
    expect(body).toContain('<title>Cooperation follow-up: API</title>');
    const loaded = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(loaded.length).toBeGreaterThan(4);
    for (const address of loaded) {
      expect(address).toMatch(/^\.\/static\//);
      expect((await get(`/docs/${address.slice(2)}`)).statusCode).toBe(200);
    }
    const start = (await get('/docs/static/swagger-initializer.js')).body;
    expect(start).toContain('data:image/svg+xml');
    expect(start).toMatch(/validatorUrl: null/);
  });
});

describe('what goes wrong on our side', () => {
  const said = (error: Error): { code: string; text: string } => {
    const problem = problemOf(Object.assign(error, { code: '' }));
    return { code: problem.code, text: JSON.stringify(problemBody(problem, '/x', 'id')) };
  };

  test.each([
    'connect ECONNREFUSED 127.0.0.1:5433',
    'Connection terminated unexpectedly',
    'terminating connection due to administrator command',
    'the database system is starting up',
    'the database system is in recovery mode',
    'the database system is not yet accepting connections',
    'Query read timeout',
    'Raw query failed. Code: `N/A`. Message: `Server has closed the connection.`',
    'Client has encountered a connection error and is not queryable',
  ])('the database is away (%s): 503 with Retry-After', (message) => {
    expect(said(new Error(message)).code).toBe('database-away');
    expect(problemHeaders(new Problem('database-away'))).toHaveProperty('retry-after');
  });

  test('anything else is told without its insides', () => {
    const { code, text } = said(new TypeError('secretColumn of undefined at /srv/app/x.js'));
    expect(code).toBe('internal');
    expect(text).not.toMatch(/secretColumn|srv/);
  });

  test('an address that the router refuses is a problem like every other', async () => {
    expect(await api.call('GET', '/v1/agreements/%E0%A4%A')).toMatchObject({
      status: 404,
      body: { type: '/problems/no-such-page' },
    });
    const answer = await api.call('GET', `/v1/agreements/${'a'.repeat(600)}`);
    expect(answer).toMatchObject({ status: 414, body: { type: '/problems/address-too-long' } });
    expect(answer.body.requestId).toBe(answer.headers['x-request-id']);
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
