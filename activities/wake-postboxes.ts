import type { Client } from '@temporalio/client';
import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import { postboxId, TASK_QUEUE, workflowTypes } from '../workflows/inputs.ts';
import type { PostboxInput } from '../workflows/inputs.ts';

/** Starts or wakes the postbox of each person. Waking one that is awake changes nothing. */
export async function wakePostboxes(client: Client, clock: BusinessClock, personIds: readonly string[]): Promise<void> {
  await Promise.all(
    personIds.map((personId) =>
      client.workflow.signalWithStart(workflowTypes.postbox, {
        workflowId: postboxId(personId),
        taskQueue: TASK_QUEUE,
        args: [{ personId, clock } satisfies PostboxInput],
        signal: 'noticesWaiting',
        signalArgs: [],
        staticSummary: 'Mail to one person · 个人邮件',
      }),
    ),
  );
}
