import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import type { DkimKey } from '../../mail/mime.ts';
import type { Database } from '../../prisma/client.ts';

/** What the postbox needs of the world. */
export interface PostboxDeps {
  db: Database;
  clock: BusinessClock;
  smtpUrl: string;
  /** "Cooperation office <cooperation@example.org>": who sends; its mailbox is read. */
  from: string;
  /** Base of links, no slash at the end. */
  publicUrl: string;
  linkSecret: string;
  /** Every mail has a sender of its own in the envelope, so that what comes back names it. Left out: yes. */
  hasOwnReturnPath?: boolean;
  /**
   * Answers come to us: `filed` to `reply+<mail id>@`, `sender` to the mailbox of `from`, each of which takes a way in; left out:
   * to the coordinator's mailbox.
   */
  replyTo?: 'filed' | 'sender' | 'coordinator';
  /** Where no relay signs. */
  dkim?: DkimKey;
  /** At most so many mails a minute to one domain, all persons together; left out: no limit of ours. */
  perDomainAndMinute?: { usual: number | null; byDomain: Readonly<Record<string, number>> };
  /** Mails of a demonstration say so. */
  isDemonstration: boolean;
  /** Wakes the postboxes of these people: a notice was handed to them. */
  wakePostboxes?: (personIds: readonly string[]) => Promise<void>;
  timing?: Partial<SendTiming>;
}

export interface SendTiming {
  /** Of the whole SMTP conversation, real milliseconds. */
  deadlineMs: number;
  /** How long a claim holds, by the database's clock. Longer than the deadline. */
  leaseMs: number;
  /** First wait after "try later" (4xx), doubled each time; at most `deferredMaxMs`, for `giveUpMs` altogether. */
  deferredMs: number;
  deferredMaxMs: number;
  giveUpMs: number;
  /** First wait after the server could not be reached, doubled each time up to `awayMaxMs`. */
  awayMs: number;
  awayMaxMs: number;
  /** Before a reminder of which nobody knows whether it arrived is sent once more. */
  ambiguousMs: number;
}

const MINUTE_MS = 60_000;
export const defaultTiming: SendTiming = {
  deadlineMs: 25_000,
  leaseMs: 40_000,
  deferredMs: 5 * MINUTE_MS,
  deferredMaxMs: 240 * MINUTE_MS,
  giveUpMs: 5 * 24 * 60 * MINUTE_MS,
  awayMs: 10_000,
  awayMaxMs: 10 * MINUTE_MS,
  ambiguousMs: MINUTE_MS,
};
