import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { byUrgency, isInternal } from '../../domain/notices/kinds.ts';
import type { MailKind } from '../../domain/notices/kinds.ts';
import type { ItemFacts, LetterFacts } from '../../mail/letter.ts';
import { mostInFull } from '../../mail/listed.ts';
import { renderLetter } from '../../mail/render.ts';
import { writeLetter } from '../../mail/write.ts';
import { base, facts, item, wordsOf } from './facts.ts';

/** The n-th of many matters, each of a cooperation of its own unless said. */
const nth = (n: number, change: Partial<ItemFacts> = {}): ItemFacts => ({
  ...item,
  agreement: `Zhengzhou University × Firm ${n}`,
  quote: `Sentence ${n}`,
  links: [
    { action: 'answer', url: `${base}/l/answer-${n}` },
    { action: 'open', url: `${base}/l/open-${n}` },
  ],
  whyUrl: `${base}/l/open-${n}/why`,
  ...change,
});
const many = (count: number, change: (n: number) => Partial<ItemFacts> = () => ({})): ItemFacts[] =>
  Array.from({ length: count }, (_, n) => nth(n, change(n)));
const letter = (items: ItemFacts[]): LetterFacts => ({ ...facts, language: 'en', items });

describe('a mail with very much in it', () => {
  test('of 38 cooperations with two questions each is one list, with one line for each and a link for every question', () => {
    const items = many(76, (n) => ({
      kind: 'question',
      agreement: `Zhengzhou University × Firm ${n % 38}`,
      followUpKind: n % 2 === 0 ? 'commitment' : 'contact',
      isOwnerAssumed: true,
    }));
    const mail = letter(items);
    const { subject, sections, opening, why } = writeLetter(mail);
    expect(subject).toBe('76 questions in 38 cooperations');
    expect(sections).toHaveLength(1);
    expect(sections[0]?.rows).toHaveLength(38);
    expect(sections[0]?.rows?.flatMap(({ actions }) => actions.map(({ url }) => url)).toSorted()).toEqual(
      items.map(({ links }) => links[0]?.url ?? '').toSorted(),
    );
    expect(opening.at(-1)).toBe('They are listed below, one line for each cooperation.');
    expect(why?.account?.url).toBe(`${base}/l/open-0/why`);
    const { text, html } = renderLetter(writeLetter(mail), base);
    expect(text.split('\n').length).toBeLessThan(140);
    expect(html.length).toBeLessThan(40_000);
    expect(wordsOf({ ...mail, language: 'zh-CN' })).toContain('== 38个合作，76项待您确认');
  });

  test('the director reads one sum of the questions, not the same sentence for each cooperation', () => {
    const items = many(38, () => ({
      kind: 'count-of-questions',
      followUpKind: null,
      count: 2,
      unansweredFor: 10,
      dueOn: null,
    }));
    const { subject, sections } = writeLetter(letter(items));
    expect(subject).toBe('76 unanswered questions in 38 cooperations');
    expect(sections).toHaveLength(1);
    expect(sections[0]?.lines[0]).toContain('10 working days or more');
    expect(sections[0]?.rows?.[3]).toMatchObject({
      text: '• Zhengzhou University × Firm 3',
      actions: [{ label: '2 unanswered' }],
    });
  });

  test('what presses most stands in full, the rest of its kind after it, and questions last', () => {
    const items = [
      ...many(14, () => ({ kind: 'overdue' })),
      ...many(3, (n) => ({ kind: 'question', agreement: `Other ${n}` })),
    ];
    const { subject, sections, opening } = writeLetter(letter(items));
    expect(subject).toContain('(and 16 more)');
    expect(sections.map(({ rows }) => rows?.length ?? 'full')).toEqual([
      ...Array.from({ length: mostInFull }, () => 'full'),
      2,
      3,
    ]);
    expect(sections.at(-2)?.heading).toMatch(/\(2\) · 2 cooperations · overdue$/);
    expect(sections.at(-1)?.heading).toBe('3 questions in 3 cooperations');
    expect(opening.at(-1)).toContain('12 stand in full');
  });

  test('twelve, and a question that somebody passed back, stand as they are', () => {
    const twelve = writeLetter(letter(many(mostInFull, () => ({ kind: 'question' }))));
    expect(twelve.sections.every(({ rows }) => rows === undefined)).toBe(true);
    const items = many(20, (n) => ({ kind: 'question', ...(n === 7 ? { declined: { suggested: null } } : {}) }));
    const [first, ...others] = writeLetter(letter(items)).sections;
    expect([first?.quote, others.map(({ rows }) => rows?.length)]).toEqual(['Sentence 7', [19]]);
  });

  const kinds: readonly MailKind[] = byUrgency.filter(
    (kind) => !['introduction', 'meeting', 'brief', 'monthly-page'].includes(kind),
  );
  const followUpKinds = ['commitment', 'contact', 'need', 'minutes-confirmation', null] as const;
  const mails = fc.array(
    fc.record({
      kind: fc.constantFrom(...kinds),
      followUpKind: fc.constantFrom(...followUpKinds),
      cooperation: fc.nat(40),
      voice: fc.constantFrom('ours', 'partner'),
    }),
    { minLength: 1, maxLength: 120 },
  );

  test('whatever there is: each matter has its link once or more, at most twelve blocks stand in full, and every list says why', () => {
    fc.assert(
      fc.property(mails, fc.constantFrom('en' as const, 'zh-CN' as const), (drawn, language) => {
        const voice = drawn[0]?.voice === 'partner' ? 'partner' : 'ours';
        const items = drawn
          .filter(({ kind }) => voice === 'ours' || !isInternal(kind))
          .map(({ kind, followUpKind, cooperation }, n) =>
            nth(n, { kind, followUpKind, agreement: `A × ${cooperation}`, count: 1 }),
          );
        const written = writeLetter({ ...facts, language, voice, items });
        const urls = written.sections.flatMap(({ actions, rows = [] }) => [
          ...actions.map(({ url }) => url),
          ...rows.flatMap((row) => row.actions.map(({ url }) => url)),
        ]);
        for (const { links } of items) expect(links.some(({ url }) => urls.includes(url))).toBe(true);
        expect(written.sections.filter(({ rows }) => !rows).length).toBeLessThanOrEqual(mostInFull);
        expect(written.sections.every(({ why }) => why !== undefined)).toBe(true);
        if (items.length > 0) expect(written.why ?? written.sections.every(({ why }) => why)).toBeTruthy();
        if (voice === 'partner') expect(JSON.stringify(written)).not.toMatch(/overdue|已逾期|decision|请您决定/);
      }),
      { seed: 20260302, numRuns: 200 },
    );
  });
});
