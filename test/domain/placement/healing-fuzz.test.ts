import { expect, test } from '@jest/globals';
import { liveYear } from './portfolio-year.ts';

/** Random disruptions of a portfolio of 60 people (issue, section 4). A thousand of them are in test/long. */

const seeds = process.env['FUZZ_SEEDS']?.split(',').map(Number) ?? [1, Date.now() % 100_000];
const disruptions = Number(process.env['FUZZ_DISRUPTIONS'] ?? 40);

test.each(seeds)(
  'no double booking, no rule broken, no host without cover or alert: seed %i',
  async (seed) => {
    const { broken, covers, steps } = await liveYear(seed, disruptions);
    process.stdout.write(`${disruptions} random disruptions from seed ${seed}: ${steps} steps\n`);
    expect(broken).toEqual([]);
    // It is no year in which nothing was healed.
    expect(covers['placementCovered'] ?? 0).toBeGreaterThan(0);
  },
  180_000,
);
