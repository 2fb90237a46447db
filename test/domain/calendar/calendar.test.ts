import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { loadCalendar } from '../../../activities/calendars.ts';
import {
  addWorkingDays,
  calendarSchema,
  dueOn,
  endOfDay,
  instantOf,
  isWorkingDay,
  localDateOf,
  nextReachable,
  plannableDay,
  workingDaysBetween,
} from '../../../domain/calendar/calendar.ts';
import { addDays, isLocalDate } from '../../../domain/calendar/local-date.ts';
import { isZone, localTimeOf, startOfDay } from '../../../domain/calendar/zones.ts';

const china = loadCalendar('CN', { fromOn: '2026-01-05' });
const england = loadCalendar('GB', { fromOn: '2026-01-05' });
const office = { fromTime: '08:30', toTime: '19:00', hoursMatter: true };
const anyDay = fc.integer({ min: 0, max: 420 }).map((days) => addDays('2025-12-10', days));
const anyCalendar = fc.constantFrom(china, england);
const anyInstant = fc
  .integer({ min: Date.parse('2026-01-01T00:00:00Z'), max: Date.parse('2027-03-01T00:00:00Z') })
  .map((ms) => new Date(ms).toISOString());

describe('working days of China', () => {
  test('a make-up Saturday is worked, Spring Festival is not', () => {
    expect(isWorkingDay(china, '2026-02-14')).toEqual({ working: true, provisional: false });
    expect(isWorkingDay(china, '2026-02-21')).toEqual({ working: false, provisional: false });
    expect(isWorkingDay(china, '2026-02-23')).toEqual({ working: false, provisional: false });
    expect(isWorkingDay(china, '2026-02-28')).toEqual({ working: true, provisional: false });
    expect(isWorkingDay(china, '2026-03-01')).toEqual({ working: false, provisional: false });
  });

  test('counting over Spring Festival', () => {
    expect(addWorkingDays(china, '2026-02-13', 1)).toEqual({ on: '2026-02-14', provisional: false });
    expect(addWorkingDays(china, '2026-02-13', 3)).toEqual({ on: '2026-02-25', provisional: false });
    expect(addWorkingDays(china, '2026-02-25', -3)).toEqual({ on: '2026-02-13', provisional: false });
    expect(workingDaysBetween(china, '2026-02-13', '2026-02-25')).toBe(3);
    expect(workingDaysBetween(china, '2026-02-25', '2026-02-13')).toBe(-3);
  });

  test('a due date in a holiday moves to the day work resumes; on a make-up Saturday it stays', () => {
    expect(dueOn(china, '2026-02-17').on).toBe('2026-02-24');
    expect(dueOn(china, '2026-02-14').on).toBe('2026-02-14');
    expect(addWorkingDays(china, '2026-10-03', 0).on).toBe('2026-10-08');
  });

  test('nothing is planned onto a make-up day', () => {
    expect(plannableDay(china, '2026-02-14').working).toBe(false);
    expect(plannableDay(china, '2026-02-13').working).toBe(true);
    expect(plannableDay(china, '2026-02-16').working).toBe(false);
  });

  test('beyond coverage only weekends are known, and the answer says so', () => {
    expect(isWorkingDay(china, '2026-12-31')).toEqual({ working: true, provisional: false });
    expect(isWorkingDay(china, '2027-01-01')).toEqual({ working: true, provisional: true });
    expect(isWorkingDay(china, '2027-01-02')).toEqual({ working: false, provisional: true });
    expect(isWorkingDay(china, '2020-01-01').provisional).toBe(true);
    expect(addWorkingDays(china, '2026-12-30', 1)).toEqual({ on: '2026-12-31', provisional: false });
    expect(addWorkingDays(china, '2026-12-30', 3)).toEqual({ on: '2027-01-04', provisional: true });
    expect(dueOn(china, '2027-01-02')).toEqual({ on: '2027-01-04', provisional: true });
  });
});

describe('working days of England', () => {
  test('Easter and the substitute for Boxing Day', () => {
    expect(addWorkingDays(england, '2026-04-02', 1)).toEqual({ on: '2026-04-07', provisional: false });
    expect(isWorkingDay(england, '2026-12-28').working).toBe(false);
    expect(isWorkingDay(england, '2026-12-29').working).toBe(true);
  });
});

describe('laws of counting', () => {
  test('the result is a working day, and counting back to it gives n', () => {
    fc.assert(
      fc.property(anyCalendar, anyDay, fc.integer({ min: -40, max: 40 }), (cal, on, n) => {
        const result = addWorkingDays(cal, on, n);
        expect(isWorkingDay(cal, result.on).working).toBe(true);
        if (n !== 0) expect(workingDaysBetween(cal, on, result.on)).toBe(n);
        else expect(result.on >= on).toBe(true);
      }),
    );
  });

  test('later start or more days never end earlier', () => {
    fc.assert(
      fc.property(anyCalendar, anyDay, anyDay, fc.integer({ min: -20, max: 20 }), (cal, a, b, n) => {
        const [first, second] = a <= b ? [a, b] : [b, a];
        expect(addWorkingDays(cal, first, n).on <= addWorkingDays(cal, second, n).on).toBe(true);
        expect(addWorkingDays(cal, a, n).on <= addWorkingDays(cal, a, n + 1).on).toBe(true);
      }),
    );
  });

  test('a date whose computation touched unknown days is provisional, and only such a one', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 30 }), (on, n) => {
        const result = addWorkingDays(china, on, n);
        const touched = addDays(on, 1) < china.coverage[0] || result.on > china.coverage[1];
        expect(result.provisional).toBe(touched);
      }),
    );
  });

  test('counts add up', () => {
    fc.assert(
      fc.property(anyCalendar, anyDay, anyDay, anyDay, (cal, a, b, c) => {
        const [x, y, z] = [a, b, c].toSorted();
        if (x === undefined || y === undefined || z === undefined) throw new Error('three days');
        expect(workingDaysBetween(cal, x, y) + workingDaysBetween(cal, y, z)).toBe(workingDaysBetween(cal, x, z));
      }),
    );
  });
});

describe('wall clocks and instants', () => {
  test('a deadline ends at 23:59 where the agreement lives', () => {
    expect(endOfDay('Asia/Shanghai', '2026-03-02')).toBe('2026-03-02T15:59:00.000Z');
    expect(endOfDay('Europe/London', '2026-07-01')).toBe('2026-07-01T22:59:00.000Z');
  });

  test('London: a time in the gap moves forward, a time that happens twice is the first', () => {
    expect(instantOf('Europe/London', '2026-03-29', '01:30')).toBe('2026-03-29T01:30:00.000Z');
    expect(localTimeOf('Europe/London', '2026-03-29T01:30:00Z')).toBe('02:30');
    expect(instantOf('Europe/London', '2026-10-25', '01:30')).toBe('2026-10-25T00:30:00.000Z');
    expect(instantOf('Europe/London', '2026-10-25', '02:30')).toBe('2026-10-25T02:30:00.000Z');
  });

  test('where daylight saving skips midnight the day begins later', () => {
    expect(startOfDay('America/Santiago', '2026-09-06')).toBe('2026-09-06T04:00:00.000Z');
    expect(localTimeOf('America/Santiago', '2026-09-06T04:00:00Z')).toBe('01:00');
  });

  test('the local date depends on the zone named', () => {
    expect(localDateOf(china, '2026-03-02T16:00:00Z')).toBe('2026-03-03');
    expect(localDateOf('Europe/London', '2026-03-02T16:00:00Z')).toBe('2026-03-02');
    expect(localDateOf('Asia/Shanghai', '2026-03-03T00:00:00+08:00')).toBe('2026-03-03');
  });

  test('instantOf and localDateOf agree, in every zone and on every day', () => {
    const zones = fc.constantFrom('Asia/Shanghai', 'Europe/London', 'America/New_York', 'Pacific/Kiritimati');
    fc.assert(
      fc.property(zones, anyDay, fc.integer({ min: 4, max: 23 }), (zone, on, hour) => {
        const time = `${String(hour).padStart(2, '0')}:15`;
        const at = instantOf(zone, on, time);
        expect(localDateOf(zone, at)).toBe(on);
        expect(localTimeOf(zone, at)).toBe(time);
      }),
    );
  });
});

describe('when a person may be reached', () => {
  test.each([
    ['early on a working day: at half past eight', '2026-03-02T00:00:00Z', '2026-03-02T00:30:00.000Z'],
    ['within the hours: at once', '2026-03-02T02:17:05.123Z', '2026-03-02T02:17:05.123Z'],
    ['at 19:00 sharp quiet begins', '2026-03-02T11:00:00Z', '2026-03-03T00:30:00.000Z'],
    ['a moment before 19:00 is allowed', '2026-03-02T10:59:59.999Z', '2026-03-02T10:59:59.999Z'],
    ['Friday evening before a make-up Saturday', '2026-02-13T12:00:00Z', '2026-02-14T00:30:00.000Z'],
    ['in Spring Festival: when work resumes', '2026-02-17T03:00:00Z', '2026-02-24T00:30:00.000Z'],
  ])('%s', (_name, asked, expected) => {
    expect(nextReachable(china, asked, office)).toBe(expected);
  });

  test('without hours any moment of a working day from the morning on will do', () => {
    const days = { ...office, hoursMatter: false };
    expect(nextReachable(china, '2026-03-02T14:00:00Z', days)).toBe('2026-03-02T14:00:00.000Z');
    expect(nextReachable(china, '2026-03-02T19:00:00Z', days)).toBe('2026-03-03T00:30:00.000Z');
    expect(nextReachable(china, '2026-02-17T03:00:00Z', days)).toBe('2026-02-24T00:30:00.000Z');
  });

  test('London opens an hour earlier in UTC after the clocks change', () => {
    expect(nextReachable(england, '2026-03-27T20:00:00Z', office)).toBe('2026-03-30T07:30:00.000Z');
  });

  test('never early, never quiet, nothing skipped, and asking again changes nothing', () => {
    fc.assert(
      fc.property(anyCalendar, anyInstant, fc.boolean(), (cal, asked, hoursMatter) => {
        const at = nextReachable(cal, asked, { ...office, hoursMatter });
        expect(Date.parse(at)).toBeGreaterThanOrEqual(Date.parse(asked));
        expect(isWorkingDay(cal, localDateOf(cal, at)).working).toBe(true);
        const time = localTimeOf(cal.zone, at);
        if (hoursMatter) expect(time >= '08:30' && time < '19:00').toBe(true);
        expect(nextReachable(cal, at, { ...office, hoursMatter })).toBe(at);
        if (at !== asked) expect(time).toBe('08:30');
        for (let on = addDays(localDateOf(cal, asked), 1); on < localDateOf(cal, at); on = addDays(on, 1)) {
          expect(isWorkingDay(cal, on).working).toBe(false);
        }
      }),
    );
  });

  test('hours that end before they begin are refused', () => {
    expect(() => nextReachable(china, '2026-03-02T00:00:00Z', { ...office, toTime: '08:00' })).toThrow(RangeError);
  });
});

describe('bad input', () => {
  test('days that do not exist', () => {
    for (const on of ['2026-02-30', '2026-2-3', '2026-13-01', '', 'tomorrow']) {
      expect(isLocalDate(on)).toBe(false);
      expect(() => isWorkingDay(china, on)).toThrow(RangeError);
      expect(() => endOfDay('Asia/Shanghai', on)).toThrow(RangeError);
    }
    expect(isLocalDate('2028-02-29')).toBe(true);
  });

  test('half days, times, zones and instants that do not exist', () => {
    expect(() => addWorkingDays(china, '2026-03-02', 0.5)).toThrow(RangeError);
    expect(() => instantOf('Asia/Shanghai', '2026-03-02', '24:00')).toThrow(RangeError);
    expect(() => instantOf('Mars/Olympus', '2026-03-02', '10:00')).toThrow(RangeError);
    expect(() => localDateOf('Asia/Shanghai', '2026-03-02')).toThrow(RangeError);
    expect([isZone('Asia/Shanghai'), isZone('+08:00'), isZone('Mars/Olympus')]).toEqual([true, false, false]);
  });

  test('a calendar that is off for ever is an error, not an endless loop', () => {
    const off = Array.from({ length: 1200 }, (_, i) => addDays('2026-01-01', i));
    expect(() => dueOn({ ...china, off, on: [] }, '2026-01-01')).toThrow(/no working day/);
  });

  test('the schema refuses contradictions', () => {
    const bad = [
      { coverage: ['2026-02-01', '2026-01-01'] },
      { off: ['2026-02-30'] },
      { on: ['2026-02-16'] },
      { weekend: [0] },
      { weekend: [1, 2, 3, 4, 5, 6, 7] },
      { hours: [['12:00', '08:30']] },
      { zone: 'Mars/Olympus' },
      { surprise: 1 },
    ];
    for (const part of bad) expect(calendarSchema.safeParse({ ...china, ...part }).success).toBe(false);
    expect(calendarSchema.parse(JSON.parse(JSON.stringify(china)))).toEqual(china);
  });
});
