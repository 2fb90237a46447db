import { expect, test } from '@jest/globals';
import { assign } from '../../../domain/matching/assignment.ts';
import { portfolio } from './instances.ts';
import { bestByHighs } from './reference.ts';
import { faultsOf } from './small.ts';

/** HiGHS knows nothing of our solver: two ways to the same number. */

/** The first sixty-four, with `MATCHING_CASES=64`, have been looked at too. */
const CASES = Number(process.env['MATCHING_CASES'] ?? 24);

test(`${CASES} portfolios have the points that HiGHS proves`, async () => {
  const gaps: number[] = [];
  const unproven: number[] = [];
  for (let seed = 1; seed <= CASES; seed += 1) {
    const size = { researchers: 8 + (seed % 9), needs: 12 + (seed % 13), choices: 4 + (seed % 4) };
    const problem = portfolio({ ...size, seed, isPlain: seed % 8 === 0 });
    const plan = assign(problem);
    if ('refused' in plan) throw new Error('nothing is pinned');
    const reference = await bestByHighs(problem);
    expect(reference.status).toBe('Optimal');
    expect(faultsOf(problem, plan.pairs)).toEqual([]);
    expect(plan.boundPoints).toBeGreaterThanOrEqual(reference.points);
    gaps.push(reference.points - plan.totalPoints);
    if (plan.boundPoints > plan.totalPoints) unproven.push(seed);
  }
  console.info(
    `gap to HiGHS over ${CASES} portfolios: at most ${Math.max(...gaps)} points; unproven: ${unproven.length}`,
  );
  expect(gaps.every((gap) => gap === 0)).toBe(true);
  expect(unproven).toEqual([]);
}, 600_000);
