import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { defaultTerms } from '../../domain/matching/vocabulary-default.ts';
import { fillDirectory, startTestApi } from '../support/api.ts';
import type { Answer, TestApi } from '../support/api.ts';

let api: TestApi;
let people: string[];
beforeAll(async () => {
  api = await startTestApi();
  people = (await fillDirectory(api)).people;
});
afterAll(() => api.stop());

const codeOf = ({ status, body }: Answer) => `${status} ${String(body.type).replace('/problems/', '')}`;
const found = async (query: string) =>
  (await api.call('GET', `/v1/vocabulary-terms?${query}`)).body.items.map((item: { id: string }) => item.id);
const word = (text: string) => `q=${encodeURIComponent(text)}`;
const change = (id: string, body: object, version = 1) =>
  api.call('PATCH', `/v1/vocabulary-terms/${id}`, body, { 'if-match': `"v${version}"` });

describe('the vocabulary', () => {
  test('is there without anybody having entered it, page by page', async () => {
    const first = await api.call('GET', '/v1/vocabulary-terms?limit=200');
    expect(first.body.items.length).toBe(Math.min(200, defaultTerms.length));
    expect(await api.db.vocabularyTerm.count()).toBe(0);
    const { body } = await api.call('GET', '/v1/vocabulary-terms?limit=3');
    const next = await api.call('GET', `/v1/vocabulary-terms?limit=3&cursor=${body.nextCursor}`);
    const six = [...body.items, ...next.body.items].map((item: { id: string }) => item.id);
    expect(six).toEqual(first.body.items.slice(0, 6).map((item: { id: string }) => item.id));
  });

  test('is found by any name in either language, and by what is like it where nothing has the word', async () => {
    expect(await found(word('精细化学品'))).toEqual(['term-fine-chemicals']);
    expect(await found(word('FINE  chemistry'))).toEqual(['term-fine-chemicals']);
    expect(await found(word('hydrogenatoin'))).toContain('term-hydrogenation');
    expect(await found(word('绣花'))).toEqual([]);
    expect(await found('within=term-catalysis&kind=field')).toEqual(
      expect.arrayContaining(['term-catalysis', 'term-hydrogenation']),
    );
    expect(await found('within=term-catalysis')).not.toContain('term-dyes');
  });

  test('grows: a term gets its id from its English name, and has no word that another has', async () => {
    const term = { kind: 'skill', nameEn: 'Pilot plant (scale-up)', nameZh: '某中试', synonyms: ['小试放大'] };
    const answer = await api.call('POST', '/v1/vocabulary-terms', term);
    expect(answer).toMatchObject({ status: 201, headers: { etag: '"v1"' }, body: { id: 'term-pilot-plant-scale-up' } });
    expect(await found(word('小试放大'))).toEqual(['term-pilot-plant-scale-up']);
    expect(codeOf(await api.call('POST', '/v1/vocabulary-terms', term))).toBe('409 already-exists');
    const same = { kind: 'field', nameEn: 'Other words', nameZh: '精细化工' };
    const twice = await api.call('POST', '/v1/vocabulary-terms', same);
    expect(codeOf(twice)).toBe('409 already-exists');
    expect(twice.body.detail).toContain('term-fine-chemicals');
    const chinese = { kind: 'field', nameEn: '茶', nameZh: '茶' };
    expect(codeOf(await api.call('POST', '/v1/vocabulary-terms', chinese))).toBe('400 shape-invalid');
    const orphan = { kind: 'field', nameEn: 'Orphan', nameZh: '孤词', parentId: 'term-none' };
    expect(codeOf(await api.call('POST', '/v1/vocabulary-terms', orphan))).toBe('422 unknown-item');
  });

  test('a shipped term is changed as it was read, and stays below at most one other, never itself', async () => {
    expect((await api.call('PATCH', '/v1/vocabulary-terms/term-dyes', {})).status).toBe(428);
    const changed = await change('term-dyes', { synonyms: ['色料'] });
    expect(changed).toMatchObject({ status: 200, headers: { etag: '"v2"' }, body: { version: 2, synonyms: ['色料'] } });
    expect((await change('term-dyes', {}, 1)).status).toBe(412);
    expect(await found(word('色料'))).toEqual(['term-dyes']);
    expect(codeOf(await change('term-chemistry', { parentId: 'term-dyes' }))).toBe('409 wrong-state');
    expect((await change('term-nothing', {})).status).toBe(404);
  });

  test('a merged term is understood as the other, one that is retired no more, and both can be taken back', async () => {
    const merged = await change('term-surfactants', { mergedIntoId: 'term-fine-chemicals' });
    expect(merged.body).toMatchObject({ retired: true, mergedIntoId: 'term-fine-chemicals' });
    const profile = { personId: people[0], homeUnitId: 'org-cnuktip', level: 'lecturer' };
    const { terms } = await api.post('/v1/researchers', { ...profile, terms: ['表面活性剂', 'term-surfactants'] });
    expect(terms).toEqual(['term-fine-chemicals']);
    expect(codeOf(await change('term-fine-chemicals', { mergedIntoId: 'term-surfactants' }))).toBe('409 wrong-state');
    await change('term-agrochemicals', { retired: true });
    const use = (version: number) =>
      api.call('PATCH', `/v1/researchers/${people[0]}`, { terms: ['农药'] }, { 'if-match': `"v${version}"` });
    expect(codeOf(await use(1))).toBe('422 unknown-skill');
    expect(await found('retired=true&within=term-fine-chemicals')).toContain('term-surfactants');
    await change('term-agrochemicals', { retired: false }, 2);
    expect((await use(1)).status).toBe(200);
    expect((await change('term-surfactants', { mergedIntoId: null }, 2)).body).toMatchObject({ retired: false });
  });

  test('everybody reads it, our coordinators change it', async () => {
    const authorization = await api.tokenFor({
      id: 'enterprise',
      personId: people[2] ?? '',
      roles: ['liaison', 'coordinator'],
    });
    expect((await api.call('GET', '/v1/vocabulary-terms/term-dyes', undefined, { authorization })).status).toBe(200);
    const term = { kind: 'field', nameEn: 'X', nameZh: '某' };
    expect((await api.call('POST', '/v1/vocabulary-terms', term, { authorization })).status).toBe(403);
  });
});
