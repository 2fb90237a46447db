import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';

/** The linter's rules find what they are for: each planted line breaks one, in a copy of our configuration. */

const root = join(import.meta.dirname, '..');
const oxlint = join(root, 'node_modules', 'oxlint', 'bin', 'oxlint');

const imports = 'eslint(no-restricted-imports)';
const properties = 'eslint(no-restricted-properties)';

/** Path -> a line that breaks a rule there, and the rule; null where the same line is right. */
const planted: [path: string, line: string, rule: string | null][] = [
  ['domain/agreement/a.ts', `export { prisma } from '../../prisma/client.ts';`, imports],
  ['domain/b.ts', `export { loadConfig } from '../config.ts';`, imports],
  ['domain/c.ts', `export { readFileSync } from 'node:fs';`, imports],
  ['domain/d.ts', `export { Temporal } from 'temporal-polyfill';`, imports],
  ['domain/e.ts', `export { Temporal } from 'temporal-polyfill/implementation';`, null],
  ['domain/agreement/f.ts', `export { decide } from '../decider.ts';`, null],
  ['workflows/a.ts', `export { record } from '../activities/record.ts';`, imports],
  ['workflows/b.ts', `export type { Record } from '../activities/record.ts';`, null],
  ['workflows/c.ts', `export { Client } from '@temporalio/client';`, imports],
  ['workflows/d.ts', `export { sleep } from '@temporalio/workflow';`, null],
  ['workflows/e.ts', `export { decide } from '../domain/decider.ts';`, null],
  ['mail/a.ts', `export { db } from '../prisma/client.ts';`, imports],
  ['mail/b.ts', `export { createTransport } from 'nodemailer';`, null],
  ['activities/a.ts', `export { entity } from '../workflows/entity.ts';`, imports],
  ['activities/b.ts', `export { TASK_QUEUE } from '../workflows/inputs.ts';`, null],
  ['activities/c.ts', `export { loadConfig } from '../config.ts';`, imports],
  ['activities/d.ts', `export { mime } from '../mail/mime.ts';`, null],
  ['prisma/a.ts', `export { mime } from '../mail/mime.ts';`, imports],
  ['api/a.ts', `export { createWorker } from '../worker/worker.ts';`, imports],
  ['api/b.ts', `export { freePort } from '../stack/ports.ts';`, imports],
  ['worker/a.ts', `export { server } from '../api/server.ts';`, imports],
  ['config.ts', `export { freePort } from './stack/ports.ts';`, imports],
  ['test/a.test.ts', `export { freePort } from '../stack/ports.ts';`, null],
  ['mail/c.ts', `export const url = process.env['SMTP_URL'];`, 'node(no-process-env)'],
  ['mail/d.ts', `console.log('sent');`, 'eslint(no-console)'],
  ['stack/a.ts', `console.log(process.env['PATH']);`, null],
  ['domain/g.ts', `export const hour = (at: Date): number => at.getHours();`, properties],
  ['domain/h.ts', `export const shown = (at: Date): string => at.toLocaleString();`, properties],
  ['domain/i.ts', `export const now = (): number => Date.now();`, properties],
  ['domain/j.ts', `export const hour = (at: Date): number => at.getUTCHours();`, null],
  ['domain/k.ts', `export const go = (): unknown => setTimeout(() => undefined, 1);`, 'eslint(no-restricted-globals)'],
  ['api/c.ts', `export default 1;`, 'import(no-default-export)'],
  [
    'api/d.ts',
    `export const go = (): void => { Promise.resolve(1).then(() => 2); };`,
    'typescript(no-floating-promises)',
  ],
  ['api/ring-a.ts', `import { b } from './ring-b.ts';\nexport const a = (): unknown => b;`, 'import(no-cycle)'],
  ['api/ring-b.ts', `import { a } from './ring-a.ts';\nexport const b = (): unknown => a;`, 'import(no-cycle)'],
  ['api/kind-a.ts', `import type { B } from './kind-b.ts';\nexport interface A { b: B }`, null],
  ['api/kind-b.ts', `import type { A } from './kind-a.ts';\nexport interface B { a: A }`, null],
];

const report = z.object({ diagnostics: z.array(z.object({ code: z.string(), filename: z.string() })) });

let dir = '';
let found: { file: string; rule: string }[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'lint-rules-'));
  copyFileSync(join(root, '.oxlintrc.json'), join(dir, '.oxlintrc.json'));
  copyFileSync(join(root, 'tsconfig.json'), join(dir, 'tsconfig.json'));
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'));
  for (const [path, line] of planted) {
    mkdirSync(join(dir, dirname(path)), { recursive: true });
    writeFileSync(join(dir, path), `${line}\n`);
  }
  // It exits with 1 when it finds something, which is what is wanted here.
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, [oxlint, '--type-aware', '--format', 'json', '.'], { cwd: dir }, (_error, stdout) =>
      resolve(stdout),
    );
  });
  found = report
    .parse(JSON.parse(output))
    .diagnostics.map(({ filename, code }) => ({ file: filename.replaceAll('\\', '/'), rule: code }));
});

afterAll(() => rmSync(dir, { recursive: true, force: true }));

test.each(planted)('%s', (path, _line, rule) => {
  const rules = found.filter(({ file }) => file.endsWith(path)).map((one) => one.rule);
  expect([...new Set(rules)]).toEqual(rule === null ? [] : [rule]);
});
