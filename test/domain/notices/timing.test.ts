import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadCalendar } from '../../../activities/calendars.ts';
import { isWorkingDay } from '../../../domain/calendar/calendar.ts';
import { isoWeekday } from '../../../domain/calendar/local-date.ts';
import { localDateOf, localTimeOf } from '../../../domain/calendar/zones.ts';
import { byUrgency } from '../../../domain/notices/kinds.ts';
import { hoursRefused } from '../../../domain/directory/reach.ts';
import { isQuiet, nextPresent, reachAt } from '../../../domain/notices/timing.ts';
import type { QuietTime } from '../../../domain/notices/timing.ts';
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
    ['a make-up Saturday is a working day', 'assigned', '2026-05-09T10:00', '2026-05-09T10:00'],
    ['but no morning’s mail is planned onto it', 'due', '2026-05-08T14:00', '2026-05-11T08:30'],
    ['Labour Day is not', 'assigned', '2026-05-01T10:00', '2026-05-06T08:30'],
  ])('%s', (_name, kind, from, expected) => {
    const at = beijing(from);
    expect(reachAt(china, { kind, at }, { now: at, hoursMatter: true })).toBe(beijing(expected));
  });

  test('at once only what is assigned (with a post too), escalated, an invitation with its changes, a change of a placement, an introduction; all else in the morning', () => {
    const at = beijing('2026-03-05T14:00');
    const soon = byUrgency.filter((kind) => reachAt(china, { kind, at }, { now: at, hoursMatter: true }) === at);
    expect(soon.toSorted()).toEqual([
      'assigned',
      'brief',
      'escalation',
      'introduction',
      'meeting',
      'placement-changed',
    ]);
    for (const kind of byUrgency.filter((one) => !soon.includes(one)))
      expect(reachAt(china, { kind, at }, { now: at, hoursMatter: true })).toBe(beijing('2026-03-06T08:30'));
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

describe('a person’s own hours and absences', () => {
  const reach = { fromTime: '10:00', toTime: '16:00', digestTime: '11:15', absences: [] };
  const options = (now: string) => ({ now, hoursMatter: true, reach });

  test('the morning’s mail comes at the digest time, the rest within the hours', () => {
    const at = beijing('2026-03-05T08:30');
    expect(reachAt(china, { kind: 'due', at }, options(at))).toBe(beijing('2026-03-05T11:15'));
    expect(reachAt(china, { kind: 'assigned', at }, options(at))).toBe(beijing('2026-03-05T10:00'));
    const late = beijing('2026-03-05T16:00');
    expect(reachAt(china, { kind: 'assigned', at: late }, options(late))).toBe(beijing('2026-03-06T10:00'));
  });

  test('an escalation does not wait for the return', () => {
    const at = beijing('2026-03-05T12:00');
    const away = { ...reach, absences: [{ fromOn: '2026-03-05', toOn: '2026-03-06' }] };
    expect(reachAt(china, { kind: 'escalation', at }, { now: at, hoursMatter: true, reach: away })).toBe(at);
    expect(reachAt(china, { kind: 'due', at }, { now: at, hoursMatter: true, reach: away })).toBe(
      beijing('2026-03-09T11:15'),
    );
  });

  test('never outside the hours, never on an absent or free day, never before now', () => {
    const minutes = (low: number, high: number) => fc.integer({ min: low, max: high });
    const time = (minute: number) => new Date(minute * 60_000).toISOString().slice(11, 16);
    const day = (n: number) => new Date(Date.UTC(2026, 2, 2 + n)).toISOString().slice(0, 10);
    const property = fc.property(
      fc.constantFrom(china, britain),
      fc.constantFrom<'due' | 'assigned'>('due', 'assigned'),
      fc.tuple(minutes(240, 700), minutes(1, 300), minutes(0, 299)),
      fc.array(fc.tuple(minutes(0, 60), minutes(0, 20)), { maxLength: 4 }),
      fc.tuple(minutes(0, 60 * 1440), minutes(0, 5 * 1440)),
      (calendar, kind, [from, length, digest], away, [start, waited]) => {
        const absences = away.map(([first, days]) => ({ fromOn: day(first), toOn: day(first + days) }));
        const own = {
          fromTime: time(from),
          toTime: time(from + length),
          digestTime: time(from + (digest % length)),
          absences,
        };
        const at = new Date(Date.UTC(2026, 2, 2) + start * 60_000).toISOString();
        const now = new Date(Date.parse(at) + waited * 60_000).toISOString();
        const told = reachAt(calendar, { kind, at }, { now, hoursMatter: true, reach: own });
        const on = localDateOf(calendar.zone, told);
        const clock = localTimeOf(calendar.zone, told);
        expect(told >= now).toBe(true);
        expect(isWorkingDay(calendar, on).working).toBe(true);
        expect(clock >= own.fromTime && clock < own.toTime).toBe(true);
        expect(absences.some(({ fromOn, toOn }) => fromOn <= on && on <= toOn)).toBe(false);
        if (kind === 'due' && waited === 0) expect(clock).toBe(own.digestTime);
      },
    );
    fc.assert(property, { numRuns: 300 });
  });
});

describe('quiet times within the hours', () => {
  const hours = { fromTime: '08:30', toTime: '19:00', digestTime: '08:30', absences: [] };
  const noon: QuietTime = { weekday: null, fromTime: '12:00', toTime: '14:00' };
  const wednesday: QuietTime = { weekday: 3, fromTime: '00:00', toTime: '24:00' };
  const told = (kind: 'due' | 'assigned' | 'escalation', local: string, quietTimes: QuietTime[]): string =>
    reachAt(
      china,
      { kind, at: beijing(local) },
      { now: beijing(local), hoursMatter: true, reach: { ...hours, quietTimes } },
    );

  // 2026-03-04 is a Wednesday.
  test.each<[string, 'due' | 'assigned' | 'escalation', string, QuietTime[], string]>([
    ['at noon: afterwards', 'assigned', '2026-03-05T12:00', [noon], '2026-03-05T14:00'],
    ['before it: at once', 'assigned', '2026-03-05T11:59', [noon], '2026-03-05T11:59'],
    ['at its end: at once', 'assigned', '2026-03-05T14:00', [noon], '2026-03-05T14:00'],
    ['a quiet weekday: the next day', 'assigned', '2026-03-04T10:00', [wednesday], '2026-03-05T08:30'],
    ['and its morning’s mail with it', 'due', '2026-03-04T01:00', [wednesday], '2026-03-05T08:30'],
    [
      'one after the other',
      'assigned',
      '2026-03-05T12:30',
      [noon, { ...noon, fromTime: '13:30', toTime: '16:00' }],
      '2026-03-05T16:00',
    ],
    [
      'to the end of the hours: the next morning',
      'assigned',
      '2026-03-05T17:10',
      [{ ...noon, fromTime: '17:00', toTime: '24:00' }],
      '2026-03-06T08:30',
    ],
    [
      'at the time of the morning’s mail: the next day without',
      'due',
      '2026-03-04T01:00',
      [{ ...wednesday, toTime: '09:00' }],
      '2026-03-05T08:30',
    ],
    ['an escalation is mail like any other', 'escalation', '2026-03-05T12:00', [noon], '2026-03-05T14:00'],
  ])('%s', (_name, kind, at, quietTimes, expected) => {
    expect(told(kind, at, quietTimes)).toBe(beijing(expected));
  });

  test('where hours do not matter, a quiet day still does', () => {
    const reach = (quietTimes: QuietTime[]) =>
      nextPresent(china, beijing('2026-03-04T12:30'), { ...hours, quietTimes }, false);
    expect(reach([noon])).toBe(beijing('2026-03-04T12:30'));
    expect(reach([wednesday])).toBe(beijing('2026-03-05T08:30'));
  });

  test('an hour that comes twice or not at all', () => {
    const night = { fromTime: '00:00', toTime: '23:59', digestTime: '08:00', absences: [] };
    const everyDay = { ...britain, weekend: [], off: [] };
    const from = (at: string, quiet: Partial<QuietTime>) =>
      nextPresent(everyDay, at, { ...night, quietTimes: [{ ...noon, ...quiet }] }, true);
    // 25 October 2026, 01:10 for the second time.
    expect(from('2026-10-25T01:10:00.000Z', { fromTime: '01:00', toTime: '01:30' })).toBe('2026-10-25T01:30:00.000Z');
    // 29 March 2026: 01:00 to 02:00 does not exist.
    expect(from('2026-03-29T00:40:00.000Z', { fromTime: '00:30', toTime: '01:30' })).toBe('2026-03-29T01:30:00.000Z');
  });

  test('never in a quiet time, never out of the hours, never before now; and as early as that allows', () => {
    const time = (minute: number) => new Date(minute * 60_000).toISOString().slice(11, 16);
    const minute = fc.integer({ min: 0, max: 1439 });
    const quiet = fc
      .tuple(fc.option(fc.integer({ min: 1, max: 7 })), minute, minute, fc.boolean())
      .map(([weekday, a, b, isOpen]): QuietTime => {
        const [from, to] = [Math.min(a, b), Math.max(a, b) + 1];
        return { weekday, fromTime: time(from), toTime: isOpen || to === 1440 ? '24:00' : time(to) };
      });
    const property = fc.property(
      fc.constantFrom(china, britain),
      fc.constantFrom<'due' | 'assigned'>('due', 'assigned'),
      fc.array(quiet, { maxLength: 4 }),
      fc.integer({ min: 0, max: 60 * 1440 }),
      (calendar, kind, quietTimes, start) => {
        fc.pre(hoursRefused({ reachFromTime: null, reachToTime: null, digestTime: null, quietTimes }) === null);
        const at = new Date(Date.UTC(2026, 2, 2) + start * 60_000).toISOString();
        const isGood = (instant: string): boolean => {
          const on = localDateOf(calendar.zone, instant);
          const clock = localTimeOf(calendar.zone, instant);
          const weekday = isoWeekday(on);
          return (
            isWorkingDay(calendar, on).working &&
            clock >= hours.fromTime &&
            clock < hours.toTime &&
            (kind !== 'due' || clock === hours.digestTime) &&
            !quietTimes.some((one) => isQuiet(one, { weekday, time: clock }))
          );
        };
        const found = reachAt(calendar, { kind, at }, { now: at, hoursMatter: true, reach: { ...hours, quietTimes } });
        expect([found >= at, isGood(found)]).toEqual([true, true]);
        // As somebody would look for it by hand; the last hour minute by minute.
        for (
          let ms = Date.parse(at);
          ms < Date.parse(found);
          ms += Date.parse(found) - ms > 3_600_000 ? 1_020_000 : 60_000
        )
          expect([found, isGood(new Date(ms).toISOString())]).toEqual([found, false]);
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  test.each<[string, QuietTime[], RegExp | null]>([
    ['none', [], null],
    ['every noon and all Wednesday', [noon, wednesday], null],
    ['one that ends before it begins', [{ ...noon, toTime: '11:00' }], /past midnight takes two/],
    ['every morning', [{ ...noon, fromTime: '08:00', toTime: '09:00' }], /leave no working day/],
    ['every day of the week', [1, 2, 3, 4, 5].map((weekday) => ({ ...wednesday, weekday })), /leave no working day/],
    ['all but Fridays', [1, 2, 3, 4].map((weekday) => ({ ...wednesday, weekday })), null],
  ])('%s', (_name, quietTimes, sentence) => {
    const refusal = hoursRefused({ reachFromTime: null, reachToTime: null, digestTime: null, quietTimes });
    if (sentence === null) expect(refusal).toBeNull();
    else expect(refusal?.detail.en).toMatch(sentence);
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
    expect(agreementTitle('en', names, { count: 3 })).toBe('A × B × C');
    expect(agreementTitle('en', names, { count: 15 })).toBe('A × B and 13 others');
    expect(agreementTitle('zh-CN', ['甲', '乙'], { count: 15 })).toBe('甲 × 乙等15方');
    const named = { count: 2, title: '批量合作1' };
    expect(agreementTitle('zh-CN', ['甲', '乙'], named)).toBe('批量合作1（甲 × 乙）');
    expect(agreementTitle('en', ['A', 'B'], named)).toBe('批量合作1 (A × B)');
    const again = { count: 2, title: 'Alpha Works and Beta' };
    expect(agreementTitle('en', ['Alpha Works', 'Beta Ltd'], again)).toBe('Alpha Works × Beta Ltd');
    expect(agreementTitle('zh-CN', ['甲', '乙'], again)).toBe('甲 × 乙');
  });

  test('an organisation without a name in the language keeps the one it has', () => {
    const named = { nameZh: '中英科技创新平台', nameEn: 'CNUKTIP', namePinyin: null, code: 'cnuktip' };
    expect(organisationName('zh-CN', named)).toBe('中英科技创新平台');
    expect(organisationName('en', { ...named, nameEn: null })).toBe('中英科技创新平台');
    expect(organisationName('en', { nameZh: null, nameEn: null, namePinyin: null, code: 'park' })).toBe('PARK');
  });
});
