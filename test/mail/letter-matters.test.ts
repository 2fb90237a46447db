import { describe, expect, test } from '@jest/globals';
import type { ItemFacts } from '../../mail/letter.ts';
import { Voice } from '../../domain/notices/facts.ts';
import { messagesIn } from '../../mail/catalogue.ts';
import { passOnText, writeLetter } from '../../mail/write.ts';
import { base, facts, item, wordsOf } from './facts.ts';

describe('what a mail says of its matters', () => {
  test('which of several needs it is stands in heading and subject', () => {
    const needs = ['河南高创', '郑煤机'].map((of): ItemFacts => ({ ...item, followUpKind: 'need', of }));
    const { subject, sections } = writeLetter({ ...facts, items: needs });
    expect(subject).toContain('评估技术需求（河南高创）');
    expect(sections.map(({ heading }) => heading.split(' · ')[0])).toEqual([
      '评估技术需求（河南高创）',
      '评估技术需求（郑煤机）',
    ]);
  });

  test('many that differ only in their names are one block, with a link of its own for each', () => {
    const links = (n: number): ItemFacts['links'] =>
      (['pause', 'open'] as const).map((action) => ({ action, url: `${base}/l/${action}-${n}` }));
    const needs = Array.from({ length: 11 }, (_, index): ItemFacts => ({
      ...item,
      followUpKind: 'need',
      quote: null,
      of: `企业${index + 1}`,
      links: links(index + 1),
    }));
    const other: ItemFacts = { ...item, links: links(12) };
    const letter = { ...facts, items: [...needs.slice(0, 5), other, ...needs.slice(5)] };
    const { subject, sections } = writeLetter(letter);
    expect(subject).toContain('评估技术需求（企业1）');
    expect(sections.map(({ heading }) => heading.split(' · ')[0])).toEqual(['评估技术需求（11项）', '落实约定事项']);
    expect(sections[0]?.lines.at(-1)).toBe('查看事项，请逐项点击：');
    expect(sections[0]?.actions).toEqual(
      needs.map(({ of }, index) => ({ label: of, url: `${base}/l/open-${index + 1}` })),
    );
    const words = wordsOf(letter);
    expect(words.split('来信缘由：')).toHaveLength(3);
    expect(words).toContain(`* 企业11: ${base}/l/open-11`);
  });

  test('what differs in more than the name stays apart: another date, cooperation, or a draft of its own', () => {
    const of = (n: number, change: Partial<ItemFacts> = {}): ItemFacts => ({
      ...item,
      followUpKind: 'need',
      of: `Enterprise ${n}`,
      ...change,
    });
    const items = [of(1), of(2), of(3, { dueOn: '2026-03-06' }), of(4, { agreement: 'Another' })];
    expect(writeLetter({ ...facts, language: 'en', items }).sections).toHaveLength(4);
    const climbed = [1, 2, 3].map((n) => of(n, { kind: 'escalation', owedByOther: true }));
    expect(writeLetter({ ...facts, language: 'en', items: climbed }).sections).toHaveLength(3);
    const own = climbed.map((one) => ({ ...one, owedByOther: false }));
    const [section, ...others] = writeLetter({ ...facts, language: 'en', items: own }).sections;
    expect(others).toEqual([]);
    expect(section?.heading).toContain('Evaluate the need (3) · ');
  });

  test('a subject that is too long ends between words, with no bracket or quotation left open', () => {
    const of = 'ZZUET: “by sending scientific researchers to enterprises at…”';
    const agreement =
      'Zhengzhou University of Engineering and Technology × China-UK Technology and Innovation Platform';
    const promised: ItemFacts = { ...item, of, agreement };
    const { subject } = writeLetter({ ...facts, language: 'en', isDemonstration: true, items: [promised, item] });
    expect(subject).toBe(
      '[Demonstration] Keep a commitment (ZZUET: “by sending scientific researchers to enterprises at…”), 5 March (and 1 more) · Zhengzhou University of…',
    );
    const long = {
      ...promised,
      of: `${of.slice(0, -1)} designated points, and further promote substantive project cooperation”`,
    };
    const cutWithin = writeLetter({ ...facts, language: 'en', items: [{ ...long, agreement: 'A × B' }] }).subject;
    expect(cutWithin).toMatch(/ \w+…”\)$/);
  });

  test('what is passed on by another channel gives up the name of its matter before its thanks', () => {
    const of = 'ZZUET: “by sending scientific researchers to enterprises at…”';
    const agreement = 'Zhengzhou University of Engineering and Technology × Platform of the two countries';
    const short = passOnText(messagesIn('en'), { ...item, of, agreement: 'A × B' }, 'Mr Li');
    expect(short).toContain(of);
    const long = passOnText(messagesIn('en'), { ...item, of, agreement }, 'Mr Li');
    expect(long).not.toContain(of);
    expect(Array.from(long).length).toBeLessThanOrEqual(200);
    expect(long).toMatch(/Many thanks\.$/);
  });

  test('a name that stands in the heading is not quoted below it', () => {
    const named: ItemFacts = {
      ...item,
      followUpKind: 'build',
      of: 'Public testing platform',
      quote: 'Public testing platform',
    };
    expect(writeLetter({ ...facts, items: [named] }).sections[0]?.quote).toBeNull();
    expect(writeLetter({ ...facts, items: [item] }).sections[0]?.quote).toBe(item.quote);
  });

  test.each(['zh-CN', 'en'] as const)('no code of a source or of a default stands in a mail in %s', (language) => {
    for (const origin of ['inferred', 'MM3, KT3; steps E1']) {
      const words = wordsOf({ ...facts, language, items: [{ ...item, origin }] });
      expect(words).not.toMatch(/inferred|MM3|E1|DB2/);
      expect(words).toMatch(/系统默认|default of the system/);
    }
  });

  test('a usual date is called so, to others a suggestion, until somebody sets another', () => {
    const said = (change: Partial<ItemFacts>, more: Partial<typeof facts> = {}) =>
      wordsOf({ ...facts, ...more, items: [{ ...item, ...change }] });
    expect(said({ isDefault: true })).toContain('（系统默认时限，尚无人另行设定）');
    expect(said({ isDefault: true }, { language: 'en' })).toContain('(our usual time; nobody has set another)');
    expect(said({ isDefault: true, light: null }, { language: 'en', voice: 'partner' })).toContain('(our suggestion)');
    for (const language of ['en', 'zh-CN'] as const)
      expect(said({}, { language })).not.toMatch(/usual time|默认时限|suggestion|我方建议/);
  });

  test('a rule that our office has set is no default any more', () => {
    const said = (isRuleSet: boolean, language: 'en' | 'zh-CN') =>
      wordsOf({ ...facts, language, items: [{ ...item, isRuleSet }] });
    expect(said(false, 'en')).toContain('a default of the system');
    expect(said(true, 'en')).toContain('as our office has set it');
    expect(said(true, 'en')).not.toContain('a default of the system');
    expect(said(true, 'zh-CN')).toContain('按本单位设定');
  });

  test('a date that new rules moved is not put down to the calendar', () => {
    const moved: ItemFacts = { ...item, kind: 'date-moved', wasDueOn: '2026-03-02', movedByPolicy: true };
    expect(wordsOf({ ...facts, language: 'en', items: [moved] })).toContain('New rules of our office moved it');
    expect(wordsOf({ ...facts, items: [moved] })).toContain('本单位规则已调整');
    const { movedByPolicy: _policy, ...byCalendar } = moved;
    expect(wordsOf({ ...facts, language: 'en', items: [byCalendar] })).toContain('A new calendar moved it');
  });

  test('what is handed over asks to be accepted, by a day', () => {
    const handed: ItemFacts = { ...item, kind: 'assigned', acceptBy: '2026-03-06' };
    expect(wordsOf({ ...facts, items: [handed] })).toContain('请于2026年3月6日（周五）前接受');
    expect(wordsOf({ ...facts, items: [{ ...handed, acceptBy: null }] })).not.toContain('前接受');
    expect(wordsOf({ ...facts, items: [handed] })).toContain('逾此日期退回原责任职务');
    const partner = { ...facts, voice: Voice.partner, items: [handed] };
    expect(wordsOf({ ...partner, language: 'en' })).toContain('we give it back to whoever had it before');
    expect(wordsOf(partner)).toContain('交回原经办人');
    const relayed = passOnText(messagesIn('en'), handed, 'Mr Li');
    expect(relayed).toContain('by Friday, 6 March 2026? Else it goes back to who had it.');
    expect(passOnText(messagesIn('zh-CN'), handed, '李先生')).toContain('逾期交回原经办人');
    expect(Array.from(relayed).length).toBeLessThanOrEqual(200);
  });

  test('a later date that is asked for is put to a decision', () => {
    const words = wordsOf({
      ...facts,
      language: 'en',
      items: [{ ...item, kind: 'extension-asked', askedOn: '2026-04-20' }],
    });
    expect(words).toContain('asks for a later date: Monday, 20 April 2026 instead of Thursday, 5 March 2026');
  });

  test('why it came is counted from where its rung counts', () => {
    const rung = { offsetWorkingDays: 2, from: 'below', level: 2, notice: 'escalation' } as const;
    const told = (key: string, language: 'zh-CN' | 'en') =>
      wordsOf({ ...facts, language, items: [{ ...item, kind: 'escalation', step: { ...rung, key } }] });
    expect(told('escalation-2', 'zh-CN')).toContain('下一级获知后2个工作日发');
    expect(told('escalation-2', 'en')).toContain('2 working days after the level below was told');
    expect(told('repeat-1', 'zh-CN')).toContain('上次告知后2个工作日再次发（第1次）');
    expect(told('repeat-1', 'en')).toContain('2 working days after the last time');
  });
});
