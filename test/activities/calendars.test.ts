import { describe, expect, test } from '@jest/globals';
import { loadCalendar } from '../../activities/calendars.ts';
import { calendarSchema } from '../../domain/calendar/calendar.ts';

describe('China', () => {
  const cal = loadCalendar('CN', { fromOn: '2026-03-02' });

  test('holds what the State Council published, as far as it did', () => {
    expect(cal.coverage).toEqual(['2026-01-21', '2026-12-31']);
    expect(cal.on).toEqual(['2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10']);
    expect(cal.off).toContain('2026-10-07');
    expect(cal.off).not.toContain('2026-03-08');
    expect(cal.id).toBe('CN-2026');
    expect(cal.version).toBe('chinese-days@1.5.7 2026-01-21..2026-12-31');
    expect(cal.zone).toBe('Asia/Shanghai');
  });

  test('asked for a time after the data ends, it claims nothing', () => {
    expect(loadCalendar('CN', { fromOn: '2029-01-01' })).toMatchObject({
      coverage: ['2026-12-31', '2026-12-31'],
      off: [],
      on: [],
    });
  });
});

describe('other countries', () => {
  test('England has its bank holidays, not its observances, and two years of them', () => {
    const cal = loadCalendar('GB', { fromOn: '2026-03-02' });
    expect(cal.off.filter((on) => on < '2027')).toEqual([
      '2026-04-03',
      '2026-04-06',
      '2026-05-04',
      '2026-05-25',
      '2026-08-31',
      '2026-12-25',
      '2026-12-28',
    ]);
    expect(cal).toMatchObject({
      coverage: ['2026-01-21', '2028-03-01'],
      zone: 'Europe/London',
      weekend: [6, 7],
      on: [],
    });
  });

  test('a country that works on Sundays', () => {
    expect(loadCalendar('SA', { fromOn: '2026-03-02' }).weekend).toEqual([5, 6]);
  });

  test('an unknown country or a wrong date is an error, not an empty calendar', () => {
    for (const country of ['XX', '', 'constructor'])
      expect(() => loadCalendar(country, { fromOn: '2026-03-02' })).toThrow(RangeError);
    expect(() => loadCalendar('CN', { fromOn: '2026-02-30' })).toThrow(RangeError);
  });
});

test.each(['CN', 'GB', 'US', 'DE', 'JP', 'SA'])('%s is compact, sorted and valid', (country) => {
  for (const fromOn of ['2021-01-05', '2025-01-06', '2026-03-02']) {
    const cal = loadCalendar(country, { fromOn });
    expect(JSON.stringify(cal).length).toBeLessThan(2_500);
    expect(calendarSchema.parse(cal)).toEqual(cal);
    expect(cal.off).toEqual([...new Set(cal.off)].toSorted());
    expect(cal.off.every((on) => on >= cal.coverage[0] && on <= cal.coverage[1])).toBe(true);
  }
});
