import { expect, test } from '@jest/globals';
import type { ItemFacts, MeetingItem } from '../../mail/letter.ts';
import { meetingWords } from '../../mail/meeting-words.ts';

/** What is passed on by hand to whoever stands in and reads no mail. */

const meeting: MeetingItem = {
  kind: 'stand-in',
  change: 'changed',
  fromOn: '2026-03-10',
  toOn: '2026-03-10',
  fromTime: null,
  toTime: null,
  zone: 'Asia/Shanghai',
  place: 'Works B',
  title: null,
  reason: null,
  standIn: { kept: ['2026-03-10/am'], freed: ['2026-03-12/am', '2026-03-12/pm'] },
};
const off: MeetingItem = { ...meeting, change: 'cancelled', standIn: { kept: [], freed: ['2026-03-12/pm'] } };
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- of the matter only its name would be read
const item = { agreement: 'A × B' } as ItemFacts;

test('names the days that are kept and those that are not, and the enterprise, in both languages', () => {
  const [en, zh] = [meetingWords('en'), meetingWords('zh-CN')];
  expect(en.passOn(item, meeting, 'Dr Li')).toBe(
    'Dear Dr Li, you stand in at Works B on these days: 10 March (morning). You need not keep these days at Works B any more: 12 March. Thank you.',
  );
  expect(en.passOn(item, off, 'Dear Dr Li')).toBe(
    'Dear Dr Li, you need not keep these days at Works B any more: 12 March (afternoon). Thank you.',
  );
  expect(zh.passOn(item, meeting, '尊敬的李博士')).toBe(
    '李博士您好，请您在Works B顶岗：3月10日（上午）。以下日程（Works B）无需您再顶岗：3月12日。谢谢您的支持。',
  );
  expect(zh.passOn(item, off, '李博士')).toBe(
    '李博士您好，以下日程（Works B）无需您再顶岗：3月12日（下午）。谢谢您的支持。',
  );
});

test('days beyond the calendar that is published say so, to whoever stands in as to the researcher', () => {
  const beyond = { ...meeting, provisionalAfterOn: '2026-12-31' };
  const onSite = { ...beyond, kind: 'on-site' as const, days: [] };
  for (const one of [beyond, onSite]) {
    expect(meetingWords('en').lines(one)).toContain(
      'Public holidays after 31 December 2026 are not published yet: the days after it are provisional.',
    );
    expect(meetingWords('zh-CN').lines(one).join()).toContain('节假日安排尚未公布，其后的日程为暂定。');
  }
  expect(meetingWords('en').lines(meeting).join()).not.toContain('provisional');
});
