import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * A process that may outlive the launcher. The birth mark tells it from another process that was given the same number later.
 */
export interface ProcessMark {
  pid: number;
  /** Opaque: when the process began, as the operating system says it. */
  birth: string;
}

/** Fields of /proc/PID/stat after the name, which may itself contain blanks and brackets. Undefined when there is no such process. */
function linuxStat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function ps(pid: number, column: string): string | undefined {
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', `${column}=`], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
}

/** Whether the process runs. One that has ended but that nobody has waited for does not count as running. */
export function isAlive(pid: number): boolean {
  if (process.platform === 'linux') {
    const state = linuxStat(pid)?.[0];
    return state !== undefined && state !== 'Z' && state !== 'X';
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** The mark of a running process, or undefined when there is none of that number. */
export function markOf(pid: number): ProcessMark | undefined {
  if (!isAlive(pid)) return undefined;
  const birth = process.platform === 'linux' ? linuxStat(pid)?.[19] : ps(pid, 'lstart');
  return birth ? { pid, birth } : undefined;
}

/** Whether that very process still runs. */
export function isSameProcess(mark: ProcessMark): boolean {
  return markOf(mark.pid)?.birth === mark.birth;
}

/** The command line of a process, or an empty text when it cannot be read. */
export function commandOf(pid: number): string {
  if (process.platform !== 'linux') return ps(pid, 'command') ?? '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Sends a signal to a process, and to its group when it leads one. A process that is gone already is fine. */
export function signal(pid: number, name: NodeJS.Signals, toGroup: boolean): void {
  for (const target of toGroup ? [-pid, pid] : [pid]) {
    try {
      process.kill(target, name);
      return;
    } catch (error) {
      const code = errorCode(error);
      if (code !== 'ESRCH' && code !== 'EPERM') throw error;
    }
  }
}

/** Waits until the process is gone. @returns false when it still runs after that many milliseconds */
export async function waitForEnd(pid: number, withinMs: number): Promise<boolean> {
  const endsAt = performance.now() + withinMs;
  while (isAlive(pid)) {
    if (performance.now() > endsAt) return false;
    await sleep(25);
  }
  return true;
}

/**
 * Ends a process politely, then firmly.
 * @param politeMs how long it may take after the first signal before it is killed
 */
export async function endProcess(
  pid: number,
  {
    politeMs,
    signalName = 'SIGTERM',
    toGroup = true,
  }: { politeMs: number; signalName?: NodeJS.Signals; toGroup?: boolean },
): Promise<void> {
  if (isAlive(pid)) {
    signal(pid, signalName, toGroup);
    if (!(await waitForEnd(pid, politeMs))) {
      signal(pid, 'SIGKILL', toGroup);
      await waitForEnd(pid, 2_000);
    }
  }
  // The leader is gone; whatever it has started and left behind goes, too.
  if (toGroup) killGroup(pid);
}

/** Kills what a process that led a group has left behind in it. */
export function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // No such group: the usual case.
  }
}

/** The operating system's name of a failure, such as `EEXIST`. */
export function errorCode(error: unknown): string | undefined {
  return typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}
