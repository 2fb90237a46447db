import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../prisma/migrate.ts';
import { freePort } from '../../stack/ports.ts';
import { startPostgres } from '../../stack/postgres.ts';

export interface TestPostgres {
  url: string;
  port: number;
  pid: number;
  stop(): Promise<void>;
}

/** A Postgres of its own on a free port and in a temporary folder, migrated unless `isMigrated` is false. */
export async function startTestPostgres({ isMigrated = true } = {}): Promise<TestPostgres> {
  const dir = mkdtempSync(join(tmpdir(), 'postgres-'));
  const port = await freePort();
  const postgres = await startPostgres({ dir, port, report: () => undefined });
  const stop = async () => {
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    if (isMigrated) await migrate(postgres.url);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: postgres.url, port, pid: postgres.pid, stop };
}
