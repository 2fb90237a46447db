/* oxlint-disable no-extend-native -- to show that they are not used, they are made to throw, and put back afterwards */
import { afterAll, beforeAll, expect, test } from '@jest/globals';

/**
 * In a workflow the host's zone is a different one on each worker, so code that looks at it breaks replay. Here every way
 * to look at it throws, from before the modules are loaded.
 */
const localGetters = (
  'getDate getDay getFullYear getHours getMinutes getMonth getSeconds getTimezoneOffset toString toDateString ' +
  'toTimeString toLocaleString toLocaleDateString toLocaleTimeString setDate setHours setMinutes setMonth setFullYear'
).split(' ');
const originals = new Map(localGetters.map((name) => [name, Object.getOwnPropertyDescriptor(Date.prototype, name)]));
const OriginalFormat = Intl.DateTimeFormat;
const originalNow = Date.now;

beforeAll(() => {
  for (const name of localGetters) {
    Object.defineProperty(Date.prototype, name, {
      configurable: true,
      value: () => {
        throw new Error(`host zone: ${name}`);
      },
    });
  }
  Intl.DateTimeFormat = new Proxy(OriginalFormat, {
    construct(target, args: ConstructorParameters<typeof Intl.DateTimeFormat>) {
      if (args[1]?.timeZone === undefined) throw new Error('host zone: DateTimeFormat');
      return new target(...args);
    },
    apply() {
      throw new Error('host zone: DateTimeFormat');
    },
  });
});

afterAll(() => {
  for (const [name, descriptor] of originals) if (descriptor) Object.defineProperty(Date.prototype, name, descriptor);
  Intl.DateTimeFormat = OriginalFormat;
  Date.now = originalNow;
});

test('no function of the calendar or the business clock looks at the host', async () => {
  const calendar = await import('../../../domain/calendar/calendar.ts');
  const clock = await import('../../../domain/calendar/business-clock.ts');
  expect(() => new Date(0).getHours()).toThrow('host zone');
  const cal = calendar.calendarSchema.parse({
    id: 'X',
    version: '1',
    zone: 'Europe/London',
    coverage: ['2026-01-01', '2026-12-31'],
    weekend: [6, 7],
    off: ['2026-04-03'],
    on: [],
    hours: [['09:00', '17:30']],
  });
  Date.now = () => {
    throw new Error('host clock');
  };
  const office = { fromTime: '08:30', toTime: '19:00', hoursMatter: true };
  expect(calendar.addWorkingDays(cal, '2026-04-02', 1).on).toBe('2026-04-06');
  expect(calendar.workingDaysBetween(cal, '2026-04-02', '2026-04-06')).toBe(1);
  expect(calendar.endOfDay(cal.zone, '2026-07-01')).toBe('2026-07-01T22:59:00.000Z');
  expect(calendar.localDateOf(cal, '2026-07-01T23:30:00Z')).toBe('2026-07-02');
  expect(calendar.nextReachable(cal, '2026-04-02T20:00:00Z', office)).toBe('2026-04-06T07:30:00.000Z');
  expect(calendar.nextReachable(cal, '2026-04-03T20:00:00Z', { ...office, hoursMatter: false })).toBe(
    '2026-04-06T07:30:00.000Z',
  );
  expect(clock.businessNow(clock.demonstrationClock('2026-01-01T00:00:00Z'), 1_767_225_610_000)).toBe(
    '2026-03-03T00:30:00.000Z',
  );
});
