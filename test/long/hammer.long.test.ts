import { test } from '@jest/globals';
import { hammer } from '../faults/hammer.ts';

/** Row 36 of the fault matrix: an agreement of many years, 10,000 commands in one, over some hundred chapters. */
test(
  '10,000 commands of 20 callers, applied once, recorded once, and every chapter replays',
  () => hammer({ callers: 20, each: 500, cache: 1_000 }),
  1_800_000,
);
