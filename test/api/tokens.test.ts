import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

const reads = async (token: string) =>
  (await api.call('GET', '/v1/agreements', undefined, { authorization: `Bearer ${token}` })).status;

describe('tokens for other roles', () => {
  test('a manager reads and changes nothing; only the hash is kept', async () => {
    const { id, token, expiresAt } = await api.post('/v1/tokens', { roles: ['leader', 'observer'], expiresInDays: 7 });
    expect(await reads(token)).toBe(200);
    const authorization = `Bearer ${token}`;
    expect((await api.call('POST', '/v1/people', { nameEn: 'A B' }, { authorization })).status).toBe(403);
    expect((await api.call('GET', '/v1/tokens', undefined, { authorization })).status).toBe(403);
    expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(7 * 86_400_000);
    const listed = (await api.call('GET', '/v1/tokens')).body.items;
    expect(listed).toContainEqual(expect.objectContaining({ id, roles: ['leader', 'observer'] }));
    const kept = JSON.stringify([await api.db.apiToken.findMany(), await api.db.idempotentRequest.findMany(), listed]);
    expect(kept).not.toContain(token);
  });

  test('a person’s token acts as that person and sees what the person’s side sees', async () => {
    const personId = directory.people[1];
    const { token } = await api.post('/v1/tokens', { personId, roles: ['liaison'] });
    const people = await api.call('GET', '/v1/people', undefined, { authorization: `Bearer ${token}` });
    expect(people.body.items.map((item: { id: string }) => item.id)).toEqual([personId]);
  });

  test('people of other sides cannot be given our offices; unknown people and roles are named', async () => {
    const outsider = { personId: directory.people[1], roles: ['coordinator'] };
    expect(await api.call('POST', '/v1/tokens', outsider)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/roles' }] },
    });
    expect(await api.call('POST', '/v1/tokens', { personId: 'person-999', roles: ['observer'] })).toMatchObject({
      status: 422,
      body: { type: '/problems/unknown-person', errors: [{ pointer: '/personId' }] },
    });
    for (const body of [{ roles: ['system'] }, { roles: [] }, { roles: ['observer'], expiresInDays: 1_000 }, {}])
      expect((await api.call('POST', '/v1/tokens', body)).status).toBe(400);
  });

  test('a coordinator makes no administrator, not even by a token of nobody; who set the system up does', async () => {
    const body = { roles: ['administrator'] };
    const { token } = await api.post('/v1/tokens', { personId: directory.people[0], roles: ['coordinator'] });
    const refusal = await api.call('POST', '/v1/tokens', body, { authorization: `Bearer ${token}` });
    expect(refusal).toMatchObject({ status: 403, body: { type: '/problems/not-permitted' } });
    expect((await api.call('POST', '/v1/tokens', body)).status).toBe(201);
  });

  test('a repeat makes no second one and shows nothing secret', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await api.call('POST', '/v1/tokens', { roles: ['observer'] }, key);
    const again = await api.call('POST', '/v1/tokens', { roles: ['observer'] }, key);
    expect(again).toMatchObject({ status: 201, body: { ...first.body, token: null } });
  });

  test('a withdrawn one opens nothing any more, within two seconds', async () => {
    const { id, token } = await api.post('/v1/tokens', { roles: ['observer'] });
    expect(await reads(token)).toBe(200);
    await api.post(`/v1/tokens/${id}/revoke`);
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(await reads(token)).toBe(401);
    expect((await api.call('POST', '/v1/tokens/token-none/revoke')).status).toBe(404);
    expect((await api.call('POST', '/v1/tokens/bootstrap-coordinator/revoke')).status).toBe(409);
    expect((await api.call('GET', '/v1/agreements')).status).toBe(200);
  });
});
