import { describe, expect, test } from '@jest/globals';
import type { StepPolicy } from '../../domain/policy/policy.ts';
import type { ItemFacts } from '../../mail/letter.ts';
import { facts, item, wordsOf } from './facts.ts';

/** Each sentence that says why a mail came counts from where its rule counts, and says what comes next to whom. */

const mail = (change: Partial<ItemFacts>, language: 'en' | 'zh-CN' = 'en'): string =>
  wordsOf({ ...facts, language, items: [{ ...item, ...change }] });
const rung = (key: string, more: Partial<StepPolicy>): StepPolicy => ({
  key,
  offsetWorkingDays: 5,
  level: 1,
  notice: 'escalation',
  ...more,
});

describe('what is told to the director before its date', () => {
  const shortfall: Partial<ItemFacts> = { kind: 'escalation', openedOn: '2026-03-03', openFor: 1, dueOn: '2026-03-06' };
  const atOnce = rung('short', { offsetWorkingDays: 0, from: 'opened', level: 2 });
  const late = rung('review-120', { offsetWorkingDays: 120, from: 'opened', level: 2 });

  test('at once by rule: it says so, and nothing of a long time', () => {
    const words = mail({ ...shortfall, step: atOnce });
    expect(words).toContain(
      'It was opened on Tuesday, 3 March 2026, and by rule you are told of it at once; it is due on Friday, 6 March 2026',
    );
    expect(words).not.toContain('long');
    expect(mail({ ...shortfall, step: atOnce }, 'zh-CN')).toContain('于2026年3月3日（周二）建立，按规则即时告知您');
  });

  test('after many days: it says how many', () => {
    expect(mail({ ...shortfall, step: late, openFor: 121 })).toContain('It has been open for 121 working days, since');
    expect(mail({ ...shortfall, step: late, openFor: 121 }, 'zh-CN')).toContain('至今已121个工作日');
  });
});

describe('from where it is counted', () => {
  test('a confirmation from the report, a question from when it arose, another from the day its clock was set', () => {
    const opened = { from: 'opened' as const };
    const reported = { step: rung('confirm-5', { ...opened, notice: 'reported' }) };
    expect(mail(reported)).toContain('sent 5 working days after it was reported done');
    expect(mail(reported, 'zh-CN')).toContain('按规则报告完成后5个工作日发');
    const question = { step: rung('question', { ...opened, offsetWorkingDays: 0, notice: 'question' }) };
    expect(mail(question)).toContain('with the first mail after the question arose');
    expect(mail(question, 'zh-CN')).toContain('询问提出后的首封邮件发');
    const anew = { step: rung('remind-5', { ...opened, notice: 'confirm-minutes' }), isSetAnew: true };
    expect(mail(anew)).toContain('5 working days after its owner or date was set anew');
    expect(mail({ ...anew, isSetAnew: false })).toContain('5 working days after it was opened');
  });

  test('the leader from the announcement, and from its being held', () => {
    const step = rung('escalation-3', { offsetWorkingDays: 1, from: 'below', level: 3 });
    expect(mail({ kind: 'escalation', step })).toContain('1 working day after it was announced to the coordinator');
    expect(mail({ kind: 'escalation', step }, 'zh-CN')).toContain('按规则预告协调人后1个工作日发');
    expect(mail({ kind: 'escalation', step, heldOn: '2026-03-09' })).toContain(
      'who held it once on Monday, 9 March 2026',
    );
  });

  test('days of a pause are said not to count, and an early rung is put down to its end', () => {
    expect(mail({ wasPaused: true })).toContain('on its date, days of a pause not counted');
    const early: Partial<ItemFacts> = { kind: 'escalation', step: rung('escalation', {}), afterPause: true };
    expect(mail(early)).toContain('the next level is told when the pause ends');
    expect(mail(early, 'zh-CN')).toContain('暂缓期满时告知上一级');
  });

  test('a repetition says that it is one, which, and by which rule', () => {
    const again: Partial<ItemFacts> = { step: rung('repeat-3', { from: 'below' }), repeatTimes: 5 };
    expect(mail(again)).toContain('again, for the 3rd time of 5 at the most, 5 working days after the last time');
    expect(mail(again, 'zh-CN')).toContain('上次告知后5个工作日再次发（第3次，至多5次）');
  });
});

test.each([
  ['pause', 'its pause has ended', '暂缓期满'],
  ['sent-back', 'what was reported was returned', '所报完成情况被退回'],
  ['not-taken', 'it was handed over and not taken', '转交后未被接受'],
] as const)('of three causes it names the true one: %s', (returnedBy, inEnglish, inChinese) => {
  const back: Partial<ItemFacts> = { kind: 'returned', step: null, returnedBy };
  const all = ['its pause has ended', 'what was reported was returned', 'it was handed over and not taken'];
  expect(all.filter((cause) => mail(back).includes(cause))).toEqual([inEnglish]);
  expect(mail(back)).toContain(`Why this mail: this is sent when ${inEnglish}`);
  expect(mail(back, 'zh-CN')).toContain(`该事项重新办理：${inChinese}`);
  expect(mail(back, 'zh-CN')).toContain(`来信缘由：因${inChinese}`);
});

describe('what comes next', () => {
  const telephone: Partial<ItemFacts> = {
    kind: 'telephone',
    step: rung('telephone', { from: 'opened', notice: 'telephone' }),
  };
  const next = { on: '2026-04-15', notice: 'escalation', level: 1, post: 'the coordinator of the office' } as const;

  test('another post of the same level is named, and not "you"', () => {
    const words = mail({ ...telephone, next: { ...next, isYou: false } });
    expect(words).toContain('on Wednesday, 15 April 2026 the matter goes to the coordinator of the office');
    expect(words).not.toContain('asked again');
    expect(mail({ ...telephone, next: { ...next, isYou: true } })).toContain('you are asked again on');
    expect(mail({ ...telephone, next: { ...next, isYou: false } }, 'zh-CN')).toContain(
      '报the coordinator of the office督办',
    );
  });

  test('a reminder of its owner is not the reader’s', () => {
    const owners = { ...next, notice: 'due', level: 0, post: 'post of the owner', isYou: false } as const;
    expect(mail({ kind: 'escalation', next: owners })).toContain('the next reminder goes to post of the owner on');
  });
});

test('who has answered is not said to have been silent', () => {
  const silent: Partial<ItemFacts> = { kind: 'telephone', followUpKind: 'minutes-confirmation' };
  expect(mail(silent)).toContain('CNUKTIP has not answered about the minutes');
  const answered = { ...silent, answeredOn: '2026-03-04' };
  expect(mail(answered)).toContain(
    'CNUKTIP has answered by mail on Wednesday, 4 March 2026; please record what it says',
  );
  expect(mail(answered, 'zh-CN')).toContain('CNUKTIP已于2026年3月4日（周三）以邮件答复，请按其内容登记');
  expect(mail(answered) + mail(answered, 'zh-CN')).not.toMatch(/has not answered|尚未就/);
});

describe('a task that is asked until it is done', () => {
  const task: Partial<ItemFacts> = { kind: 'introduction-wanted', followUpKind: null, step: null, next: null };
  const asked = { before: 0, everyWorkingDays: 5, againOn: '2026-03-12' };

  test('says when it is asked again, and not that nothing more comes', () => {
    for (const kind of ['introduction-wanted', 'relay'] as const) {
      expect(mail({ ...task, kind, asked })).toContain(
        'you are asked again on Thursday, 12 March 2026, until it is done',
      );
      expect(mail({ ...task, kind, asked }, 'zh-CN')).toContain('2026年3月12日（周四）再次提醒您');
      expect(mail({ ...task, kind, asked }) + mail({ ...task, kind, asked }, 'zh-CN')).not.toMatch(
        /Nothing further|不再自动/,
      );
    }
  });

  test('a repeat says that it is one and by which rule', () => {
    const words = mail({ ...task, asked: { ...asked, before: 2 } });
    expect(words).toContain('asked again, for the 2nd time, because it is not done yet; by rule every 5 working days');
    expect(words).not.toContain('when it happens');
    expect(mail({ ...task, asked: { ...asked, before: 2 } }, 'zh-CN')).toContain(
      '按规则每5个工作日再次提醒，此为第2次再提醒',
    );
  });
});

test('what only lets its reader know says so in subject and text, and asks for nothing', () => {
  const change = { change: 'short' as const, fromOn: '2026-03-09', untilOn: null, days: 2 };
  const info: Partial<ItemFacts> = { kind: 'placement-changed', followUpKind: null, step: null, next: null, change };
  for (const voice of ['partner', 'ours'] as const) {
    const say = (language: 'en' | 'zh-CN') =>
      wordsOf({ ...facts, voice, language, items: [{ ...item, ...info, dueOn: null, links: [] }] });
    expect(say('en')).toMatch(/^For your information: .*\n[^]*This is for your information: nothing is asked of you\./);
    expect(say('zh-CN')).toMatch(/^供您知悉：.*\n[^]*以下内容供您知悉，无需您办理。/);
    expect(say('en') + say('zh-CN')).not.toMatch(/kind request|one matter|nothing else|协助|另行办理/i);
  }
});

test('a request that was made before says which one it is, and the last one that it is the last', () => {
  const minutes: Partial<ItemFacts> = { kind: 'confirm-minutes', followUpKind: 'minutes-confirmation' };
  const asked = (time: number, isLast = false, language: 'en' | 'zh-CN' = 'en') =>
    wordsOf({ ...facts, voice: 'partner', language, items: [{ ...item, ...minutes, request: { time, isLast } }] });
  expect(asked(1)).not.toContain('before');
  expect(asked(2)).toContain('this is our second request. May we ask you');
  expect(asked(4, true)).toContain('this is our fourth request, and the last one by mail. ');
  expect(asked(4, true, 'zh-CN')).toContain('此前曾就此事致函，此为第4次、也是最后一次致函。');
  const all = [asked(1), asked(2), asked(3), asked(4, true)];
  expect(new Set(all).size).toBe(4);
  expect(all.join()).not.toContain('once more');
});

test('whoever may not decide is asked to see to it, and told of the link by which a later date is asked for', () => {
  const step = rung('escalation', { offsetWorkingDays: 2 });
  const liaison: Partial<ItemFacts> = { kind: 'escalation', step, enteredBy: 'the coordinator' };
  const links = [{ action: 'ask-extension' as const, url: 'https://cooperation.example.org/l/ask' }];
  expect(mail({ ...liaison, links })).toMatch(/^Please see to it: [^]*ask for it by the link below/);
  expect(mail({ ...liaison, links }, 'zh-CN')).toMatch(/^【督办】请您跟进：[^]*请点击下方链接申请/);
  expect(mail({ ...liaison, links: [] })).not.toContain('link below');
  expect(mail({ kind: 'escalation', step })).toMatch(/^Your decision: /);
});
