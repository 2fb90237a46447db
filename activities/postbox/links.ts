import { dayMs } from '../../domain/calendar/local-date.ts';
import type { PlannedItem } from '../../domain/notices/compose.ts';
import { Role } from '../../domain/decider.ts';
import type { HomeUnit } from '../../domain/follow-up/host.ts';
import { isPersonal } from '../../domain/follow-up/personal.ts';
import type { Voice } from '../../domain/notices/facts.ts';
import type { MailKind } from '../../domain/notices/kinds.ts';
import { followUpPolicies, saidByOwner } from '../../domain/policy/defaults.ts';
import type { FollowUpKind } from '../../domain/policy/defaults.ts';
import type { FollowUpPolicy } from '../../domain/policy/policy.ts';
import { isConfirming } from '../../mail/letter.ts';
import type { ItemFacts, LinkAction } from '../../mail/letter.ts';
import type { SheetRow } from '../../mail/sheet.ts';
import { newLinkId } from '../../mail/link-token.ts';

/** How long a link works; what it is about may be over much earlier, and the page says so then. */
const VALID_DAYS = 90;

/**
 * In whose place the link lets its reader act; the agreement's rules decide whether that is enough. Left out: in their own post's,
 * see `placeOf`.
 */
const roleOf: Partial<Record<LinkAction, Role>> = {
  report: 'owner',
  pause: 'owner',
  'ask-extension': 'owner',
  answer: 'coordinator',
  confirm: 'confirmer',
  'confirm-minutes': 'confirmer',
  'confirm-for': 'confirmer',
  relayed: 'coordinator',
  introduce: 'coordinator',
  'mark-read': 'coordinator',
  'note-absence': 'coordinator',
  'hold-escalation': 'coordinator',
  accept: 'owner',
  'not-mine': 'owner',
  grant: 'coordinator',
  refuse: 'coordinator',
  brief: 'owner',
  'cannot-come': 'owner',
  unsubscribe: 'owner',
  preferences: 'owner',
  open: 'owner',
};

/** The role that a post of our home unit gives whoever reads for it (DOMAIN 3); all others act as owners of what is theirs. */
export function placeOf(unit: HomeUnit | undefined, postId: string | null): Role {
  switch (postId) {
    case null:
      return Role.owner;
    case unit?.coordinatorPostId:
      return Role.coordinator;
    case unit?.directorPostId:
      return Role.director;
    case unit?.liaisonPostId:
      return Role.liaison;
    case unit?.leaderPostId:
      return Role.leader;
    default:
      return Role.owner;
  }
}

/** Who reads a matter, as far as it bears on what they may do. */
export interface MatterReader {
  /** Told of what another post owes. */
  isAlong?: boolean;
  /** It was handed to them, to be accepted. */
  accepts?: boolean;
  /** Reads for a post of ours, in this role; null for others. */
  place?: Role | null;
  /** Holds the post that owes it: another agrees its later dates. */
  owes?: boolean;
  /** A later date is asked for and waits for a decision. */
  isAsked?: boolean;
  /** It was reported done: it is confirmed or returned before it gets another date. */
  isReported?: boolean;
  /** Somebody has said that it is not theirs. */
  isDeclined?: boolean;
  /** It was handed to somebody who does not know us yet. */
  isUnintroduced?: boolean;
  /** It is about the reader's own days on site. */
  keepsDays?: boolean;
  /** It is to be passed on, and asks to confirm something: no code reaches who takes no mail. */
  confirmsFor?: boolean;
}

const entering: ReadonlySet<Role> = new Set([Role.coordinator, Role.director, Role.liaison]);
const deciding: ReadonlySet<Role> = new Set([Role.coordinator, Role.director]);

/** The decisions that a mail about an overdue matter asks for, to whoever may take them (`extendFollowUp`, `reassignFollowUp`). */
function decisions({ place, owes, isAsked, isReported }: MatterReader): LinkAction[] {
  if (!place || !deciding.has(place)) return [];
  if (owes || isReported) return ['hand-over'];
  return isAsked ? ['grant', 'refuse', 'hand-over'] : ['extend', 'hand-over'];
}

/** Matters of the kind end when they are recorded: a page says how. Minutes are confirmed by the others, who also say what they need. */
function recording(kind: FollowUpKind | null, { place }: MatterReader): LinkAction[] {
  const isRecorded = kind !== null && kind !== 'minutes-confirmation' && followUpPolicies[kind].closes === 'by-record';
  return isRecorded && (place || saidByOwner.has(kind)) ? ['record'] : [];
}

/**
 * Who owes it asks another for a later date, or puts the mail off for some days. A partner has one link for both: its page takes
 * either, and a request goes to our coordinator.
 */
function moreTime(kind: FollowUpKind | null, { place, isAsked }: MatterReader): LinkAction[] {
  const policy: FollowUpPolicy | null = kind && followUpPolicies[kind];
  return place && policy && !policy.datedBy && !isAsked ? ['ask-extension', 'pause'] : ['pause'];
}

/** The others have told us by word whether the minutes are right: one of our line enters it for them. */
const answeredByWord = (kind: FollowUpKind | null, { place }: MatterReader): LinkAction[] =>
  kind === 'minutes-confirmation' && place && entering.has(place) ? ['confirm-for'] : [];

/** Days on site are the reader's own where they are asked to them in person, or asked to log them; the host is asked for its post. */
export const keepsDays = (
  { meeting, followUpKind }: Pick<ItemFacts, 'meeting' | 'followUpKind'>,
  postId: string | null,
): boolean =>
  followUpKind === 'placement-log' ||
  (postId === null && meeting?.change !== 'cancelled' && (meeting?.kind === 'on-site' || meeting?.kind === 'stand-in'));

/** By what whoever owes it ends a matter; who logs days sees beside it those to come. */
const closingOf = (kind: FollowUpKind | null, reader: MatterReader): LinkAction[] =>
  kind !== null && followUpPolicies[kind].closes === 'by-report'
    ? ['report']
    : [...recording(kind, reader), ...(reader.keepsDays ? (['cannot-come'] as const) : [])];

/** What a relayed notice's own link is for: confirming takes a code by mail, so who has none reads there and answers by word. */
export function relayAction(kind: MailKind, followUpKind: FollowUpKind | null, reader: MatterReader): LinkAction {
  const [action = 'open'] = actionsFor(kind, followUpKind, reader);
  return kind === 'escalation' || isConfirming(action) ? 'open' : action;
}

/** What a mail offers to do about a matter: what its rules allow the reader, and always to look; who reads along only looks. */
export function actionsFor(kind: MailKind, followUpKind: FollowUpKind | null, reader: MatterReader = {}): LinkAction[] {
  const offered = allActions(kind, followUpKind, reader);
  // Asked of one person alone, it is nobody else's.
  return isPersonal(followUpKind) ? offered.filter((it) => it !== 'not-mine' && it !== 'hand-over') : offered;
}

function allActions(kind: MailKind, followUpKind: FollowUpKind | null, reader: MatterReader): LinkAction[] {
  if (reader.isAlong) return ['open'];
  const closing = closingOf(followUpKind, reader);
  const time = moreTime(followUpKind, reader);
  switch (kind) {
    case 'question':
      return reader.isDeclined ? ['hand-over', 'answer', 'open'] : ['answer', 'open'];
    case 'reported':
      return ['confirm', 'open'];
    case 'confirm-minutes':
      return ['confirm-minutes', 'pause'];
    case 'assigned':
      return reader.accepts ? ['accept', 'not-mine', ...time, 'open'] : [...closing, ...time, 'not-mine', 'open'];
    case 'extension-asked':
      return ['grant', 'refuse', 'open'];
    case 'reminder':
    case 'due':
    case 'overdue':
    case 'returned':
    case 'extension-agreed':
    case 'extension-refused':
      return followUpKind === 'minutes-confirmation'
        ? ['confirm-minutes', 'pause']
        : [...closing, ...time, 'not-mine', 'open'];
    case 'escalation':
      // A leader decides by a word in reply; what follows from it the coordinator enters (DOMAIN 3).
      if (reader.place === Role.leader) return ['open'];
      return [
        ...answeredByWord(followUpKind, reader),
        ...decisions(reader),
        ...recording(followUpKind, reader),
        // A liaison decides nothing; a later date is theirs to ask for.
        ...(reader.place === Role.liaison ? time.filter((action) => action !== 'pause') : []),
        'pause',
        'open',
      ];
    case 'escalation-ahead':
      return ['hold-escalation', ...answeredByWord(followUpKind, reader), ...decisions(reader), 'pause', 'open'];
    case 'meeting-list':
      return [...answeredByWord(followUpKind, reader), ...decisions(reader), 'open'];
    case 'not-taken':
      return [...(reader.isUnintroduced ? (['introduce'] as const) : []), 'hand-over', 'open'];
    case 'meeting':
      return reader.keepsDays ? ['cannot-come'] : ['open'];
    case 'relay':
      return reader.confirmsFor ? ['confirm-for', 'relayed'] : ['relayed'];
    case 'telephone':
      return followUpKind === 'minutes-confirmation'
        ? ['confirm-for', 'open']
        : [...recording(followUpKind, reader), 'open'];
    case 'introduction-wanted':
      return ['introduce'];
    case 'answered':
      return ['mark-read', 'open'];
    case 'absence-suggested':
      return ['note-absence'];
    case 'introduction':
    // What is wrong with a note, or a change, is said by answering the mail.
    case 'contact-noted':
    case 'placement-changed':
      return [];
    case 'date-moved':
      return [...closing, ...time, 'open'];
    case 'brief':
      return ['brief'];
    // Decided in a meeting, or by telling the coordinator.
    case 'monthly-page':
      return [];
    case 'duties-not-accepted':
    case 'put-back':
    case 'attendance':
    case 'undeliverable':
    case 'count-of-questions':
      return ['open'];
  }
}

type Duty = NonNullable<SheetRow['duty']>;

export interface NewLink {
  action: LinkAction;
  item: PlannedItem;
  personId: string;
  mailId: string | null;
  voice: Voice;
  /** One of several matters of the notice. */
  duty?: Pick<Duty, 'entityId' | 'agreementId' | 'followUpId'>;
  /** In which place of our line it is read; see `placeOf`. */
  place?: Role | null;
  /** The matter, where it is another than the notice's own. */
  followUpId?: string;
  /** More that its page needs. */
  facts?: Record<string, string>;
  at: string;
}

/** Whoever owes it asks for a later date, or our liaison, to whom it has climbed. */
function roleIn({ action, place, item: { notice } }: NewLink): Role {
  if (action === 'ask-extension' && place === Role.liaison && notice.kind === 'escalation') return place;
  // A leader acts by their mails only on what is asked of that very post, as any owner does: a college's dean may lead our office.
  const isAsked = notice.followUp?.ownerPostId === notice.postId;
  if (action === 'record' && place === Role.leader && isAsked) return Role.owner;
  return roleOf[action] ?? place ?? Role.owner;
}

const ofPerson: ReadonlySet<LinkAction> = new Set<LinkAction>(['preferences', 'cannot-come']);

/** A link to be written; its id is the id of the command it leads to. */
export function newLink(link: NewLink) {
  const { notice } = link.item;
  const about = link.duty ?? notice;
  return {
    id: newLinkId(),
    action: link.action,
    entityId: about.entityId,
    agreementId: about.agreementId,
    // A person's own pages are about no matter.
    followUpId: ofPerson.has(link.action) ? null : (link.followUpId ?? about.followUpId),
    personId: link.personId,
    mailId: link.mailId,
    facts: {
      noticeId: notice.id,
      role: roleIn(link),
      voice: link.voice,
      ...link.facts,
    },
    expiresAt: new Date(Date.parse(link.at) + VALID_DAYS * dayMs),
  };
}
