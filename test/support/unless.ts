import { describe, test } from '@jest/globals';

/**
 * `test`, or a skipped one whose title says why, so that the closing lines of a run show it.
 *
 * @param reason null when the test can run; otherwise what is missing, for people
 */
export function testUnless(
  reason: string | null,
): (title: string, body: () => void | Promise<void>, ms?: number) => void {
  if (reason === null) return test;
  return (title, body, ms) => test.skip(`${title} (skipped: ${reason})`, body, ms);
}

/** The same for a whole group. */
export function describeUnless(reason: string | null): (title: string, body: () => void) => void {
  if (reason === null) return describe;
  return (title, body) => describe.skip(`${title} (skipped: ${reason})`, body);
}

/**
 * Why something cannot be tried here, null if it can. CI has everything, so there the test runs and fails for want of it.
 *
 * @param what for people, e.g. `docker-compose is not installed`
 */
export function reasonToSkip(isThere: boolean, what: string): string | null {
  return isThere || process.env['CI'] ? null : what;
}
