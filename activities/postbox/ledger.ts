import type { Database } from '../../prisma/client.ts';
import type { PostboxDeps, SendTiming } from './deps.ts';
import type { Transaction } from './situation.ts';

/**
 * The rows that say what became of a mail. Claims and leases go by the database's clock, so that a worker whose own clock is
 * wrong, or which was frozen, sends nothing twice. `attempt` is the fence: who does not hold the latest one changes nothing.
 */

export interface Claim {
  mailId: string;
  attempt: number;
  recipient: string;
  mime: Uint8Array;
  /** Of this machine's monotonic clock. */
  claimedAtMs: number;
}

export interface Unfinished {
  id: string;
  attempt: number;
  status: string;
  recipient: string;
  voice: string;
  ambiguousCount: number;
  bodyLeft: boolean;
  /** Real milliseconds until it may be tried again; 0 now. */
  waitMs: number;
}

/** The mail of a person that has not come to an end; there is at most one, because drafts are made under the person's lock. */
export async function unfinishedMail(tx: Transaction, personId: string): Promise<Unfinished | null> {
  const rows = await tx.$queryRaw<Unfinished[]>`
    SELECT id, attempt, status, recipient, voice, "ambiguousCount", "realBodyLeftAt" IS NOT NULL AS "bodyLeft",
      GREATEST(0, CEIL(EXTRACT(EPOCH FROM (
        COALESCE(CASE WHEN status = 'sending' THEN "realLeaseUntil" ELSE "realNextTryAt" END, now() AT TIME ZONE 'UTC')
          - (now() AT TIME ZONE 'UTC'))) * 1000))::int AS "waitMs"
    FROM mail WHERE "personId" = ${personId} AND status IN ('pending', 'sending', 'deferred')
    ORDER BY at, id LIMIT 1`;
  return rows[0] ?? null;
}

/** One at a time for each person: the lock ends with the transaction. */
export async function lockPerson(tx: Transaction, personId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`postbox ${personId}`}, 0))`;
}

/**
 * Real milliseconds until the receiving domain takes one more mail, 0 for now: providers put off whoever comes too fast. Under a
 * lock of the domain, which ends with the claim's transaction; a mail counts from the moment its body left, or while it is sent.
 */
export async function domainWaitMs(
  tx: Transaction,
  recipient: string,
  rate: PostboxDeps['perDomainAndMinute'],
): Promise<number> {
  const domain = recipient.slice(recipient.lastIndexOf('@') + 1).toLowerCase();
  const perMinute = rate?.byDomain[domain] ?? rate?.usual;
  if (!perMinute) return 0;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`domain ${domain}`}, 0))`;
  const rows = await tx.$queryRaw<{ waitMs: number }[]>`
    SELECT CEIL(60000 - EXTRACT(EPOCH FROM ((now() AT TIME ZONE 'UTC') - at)) * 1000)::int AS "waitMs" FROM (
      SELECT COALESCE("realBodyLeftAt", now() AT TIME ZONE 'UTC') AS at FROM mail
      WHERE lower(split_part(recipient, '@', 2)) = ${domain}
        AND ((status = 'sending' AND "realLeaseUntil" > (now() AT TIME ZONE 'UTC'))
          OR "realBodyLeftAt" > (now() AT TIME ZONE 'UTC') - interval '1 minute')
    ) AS recent ORDER BY at DESC OFFSET ${perMinute - 1}::int LIMIT 1`;
  return Math.max(0, rows[0]?.waitMs ?? 0);
}

/** Takes a mail for sending; null if somebody else has it. */
export async function claimMail(tx: Transaction, mailId: string, timing: SendTiming): Promise<Claim | null> {
  const rows = await tx.$queryRaw<{ attempt: number; recipient: string; mime: Uint8Array }[]>`
    UPDATE mail SET status = 'sending', attempt = attempt + 1, "realBodyLeftAt" = NULL,
      "realFirstTryAt" = COALESCE("realFirstTryAt", now() AT TIME ZONE 'UTC'),
      "realLeaseUntil" = (now() AT TIME ZONE 'UTC') + make_interval(secs => ${timing.leaseMs / 1000}::float8)
    WHERE id = ${mailId} AND (status IN ('pending', 'deferred')
      OR (status = 'sending' AND "realLeaseUntil" < (now() AT TIME ZONE 'UTC')))
    RETURNING attempt, recipient, mime`;
  const row = rows[0];
  return row ? { mailId, ...row, claimedAtMs: performance.now() } : null;
}

/** Asked after the server's 354: is the claim still ours? A frozen worker that wakes up here sends nothing. */
export async function mayLeave(db: Database, claim: Claim, timing: SendTiming): Promise<boolean> {
  const changed = await db.$executeRaw`
    UPDATE mail SET "realBodyLeftAt" = now() AT TIME ZONE 'UTC'
    WHERE id = ${claim.mailId} AND attempt = ${claim.attempt} AND status = 'sending'
      AND "realLeaseUntil" > (now() AT TIME ZONE 'UTC')`;
  // Frozen between the two: the monotonic clock went on.
  return changed === 1 && performance.now() - claim.claimedAtMs < timing.leaseMs;
}

export interface Settlement {
  status: 'sent' | 'refused' | 'unknown' | 'deferred';
  reason: string | null;
  /** Real milliseconds until the next try. */
  retryInMs?: number;
  isAmbiguous?: boolean;
}

/** Writes an outcome; false if the claim was lost meanwhile, and nothing is written. */
export async function settleMail(
  tx: Transaction,
  mailId: string,
  attempt: number,
  { status, reason, retryInMs, isAmbiguous }: Settlement,
): Promise<boolean> {
  const changed = await tx.$executeRaw`
    UPDATE mail SET status = ${status}, reason = ${reason},
      "ambiguousCount" = "ambiguousCount" + ${isAmbiguous ? 1 : 0}::int,
      "realSentAt" = CASE WHEN ${status}::text = 'sent' THEN now() AT TIME ZONE 'UTC' END,
      "realNextTryAt" = CASE WHEN ${retryInMs ?? null}::float8 IS NOT NULL
        THEN (now() AT TIME ZONE 'UTC') + make_interval(secs => ${(retryInMs ?? 0) / 1000}::float8) END
    WHERE id = ${mailId} AND attempt = ${attempt} AND status = 'sending'`;
  return changed === 1;
}

/** Doubled with each attempt from `firstMs` to `maxMs`. */
export function backoffMs(attempt: number, firstMs: number, maxMs: number): number {
  return Math.min(maxMs, firstMs * 2 ** Math.min(20, Math.max(0, attempt - 1)));
}

/** Real milliseconds for which a mail has been tried. */
export async function triedForMs(tx: Transaction, mailId: string): Promise<number> {
  const rows = await tx.$queryRaw<{ ms: number }[]>`
    SELECT (EXTRACT(EPOCH FROM ((now() AT TIME ZONE 'UTC') - "realFirstTryAt")) * 1000)::float8 AS ms FROM mail WHERE id = ${mailId}`;
  return rows[0]?.ms ?? 0;
}
