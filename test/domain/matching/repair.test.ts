import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { assign } from '../../../domain/matching/assignment.ts';
import type { AssignmentProblem } from '../../../domain/matching/problem.ts';
import { repair } from '../../../domain/matching/repair.ts';
import type { Repaired } from '../../../domain/matching/repair.ts';
import { faultsOf, smallProblem } from './small.ts';

const RUNS = Number(process.env['MATCHING_RUNS'] ?? 150);

/** What befalls a plan: a pair is no longer allowed, somebody leaves, somebody has fewer days, a need is withdrawn. */
const disruption = fc.record({
  kind: fc.constantFrom('pair' as const, 'person' as const, 'days' as const, 'need' as const),
  pick: fc.nat(50),
});
type Disruption = typeof disruption extends fc.Arbitrary<infer T> ? T : never;

function disrupted(
  problem: AssignmentProblem,
  { kind, pick }: Disruption,
  pairs: readonly [string, string][],
): AssignmentProblem {
  const [researcherId = '', needId = ''] = pairs[pick % pairs.length] ?? [];
  if (kind === 'pair')
    return { ...problem, edges: problem.edges.filter((e) => e.researcherId !== researcherId || e.needId !== needId) };
  if (kind === 'person')
    return { ...problem, supplies: problem.supplies.filter((s) => s.researcherId !== researcherId) };
  if (kind === 'need') return { ...problem, seekers: problem.seekers.filter((s) => s.needId !== needId) };
  const fewer = (s: (typeof problem.supplies)[number]): typeof s =>
    s.researcherId === researcherId ? { ...s, capacityDays: Math.floor(s.capacityDays / 2) } : s;
  return { ...problem, supplies: problem.supplies.map(fewer) };
}

const named = (pairs: readonly { researcherId: string; needId: string }[]): [string, string][] =>
  pairs.map(({ researcherId, needId }) => [researcherId, needId]);

function healed(outcome: ReturnType<typeof repair>): Repaired {
  if ('refused' in outcome) throw new Error(`refused: ${outcome.rule}`);
  return outcome;
}

const disruptedPlan = fc
  .tuple(smallProblem, fc.array(disruption, { minLength: 1, maxLength: 3 }))
  .map(([problem, blows]) => {
    const plan = assign(problem);
    const previous = 'refused' in plan ? [] : named(plan.pairs);
    return { previous, problem: blows.reduce((now, blow) => disrupted(now, blow, previous), problem) };
  });

/** Limits but for the least number: who is left of a team stays. */
const brokenLimits = (problem: AssignmentProblem, pairs: Repaired['pairs']): string[] =>
  faultsOf(problem, pairs).filter((fault) => !fault.startsWith('too few'));

const sizeOf = (pairs: readonly (readonly [string, string])[], needId: string): number =>
  pairs.filter(([, need]) => need === needId).length;

describe('whatever befalls a plan', () => {
  test('who may stay stays, limits hold, only what lost somebody gets people', () => {
    fc.assert(
      fc.property(disruptedPlan, ({ problem, previous }) => {
        const outcome = healed(repair(problem, previous));
        const now = named(outcome.pairs);
        expect(brokenLimits(problem, outcome.pairs)).toEqual([]);
        expect(outcome.moves).toEqual([]);
        const known = previous.filter(
          ([person, need]) =>
            problem.supplies.some((s) => s.researcherId === person) &&
            problem.seekers.some((s) => s.needId === need) &&
            problem.edges.some((e) => e.researcherId === person && e.needId === need),
        );
        // Whoever's own pairs still fit together keeps them all.
        for (const { researcherId } of problem.supplies) {
          const own = known.filter(([person]) => person === researcherId);
          const ownPairs = own.map(([, needId]) => ({ researcherId, needId, points: 0 }));
          if (brokenLimits(problem, ownPairs).length === 0) expect(now).toEqual(expect.arrayContaining(own));
        }
        for (const { needId } of outcome.placed)
          expect(sizeOf(now, needId)).toBeLessThanOrEqual(sizeOf(previous, needId));
        for (const { needId } of problem.seekers) {
          const missing = sizeOf(previous, needId) - sizeOf(now, needId);
          expect(outcome.short.find((s) => s.needId === needId)?.missing ?? 0).toBe(missing);
        }
        const gone = previous.filter((pair) => !now.some((other) => other.join() === pair.join()));
        expect(outcome.dropped).toEqual(expect.arrayContaining(gone));
      }),
      { numRuns: RUNS },
    );
  });

  test('with moves: at most as many as allowed, each of somebody who had a place, and nobody loses by them', () => {
    fc.assert(
      fc.property(disruptedPlan, fc.integer({ min: 1, max: 3 }), ({ problem, previous }, mostMoves) => {
        const without = healed(repair(problem, previous));
        const outcome = healed(repair(problem, previous, { mostMoves }));
        expect(brokenLimits(problem, outcome.pairs)).toEqual([]);
        expect(outcome.moves.length).toBeLessThanOrEqual(mostMoves);
        const now = named(outcome.pairs);
        for (const { researcherId, fromNeedId, toNeedId } of outcome.moves) {
          expect(previous).toContainEqual([researcherId, fromNeedId]);
          expect(now).not.toContainEqual([researcherId, fromNeedId]);
          expect(now).toContainEqual([researcherId, toNeedId]);
        }
        const left = previous.filter((pair) => !now.some((other) => other.join() === pair.join()));
        const moved = outcome.moves.map((move) => [move.researcherId, move.fromNeedId]);
        for (const pair of left) expect([...outcome.dropped, ...moved]).toContainEqual(pair);
        for (const { needId } of problem.seekers)
          expect(sizeOf(now, needId)).toBeGreaterThanOrEqual(sizeOf(named(without.pairs), needId));
      }),
      { numRuns: RUNS },
    );
  });

  test('the order in which it is handed in changes nothing', () => {
    fc.assert(
      fc.property(disruptedPlan, ({ problem, previous }) => {
        const turned: AssignmentProblem = {
          ...problem,
          edges: problem.edges.toReversed(),
          seekers: problem.seekers.toReversed(),
          supplies: problem.supplies.toReversed(),
        };
        const { dropped, ...rest } = healed(repair(turned, previous.toReversed(), { mostMoves: 2 }));
        const { dropped: other, ...expected } = healed(repair(problem, previous, { mostMoves: 2 }));
        expect(rest).toEqual(expected);
        expect(new Set(dropped.map(String))).toEqual(new Set(other.map(String)));
      }),
      { numRuns: RUNS },
    );
  });
});

describe('one withdrawal', () => {
  const problem: AssignmentProblem = {
    supplies: ['r1', 'r2', 'r3'].map((researcherId) => ({ researcherId, enterprises: 1, capacityDays: 60 })),
    seekers: ['n1', 'n2'].map((needId) => ({ needId, enterpriseId: `of ${needId}`, wanted: 1, least: 1 })),
    loads: { n1: 60, n2: 60 },
    edges: [
      { researcherId: 'r2', needId: 'n1', points: 700 },
      { researcherId: 'r2', needId: 'n2', points: 600 },
      { researcherId: 'r3', needId: 'n2', points: 900 },
    ],
    pinned: [],
  };
  const previous: [string, string][] = [['r1', 'n1'], ['r2', 'n2']]; // prettier-ignore

  test('nobody else is moved unasked: the need is said to be short', () => {
    expect(repair(problem, previous)).toEqual({
      pairs: [{ researcherId: 'r2', needId: 'n2', points: 600 }],
      dropped: [['r1', 'n1']],
      placed: [],
      moves: [],
      short: [{ needId: 'n1', missing: 1, isBelowLeast: true }],
    });
  });

  test('with one move both are covered, and the move is named', () => {
    expect(repair(problem, previous, { mostMoves: 1 })).toEqual({
      pairs: [
        { researcherId: 'r2', needId: 'n1', points: 700 },
        { researcherId: 'r3', needId: 'n2', points: 900 },
      ],
      dropped: [['r1', 'n1']],
      placed: [
        { researcherId: 'r2', needId: 'n1', points: 700 },
        { researcherId: 'r3', needId: 'n2', points: 900 },
      ],
      moves: [{ researcherId: 'r2', fromNeedId: 'n2', toNeedId: 'n1' }],
      short: [],
    });
  });

  test('who is pinned is not moved', () => {
    expect(repair({ ...problem, pinned: [['r2', 'n2']] }, previous, { mostMoves: 3 })).toMatchObject({
      moves: [],
      short: [{ needId: 'n1' }],
    });
  });
});
