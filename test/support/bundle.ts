import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleWorkflowCode } from '@temporalio/worker';

const root = join(import.meta.dirname, '../..');

/** Bundles a workflow entry once for all test files of a run: keyed by the sources that may be in it. */
export async function testBundle(entry = join(root, 'workflows/index.ts')): Promise<{ codePath: string }> {
  const hash = createHash('sha256').update(entry);
  for (const file of ['domain', 'workflows', 'test/workflows'].flatMap((folder) => sources(join(root, folder)))) {
    hash.update(file).update(readFileSync(file));
  }
  const folder = join(tmpdir(), 'cooperation-test-bundles');
  mkdirSync(folder, { recursive: true });
  const codePath = join(folder, `${hash.digest('hex').slice(0, 24)}.js`);
  if (!statSync(codePath, { throwIfNoEntry: false })) {
    const { code } = await bundleWorkflowCode({ workflowsPath: entry, logger: quiet });
    writeFileSync(codePath, code);
  }
  return { codePath };
}

const nothing = (): void => undefined;
export const quiet = { log: nothing, trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))
    .toSorted();
}
