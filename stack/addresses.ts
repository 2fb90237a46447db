import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Config } from '../config.ts';
import { readJson, writeFileAtOnce } from './files.ts';
import { runningLauncher } from './lock.ts';
import type { Environment } from './temporal/environment.ts';

/** Where a running system answers: its launcher notes it, so that commands beside it need not be told the ports again. */
const addressesSchema = z.record(z.string(), z.string());
const fileOf = (stackDir: string): string => join(stackDir, 'addresses.json');

/** Notes the addresses of a start, as the settings that name them. Readable by its owner only: a database's may hold a password. */
export function noteAddresses({ stackDir, api, database, temporal, tokenFile, uiLanguage }: Config): void {
  const addresses: Record<string, string> = {
    API_PORT: String(api.port),
    ...(database.url ? { DATABASE_URL: database.url } : { POSTGRES_PORT: String(database.port) }),
    ...(temporal.connection
      ? { TEMPORAL_ADDRESS: temporal.connection.address }
      : { TEMPORAL_PORT: String(temporal.port), TEMPORAL_UI_PORT: String(temporal.uiPort) }),
    TEMPORAL_NAMESPACE: temporal.namespace,
    // Not where, but as whom and in which words it is spoken to.
    TOKEN_FILE: tokenFile,
    UI_LANGUAGE: uiLanguage,
  };
  writeFileAtOnce(fileOf(stackDir), `${JSON.stringify(addresses, undefined, 2)}\n`);
}

export const dropAddresses = (stackDir: string): void => rmSync(fileOf(stackDir), { force: true });

/**
 * The environment with the addresses of the system that runs on its STACK_DIR for what it does not name itself. What a launcher
 * that was killed has left behind does not count: somebody else may listen there by now.
 */
export function besideRunning(environment: Environment): Environment {
  const stackDir = resolve(environment['STACK_DIR'] || '.stack');
  const noted = runningLauncher(stackDir) ? addressesSchema.safeParse(readJson(fileOf(stackDir))).data : undefined;
  // An empty value counts as not given.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value));
  return { ...noted, ...given };
}
