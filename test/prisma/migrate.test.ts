import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectDatabase } from '../../prisma/client.ts';
import type { Database } from '../../prisma/client.ts';
import { knownMigrations, migrate, pendingSql } from '../../prisma/migrate.ts';
import { schemaFiles } from '../../prisma/schema-engine.ts';
import { startTestPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';

describe('migrations', () => {
  let postgres: TestPostgres;
  let db: Database;

  beforeAll(async () => {
    postgres = await startTestPostgres({ isMigrated: false });
    db = connectDatabase(postgres.url);
  });
  afterAll(async () => {
    await db.$disconnect();
    await postgres.stop();
  });

  test('the first run applies them all, the second none', async () => {
    expect(await migrate(postgres.url)).toEqual(knownMigrations());
    expect(knownMigrations().length).toBeGreaterThan(0);
    expect(await migrate(postgres.url)).toEqual([]);
    await db.setting.create({ data: { key: 'clock', value: { dayMs: 1 } } });
    expect(await db.setting.findMany()).toEqual([{ key: 'clock', value: { dayMs: 1 } }]);
  });

  test('lead to what schema.prisma says', async () => {
    expect(await pendingSql(postgres.url)).toBeNull();
    const changed = schemaFiles().map(([path, text]): [string, string] => [
      path,
      text.replace('  key   String @id', '  key   String @id\n  more  Int?'),
    ]);
    expect(await pendingSql(postgres.url, changed)).toContain('ADD COLUMN     "more" INTEGER');
  });

  test('run at once by two processes are applied once', async () => {
    const other = await startTestPostgres({ isMigrated: false });
    try {
      const runs = await Promise.all([migrate(other.url), migrate(other.url)]);
      expect(runs.flat()).toEqual(knownMigrations());
    } finally {
      await other.stop();
    }
  });
});
