import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflows } from '../../worker/bundle.ts';

const root = join(import.meta.dirname, '../..');
const bundles = join(root, 'node_modules', '.cache', 'test-bundles');
/** No run of tests takes so long; what was last used before it is of older sources. */
const KEPT_MS = 60 * 60_000;

/**
 * Bundles a workflow entry once for all test files of a run: keyed by the sources that may be in it. It is kept beside the
 * packages, the latest ones only.
 */
export async function testBundle(entry = join(root, 'workflows/index.ts')): Promise<{ codePath: string }> {
  const hash = createHash('sha256').update(entry);
  const folders = ['domain', 'workflows', 'test/workflows'].map((folder) => join(root, folder));
  for (const file of [join(root, 'worker/bundle.ts'), ...folders.flatMap(sources)]) {
    hash.update(file).update(readFileSync(file));
  }
  const codePath = join(bundles, `${hash.digest('hex').slice(0, 24)}.js`);
  if (statSync(codePath, { throwIfNoEntry: false })) {
    const now = new Date();
    utimesSync(codePath, now, now);
    return { codePath };
  }
  const { code } = await bundleWorkflows({ workflowsPath: entry, logger: quiet });
  mkdirSync(bundles, { recursive: true });
  // Another worker of Jest may be at the same bundle: whoever is last puts the same in its place, and nobody reads half of it.
  const half = `${codePath}.${process.pid}.part`;
  writeFileSync(half, code);
  renameSync(half, codePath);
  dropOld();
  return { codePath };
}

function dropOld(): void {
  for (const name of readdirSync(bundles)) {
    const path = join(bundles, name);
    const usedAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (usedAt !== undefined && usedAt < Date.now() - KEPT_MS) rmSync(path, { force: true });
  }
}

const nothing = (): void => undefined;
export const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .toSorted();
}
