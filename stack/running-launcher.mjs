/** Whether a launcher of this very tree runs. Node's own modules only; what decides it is the compiled `lock.ts`. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const PROGRAM =
  'const { runningLauncher } = await import(process.argv[1]); console.log(runningLauncher(process.argv[2])?.pid ?? "");';

/**
 * The number of the launcher's process, or undefined. Without a compiled tree nothing of it can be running. It is asked in a process
 * of its own, because a start that compiles anew must not have the old modules loaded.
 */
export function runningLauncher(projectDir, stackDir) {
  const compiled = join(projectDir, 'dist', 'stack', 'lock.js');
  if (!existsSync(compiled)) return undefined;
  const args = ['--input-type=module', '--eval', PROGRAM, pathToFileURL(compiled).href, stackDir];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 10_000 });
  return Number(stdout) || undefined;
}

/** The folder of the data: STACK_DIR, else `.stack` in the project. */
export const stackFolder = (projectDir, env) => resolve(env.STACK_DIR || join(projectDir, '.stack'));
