import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { foresee } from '../../../domain/foresight/foresee.ts';
import { anAgreement, anyAgreement, anyPlan, later } from './lives.ts';
import type { Looped } from './lives.ts';

const look = <S>(life: Looped<S>, days: number) =>
  foresee(life.decider, { state: life.state, seq: life.seq }, { fromAt: life.at, toAt: later(life.at, days) });

function asTheLoop<S>(life: Looped<S>, days: number): number {
  const before = JSON.stringify(life.state);
  const { steps, end } = look(life, days);
  expect(JSON.stringify(life.state)).toBe(before);
  const known = life.events.length;
  life.sleep(days);
  expect(steps.flatMap((step) => step.events)).toEqual(life.events.slice(known));
  expect(end).toEqual({ state: life.state, seq: life.seq });
  return steps.length;
}

function inPieces<S>(life: Looped<S>, days: number, cut: number): void {
  const whole = look(life, days);
  const from = { state: life.state, seq: life.seq };
  const midAt = later(life.at, cut);
  const first = foresee(life.decider, from, { fromAt: life.at, toAt: midAt });
  const second = foresee(life.decider, first.end, { fromAt: midAt, toAt: later(life.at, days) });
  expect([...first.steps, ...second.steps]).toEqual(whole.steps);
  expect(second.end).toEqual(whole.end);
  for (const { at } of first.steps) expect(at <= midAt && at >= life.at).toBe(true);
  for (const { at } of second.steps) expect(at > midAt).toBe(true);
}

describe('what is foreseen', () => {
  test('property: is what the real loop then records, wake by wake', () => {
    let wakes = 0;
    const days = fc.integer({ min: 0, max: 400 });
    fc.assert(
      fc.property(anyAgreement, days, (life, n) => void (wakes += asTheLoop(life, n))),
      { numRuns: 40 },
    );
    fc.assert(
      fc.property(anyPlan, days, (life, n) => void (wakes += asTheLoop(life, n))),
      { numRuns: 20 },
    );
    expect(wakes).toBeGreaterThan(100);
  }, 60_000);

  test('property: is the same in one go and in pieces, and never beyond the end', () => {
    const days = fc.integer({ min: 1, max: 300 });
    const both = <S>(life: Looped<S>, n: number, share: number) => inPieces(life, n, Math.floor((n * share) / 100));
    const share = fc.integer({ min: 0, max: 100 });
    fc.assert(fc.property(anyAgreement, days, share, both), { numRuns: 25 });
    fc.assert(fc.property(anyPlan, days, share, both), { numRuns: 20 });
  }, 60_000);

  test('begins with what is overdue, as one catch-up', () => {
    const life = anAgreement();
    const from = { state: life.state, seq: life.seq };
    const late = later(life.at, 60);
    const { steps } = foresee(life.decider, from, { fromAt: late, toAt: late });
    expect(steps.map((step) => step.at)).toEqual([late]);
    expect(steps[0]?.notices.length).toBeGreaterThan(0);
  });

  test('of an empty span is nothing', () => {
    const life = anAgreement();
    const from = { state: life.state, seq: life.seq };
    const { steps, end } = foresee(life.decider, from, { fromAt: later(life.at, 60), toAt: later(life.at, 59) });
    expect([steps, end]).toEqual([[], from]);
  });
});

describe('a look ahead ends', () => {
  test('though a rule wakes for ever, and says that it was cut', () => {
    const restless = {
      due: () => [{ type: 'ticked', about: null, data: {} }],
      nextWake: () => '2026-03-02T00:00:00.000Z',
      evolve: (state: number) => state + 1,
    };
    const span = { fromAt: '2026-03-02T00:00:00.000Z', toAt: '2026-03-03T00:00:00.000Z' };
    const { steps, end, isCut } = foresee(restless, { state: 0, seq: 0 }, span, 7);
    expect([steps.length, end.state, isCut]).toEqual([7, 7, true]);
  });

  test('where a wake has nothing to say', () => {
    const silent = { due: () => [], nextWake: () => '2026-03-02T00:00:00.000Z', evolve: (state: number) => state };
    const span = { fromAt: '2026-03-01T00:00:00.000Z', toAt: '2026-03-03T00:00:00.000Z' };
    expect(foresee(silent, { state: 0, seq: 0 }, span)).toEqual({ steps: [], end: { state: 0, seq: 0 }, isCut: false });
  });
});
