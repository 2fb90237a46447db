import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { loadConfig } from '../../config.ts';
import { describeUnless, reasonToSkip } from '../support/unless.ts';

const root = join(import.meta.dirname, '../..');
const compose = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
const example = readFileSync(join(root, '.env.example'), 'utf8');

/** The two spellings of the same program; Debian has the first. */
const program = [['docker-compose'], ['docker', 'compose']].find(
  ([command = '', ...rest]) => spawnSync(command, [...rest, 'version']).status === 0,
);

const filled: Record<string, string> = {
  POSTGRES_PASSWORD: 'p'.repeat(32),
  TEMPORAL_DB_PASSWORD: 't'.repeat(32),
  LINK_SECRET: 'l'.repeat(32),
  BOOTSTRAP_TOKEN: 'b'.repeat(32),
  PUBLIC_URL: 'https://cooperation.example.org',
  TEMPORAL_UI_URL: 'https://progress.example.org',
  SMTP_URL: 'smtp://mailpit:1025',
  MAIL_FROM: 'Cooperation office <cooperation@example.org>',
};

const folder = mkdtempSync(join(tmpdir(), 'compose-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `.env.example` as somebody fills it in, through `docker-compose config`. */
function config(values: Readonly<Record<string, string>>): { status: number | null; stdout: string; stderr: string } {
  if (!program) throw new Error('docker-compose is not installed (Debian: apt-get install docker-compose).');
  const file = join(folder, '.env');
  writeFileSync(
    file,
    example.replaceAll(/^([A-Z_]+)=(.*)$/gm, (_line, name: string, standard: string) => {
      return `${name}=${values[name] ?? standard}`;
    }),
  );
  const [command = '', ...rest] = program;
  const args = [...rest, '--env-file', file, '-f', join(root, 'docker-compose.yml'), 'config'];
  // Only PATH: a setting of this machine must not stand in for one that is missing.
  return spawnSync(command, args, { encoding: 'utf8', env: { PATH: process.env['PATH'], HOME: folder } });
}

/** The block of one service in the resolved file. */
const serviceIn = (resolved: string, name: string): string =>
  new RegExp(`^  ${name}:\\n((?:    .*\\n)+)`, 'm').exec(resolved)?.[1] ?? '';

const environmentOf = (block: string): Record<string, string> =>
  Object.fromEntries(
    [...(/^ {4}environment:\n((?: {6}.*\n)+)/m.exec(block)?.[1] ?? '').matchAll(/^ {6}(\w+): ["']?(.*?)["']?$/gm)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );

test('.env.example and docker-compose.yml name the same settings, and no secret has a default', () => {
  const offered = [...example.matchAll(/^([A-Z_]+)=(.*)$/gm)];
  const used = new Set([...compose.matchAll(/\$\{([A-Z_]+)[:}]/g)].map((match) => match[1]));
  const versions = ['TEMPORAL_VERSION', 'TEMPORAL_UI_VERSION'];
  expect(new Set([...offered.map((match) => match[1]), ...versions])).toEqual(used);
  for (const name of Object.keys(filled)) {
    expect(offered.find((match) => match[1] === name)?.[2]).toBe('');
    expect(compose).not.toMatch(new RegExp(`\\$\\{${name}(?::?-|\\})`));
  }
});

test('what the files mount and copy is there', () => {
  const mounted = [...compose.matchAll(/- \.\/([^:]+):/g)].map((match) => match[1] ?? '');
  expect(mounted.length).toBeGreaterThan(0);
  for (const path of mounted) expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
  expect(dockerfile).toMatch(/^USER node$/m);
  for (const [, program_ = ''] of compose.matchAll(/dist\/([\w/-]+)\.js/g)) {
    expect([program_, existsSync(join(root, `${program_}.ts`))]).toEqual([program_, true]);
  }
});

describeUnless(reasonToSkip(program !== undefined, 'docker-compose is not installed'))('docker-compose config', () => {
  test('accepts the file with every setting', () => {
    const { status, stdout, stderr } = config(filled);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    for (const name of ['postgres', 'temporal', 'temporal-ui', 'set-up', 'api', 'worker'])
      expect(serviceIn(stdout, name)).not.toBe('');
  });

  describe('refuses it without a secret', () => {
    test.each(Object.keys(filled))('%s', (name) => {
      const { status, stderr } = config({ ...filled, [name]: '' });
      expect(status).not.toBe(0);
      expect(stderr).toContain(`set ${name} in .env`);
    });
  });

  test('the Temporal UI cannot terminate or reset', () => {
    expect(environmentOf(serviceIn(config(filled).stdout, 'temporal-ui'))).toMatchObject({
      TEMPORAL_DISABLE_WRITE_ACTIONS: 'true',
      TEMPORAL_WORKFLOW_TERMINATE_DISABLED: 'true',
      TEMPORAL_WORKFLOW_RESET_DISABLED: 'true',
    });
  });

  test('every published port is on loopback', () => {
    const { stdout } = config(filled);
    const published = [...stdout.matchAll(/^ {4}ports:\n((?: {4}[ -].*\n)+)/gm)].flatMap((match) =>
      (match[1] ?? '').split('\n').filter((line) => /^ {4,6}- /.test(line)),
    );
    expect(published.length).toBeGreaterThan(1);
    // One entry is either `- 127.0.0.1:8233:8080/tcp` or, in newer versions, an object with `host_ip`.
    const loopback = [...stdout.matchAll(/^ +(?:- |host_ip: )["']?127\.0\.0\.1\b/gm)];
    expect(loopback).toHaveLength(published.length);
  });

  test.each(['api', 'worker', 'set-up'])('our own settings accept what %s gets', (name) => {
    const settings = loadConfig(environmentOf(serviceIn(config(filled).stdout, name)));
    expect(settings).toMatchObject({
      nodeEnv: 'production',
      real: true,
      publicUrl: filled['PUBLIC_URL'],
      temporal: {
        connection: { address: 'temporal:7233' },
        namespace: 'cooperation',
        uiUrl: filled['TEMPORAL_UI_URL'],
      },
      smtp: { url: filled['SMTP_URL'] },
      bootstrapToken: name === 'api' ? filled['BOOTSTRAP_TOKEN'] : undefined,
    });
  });
});
