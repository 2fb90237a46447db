import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from './generated/client.ts';

/** The database as the rest of the system sees it. */
export type Database = PrismaClient;

export interface DatabaseOptions {
  /** Connections at the most; the others wait for one. */
  maxConnections?: number;
  /** A query without an answer after this long fails: a frozen Postgres would hang it for ever. */
  queryTimeoutMs?: number;
  /** Told of connections that broke while idle (a restart of Postgres); the pool mends itself. */
  onPoolError?: (error: Error) => void;
}

/**
 * Connects lazily, at the first query; so it never fails itself. End it by `$disconnect()`.
 *
 * @param url `postgresql://user:password@host:port/database`
 */
export function connectDatabase(url: string, options: DatabaseOptions = {}): Database {
  const { maxConnections = 10, queryTimeoutMs = 4_000, onPoolError = () => undefined } = options;
  const adapter = new PrismaPg(
    {
      connectionString: url,
      max: maxConnections,
      query_timeout: queryTimeoutMs,
      connectionTimeoutMillis: queryTimeoutMs,
      idleTimeoutMillis: 30_000,
      application_name: 'cooperation-follow-up',
    },
    // Without a listener, the next Postgres restart would end the process.
    { onPoolError, onConnectionError: onPoolError },
  );
  return new PrismaClient({ adapter });
}
