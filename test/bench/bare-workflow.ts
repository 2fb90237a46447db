import {
  allHandlersFinished,
  ApplicationFailure,
  condition,
  continueAsNew,
  defineUpdate,
  proxyActivities,
  setHandler,
} from '@temporalio/workflow';
import { TURNING_PAGE } from '../../workflows/inputs.ts';

/**
 * What the server and the SDK cost by themselves: updates wait in an inbox, one activity takes them, the run ends before its
 * history grows long. No domain, no schemas, no search attributes, no database.
 */
const PASSES_PER_RUN = 25;

const add = defineUpdate<number, [string]>('add');
const { take } = proxyActivities<{ take(ids: string[]): Promise<number> }>({ startToCloseTimeout: '10s' });

export async function bare(total = 0): Promise<void> {
  const inbox: string[] = [];
  const answers = new Map<string, number>();
  let sum = total;
  let passes = 0;
  setHandler(
    add,
    async (id) => {
      inbox.push(id);
      await condition(() => answers.has(id));
      return answers.get(id) ?? 0;
    },
    {
      validator: (_id) => {
        if (passes >= PASSES_PER_RUN) throw ApplicationFailure.nonRetryable('again, please', TURNING_PAGE);
      },
    },
  );
  for (;;) {
    await condition(() => inbox.length > 0 || (passes >= PASSES_PER_RUN && allHandlersFinished()));
    if (inbox.length === 0) return continueAsNew<typeof bare>(sum);
    const batch = inbox.splice(0);
    sum += await take(batch);
    passes += 1;
    for (const id of batch) answers.set(id, sum);
  }
}
