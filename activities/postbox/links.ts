import { dayMs } from '../../domain/calendar/local-date.ts';
import type { PlannedItem } from '../../domain/notices/compose.ts';
import type { Voice } from '../../domain/notices/facts.ts';
import type { MailKind } from '../../domain/notices/kinds.ts';
import { followUpPolicies } from '../../domain/policy/defaults.ts';
import type { FollowUpKind } from '../../domain/policy/defaults.ts';
import type { LinkAction } from '../../mail/letter.ts';
import { newLinkId } from '../../mail/link-token.ts';
import type { Transaction } from './situation.ts';

/** How long a link works; what it is about may be over much earlier, and the page says so then. */
const VALID_DAYS = 90;

/** In whose place the link lets its reader act; the agreement's rules decide whether that is enough. */
const roleOf: Record<LinkAction, 'owner' | 'coordinator' | 'confirmer'> = {
  report: 'owner',
  pause: 'owner',
  answer: 'coordinator',
  confirm: 'confirmer',
  'confirm-minutes': 'confirmer',
  relayed: 'coordinator',
  introduce: 'coordinator',
  'mark-read': 'coordinator',
  'note-absence': 'coordinator',
  'hold-escalation': 'coordinator',
  accept: 'owner',
  'not-mine': 'owner',
  grant: 'coordinator',
  refuse: 'coordinator',
  unsubscribe: 'owner',
  preferences: 'owner',
  open: 'owner',
};

/** What a mail offers to do about a matter: what its rules allow the reader, and always to look; who reads along only looks. */
export function actionsFor(
  kind: MailKind,
  followUpKind: FollowUpKind | null,
  reader: { isAlong: boolean; accepts?: boolean } = { isAlong: false },
): LinkAction[] {
  if (reader.isAlong) return ['open'];
  const reports = followUpKind && followUpPolicies[followUpKind].closes === 'by-report';
  switch (kind) {
    case 'question':
      return ['answer', 'open'];
    case 'reported':
      return ['confirm', 'open'];
    case 'confirm-minutes':
      return ['confirm-minutes', 'pause'];
    case 'assigned':
      if (reader.accepts) return ['accept', 'not-mine', 'pause', 'open'];
      return reports ? ['report', 'pause', 'not-mine', 'open'] : ['pause', 'not-mine', 'open'];
    case 'extension-asked':
      return ['grant', 'refuse', 'open'];
    case 'reminder':
    case 'due':
    case 'overdue':
    case 'returned':
    case 'extension-refused':
      if (followUpKind === 'minutes-confirmation') return ['confirm-minutes', 'pause'];
      return reports ? ['report', 'pause', 'open'] : ['pause', 'open'];
    case 'escalation':
      return ['pause', 'open'];
    case 'escalation-ahead':
      return ['hold-escalation', 'pause', 'open'];
    case 'relay':
      return ['relayed'];
    case 'introduction-wanted':
      return ['introduce'];
    case 'answered':
      return ['mark-read', 'open'];
    case 'absence-suggested':
      return ['note-absence'];
    case 'introduction':
    // What is wrong with a note is said by answering the mail.
    case 'contact-noted':
      return [];
    case 'date-moved':
      return reports ? ['report', 'pause', 'open'] : ['pause', 'open'];
    case 'put-back':
    case 'meeting':
    case 'meeting-list':
    case 'not-taken':
    case 'telephone':
    case 'undeliverable':
    case 'count-of-questions':
      return ['open'];
  }
}

export interface NewLink {
  action: LinkAction;
  item: PlannedItem;
  personId: string;
  mailId: string | null;
  voice: Voice;
  /** More that its page needs. */
  facts?: Record<string, string>;
  at: string;
}

/** Keeps a link; its id is the id of the command it leads to. */
export async function createLink(tx: Transaction, link: NewLink): Promise<string> {
  const { notice } = link.item;
  const id = newLinkId();
  await tx.link.create({
    data: {
      id,
      action: link.action,
      entityId: notice.entityId,
      agreementId: notice.agreementId,
      // A person's own page is about no matter.
      followUpId: link.action === 'preferences' ? null : notice.followUpId,
      personId: link.personId,
      mailId: link.mailId,
      facts: { noticeId: notice.id, role: roleOf[link.action], voice: link.voice, ...link.facts },
      expiresAt: new Date(Date.parse(link.at) + VALID_DAYS * dayMs),
    },
  });
  return id;
}
