import type { Client } from '@temporalio/client';
import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import type { Language } from '../domain/notices/names.ts';
import { postboxId, TASK_QUEUE, workflowTypes } from '../workflows/inputs.ts';
import type { PostboxInput } from '../workflows/inputs.ts';

/** Starts or wakes the postbox of each person. Waking one that is awake changes nothing. */
export async function wakePostboxes(
  client: Client,
  clock: BusinessClock,
  personIds: readonly string[],
  language: Language = 'en',
): Promise<void> {
  await Promise.all(
    personIds.map((personId) =>
      client.workflow.signalWithStart(workflowTypes.postbox, {
        workflowId: postboxId(personId),
        taskQueue: TASK_QUEUE,
        args: [{ personId, clock, language } satisfies PostboxInput],
        signal: 'noticesWaiting',
        signalArgs: [],
        staticSummary: language === 'zh-CN' ? '发给一人的邮件' : 'Mail to one person',
      }),
    ),
  );
}
