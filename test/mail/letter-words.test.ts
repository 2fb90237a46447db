import { describe, expect, test } from '@jest/globals';
import { facts, item, wordsOf } from './facts.ts';

describe('words that tell one thing from another', () => {
  test('a reason is called one, and stands apart from what was promised', () => {
    const asked = { ...item, kind: 'extension-asked' as const, quote: '场地尚未落实。', isReason: true };
    expect(wordsOf({ ...facts, items: [asked] })).toContain('所述理由：\n> 场地尚未落实。');
    expect(wordsOf({ ...facts, language: 'en', items: [asked] })).toContain('The reason given:\n> 场地尚未落实。');
    expect(wordsOf({ ...facts, items: [item] })).not.toContain('所述理由');
  });

  test.each(['ours', 'partner'] as const)(
    'whoever is to confirm reads in whose words it was reported (%s)',
    (voice) => {
      const done = { ...item, kind: 'reported' as const, reportedAs: '两名专家已到校' };
      expect(wordsOf({ ...facts, voice, items: [done] })).toContain('报告内容：“两名专家已到校”');
      expect(wordsOf({ ...facts, voice, language: 'en', items: [done] })).toContain(
        'What was reported: “两名专家已到校”',
      );
    },
  );

  test.each(['ours', 'partner'] as const)('a provisional date says so (%s)', (voice) => {
    const far = { ...item, dueOn: '2027-02-09', isProvisional: true };
    expect(wordsOf({ ...facts, voice, items: [far] })).toContain('2027年2月9日（周二）（暂定：尚无正式放假安排）');
    expect(wordsOf({ ...facts, voice, language: 'en', items: [far] })).toContain('(provisional: the official holidays');
    expect(wordsOf({ ...facts, voice, items: [item] })).not.toContain('暂定');
  });

  test('a count of questions says for how long they have waited, not that it is sent when it happens', () => {
    const count = {
      ...item,
      kind: 'count-of-questions' as const,
      followUpKind: null,
      dueOn: null,
      step: null,
      count: 3,
    };
    const mail = (language: 'zh-CN' | 'en') =>
      wordsOf({ ...facts, language, items: [{ ...count, unansweredFor: 10 }] });
    expect(mail('zh-CN')).toContain('来信缘由：以上询问提出已满10个工作日仍未答复');
    expect(mail('en')).toContain('these questions have waited for 10 working days or more');
    expect(mail('zh-CN') + mail('en')).not.toMatch(/事项发生时即发|when it happens/);
  });
});
