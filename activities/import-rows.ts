import { z } from 'zod';
import type { Actor } from '../domain/decider.ts';
import { Role } from '../domain/decider.ts';
import type { RowCommand } from '../domain/import/commands.ts';
import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import { businessNow } from '../domain/calendar/business-clock.ts';
import type { Database } from '../prisma/client.ts';

/** A row of a spreadsheet as it is to be run. */
export interface RowToRun {
  importId: string;
  row: number;
  actor: Actor;
  commands: RowCommand[];
  laterByWorkingDays: number;
  /** The agreement that it is recorded in; null for a row that becomes one. */
  intoId: string | null;
}
/** What became of it: its agreement, and why it did not get to its end. */
export interface RanRow {
  entityId: string | null;
  reason: { code: string; en: string; zh: string } | null;
}

export interface ImportDeps {
  db: Database;
  clock: BusinessClock;
  /** Sends a row's commands the way that the API sends commands. Throws what is to be tried again. */
  run(row: RowToRun): Promise<RanRow>;
  /** By how many working days the row's default dates are to be moved, `atLeast` so many. */
  spread(row: Omit<RowToRun, 'laterByWorkingDays'>, atLeast: number): Promise<number>;
}

/** Numbers only: what the rows say stays in Postgres. */
export interface ImportProgress {
  done: number;
  failed: number;
  left: number;
}

export interface ImportActivities {
  importNextRow(request: { importId: string }): Promise<ImportProgress>;
}

/** Who decided, as it is kept with what is carried out later. */
export const storedActor = z.object({ id: z.string(), personId: z.string().optional() });
const actorSchema = z.object({ id: z.string(), personId: z.string().optional(), roles: z.array(z.enum(Role)) });
const commandsSchema = z.array(z.object({ name: z.string(), body: z.record(z.string(), z.unknown()) })).min(1);

/** Imports a spreadsheet row by row. What is done stands in the rows, so it goes on wherever it was left. */
export function importActivities(deps: ImportDeps): ImportActivities {
  const { db } = deps;
  const now = (): Date => new Date(businessNow(deps.clock, Date.now()));
  return {
    async importNextRow({ importId }) {
      const next = await db.importRow.findFirst({
        where: { importId, status: 'waiting' },
        orderBy: { row: 'asc' },
        include: { import: true },
      });
      if (next) {
        const { row } = next;
        const commands = commandsSchema.parse(next.commands);
        const asked = {
          importId,
          row,
          actor: actorSchema.parse(next.import.actor),
          commands,
          // A row that was run before has the id of what it became.
          intoId: commands[0]?.name === 'startAgreement' ? null : next.entityId,
        };
        // Kept before it is used: a row that is run again is the same row.
        const laterByWorkingDays = next.laterByWorkingDays ?? (await deps.spread(asked, await spreadBefore(db, asked)));
        await db.importRow.update({ where: { importId_row: { importId, row } }, data: { laterByWorkingDays } });
        const { entityId, reason } = await deps.run({ ...asked, laterByWorkingDays });
        await db.importRow.update({
          where: { importId_row: { importId, row } },
          data: { status: reason ? 'failed' : 'done', ...(reason ? { reason } : {}), entityId, settledAt: now() },
        });
      }
      const progress = await progressOf(db, importId);
      if (progress.left === 0) {
        await db.spreadsheetImport.updateMany({
          where: { id: importId, finishedAt: null },
          data: { finishedAt: now() },
        });
      }
      return progress;
    },
  };
}

export async function progressOf(db: Database, importId: string): Promise<ImportProgress> {
  const groups = await db.importRow.groupBy({ by: ['status'], where: { importId }, _count: true });
  const count = (status: string): number => groups.find((group) => group.status === status)?._count ?? 0;
  return { done: count('done'), failed: count('failed'), left: count('waiting') };
}

/** How far the row before it of the same home unit, or into the same agreement, was moved: days fill up in order. */
async function spreadBefore(db: Database, { importId, row, commands, intoId }: Omit<RowToRun, 'laterByWorkingDays'>) {
  if (intoId !== null) {
    const into = await db.importRow.findFirst({
      where: { importId, row: { lt: row }, entityId: intoId, laterByWorkingDays: { not: null } },
      orderBy: { row: 'desc' },
    });
    return into?.laterByWorkingDays ?? 0;
  }
  const before = await db.$queryRaw<{ days: number }[]>`
    SELECT "laterByWorkingDays" AS days FROM import_row
    WHERE "importId" = ${importId} AND row < ${row} AND "laterByWorkingDays" IS NOT NULL
      AND commands->0->'body'->>'homeUnitId' = ${String(commands[0]?.body['homeUnitId'])}
    ORDER BY row DESC LIMIT 1`;
  return before[0]?.days ?? 0;
}
