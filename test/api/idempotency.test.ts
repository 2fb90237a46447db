import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { Problem } from '../../api/problem.ts';
import type { Outcome } from '../../domain/propose.ts';
import { refuse } from '../../domain/refusal.ts';
import { startBody } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';
import { commitment, expectProblem, refusalWorld, rowsOf } from './refusal-world.ts';

const world = refusalWorld();
const problem = (act: () => ReturnType<TestApi['call']>, status: number, code: string, pointer?: string) =>
  expectProblem(world, act, { status, code, ...(pointer === undefined ? {} : { pointer }) });

describe('the same key', () => {
  const url = () => `/v1/agreements/${world.id}/commitments`;

  test('is needed', () =>
    problem(
      () => world.api.call('POST', url(), commitment(), { 'idempotency-key': '' }),
      400,
      'idempotency-key-missing',
    ));

  test('with the same request has one answer and one effect', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await world.api.call('POST', url(), commitment(), key);
    const before = await rowsOf(world.api);
    const again = await world.api.call(
      'POST',
      url(),
      { beneficiaryOrganisationId: 'org-zzuet', sentence: 'We send ten teachers' },
      key,
    );
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(await rowsOf(world.api)).toEqual(before);
  });

  test('with another request is refused', async () => {
    const key = { 'idempotency-key': randomUUID() };
    await world.api.call('POST', url(), commitment(), key);
    await problem(
      () => world.api.call('POST', url(), { ...commitment(), sentence: 'Something else' }, key),
      422,
      'idempotency-key-reused',
    );
  });

  test('of a start gets the agreement that was started', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const body = startBody({ besideOpenOne: true });
    const first = await world.api.call('POST', '/v1/agreements', body, key);
    const again = await world.api.call('POST', '/v1/agreements', body, key);
    expect(again).toMatchObject({
      status: 201,
      body: first.body,
      headers: { location: `/v1/agreements/${first.body.entityId}` },
    });
  });

  test('while it is worked on', async () => {
    const key = { 'idempotency-key': randomUUID() };
    let go: (outcome: Outcome) => void = () => undefined;
    world.instead = () => new Promise((resolve) => (go = resolve));
    try {
      const first = world.api.call('POST', url(), commitment(), key);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const second = await world.api.call('POST', url(), commitment(), key);
      expect(second).toMatchObject({ status: 409, body: { type: '/problems/request-in-flight' } });
      go({ status: 'recorded', fromSeq: 1, toSeq: 1, created: [] });
      expect((await first).status).toBe(200);
    } finally {
      world.instead = null;
    }
  });

  test('after an unknown outcome finds what was applied meanwhile', async () => {
    const key = { 'idempotency-key': randomUUID() };
    world.instead = () => Promise.reject(new Problem('outcome-unknown'));
    const lost = await world.api.call('POST', url(), commitment(), key);
    world.instead = null;
    expect(lost.status).toBe(504);
    const again = await world.api.call('POST', url(), commitment(), key);
    expect(again.status).toBe(200);
    // Its text was kept for the first sending, which might still have been applied.
    const told = await world.api.call('GET', `/v1/agreements/${world.id}`);
    const made = told.body.items.commitment.find((item: { id: string }) => again.body.created.includes(item.id));
    expect(made.facts.sentence).toBe('We send ten teachers');
  });

  test('after a refusal may be used again', async () => {
    const key = { 'idempotency-key': randomUUID() };
    await world.api.call('POST', url(), { ...commitment(), beneficiaryOrganisationId: 'org-other' }, key);
    expect((await world.api.call('POST', url(), commitment(), key)).status).toBe(200);
  });
});

describe('a start that is refused leaves nothing, not even a number', () => {
  const url = '/v1/agreements';
  const start = (body: object, key: string = randomUUID()) =>
    world.api.call('POST', url, body, { 'idempotency-key': key });
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

  test('a second one of the same parties', () => problem(() => start(startBody()), 409, 'already-exists'));
  test('a party that is named twice', () => problem(() => start(twice()), 409, 'already-exists'));
  test('a parent that is not there', () =>
    problem(() => start(startBody({ parentId: 'agreement-2020-0001-a-b' })), 422, 'unknown-item', '/parentId'));
  test('a parent that is there, closed or not, is taken', async () => {
    const { status, body } = await start(startBody({ parentId: world.id }));
    expect(status).toBe(201);
    expect(await world.api.db.entity.findUnique({ where: { id: body.entityId } })).toMatchObject({
      parentId: world.id,
    });
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
    const before = await rowsOf(world.api);
    world.instead = answer;
    try {
      expect((await start(startBody({ besideOpenOne: true, why: 'So' }), key)).status).toBe(status);
    } finally {
      world.instead = null;
    }
    expect(await rowsOf(world.api)).toEqual(before);
    expect((await start(others(), key)).body.entityId).toMatch(/-fine-b-cnuktip$/);
  });
});

describe('refused after its outcome was unknown', () => {
  test.each([
    ['a command', () => `/v1/agreements/${world.id}/commitments`, commitment, { sentence: 'Something else' }],
    ['a start', () => '/v1/agreements', () => startBody({ besideOpenOne: true, why: 'So' }), { why: 'Else' }],
  ])('%s leaves nothing and frees its key', async (_name, url, body, other) => {
    const key = { 'idempotency-key': randomUUID() };
    const before = await rowsOf(world.api);
    try {
      world.instead = () => Promise.reject(new Problem('outcome-unknown'));
      expect((await world.api.call('POST', url(), body(), key)).status).toBe(504);
      // While nothing is known, its texts wait for it, and nothing else is done under its key.
      expect((await rowsOf(world.api)).texts).toBe(before.texts + 1);
      const changed = await world.api.call('POST', url(), { ...body(), ...other }, key);
      expect(changed.body).toMatchObject({ type: '/problems/idempotency-key-reused' });
      world.instead = () => Promise.resolve({ status: 'refused', refusal: refuse('on-hold', 'x', 'x') });
      expect((await world.api.call('POST', url(), body(), key)).status).toBe(409);
    } finally {
      world.instead = null;
    }
    expect(await rowsOf(world.api)).toEqual(before);
    expect((await world.api.call('POST', url(), { ...body(), ...other }, key)).status).toBeLessThan(300);
  });
});
