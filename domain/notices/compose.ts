import { dayMs } from '../calendar/local-date.ts';
import { generalValues } from '../policy/general.ts';
import { byUrgency, isSheet, standsForItself } from './kinds.ts';
import { waitsForReturn } from './timing.ts';
import { Voice } from './facts.ts';
import type { Addressee, Suppression, WaitingNotice } from './facts.ts';
import { suppression } from './suppress.ts';

/** Outsiders get at most this many mails in seven days over all cooperations, meeting changes excepted (DOMAIN 2a). */
export const outsideMailsPerWeek = generalValues['outsiders.mailsPerWeek'].value;
/** For so long nobody is written to about what they have just answered by mail (DOMAIN 2a "Replies"). */
export const answeredPauseWorkingDays = generalValues['replies.pauseWorkingDays'].value;

export type HoldReason = 'absent' | 'not-introduced' | 'weekly-limit' | 'answered-by-mail' | 'answer-unread';

export interface PlannedItem {
  notice: WaitingNotice;
  /** Weaker notices about the same follow-up, told by this one. */
  merged: WaitingNotice[];
}

/** What becomes of each open notice of one person. Every notice is in exactly one place. */
export interface MailPlan {
  /** Null when nothing is to be sent now. */
  mail: { voice: Voice; items: PlannedItem[] } | null;
  /** To be passed on by our liaison: no address, another channel is preferred, or a date that the week's mails leave no time for. */
  relays: PlannedItem[];
  /** Stays open until something happens: an introduction, the week is over, or an answer was read; `untilAt` is an ISO instant where that is known. */
  held: { notice: WaitingNotice; reason: HoldReason; untilAt: string | null }[];
  suppressed: { notice: WaitingNotice; reason: Suppression }[];
  /** For a mail of its own right after this one: a mail speaks in one voice, and an introduction stands alone. */
  later: WaitingNotice[];
}

/**
 * From the open notices of one person to one mail. Pure.
 *
 * @param recentMailAts instants (business time) of the mails of the last seven days that count for the weekly limit
 */
export function planMail(
  addressee: Addressee,
  notices: readonly WaitingNotice[],
  { at, recentMailAts }: { at: string; recentMailAts: readonly string[] },
): MailPlan {
  const plan: MailPlan = { mail: null, relays: [], held: [], suppressed: [], later: [] };
  const live: WaitingNotice[] = [];
  for (const notice of notices) {
    const reason = suppression(addressee, notice);
    const { backAt } = addressee;
    if (reason) plan.suppressed.push({ notice, reason });
    else if (backAt !== undefined && waitsForReturn(notice.kind)) {
      plan.held.push({ notice, reason: 'absent', untilAt: backAt });
    } else live.push(notice);
  }
  if (!addressee.takesMail) return { ...plan, relays: merge(live) };

  const untilAt = addressee.isOurs ? null : weekEndsAt(at, recentMailAts);
  const ready: WaitingNotice[] = [];
  const urgent: WaitingNotice[] = [];
  for (const notice of live) {
    if (!addressee.isOurs && !addressee.isIntroduced && notice.kind !== 'introduction') {
      plan.held.push({ notice, reason: 'not-introduced', untilAt: null });
    } else if (!addressee.isOurs && notice.isAnswerUnread && notice.meeting === undefined) {
      plan.held.push({ notice, reason: 'answer-unread', untilAt: null });
    } else if (answerWaits(notice, at)) {
      plan.held.push({ notice, reason: 'answered-by-mail', untilAt: notice.answeredUntilAt ?? null });
    } else if (untilAt !== null && isForNow(notice, { at, untilAt })) {
      urgent.push(notice);
    } else if (untilAt !== null && notice.kind !== 'meeting') {
      plan.held.push({ notice, reason: 'weekly-limit', untilAt });
    } else ready.push(notice);
  }
  plan.relays = merge(urgent);
  const items = merge(ready);
  const first = items[0];
  if (!first) return plan;
  const together = items.filter((item) => isOneMail(first.notice, item.notice));
  const rest = items.filter((item) => !together.includes(item));
  return {
    ...plan,
    mail: { voice: voiceOf(addressee, first.notice), items: together },
    later: rest.flatMap((item) => [item.notice, ...item.merged]),
  };
}

/** Who has answered by mail is not asked again before somebody had time to read it (DOMAIN 2a "Replies"). */
function answerWaits({ answeredUntilAt, meeting }: WaitingNotice, at: string): boolean {
  return answeredUntilAt !== undefined && answeredUntilAt > at && meeting === undefined;
}

/**
 * Asked for by a date that comes before the next mail may: the limit is a promise (DOMAIN 2a), and so is that whoever is asked hears
 * of it in time. Our liaison passes it on.
 */
function isForNow({ kind, followUp }: WaitingNotice, { at, untilAt }: { at: string; untilAt: string }): boolean {
  if (kind !== 'assigned' || !followUp?.isDateNamed) return false;
  return followUp.dueOn >= at.slice(0, 10) && followUp.dueOn <= untilAt.slice(0, 10);
}

/** When the weekly limit lets the next mail pass, or null if it does now. */
function weekEndsAt(at: string, recentMailAts: readonly string[]): string | null {
  const weekAgoMs = Date.parse(at) - 7 * dayMs;
  const counted = recentMailAts.map((sentAt) => Date.parse(sentAt)).filter((ms) => ms > weekAgoMs);
  const oldest = counted.toSorted((a, b) => b - a)[outsideMailsPerWeek - 1];
  return oldest === undefined ? null : new Date(oldest + 7 * dayMs).toISOString();
}

/** Supervision words are for a post of ours, held by a person of ours. */
function voiceOf(addressee: Addressee, notice: WaitingNotice): Voice {
  return addressee.isOurs && notice.isOurs ? Voice.ours : Voice.partner;
}

function isOneMail(first: WaitingNotice, other: WaitingNotice): boolean {
  const isAlone = ({ kind, meeting }: WaitingNotice): boolean =>
    kind === 'introduction' || isSheet(kind) || meeting !== undefined;
  // A calendar takes one event from a mail.
  const standsAlone = isAlone(first) || isAlone(other);
  return standsAlone ? first.id === other.id : first.isOurs === other.isOurs;
}

/** One item for each follow-up, told by its most urgent notice (of two alike the newer); the most urgent items first. */
export function merge(notices: readonly WaitingNotice[]): PlannedItem[] {
  const sorted = notices.toSorted(
    (a, b) =>
      byUrgency.indexOf(a.kind) - byUrgency.indexOf(b.kind) ||
      (b.meeting?.sequence ?? 0) - (a.meeting?.sequence ?? 0) ||
      compare(b.at, a.at) ||
      compare(a.id, b.id),
  );
  const items = new Map<string, PlannedItem>();
  for (const notice of sorted) {
    const item = items.get(matterOf(notice));
    if (item) item.merged.push(notice);
    else items.set(matterOf(notice), { notice, merged: [] });
  }
  return [...items.values()].toSorted(
    (a, b) =>
      byUrgency.indexOf(a.notice.kind) - byUrgency.indexOf(b.notice.kind) ||
      compare(a.notice.followUp?.dueOn ?? '~', b.notice.followUp?.dueOn ?? '~') ||
      compare(a.notice.id, b.notice.id),
  );
}

/** What a notice is about: of one follow-up there is one item; counts are one for each agreement, tasks stand for themselves. */
function matterOf(notice: WaitingNotice): string {
  if (standsForItself(notice.kind)) return notice.id;
  if (isSheet(notice.kind)) return `${notice.kind} ${notice.postId}`;
  // Somebody on both sides reads the two voices apart.
  const kind = notice.kind === 'contact-noted' ? `${notice.kind} ${notice.dueOn}` : notice.kind;
  const matter = notice.followUpId ?? notice.meeting?.id ?? kind;
  return `${notice.isOurs ? 'ours' : 'theirs'} ${notice.entityId} ${matter}`;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
