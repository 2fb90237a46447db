import { describe, expect, test } from '@jest/globals';
import {
  currentTerms,
  idsWithin,
  lexiconOf,
  nearest,
  termIdsOf,
  termKey,
  termsInUse,
  understood,
} from '../../../domain/matching/lexicon.ts';
import type { KeptTerm } from '../../../domain/matching/lexicon.ts';
import { termIdOf, termRefused } from '../../../domain/matching/term-change.ts';
import { defaultTerms } from '../../../domain/matching/vocabulary-default.ts';
import { vocabularyFaults } from '../../../domain/matching/vocabulary.ts';

const term = (id: string, more: Partial<KeptTerm> = {}): KeptTerm => ({
  id: `term-${id}`,
  kind: 'field',
  en: id,
  zh: `词${id}`,
  synonyms: [],
  parentId: null,
  version: 1,
  retired: false,
  mergedIntoId: null,
  ...more,
});
const shipped = lexiconOf(defaultTerms.map((each) => ({ ...each, version: 1, retired: false, mergedIntoId: null })));

describe('a word is understood', () => {
  test('by every name of every shipped term, in both languages, and by its id', () => {
    for (const { id, en, zh, synonyms } of defaultTerms) {
      for (const said of [id, en, zh, ...synonyms, ` ${en.toUpperCase()} `]) {
        expect([said, understood(shipped, said)?.id]).toEqual([said, id]);
      }
    }
  });
  test('without its endings, and not by what is only like it', () => {
    expect(understood(shipped, 'dyes')?.id).toBe('term-dyes');
    expect(understood(shipped, 'hydrogenatoin')).toBeNull();
    expect(nearest(shipped, 'hydrogenatoin')[0]?.id).toBe('term-hydrogenation');
    expect(nearest(shipped, '精细化工品')[0]?.id).toBe('term-fine-chemicals');
    expect(nearest(shipped, '绣花')).toEqual([]);
  });
  test('C, C++ and C# are three', () => {
    expect(new Set(['C', 'C++', 'C#', 'c ++'].map(termKey)).size).toBe(3);
    const lexicon = lexiconOf([term('c', { en: 'C' }), term('cpp', { en: 'C++' }), term('csharp', { en: 'C#' })]);
    expect(['C#', 'C', 'c++'].map((said) => understood(lexicon, said)?.id)).toEqual([
      'term-csharp',
      'term-c',
      'term-cpp',
    ]);
  });
  test('what is not is pointed at with what may have been meant, in both languages', () => {
    expect(termIdsOf(shipped, ['catalysis', '催化', 'dyes'], '/terms')).toEqual(['term-catalysis', 'term-dyes']);
    expect(termIdsOf(shipped, ['catalysis', 'catalisys'], '/terms')).toMatchObject({
      refused: 'unknown-skill',
      faults: [
        {
          pointer: '/terms/1',
          detail: { en: expect.stringContaining('term-catalysis'), zh: expect.stringContaining('催化') },
        },
      ],
    });
  });
});

describe('merging and retiring', () => {
  const lexicon = lexiconOf([
    term('roof'),
    term('wall', { parentId: 'term-roof' }),
    term('brick', { retired: true, mergedIntoId: 'term-wall', synonyms: ['block'] }),
    term('stone', { retired: true, mergedIntoId: 'term-brick' }),
    term('thatch', { retired: true }),
  ]);
  test('whoever has a merged term has the other; a retired one says nothing any more', () => {
    expect(currentTerms(lexicon, ['term-stone', 'term-wall', 'term-thatch', 'term-none'])).toEqual(['term-wall']);
    expect(understood(lexicon, 'block')?.id).toBe('term-wall');
    expect(understood(lexicon, 'thatch')).toBeNull();
    expect(idsWithin(lexicon, 'term-roof').toSorted()).toEqual(['term-brick', 'term-roof', 'term-stone', 'term-wall']);
  });
  test('matching compares the terms in use, each with the names of what was merged into it', () => {
    const used = termsInUse(lexicon);
    expect(used.map(({ id }) => id)).toEqual(['term-roof', 'term-wall']);
    expect(used[1]?.synonyms).toEqual(expect.arrayContaining(['brick', 'block', 'stone']));
    expect(vocabularyFaults(used)).toEqual([]);
  });
  test('what would not hold is refused: itself above or behind itself, words of another, what is not there', () => {
    const code = (changed: KeptTerm) => termRefused(lexicon, changed)?.refused;
    expect(code(term('roof', { parentId: 'term-wall' }))).toBe('wrong-state');
    expect(code(term('wall', { retired: true, mergedIntoId: 'term-wall' }))).toBe('wrong-state');
    expect(code(term('new', { synonyms: ['Roofs'] }))).toBe('already-exists');
    expect(code(term('new', { parentId: 'term-thatch' }))).toBe('unknown-item');
    expect(code(term('new', { parentId: 'term-roof' }))).toBeUndefined();
    expect(code(term('thatch', { retired: false }))).toBeUndefined();
  });
});

test.each([
  ['Fine chemicals', 'term-fine-chemicals'],
  ['Pilot plant (scale-up)', 'term-pilot-plant-scale-up'],
  ['Élan  vital!', 'term-elan-vital'],
  ['精细化工', null],
])('the id of %s', (name, id) => expect(termIdOf(name)).toBe(id));
