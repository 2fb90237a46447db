import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import { businessNow } from '../domain/calendar/business-clock.ts';
import type { Database } from '../prisma/client.ts';
import type { EntityGateway } from './gateway.ts';

/** What the routes need of the world. */
export interface ApiDeps {
  db: Database;
  gateway: EntityGateway;
  clock: BusinessClock;
  /** Base of links to ourselves, no slash at the end. */
  publicUrl: string;
  /** Signs the links in mails. */
  linkSecret: string;
  logLevel: string;
  /** Requests a minute and caller, before 429. */
  requestsPerMinute?: number;
}

/** Business now as an ISO instant, UTC. */
export function nowOf(deps: Pick<ApiDeps, 'clock'>): string {
  return businessNow(deps.clock, Date.now());
}
