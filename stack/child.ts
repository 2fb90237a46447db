import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { logTail, openLog } from './files.ts';
import { endProcess, killGroup } from './processes.ts';
import type { Handle, Service } from './supervisor.ts';

/** How a child says that it can be used: a page that answers below 400, or the message 'ready' (`process.send('ready')`). */
export type Readiness = { url: string } | 'message';

export interface ChildOptions {
  name: string;
  /** Node's arguments: the script first. */
  args: readonly string[];
  /** All of the child's environment; nothing is inherited. */
  env: Record<string, string | undefined>;
  logFile: string;
  readiness: Readiness;
  readyWithinMs?: number;
  /** How long it may take to end after SIGTERM before it is killed. */
  politeMs?: number;
}

/**
 * A Node program of ours as a part that the supervisor starts. It leads a process group of its own, so that Ctrl-C reaches
 * only the launcher, which ends the parts in order, and so that nothing the child starts is left behind.
 */
export function childService(options: ChildOptions): Service {
  return { name: options.name, start: (spawned) => startChild(options, spawned) };
}

async function startChild(options: ChildOptions, spawned: (pid: number) => void): Promise<Handle> {
  const { name, args, env, logFile, readyWithinMs = 60_000, politeMs = 4_000 } = options;
  const log = openLog(logFile);
  const logStart = statSync(logFile).size;
  const child = spawn(process.execPath, [...args], { env, stdio: ['ignore', log, log, 'ipc'], detached: true });
  closeSync(log);
  const exit = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signalName) =>
      resolve(signalName ? `ended by ${signalName}` : `ended with code ${code}`),
    );
  });
  const { pid } = child;
  if (pid !== undefined) {
    spawned(pid);
    // However it ends, a crash included, what it has started ends with it.
    child.once('exit', () => killGroup(pid));
  }
  const stop = async () => {
    if (pid !== undefined) await endProcess(pid, { politeMs });
  };
  const waiting = new AbortController();
  const outcome = await Promise.race([
    becameReady(child, options.readiness, waiting.signal),
    exit,
    sleep(readyWithinMs, `was not ready within ${readyWithinMs / 1_000} s`, { signal: waiting.signal }).catch(
      () => 'stopped waiting',
    ),
  ]);
  waiting.abort();
  if (outcome !== 'ready' || pid === undefined) {
    await stop();
    const isOld = statSync(logFile).size <= logStart;
    const tail = isOld ? `It wrote nothing to ${logFile}.` : `The end of ${logFile}:\n${logTail(logFile)}`;
    throw new Error(`${name} (${basename(args[0] ?? '')}) ${outcome}. ${tail}`);
  }
  child.channel?.unref();
  child.unref();
  return { pid, stop };
}

async function becameReady(child: ChildProcess, readiness: Readiness, signal: AbortSignal): Promise<'ready'> {
  if (readiness === 'message') {
    return new Promise((resolve) => {
      child.on('message', (message) => {
        if (message === 'ready') resolve('ready');
      });
    });
  }
  while (!signal.aborted) {
    try {
      const response = await fetch(readiness.url, { signal: AbortSignal.any([signal, AbortSignal.timeout(2_000)]) });
      await response.body?.cancel();
      if (response.status < 400) return 'ready';
    } catch {
      // Not listening yet.
    }
    await sleep(50);
  }
  return 'ready';
}
