import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { addDays, addMonths } from '../../../domain/calendar/local-date.ts';
import { tooManyEnterprises } from '../../../domain/placement/caps.ts';
import type { DayAt } from '../../../domain/placement/caps.ts';

const dayAt = fc
  .tuple(fc.constantFrom('org-a', 'org-b', 'org-c', 'org-d', 'org-e'), fc.integer({ min: 0, max: 1100 }))
  .map(([enterpriseId, n]): DayAt => ({ enterpriseId, onDate: addDays('2026-01-01', n) }));

/** By looking at every stretch of twelve months that ends on a booked day. */
function byHand(days: readonly DayAt[], enterpriseId: string, most: number): boolean {
  return days.some(({ onDate: last }) => {
    const within = days.filter(({ onDate }) => onDate <= last && addMonths(onDate, 12) > last);
    const ids = new Set(within.map((day) => day.enterpriseId));
    return ids.size > most && ids.has(enterpriseId);
  });
}

test('enterprises within any twelve months, as counted by hand', () => {
  fc.assert(
    fc.property(fc.array(dayAt, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), (days, most) => {
      const found = tooManyEnterprises(days, { enterpriseId: 'org-a', most });
      expect(found !== null).toBe(byHand(days, 'org-a', most));
      if (found) expect([found.length > most, found.includes('org-a')]).toEqual([true, true]);
    }),
    { numRuns: 500 },
  );
});

test('three in one year are possible, and a fourth a year after the first’s last day', () => {
  const at = (enterpriseId: string, onDate: string): DayAt => ({ enterpriseId, onDate });
  const three = [at('org-b', '2026-01-10'), at('org-c', '2026-02-10'), at('org-d', '2026-03-10')];
  const fourth = (onDate: string) =>
    tooManyEnterprises([...three, at('org-a', onDate)], { enterpriseId: 'org-a', most: 3 });
  expect(tooManyEnterprises(three, { enterpriseId: 'org-d', most: 3 })).toBeNull();
  expect(fourth('2027-01-09')).toEqual(['org-a', 'org-b', 'org-c', 'org-d']);
  expect(fourth('2027-01-10')).toBeNull();
});
