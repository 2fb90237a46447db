import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Database } from '../../prisma/client.ts';

/** Of a server that keeps its data in files of one folder. */
export function folderBytes(folder: string): number {
  return readdirSync(folder)
    .map((name) => statSync(join(folder, name)).size)
    .reduce((a, b) => a + b, 0);
}

/** With indexes and what is not yet vacuumed. */
export async function databaseBytes(db: Database): Promise<number> {
  const rows = z
    .array(z.object({ bytes: z.coerce.number() }))
    .parse(await db.$queryRaw`SELECT pg_database_size(current_database())::text AS bytes`);
  return rows[0]?.bytes ?? Number.NaN;
}

const tables = ['entity', 'event', 'command', 'text', 'follow_up', 'notice', 'mail', 'link'] as const;

/** Bytes of the rows themselves, as they are stored, by table. */
export async function rowBytes(db: Database): Promise<Map<string, { rows: number; bytes: number }>> {
  const found = new Map<string, { rows: number; bytes: number }>();
  for (const table of tables) {
    const [one] = z
      .array(z.object({ rows: z.number(), bytes: z.coerce.number() }))
      .parse(
        await db.$queryRawUnsafe(
          `SELECT count(*)::int AS rows, COALESCE(sum(pg_column_size(t.*)), 0)::text AS bytes FROM "${table}" t`,
        ),
      );
    if (one) found.set(table, one);
  }
  return found;
}
