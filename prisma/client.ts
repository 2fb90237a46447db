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
    {
      // Without a listener, the next Postgres restart would end the process.
      onPoolError,
      onConnectionError: onPoolError,
      statementNameGenerator: nameStatements(),
    },
  );
  return new PrismaClient({ adapter });
}

/** Enough for the statements that every command waits for; lists of ids in a statement make ever new ones. */
const NAMED_STATEMENTS = 200;

/** A statement with a name is parsed and planned once a connection, which costs more than running most of ours. */
function nameStatements(): (query: { sql: string }) => string {
  const names = new Map<string, string>();
  return ({ sql }) => {
    const known = names.get(sql);
    if (known !== undefined) return known;
    // Without a name it is planned each time.
    if (names.size >= NAMED_STATEMENTS) return '';
    const name = `s${names.size}`;
    names.set(sql, name);
    return name;
  };
}
