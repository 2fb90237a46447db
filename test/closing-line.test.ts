import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';

/** A run of its own with one test of every fate: what counts is the very last line, after all that jest itself prints. */

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'closing-line-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');

function run(files: Readonly<Record<string, string>>): { lines: string[]; status: number | null } {
  const rootDir = mkdtempSync(join(folder, 'run-'));
  mkdirSync(join(rootDir, 'test'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(rootDir, 'test', name), text);
  const reporters = ['default', join(root, 'test/support/closing-line-reporter.mjs')];
  writeFileSync(
    join(rootDir, 'jest.config.json'),
    JSON.stringify({ testEnvironment: 'node', transform: {}, reporters }),
  );
  // Both outputs into one pipe, as a terminal or a log has them.
  const { stdout, status } = spawnSync('sh', ['-c', '"$0" "$1" 2>&1', process.execPath, jest], {
    cwd: rootDir,
    encoding: 'utf8',
  });
  return { lines: stdout.trimEnd().split('\n'), status };
}

test('passed, failed and skipped tests are counted, a suite that cannot be loaded is one failure', () => {
  const { lines, status } = run({
    'a.test.js': `test('right', () => {}); test('wrong', () => { expect(1).toBe(2); });`,
    'b.test.js': `test.skip('with a browser (skipped: chromium is not installed)', () => {});`,
    'c.test.js': `this is no program`,
  });
  expect(status).toBe(1);
  expect(lines.at(-1)).toBe('1 passed, 2 failed, 1 skipped');
  expect(lines).toContain('skipped: with a browser (skipped: chromium is not installed)');
});

test('nothing but passed tests', () => {
  const { lines, status } = run({ 'a.test.js': `test('right', () => {}); test('too', () => {});` });
  expect(status).toBe(0);
  expect(lines.at(-1)).toBe('2 passed, 0 failed');
});

test('.ci/run is a program that bash can read', () => {
  expect(() => execFileSync('bash', ['-n', join(root, '.ci/run')])).not.toThrow();
  expect(() => execFileSync('test', ['-x', join(root, '.ci/run')])).not.toThrow();
});
