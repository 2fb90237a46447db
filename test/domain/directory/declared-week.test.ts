import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays } from '../../../domain/calendar/local-date.ts';
import { fullWeek, mondayOf, withinDeclared } from '../../../domain/directory/declared-week.ts';
import type { WorkingTime } from '../../../domain/directory/free-half-days.ts';

const time = (halfDaysAWeek: number, periods: WorkingTime['availability']['periods'] = []): WorkingTime => ({
  halfDaysAWeek,
  teachingHalfDaysAWeek: 0,
  availability: { weekly: [], periods },
});

test('a week is full by what stands and what is added, and only where something is added', () => {
  const monday = '2026-03-02';
  expect(mondayOf('2026-03-08')).toBe(monday);
  expect(fullWeek(time(2), ['2026-03-03', '2026-03-08'], [])).toBeNull();
  expect(fullWeek(time(2), ['2026-03-03', '2026-03-08'], ['2026-03-02'])).toEqual({
    weekOn: monday,
    most: 2,
    halfDays: 3,
  });
  expect(fullWeek(time(2), ['2026-03-09'], ['2026-03-02', '2026-03-03', '2026-03-04'])).toBeNull();
});

test('where a week has days of two kinds the smaller number holds on its own days, and the larger for all of them', () => {
  const free = [{ fromOn: '2026-03-05', toOn: '2026-03-31', halfDaysAWeek: 4 }];
  const before = ['2026-03-02', '2026-03-03'];
  expect(fullWeek(time(2, free), ['2026-03-05', '2026-03-06'], before)).toBeNull();
  expect(fullWeek(time(2, free), ['2026-03-05', '2026-03-06', '2026-03-06'], before)).toMatchObject({ most: 4 });
  expect(fullWeek(time(2, free), ['2026-03-04'], before)).toMatchObject({ most: 2, halfDays: 3 });
});

test('what somebody is asked for is what their week has room for: never too much, and never less than it could be', () => {
  const dates = fc.array(
    fc.integer({ min: 0, max: 20 }).map((n) => addDays('2026-03-02', n)),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 6 }), dates, dates, (most, standing, wanted) => {
      const halves = wanted.map((on) => `${on}/am`);
      const kept = withinDeclared(time(most), halves, standing);
      const on = kept.map((half) => half.slice(0, 10));
      expect(fullWeek(time(most), on, standing)).toBeNull();
      if (kept.length < halves.length) {
        const left = wanted.filter((each) => !on.includes(each));
        for (const each of left) expect(fullWeek(time(most), [...on, each], standing)).not.toBeNull();
      }
    }),
  );
});
