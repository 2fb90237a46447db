import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { freePort } from '../../stack/ports.ts';
import { OLDEST_SERVER_ON_PATH } from '../../stack/temporal/pins.ts';

/** A project of the start script's own, whose npm, Prisma and compiler only note that they were called. */
let project: string;

const write = (path: string, text: string) => {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
};
const LOCK = {
  packages: { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0', optional: true } },
};
const scriptsOf = z.object({ scripts: z.record(z.string(), z.string()) });
const note = (name: string) =>
  `require('node:fs').appendFileSync(${JSON.stringify(join(project, 'calls.txt'))}, '${name}\\n');`;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'start-'));
  for (const file of [
    'start',
    'generate',
    'clean',
    'doctor',
    'doctor-findings',
    'doctor-machine',
    'freshness',
    'running-launcher',
  ]) {
    cpSync(resolve('stack', `${file}.mjs`), join(project, 'stack', `${file}.mjs`), { recursive: true });
  }
  write('package.json', '{"type":"module"}');
  write('package-lock.json', JSON.stringify(LOCK));
  write('domain/rule.ts', 'export const days = 2;');
  const compiler = `${note('tsc')}
    const fs = require('node:fs');
    if (fs.readFileSync('domain/rule.ts', 'utf8').includes('fault')) { console.log('rule.ts(1,1): error'); process.exit(2); }
    for (const folder of ['dist/worker', 'dist/stack']) fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync('dist/worker/build-bundle.js', "import fs from 'node:fs'; fs.appendFileSync('calls.txt', 'bundle\\\\n');");
    fs.writeFileSync('dist/stack/main.js', "export const command = async (name, { args }) => console.log('RAN', name, ...args);");`;
  const installer = `${note('npm')}
    const fs = require('node:fs');
    const put = (path, text) => { fs.mkdirSync(require('node:path').dirname(path), { recursive: true }); fs.writeFileSync(path, text); };
    put('node_modules/package.json', '{"type":"commonjs"}');
    put('node_modules/prisma/build/index.js', ${JSON.stringify(`${note('prisma')} require('node:fs').mkdirSync('prisma/generated', { recursive: true });`)});
    put('node_modules/typescript/bin/tsc', ${JSON.stringify(compiler)});
    fs.copyFileSync('package-lock.json', 'node_modules/.package-lock.json');`;
  write('npm/package.json', '{"type":"commonjs"}');
  write('npm/npm-cli.js', installer);
});

afterEach(() => rmSync(project, { recursive: true, force: true }));

function npmRun(...args: string[]) {
  writeFileSync(join(project, 'calls.txt'), '');
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, npm_execpath: join(project, 'npm', 'npm-cli.js') };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['stack/start.mjs', ...args], {
    cwd: project,
    env,
    encoding: 'utf8',
  });
  const calls = readFileSync(join(project, 'calls.txt'), 'utf8').trim().split('\n').filter(Boolean);
  return { status, output: stdout + stderr, calls };
}

describe('npm start', () => {
  test('installs, generates, compiles and bundles at first; nothing of it the second time', () => {
    const first = npmRun('--real');
    expect(first).toMatchObject({ status: 0, calls: ['npm', 'prisma', 'tsc', 'bundle'] });
    expect(first.output).toContain('RAN start --real');
    expect(npmRun()).toMatchObject({ status: 0, calls: [] });
  });

  test('compiles again when a source changed, installs again when the lock changed', () => {
    npmRun();
    write('domain/rule.ts', 'export const days = 3;');
    expect(npmRun().calls).toEqual(['tsc', 'bundle']);
    write(
      'package-lock.json',
      JSON.stringify({ packages: { ...LOCK.packages, 'node_modules/a': { version: '2.0.0' } } }),
    );
    expect(npmRun().calls).toEqual(['npm', 'prisma', 'tsc', 'bundle']);
    expect(npmRun().calls).toEqual([]);
  });

  test('packages that somebody else has installed by the same lock are taken as they are', () => {
    npmRun();
    rmSync(join(project, 'node_modules', '.lock-hash'));
    expect(npmRun().calls).toEqual([]);
  });

  test('a compile fault is shown, and the next start tries again', () => {
    npmRun();
    write('domain/rule.ts', 'fault');
    const broken = npmRun();
    expect(broken.status).toBe(1);
    expect(broken.output).toContain('rule.ts(1,1): error');
    expect(broken.output).not.toContain('RAN');
    expect(npmRun().status).toBe(1);
    write('domain/rule.ts', 'export const days = 2;');
    expect(npmRun().output).toContain('RAN start');
  });

  test('replaces nothing under a system that runs, neither programs nor packages', () => {
    npmRun();
    // What the compiled lock says of a launcher on that folder.
    const folder = join(project, '.stack');
    write(
      'dist/stack/lock.js',
      `export const runningLauncher = (dir) => (dir === ${JSON.stringify(folder)} ? { pid: 4711 } : undefined);`,
    );
    write('domain/rule.ts', 'export const days = 3;');
    const second = npmRun();
    expect(second).toMatchObject({ status: 1, calls: [] });
    expect(second.output).toMatch(/already runs on .*\.stack \(process 4711\)/);
    write('package-lock.json', JSON.stringify({ packages: { '': {} } }));
    write('node_modules/.package-lock.json', '{}');
    expect(npmRun()).toMatchObject({ status: 1, calls: [] });
    expect(doctor({}).stdout).toContain('The system is running');
  });

  test('an example beside a running system compiles nothing; an unknown word is refused', () => {
    npmRun();
    write('domain/rule.ts', 'export const days = 3;');
    const example = npmRun('example', '2');
    expect(example).toMatchObject({ status: 0, calls: [] });
    expect(example.output).toContain('RAN example 2');
    expect(npmRun('strat')).toMatchObject({ status: 1, calls: [] });
  });
});

describe('what comes before npm test', () => {
  test('installs and generates, compiles nothing, and does nothing when nothing is to be done', () => {
    const first = npmRun('prepare-only');
    expect(first).toMatchObject({ status: 0, calls: ['npm', 'prisma'] });
    expect(first.output).not.toContain('RAN');
    expect(npmRun('prepare-only')).toMatchObject({ status: 0, calls: [], output: '' });
  });

  test('generates again when the tables changed or what was generated is gone, and a start need not', () => {
    npmRun('prepare-only');
    write('prisma/schema.prisma', 'model Agreement {}');
    expect(npmRun('prepare-only').calls).toEqual(['prisma']);
    rmSync(join(project, 'prisma/generated'), { recursive: true });
    expect(npmRun('prepare-only').calls).toEqual(['prisma']);
    expect(npmRun().calls).toEqual(['tsc', 'bundle']);
  });

  test.each(['test', 'test:long', 'check', 'bench', 'histories'])('npm run %s has it', (name) => {
    const { scripts } = scriptsOf.parse(JSON.parse(readFileSync(resolve('package.json'), 'utf8')));
    expect(scripts[`pre${name}`]).toBe('npm run --silent prepared');
    expect(scripts['prepared']).toBe('node stack/start.mjs prepare-only');
  });
});

function doctor(env: Record<string, string>) {
  const { PATH, HOME } = process.env;
  const { status, stdout } = spawnSync(process.execPath, ['stack/start.mjs', 'doctor'], {
    cwd: project,
    env: { PATH, HOME, ...env },
    encoding: 'utf8',
  });
  return { status, stdout };
}

describe('npm run doctor', () => {
  test('works before anything is installed, names a taken port and how to choose another', async () => {
    const server = createServer();
    const port = await freePort();
    await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
    const free = String(await freePort());
    try {
      const found = doctor({ API_PORT: String(port), INBOX_PORT: free });
      expect(found.stdout).toMatch(new RegExp(`BAD +Port ${port} \\(API_PORT\\) is taken[^]*-> .*API_PORT=\\d+`));
      expect(found.stdout).toContain('not installed yet');
      expect(found.status).toBe(1);
    } finally {
      server.close();
    }
  });

  test('what is only odd does not fail it', async () => {
    const ports: Record<string, string> = {};
    for (const name of [
      'API_PORT',
      'POSTGRES_PORT',
      'TEMPORAL_PORT',
      'TEMPORAL_UI_PORT',
      'SMTP_PORT',
      'INBOX_PORT',
      'INBOUND_SMTP_PORT',
    ])
      ports[name] = String(await freePort());
    const found = doctor({
      ...ports,
      LANG: 'C',
      TMPDIR: `/tmp/${'long'.repeat(20)}`,
      https_proxy: 'http://proxy.example.org:3128',
      NODE_EXTRA_CA_CERTS: '/nowhere.pem',
    });
    expect(found.stdout).toMatch(/odd +The terminal's locale is "C"/);
    expect(found.stdout).toMatch(/odd +The temporary folder has a long name/);
    expect(found.stdout).toMatch(/odd +NODE_EXTRA_CA_CERTS names \/nowhere\.pem/);
    expect(found.status).toBe(0);
  });

  test('a temporal that the start would pass over is not reported as good; a profile is a server of your own', () => {
    const [major, minor] = OLDEST_SERVER_ON_PATH;
    const withServer = (version: string) => {
      write('bin/temporal', `#!/bin/sh\necho "temporal version 1.0.0 (Server ${version}.0, UI 2.0.0)"\n`);
      chmodSync(join(project, 'bin', 'temporal'), 0o755);
      return doctor({ PATH: `${join(project, 'bin')}:${process.env['PATH']}` }).stdout;
    };
    expect(withServer(`${major}.${minor - 1}`)).toMatch(/odd +Temporal: .*too old/);
    expect(withServer(`${major}.${minor}`)).toMatch(/ok +Temporal: on the PATH/);
    const own = doctor({ TEMPORAL_PROFILE: 'work' }).stdout;
    expect(own).toMatch(/ok +Temporal: your own server \(TEMPORAL_PROFILE=work\)/);
    expect(own).not.toContain('TEMPORAL_PORT');
  });

  test("a folder of somebody else's and one on a Windows disk are told before the start finds out", () => {
    write('mine/thesis.txt', 'years of work');
    expect(doctor({ STACK_DIR: join(project, 'mine') }).stdout).toMatch(/BAD +.*was not made by "npm start"/);
    expect(doctor({ STACK_DIR: '/mnt/c/Users/me/.stack' }).stdout).toMatch(/BAD +.*Windows disk/);
  });
});
