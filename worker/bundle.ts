import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode } from '@temporalio/worker';
import type { BundleOptions } from '@temporalio/worker';

const here = fileURLToPath(import.meta.url);
const workflows = join(dirname(here), '../workflows');
// The sources or what was compiled, as this file itself.
const kind = extname(here);

/**
 * Bundles the workflows: the one way, for a build, for a worker that runs from the sources, for tests of either.
 *
 * @param changes another entry, a logger, a hook for tests
 */
export async function bundleWorkflows(changes: Partial<BundleOptions> = {}): Promise<{ code: string }> {
  return bundleWorkflowCode({
    workflowsPath: join(workflows, `index${kind}`),
    preloadModules: [join(workflows, `preload${kind}`)],
    ...changes,
  });
}
