import { migrationList, noFilters, schemaFiles, withSchemaEngine } from './schema-engine.ts';

/**
 * Brings a database up to the newest migration. Several callers at once are safe: the engine takes Postgres's advisory lock.
 *
 * @returns the names of the migrations applied now; none when it is up to date
 * @throws Error when one fails or was changed after it had been applied
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  return withSchemaEngine(databaseUrl, async (engine) => {
    const result = await engine.applyMigrations({ migrationsList: migrationList(), filters: noFilters });
    return result.appliedMigrationNames;
  });
}

/** The names of the migrations that this release brings, oldest first. */
export function knownMigrations(): string[] {
  return migrationList().migrationDirectories.map((directory) => directory.path);
}

/**
 * The SQL that leads from the migrations to `schema` (that of `schema.prisma`); null when they agree. Applies them to a scratch copy of the
 * database at `url`, whose user must be allowed to create databases.
 */
export async function pendingSql(url: string, schema = schemaFiles()): Promise<string | null> {
  const files = schema.map(([path, content]) => ({ path, content }));
  return withSchemaEngine(url, async (engine) => {
    const result = await engine.diff({
      from: { tag: 'migrations', ...migrationList() },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: noFilters,
    });
    return result.exitCode === 0 ? null : result.stdout;
  });
}
