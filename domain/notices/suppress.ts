import { isInternal, isMailOnly, isOptional, isSheet } from './kinds.ts';
import type { MailKind } from './kinds.ts';
import { Suppression } from './facts.ts';
import type { Addressee, FollowUpNow, MeetingNow, WaitingNotice } from './facts.ts';

const ended: ReadonlySet<string> = new Set(['done', 'dropped', 'superseded', 'closed']);
/** They ask for the thing itself; once it is reported, paused or owed by another they ask in vain. */
const chasing: ReadonlySet<MailKind> = new Set<MailKind>([
  'assigned',
  'reminder',
  'due',
  'overdue',
  'escalation',
  'escalation-ahead',
  'meeting',
]);
/** They go to whoever owes it; after a hand-over they would reach the wrong one. */
const toOwner: ReadonlySet<MailKind> = new Set<MailKind>([
  'assigned',
  'reminder',
  'due',
  'overdue',
  'returned',
  'extension-agreed',
  'extension-refused',
  'date-moved',
]);
const dated: ReadonlySet<MailKind> = new Set<MailKind>([
  'reminder',
  'due',
  'overdue',
  'escalation',
  'escalation-ahead',
  'date-moved',
]);

/** Facts are checked again when the mail is claimed [DT1]: why this notice has become pointless, or null. */
export function suppression(addressee: Addressee, notice: WaitingNotice): Suppression | null {
  const { kind } = notice;
  if (!notice.isOurs && isInternal(kind)) return Suppression['not-for-partners'];
  if (notice.isSettled) return Suppression['passed-on'];
  if (notice.meeting) return outdated(notice.meeting, notice.isEntityClosed);
  // That a placement has ended is the news itself.
  const outlives = isSheet(kind) || kind === 'placement-changed';
  if (notice.isEntityClosed && !outlives) return Suppression.closed;
  if (addressee.remindersOff && isOptional(kind)) return Suppression['reminders-off'];
  if (!addressee.takesMail && isMailOnly(kind)) return Suppression['no-mail'];
  return notice.followUp ? overtaken(notice, notice.followUp) : null;
}

/** Whoever was asked to a meeting hears that it is off, also when the cooperation has ended meanwhile; nobody else does. */
function outdated({ method, wasInvited, isCalledOff, isOver }: MeetingNow, isClosed: boolean): Suppression | null {
  if (isOver) return Suppression.over;
  if (method === 'cancel') return wasInvited ? null : Suppression['never-invited'];
  if (isCalledOff) return Suppression['called-off'];
  return isClosed ? Suppression.closed : null;
}

function overtaken({ kind, postId, dueOn, isAsker }: WaitingNotice, now: FollowUpNow): Suppression | null {
  if (ended.has(now.status)) return Suppression.solved;
  if (kind === 'reported') return now.status === 'reported' ? null : Suppression['not-reported'];
  if (kind === 'question') return now.isAssumed ? null : Suppression.answered;
  if (kind === 'meeting-list') return now.isOnMeetingList ? null : Suppression['off-the-list'];
  if (kind === 'extension-asked') return now.asksExtension ? null : Suppression['not-asked'];
  if (chasing.has(kind) && now.status === 'reported') return Suppression.reported;
  if (chasing.has(kind) && now.status === 'paused') return Suppression.paused;
  const isReader =
    isAsker === true || postId === null || postId === now.ownerPostId || now.alsoPostIds?.includes(postId) === true;
  if (toOwner.has(kind) && now.ownerPostId !== null && !isReader) {
    return Suppression['handed-over'];
  }
  if (dated.has(kind) && dueOn !== null && dueOn !== now.dueOn) return Suppression['new-date'];
  return null;
}
