import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { loadConfig } from '../config.ts';
import { connectDatabase } from '../prisma/client.ts';
import { connectionSettings } from '../temporal-connection.ts';
import { restoreAgreement } from '../worker/restore.ts';
import { besideRunning } from './addresses.ts';
import { embeddedDatabaseUrl } from './postgres.ts';

const CONNECT_MS = 5_000;

/**
 * `npm run restore -- <agreement id>`: puts an agreement that was terminated or lost in Temporal back from Postgres.
 * The system must be running.
 * @returns the exit code
 */
export async function restore(
  agreementId: string | undefined,
  environment: Record<string, string | undefined>,
  print: (text: string) => void = console.log,
): Promise<number> {
  if (!agreementId) {
    print('Which one? npm run restore -- agreement-2026-0001-...');
    return 1;
  }
  const config = loadConfig(besideRunning(environment));
  const url = config.database.url ?? embeddedDatabaseUrl(join(config.stackDir, 'postgres'), config.database.port);
  if (!url) {
    print(`There is no data in ${config.stackDir}: start the system first, or set DATABASE_URL.`);
    return 1;
  }
  const { address, ...security } = connectionSettings(config.temporal);
  const connection = await Connection.connect({ address, ...security, connectTimeout: CONNECT_MS }).catch(() => null);
  if (!connection) {
    print(`Temporal at ${address} does not answer. Is the system running? npm start`);
    return 1;
  }
  const db = connectDatabase(url, { maxConnections: 2 });
  try {
    const client = new Client({ connection, namespace: config.temporal.namespace });
    const restored = await restoreAgreement(db, client, agreementId, config.uiLanguage);
    for (const { id, outcome } of restored) print(`${id}: ${outcome}`);
    return 0;
  } catch (error) {
    print(error instanceof Error ? error.message : String(error));
    return 1;
  } finally {
    await connection.close();
    await db.$disconnect();
  }
}
