import type { Calendar } from '../calendar/calendar.ts';
import type { Subject } from '../decider.ts';
import type { Certainty } from '../fields.ts';
import type { FollowUpKind, PauseKind } from '../policy/defaults.ts';
import type { AdoptedPolicy } from '../policy/policy.ts';

/** Anything with a clock: due, reminders, ladder. Ids and dates only. */
export interface FollowUp {
  /** `<kind>.<about id>`, unique among the open ones of an entity. */
  id: string;
  kind: FollowUpKind;
  about: Subject;
  /** The post that owes it; null where nobody is known, which is a question to the coordinator. */
  ownerPostId: string | null;
  /** The organisation whose turn it is. */
  sideOrgId: string | null;
  /** Who else reads the steps that are for both sides; they owe nothing. */
  alsoPostIds?: string[];
  ownerCertainty: Certainty;
  dueCertainty: Certainty;
  openedOn: string;
  /** Since when it is a question, where that is not since it was opened. */
  askedOn?: string;
  /** From which day its clock counts, where that was set anew or it became a question after it was opened. */
  clockSinceOn?: string;
  dueOn: string;
  /** 23:59 of `dueOn` in the home unit's zone. Computed once, when the date is set. */
  dueAt: string;
  /** The date that somebody named when it was opened, where that is a free day and `dueOn` stands instead. */
  askedDueOn?: string;
  /** The calendar did not cover the date when it was planned. */
  provisional?: true;
  /** What is still to fire: step key and instant, in order. */
  steps: [key: string, at: string][];
  /** How far it has climbed: 0 the owner. */
  level: number;
  /** The day somebody said it was done; it is not kept until another confirms. */
  reportedOn?: string;
  reportedBy?: string;
  /** Returned for quality or not done: late against plan until reported again. */
  returned?: true;
  /** Since when it is for the leaders' meeting: everybody was told, and nothing happened. */
  meetingListOn?: string;
  /** The day on which the coordinator kept it from the leader, which is possible once. */
  escalationHeldOn?: string;
  /** How often its date was put off; left out while it never was. */
  extensions?: number;
  /** The later date that its owner has asked for; somebody else decides. */
  extensionAsked?: { dueOn: string; on: string };
  /** The post for which it was asked for; left out where that is not known. */
  extensionAskedBy?: string;
  /** Its post has changed hands, and whoever holds it now has not accepted it; `successions` has the clock. */
  untaken?: true;
  /** Handed over, and not accepted yet: how it stood with the post before, to which it returns. */
  handedFrom?: HandedFrom;
  pause?: Pause;
  /** Left out while it was never paused: most are not, and all of them are carried. */
  pauseCount?: number;
  /** The policy under which its clock was set, where another has been adopted since. */
  policyVersion?: number;
}

/** A matter as its former owner had it, when it was handed over. */
export type HandedFrom = Pick<
  FollowUp,
  | 'ownerPostId'
  | 'dueOn'
  | 'dueAt'
  | 'provisional'
  | 'steps'
  | 'level'
  | 'ownerCertainty'
  | 'dueCertainty'
  | 'meetingListOn'
  | 'escalationHeldOn'
  | 'reportedOn'
  | 'reportedBy'
  | 'returned'
  | 'policyVersion'
  | 'askedOn'
> & { on: string; /** Left out by older versions: it was nobody else's turn. */ sideOrgId?: string | null };

/** Another side for which something is done, with its contact post where one was named. */
export interface Beneficiary {
  orgId: string;
  postId: string | null;
}

/** What an entity says of whom a follow-up is for; null where it is for nobody else. */
export type BeneficiaryOf<S> = (state: S, followUp: FollowUp) => Beneficiary | null;

export interface Pause {
  kind: PauseKind;
  fromOn: string;
  untilOn: string;
  untilAt: string;
  reason: string;
  waitingFor?: string;
}

/** Our unit that keeps the agreement, with the posts of its reporting line (ladder levels 1 to 3). */
export interface HomeUnit {
  organisationId: string;
  liaisonPostId: string | null;
  coordinatorPostId: string;
  directorPostId: string | null;
  leaderPostId: string | null;
}

/** The whole agreement or plan stands still. */
export interface Hold {
  sinceOn: string;
  untilOn: string;
  /** The family's head holds it: that hold is the one that reminds, and ends this one. */
  fromAbove?: true;
  /** Beside a hold of its own, the family's head holds it too, until then: when its own ends first, that one goes on. */
  aboveUntilOn?: string;
  /** Clocks set anew while on hold, by follow-up, and on which day: they stood still only from then on. */
  restartedOn?: Record<string, string>;
}

/**
 * An agreement that was entered with many others, from a spreadsheet. On that day its default dates are moved so many working
 * days later, that no owner has more than five on one day over all of them, and nobody is told at once (DOMAIN 2a).
 */
export interface Entry {
  on: string;
  laterByWorkingDays: number;
}

/** What the follow-up engine needs of an entity's state; it knows no stage. */
export interface FollowUpHost {
  id: string;
  calendar: Calendar;
  /** Free days of the other sides, as one calendar: what is joint avoids them. Left out where they are ours or not known. */
  others?: Calendar;
  policy: AdoptedPolicy;
  homeUnit: HomeUnit;
  followUps: Record<string, FollowUp>;
  /** While on hold nothing fires but the hold's own follow-up. */
  hold: Hold | null;
  /** The day on which the director last heard how many questions are unanswered; of each they hear once. */
  questionsCountedOn: string | null;
  entry?: Entry;
  /** Posts that changed hands with matters that nobody has accepted since, by post. */
  successions?: Record<string, Succession>;
}

/** From which day its clock counts. */
export const clockSince = ({ clockSinceOn, openedOn }: Pick<FollowUp, 'clockSinceOn' | 'openedOn'>): string =>
  clockSinceOn ?? openedOn;

/** Before the first command, which says whose calendar, policy and unit it is: until then they are placeholders. */
export const newHost = (id: string): FollowUpHost => ({
  id,
  calendar: {
    id: 'none',
    version: '0',
    zone: 'UTC',
    coverage: ['2000-01-01', '2000-01-01'],
    weekend: [6, 7],
    off: [],
    on: [],
    hours: [],
  },
  policy: { version: 1 },
  homeUnit: {
    organisationId: '',
    liaisonPostId: null,
    coordinatorPostId: '',
    directorPostId: null,
    leaderPostId: null,
  },
  hold: null,
  questionsCountedOn: null,
  followUps: {},
});

/** A post changed hands: since when, when the next hears that its matters are not accepted, and how many have heard. */
export interface Succession {
  on: string;
  /** Left out once everybody was told. */
  at?: string;
  level: number;
  /** Since when they are for the leaders' meeting. */
  meetingListOn?: string;
}
