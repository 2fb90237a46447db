import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Environment } from './environment.ts';

export interface Finished {
  /** Exit code; null if it was ended by us or could not be started. */
  code: number | null;
  stdout: string;
  stderr: string;
  /** Why it did not run to its end, if so. */
  fault?: 'timed-out' | 'not-started' | 'aborted';
}

/**
 * Runs a program to its end, without a shell and without a terminal. Never throws: a program that cannot be started
 * or takes longer than `timeoutMs` says so in `fault`. Its whole process group is ended then, so that nothing stays.
 */
export function run(
  command: string,
  args: readonly string[],
  options: { env: Environment; timeoutMs: number; signal?: AbortSignal; onStdout?: (text: string) => void },
): Promise<Finished> {
  return new Promise((resolve) => {
    const finished: Finished = { code: null, stdout: '', stderr: '' };
    const child = spawn(command, args, { env: { ...options.env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const end = (fault: 'timed-out' | 'aborted') => {
      finished.fault ??= fault;
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // ended by itself
      }
    };
    const timer = setTimeout(() => end('timed-out'), options.timeoutMs);
    const abort = () => end('aborted');
    // its own group does not get our Ctrl-C
    process.once('exit', abort);
    options.signal?.addEventListener('abort', abort);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      finished.stdout += text;
      options.onStdout?.(text);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      finished.stderr += text;
    });
    const done = () => {
      clearTimeout(timer);
      process.removeListener('exit', abort);
      options.signal?.removeEventListener('abort', abort);
      resolve(finished);
    };
    child.once('error', (error) => {
      finished.fault ??= 'not-started';
      finished.stderr += error.message;
      done();
    });
    child.once('close', (code) => {
      finished.code = code;
      done();
    });
  });
}

/** Full path of a program on the PATH of `env`, or undefined. Relative PATH entries are not followed. */
export function findOnPath(name: string, env: Environment): string | undefined {
  return (env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The last lines of what a program said, shortened to one line for a message. */
export function lastWords(finished: Finished, lines = 2): string {
  const text = finished.stderr.trim() || finished.stdout.trim();
  const all = text
    .split('\n')
    .slice(-lines)
    .map((line) => line.trim())
    .join(' / ');
  const said = all.length > 300 ? `...${all.slice(-300)}` : all;
  switch (finished.fault) {
    case 'timed-out':
      return `took too long${said === '' ? '' : ` (${said})`}`;
    case 'aborted':
      return 'was stopped';
    case 'not-started':
      return `could not be started (${said})`;
    default:
      return said === '' ? `ended with code ${finished.code}` : said;
  }
}
