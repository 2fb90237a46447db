import { linkSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from './files.ts';
import { errorCode, isSameProcess, markOf } from './processes.ts';
import type { ProcessMark } from './processes.ts';

const MARKER = 'stack.json';
const LOCK = 'launcher.json';
const markSchema = z.object({ pid: z.number().int(), birth: z.string() });

/** The launcher that runs on this folder at the moment, if any. */
export function runningLauncher(stackDir: string): ProcessMark | undefined {
  const read = markSchema.safeParse(readJson(join(stackDir, LOCK)));
  return read.success && isSameProcess(read.data) ? read.data : undefined;
}

/** Whether the folder is one that the launcher has made; only such a folder is ever deleted. */
export function isStackFolder(stackDir: string): boolean {
  return readJson(join(stackDir, MARKER)) !== undefined;
}

/**
 * Makes this process the only launcher of the folder.
 * @returns what gives it up again
 * @throws Error when another launcher runs there, or when the folder holds somebody else's things
 */
export function lockStackFolder(stackDir: string): () => void {
  mkdirSync(stackDir, { recursive: true });
  if (!isStackFolder(stackDir)) {
    if (readdirSync(stackDir).length > 0) {
      throw new Error(`${stackDir} holds other things. Set STACK_DIR to an empty or a new folder.`);
    }
    writeFileSync(join(stackDir, MARKER), `${JSON.stringify({ madeBy: 'cooperation-follow-up', version: 1 })}\n`);
  }
  const lock = join(stackDir, LOCK);
  const own = markOf(process.pid);
  const draft = `${lock}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(own)}\n`, { mode: 0o600 });
  try {
    for (let attempt = 1; attempt <= 5; attempt++) {
      try {
        linkSync(draft, lock); // refuses when there is one: the one step that two launchers cannot both do
        return () => {
          if (runningLauncher(stackDir)?.pid === process.pid) rmSync(lock, { force: true });
        };
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      }
      const other = runningLauncher(stackDir);
      if (other) {
        throw new Error(
          `The system already runs on ${stackDir} (process ${other.pid}). End it there by Ctrl-C, or set STACK_DIR for a second one.`,
        );
      }
      moveStaleAside(lock, `${lock}.stale.${process.pid}`);
    }
    throw new Error(`${lock} could not be taken over. Delete it if no launcher runs.`);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Takes away the lock of a launcher that is gone, unless another launcher has just replaced it by its own: that is put back. */
function moveStaleAside(lock: string, aside: string): void {
  try {
    renameSync(lock, aside);
  } catch {
    return; // somebody else has moved it
  }
  const moved = markSchema.safeParse(readJson(aside));
  if (moved.success && isSameProcess(moved.data)) renameSync(aside, lock);
  else rmSync(aside, { force: true });
}
