import { describe, expect, test } from '@jest/globals';
import type { ItemFacts } from '../../mail/letter.ts';
import { facts, item, wordsOf } from './facts.ts';

const escalation: ItemFacts = {
  ...item,
  kind: 'escalation',
  light: 'red',
  ownerPost: 'Head of the school',
  step: { key: 'escalation', offsetWorkingDays: 2, level: 1, notice: 'escalation' },
};
const leaders = { ...escalation.step!, key: 'escalation-3', level: 3 as const };
const told = (language: 'zh-CN' | 'en', change: Partial<ItemFacts>, voice: 'ours' | 'partner' = 'ours') =>
  wordsOf({ ...facts, language, voice, todayOn: '2026-03-12', items: [{ ...escalation, ...change }] });

describe('who is asked to decide', () => {
  test('whoever may set dates and owners is asked for just that', () => {
    expect(told('en', {})).toContain('A decision is wanted from you: press on, agree a new date, or hand it to');
    expect(told('zh-CN', {})).toContain('请您决定：继续推进、商定新的时限，或转交其他职务。');
  });

  test('a leader is told which decision is wanted, and that a word in reply is enough', () => {
    const english = told('en', { step: leaders, enteredBy: 'Cooperation Office' });
    expect(english).toContain('does it go on as agreed, get a new date, or pass to another post?');
    expect(english).toContain('A word in answer to this mail is enough; Cooperation Office sees to it.');
    const chinese = told('zh-CN', { step: leaders, enteredBy: '合作处处长' });
    expect(chinese).toContain('请您决定：按原要求继续推进、另定时限，或转交其他职务。');
    expect(chinese).toContain('由合作处处长登记办理');
  });

  test('a leader reads who is asked again, not that the matter goes to somebody below', () => {
    const next = { on: '2026-03-20', notice: 'escalation' as const, level: 2 as const, post: '合作处处长' };
    expect(told('zh-CN', { step: leaders, next })).toContain('如未办理：2026年3月20日（周五）再次请合作处处长办理。');
    expect(told('en', { step: leaders, next: { ...next, post: 'The director' } })).toContain(
      'If nothing is done: The director is asked again on Friday, 20 March 2026.',
    );
    expect(told('zh-CN', { next })).toContain('如未办理：2026年3月20日（周五）报合作处处长督办。');
  });

  test('a liaison, who may not, is told who does', () => {
    expect(told('en', { enteredBy: 'Cooperation Office' })).toContain('answer this mail or tell Cooperation Office');
    expect(told('zh-CN', { enteredBy: '合作处处长' })).toContain('请回复本邮件或告知合作处处长');
  });

  test('a later date that is asked for stands beside whatever is said meanwhile, courteously to partners', () => {
    const extensionAsked = { dueOn: '2026-04-20', on: '2026-03-04' };
    expect(told('en', { extensionAsked })).toContain(
      'A later date was asked for on Wednesday, 4 March 2026: Monday, 20 April 2026. It is not decided yet; until then Thursday, 5 March 2026 stands.',
    );
    expect(told('zh-CN', { extensionAsked })).toContain(
      '责任人已于2026年3月4日（周三）申请延至2026年4月20日（周一），尚待决定',
    );
    for (const language of ['en', 'zh-CN'] as const) {
      const partner = told(language, { kind: 'due', extensionAsked }, 'partner');
      expect(partner).toMatch(/you asked for Monday, 20 April|您于2026年3月4日（周三）提出改至/);
      expect(partner).not.toMatch(/decided|overdue|待决定|督办|逾期/);
    }
    expect(told('en', { kind: 'extension-asked', askedOn: '2026-04-20', extensionAsked })).not.toContain(
      'was asked for on',
    );
  });

  test('what was declined names whose it may be, where that was said', () => {
    const suggested = { id: 'post-school', title: 'Dean of the School' };
    const question: Partial<ItemFacts> = { kind: 'question', isAssumed: true, declined: { suggested } };
    expect(told('en', question)).toContain(
      'Head of the school says that it is not theirs and names: Dean of the School',
    );
    expect(told('zh-CN', question)).toContain('建议由“Dean of the School”负责');
    expect(told('en', { ...question, declined: { suggested: null } })).not.toContain('and names');
    expect(told('en', { ...question, declined: null })).toContain('Nobody said who owes this');
  });

  test('what was never read, for want of an introduction, is not called refused', () => {
    const back: Partial<ItemFacts> = { kind: 'not-taken', unintroducedPersonId: 'person-ren' };
    expect(told('en', back)).toContain('our request never went out');
    expect(told('zh-CN', back)).toContain('我方来函一直未能发出');
    expect(told('en', { kind: 'not-taken' })).toContain('its new post has not taken it');
  });

  test('a partner is told that a word in reply ends what only we can record, and not of what they confirm or report', () => {
    const asked = (followUpKind: ItemFacts['followUpKind']) => told('en', { kind: 'due', followUpKind }, 'partner');
    expect(asked('payment')).toContain('A few words in answer to this mail are enough');
    expect(told('zh-CN', { kind: 'due', followUpKind: 'payment' }, 'partner')).toContain('直接回复本邮件');
    for (const kind of ['commitment', 'minutes-confirmation', 'contact'] as const) {
      expect(asked(kind)).not.toContain('A few words in answer');
    }
  });

  test.each(['zh-CN', 'en'] as const)('no mail in %s points to a documentation without an address', (language) => {
    expect(told(language, {})).not.toMatch(/系统文档|documentation/);
  });
});

describe('how a later date was decided', () => {
  const decided = { by: 'the Director', namedOn: null };
  const agreed: Partial<ItemFacts> = { kind: 'extension-agreed', askedOn: '2026-04-10', dueOn: '2026-04-10', decided };

  test('is said with what was asked, what stands and by whom', () => {
    expect(told('en', agreed)).toContain(
      'The later date that was asked for, Friday, 10 April 2026, was agreed by the Director.',
    );
    expect(told('zh-CN', { ...agreed, decided: { by: '处长', namedOn: null } })).toContain('申请已获处长同意');
  });

  test('also where another date was set, and that a day off was named', () => {
    const other = { ...agreed, dueOn: '2026-04-07', decided: { by: 'the Director', namedOn: '2026-04-04' } };
    expect(told('en', other)).toContain(
      'A later date was asked for, Friday, 10 April 2026; the Director decided, and Tuesday, 7 April 2026 stands. Saturday, 4 April 2026 was named, which is no working day; the first after it stands.',
    );
    expect(told('zh-CN', other)).toContain('所定2026年4月4日（周六）为非工作日，故顺延。');
  });

  test('and where nobody had asked', () => {
    const unasked = { ...agreed, askedOn: null, wasDueOn: '2026-03-31' };
    expect(told('en', unasked)).toContain(
      'The Director set another date: Friday, 10 April 2026 instead of Tuesday, 31 March 2026.',
    );
    expect(told('zh-CN', unasked)).toContain('已将时限由2026年3月31日（周二）调整为2026年4月10日（周五）。');
  });

  test('to a partner it is thanked for or requested, and no post of ours is named', () => {
    const own = { decided: { by: null, namedOn: null } };
    expect(told('en', { ...agreed, ...own }, 'partner')).toContain('glad to note Friday, 10 April 2026, as you asked');
    expect(told('zh-CN', { ...agreed, ...own, dueOn: '2026-04-07' }, 'partner')).toContain(
      '您所提日期为2026年4月10日（周五），恳请于2026年4月7日（周二）前办理。',
    );
  });
});
