import { makeContinueAsNewFunc, proxyActivities, setCurrentDetails } from '@temporalio/workflow';
import type { ImportActivities, ImportProgress } from '../activities/import-rows.ts';
import { workflowTypes } from './inputs.ts';
import type { ImportInput } from './inputs.ts';

/**
 * The import of one spreadsheet, row by row. What is done stands in Postgres: the workflow only sees to it that somebody goes
 * on, so it may be ended and started anew at any point.
 */
const { importNextRow } = proxyActivities<ImportActivities>({
  startToCloseTimeout: '45s',
  // Temporal or Postgres may be away for a while; the row waits for them.
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '10s' },
});

/** Six events each: a run stays below the 420 that are read and replayed at one look. */
const ROWS_PER_RUN = 60;

const words = {
  en: {
    row: (n: number, of: number) => `row ${n} of ${of}`,
    stands: ({ done, failed, left }: ImportProgress) => `${done} imported, ${failed} not possible, ${left} to come`,
  },
  'zh-CN': {
    row: (n: number, of: number) => `第 ${n} 行，共 ${of} 行`,
    stands: ({ done, failed, left }: ImportProgress) => `已导入 ${done}，未能导入 ${failed}，待处理 ${left}`,
  },
} as const;

export async function spreadsheetImport(input: ImportInput): Promise<ImportProgress> {
  const say = words[input.language ?? 'en'];
  let settled = input.settled ?? 0;
  for (let round = 0; round < ROWS_PER_RUN; round += 1) {
    const next = Math.min(settled + 1, input.rowCount);
    const progress = await importNextRow.executeWithOptions({ summary: say.row(next, input.rowCount) }, [
      { importId: input.importId },
    ]);
    setCurrentDetails(say.stands(progress));
    if (progress.left === 0) return progress;
    settled = progress.done + progress.failed;
  }
  return makeContinueAsNewFunc<typeof spreadsheetImport>({ workflowType: workflowTypes.spreadsheetImport })({
    ...input,
    settled,
  });
}
