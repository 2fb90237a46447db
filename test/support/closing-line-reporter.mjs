import { writeSync } from 'node:fs';

/**
 * Ends a run with one plain line, `N passed, N failed`, which is easier to trust than a table; before it, each skipped test by
 * name (its title carries the reason: see `unless.ts`). A suite that could not even be loaded counts as one failure.
 */
export default class ClosingLineReporter {
  /**
   * @param {unknown} _contexts
   * @param {import('@jest/reporters').AggregatedResult} results
   */
  onRunComplete(_contexts, results) {
    const lines = closingLines(results);
    // Jest prints its own summary after every reporter: only at the very end is the last line the last.
    process.once('exit', () => writeSync(1, `${lines.join('\n')}\n`));
  }
}

/**
 * @param {Pick<import('@jest/reporters').AggregatedResult, 'testResults' | 'numPassedTests' | 'numFailedTests' | 'numPendingTests' | 'numTodoTests' | 'numRuntimeErrorTestSuites'>} results
 * @returns {string[]} the lines to print, the closing one last
 */
export function closingLines(results) {
  const skipped = results.testResults
    .flatMap((file) => file.testResults)
    .filter((test) => test.status === 'pending' || test.status === 'todo')
    .map((test) => `skipped: ${test.fullName}`);
  const skippedCount = results.numPendingTests + results.numTodoTests;
  const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
  const closing = `${results.numPassedTests} passed, ${failed} failed${skippedCount > 0 ? `, ${skippedCount} skipped` : ''}`;
  return [...skipped, closing];
}
