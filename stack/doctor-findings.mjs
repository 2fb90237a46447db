/** What doctor's checks share. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';

/** @typedef {{ level: 'ok' | 'odd' | 'bad', what: string, mend?: string }} Finding */

export const ok = (what) => ({ level: 'ok', what });
/** Worth knowing; the start works all the same. */
export const odd = (what, mend) => ({ level: 'odd', what, mend });
/** Keeps the start from working. */
export const bad = (what, mend) => ({ level: 'bad', what, mend });

/** The nearest folder on the way that exists: what is to be made later lands on its disk. */
export const existing = (path) => (existsSync(path) ? path : existing(dirname(path)));

/** The first line that a program prints, or undefined when it is missing or fails. */
export function runs(program, ...args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 });
  return status === 0 ? stdout.trim().split('\n')[0] || program : undefined;
}
