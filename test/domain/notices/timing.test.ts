import { describe, expect, test } from '@jest/globals';
import { loadCalendar } from '../../../activities/calendars.ts';
import { reachAt } from '../../../domain/notices/timing.ts';
import { agreementTitle, organisationName, personName, salutationParts } from '../../../domain/notices/names.ts';

const china = loadCalendar('CN', { fromOn: '2026-03-02' });
const britain = loadCalendar('GB', { fromOn: '2026-03-02' });
const beijing = (local: string): string => new Date(`${local}:00+08:00`).toISOString();

describe('when a reader is reached', () => {
  test.each<[string, 'due' | 'assigned', string, string]>([
    ['planned in the night: this morning', 'due', '2026-03-05T01:10', '2026-03-05T08:30'],
    ['a reminder of the afternoon: next morning', 'due', '2026-03-05T14:00', '2026-03-06T08:30'],
    ['a reminder of Friday afternoon: Monday', 'due', '2026-03-06T14:00', '2026-03-09T08:30'],
    ['assigned in the afternoon: at once', 'assigned', '2026-03-05T14:00', '2026-03-05T14:00'],
    ['assigned at night: the next morning', 'assigned', '2026-03-05T22:00', '2026-03-06T08:30'],
    ['quiet from 19:00', 'assigned', '2026-03-05T19:00', '2026-03-06T08:30'],
    ['a make-up Saturday is a working day', 'due', '2026-05-09T01:00', '2026-05-09T08:30'],
    ['Labour Day is not', 'assigned', '2026-05-01T10:00', '2026-05-06T08:30'],
  ])('%s', (_name, kind, from, expected) => {
    const at = beijing(from);
    expect(reachAt(china, { kind, at }, { now: at, hoursMatter: true })).toBe(beijing(expected));
  });

  test('the reader’s own zone and holidays count: Good Friday in London', () => {
    const at = '2026-04-03T09:00:00.000Z';
    expect(reachAt(britain, { kind: 'assigned', at }, { now: at, hoursMatter: true })).toBe('2026-04-07T07:30:00.000Z');
  });

  test('after an outage it waits for a decent hour, not for the hour that passed', () => {
    const notice = { kind: 'due' as const, at: beijing('2026-03-05T01:00') };
    expect(reachAt(china, notice, { now: beijing('2026-03-08T23:00'), hoursMatter: true })).toBe(
      beijing('2026-03-09T08:30'),
    );
    expect(reachAt(china, notice, { now: beijing('2026-03-09T11:00'), hoursMatter: true })).toBe(
      beijing('2026-03-09T11:00'),
    );
  });

  test('the demonstration honours days, not hours', () => {
    const night = beijing('2026-03-05T01:10');
    const evening = beijing('2026-03-05T21:00');
    const sunday = beijing('2026-03-08T09:00');
    const reach = (at: string) => reachAt(china, { kind: 'due', at }, { now: at, hoursMatter: false });
    expect(reach(night)).toBe(beijing('2026-03-05T08:30'));
    expect(reach(evening)).toBe(evening);
    expect(reach(sunday)).toBe(beijing('2026-03-09T08:30'));
  });
});

describe('names', () => {
  const wu = {
    nameZh: null,
    namePinyin: 'Wu Jiong',
    nameEn: null,
    nameAsPrinted: 'Wu Jiong',
    salutationZh: null,
    salutationEn: null,
    fullTitleZh: '副校长',
    fullTitleEn: 'Vice President',
  };

  test('no characters are invented for a name known in pinyin only', () => {
    expect(personName('zh-CN', wu)).toBe('Wu Jiong');
    expect(salutationParts('zh-CN', wu)).toEqual({ stored: null, name: 'Wu Jiong', title: '副校长' });
  });

  test('the stored salutation is used as it is, each in its language', () => {
    expect(salutationParts('zh-CN', { ...wu, salutationZh: '吴校长' }).stored).toBe('吴校长');
    expect(salutationParts('en', { ...wu, salutationZh: '吴校长' })).toEqual({
      stored: null,
      name: 'Wu Jiong',
      title: 'Vice President',
    });
  });

  test('a cooperation of many names two and counts the rest', () => {
    const names = ['A', 'B', 'C'];
    expect(agreementTitle('en', names, 3)).toBe('A × B × C');
    expect(agreementTitle('en', names, 15)).toBe('A × B and 13 others');
    expect(agreementTitle('zh-CN', ['甲', '乙'], 15)).toBe('甲 × 乙等15方');
  });

  test('an organisation without a name in the language keeps the one it has', () => {
    const named = { nameZh: '中英科技创新平台', nameEn: 'CNUKTIP', namePinyin: null, code: 'cnuktip' };
    expect(organisationName('zh-CN', named)).toBe('中英科技创新平台');
    expect(organisationName('en', { ...named, nameEn: null })).toBe('中英科技创新平台');
    expect(organisationName('en', { nameZh: null, nameEn: null, namePinyin: null, code: 'park' })).toBe('PARK');
  });
});
