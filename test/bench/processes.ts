import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** What processes use, read from /proc; where there is none (macOS) all figures are NaN. */
export interface Usage {
  /** Seconds of processor time since the process began, ended children included. */
  cpuSeconds: number;
  /** The most memory it has held, in MB; of Postgres the sum of its processes' private and shared parts now. */
  peakMb: number;
}

const hasProc = existsSync('/proc/self/stat');
const ticksPerSecond = hasProc ? Number(execFileSync('getconf', ['CLK_TCK']).toString()) : Number.NaN;

/** Of one process, or with `isFamily` of it and its children together. */
export function usageOf(pid: number, isFamily = false): Usage {
  if (!hasProc) return { cpuSeconds: Number.NaN, peakMb: Number.NaN };
  const pids = isFamily ? [pid, ...childrenOf(pid)] : [pid];
  return {
    cpuSeconds: sum(pids.map(cpuSeconds)),
    peakMb: isFamily ? sum(pids.map((one) => memoryMb(one, 'smaps_rollup', 'Pss'))) : memoryMb(pid, 'status', 'VmHWM'),
  };
}

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((one) => fieldsOf(one)[1] === String(pid));
}

/** From the third field on: the second, the name, may hold blanks. */
function fieldsOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function cpuSeconds(pid: number): number {
  const fields = fieldsOf(pid);
  // utime, stime, cutime, cstime are the 14th to 17th.
  return sum([11, 12, 13, 14].map((index) => Number(fields[index] ?? 0))) / ticksPerSecond;
}

function memoryMb(pid: number, file: string, name: string): number {
  try {
    const found = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'));
    return Number(found?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

export interface Program {
  pid: number;
  /** Sends a message and resolves with the answer to it. */
  ask(message: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts a program of ours as a process of its own; resolves when it says that it is ready, or answers at `readyUrl`. */
export async function startProgram(
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; readyUrl?: string },
): Promise<Program> {
  const child = spawn(process.execPath, args, { env: options.env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await Promise.race([
    options.readyUrl ? answers(options.readyUrl) : nextMessage(child),
    ended.then(() => {
      throw new Error(`${args.join(' ')} ended before it was ready`);
    }),
  ]);
  return {
    pid: child.pid ?? -1,
    ask: async (message) => {
      const answer = nextMessage(child);
      child.send(message as object);
      return answer;
    },
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(timer);
    },
  };
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once('message', resolve));
}

async function answers(url: string): Promise<void> {
  for (let tries = 300; tries > 0; tries -= 1) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} does not answer`);
}
