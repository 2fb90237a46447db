import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { MatchingInput, MatchingPlan, MatchingRefusal } from '../../domain/matching/plan.ts';
import { Problem } from '../problem.ts';

/** A large plan takes seconds of one processor; in a thread of its own, requests go on being answered meanwhile. */

const MEMORY_MB = 512;
const here = fileURLToPath(import.meta.url);
/** From sources as from what is compiled, the thread is the file beside this one. */
const isSource = here.endsWith('.ts');
const file = here.replace(/plan-apart\.(ts|js)$/, 'plan-thread.$1');
/** A thread does not take over what lets this one read sources. */
const fromSource = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(file)}); })`;

let isBusy = false;

/**
 * Proposes a plan. One at a time in a process: a second would take the processor that answers requests.
 *
 * @throws Problem `matching-under-way`
 */
export async function planApart(input: MatchingInput): Promise<MatchingPlan | MatchingRefusal> {
  if (isBusy) throw new Problem('matching-under-way');
  isBusy = true;
  try {
    return await inThread(input);
  } finally {
    isBusy = false;
  }
}

function inThread(input: MatchingInput): Promise<MatchingPlan | MatchingRefusal> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(isSource ? fromSource : file, {
      eval: isSource,
      workerData: input,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`the thread of a plan ended with ${code}`)));
  });
}
