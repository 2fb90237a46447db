import type { Change } from '../domain/placement/change.ts';
import type { HalfDay } from '../domain/placement/half-days.ts';
import type { Light, NoticeKind } from '../domain/decider.ts';
import type { Occurrence } from './series.ts';
import type { DayOff } from '../domain/meeting/days.ts';
import type { MeetingKind } from '../domain/meeting/invitation.ts';
import type { Voice } from '../domain/notices/facts.ts';
import type { MailKind } from '../domain/notices/kinds.ts';
import type { Language, SalutationParts } from '../domain/notices/names.ts';
import type { FollowUpKind } from '../domain/policy/defaults.ts';
import type { StepPolicy } from '../domain/policy/policy.ts';
import type { SheetFacts } from './sheet.ts';

/** What a person may do from a mail; each is a signed link to a page. */
export const LinkAction = {
  report: 'report',
  pause: 'pause',
  /** A later date, which another decides; `pause` only puts its mail off for some days. */
  'ask-extension': 'ask-extension',
  answer: 'answer',
  confirm: 'confirm',
  'confirm-minutes': 'confirm-minutes',
  relayed: 'relayed',
  introduce: 'introduce',
  'mark-read': 'mark-read',
  'note-absence': 'note-absence',
  'hold-escalation': 'hold-escalation',
  extend: 'extend',
  'hand-over': 'hand-over',
  record: 'record',
  /** One's own days on site, and that one cannot come on some of them. */
  'cannot-come': 'cannot-come',
  'confirm-for': 'confirm-for',
  accept: 'accept',
  'not-mine': 'not-mine',
  grant: 'grant',
  refuse: 'refuse',
  /** What came with a post: to be read, printed and accepted. */
  brief: 'brief',
  unsubscribe: 'unsubscribe',
  preferences: 'preferences',
  open: 'open',
} as const;
export type LinkAction = (typeof LinkAction)[keyof typeof LinkAction];

/** Confirming minutes or completion needs a code sent to the addressee: a forwarded mail must not confirm (DOMAIN 2a "Done"). */
export const isConfirming = (action: LinkAction): boolean =>
  action === 'confirm' || action === 'confirm-minutes' || action === 'confirm-for';

export interface LetterLink {
  action: LinkAction;
  url: string;
}

/** The next thing that happens by itself; `level` 0 tells the owner, 1 the coordinator, 2 the director, 3 the leader. */
export interface NextStep {
  on: string;
  notice: NoticeKind;
  level: StepPolicy['level'];
  /** The post that is told. */
  post: string | null;
  /** It comes to the reader's own post. */
  isYou?: boolean;
}

export interface TaskPerson {
  name: string;
  organisation: string | null;
  channel: string;
  passOn: string | null;
  /** They take mail, and have had as many this week as somebody outside gets. */
  isMailHeld?: true;
}

/** One matter of a mail: names in the reader's language, dates as local dates. No text here is trusted to be free of markup. */
export interface ItemFacts {
  kind: MailKind;
  /** Null where a notice is about no single follow-up. */
  followUpKind: FollowUpKind | null;
  about: { kind: string; id: string } | null;
  /** The cooperation, by its parties' names. */
  agreement: string;
  /** The organisation whose turn it is. */
  organisation: string | null;
  /** Which of several of its kind: the party of a need, the name of a base, the first words of a promise. */
  of: string | null;
  /** What was said, where a person wrote it down. */
  quote: string | null;
  /** The quote is why somebody asks, refuses or does not take it, and not what the matter is about. */
  isReason?: boolean;
  /** Of what was reported done: the sentence that says so. */
  reportedAs?: string;
  /** Which placement it is, in lines of the reader's language; left out for what is none. */
  placement?: string[];
  /** Which days and how many are meant, of a placement; left out where there is nothing to count. */
  figures?: string | null;
  dueOn: string | null;
  /** The date before a new calendar moved it. */
  wasDueOn?: string | null;
  /** Of a placement whose days are not kept as planned: what changes. */
  change?: Change | null;
  /** The later date that was asked for. */
  askedOn: string | null;
  /** Of a decision about a date: which of our posts took it, and the day off that was named, where another date stands for it. */
  decided?: { by: string | null; namedOn: string | null } | null;
  /** A later date that its owner asks for, and since when; nobody has decided yet. */
  extensionAsked?: { dueOn: string; on: string } | null;
  /** Of a decision that the reader takes and another post enters: that post, whom a word in reply reaches. */
  enteredBy?: string | null;
  /** Somebody said that it is not theirs, and perhaps whose it is: a post by id and title. */
  declined?: { suggested: { id: string; title: string } | null } | null;
  /** Late as it is, its owner says that it is not theirs: it is the reader's now. That post by title. */
  declinedBy?: { title: string | null } | null;
  /** What was handed over never reached its new post: nobody has introduced us to who holds it. */
  unintroducedPersonId?: string | null;
  /** Of what is passed on by hand: it asks to confirm, which whoever passes it on records. */
  isToConfirm?: boolean;
  /** By when whoever it was handed to accepts it; null where nothing is to be accepted. */
  acceptBy: string | null;
  /** The date is ours, nobody named it. */
  isAssumed: boolean;
  /** Nobody said whose it is. */
  isOwnerAssumed?: boolean;
  /** The date is our usual one, and nobody has set another. */
  isDefault?: boolean;
  /** The date that was named for it, where that is a day off and `dueOn` stands instead. */
  namedOn?: string | null;
  /** No official calendar covers the date yet: it may still move. */
  isProvisional?: boolean;
  /** The new date comes from a new policy, not from a new calendar. */
  movedByPolicy?: boolean;
  /** The rule behind this mail was set or confirmed by a person of our house: it is no default any more. */
  isRuleSet?: boolean;
  light: Light | null;
  ownerPost: string | null;
  /** The reader's own post, for which this came; null where it came to the person. */
  readerPost: string | null;
  /** The reader stands in for a vacant post. */
  isStandIn: boolean;
  step: StepPolicy | null;
  /** How often a ladder repeats at the most. */
  repeatTimes?: number;
  /** From when its clock counts: a local date, and working days until today; opened on that day, or set anew. */
  openedOn?: string;
  isSetAnew?: boolean;
  openFor?: number;
  /** It stood still for some days, which do not count. */
  wasPaused?: boolean;
  /** The next level is told because a pause ended, and by no count of days. */
  afterPause?: boolean;
  /** The day on which the coordinator kept it from the leader. */
  heldOn?: string | null;
  /** Of what is open again: what made it so. */
  returnedBy?: 'pause' | 'sent-back' | 'not-taken';
  /** Of a request to another side: which one it is, those that went out counted, and whether no other comes by mail after it. */
  request?: { time: number; isLast: boolean };
  /** Of what we would telephone about: the day on which the other side answered by mail, where it has. */
  answeredOn?: string | null;
  /** Of a task that is asked until it is done: how often it was asked again, this time included, and when it is asked next. */
  asked?: { before: number; everyWorkingDays: number; againOn: string } | null;
  /** It is owed by another side, and the reader may write to its counterpart. */
  owedByOther: boolean;
  /** The date that whoever owes it there was told, where our first request reached them late. */
  toldDueOn?: string | null;
  /** Where the rule comes from. */
  origin: string | null;
  /** Null when nothing more happens by itself. */
  next: NextStep | null;
  links: LetterLink[];
  /** Where the whole account of it stands; without it the sentence stands alone. */
  whyUrl?: string;
  /** Of a count. */
  count: number | null;
  /** Of duties that nobody accepts: they are on the leaders' meeting list now. */
  isListed?: boolean;
  /** Of a count of questions: for how many working days each waits at least. */
  unansweredFor?: number | null;
  /** Of a task about another person. */
  person: TaskPerson | null;
  /** Of a mailbox that says that somebody is away: the days that it names, as far as they could be read. */
  away?: { fromOn: string; toOn: string } | null;
  /** Of a mail that came back: from another address than that of `person`, whose word it is not. */
  isByAnother?: boolean;
  /** What somebody answered to an invitation, and to which meeting. */
  attendance?: { answer: 'accepted' | 'declined' | 'tentative'; meeting: MeetingItem } | null;
  /** Of an invitation to a meeting, its change or cancellation; such an item has a mail of its own. */
  meeting?: MeetingItem;
}

/** A meeting in words: dates and local times of the home unit's zone, texts as people wrote them. */
export interface MeetingItem {
  kind: MeetingKind;
  change: 'new' | 'changed' | 'cancelled';
  fromOn: string;
  toOn: string;
  /** HH:MM; null where only the days are known. */
  fromTime: string | null;
  toTime: string | null;
  zone: string;
  place: string | null;
  title: string | null;
  reason: string | null;
  /** Of single days that are asked for as one: each with its times. */
  days?: Occurrence[];
  /** Of booked days: how many they are, half days as halves; `days` are dates. */
  dayCount?: number;
  /** Of days on site: where they are, and who comes; null where the reader may not know it. Which of the two a reader does not know already. */
  onSite?: { enterprise: string | null; researcher: string | null; isForResearcher: boolean };
  /** Of whoever stands in: half days that they keep, and those that they need not keep any more. */
  standIn?: { kept: readonly HalfDay[]; freed: readonly HalfDay[] };
  /** Of its first and last day those that are days off of a side, or make-up working days. */
  daysOff?: DayOff[];
  /** Local date to which public holidays are known, where some of the days lie beyond it. */
  provisionalAfterOn?: string;
}

export interface LetterFacts {
  language: Language;
  voice: Voice;
  todayOn: string;
  salutation: SalutationParts;
  items: ItemFacts[];
  /** Our unit that writes, in the reader's language. */
  office: string;
  isDemonstration: boolean;
  /** Where optional reminders can be switched off; null when something in the mail has to arrive. */
  unsubscribeUrl: string | null;
  /** The reader's own page: language, hours, absence. */
  preferencesUrl?: string;
  /** Of an introduction: the colleague in whose name it is written. */
  introducedBy: { name: string; title: string | null } | null;
  /** Of a mail that is made of lists. */
  sheet?: SheetFacts;
}

/** Whether a mail only lets its reader know: then it is no request. */
export const asksNothing = (items: readonly Pick<ItemFacts, 'kind'>[]): boolean =>
  items.length > 0 && items.every(({ kind }) => kind === 'contact-noted' || kind === 'placement-changed');

const namedByDays: ReadonlySet<string> = new Set(['period', 'cover']);

/** Whether its name is days itself: beside it the date by which it is due has to say that it is one. */
export const isNamedByDays = ({ about, of }: Pick<ItemFacts, 'about' | 'of'>): boolean =>
  of !== null && about !== null && namedByDays.has(about.kind);

/** Whether an escalation asks its reader to decide; a liaison sees to it, and may ask another for a later date. */
export const mayDecide = ({ enteredBy, step }: Pick<ItemFacts, 'enteredBy' | 'step'>): boolean =>
  !enteredBy || step?.level === 3;

/** Whether the next to be told is the reader once more: a level may be another post's than the same level was before. */
export const isAskedAgain = ({ step }: Pick<ItemFacts, 'step'>, next: NextStep): boolean =>
  next.isYou ?? step?.level === next.level;

/** Why it came, in one plain sentence, and where the full account stands. */
export interface Reason {
  sentence: string;
  account: { label: string; url: string } | null;
}

export interface Section {
  heading: string;
  lines: string[];
  quote: string | null;
  /** What the quote is; left out where it is the matter's own words. */
  quoteLabel?: string | null;
  /** A text that is only offered: nothing of it is sent by us. */
  draft: { label: string; text: string } | null;
  actions: { label: string; url: string }[];
  /** Of each of several matters; where there is one only, its mail ends with it. */
  why?: Reason | null;
  /** Of a list: one line each, so that a sheet stays on its pages. */
  rows?: { text: string; actions: { label: string; url: string }[] }[];
}

/** A mail in words, before text and HTML are made from it. */
export interface Letter {
  language: Language;
  subject: string;
  notice: string | null;
  greeting: string;
  opening: string[];
  sections: Section[];
  closing: string[];
  why: Reason | null;
  footer: string[];
  unsubscribe: { label: string; url: string } | null;
  preferences?: { label: string; url: string } | null;
}
