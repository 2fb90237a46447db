import { undeliverableTaskOf } from '../../domain/notices/facts.ts';
import type { SendResult } from '../../mail/transport.ts';
import { defaultTiming } from './deps.ts';
import type { PostboxDeps, SendTiming } from './deps.ts';
import { backoffMs, settleMail, triedForMs } from './ledger.ts';
import type { Settlement } from './ledger.ts';
import { hostOf } from './situation.ts';
import type { NoticeRow, Transaction } from './situation.ts';
import { writeTask } from './tasks.ts';

export interface SettledMail {
  outcome: Settlement['status'] | 'lost';
  retryInMs: number | null;
  /** Whose postboxes are to be woken: a task for a person. */
  wake: string[];
}

/**
 * What an attempt means (MAIL.md): accepted is sent; refused ends it, and a person is asked; "later" and "not reached" are tried
 * again; of what may have arrived, a reminder of ours is sent once more with the same bytes, all else becomes `unknown` and a
 * person looks after it. A claim that was lost meanwhile writes nothing.
 */
export async function settleAttempt(
  tx: Transaction,
  deps: PostboxDeps,
  { mailId, attempt }: { mailId: string; attempt: number },
  result: SendResult,
  at: string,
): Promise<SettledMail> {
  const timing = { ...defaultTiming, ...deps.timing };
  const settlement = await judge(tx, { mailId, attempt }, result, timing);
  if (!(await settleMail(tx, mailId, attempt, settlement))) return { outcome: 'lost', retryInMs: null, wake: [] };
  const wake = await settleNotices(tx, mailId, settlement, result, at);
  return { outcome: settlement.status, retryInMs: settlement.retryInMs ?? null, wake };
}

async function judge(
  tx: Transaction,
  { mailId, attempt }: { mailId: string; attempt: number },
  { outcome, detail }: SendResult,
  timing: SendTiming,
): Promise<Settlement> {
  switch (outcome) {
    case 'accepted':
      return { status: 'sent', reason: null };
    case 'refused':
      return { status: 'refused', reason: detail };
    case 'deferred':
      if ((await triedForMs(tx, mailId)) > timing.giveUpMs) return { status: 'refused', reason: `given up: ${detail}` };
      return {
        status: 'deferred',
        reason: detail,
        retryInMs: backoffMs(attempt, timing.deferredMs, timing.deferredMaxMs),
      };
    // A server that has enough of us is not asked again within seconds, as one that is not there.
    case 'not-now':
      return {
        status: 'deferred',
        reason: detail,
        retryInMs: backoffMs(attempt, timing.deferredMs, timing.deferredMaxMs),
      };
    case 'our-fault':
    case 'not-sent':
      return {
        status: 'deferred',
        reason: outcome === 'our-fault' ? `our own mail server refuses us: ${detail}` : detail,
        retryInMs: backoffMs(attempt, timing.awayMs, timing.awayMaxMs),
      };
    case 'ambiguous':
      return (await isSentOnceMore(tx, mailId))
        ? { status: 'deferred', reason: `maybe sent: ${detail}`, retryInMs: timing.ambiguousMs, isAmbiguous: true }
        : { status: 'unknown', reason: `maybe sent: ${detail}`, isAmbiguous: true };
  }
}

/** A reminder of ours may come twice; an escalation or a mail to a partner may not. */
async function isSentOnceMore(tx: Transaction, mailId: string): Promise<boolean> {
  const mail = await tx.mail.findUniqueOrThrow({
    where: { id: mailId },
    select: { ambiguousCount: true, voice: true },
  });
  const escalations = await tx.notice.count({ where: { mailId, kind: 'escalation' } });
  return mail.ambiguousCount === 0 && mail.voice === 'ours' && escalations === 0;
}

/**
 * What another server says of a mail that ours had accepted. For good: as if it had been refused at once. A wait is only noted.
 * A repeat, or a word on a mail that never left, changes nothing. Returns whose postboxes are to be woken.
 */
export async function settleBounce(
  tx: Transaction,
  mailId: string,
  { isFinal, detail }: { isFinal: boolean; detail: string },
  at: string,
): Promise<{ isNews: boolean; wake: string[] }> {
  const where = { id: mailId, status: { in: ['sent', 'unknown'] } };
  if (!isFinal) {
    const { count } = await tx.mail.updateMany({ where, data: { reason: `delayed: ${detail}` } });
    return { isNews: count > 0, wake: [] };
  }
  const reason = `bounced: ${detail}`;
  const { count } = await tx.mail.updateMany({ where, data: { status: 'refused', reason } });
  if (count === 0) return { isNews: false, wake: [] };
  const told = await tx.notice.findMany({ where: { mailId, status: { in: ['sent', 'unknown'] } } });
  await tx.notice.updateMany({
    where: { id: { in: told.map((row) => row.id) } },
    data: { status: 'failed', reason, settledAt: new Date(at) },
  });
  return { isNews: true, wake: await tellSomebody(tx, mailId, told, { result: { outcome: 'refused' }, at }) };
}

async function settleNotices(
  tx: Transaction,
  mailId: string,
  { status, reason }: Settlement,
  result: SendResult,
  at: string,
): Promise<string[]> {
  const settledAt = new Date(at);
  const where = { mailId, status: 'open' };
  const merged = { ...where, reason: { startsWith: 'merged: ' } };
  switch (status) {
    case 'deferred':
      return [];
    case 'sent':
      await tx.notice.updateMany({ where: merged, data: { status: 'merged', settledAt } });
      await tx.notice.updateMany({ where, data: { status: 'sent', settledAt } });
      return [];
    case 'refused':
    case 'unknown': {
      const open = await tx.notice.findMany({ where });
      await tx.notice.updateMany({ where: merged, data: { status: 'merged', settledAt } });
      await tx.notice.updateMany({
        where,
        data: { status: status === 'refused' ? 'failed' : 'unknown', reason, settledAt },
      });
      return tellSomebody(tx, mailId, open, { result, at });
    }
  }
}

/** A task for a person: what did not arrive, or may not have. A task that itself went astray makes no further one. */
async function tellSomebody(
  tx: Transaction,
  mailId: string,
  notices: readonly NoticeRow[],
  { result, at }: { result: Pick<SendResult, 'outcome'>; at: string },
): Promise<string[]> {
  const mail = await tx.mail.findUniqueOrThrow({ where: { id: mailId } });
  if (result.outcome === 'refused') {
    await tx.person.update({ where: { id: mail.personId }, data: { refusedEmail: mail.recipient } });
  }
  const notice = notices.find((row) => row.kind !== 'undeliverable');
  if (!notice) return [];
  const entity = await tx.entity.findUnique({ where: { id: notice.entityId } });
  const person = await tx.person.findUniqueOrThrow({ where: { id: mail.personId } });
  const task = {
    id: undeliverableTaskOf(mailId),
    kind: 'undeliverable' as const,
    notice,
    facts: { personId: mail.personId, noticeId: notice.id, language: person.language },
  };
  const told = entity ? await writeTask(tx, { ...entity, host: hostOf(entity) }, task, at) : null;
  return told ? [told] : [];
}
