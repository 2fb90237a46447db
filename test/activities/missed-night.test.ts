import { expect, test } from '@jest/globals';
import { missedNight } from '../../activities/caretaker/missed-night.ts';
import { demonstrationClock, identityClock } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import type { Database } from '../../prisma/client.ts';

/** What is stored, as far as it is asked for. */
const stored = (night: string | null, first: string | null): Database => {
  const row = <T extends object>(at: string | null, of: (at: Date) => T) =>
    Promise.resolve(at ? of(new Date(at)) : null);
  const db = {
    caretakerRun: { findFirst: () => row(night, (at) => ({ at })) },
    entity: { findFirst: () => row(first, (startedAt) => ({ startedAt })) },
  };
  return db as unknown as Database;
};
const first = '2026-03-02T02:00:00.000Z';
const night = '2026-03-09T16:05:00.000Z';
const asked = (clock: BusinessClock, realAt: string, last: string | null = night, since: string | null = first) =>
  missedNight(stored(last, since), clock, Date.parse(realAt));

test('at real speed the night is missed after a day and a half', async () => {
  expect(await asked(identityClock, '2026-03-11T04:05:00.000Z')).toBeNull();
  expect(await asked(identityClock, '2026-03-11T04:05:01.000Z')).toEqual({
    dueAt: '2026-03-10T16:05:00.000Z',
    lastAt: night,
  });
});

test('where none was ever filed it counts from the first cooperation; where there is none nothing is missed', async () => {
  expect(await asked(identityClock, '2026-03-03T13:00:00.000Z', null)).toBeNull();
  expect(await asked(identityClock, '2026-03-03T15:00:00.000Z', null)).toMatchObject({ lastAt: null });
  expect(await asked(identityClock, '2026-03-03T15:00:00.000Z', null, null)).toBeNull();
});

test('in the demonstration by its own days, after a minute at the least, and not because its clock stands still at the end', async () => {
  const origin = Date.parse('2026-07-01T00:00:00.000Z');
  const clock = demonstrationClock(new Date(origin).toISOString());
  const real = (seconds: number): string => new Date(origin + seconds * 1_000).toISOString();
  // The night of 10 March begins 76.5 seconds in; a day is ten seconds.
  expect(await asked(clock, real(95))).toBeNull();
  expect(await asked(clock, real(135))).toBeNull();
  expect(await asked(clock, real(140))).toMatchObject({ lastAt: night });
  const lastOfAll = '2026-04-30T16:05:00.000Z';
  expect(await asked(clock, real(100_000), lastOfAll)).toBeNull();
  expect(await asked(clock, real(100_000), '2026-04-20T16:05:00.000Z')).toMatchObject({
    lastAt: '2026-04-20T16:05:00.000Z',
  });
});

test('a slow demonstration is late by a day and a half, not by a minute', async () => {
  const origin = Date.parse('2026-07-01T00:00:00.000Z');
  const clock = { ...demonstrationClock(new Date(origin).toISOString(), 3_600_000), endsAt: null };
  // An hour is a day: the night begins 7.65 hours in.
  const real = (hours: number): string => new Date(origin + hours * 3_600_000).toISOString();
  expect(await asked(clock, real(9.1))).toBeNull();
  expect(await asked(clock, real(9.2))).toMatchObject({ lastAt: night });
});
