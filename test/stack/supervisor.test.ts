import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { childService } from '../../stack/child.ts';
import { lockStackFolder, runningLauncher } from '../../stack/lock.ts';
import { isAlive, isSameProcess, markOf, waitForEnd } from '../../stack/processes.ts';
import { createSupervisor, endLeftOvers, leftOvers } from '../../stack/supervisor.ts';
import type { Service, Supervisor } from '../../stack/supervisor.ts';

let stackDir: string;
let lines: string[];
let supervisor: Supervisor;
const report = (line: string) => void lines.push(line);

beforeEach(() => {
  stackDir = mkdtempSync(join(tmpdir(), 'supervisor-'));
  lines = [];
  supervisor = createSupervisor({ stackDir, report, backoffMs: 50 });
});

afterEach(async () => {
  supervisor.killAll();
  await supervisor.stop(...Object.keys(leftOvers(stackDir)));
  rmSync(stackDir, { recursive: true, force: true });
});

/** A Node program given as text. */
function program(name: string, code: string, politeMs = 500): Service {
  return childService({
    name,
    args: ['-e', code],
    env: { PATH: process.env['PATH'] },
    logFile: join(stackDir, 'logs', `${name}.log`),
    readiness: 'message',
    readyWithinMs: 10_000,
    politeMs,
  });
}

const STAYS = `process.send('ready'); setInterval(() => {}, 1000);`;
const pidOf = (name: string) => leftOvers(stackDir)[name]?.pid ?? 0;

async function until(isTrue: () => boolean): Promise<void> {
  const endsAt = Date.now() + 10_000;
  while (!isTrue()) {
    if (Date.now() > endsAt) throw new Error(`it did not happen: ${lines.join('\n')}`);
    await sleep(20);
  }
}

describe('the supervisor', () => {
  test('writes processes down while they run, and crosses them out when they are ended', async () => {
    const { pid } = await supervisor.start(program('worker', STAYS));
    expect(pidOf('worker')).toBe(pid);
    await supervisor.stop('worker');
    expect(isAlive(pid)).toBe(false);
    expect(JSON.parse(readFileSync(join(stackDir, 'pids.json'), 'utf8'))).toEqual({});
  });

  test('starts a crashed part again, waiting longer each time, until it is told to end', async () => {
    await supervisor.start(program('worker', `process.send('ready'); setTimeout(() => process.exit(1), 100);`));
    await until(() => lines.filter((line) => line.includes('started again in')).length >= 3);
    await supervisor.stop('worker');
    const pauses = lines.flatMap((line) => /again in ([\d.]+) s/.exec(line)?.[1] ?? []).map(Number);
    expect(pauses.slice(0, 3)).toEqual([0.05, 0.1, 0.2]);
    const before = lines.length;
    await sleep(600);
    expect(lines).toHaveLength(before);
    expect(pidOf('worker')).toBe(0);
  });

  test('a part that ends while it starts is told with its log', async () => {
    const broken = program('api', `console.error('no such table'); process.exit(7);`);
    await expect(supervisor.start(broken)).rejects.toThrow(/api .*ended with code 7[^]*no such table/);
  });

  test('a part that is never ready is told and ended', async () => {
    const never = childService({
      name: 'api',
      args: ['-e', `console.log('pid', process.pid); setInterval(() => {}, 1000)`],
      env: {},
      logFile: join(stackDir, 'logs', 'api.log'),
      readiness: { url: 'http://127.0.0.1:9/' },
      readyWithinMs: 1_000,
    });
    await expect(supervisor.start(never)).rejects.toThrow(/was not ready within 1 s/);
    const pid = Number(/pid (\d+)/.exec(readFileSync(join(stackDir, 'logs', 'api.log'), 'utf8'))?.[1]);
    expect(isAlive(pid)).toBe(false);
  });

  test('a part that ignores SIGTERM is killed, and so is what it has started', async () => {
    const stubborn = `process.on('SIGTERM', () => {});
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      console.log('child', child.pid); ${STAYS}`;
    const { pid } = await supervisor.start(program('worker', stubborn));
    const log = join(stackDir, 'logs', 'worker.log');
    await until(() => existsSync(log) && readFileSync(log, 'utf8').includes('child'));
    const child = Number(/child (\d+)/.exec(readFileSync(log, 'utf8'))?.[1]);
    expect(isAlive(child)).toBe(true);
    await supervisor.stop('worker');
    expect(isAlive(pid)).toBe(false);
    expect(await waitForEnd(child, 1_000)).toBe(true);
  });

  test('ends a part that is just starting, and starts nothing once closed', async () => {
    const slow = supervisor.start(program('worker', 'setInterval(() => {}, 1000)'));
    slow.catch(() => undefined);
    await until(() => pidOf('worker') !== 0);
    const pid = pidOf('worker');
    supervisor.close();
    await supervisor.stop('worker');
    await expect(slow).rejects.toThrow();
    expect(isAlive(pid)).toBe(false);
    await expect(supervisor.start(program('api', STAYS))).rejects.toThrow(/everything is being ended/);
  });
});

describe('left-overs', () => {
  test('a number that another process has by now is not taken for ours', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
      detached: true,
      stdio: 'ignore',
    });
    const pid = stranger.pid ?? 0;
    try {
      writeFileSync(join(stackDir, 'pids.json'), JSON.stringify({ worker: { pid, birth: 'long ago' } }));
      expect(leftOvers(stackDir)).toEqual({});
      await endLeftOvers(stackDir, [], report);
      expect(isAlive(pid)).toBe(true);
    } finally {
      stranger.kill('SIGKILL');
    }
  });

  test('all but the excepted are ended', async () => {
    const [worker, postgres] = await Promise.all([
      supervisor.start(program('worker', STAYS)),
      supervisor.start(program('postgres', STAYS)),
    ]);
    supervisor.close();
    await endLeftOvers(stackDir, ['postgres'], report);
    expect([isAlive(worker.pid), isAlive(postgres.pid)]).toEqual([false, true]);
    expect(lines.join()).toContain(`worker (process ${worker.pid})`);
  });

  test('a process that has ended but is not waited for does not count as running', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    expect([isAlive(pid), markOf(pid)]).toEqual([false, undefined]);
    const own = markOf(process.pid);
    expect(own && isSameProcess(own)).toBe(true);
  });
});

describe('the lock of a stack folder', () => {
  test('holds while its launcher lives, and is given up', () => {
    const folder = join(stackDir, 'new');
    const unlock = lockStackFolder(folder);
    expect(runningLauncher(folder)?.pid).toBe(process.pid);
    expect(() => lockStackFolder(folder)).toThrow(`process ${process.pid}`);
    unlock();
    expect(runningLauncher(folder)).toBeUndefined();
    lockStackFolder(folder)();
  });

  test('that of a launcher which is gone is taken over', () => {
    const folder = join(stackDir, 'new');
    lockStackFolder(folder)();
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    writeFileSync(join(folder, 'launcher.json'), JSON.stringify({ pid, birth: '1' }));
    const unlock = lockStackFolder(folder);
    expect(runningLauncher(folder)?.pid).toBe(process.pid);
    unlock();
  });
});
