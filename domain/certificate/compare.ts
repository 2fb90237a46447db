import type { FollowUp } from '../follow-up/host.ts';
import { ANSWER_UNREAD, mergedInto, NOBODY_TO_RELAY, NOT_INTRODUCED, WAITS_FOR_RELAY } from '../notices/facts.ts';
import type { ExpectedFollowUp, Expectation, ExpectedNotice } from './expected.ts';

/** What became of something that had to be there. The first six are losses. */
export const Outcome = {
  /** No row of it is left. */
  missing: 'missing',
  /** The entity has not recorded what fell due. */
  stopped: 'stopped',
  /** Its reader's hour has come and gone, and it was not mailed: that postbox stands still. */
  late: 'late',
  /** It is said to have been sent, and the mail is not there. */
  'mail-missing': 'mail-missing',
  /** Of an open or ended follow-up. */
  'follow-up-missing': 'follow-up-missing',
  'follow-up-differs': 'follow-up-differs',
  failed: 'failed',
  unknown: 'unknown',
  /** Waits for a hand of ours: to be passed on, or for an introduction; also with what it was merged into. `since` says how long. */
  waiting: 'waiting',
  /** Waits for its reader's hour. */
  open: 'open',
  suppressed: 'suppressed',
  merged: 'merged',
  relayed: 'relayed',
  sent: 'sent',
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

const losses: ReadonlySet<Outcome> = new Set([
  Outcome.missing,
  Outcome.stopped,
  Outcome.late,
  Outcome['mail-missing'],
  Outcome['follow-up-missing'],
  Outcome['follow-up-differs'],
]);
/** Nothing is lost, and yet whoever was to hear of it has not. */
export const isIncomplete = (outcome: Outcome): boolean => isLoss(outcome) || outcome === Outcome.waiting;
export const isLoss = (outcome: Outcome): boolean => losses.has(outcome);

/** A notice as the ledger has it. */
export interface LedgerNotice {
  id: string;
  /** open | sent | merged | relayed | suppressed | failed | unknown */
  status: string;
  reason: string | null;
  postId: string | null;
  personId: string | null;
  mailId: string | null;
  /** ISO instant. */
  at: string;
  /** It should have been mailed by now. */
  isLate?: boolean;
}

export interface LedgerFollowUp {
  /** open | paused | reported | done | dropped | superseded | closed */
  status: string;
  dueOn: string;
}

/** What is stored of one entity. */
export interface Ledger {
  notices: ReadonlyMap<string, LedgerNotice>;
  followUps: ReadonlyMap<string, LedgerFollowUp>;
}

export interface CertificateRow {
  id: string;
  what: 'notice' | 'follow-up' | 'wake';
  outcome: Outcome;
  followUpId: string | null;
  kind: string | null;
  step: string | null;
  postId: string | null;
  personId: string | null;
  /** When it fell due, ISO instant. */
  dueAt: string;
  /** When it was recorded; null where it was not. */
  at: string | null;
  /** Why it was not sent, or how the row differs. */
  reason: string | null;
  /** Of what waits: since when, ISO instant. */
  since: string | null;
  /** The notice whose line stands for it. */
  mergedInto: string | null;
  mailId: string | null;
}

/** What had to be there set against what is stored: a row for each, nothing left out. */
export function compare(entityId: string, expected: Expectation, ledger: Ledger): CertificateRow[] {
  const told = expected.notices.flatMap((notice, index) =>
    noticeRows(notice, ledger, `${entityId}/not-recorded/${index}`),
  );
  const followUps = [...expected.followUps].flatMap(([id, now]) =>
    followUpRow(entityId, id, now, ledger.followUps.get(id)),
  );
  const { stoppedAt } = expected;
  const wake =
    stoppedAt === null ? [] : [{ ...blank, id: `${entityId}/wake`, what: 'wake' as const, dueAt: stoppedAt }];
  return [...wake, ...told, ...followUps];
}

const blank: CertificateRow = {
  id: '',
  what: 'notice',
  outcome: Outcome.stopped,
  followUpId: null,
  kind: null,
  step: null,
  postId: null,
  personId: null,
  dueAt: '',
  at: null,
  reason: null,
  since: null,
  mergedInto: null,
  mailId: null,
};

function noticeRows({ id, ...expected }: ExpectedNotice, { notices }: Ledger, otherwise: string): CertificateRow[] {
  const row: CertificateRow = { ...blank, ...expected, id: id ?? otherwise };
  if (id === null) return [row];
  const kept = notices.get(id);
  if (!kept) return [{ ...row, outcome: Outcome.missing }];
  const { postId, personId, reason, mailId } = kept;
  const into = mergedInto(reason);
  const outcome = outcomeOf(kept, into === null ? undefined : notices.get(into));
  const since = outcome === Outcome.waiting ? kept.at : null;
  // Who reads it was settled when it was written: a post may have been passed by.
  const read = { postId, personId, reason, mailId };
  return [{ ...row, ...read, at: row.at ?? kept.at, outcome, since, mergedInto: into }];
}

const waits: ReadonlySet<string | null> = new Set([WAITS_FOR_RELAY, NOBODY_TO_RELAY, NOT_INTRODUCED, ANSWER_UNREAD]);

/** @param into the notice whose line stands for it, where it is merged */
function outcomeOf({ status, reason, mailId, isLate }: LedgerNotice, into?: LedgerNotice): Outcome {
  switch (status) {
    // A mail that is deleted takes itself out of its notices.
    case 'sent':
    case 'failed':
    case 'unknown':
      return mailId === null ? Outcome['mail-missing'] : status;
    case 'open':
      return isLate ? Outcome.late : waits.has(reason) ? Outcome.waiting : status;
    case 'merged':
      // Told with something that nobody has passed on yet is not told.
      return mailId === null && into?.status === 'open' && waits.has(into.reason) ? Outcome.waiting : status;
    case 'relayed':
    case 'suppressed':
      return status;
    default:
      return Outcome.unknown;
  }
}

const isOpen = (status: string): boolean => ['open', 'paused', 'reported'].includes(status);

/** Only what is wrong: a follow-up is no duty to tell somebody, and what is right needs no line. */
function followUpRow(
  entityId: string,
  id: string,
  { now, firstDueAt }: ExpectedFollowUp,
  kept: LedgerFollowUp | undefined,
): CertificateRow[] {
  const reason = kept ? difference(now, kept) : null;
  if (kept && reason === null) return [];
  const outcome = kept ? Outcome['follow-up-differs'] : Outcome['follow-up-missing'];
  const dueAt = now?.dueAt ?? firstDueAt;
  const postId = now?.ownerPostId ?? null;
  return [{ ...blank, id: `${entityId}#${id}`, what: 'follow-up', outcome, followUpId: id, postId, dueAt, reason }];
}

function difference(now: FollowUp | null, { status, dueOn }: LedgerFollowUp): string | null {
  if (now === null) return isOpen(status) ? `${status}, has ended` : null;
  if (!isOpen(status)) return `${status}, is open`;
  return dueOn === now.dueOn ? null : `due ${dueOn}, is ${now.dueOn}`;
}
