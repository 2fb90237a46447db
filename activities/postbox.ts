import { parseMailbox } from '../mail/mime.ts';
import { returnAddress } from '../mail/return-address.ts';
import { sendOnce } from '../mail/transport.ts';
import { catchingUp } from './postbox/catching-up.ts';
import { doChores } from './postbox/chores.ts';
import { defaultTiming } from './postbox/deps.ts';
import type { PostboxDeps } from './postbox/deps.ts';
import { draftMail } from './postbox/draft.ts';
import { claimMail, domainWaitMs, lockPerson, mayLeave, unfinishedMail } from './postbox/ledger.ts';
import type { Claim } from './postbox/ledger.ts';
import { settleAttempt } from './postbox/outcome.ts';
import { isReachable, nextMoment } from './postbox/reach.ts';
import { situationOf } from './postbox/situation.ts';
import type { Situation, Transaction } from './postbox/situation.ts';

export type { PostboxDeps } from './postbox/deps.ts';

export interface PostboxRequest {
  personId: string;
  /** Business now, from the workflow's clock: ISO instant, UTC. */
  at: string;
}

export interface NextMail {
  /** When there is something to do: an ISO instant of business time; null when all waits for others, or nothing is open. */
  reachAt: string | null;
  /** Open notices, the held ones included. */
  count: number;
}

export interface SendReport {
  /** `nothing`: no mail was due. `busy`: another attempt is under way or its wait is not over. */
  outcome: 'sent' | 'deferred' | 'refused' | 'unknown' | 'nothing' | 'busy';
  /** How many notices the mail told. */
  count: number;
  /** Real milliseconds until it is worth trying again, null when there is nothing to retry. */
  retryInMs: number | null;
}

export interface PostboxActivities {
  nextMail(request: PostboxRequest): Promise<NextMail>;
  sendMail(request: PostboxRequest): Promise<SendReport>;
}

/** All mail to one person: when, merged how, sent once, and what became of it, in rows. */
export function postboxActivities(deps: PostboxDeps): PostboxActivities {
  // A faulty sender is to show at the start, not with the first mail.
  parseMailbox(deps.from);
  const catchUpMs = catchingUp(deps.clock);
  return {
    async nextMail({ personId, at }) {
      const situation = await situationOf(deps.db, personId, at);
      if (!situation) return { reachAt: null, count: 0 };
      const unfinished = await unfinishedMail(deps.db, personId);
      return { reachAt: nextMoment(deps, situation, unfinished, at), count: situation.rows.size };
    },
    async sendMail({ personId, at }) {
      const prepared = await deps.db.$transaction((tx) => prepare(tx, { ...deps, catchUpMs }, personId, at), {
        timeout: 10_000,
        maxWait: 8_000,
      });
      await wake(deps, prepared.wake);
      return prepared.claim ? attempt(deps, prepared.claim, at) : prepared.report;
    },
  };
}

type Deps = PostboxDeps & { catchUpMs: ReturnType<typeof catchingUp> };

interface Prepared {
  claim: Claim | null;
  report: SendReport;
  wake: string[];
}

const nothing: SendReport = { outcome: 'nothing', count: 0, retryInMs: null };

/** Under the person's lock: what stands is checked again, one mail is written and frozen, or an unfinished one taken up. */
async function prepare(tx: Transaction, deps: Deps, personId: string, at: string): Promise<Prepared> {
  await lockPerson(tx, personId);
  const timing = { ...defaultTiming, ...deps.timing };
  const wakes: string[] = [];
  let unfinished = await unfinishedMail(tx, personId);
  if (unfinished?.status === 'sending' && unfinished.waitMs === 0 && unfinished.bodyLeft) {
    // Its worker is gone, and so is the server's answer.
    const lost = { outcome: 'ambiguous', detail: 'the sender was lost after the body had left' } as const;
    const settled = await settleAttempt(tx, deps, { mailId: unfinished.id, attempt: unfinished.attempt }, lost, at);
    wakes.push(...settled.wake);
    unfinished = await unfinishedMail(tx, personId);
  }
  if (unfinished && unfinished.waitMs > 0) {
    return { claim: null, report: { outcome: 'busy', count: 0, retryInMs: unfinished.waitMs }, wake: wakes };
  }
  // What may have arrived stays as it is, whatever has changed.
  if (unfinished && unfinished.ambiguousCount > 0) {
    return { claim: await claimMail(tx, unfinished.id, timing), report: nothing, wake: wakes };
  }
  // Asked first: what is recorded between the two is in the situation then.
  const catchUpMs = await deps.catchUpMs(tx, at);
  const situation = await situationOf(tx, personId, at);
  if (!situation) return { claim: null, report: nothing, wake: wakes };
  let mailId = unfinished?.id;
  if (unfinished && !(await stillSays(tx, unfinished, situation))) {
    await discard(tx, unfinished.id);
    mailId = undefined;
  }
  wakes.push(...(await doChores(tx, deps, situation, at)));
  const isDue = mailId !== undefined || (situation.plan.mail !== null && isReachable(deps, situation, at));
  if (isDue && catchUpMs > 0)
    return { claim: null, report: { outcome: 'busy', count: 0, retryInMs: catchUpMs }, wake: wakes };
  if (!mailId && isDue && situation.plan.mail) mailId = await draftMail(tx, deps, situation, situation.plan.mail, at);
  const crowdedMs = mailId ? await domainWaitMs(tx, situation.person.email ?? '', deps.perDomainAndMinute) : 0;
  if (crowdedMs > 0) return { claim: null, report: { outcome: 'busy', count: 0, retryInMs: crowdedMs }, wake: wakes };
  return { claim: mailId ? await claimMail(tx, mailId, timing) : null, report: nothing, wake: wakes };
}

/** Whether a mail that never left would be written the same today. */
async function stillSays(
  tx: Transaction,
  mail: { id: string; recipient: string; voice: string },
  { plan, person }: Situation,
): Promise<boolean> {
  const rows = await tx.notice.findMany({ where: { mailId: mail.id, status: 'open' }, select: { id: true } });
  const before = rows.map((row) => row.id).toSorted();
  const now = (plan.mail?.items ?? []).flatMap((item) => [item.notice, ...item.merged]).map((notice) => notice.id);
  return mail.recipient === person.email && JSON.stringify(before) === JSON.stringify(now.toSorted());
}

/** Its notices are free again for a mail that says how things stand now. */
async function discard(tx: Transaction, mailId: string): Promise<void> {
  await tx.notice.updateMany({ where: { mailId, status: 'open' }, data: { mailId: null, reason: null } });
  await tx.link.deleteMany({ where: { mailId, usedAt: null } });
  await tx.mail.update({
    where: { id: mailId },
    data: { status: 'suppressed', reason: 'written anew: what it told had changed' },
  });
}

async function attempt(deps: PostboxDeps, claim: Claim, at: string): Promise<SendReport> {
  const timing = { ...defaultTiming, ...deps.timing };
  const count = await deps.db.notice.count({ where: { mailId: claim.mailId } });
  const result = await sendOnce({
    smtpUrl: deps.smtpUrl,
    from: envelopeSender(deps, claim.mailId),
    to: claim.recipient,
    mime: Buffer.from(claim.mime),
    mayLeave: () => mayLeave(deps.db, claim, timing).catch(() => false),
    deadlineMs: timing.deadlineMs,
  });
  const settled = await deps.db.$transaction((tx) => settleAttempt(tx, deps, claim, result, at));
  await wake(deps, settled.wake);
  if (settled.outcome === 'lost') return { outcome: 'busy', count: 0, retryInMs: timing.leaseMs };
  return { outcome: settled.outcome, count, retryInMs: settled.retryInMs };
}

/** What the server may bounce to: an address that names this mail, where the provider lets us choose one. */
function envelopeSender({ from, hasOwnReturnPath = true }: PostboxDeps, mailId: string): string {
  const office = parseMailbox(from);
  return hasOwnReturnPath ? returnAddress('bounce', mailId, office) : office.address;
}

async function wake(deps: PostboxDeps, personIds: readonly string[]): Promise<void> {
  if (personIds.length > 0) await deps.wakePostboxes?.([...new Set(personIds)]);
}
