import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import { businessNow } from '../domain/calendar/business-clock.ts';
import type { Language } from '../domain/notices/names.ts';
import type { Database } from '../prisma/client.ts';
import type { EntityGateway } from './gateway.ts';
import type { SendCode } from '../mail/code-mail.ts';

/** What the routes need of the world. */
export interface ApiDeps {
  db: Database;
  gateway: EntityGateway;
  clock: BusinessClock;
  /** Base of links to ourselves, no slash at the end. */
  publicUrl: string;
  /** Our own sender, "Office <office@example.org>": its domain tells which mail that comes back is ours. */
  mailFrom: string;
  /** Signs the links in mails. */
  linkSecret: string;
  logLevel: string;
  /** Takes the log's lines; the process's own output if left out. */
  logTo?: { write(line: string): void };
  /** Of what the Temporal UI shows of agreements that start here; English if left out. */
  uiLanguage?: Language;
  /** Mails and pages of a demonstration say so. */
  isDemonstration: boolean;
  /** Mails six digits to the addressee of a link. */
  sendCode: SendCode;
  /** Has the postboxes of these people look again: something that their mail waited for has changed. */
  wakePostboxes(personIds: readonly string[]): Promise<void>;
  /** Has a stored spreadsheet imported; one that runs already is left alone. */
  startImport(spreadsheet: { importId: string; rowCount: number }): Promise<void>;
  /** Has the caretaker look round now; without it nobody can be asked. */
  askCaretaker?(): Promise<void>;
  /** Requests a minute and caller, before 429. */
  requestsPerMinute?: number;
}

/** Business now as an ISO instant, UTC. */
export function nowOf(deps: Pick<ApiDeps, 'clock'>): string {
  return businessNow(deps.clock, Date.now());
}

/** Has postboxes look again after a change in the directory. Where Temporal is away, they look at their own next moment. */
export async function lookAgain(
  deps: Pick<ApiDeps, 'wakePostboxes'>,
  personIds: readonly (string | null)[],
): Promise<void> {
  const known = personIds.filter((id) => id !== null);
  await deps.wakePostboxes(known).catch(() => undefined);
}
