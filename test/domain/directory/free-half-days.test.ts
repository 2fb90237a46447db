import { describe, expect, test } from '@jest/globals';
import { freeHalfDays, usualHalfDaysAWeek } from '../../../domain/directory/free-half-days.ts';
import type { Taken, WorkingTime } from '../../../domain/directory/free-half-days.ts';
import { addDays, isoWeekday } from '../../../domain/calendar/local-date.ts';

const time = (more: Partial<WorkingTime> = {}): WorkingTime => ({
  halfDaysAWeek: 4,
  teachingHalfDaysAWeek: 0,
  availability: { weekly: [], periods: [] },
  ...more,
});
const taken = (more: Partial<Taken> = {}): Taken => ({
  absences: [],
  booked: new Map(),
  isWorking: (on) => isoWeekday(on) <= 5,
  ...more,
});
/** From a Monday to the Sunday four weeks on. */
const month = { fromOn: '2026-03-02', toOn: '2026-03-29' };

describe('a usual week', () => {
  test('gives what was said, as far as teaching and fixed half days leave it', () => {
    expect(usualHalfDaysAWeek(time())).toBe(4);
    expect(usualHalfDaysAWeek(time({ teachingHalfDaysAWeek: 8 }))).toBe(2);
    expect(usualHalfDaysAWeek(time({ availability: { weekly: [{ weekday: 1, half: 'am' }], periods: [] } }))).toBe(1);
  });
});

describe('free half days of a period', () => {
  test('are those of its weeks, on working days, at most two a day', () => {
    expect(freeHalfDays(time(), month, taken())).toBe(16);
    expect(freeHalfDays(time(), { fromOn: '2026-03-08', toOn: '2026-03-08' }, taken())).toBe(0);
    expect(freeHalfDays(time(), { fromOn: '2026-03-09', toOn: '2026-03-09' }, taken())).toBe(2);
    expect(freeHalfDays(time(), { fromOn: '2026-03-09', toOn: '2026-03-08' }, taken())).toBe(0);
  });
  test('are fewer by absences, bookings and other periods', () => {
    const absences = [{ fromOn: '2026-03-02', toOn: '2026-03-12' }];
    expect(freeHalfDays(time(), month, taken({ absences }))).toBe(10);
    const booked = new Map([
      ['2026-03-03', 2],
      ['2026-03-04', 1],
    ]);
    expect(freeHalfDays(time(), month, taken({ booked }))).toBe(13);
    const periods = [{ fromOn: '2026-03-09', toOn: '2026-03-15', halfDaysAWeek: 0 }];
    expect(freeHalfDays(time({ availability: { weekly: [], periods } }), month, taken())).toBe(12);
  });
  test('what is booked in the same week before the period is of the same allowance', () => {
    const booked = new Map([
      ['2026-03-02', 2],
      ['2026-03-03', 1],
    ]);
    const rest = { fromOn: '2026-03-05', toOn: '2026-03-06' };
    expect(freeHalfDays(time(), rest, taken({ booked }))).toBe(1);
  });
  test('with fixed half days are those, on their weekdays', () => {
    const weekly = [
      { weekday: 1, half: 'am' as const },
      { weekday: 3, half: 'pm' as const },
    ];
    const fixed = time({ availability: { weekly, periods: [] } });
    expect(freeHalfDays(fixed, month, taken())).toBe(8);
    const tuesdays = { fromOn: '2026-03-03', toOn: '2026-03-03' };
    expect(freeHalfDays(fixed, tuesdays, taken())).toBe(0);
  });

  test('a longer absence, another booking or more teaching never gives more; a longer period never less', () => {
    // A small generator of our own, so that a case that fails is the same in every run.
    let seed = 7;
    const below = (most: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % most;
    };
    for (let n = 0; n < 300; n += 1) {
      const fromOn = addDays('2026-03-02', below(30));
      const period = { fromOn, toOn: addDays(fromOn, below(60)) };
      const start = addDays('2026-03-02', below(60));
      const absence = { fromOn: start, toOn: addDays(start, below(10)) };
      const booked = new Map(Array.from({ length: below(8) }, () => [addDays('2026-03-02', below(80)), 1 + below(2)]));
      const given = time({ halfDaysAWeek: below(11), teachingHalfDaysAWeek: below(11) });
      const free = freeHalfDays(given, period, taken({ absences: [absence], booked }));
      const more = [
        freeHalfDays(given, period, taken({ absences: [{ ...absence, toOn: addDays(absence.toOn, 5) }], booked })),
        freeHalfDays(given, period, taken({ absences: [absence], booked: new Map([...booked, [period.fromOn, 2]]) })),
        freeHalfDays({ ...given, teachingHalfDaysAWeek: 10 }, period, taken({ absences: [absence], booked })),
      ];
      for (const less of more) expect(less).toBeLessThanOrEqual(free);
      const longer = { ...period, toOn: addDays(period.toOn, 7) };
      expect(freeHalfDays(given, longer, taken({ absences: [absence], booked }))).toBeGreaterThanOrEqual(free);
    }
  });
});
