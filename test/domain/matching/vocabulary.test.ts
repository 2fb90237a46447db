import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Term } from '../../../domain/matching/profiles.ts';
import { cosine, sharedOf, vectorOf } from '../../../domain/matching/similarity.ts';
import { defaultTerms } from '../../../domain/matching/vocabulary-default.ts';
import { findTerms, nearness, readVocabulary, vocabularyFaults } from '../../../domain/matching/vocabulary.ts';
import { stem } from '../../../domain/matching/words.ts';

const vocabulary = readVocabulary(defaultTerms);
const find = (text: string): string[] => findTerms(vocabulary, text).map((id) => id.slice('term-'.length));

const term = (id: string, given: Partial<Term> = {}): Term => ({
  id: `term-${id}`,
  kind: 'field',
  en: id,
  zh: `${id}学`,
  synonyms: [],
  parentId: null,
  ...given,
});

describe('the shipped vocabulary', () => {
  test('has about sixty terms without faults, and every name and synonym of a term finds it', () => {
    expect(defaultTerms.length).toBeGreaterThanOrEqual(60);
    expect(vocabularyFaults(defaultTerms)).toEqual([]);
    const lost = defaultTerms.flatMap(({ id, en, zh, synonyms }) =>
      [en, zh, ...synonyms].filter((words) => !findTerms(vocabulary, words).includes(id)),
    );
    expect(lost).toEqual([]);
  });

  test('the same subject is found in either language, in any form, in the middle of a text', () => {
    expect(find('本公司需要高效液相色谱方法')).toEqual(['chromatography']);
    expect(find('We need HPLC methods, and crystallization on ＤＣＳ')).toEqual([
      'chromatography',
      'crystallisation',
      'dcs',
    ]);
    expect(find('Crystallisation; crystals')).toEqual(['crystallisation']);
    expect(find('现有DCS系统须升级')).toEqual(['dcs']);
    expect(find('waste-water')).toEqual(['wastewater']);
    expect(find('')).toEqual([]);
  });

  test('the longest phrase counts: a part of it is another subject', () => {
    expect(find('生物催化')).toEqual(['biocatalysis']);
    expect(find('催化与生物催化')).toEqual(['biocatalysis', 'catalysis']);
    expect(find('cross-border e-commerce')).toEqual(['e-commerce']);
    // No phrase reaches over a full stop, and no word is found in the middle of another.
    expect(find('生物。催化')).toEqual(['catalysis']);
    expect(find('paid maids said SISTERS')).toEqual([]);
  });
});

describe('nearness', () => {
  const near = (wanted: string, offered: string): number => nearness(vocabulary, `term-${wanted}`, `term-${offered}`);

  test('the same, then the special for the general, then the general for the special, then neighbours', () => {
    const row = [
      near('catalysis', 'catalysis'),
      near('catalysis', 'hydrogenation'),
      near('hydrogenation', 'catalysis'),
      near('hydrogenation', 'chemistry'),
      near('fine-chemicals', 'catalysis'),
    ];
    expect(row).toEqual([1, 0.9, 0.6, expect.closeTo(0.36), 0.3]);
    expect(near('hydrogenation', 'machine-learning')).toBe(0);
    expect(near('no-such', 'catalysis')).toBe(0);
  });

  test('further apart is never nearer', () => {
    expect(near('hydrogenation', 'dyes')).toBeLessThan(near('catalysis', 'fine-chemicals'));
  });
});

describe('a vocabulary that somebody edits', () => {
  test.each<[string, Term[], RegExp]>([
    ['an unknown parent', [term('a', { parentId: 'term-x' })], /no term term-x/],
    ['a circle', [term('a', { parentId: 'term-b' }), term('b', { parentId: 'term-a' })], /below itself/],
    ['an id twice', [term('a'), term('a')], /twice/],
    [
      'a synonym of two terms',
      [term('a', { synonyms: ['same'] }), term('b', { synonyms: ['Same'] })],
      /already means term-a/,
    ],
  ])('%s is named', (_, terms, said) => {
    const faults = vocabularyFaults(terms);
    expect(faults.map(({ detail }) => detail.en)).toContainEqual(expect.stringMatching(said));
    expect(faults.every(({ detail }) => /[\u4e00-\u9fff]/.test(detail.zh))).toBe(true);
    // And reading it all the same does not hang.
    expect(() => readVocabulary(terms)).not.toThrow();
  });
});

describe('similarity of texts', () => {
  const near = (a: string, b: string): number => cosine(vectorOf(vocabulary, a), vectorOf(vocabulary, b));
  const need = '水性涂料户外一年即粉化开裂，需要改进配方并建立加速老化试验方法。';

  test('works within Chinese, within English, and across by the vocabulary', () => {
    const [right, wrong] = ['从事涂层老化评价与水性涂料配方。', '从事机器学习与大数据平台建设。'];
    expect(near(need, right)).toBeGreaterThan(0.3);
    expect(near(need, wrong)).toBeLessThan(0.05);
    const [rightEn, wrongEn] = ['Formulates coatings and tests their accelerated ageing.', 'Trains operators.'];
    expect(near(need, rightEn)).toBeGreaterThan(0.3);
    expect(near(need, wrongEn)).toBe(0);
    expect(near('The pump is vibrating', 'vibration of pumps')).toBeGreaterThan(0.5);
  });

  test('says what two texts share; nothing shared is nothing near', () => {
    const shared = sharedOf(vectorOf(vocabulary, need), vectorOf(vocabulary, '水性涂料的老化与配方'));
    expect(shared.terms).toEqual(expect.arrayContaining(['term-coatings', 'term-weathering']));
    expect(shared.grams).toContain('配方');
    expect(sharedOf(vectorOf(vocabulary, '甲乙'), vectorOf(vocabulary, '丙丁'))).toEqual({ terms: [], grams: [] });
  });

  test('words that everybody uses do not make texts near', () => {
    expect(near('希望企业解决问题', '多年研究企业问题')).toBeLessThan(0.2);
  });

  const anyText = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(
        fc.constantFrom('催', '化', '加', '氢', '的', '和', '水', '。', ' ', '-', '&', 'DCS', 'crystal', 'ing', 's'),
        { maxLength: 40 },
      )
      .map((parts) => parts.join('')),
  );
  test('any two texts: 0 to 1, the same both ways, and 1 with itself unless nothing is in it', () => {
    fc.assert(
      fc.property(anyText, anyText, (a, b) => {
        const [left, right] = [vectorOf(vocabulary, a), vectorOf(vocabulary, b)];
        const value = cosine(left, right);
        expect(value).toBe(cosine(right, left));
        expect(value >= 0 && value <= 1).toBe(true);
        expect(value > 0).toBe(sharedOf(left, right).terms.length + sharedOf(left, right).grams.length > 0);
        expect(cosine(left, left)).toBeCloseTo(left.size > 0 ? 1 : 0);
      }),
    );
  });
});

test('forms of one English word meet, different words do not', () => {
  const same = [
    ['crystallisation', 'crystallization', 'crystallized'],
    ['coatings', 'coating', 'coated'],
    ['scale', 'scaling', 'scales'],
    ['program', 'programs', 'programmed'],
    ['batteries', 'battery'],
  ];
  for (const forms of same) expect(new Set(forms.map(stem)).size).toBe(1);
  expect(stem('gas')).not.toBe(stem('gap'));
  expect(new Set(['analysis', 'analytical', 'process', 'property', 'corrosion', 'ion'].map(stem)).size).toBe(6);
});
