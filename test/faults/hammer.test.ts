import { describe, test } from '@jest/globals';
import { hammer } from './hammer.ts';

/**
 * Applied once, recorded once, answered to everybody, and every history replays: with the cache at its usual size, and without
 * one, where each task replays its run from the beginning.
 */
describe('20 callers on one agreement', () => {
  test.each([
    { callers: 20, each: 100, cache: 1_000 },
    { callers: 20, each: 20, cache: 0 },
  ])('$callers x $each, cache $cache', hammer, 400_000);
});
