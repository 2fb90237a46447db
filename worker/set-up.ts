import { Connection } from '@temporalio/client';
import { loadConfig } from '../config.ts';
import { migrate } from '../prisma/migrate.ts';
import { connectionSettings } from '../temporal-connection.ts';
import { patiently, prepareNamespace } from '../temporal-namespace.ts';
import { searchAttributeTypes } from '../workflows/search-attributes.ts';

/**
 * Prepares the servers of a team installation and ends: the tables of Postgres, the namespace of Temporal, its search
 * attributes. Repeating it changes nothing, so it runs before every start.
 *
 *     node dist/worker/set-up.js
 */
async function step(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await patiently(work);
  } catch (error) {
    throw new Error(`${what}: could not be made ready.`, { cause: error });
  }
  process.stdout.write(`${what}: ready.\n`);
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
  await prepareNamespace(connection, namespace, searchAttributeTypes, step);
} finally {
  await connection.close();
}
