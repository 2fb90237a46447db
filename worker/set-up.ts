import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { loadConfig } from '../config.ts';
import { migrate } from '../prisma/migrate.ts';
import { connectionSettings } from '../temporal-connection.ts';
import { ensureNamespace, ensureRetention, ensureSearchAttributes } from '../temporal-namespace.ts';
import { searchAttributeTypes } from '../workflows/search-attributes.ts';

/**
 * Prepares the servers of a team installation and ends: the tables of Postgres, the namespace of Temporal, its search
 * attributes. Repeating it changes nothing, so it runs before every start.
 *
 *     node dist/worker/set-up.js
 */
const TRIES = 60;
const PAUSE_MS = 1_000;

/** A server that has just come up refuses for a while: a new namespace is known to all its parts only after some seconds. */
async function patiently(what: string, work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await work();
      process.stdout.write(`${what}: ready.\n`);
      return;
    } catch (error) {
      if (attempt >= TRIES) throw new Error(`${what}: not ready after ${TRIES} tries.`, { cause: error });
      await sleep(PAUSE_MS);
    }
  }
}

const config = loadConfig(process.env);
const databaseUrl = config.database.url;
if (!databaseUrl) throw new Error('DATABASE_URL: the set-up needs it.');

// A migration that fails will fail again: it is not repeated.
const applied = await migrate(databaseUrl);
process.stdout.write(`Tables: ${applied.length === 0 ? 'up to date' : `applied ${applied.join(', ')}`}.\n`);

const { namespace } = config.temporal;
const connection = await Connection.connect(connectionSettings(config.temporal));
try {
  await patiently(`Namespace ${namespace}`, () => ensureNamespace(connection, namespace));
  await patiently('Retention', () => ensureRetention(connection, namespace));
  await patiently('Search attributes', () => ensureSearchAttributes(connection, namespace, searchAttributeTypes));
} finally {
  await connection.close();
}
