import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import type { SqlMigrationAwareDriverAdapterFactory, SqlQuery, SqlResultSet } from '@prisma/driver-adapter-utils';
import { Client, Pool } from 'pg';
import type { QueryConfig } from 'pg';
import type * as Engine from '@prisma/schema-engine-wasm/schema_engine_bg';

/**
 * Prisma's own schema engine as WebAssembly: the same rules and the same `_prisma_migrations` table as the command line tool,
 * without its download, so `prisma migrate deploy` stays usable where it can be had.
 */
type EngineModule = typeof Engine & { __wbg_set_wasm(exports: Record<string, unknown>): void };

// Node has it; its types come with those of the browser, which we do not want here.
declare const WebAssembly: {
  instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

/** The engine wants to know what lies outside of Prisma's care; nothing does. */
export const noFilters: Engine.SchemaFilter = { externalTables: [], externalEnums: [] };

let loaded: Promise<EngineModule> | undefined;

async function load(): Promise<EngineModule> {
  // The package's types name what its glue exports but for the hook that hands it the compiled module.
  const glue = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as EngineModule;
  const entry = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm');
  const bytes = readFileSync(join(dirname(entry), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': patient(glue) });
  glue.__wbg_set_wasm(instance.exports);
  const start = instance.exports['__wbindgen_start'];
  if (typeof start === 'function') start();
  return glue;
}

/** The engine's ten-second watch over its lock is never called off: it must not keep a process alive that has finished. */
function patient(glue: object): Record<string, unknown> {
  const timer = (callback: () => void, ms: number) => setTimeout(callback, ms).unref();
  return Object.fromEntries(
    Object.entries(glue).map(([name, value]) => [name, name.startsWith('__wbg_setTimeout_') ? timer : value]),
  );
}

/** Runs `work` with an engine on the database at `url`; the engine and its connections are gone afterwards. */
export async function withSchemaEngine<T>(url: string, work: (engine: Engine.SchemaEngine) => Promise<T>): Promise<T> {
  loaded ??= load();
  const { SchemaEngine } = await loaded;
  const pools: Pool[] = [];
  const shadows: string[] = [];
  const connect = async (connectionString: string) => {
    const pool = catalogPool(connectionString);
    pools.push(pool);
    const connection = await new PrismaPg(pool).connect();
    const queryRaw = connection.queryRaw.bind(connection);
    return Object.assign(connection, { queryRaw: async (query: SqlQuery) => withCharacters(await queryRaw(query)) });
  };
  const adapter: SqlMigrationAwareDriverAdapterFactory = {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connect(url),
    connectToShadowDb: async () => {
      const name = `shadow_${randomUUID().replaceAll('-', '')}`;
      await execute(url, `CREATE DATABASE ${name}`);
      shadows.push(name);
      const shadowUrl = new URL(url);
      shadowUrl.pathname = `/${name}`;
      return connect(shadowUrl.href);
    },
  };
  const engine = await SchemaEngine.new(
    { datamodels: schemaFiles() },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(adapter),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
    // The engine leaves its connection open, and with it the lock that keeps a second migration out.
    await Promise.all(pools.map((pool) => pool.end()));
    for (const name of shadows) await execute(url, `DROP DATABASE ${name}`);
  }
}

// The adapter does not know Postgres's catalogue type `"char"`, for which the engine asks. It passes here under the name of its
// array type, which the catalogue does not use, and gets its own back afterwards.
const CHAR_OID = 18;
const CHAR_ARRAY_OID = 1002;

/** One connection only, so that ending it frees the engine's lock. */
function catalogPool(connectionString: string): Pool {
  const pool = new Pool({ connectionString, max: 1, connectionTimeoutMillis: 10_000 });
  pool.on('error', () => undefined);
  const query = pool.query.bind(pool);
  return Object.assign(pool, {
    query: async (config: QueryConfig) => {
      const result = await query(config);
      for (const field of result.fields) if (field.dataTypeID === CHAR_OID) field.dataTypeID = CHAR_ARRAY_OID;
      return result;
    },
  });
}

function withCharacters(result: SqlResultSet): SqlResultSet {
  const { Character, CharacterArray } = ColumnTypeEnum;
  return { ...result, columnTypes: result.columnTypes.map((type) => (type === CharacterArray ? Character : type)) };
}

async function execute(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The folder `prisma` of the sources, also when this runs compiled from `dist`. */
export function prismaDir(): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(dir, 'schema.prisma'))) {
    const up = dirname(dir);
    const beside = join(up, 'prisma');
    if (existsSync(join(beside, 'schema.prisma'))) return beside;
    if (up === dir) throw new Error('prisma/schema.prisma is missing.');
    dir = up;
  }
  return dir;
}

export function schemaFiles(): [path: string, content: string][] {
  const path = join(prismaDir(), 'schema.prisma');
  return [[path, readFileSync(path, 'utf8')]];
}

/** The migrations as they lie in their folder, oldest first. */
export function migrationList(): Engine.MigrationList {
  const baseDir = join(prismaDir(), 'migrations');
  const names = existsSync(baseDir) ? readdirSync(baseDir, { withFileTypes: true }) : [];
  const lockfile = join(baseDir, 'migration_lock.toml');
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: existsSync(lockfile) ? readFileSync(lockfile, 'utf8') : null,
    },
    shadowDbInitScript: '',
    migrationDirectories: names
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .toSorted()
      .map((name) => ({
        path: name,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok', value: readFileSync(join(baseDir, name, 'migration.sql'), 'utf8') },
        },
      })),
  };
}
