import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import {
  businessClockSchema,
  businessNow,
  demonstrationClock,
  honoursHours,
  identityClock,
  isDemonstration,
  realDelayMs,
} from '../../../domain/calendar/business-clock.ts';

const startedAt = '2031-07-09T11:22:33.444Z';
const startedMs = Date.parse(startedAt);
const demo = demonstrationClock(startedAt);

const anyClock = fc
  .record({
    real: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    business: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    dayMs: fc.oneof(fc.constantFrom(10_000, 86_400_000), fc.integer({ min: 1, max: 86_400_000 })),
  })
  .map(({ real, business, dayMs }) => ({
    realOriginAt: new Date(real).toISOString(),
    businessOriginAt: new Date(business).toISOString(),
    dayMs,
    endsAt: null,
  }));
/** Real milliseconds around a clock's origin: 116 days at a day per second stay within the range of dates. */
const anyOffset = fc.integer({ min: -10_000_000, max: 10_000_000 });

describe('the identity', () => {
  test('business now is real now', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (ms) => {
        expect(businessNow(identityClock, ms)).toBe(new Date(ms).toISOString());
        expect(realDelayMs(identityClock, ms, new Date(ms + 1234).toISOString())).toBe(1234);
        expect(realDelayMs(identityClock, ms, new Date(Math.max(0, ms - 1)).toISOString())).toBe(0);
      }),
    );
    expect([isDemonstration(identityClock), honoursHours(identityClock)]).toEqual([false, true]);
  });
});

describe('the demonstration', () => {
  test('starts on Monday 2026-03-02, a day lasts ten seconds, stands still after 60 days', () => {
    expect(businessNow(demo, startedMs)).toBe('2026-03-02T00:30:00.000Z');
    expect(new Date(businessNow(demo, startedMs)).getUTCDay()).toBe(1);
    expect(businessNow(demo, startedMs + 10_000)).toBe('2026-03-03T00:30:00.000Z');
    expect(businessNow(demo, startedMs + 599_999) < '2026-05-01T00:30:00.000Z').toBe(true);
    expect(businessNow(demo, startedMs + 600_000)).toBe('2026-05-01T00:30:00.000Z');
    expect(businessNow(demo, startedMs + 9_000_000)).toBe('2026-05-01T00:30:00.000Z');
    expect([isDemonstration(demo), honoursHours(demo)]).toEqual([true, false]);
  });

  test('waiting: to the end it is finite, beyond it for ever, into the past not at all', () => {
    expect(realDelayMs(demo, startedMs, '2026-03-03T00:30:00.000Z')).toBe(10_000);
    expect(realDelayMs(demo, startedMs, '2026-05-01T00:30:00.000Z')).toBe(600_000);
    expect(realDelayMs(demo, startedMs, '2026-05-01T00:30:00.001Z')).toBeNull();
    expect(realDelayMs(demo, startedMs + 30_000, '2026-03-03T00:30:00.000Z')).toBe(0);
    expect(realDelayMs(demo, startedMs + 9_000_000, '2026-05-01T00:30:00.000Z')).toBe(0);
  });

  test('a clock that only starts elsewhere is a demonstration too, but honours hours', () => {
    const shifted = { ...identityClock, businessOriginAt: '1970-01-02T00:00:00.000Z' };
    expect([isDemonstration(shifted), honoursHours(shifted)]).toEqual([true, true]);
  });
});

describe('laws of the mapping', () => {
  test('monotone', () => {
    fc.assert(
      fc.property(anyClock, anyOffset, anyOffset, (clock, a, b) => {
        fc.pre(clock.dayMs >= 1_000);
        const origin = Date.parse(clock.realOriginAt);
        const [first, second] = a <= b ? [a, b] : [b, a];
        const early = Date.parse(businessNow(clock, origin + first));
        expect(early).toBeLessThanOrEqual(Date.parse(businessNow(clock, origin + second)));
      }),
    );
  });

  test('after the delay it is time, one millisecond earlier it is not', () => {
    fc.assert(
      fc.property(anyClock, anyOffset, fc.integer({ min: 1, max: 40_000_000_000 }), (clock, offset, ahead) => {
        fc.pre(clock.dayMs >= 1_000);
        const now = Date.parse(clock.realOriginAt) + offset;
        const wanted = Date.parse(businessNow(clock, now)) + ahead;
        const delay = realDelayMs(clock, now, new Date(wanted).toISOString());
        if (delay === null) throw new Error('this clock never stands still');
        expect(Date.parse(businessNow(clock, now + delay))).toBeGreaterThanOrEqual(wanted);
        expect(Date.parse(businessNow(clock, now + delay - 1))).toBeLessThan(wanted);
      }),
    );
  });

  test('there and back is exact', () => {
    fc.assert(
      fc.property(anyClock, fc.integer({ min: 0, max: 10_000_000 }), (clock, offset) => {
        fc.pre(clock.dayMs >= 1_000);
        const origin = Date.parse(clock.realOriginAt);
        expect(realDelayMs(clock, origin, businessNow(clock, origin + offset))).toBe(offset);
      }),
    );
  });
});

test('the schema refuses a clock that cannot run', () => {
  expect(businessClockSchema.parse(demo)).toEqual(demo);
  for (const part of [
    { dayMs: 0 },
    { dayMs: 1.5 },
    { dayMs: 86_400_001 },
    { realOriginAt: '2026-03-02' },
    { endsAt: 5 },
  ])
    expect(businessClockSchema.safeParse({ ...demo, ...part }).success).toBe(false);
  expect(() => realDelayMs(demo, 0, 'soon')).toThrow(RangeError);
});
