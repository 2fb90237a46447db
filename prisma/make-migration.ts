import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../stack/ports.ts';
import { startPostgres } from '../stack/postgres.ts';
import { pendingSql } from './migrate.ts';
import { prismaDir } from './schema-engine.ts';

/**
 * Writes the next migration: what changed in `schema.prisma` since the last one.
 *
 *     npx tsx prisma/make-migration.ts add-something
 */
async function main(): Promise<number> {
  const name = process.argv[2] ?? '';
  if (!/^[a-z0-9]+([-_][a-z0-9]+)*$/.test(name)) {
    process.stderr.write('Give the migration a name: npx tsx prisma/make-migration.ts add-something\n');
    return 1;
  }
  const dir = mkdtempSync(join(tmpdir(), 'migration-'));
  const postgres = await startPostgres({ dir, port: await freePort(), report: () => undefined });
  try {
    const sql = await pendingSql(postgres.url);
    if (sql === null) {
      process.stdout.write('schema.prisma and the migrations agree: there is nothing to write.\n');
      return 0;
    }
    const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
    const target = join(prismaDir(), 'migrations', `${stamp}_${name.replaceAll('-', '_')}`);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'migration.sql'), sql);
    process.stdout.write(
      `${join(target, 'migration.sql')}\nRead it: what drops a column or a table needs a word in the commit.\n`,
    );
    return 0;
  } finally {
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

process.exitCode = await main();
