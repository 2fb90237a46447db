import { expect, test } from '@jest/globals';
import { liveYear } from '../domain/placement/portfolio-year.ts';

/** A thousand random disruptions of a portfolio of 60 people, 12 enterprises and 90 needs (issue, section 4). */

const seeds = process.env['FUZZ_SEEDS']?.split(',').map(Number) ?? [1, Date.now() % 100_000];
const DISRUPTIONS = 1000;

test.each(seeds)(
  'a thousand disruptions break no law: seed %i',
  async (seed) => {
    const year = await liveYear(seed, DISRUPTIONS);
    process.stdout.write(`${JSON.stringify({ seed, ...year })}\n`);
    expect(year.broken).toEqual([]);
    expect(year.largestBytes).toBeLessThan(25 * 1024);
    expect(year.covers['placementCovered'] ?? 0).toBeGreaterThan(DISRUPTIONS / 20);
  },
  1_200_000,
);
