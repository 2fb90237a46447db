import { findOutcome } from '../api/entity-commands.ts';
import { rowRunner } from '../api/imports/run-row.ts';
import { temporalGateway } from '../api/temporal-gateway.ts';
import type { ImportDeps } from '../activities/import-rows.ts';
import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import type { Client } from '@temporalio/client';
import type { Language } from '../domain/notices/names.ts';
import type { Database } from '../prisma/client.ts';

/**
 * How a worker sends commands where it has to (an import): the API's own way, so that there is only one. The one place where
 * the worker knows the API.
 *
 * @param client of a connection without the SDK's silent repeats, as the API's
 */
export function commandSender(deps: {
  db: Database;
  client: Client;
  clock: BusinessClock;
  uiLanguage?: Language;
}): ImportDeps {
  const { db, client, clock } = deps;
  const gateway = temporalGateway({ client, findOutcome: (commandId) => findOutcome(db, commandId) });
  return { db, clock, ...rowRunner({ ...deps, gateway }) };
}
