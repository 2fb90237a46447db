import type { Client } from '@temporalio/client';
import type { Language } from '../domain/notices/names.ts';
import { TASK_QUEUE, workflowTypes } from '../workflows/inputs.ts';
import type { ImportInput } from '../workflows/inputs.ts';

/** Starts the import of a stored spreadsheet, or leaves alone the one that runs. One that was ended from outside goes on. */
export async function startImport(
  client: Client,
  { importId, rowCount }: Pick<ImportInput, 'importId' | 'rowCount'>,
  language: Language = 'en',
): Promise<void> {
  await client.workflow.start(workflowTypes.spreadsheetImport, {
    workflowId: importId,
    taskQueue: TASK_QUEUE,
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    args: [{ importId, rowCount, language } satisfies ImportInput],
    staticSummary: language === 'zh-CN' ? `表格导入：${rowCount} 行` : `Spreadsheet import: ${rowCount} rows`,
  });
}
