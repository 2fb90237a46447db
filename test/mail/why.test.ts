import { describe, expect, test } from '@jest/globals';
import { byUrgency, isInternal } from '../../domain/notices/kinds.ts';
import type { ItemFacts, LetterFacts, MeetingItem } from '../../mail/letter.ts';
import { renderLetter } from '../../mail/render.ts';
import { writeLetter } from '../../mail/write.ts';
import { base, facts, item } from './facts.ts';

/** Every mail ends with one plain sentence that says why it came, and a link to the full account. */

const urlOf = (index: number): string => `${base}/l/matter-${index}/why`;
const matters = (count: number): ItemFacts[] =>
  Array.from({ length: count }, (_none, index) => ({ ...item, whyUrl: urlOf(index) }));
const meeting: MeetingItem = {
  kind: 'visit',
  change: 'new',
  fromOn: '2026-03-09',
  toOn: '2026-03-09',
  fromTime: null,
  toTime: null,
  zone: 'Asia/Shanghai',
  place: null,
  title: null,
  reason: null,
};

const timesIn = (text: string, part: string): number => text.split(part).length - 1;

test('of one matter: the last thing before the footer', () => {
  const letter = writeLetter({ ...facts, items: matters(1) });
  const { text, html } = renderLetter(letter, base);
  const paragraphs = text.split('\n\n');
  expect(paragraphs.at(-1)).toMatch(/^--\n/);
  expect(paragraphs.at(-2)).toBe(`来信缘由：按规则到期当日发，发给合作处处长（系统默认规则）。\n详细说明: ${urlOf(0)}`);
  expect(timesIn(html, `href="${urlOf(0)}"`)).toBe(1);
  expect(letter.sections.map(({ why }) => why)).toEqual([null]);
});

test('of several: each its own, below what can be done about it', () => {
  const letter = writeLetter({ ...facts, language: 'en', items: matters(3) });
  const { text, html } = renderLetter(letter, base);
  expect(letter.why).toBeNull();
  for (const index of [0, 1, 2]) {
    expect([timesIn(text, urlOf(index)), timesIn(html, urlOf(index))]).toEqual([1, 1]);
    const section = text.split('\n\n').find((part) => part.includes(urlOf(index)));
    expect(section?.split('\n').slice(-2)).toEqual([
      'Why this mail: this is sent on its date, to you as 合作处处长 (a default of the system).',
      `The full account: ${urlOf(index)}`,
    ]);
  }
});

test('many that read alike are one block, with one reason', () => {
  const links = [{ action: 'report' as const, url: `${base}/l/abc` }];
  const named = matters(3).map((one, index) => ({ ...one, links, of: `name ${index}`, quote: null }));
  const letter = writeLetter({ ...facts, items: named });
  expect(letter.sections).toHaveLength(1);
  const { text } = renderLetter(letter, base);
  expect([0, 1, 2].map((index) => timesIn(text, urlOf(index)))).toEqual([1, 0, 0]);
  expect(text.indexOf('来信缘由')).toBeGreaterThan(text.indexOf(`${base}/l/abc`));
});

describe.each(['zh-CN', 'en'] as const)('in %s', (language) => {
  const told = byUrgency.filter((kind) => kind !== 'introduction');
  const endOf = (letterFacts: LetterFacts) => writeLetter({ ...letterFacts, language }).why;

  test.each(told)('%s has one sentence and its link, whoever reads it', (kind) => {
    for (const voice of isInternal(kind) ? (['ours'] as const) : (['ours', 'partner'] as const)) {
      const why = endOf({ ...facts, voice, items: [{ ...item, kind, whyUrl: urlOf(0) }] });
      expect(why?.sentence).toMatch(/[。.]$/);
      expect(why?.sentence).not.toContain('\n');
      expect(why?.account).toEqual({ label: expect.stringMatching(/./), url: urlOf(0) });
    }
  });

  test.each(['new', 'changed', 'cancelled'] as const)('so has a meeting that is %s', (change) => {
    const invited = { ...item, kind: 'meeting' as const, meeting: { ...meeting, change }, whyUrl: urlOf(0) };
    const why = endOf({ ...facts, items: [invited] });
    expect(why?.sentence).toMatch(language === 'en' ? /asked to this meeting\.$/ : /受邀.*故此致函。$/);
    expect(why?.account?.url).toBe(urlOf(0));
  });
});
