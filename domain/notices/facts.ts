import type { MailKind } from './kinds.ts';

/** How a mail speaks: plainly to our own people, with supervision words and lights; to others it requests and thanks (DOMAIN 2a "Face"). */
export const Voice = { ours: 'ours', partner: 'partner' } as const;
export type Voice = (typeof Voice)[keyof typeof Voice];

/** The follow-up behind a notice as it stands now, not as it stood when the notice was written. */
export interface FollowUpNow {
  /** open | paused | reported | done | dropped | superseded | closed */
  status: string;
  ownerPostId: string | null;
  /** Posts that read along and owe nothing. */
  alsoPostIds?: readonly string[];
  dueOn: string;
  isAssumed: boolean;
  /** Somebody named the date, or the matter itself does; what is only our usual time moves with the request. */
  isDateNamed?: boolean;
  isOnMeetingList?: boolean;
  /** A later date is asked for and not decided. */
  asksExtension?: boolean;
}

/** A meeting that somebody is asked to, as it stands for this reader. */
export interface MeetingNow {
  id: string;
  method: 'request' | 'cancel';
  sequence: number;
  /** An earlier invitation went out to the reader. */
  wasInvited: boolean;
  /** It was called off after this notice was written. */
  isCalledOff: boolean;
  /** Its last day is over. */
  isOver: boolean;
}

/** An open notice with what has become of its matter. */
export interface WaitingNotice {
  id: string;
  agreementId: string;
  entityId: string;
  kind: MailKind;
  followUpId: string | null;
  /** ISO instant, business time. */
  at: string;
  postId: string | null;
  /** Whether it speaks to somebody of ours: by the post, because one person may stand on both sides (S6). */
  isOurs: boolean;
  /** The date it was written about: a due date, or the day of a contact. */
  dueOn: string | null;
  followUp: FollowUpNow | null;
  /** What it is about has ended; of an introduction, the cooperation. */
  isEntityClosed: boolean;
  /** Of a task: what it asks for has been done. Of a count: none is left. */
  isSettled: boolean;
  /** Of an invitation, its change or cancellation. */
  meeting?: MeetingNow;
  /** Of a decision about a later date: it was asked for in the place of this post. */
  isAsker?: true;
  /** Until then the reader's own answer by mail waits to be read: an ISO instant. */
  answeredUntilAt?: string;
  /** The reader has answered it by mail, and nobody of ours has said yet what the answer means. */
  isAnswerUnread?: true;
}

/** Whoever is to be told. */
export interface Addressee {
  isOurs: boolean;
  isIntroduced: boolean;
  /** There is an address, it is the preferred channel, and no server has refused it. */
  takesMail: boolean;
  /** Switched optional reminders off. */
  remindersOff: boolean;
  /** Of somebody who is away: when the first day after it begins, an ISO instant. */
  backAt?: string;
}

/** Why nothing is told any more. */
export const Suppression = {
  solved: 'solved',
  paused: 'paused',
  reported: 'reported',
  'not-reported': 'not-reported',
  answered: 'answered',
  'handed-over': 'handed-over',
  'new-date': 'new-date',
  closed: 'closed',
  'not-for-partners': 'not-for-partners',
  'reminders-off': 'reminders-off',
  'passed-on': 'passed-on',
  'no-mail': 'no-mail',
  'own-act': 'own-act',
  'never-invited': 'never-invited',
  'called-off': 'called-off',
  over: 'over',
  'told-before': 'told-before',
  'off-the-list': 'off-the-list',
  'not-asked': 'not-asked',
} as const;
export type Suppression = (typeof Suppression)[keyof typeof Suppression];

/** Why a notice is still open and no longer the postbox's: one of our own people is to pass it on, by the task of this id. */
export const WAITS_FOR_RELAY = 'relay';
/** Statuses of a notice that its reader has, by mail or by hand; of `unknown` it is taken that they do. */
export const wentOut = ['sent', 'relayed', 'unknown'] as const;
const MERGED = 'merged: ';
/** The notice whose line stands for this one, by its reason; null where none does. */
export const mergedInto = (reason: string | null): string | null =>
  reason?.startsWith(MERGED) ? reason.slice(MERGED.length) : null;
/** Held because nobody could pass it on, or because its reader is outside and nobody has introduced us. */
export const NOBODY_TO_RELAY = 'held: nobody to pass it on';
export const NOT_INTRODUCED = 'held: not introduced';
/** Held because its reader has answered by mail: whoever reads the answer says how it goes on. */
export const ANSWER_UNREAD = 'held: answered, and nobody has read it yet';
/** Our coordinator is asked once for each person and cooperation. */
export const introductionTaskOf = (personId: string, agreementId: string): string =>
  `introduction/${personId}/${agreementId}`;
export const relayTaskOf = (noticeId: string): string => `${noticeId}/relay`;
/** Whoever asked somebody to a meeting reads what they answered; an answer that is changed is another one. */
export const attendanceTaskOf = (
  { entityId, meetingId, personId }: { entityId: string; meetingId: string; personId: string },
  answeredAt: string,
): string => `attendance/${entityId}/${meetingId}/${personId}/${answeredAt}`;
/** Our liaison is asked to read an answer. */
export const readTaskOf = (replyId: string): string => `${replyId}/read`;
/** Our liaison, else the coordinator, is asked to look after a mail that did not arrive, or may not have. */
export const undeliverableTaskOf = (mailId: string): string => `${mailId}/undeliverable`;
/** What comes with a post that changed hands. */
export const briefOfChange = (postId: string, successionId: number): string => `${postId}/brief/${successionId}`;
/** In a colleague's own name, once for each person. */
export const introductionLetterTo = (personId: string): string => `introduction-letter/${personId}`;
/** What did not run in Temporal runs again: told once for each look round. */
export const putBackIn = (entityId: string, runId: string): string => `${entityId}/put-back/${runId}`;
/** @param month YYYY-MM */
export const monthlyPageOf = (personId: string, month: string): string => `${personId}/monthly-page/${month}`;
export const monthOfPage = (noticeId: string): string | null =>
  /\/monthly-page\/(\d{4}-\d\d)$/.exec(noticeId)?.[1] ?? null;
