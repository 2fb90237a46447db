import { condition, defineUpdate, proxyActivities, setHandler } from '@temporalio/workflow';

const { note } = proxyActivities<{ note(n: number): Promise<number> }>({ startToCloseTimeout: '10s' });

/** The least that takes an update durably and does one thing outside: what any solution on Temporal pays. */
export async function bare(): Promise<void> {
  let count = 0;
  let isDone = false;
  setHandler(defineUpdate<number, [number]>('add'), async (by) => {
    count += await note(by);
    return count;
  });
  setHandler(defineUpdate<void, []>('end'), () => {
    isDone = true;
  });
  await condition(() => isDone);
}
