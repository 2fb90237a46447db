import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assign } from '../../../domain/matching/assignment.ts';
import type { Assignment, AssignmentProblem, PinRefusal } from '../../../domain/matching/problem.ts';
import { portfolio } from './instances.ts';
import { bestByTrying, faultsOf, smallProblem } from './small.ts';

const RUNS = Number(process.env['MATCHING_RUNS'] ?? 150);

function planOf(outcome: Assignment | PinRefusal): Assignment {
  if ('refused' in outcome) throw new Error(`refused: ${outcome.rule}`);
  return outcome;
}

const shuffled = (problem: AssignmentProblem, order: readonly number[]): AssignmentProblem => {
  const mixed = <T>(list: readonly T[]): T[] =>
    list
      .map((item, index) => ({ item, key: order[index % order.length]! * 31 + ((index * 7) % 13) }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ item }) => item);
  return {
    edges: mixed(problem.edges),
    seekers: mixed(problem.seekers),
    supplies: mixed(problem.supplies),
    loads: Object.fromEntries(mixed(Object.entries(problem.loads))),
    pinned: mixed(problem.pinned),
  };
};

describe('against everything that is possible', () => {
  test('the plan keeps every limit, and none has more points', () => {
    fc.assert(
      fc.property(smallProblem, (problem) => {
        const plan = planOf(assign(problem));
        expect(faultsOf(problem, plan.pairs)).toEqual([]);
        expect(plan.totalPoints).toBe(bestByTrying(problem));
        expect(plan.boundPoints).toBe(plan.totalPoints);
        expect(plan.totalPoints).toBe(plan.pairs.reduce((sum, { points }) => sum + points, 0));
        const matched = new Set(plan.pairs.map(({ needId }) => needId));
        expect(plan.unmatched).toEqual(problem.seekers.map(({ needId }) => needId).filter((id) => !matched.has(id)));
      }),
      { numRuns: RUNS },
    );
  });

  test('with pins: the best plan that has them, or a refusal where there is none', () => {
    fc.assert(
      fc.property(smallProblem, fc.array(fc.nat(15), { minLength: 1, maxLength: 3 }), (free, picks) => {
        const pins = picks.flatMap((pick) => free.edges[pick] ?? []);
        const problem: AssignmentProblem = {
          ...free,
          pinned: pins.map(({ researcherId, needId }) => [researcherId, needId]),
        };
        const best = bestByTrying(problem);
        const outcome = assign(problem);
        if ('refused' in outcome) {
          expect(best).toBeUndefined();
          expect(outcome.proven).toBe(true);
          expect(problem.pinned).toContainEqual([outcome.researcherId, outcome.needId]);
        } else {
          expect(faultsOf(problem, outcome.pairs)).toEqual([]);
          expect(outcome.totalPoints).toBe(best);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe('the same, and never worse', () => {
  test('the order in which it is handed in changes nothing', () => {
    fc.assert(
      fc.property(smallProblem, fc.array(fc.nat(100), { minLength: 5, maxLength: 17 }), (problem, order) => {
        expect(assign(shuffled(problem, order))).toEqual(assign(problem));
      }),
      { numRuns: RUNS },
    );
    const large = portfolio({ researchers: 25, needs: 40, choices: 8, seed: 5 });
    expect(assign(shuffled(large, [3, 1, 4, 1, 5, 9, 2, 6]))).toEqual(assign(large));
  });

  test('one more pair, one more day, one more enterprise: never fewer points', () => {
    fc.assert(
      fc.property(smallProblem, fc.nat(100), (problem, pick) => {
        const { totalPoints } = planOf(assign(problem));
        const without = {
          ...problem,
          edges: problem.edges.filter((_, index) => index !== pick % problem.edges.length),
        };
        expect(planOf(assign(without)).totalPoints).toBeLessThanOrEqual(totalPoints);
        const more = problem.supplies.map((supply, index) =>
          index === pick % problem.supplies.length
            ? { ...supply, capacityDays: supply.capacityDays + 1, enterprises: supply.enterprises + 1 }
            : supply,
        );
        expect(planOf(assign({ ...problem, supplies: more })).totalPoints).toBeGreaterThanOrEqual(totalPoints);
      }),
      { numRuns: RUNS },
    );
  });

  test('given up early, the plan still keeps every limit, and the bound is above the best', () => {
    const problem = portfolio({ researchers: 20, needs: 30, choices: 8, seed: 12 });
    const whole = planOf(assign(problem));
    for (const limits of [
      { nodes: 0, work: 1e9 },
      { nodes: 1, work: 1 },
      { nodes: 3, work: 1e9 },
    ]) {
      const early = planOf(assign(problem, limits));
      expect(faultsOf(problem, early.pairs)).toEqual([]);
      expect(early.totalPoints).toBeLessThanOrEqual(whole.totalPoints);
      expect(early.boundPoints).toBeGreaterThanOrEqual(whole.totalPoints);
    }
  });
});

describe('a portfolio that is planned in parts', () => {
  const problem = portfolio({ researchers: 40, needs: 70, choices: 10, seed: 9 });
  const limits = { nodes: 1, work: 3_000_000 };
  const plan = planOf(assign(problem, limits));

  test('keeps every limit and never claims more than its bound', () => {
    expect(faultsOf(problem, plan.pairs)).toEqual([]);
    expect(plan.totalPoints).toBeLessThan(plan.boundPoints);
  });

  test('keeps pins, of teams too', () => {
    const pinned = plan.pairs
      .filter((_, index) => index % 5 === 0)
      .map(({ researcherId, needId }): [string, string] => [researcherId, needId]);
    const outcome = planOf(assign({ ...problem, pinned }, limits));
    expect(faultsOf({ ...problem, pinned }, outcome.pairs)).toEqual([]);
    expect(outcome.totalPoints).toBeLessThanOrEqual(plan.boundPoints);
  });

  test('is the same in any order', () => {
    expect(assign(shuffled(problem, [2, 7, 1, 8, 2, 8, 1]), limits)).toEqual(plan);
  });
});

describe('a pin that cannot be kept names its limit', () => {
  const problem: AssignmentProblem = {
    supplies: [
      { researcherId: 'r1', enterprises: 1, capacityDays: 100 },
      { researcherId: 'r2', enterprises: 3, capacityDays: 70 },
    ],
    seekers: [
      { needId: 'n1', enterpriseId: 'e1', wanted: 1, least: 1 },
      { needId: 'n2', enterpriseId: 'e2', wanted: 2, least: 2 },
      { needId: 'n3', enterpriseId: 'e3', wanted: 3, least: 3 },
    ],
    loads: { n1: 40, n2: 40, n3: 10 },
    edges: [
      ['r1', 'n1'],
      ['r2', 'n1'],
      ['r1', 'n2'],
      ['r2', 'n2'],
      ['r1', 'n3'],
    ].map(([researcherId = '', needId = '']) => ({ researcherId, needId, points: 500 })),
    pinned: [],
  };
  const cases: [rule: string, pinned: [string, string][]][] = [
    ['unknown-researcher', [['r9', 'n1']]],
    ['unknown-need', [['r1', 'n9']]],
    ['not-allowed', [['r2', 'n3']]],
    ['wanted', [['r1', 'n1'], ['r2', 'n1']]], // prettier-ignore
    ['enterprises', [['r1', 'n1'], ['r1', 'n2']]], // prettier-ignore
    ['capacity', [['r2', 'n1'], ['r2', 'n2']]], // prettier-ignore
    ['least', [['r1', 'n3']]],
    ['least', [['r1', 'n1'], ['r2', 'n2']]], // prettier-ignore
  ];
  test.each(cases)('%s', (rule, pinned) => {
    const [researcherId, needId] = pinned.at(-1)!;
    expect(assign({ ...problem, pinned })).toEqual({
      refused: 'pin-not-possible',
      researcherId,
      needId,
      rule,
      proven: true,
    });
  });
  test('one that can be kept is, though another plan had more', () => {
    const plan = planOf(assign({ ...problem, pinned: [['r1', 'n1']] }));
    expect(plan).toMatchObject({ pairs: [{ researcherId: 'r1', needId: 'n1' }], unmatched: ['n2', 'n3'] });
  });
});
