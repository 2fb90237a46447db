import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byteCount, characterCount, cut, cutToBytes, widthOf } from '../../domain/cut.ts';

describe('a text that has to fit', () => {
  test.each([
    ['as it is', 8, 'as it is'],
    ['by sending scientific researchers to enterprises', 30, 'by sending scientific…'],
    ['organise people, and then some', 17, 'organise people…'],
    ['我们每季度派两名专家来校', 6, '我们每季度…'],
    ['Keep a commitment (In the next step, the college)', 33, 'Keep a commitment (In the next…)'],
    ['落实约定事项（在下一步中，学院将组织）', 12, '落实约定事项（在下一…）'],
    ['develop "three bases" and the "three platforms"', 40, 'develop "three bases" and the "three…"'],
    ['“one ‘two [three four five', 20, '“one ‘two [three…]’”'],
    ['what was opened (now', 18, 'what was opened…'],
    ['a closed (pair) and more words', 22, 'a closed (pair) and…'],
    ['Donaudampfschifffahrtsgesellschaft', 10, 'Donaudamp…'],
    ['𠮷𠮷𠮷', 2, '𠮷…'],
    ['nothing fits', 1, '…'],
  ])('%s in %d characters is %s', (whole, most, shorter) => {
    expect(cut(whole, most)).toBe(shorter);
  });

  test('a Chinese character is as wide as two Latin ones', () => {
    expect(widthOf('CCCE 学院…')).toBe(10);
    expect(cut('在下一步中，学院将组织人员', 12, widthOf)).toBe('在下一步中…');
  });

  const piece = fc.constantFrom(
    ...'abc dé，。（）()[]“”"‘’《》合作…\u0301😀'.split(/(?:)/u),
    'words',
    ' and ',
    '合作单位',
  );
  const written = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
  const marks: [open: string, close: string][] = [
    ['(', ')'],
    ['（', '）'],
    ['[', ']'],
    ['“', '”'],
    ['‘', '’'],
    ['《', '》'],
  ];
  const times = (text: string, mark: string): number => text.split(mark).length - 1;

  test('never takes more room than it has, says no word that was not there, and leaves no straight quotation open', () => {
    fc.assert(
      fc.property(
        written,
        fc.integer({ min: 3, max: 60 }),
        fc.constantFrom(byteCount, characterCount, widthOf),
        (text, most, size) => {
          const shorter = cut(text, most, size);
          expect(size(shorter)).toBeLessThanOrEqual(most);
          if (size(text) <= most) return expect(shorter).toBe(text);
          const kept = shorter.slice(0, shorter.lastIndexOf('…'));
          expect(text.startsWith(kept)).toBe(true);
          expect(shorter.slice(kept.length)).toMatch(/^…[)）\]”’》"]*$/);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('of a text whose brackets match, what is cut has brackets that match', () => {
    const nested = fc.letrec<{ text: string }>((tie) => ({
      text: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom('合作', 'some words', 'word', ' and more', '，'),
        fc.tuple(tie('text'), tie('text')).map((two) => two.join(' ')),
        fc.tuple(fc.constantFrom(...marks), tie('text')).map(([[open, close], text]) => `${open}${text}${close}`),
      ),
    })).text;
    fc.assert(
      fc.property(nested, fc.integer({ min: 1, max: 80 }), (text, most) => {
        const shorter = cut(text, most);
        for (const [open, close] of marks)
          expect([shorter, times(shorter, open)]).toEqual([shorter, times(shorter, close)]);
      }),
      { numRuns: 400 },
    );
  });
});

test('bytes are counted as they are sent', () => {
  for (const text of ['abc', 'é', '合作', '😀']) expect(byteCount(text)).toBe(Buffer.byteLength(text));
  expect(cutToBytes('合作合作', 9)).toBe('合作…');
});
