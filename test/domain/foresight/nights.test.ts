import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { localDateOf } from '../../../domain/calendar/calendar.ts';
import { localTimeOf } from '../../../domain/calendar/zones.ts';
import { foresee } from '../../../domain/foresight/foresee.ts';
import { anyAgreement, anyPlan, calendar, later } from './lives.ts';
import type { Looped } from './lives.ts';

/**
 * What a night costs: an agreement plans all that belongs to it in one wake, between 00:30 and 05:00, however many clocks it has;
 * how many may be due in one morning follows from that. A pause ends with its day, at 23:59, and wakes for that alone.
 */
interface Wakes {
  /** Of planning, by local date. */
  nights: Map<string, number>;
  /** At any other time of day: there are to be none. */
  others: string[];
}

function wakesOf<S>(life: Looped<S>, days: number): Wakes {
  // What is overdue comes first, at whatever time of day the look ahead begins.
  const start = { state: life.state, seq: life.seq };
  const { end } = foresee(life.decider, start, { fromAt: life.at, toAt: life.at });
  const { steps } = foresee(life.decider, end, { fromAt: life.at, toAt: later(life.at, days) });
  const wakes: Wakes = { nights: new Map(), others: [] };
  for (const { at, events } of steps) {
    const time = localTimeOf(calendar.zone, at);
    const night = localDateOf(calendar, at);
    if (time >= '00:30' && time < '05:00') wakes.nights.set(night, (wakes.nights.get(night) ?? 0) + 1);
    else if (time !== '23:59' || !events.some(({ type }) => type === 'followUpResumed'))
      wakes.others.push(`${at} ${events.map(({ type }) => type).join(' ')}`);
  }
  return wakes;
}

test('property: at most one planned wake for an agreement and a night, and none by day', () => {
  let nights = 0;
  const once = <S>(life: Looped<S>, days: number): void => {
    const wakes = wakesOf(life, days);
    expect(wakes.others).toEqual([]);
    expect(Math.max(0, ...wakes.nights.values())).toBeLessThanOrEqual(1);
    nights += wakes.nights.size;
  };
  const days = fc.integer({ min: 30, max: 400 });
  fc.assert(fc.property(anyAgreement, days, once), { numRuns: 40 });
  fc.assert(fc.property(anyPlan, days, once), { numRuns: 20 });
  expect(nights).toBeGreaterThan(100);
}, 60_000);
