import { NoticeKind } from '../decider.ts';

/** What only the postbox asks for: passing something on by hand, introducing somebody, looking after mail that went astray or came back. */
export const TaskKind = {
  relay: 'relay',
  undeliverable: 'undeliverable',
  'introduction-wanted': 'introduction-wanted',
  introduction: 'introduction',
  /** Somebody answered by mail; it waits to be read. */
  answered: 'answered',
  /** Somebody who was asked to a meeting does not come, or may not. */
  attendance: 'attendance',
  /** A mailbox says that somebody is away. */
  'absence-suggested': 'absence-suggested',
  /** Told by the caretaker: what somebody ended in the Temporal UI runs again. */
  'put-back': 'put-back',
  /** What somebody takes over with a post that changed hands. */
  brief: 'brief',
  /** A leader's page, once a month. */
  'monthly-page': 'monthly-page',
} as const;
export type TaskKind = (typeof TaskKind)[keyof typeof TaskKind];

export type MailKind = NoticeKind | TaskKind;

/** The most urgent first: of several notices about one follow-up the first of these is told (DESIGN 6). */
export const byUrgency: readonly MailKind[] = [
  'introduction',
  'brief',
  'escalation',
  'escalation-ahead',
  // Before what chases: a decision that came back is to be read, and says by when it is due.
  'extension-refused',
  'overdue',
  'due',
  'extension-asked',
  'not-taken',
  'meeting-list',
  'monthly-page',
  'extension-agreed',
  'returned',
  'duties-not-accepted',
  'telephone',
  'confirm-minutes',
  'reported',
  'meeting',
  'placement-changed',
  'assigned',
  'date-moved',
  'reminder',
  'question',
  'undeliverable',
  'relay',
  'introduction-wanted',
  'answered',
  'attendance',
  'absence-suggested',
  'put-back',
  'count-of-questions',
  'contact-noted',
];

const known: ReadonlySet<string> = new Set(byUrgency);

/** Whether a stored kind is one that this version can put into words. */
export function isMailKind(kind: string): kind is MailKind {
  return known.has(kind);
}

/**
 * An introduction was released by hand just now; an invitation, so that its changes cannot come before it; a post changed hands;
 * somebody does not come to a placement, and whoever waits for them has to know.
 */
const immediate: ReadonlySet<MailKind> = new Set<MailKind>([
  'assigned',
  'escalation',
  'meeting',
  'introduction',
  'brief',
  'placement-changed',
]);

/** Goes out at the next reachable moment; everything else waits for the morning's mail (DESIGN 6). */
export function isImmediate(kind: MailKind): boolean {
  return immediate.has(kind);
}

const single: ReadonlySet<MailKind> = new Set<MailKind>([
  'relay',
  'undeliverable',
  'introduction-wanted',
  'answered',
  'attendance',
  'absence-suggested',
]);

/** Asks for something about one person or one mail: two of a cooperation are two matters. */
export function standsForItself(kind: MailKind): boolean {
  return single.has(kind);
}

const internal: ReadonlySet<MailKind> = new Set<MailKind>([
  'escalation',
  'escalation-ahead',
  'meeting-list',
  'extension-asked',
  'not-taken',
  'duties-not-accepted',
  'question',
  'count-of-questions',
  'telephone',
  'relay',
  'undeliverable',
  'introduction-wanted',
  'answered',
  'attendance',
  'absence-suggested',
  'put-back',
  'monthly-page',
]);

/** Of our own office only: a ladder never crosses an organisation (DOMAIN 2a). */
export function isInternal(kind: MailKind): boolean {
  return internal.has(kind);
}

/** Tells of a date ahead or of what we noted, and may be switched off by its reader; all others have to arrive. */
export function isOptional(kind: MailKind): boolean {
  return kind === NoticeKind.reminder || kind === NoticeKind['contact-noted'];
}

/** Has a mail of its own, made of more than one matter; the end of one cooperation does not make it pointless. */
export function isSheet(kind: MailKind): boolean {
  return kind === TaskKind.brief || kind === TaskKind['monthly-page'];
}

/** Goes by mail or not at all: passing it on by hand would be more work than it is worth. */
export function isMailOnly(kind: MailKind): boolean {
  return kind === NoticeKind['contact-noted'];
}
