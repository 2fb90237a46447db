import { describe, expect, test } from '@jest/globals';
import type { ItemFacts } from '../../mail/letter.ts';
import { writeLetter } from '../../mail/write.ts';
import { facts, item, wordsOf } from './facts.ts';

describe('what a mail says of its matters', () => {
  test('which of several needs it is stands in heading and subject', () => {
    const needs = ['河南高创', '郑煤机'].map((of): ItemFacts => ({ ...item, followUpKind: 'need', of }));
    const { subject, sections } = writeLetter({ ...facts, items: needs });
    expect(subject).toContain('评估并对接技术需求（河南高创）');
    expect(sections.map(({ heading }) => heading.split(' · ')[0])).toEqual([
      '评估并对接技术需求（河南高创）',
      '评估并对接技术需求（郑煤机）',
    ]);
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
    expect(told('repeat-1', 'zh-CN')).toContain('上次告知后2个工作日发');
    expect(told('repeat-1', 'en')).toContain('2 working days after the last time');
  });
});
