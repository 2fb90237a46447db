import { z } from 'zod';
import { progressOf } from '../../activities/import-rows.ts';
import type { RowCommand } from '../../domain/import/commands.ts';
import type { Fault } from '../../domain/import/faults.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import type { Database } from '../../prisma/client.ts';
import type { ApiDeps } from '../deps.ts';
import { Problem } from '../problem.ts';
import { fault } from './uploads.ts';

/** A spreadsheet whose rows are carried out one by one by a workflow: stored, begun, told of. */

export const shownImport = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    rows: z.number(),
    done: z.number(),
    failed: z.number(),
    left: z.number(),
    startedAt: z.string(),
    finishedAt: z.string().nullable(),
    /** The agreements, in the order of the rows. */
    agreements: z.array(z.object({ row: z.number(), agreementId: z.string() })),
    /** Rows that did not get to their end; an agreement that was begun is named. */
    failures: z.array(
      z.object({
        row: z.number(),
        agreementId: z.string().nullable(),
        reason: z.object({ code: z.string(), en: z.string(), zh: z.string() }),
      }),
    ),
    /** Of the rows that were left out when it was sent with skipFaulty. */
    faults: z.array(fault),
  })
  .meta({ id: 'SpreadsheetImport' });

const reasonSchema = z.object({ code: z.string(), en: z.string(), zh: z.string() });
const faultsSchema = z.array(fault);

export async function tell(db: Database, id: string): Promise<z.input<typeof shownImport>> {
  const found = await db.spreadsheetImport.findUnique({
    where: { id },
    include: { rows: { select: { row: true, status: true, entityId: true, reason: true }, orderBy: { row: 'asc' } } },
  });
  if (!found) throw new Problem('unknown-import', `There is no import ${id}.`, { detailZh: `没有导入 ${id}。` });
  const failed = found.rows.filter((row) => row.status === 'failed');
  return {
    id,
    name: found.name,
    rows: found.rowCount,
    ...(await progressOf(db, id)),
    startedAt: found.at.toISOString(),
    finishedAt: found.finishedAt?.toISOString() ?? null,
    agreements: found.rows.flatMap(({ row, status, entityId }) =>
      status === 'done' && entityId ? [{ row, agreementId: entityId }] : [],
    ),
    failures: failed.map(({ row, entityId, reason }) => ({
      row,
      agreementId: entityId,
      reason: reasonSchema.parse(reason),
    })),
    faults: faultsSchema.parse(found.faults),
  };
}

/** A row to be carried out; `entityId` where it goes into an agreement that is there. */
interface RowToStore {
  row: number;
  commands: readonly RowCommand[];
  entityId?: string;
}

const BATCH = 1_000;
const STORING_MS = 60_000;

/** Stored in one transaction; somebody who sends the same file at the same moment finds it there. */
export async function storeImport(
  db: Database,
  made: { id: string; name: string | undefined; actor: Prisma.InputJsonObject; at: string },
  { good, faults }: { good: readonly RowToStore[]; faults: readonly Fault[] },
): Promise<void> {
  const { id, name, actor, at } = made;
  const store = async (tx: Prisma.TransactionClient): Promise<void> => {
    const { count } = await tx.spreadsheetImport.createMany({
      data: [
        {
          id,
          name: name ?? null,
          actor,
          at,
          rowCount: good.length,
          faults: JSON.parse(JSON.stringify(faults)),
          // Where every row was recorded already there is nothing to wait for.
          finishedAt: good.length === 0 ? at : null,
        },
      ],
      skipDuplicates: true,
    });
    if (count === 0) return;
    for (let from = 0; from < good.length; from += BATCH) {
      const rows = good.slice(from, from + BATCH).map(({ commands, ...row }) => ({
        ...row,
        importId: id,
        commands: JSON.parse(JSON.stringify(commands)),
      }));
      await tx.importRow.createMany({ data: rows });
    }
  };
  await db.$transaction(store, { timeout: STORING_MS });
}

/** Has what is left be carried out. @throws Problem `engine-away` */
export async function begin(
  deps: Pick<ApiDeps, 'startImport'>,
  { id, rows }: { id: string; rows: number },
): Promise<void> {
  await deps.startImport({ importId: id, rowCount: rows }).catch(() => {
    // It stands in the rows; the same file again has it go on.
    throw new Problem('engine-away', 'The spreadsheet is stored and nothing of it is imported yet: send it again.', {
      detailZh: '表格已保存，尚未导入：请再次提交。',
    });
  });
}
