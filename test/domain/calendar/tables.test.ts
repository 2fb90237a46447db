import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadCalendar } from '../../../activities/calendars.ts';
import { calendarSchema, isWorkingDay, nextJointDay, plannableDay } from '../../../domain/calendar/calendar.ts';
import type { Calendar } from '../../../domain/calendar/calendar.ts';
import { addDays } from '../../../domain/calendar/local-date.ts';
import {
  closureRefused,
  otherSides,
  sourceOf,
  withClosures,
  withPast,
  withYears,
  yearRefused,
} from '../../../domain/calendar/tables.ts';
import type { YearTable } from '../../../domain/calendar/tables.ts';

const china = loadCalendar('CN', { fromOn: '2026-03-02' });
const england = loadCalendar('GB', { fromOn: '2026-03-02' });
const next: YearTable = {
  year: 2027,
  fromOn: '2027-01-01',
  toOn: '2027-12-31',
  off: ['2027-01-01', '2027-02-05', '2027-02-06', '2027-02-08', '2027-02-09', '2027-02-10', '2027-02-11'],
  on: ['2027-01-30', '2027-02-20'],
};
const year = (more: Partial<YearTable> = {}): YearTable => ({ ...next, ...more });

describe('a year that was uploaded', () => {
  const cal = withYears(china, [next], 'y1', '2026-03-02');

  test('extends what the package knows: its days are no longer provisional', () => {
    expect(isWorkingDay(china, '2027-02-08')).toEqual({ working: true, provisional: true });
    expect(isWorkingDay(cal, '2027-02-08')).toEqual({ working: false, provisional: false });
    expect(isWorkingDay(cal, '2027-01-30')).toEqual({ working: true, provisional: false });
    expect(cal.coverage).toEqual(['2026-01-21', '2027-12-31']);
    expect(sourceOf(cal)).toBe(`${sourceOf(china)}+y1`);
    // Weekend days of a notice are free anyway and not carried.
    expect(cal.off).not.toContain('2027-02-06');
    expect(calendarSchema.safeParse(cal).success).toBe(true);
  });

  test('overrides what the package knows, for its days only', () => {
    const corrected = withYears(
      china,
      [{ year: 2026, fromOn: '2026-05-01', toOn: '2026-05-31', off: ['2026-05-01'], on: [] }],
      'y2',
      '2026-03-02',
    );
    expect(isWorkingDay(china, '2026-05-04').working).toBe(false);
    expect(isWorkingDay(corrected, '2026-05-04').working).toBe(true);
    expect(isWorkingDay(corrected, '2026-05-09').working).toBe(false);
    expect(isWorkingDay(corrected, '2026-10-01').working).toBe(false);
    expect(corrected.coverage).toEqual(china.coverage);
  });

  test('behind a year that nobody published does not vouch for that year', () => {
    const later = year({ year: 2028, fromOn: '2028-01-01', toOn: '2028-12-31', off: ['2028-01-03'], on: [] });
    expect(withYears(china, [later], 'y3', '2026-03-02').coverage).toEqual(china.coverage);
    expect(withYears(china, [later], 'y3', '2028-02-01').coverage).toEqual(['2028-01-01', '2028-12-31']);
  });

  test.each<[string, YearTable, string]>([
    ['a year that is over', year({ year: 2025, fromOn: '2025-01-01', toOn: '2025-12-31' }), 'date-in-past'],
    ['more than three years ahead', year({ year: 2030 }), 'too-far-ahead'],
    ['an end before the start', year({ toOn: '2026-12-31' }), 'ends-before-starts'],
    ['a range beyond the year', year({ toOn: '2028-01-02' }), 'day-unfit'],
    ['a day outside the range', year({ toOn: '2027-02-08' }), 'day-unfit'],
    ['a free day twice', year({ off: ['2027-01-01', '2027-01-01'] }), 'day-twice'],
    ['a day both free and worked', year({ off: ['2027-01-30'] }), 'day-twice'],
    ['a make-up day in the week', year({ on: ['2027-02-22'] }), 'day-unfit'],
  ])('is refused with %s', (_what, table, code) =>
    expect(yearRefused(table, [6, 7], '2026-11-26')?.refused).toBe(code),
  );
  test('and taken otherwise', () => expect(yearRefused(next, [6, 7], '2026-11-26')).toBeNull());
});

describe('vacations and closures', () => {
  test('are free, make-up days among them too, and known beyond the coverage', () => {
    const cal = withClosures(
      china,
      [
        { fromOn: '2026-10-08', toOn: '2026-10-12' },
        { fromOn: '2027-01-18', toOn: '2027-02-20' },
      ],
      'c2.2',
    );
    expect(isWorkingDay(cal, '2026-10-10').working).toBe(false);
    expect(isWorkingDay(cal, '2026-10-13').working).toBe(true);
    expect(isWorkingDay(cal, '2027-02-19')).toEqual({ working: false, provisional: true });
    expect(isWorkingDay(cal, '2027-02-22').working).toBe(true);
    expect(calendarSchema.safeParse(cal).success).toBe(true);
  });

  test('however many are entered, there is a working day within the search for one', () => {
    const closures = Array.from({ length: 12 }, (_, i) => ({
      fromOn: addDays('2026-04-01', i * 100),
      toOn: addDays('2026-04-01', i * 100 + 99),
    }));
    const cal = withClosures(china, closures, 'c12.12');
    expect(() => nextJointDay([cal], '2026-04-01')).not.toThrow();
    expect(nextJointDay([cal], '2026-04-01').on).toBe('2027-01-27');
  });

  test.each([
    ['that ends before it starts', '2026-07-10', '2026-07-01', 'ends-before-starts'],
    ['that is over', '2025-07-01', '2025-07-10', 'date-in-past'],
    ['beyond three years', '2030-01-01', '2030-01-10', 'too-far-ahead'],
    ['longer than any vacation', '2026-07-01', '2026-12-31', 'closure-too-long'],
  ])('one %s is refused', (_what, fromOn, toOn, code) =>
    expect(closureRefused({ fromOn, toOn }, '2026-03-02')?.refused).toBe(code),
  );
  test('120 days are taken', () =>
    expect(closureRefused({ fromOn: '2026-07-01', toOn: '2026-10-28' }, '2026-03-02')).toBeNull());
});

describe('joint days', () => {
  const university = withClosures(china, [{ fromOn: '2026-07-11', toOn: '2026-08-30' }], 'c1.1');

  test('avoid the days off of all sides, and make-up days', () => {
    // 4 May is China's holiday and England's bank holiday is the 4th too; 5 May is still China's.
    expect(nextJointDay([england, china], '2026-05-01').on).toBe('2026-05-06');
    // A make-up Saturday is worked, but nothing is planned onto it.
    expect(nextJointDay([china], '2026-05-09').on).toBe('2026-05-11');
    // 31 August is England's summer bank holiday.
    expect(nextJointDay([china, university, england], '2026-07-13').on).toBe('2026-09-01');
    expect(nextJointDay([china, university], '2026-07-13')).toEqual({ on: '2026-08-31', provisional: false });
  });

  test('say when they were found beyond what is published', () =>
    expect(nextJointDay([china, england], '2027-01-02')).toEqual({ on: '2027-01-04', provisional: true }));

  test('where the sides never work together, ours alone decides', () => {
    const never: Calendar = { ...china, weekend: [1, 2, 3, 4, 5], off: [], on: [] };
    expect(nextJointDay([china, never], '2026-03-07').on).toBe('2026-03-09');
  });

  test('are days that each side could plan, and no earlier one is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 600 }), (ahead) => {
        const on = addDays('2026-03-02', ahead);
        const sides: [Calendar, ...Calendar[]] = [china, university, england];
        const found = nextJointDay(sides, on).on;
        const suits = (day: string): boolean => sides.every((cal) => plannableDay(cal, day).working);
        expect(suits(found)).toBe(true);
        for (let day = on; day < found; day = addDays(day, 1)) expect(suits(day)).toBe(false);
        // One calendar for the other sides says the same.
        const others = otherSides([university, england]);
        expect(others && nextJointDay([china, others], on).on).toBe(found);
      }),
    );
  });
});

test('a newer calendar keeps the days that were counted already', () => {
  const newer = {
    ...withYears(china, [next], 'y1', '2026-03-02'),
    coverage: ['2026-10-20', '2027-12-31'] as [string, string],
  };
  const kept = withPast(
    { ...newer, off: newer.off.filter((on) => on >= '2026-10-20'), on: newer.on.filter((on) => on >= '2026-10-20') },
    china,
  );
  expect(isWorkingDay(kept, '2026-10-01')).toEqual({ working: false, provisional: false });
  expect(isWorkingDay(kept, '2027-02-08').working).toBe(false);
  expect(kept.coverage).toEqual(['2026-01-21', '2027-12-31']);
  // With days between that nobody knew, the past is not vouched for.
  expect(withPast({ ...newer, coverage: ['2027-06-01', '2027-12-31'] }, china).coverage).toEqual([
    '2027-06-01',
    '2027-12-31',
  ]);
});
