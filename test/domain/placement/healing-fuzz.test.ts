import { expect, test } from '@jest/globals';
import { liveYear } from './portfolio-year.ts';

/** Random disruptions of a portfolio of 60 people (issue, section 4); the thousand are in test/long. */

const seeds = process.env['FUZZ_SEEDS']?.split(',').map(Number) ?? [1, Date.now() % 100_000];
const disruptions = Number(process.env['FUZZ_DISRUPTIONS'] ?? 100);

test.each(seeds)(
  'no double booking, no rule broken, no host without cover or alert: seed %i',
  async (seed) => {
    const began = Date.now();
    const year = await liveYear(seed, disruptions);
    process.stdout.write(`${JSON.stringify({ seed, ...year, ms: Date.now() - began })}\n`);
    expect(year.broken).toEqual([]);
    expect(Object.keys(year.covers)).toContain('placementCovered');
  },
  600_000,
);
