import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { schemesInForce } from '../../activities/schemes.ts';
import { shippedSchemes } from '../../domain/matching/schemes-shipped.ts';
import { startTestApi } from '../support/api.ts';
import type { Answer, TestApi } from '../support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi();
});
afterAll(() => api.stop());

const codeOf = ({ status, body }: Answer) => `${status} ${String(body.type).replace('/problems/', '')}`;
const consent = { rule: 'home-unit-consent', source: 'a decision of ours' };
const scheme = (more: object = {}) => ({
  id: 'henan',
  title: { en: 'Henan', zh: '河南' },
  source: 'a notice',
  rules: [{ rule: 'max-enterprises', value: 2, source: 'a notice' }, consent],
  ...more,
});

describe('schemes', () => {
  test('are shipped with the source of each rule, in force without anybody having entered them', async () => {
    const { items } = (await api.call('GET', '/v1/schemes')).body;
    expect(items.map((item: { id: string }) => item.id)).toEqual(shippedSchemes.map(({ id }) => id));
    for (const { rules } of items) {
      for (const { source, sentence } of rules) {
        expect(source.length).toBeGreaterThan(2);
        expect([sentence.en, sentence.zh]).toEqual([
          expect.stringMatching(/[a-z]/),
          expect.stringMatching(/\p{Script=Han}/u),
        ]);
      }
    }
    expect((await api.call('GET', '/v1/schemes/none')).status).toBe(404);
  });

  test('a new one needs no code; a change is the next version, and the former stays to be read', async () => {
    expect(await api.call('POST', '/v1/schemes', scheme())).toMatchObject({ status: 201, headers: { etag: '"v1"' } });
    expect((await api.call('POST', '/v1/schemes', scheme())).status).toBe(428);
    const stricter = scheme({ rules: [{ rule: 'max-enterprises', value: 1, source: 'a later notice' }, consent] });
    expect((await api.call('POST', '/v1/schemes', stricter, { 'if-match': '"v9"' })).status).toBe(412);
    const second = await api.call('POST', '/v1/schemes', stricter, { 'if-match': '"v1"' });
    expect(second.body).toMatchObject({ version: 2, by: 'token-coordinator' });
    const { body } = await api.call('GET', '/v1/schemes/henan');
    expect(
      body.versions.map(({ version, rules }: { version: number; rules: { value: number }[] }) => [
        version,
        rules[0]?.value,
      ]),
    ).toEqual([
      [2, 1],
      [1, 2],
    ]);
    expect((await schemesInForce(api.db)).get('henan')).toMatchObject({ version: 2, scheme: stricter });
  });

  test('a shipped one is changed in the same way', async () => {
    const own = scheme({ id: 'own', title: { en: 'Ours', zh: '本单位' } });
    expect((await api.call('POST', '/v1/schemes', own, { 'if-match': '"v1"' })).body).toMatchObject({ version: 2 });
    expect((await schemesInForce(api.db)).get('own')).toMatchObject({ version: 2, scheme: own });
    expect((await schemesInForce(api.db)).size).toBe(shippedSchemes.length + 1);
  });

  test('one without limits is refused, and each other fault is pointed at; nothing is written', async () => {
    const before = await api.db.scheme.count();
    for (const rules of [[], [consent]]) {
      const answer = await api.call('POST', '/v1/schemes', scheme({ id: 'free', rules }));
      expect([codeOf(answer), answer.body.errors[0].pointer]).toEqual(['422 scheme-without-limits', '/rules']);
    }
    const faults: [string, object][] = [
      ['/rules/0/rule', { rules: [{ rule: 'max-coffee', value: 3, source: 's' }] }],
      ['/rules/0/value', { rules: [{ rule: 'max-enterprises', value: 0, source: 'a notice' }] }],
      ['/rules/0/source', { rules: [{ rule: 'max-enterprises', value: 3 }] }],
      ['/rules', { rules: Array.from({ length: 21 }, () => consent) }],
      ['/title/zh', { title: { en: 'Only English' } }],
    ];
    for (const [pointer, more] of faults) {
      const answer = await api.call('POST', '/v1/schemes', scheme({ id: 'faulty', ...more }));
      expect(codeOf(answer)).toBe('400 shape-invalid');
      expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
      expect(answer.body.detailZh).toMatch(/\p{Script=Han}/u);
      // What zod says in English is for the English reader.
      expect(answer.body.detailZh).not.toMatch(/Too |Invalid|expected/);
    }
    expect(codeOf(await api.call('POST', '/v1/schemes', scheme({ source: 'a\u202Eb' })))).toBe('400 shape-invalid');
    expect(codeOf(await api.call('POST', '/v1/schemes', undefined))).toMatch(/^400 /);
    expect(await api.db.scheme.count()).toBe(before);
  });

  test('coordinators and administrators of ours write them', async () => {
    for (const role of ['observer', 'leader', 'liaison', 'director']) {
      const authorization = await api.tokenFor({ id: role, roles: [role] });
      expect((await api.call('POST', '/v1/schemes', scheme({ id: role }), { authorization })).status).toBe(403);
      expect((await api.call('GET', '/v1/schemes', undefined, { authorization })).status).toBe(200);
    }
  });
});
