import type { Client } from '@temporalio/client';
import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import type { Language } from '../domain/notices/names.ts';
import { caretakerId, TASK_QUEUE, workflowTypes } from '../workflows/inputs.ts';
import type { CaretakerInput } from '../workflows/inputs.ts';
import { attributeKeys } from '../workflows/search-attributes.ts';

const title: Record<Language, string> = { en: 'Caretaker: looks round each night', 'zh-CN': '夜间巡检' };

function options(clock: BusinessClock, language: Language) {
  return {
    workflowId: caretakerId,
    taskQueue: TASK_QUEUE,
    args: [{ clock, language, lastNightOn: null }] satisfies [CaretakerInput],
    staticSummary: title[language],
    typedSearchAttributes: [{ key: attributeKeys.Title, value: title[language] }],
  };
}

/** There is one caretaker, always; starting it while it runs changes nothing. */
export async function startCaretaker(client: Client, clock: BusinessClock, language: Language = 'en'): Promise<void> {
  await client.workflow.start(workflowTypes.caretaker, {
    ...options(clock, language),
    workflowIdConflictPolicy: 'USE_EXISTING',
  });
}

/** Has it look round now; starts it where it was ended. */
export async function askCaretaker(client: Client, clock: BusinessClock, language: Language = 'en'): Promise<void> {
  await client.workflow.signalWithStart(workflowTypes.caretaker, {
    ...options(clock, language),
    signal: 'sweep',
    signalArgs: [],
  });
}
