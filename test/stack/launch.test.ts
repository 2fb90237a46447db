import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { loadConfig } from '../../config.ts';
import { businessNow } from '../../domain/calendar/business-clock.ts';
import { besideRunning } from '../../stack/addresses.ts';
import { readDataSet } from '../../stack/data-set.ts';
import { freePort } from '../../stack/ports.ts';
import { isAlive, waitForEnd } from '../../stack/processes.ts';
import { reset } from '../../stack/reset.ts';
import { leftOvers } from '../../stack/supervisor.ts';

let folder: string;
let stackDir: string;
let settings: Record<string, string>;
let launchers: Launcher[];

interface Launcher {
  process: ChildProcess;
  output(): string;
  exitCode: Promise<number | null>;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'launch-'));
  stackDir = join(folder, 'stack');
  launchers = [];
  const names = [
    'API_PORT',
    'POSTGRES_PORT',
    'TEMPORAL_PORT',
    'TEMPORAL_UI_PORT',
    'SMTP_PORT',
    'INBOX_PORT',
    'INBOUND_SMTP_PORT',
  ];
  const ports = new Set<number>();
  while (ports.size < names.length) ports.add(await freePort());
  settings = Object.fromEntries(names.map((name, index) => [name, String([...ports][index])]));
});

afterEach(async () => {
  for (const { process: launcher } of launchers) launcher.kill('SIGTERM');
  await Promise.all(launchers.map(({ exitCode }) => exitCode));
  for (const { pid } of Object.values(leftOvers(stackDir))) process.kill(-pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function start(more: Record<string, string> = {}): Launcher {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/stack/fakes/launcher.ts'], {
    cwd: resolve('.'),
    env: {
      PATH: process.env['PATH'],
      ...settings,
      STACK_DIR: stackDir,
      FAKE_NOTES: join(folder, 'notes.txt'),
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exitCode = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  const launcher = { process: child, output: () => output, exitCode };
  launchers.push(launcher);
  return launcher;
}

async function until(what: string, isTrue: () => boolean, launcher: Launcher, withinMs = 30_000): Promise<void> {
  const endsAt = Date.now() + withinMs;
  while (!isTrue()) {
    if (Date.now() > endsAt || launcher.process.exitCode !== null)
      throw new Error(`${what} did not happen:\n${launcher.output()}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

const ready = (launcher: Launcher) => until('the ready screen', () => launcher.output().includes('Ready in'), launcher);
const notes = () =>
  existsSync(join(folder, 'notes.txt')) ? readFileSync(join(folder, 'notes.txt'), 'utf8').trim().split('\n') : [];

/** Everything that runs for this stack folder: each part and each part's own child names it on its command line. */
function processesOfStack(): string[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes(stackDir));
}

async function environmentOf(port: string | undefined): Promise<Record<string, string | undefined>> {
  const response = await fetch(`http://127.0.0.1:${port}/environment`);
  return z.record(z.string(), z.string()).parse(await response.json());
}

describe('the first start', () => {
  test('brings all parts up, loads the demonstration once, and shows addresses, token and calls', async () => {
    const first = start();
    await ready(first);
    const token = readFileSync(join(stackDir, 'coordinator.token'), 'utf8').trim();
    expect(statSync(join(stackDir, 'coordinator.token')).mode & 0o777).toBe(0o600);
    expect(statSync(join(stackDir, 'link.secret')).mode & 0o777).toBe(0o600);
    for (const shown of [
      token,
      `http://127.0.0.1:${settings['API_PORT']}`,
      `http://127.0.0.1:${settings['TEMPORAL_UI_PORT']}`,
      `http://127.0.0.1:${settings['INBOX_PORT']}`,
      'npm run example -- 3',
      'a day lasts 10 s',
    ]) {
      expect(first.output()).toContain(shown);
    }
    expect(Object.keys(leftOvers(stackDir)).toSorted()).toEqual(['api', 'inbox', 'postgres', 'temporal', 'worker']);

    first.process.kill('SIGINT');
    expect(await first.exitCode).toBe(0);
    const second = start();
    await ready(second);
    expect(readFileSync(join(stackDir, 'coordinator.token'), 'utf8').trim()).toBe(token);
    expect(notes().filter((line) => line.startsWith('load'))).toEqual([
      `load http://127.0.0.1:${settings['API_PORT']}`,
    ]);
    expect(notes().filter((line) => line.startsWith('migrate'))).toHaveLength(2);
  });

  test('children get every setting, the clock, the secrets, and this machine past the proxy', async () => {
    await ready(
      start({
        HTTP_PROXY: 'http://proxy.example.org:3128',
        NO_PROXY: 'intranet',
        DEMO_DAY: '500ms',
        UI_LANGUAGE: 'zh-CN',
      }),
    );
    const env = await environmentOf(settings['API_PORT']);
    const config = loadConfig(env);
    const dataSet = readDataSet(stackDir);
    expect(env['NO_PROXY']?.split(',')).toEqual(expect.arrayContaining(['intranet', '127.0.0.1', 'localhost']));
    expect(env['no_proxy']).toBe(env['NO_PROXY']);
    expect(config.real).toBe(false);
    expect(config.uiLanguage).toBe('zh-CN');
    expect(config.businessClock).toEqual(dataSet?.clock);
    expect(config.businessClock.dayMs).toBe(500);
    expect(businessNow(config.businessClock, Date.parse(config.businessClock.realOriginAt))).toMatch(/^2026-03-02/);
    expect(config.linkSecret).toBe(readFileSync(join(stackDir, 'link.secret'), 'utf8').trim());
    expect(config.bootstrapToken).toBe(readFileSync(join(stackDir, 'coordinator.token'), 'utf8').trim());
    expect([config.database.url, config.temporal.connection?.address, config.smtp.url]).toEqual([
      'postgresql://fake/x',
      `127.0.0.1:${settings['TEMPORAL_PORT']}`,
      `smtp://127.0.0.1:${settings['SMTP_PORT']}`,
    ]);
  });

  test('a load that broke off is repeated at the next start, on the same clock', async () => {
    const first = start({ FAKE_LOAD_FAILS: 'yes' });
    expect(await first.exitCode).toBe(1);
    expect(first.output()).toContain('the load broke off');
    expect(processesOfStack()).toEqual([]);
    const clock = readDataSet(stackDir)?.clock;
    await ready(start());
    expect(notes().filter((line) => line.startsWith('load'))).toHaveLength(2);
    expect(readDataSet(stackDir)).toMatchObject({ clock, loadedAt: expect.any(String) });
  });

  test('a part that does not come up is named with the end of its log, and the others are ended', async () => {
    const launcher = start({ FAKE_BROKEN: 'worker' });
    expect(await launcher.exitCode).toBe(1);
    expect(launcher.output()).toMatch(/worker .*ended with code 3[^]*worker: no good reason/);
    expect(processesOfStack()).toEqual([]);
  });

  test('faulty settings are all told, and nothing is made', async () => {
    const launcher = start({ DEMO_DAY: 'long', UI_LANGUAGE: 'fr' });
    expect(await launcher.exitCode).toBe(1);
    expect(launcher.output()).toMatch(/UI_LANGUAGE[^]*DEMO_DAY|DEMO_DAY[^]*UI_LANGUAGE/);
    expect(existsSync(stackDir)).toBe(false);
  });
});

describe('two kinds of data never mix', () => {
  test('real time starts empty, and refuses to become a demonstration', async () => {
    const first = start({ DATA_SET: 'real' });
    await ready(first);
    expect(first.output()).not.toContain('demonstration');
    expect(notes().filter((line) => line.startsWith('load'))).toEqual([]);
    first.process.kill('SIGTERM');
    await first.exitCode;
    const second = start();
    expect(await second.exitCode).toBe(1);
    expect(second.output()).toMatch(/holds real data: start it by "npm start -- --real"/);
  });

  test('a demonstration is never loaded into real parts, whatever DATA_SET says', async () => {
    const launcher = start({ DATA_SET: 'demonstration', DATABASE_URL: 'postgresql://db.example.org/work' });
    expect(await launcher.exitCode).toBe(1);
    expect(launcher.output()).toMatch(/DATA_SET=demonstration does not go with DATABASE_URL:/);
    expect(notes()).toEqual([]);
  });

  test('a demonstration refuses to become real', async () => {
    const first = start();
    await ready(first);
    first.process.kill('SIGTERM');
    await first.exitCode;
    const second = start({ DATA_SET: 'real' });
    expect(await second.exitCode).toBe(1);
    expect(second.output()).toMatch(/holds the demonstration.*npm run reset/);
  });
});

describe('ports', () => {
  test('every taken port is named, with who has it and the setting that changes it', async () => {
    const servers = ['API_PORT', 'SMTP_PORT'].map((name) => createServer().listen(Number(settings[name]), '127.0.0.1'));
    try {
      const launcher = start();
      expect(await launcher.exitCode).toBe(1);
      for (const name of ['API_PORT', 'SMTP_PORT']) {
        expect(launcher.output()).toMatch(
          new RegExp(`Port ${settings[name]},.* is taken by \\S.*process ${process.pid}.*${name}=\\d+ npm start`),
        );
      }
      expect(launcher.output()).not.toContain('INBOX_PORT');
    } finally {
      for (const server of servers) server.close();
    }
  });

  test('only one launcher runs on a folder', async () => {
    const first = start();
    await ready(first);
    const second = start();
    expect(await second.exitCode).toBe(1);
    expect(second.output()).toContain(`process ${first.process.pid}`);
    expect(first.process.exitCode).toBeNull();
    expect(Object.keys(leftOvers(stackDir))).toHaveLength(5);
  });

  test("a folder with somebody else's things in it is left alone", async () => {
    writeFileSync(join(folder, 'thesis.txt'), 'years of work');
    const launcher = start({ STACK_DIR: folder });
    expect(await launcher.exitCode).toBe(1);
    expect(launcher.output()).toContain('holds other things');
  });
});

describe('a Temporal server of your own', () => {
  test('is prepared before the worker uses it, and none is started', async () => {
    const temporal = { TEMPORAL_ADDRESS: 'temporal.example.org:7233' };
    await ready(start(temporal));
    expect(notes()).toContain(`prepare ${temporal.TEMPORAL_ADDRESS}`);
    expect(Object.keys(leftOvers(stackDir))).not.toContain('temporal');
    expect(besideRunning({ STACK_DIR: stackDir })).toMatchObject(temporal);
  });
});

describe('where it answers', () => {
  test('is known to commands beside it, and to nobody after its end', async () => {
    const launcher = start();
    await ready(launcher);
    const file = join(stackDir, 'addresses.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { API_PORT, POSTGRES_PORT, TEMPORAL_PORT } = settings;
    expect(besideRunning({ STACK_DIR: stackDir, API_PORT: '' })).toMatchObject({
      API_PORT,
      POSTGRES_PORT,
      TEMPORAL_PORT,
    });
    expect(besideRunning({ STACK_DIR: stackDir, API_PORT: '9' })).toMatchObject({ API_PORT: '9', POSTGRES_PORT });
    launcher.process.kill('SIGTERM');
    await launcher.exitCode;
    expect(existsSync(file)).toBe(false);
    // One that was killed leaves it behind: it counts no more.
    writeFileSync(file, JSON.stringify({ API_PORT }));
    expect(besideRunning({ STACK_DIR: stackDir })).toEqual({ STACK_DIR: stackDir });
  });
});

describe('the end', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s ends every part and what it started, even a stubborn one, within 10 s',
    async (signalName) => {
      const launcher = start({ FAKE_STUBBORN: 'worker,temporal' });
      await ready(launcher);
      expect(processesOfStack().length).toBeGreaterThanOrEqual(10);
      const beganAt = Date.now();
      launcher.process.kill(signalName);
      // npm and the terminal both pass Ctrl-C on
      if (signalName === 'SIGINT') launcher.process.kill(signalName);
      expect(await launcher.exitCode).toBe(0);
      expect(Date.now() - beganAt).toBeLessThan(10_000);
      expect(processesOfStack()).toEqual([]);
    },
  );

  test('an interrupted start leaves nothing either', async () => {
    const launcher = start();
    await until('a first part', () => existsSync(join(stackDir, 'pids.json')), launcher);
    launcher.process.kill('SIGINT');
    await launcher.exitCode;
    expect(processesOfStack()).toEqual([]);
  });

  test('after a kill -9 of the launcher the next start ends what is left over and goes on', async () => {
    const first = start();
    await ready(first);
    const before = leftOvers(stackDir);
    first.process.kill('SIGKILL');
    await first.exitCode;
    expect(Object.keys(leftOvers(stackDir))).toHaveLength(5);
    // Postgres would be taken over by its own start; the fake one cannot be, so it is ended here as its start would.
    process.kill(-(before['postgres']?.pid ?? 0), 'SIGKILL');
    const second = start();
    await ready(second);
    expect(second.output()).toContain('Left over from last time');
    for (const [name, { pid }] of Object.entries(before))
      expect(`${name} ${await waitForEnd(pid, 2_000)}`).toBe(`${name} true`);
    expect(Object.keys(leftOvers(stackDir))).toHaveLength(5);
  });

  test('a part that crashes is started again', async () => {
    const launcher = start();
    await ready(launcher);
    const { pid } = leftOvers(stackDir)['api'] ?? { pid: 0 };
    process.kill(pid, 'SIGKILL');
    await until('the restart', () => launcher.output().includes('api runs again'), launcher);
    expect(isAlive(leftOvers(stackDir)['api']?.pid ?? 0)).toBe(true);
    expect((await fetch(`http://127.0.0.1:${settings['API_PORT']}/`)).status).toBe(200);
    launcher.process.kill('SIGTERM');
    await launcher.exitCode;
    expect(processesOfStack()).toEqual([]); // what the crashed one had started is gone, too
  });
});

describe('reset', () => {
  const printed: string[] = [];
  const print = (text: string) => void printed.push(text);
  const tryReset = (answer: string) =>
    reset({ environment: { ...settings, STACK_DIR: stackDir }, yes: false, ask: async () => answer, print });

  test('asks, refuses while the system runs, and ends left-overs before it drops the folder', async () => {
    const launcher = start();
    await ready(launcher);
    expect(await tryReset('yes')).toBe(1);
    launcher.process.kill('SIGKILL');
    await launcher.exitCode;
    expect(await tryReset('no')).toBe(1);
    expect(existsSync(stackDir)).toBe(true);
    expect(await tryReset('yes')).toBe(0);
    expect(existsSync(stackDir)).toBe(false);
    expect(processesOfStack()).toEqual([]);
  });

  test('never deletes a folder that the launcher did not make', async () => {
    writeFileSync(join(folder, 'thesis.txt'), 'years of work');
    expect(await reset({ environment: { STACK_DIR: folder }, yes: true, print })).toBe(1);
    expect(existsSync(join(folder, 'thesis.txt'))).toBe(true);
  });
});
