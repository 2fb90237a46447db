import type { Bilingual, EntityKind } from '../domain/decider.ts';
import type { FollowUpKind, followUpPolicies } from '../domain/policy/defaults.ts';
import type { Language } from '../domain/notices/names.ts';
import { placementWays } from './placement-ways.ts';
import { needWays } from './recording-needs.ts';
import { recordingWords as words } from './recording-words.ts';

/**
 * Which commands may end a matter that ends when it is recorded, each with an example for this very matter, and a form where a few
 * fields suffice. One row for each kind.
 */

/** Matters that a command of their stage ends; minutes are confirmed by the others, at pages of their own. */
export type RecordedKind = {
  [K in FollowUpKind]: (typeof followUpPolicies)[K]['closes'] extends 'by-record' ? K : never;
}[FollowUpKind];

/** What an example is made from: ids of this matter and its cooperation, so that a call can be copied. */
export interface MatterNow {
  entityKind: EntityKind;
  about: { kind: string; id: string };
  todayOn: string;
  homeUnitId: string;
  /** A party of another side, and somebody of theirs. */
  partnerId: string;
  partnerPersonId: string;
  partnerPostId: string;
  /** The reader. */
  personId: string;
  /** In which the example's words are. */
  language: Language;
}

/** One field of a form; left out `optional`, it has to be filled in. */
export interface FormField {
  name: string;
  as: FieldKind;
  label: Bilingual;
  choices?: Readonly<Record<string, Bilingual>>;
  optional?: true;
}

/**
 * `day` has come, `date` may lie ahead; `skills` are words of the vocabulary and others, `languages` one or several by their codes;
 * `need-class` is chosen among the classes of the installation.
 */
export type FieldKind =
  | 'day'
  | 'date'
  | 'line'
  | 'passage'
  | 'choice'
  | 'counterpart'
  | 'days-a-year'
  | 'skills'
  | 'languages'
  | 'need-class';

export interface Way {
  command: string;
  /** The body, with the fields that the address names where the matter does not give them. */
  body(now: MatterNow): Record<string, unknown>;
  /** Fields to be filled in on the page, where that is all it takes; what else the body has is as in the example. */
  form?: readonly FormField[];
  /** Its form asks half day by half day, and is made from the matter as it stands (half-day-page.ts). */
  byHalfDays?: true;
  /** What the form's button says; left out, that it is recorded. */
  button?: Bilingual;
  /** A consent: the reader's own word, given with a code that was sent to them, and by nobody in their place (DOMAIN 2a "Done"). */
  isConsent?: true;
}

const day = (label: Bilingual = words.onDate): FormField => ({ name: 'onDate', as: 'day', label });
const passage = (name: string, label: Bilingual, optional?: true): FormField => ({
  name,
  as: 'passage',
  label,
  ...(optional ? { optional } : {}),
});
const choice = (name: string, label: Bilingual, choices: Readonly<Record<string, Bilingual>>): FormField => ({
  name,
  as: 'choice',
  label,
  choices,
});

const contact: Way = {
  command: 'recordContact',
  body: (now) => ({
    onDate: now.todayOn,
    kind: 'call',
    summary: 'We spoke about the next step; they send the list by the end of the month.',
    counterparts: [{ personId: now.partnerPersonId, organisationId: now.partnerId }],
  }),
  form: [
    day(words.contactOn),
    { name: 'counterparts', as: 'counterpart', label: words.withWhom },
    choice('kind', words.by, words.contactKinds),
    passage('summary', words.summary),
  ],
};
const close = (command: 'closeAgreement' | 'closePlan', outcome: string): Way => ({
  command,
  body: () => ({ outcome, reason: 'Both sides agreed to end it.' }),
});
const visitNote: Way = {
  command: 'fileVisitNote',
  body: () => ({ note: 'Three stops were seen; both sides want to go on with biomedicine.' }),
  form: [passage('note', words.note)],
};

export const ways: Record<RecordedKind, readonly Way[]> = {
  ...placementWays,
  intake: [
    { command: 'acceptIntake', body: () => ({}), form: [], button: words.accept },
    {
      command: 'declineIntake',
      body: () => ({ reason: 'It is not in our fields.' }),
      form: [passage('reason', words.reason)],
      button: words.decline,
    },
  ],
  'visit-plan': [
    {
      command: 'recordVisit',
      body: (now) => ({ fromOn: now.todayOn, direction: 'inbound', hostOrganisationId: now.homeUnitId }),
    },
    waive('visit'),
  ],
  itinerary: [
    { command: 'markStop', body: () => ({ stop: 1, outcome: 'done' }) },
    { command: 'confirmAttendance', body: () => ({}) },
    { ...visitNote, form: undefined },
  ],
  'visit-note': [visitNote],
  symposium: [
    { command: 'recordSymposium', body: (now) => ({ onDate: now.todayOn, title: 'Symposium on our cooperation' }) },
    waive('symposium'),
  ],
  minutes: [
    {
      command: 'sendMinutes',
      body: (now) => ({
        minutes: 'Both sides agreed: ...',
        to: [{ organisationId: now.partnerId, postId: now.partnerPostId }],
      }),
    },
  ],
  'minutes-confirmation': [
    {
      command: 'confirmMinutes',
      body: (now) => ({ organisationId: now.partnerId, personId: now.partnerPersonId, how: 'phone' }),
    },
  ],
  advance: [{ command: 'advance', body: () => ({}), form: [], button: words.advance }],
  mechanism: [
    {
      command: 'agreeMechanism',
      body: (now) => ({ channel: 'video', liaisons: [{ organisationId: now.partnerId, postId: now.partnerPostId }] }),
    },
  ],
  contact: [contact],
  dormancy: [
    contact,
    {
      command: 'pauseAgreement',
      body: (now) => ({ untilOn: now.todayOn, reason: 'They reorganise.', approverPersonId: now.personId }),
    },
    close('closeAgreement', 'lapsed'),
  ],
  plan: [{ command: 'proposePlan', body: () => ({ name: 'A joint pilot plant', text: 'What, who and by when.' }) }],
  ...needWays,
  build: [
    {
      command: 'moveBuild',
      body: (now) => ({ to: 'accepted', onDate: now.todayOn }),
      form: [choice('to', words.to, words.buildStates), day(), passage('note', words.remark, true)],
    },
  ],
  naming: [
    {
      command: 'nameGroupMember',
      body: (now) => ({ groupId: 'group-1', personId: now.partnerPersonId, organisationId: now.partnerId }),
    },
  ],
  hold: [
    {
      command: 'resumeAgreement',
      body: () => ({}),
      form: [passage('reason', words.remark, true)],
      button: words.resume,
    },
    {
      command: 'extendHold',
      body: (now) => ({ untilOn: now.todayOn, reason: 'They still reorganise.', approverPersonId: now.personId }),
    },
    { command: 'resumePlan', body: () => ({}), form: [passage('reason', words.remark, true)], button: words.resume },
  ],
  review: [
    {
      command: 'decideReview',
      body: (now) => ({ decision: 'renew', reason: 'It goes well.', partnerToldOn: now.todayOn }),
    },
  ],
  instrument: [{ command: 'moveInstrument', body: (now) => ({ to: 'legally-reviewed', onDate: now.todayOn }) }],
  expiry: [
    { command: 'moveInstrument', body: (now) => ({ to: 'expired', onDate: now.todayOn }) },
    {
      command: 'recordInstrument',
      body: (now) => ({
        kind: 'framework',
        name: 'Framework agreement, renewed',
        organisationIds: [now.partnerId],
        renewsId: now.about.id,
      }),
    },
  ],
  payment: [
    {
      command: 'movePayment',
      body: (now) => ({ to: 'received', onDate: now.todayOn }),
      form: [day(words.receivedOn), passage('note', words.remark, true)],
    },
  ],
  'plan-text': [
    {
      command: 'describePlan',
      body: () => ({ text: 'What is to be done, by whom and by when.' }),
      form: [passage('text', words.planText)],
    },
  ],
  'plan-sponsors': [
    { command: 'sponsorPlan', body: (now) => ({ organisationId: now.partnerId, postId: now.partnerPostId }) },
  ],
  'study-start': [
    {
      command: 'startStudy',
      body: (now) => ({
        question: 'Can it be made at 100 litres?',
        team: [
          { personId: now.personId, organisationId: now.homeUnitId },
          { personId: now.partnerPersonId, organisationId: now.partnerId },
        ],
      }),
    },
  ],
  study: [
    {
      command: 'fileStudyReport',
      body: (now) => ({ report: 'Question, findings, risk, advice.', authorPersonIds: [now.personId] }),
    },
  ],
  'study-decision': [
    {
      command: 'decideStudy',
      body: (now) => ({ decision: 'go', reasons: 'The findings are good.', decidedByPersonId: now.personId }),
    },
  ],
  application: [
    {
      command: 'fileApplication',
      body: (now) => ({ filedOn: now.todayOn }),
      form: [{ ...day(words.filedOn), name: 'filedOn' }],
    },
  ],
  'application-result': [
    {
      command: 'recordApplicationResult',
      body: (now) => ({ result: 'granted', onDate: now.todayOn }),
      form: [choice('result', words.result, words.results), day(), passage('note', words.remark, true)],
    },
  ],
  'project-start': [
    {
      command: 'turnKey',
      body: (now) => ({ key: 'approval', onDate: now.todayOn, byOrganisationId: now.homeUnitId }),
    },
    { command: 'startProject', body: (now) => ({ fromOn: now.todayOn, toOn: now.todayOn }) },
  ],
  milestone: [
    {
      command: 'reachMilestone',
      body: (now) => ({ onDate: now.todayOn }),
      form: [day(words.reachedOn), passage('evidence', words.evidence, true)],
    },
    { command: 'reachBuildMilestone', body: (now) => ({ buildId: 'build-1', onDate: now.todayOn }) },
  ],
  delivery: [{ command: 'deliver', body: (now) => ({ byPersonId: now.personId, onDate: now.todayOn }) }],
  deliverable: [
    { command: 'acceptDeliverable', body: (now) => ({ byPersonId: now.personId, onDate: now.todayOn }) },
    { command: 'returnDeliverable', body: (now) => ({ reason: 'The data are missing.', dueOn: now.todayOn }) },
  ],
  'project-end': [
    { command: 'extendProject', body: (now) => ({ toOn: now.todayOn, reason: 'The plant came late.' }) },
    { command: 'closeProject', body: () => ({ summary: 'What was reached, and what was not.' }) },
  ],
  'project-meeting': [
    {
      command: 'recordMeeting',
      body: (now) => ({
        kind: 'team',
        heldOn: now.todayOn,
        present: [{ personId: now.partnerPersonId, organisationId: now.partnerId }],
        summary: 'What was decided.',
      }),
    },
  ],
};

function waive(stage: 'visit' | 'symposium'): Way {
  return {
    command: 'waiveStage',
    body: (now) => ({ stage, reason: 'They met before.', approverPersonId: now.personId }),
  };
}
