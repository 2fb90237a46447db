import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { faultsOf, MANY_LINES, missingOptionals } from './support/house-rules.ts';

const root = join(import.meta.dirname, '..');
const BINARY = /\.(png|jpe?g|gif|ico|pdf|woff2?|gz|bin|xlsx|docx)$/;

/** Everything that git keeps or would keep; without git (an unpacked archive) there is nothing to ask. */
const tracked = (): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '' && !BINARY.test(path) && existsSync(join(root, path)));

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('the tree keeps the house rules', () => {
  test('directions, enums, environment, state, keys, left-out tests, machines, length', () => {
    const files = tracked()
      .filter((path) => path !== 'package-lock.json')
      .map((path) => ({ path, text: read(path) }));
    expect(files.length).toBeGreaterThan(50);
    const long = files.filter(({ path, text }) => /\.(ts|mjs)$/.test(path) && text.split('\n').length > MANY_LINES);
    for (const { path, text } of long) console.info(`long: ${path} has ${text.split('\n').length} lines`);
    expect(files.flatMap(faultsOf)).toEqual([]);
  });

  test('the lock is complete for every platform and names no host', () => {
    const lock = JSON.parse(read('package-lock.json')) as { packages: Parameters<typeof missingOptionals>[0] };
    expect(missingOptionals(lock.packages)).toEqual([]);
    expect(read('package-lock.json')).not.toMatch(/"resolved":\s*"https?:/);
  });

  test('every dependency is one exact version', () => {
    const manifest = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
    const loose = ['dependencies', 'devDependencies', 'overrides'].flatMap((part) =>
      Object.entries(manifest[part] ?? {}).filter(([, version]) => !/^\d+\.\d+\.\d+[\w.-]*$/.test(version)),
    );
    expect(loose).toEqual([]);
  });
});

describe('what people read is true', () => {
  const manifest = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const documents = tracked().filter((path) => path.endsWith('.md'));

  test('every script that is named exists', () => {
    const unknown = documents.flatMap((path) =>
      [...read(path).matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)]
        .filter((match) => !((match[1] ?? '') in manifest.scripts))
        .map((match) => `${path}: ${match[0]}`),
    );
    expect(unknown).toEqual([]);
  });

  test('every file that is named exists', () => {
    const missing = documents.flatMap((path) =>
      [
        ...read(path).matchAll(
          /`((?:domain|workflows|activities|worker|api|prisma|mail|stack|test|deploy|docs)\/[\w./-]*|[\w-]+\.(?:ts|json|yml|mjs))`/g,
        ),
      ]
        .map((match) => match[1] ?? '')
        .filter((name) => !name.includes('...') && !existsSync(join(root, name)))
        .map((name) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
  });
});

describe('each rule finds what it is for', () => {
  const planted: [path: string, text: string, rule: RegExp][] = [
    ['domain/agreement/x.ts', `import { prisma } from '../../prisma/client.ts';`, /must not import prisma/],
    ['domain/x.ts', `import type { Config } from '../config.ts';`, /must not import config\.ts/],
    ['domain/x.ts', `import { readFileSync } from 'node:fs';`, /must not import node:fs/],
    ['domain/x.ts', `const x = await import('temporal-polyfill');`, /must not import temporal-polyfill/],
    ['domain/x.ts', `export * from '../workflows/page.ts';`, /must not import workflows/],
    ['workflows/x.ts', `import { send } from '../activities/send.ts';`, /import type/],
    ['workflows/x.ts', `import {\n  a,\n  b,\n} from '../mail/mime.ts';`, /must not import mail/],
    ['workflows/x.ts', `import '@temporalio/client';`, /must not import @temporalio\/client/],
    ['mail/x.ts', `import { db } from '../prisma/client.ts';`, /must not import prisma/],
    ['activities/x.ts', `import { entity } from '../workflows/entity.ts';`, /import type/],
    ['activities/x.ts', `import { app } from '../api/server.ts';`, /must not import api/],
    ['api/x.ts', `import { createWorker } from '../worker/worker.ts';`, /must not import worker/],
    ['worker/x.ts', `import { app } from '../api/server.ts';`, /must not import api/],
    ['api/x.ts', `const x = import('../stack/ports.ts');`, /must not import stack/],
    ['stack/x.ts', `import { f } from '../test/support/postgres.ts';`, /must not import test/],
    ['domain/x.ts', `export const enum Light { green }`, /enum/],
    ['mail/x.ts', `const url = process.env.SMTP_URL;`, /loadConfig/],
    ['workflows/x.mts', '', /\.ts only/],
    ['workflows/x.ts', `let count = 0;`, /no state/],
    ['domain/x.ts', `const seen = new Map<string, number>();`, /no state/],
    ['domain/x.ts', `export const seen: Set<string> = new Set();`, /no state/],
    ['activities/x.ts', `const key = Context.current().info.activityId;`, /activity id/],
    ['test/x.test.ts', `test.skip('later', () => undefined);`, /without a reason/],
    ['test/x.test.ts', `describe.only('this', () => undefined);`, /without a reason/],
    ['api/x.ts', '// TODO: the rest', /finish it/],
    ['README.md', 'cd /home/someone/project', /path of one machine/],
    ['.npmrc', 'registry=https://registry.npmjs.org/', /registry/],
    ['domain/x.ts', 'x;\n'.repeat(401), /401 lines/],
  ];
  test.each(planted)('in %s', (path, text, rule) => {
    expect(faultsOf({ path, text }).map((fault) => fault.rule)).toEqual([expect.stringMatching(rule)]);
  });

  test('what is right is left alone', () => {
    const right: [path: string, text: string][] = [
      ['domain/agreement/x.ts', `import { z } from 'zod';\nimport type { A } from '../decider.ts';\nlet_();`],
      ['domain/x.ts', `// an enum, process.env and import x from 'node:fs' in a comment\n/* let x */`],
      ['workflows/x.ts', `import type { R } from '../activities/record.ts';\nfunction f() {\n  let x = 1;\n}`],
      ['activities/x.ts', `import { TASK_QUEUE } from '../workflows/inputs.ts';`],
      ['worker/main.ts', `const config = loadConfig(process.env);`],
      ['stack/x.ts', `const { PATH } = process.env;`],
      [
        'domain/x.ts',
        `const kinds: ReadonlySet<string> = new Set(['a']);\nfunction f() {\n  const seen = new Set();\n}`,
      ],
      ['domain/x.ts', 'x;\n'.repeat(400)],
    ];
    for (const [path, text] of right) expect(faultsOf({ path, text })).toEqual([]);
  });

  test('a lock without one platform is found', () => {
    const packages = {
      '': { optionalDependencies: { top: '1.0.0' } },
      'node_modules/top': {},
      'node_modules/a': { optionalDependencies: { 'a-linux': '1.0.0', 'a-darwin': '1.0.0' } },
      'node_modules/a/node_modules/a-linux': {},
    };
    expect(missingOptionals(packages)).toEqual(['node_modules/a -> a-darwin']);
  });
});
