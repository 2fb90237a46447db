import type { Bilingual } from './decider.ts';

/**
 * Every refusal has a stable code. `status` is its HTTP status, `title` what it is, `advice` what to do.
 * A new code goes here, with one test.
 */
export const refusals = {
  'already-exists': { status: 409, title: 'This already exists', advice: 'Use what exists, or give another id.' },
  'not-started': { status: 404, title: 'There is no such agreement', advice: 'Check the id in GET /v1/agreements.' },
  'agreement-closed': {
    status: 409,
    title: 'This cooperation is closed',
    advice: 'Nothing more can be changed. Start a new agreement that names this one as its parent.',
  },
  'not-accepted': {
    status: 409,
    title: 'The proposal is not accepted yet',
    advice: 'Accept the intake first (POST .../intake/accept).',
  },
  'stage-not-allowed': {
    status: 409,
    title: 'This is not possible at this stage',
    advice: 'See the path of the agreement; return to a stage with a reason, or waive one.',
  },
  'exit-criteria-unmet': {
    status: 409,
    title: 'The stage is not finished',
    advice: 'Do what is named, or have the stage waived with a name and a reason.',
  },
  'unknown-item': {
    status: 422,
    title: 'No such item in this agreement',
    advice: 'Read the agreement for the ids of its items.',
  },
  'unknown-party': {
    status: 422,
    title: 'This organisation is no party of the agreement',
    advice: 'Add it with POST .../parties first, or use the id of a party.',
  },
  'unknown-person': { status: 422, title: 'Unknown person', advice: 'Create the person with POST /v1/people first.' },
  'unknown-organisation': {
    status: 422,
    title: 'Unknown organisation',
    advice: 'Create the organisation with POST /v1/organisations first.',
  },
  'unknown-post': { status: 422, title: 'Unknown post', advice: 'Create the post with POST /v1/posts first.' },
  'no-home-unit': {
    status: 422,
    title: 'The unit has no reporting line',
    advice:
      'Give the unit its liaison, coordinator, director and leader posts (PUT /v1/organisations/{id}/reporting-line).',
  },
  'wrong-state': {
    status: 409,
    title: 'The item is not in a state that allows this',
    advice: 'Read the item and its state first.',
  },
  'ends-before-starts': {
    status: 422,
    title: 'It ends before it starts',
    advice: 'Give an end on or after the start.',
  },
  'date-in-future': {
    status: 422,
    title: 'The date lies in the future',
    advice: 'Record what has happened on or before today; plan what is ahead.',
  },
  'date-in-past': { status: 422, title: 'The date lies in the past', advice: 'Give a date after today.' },
  'day-unfit': {
    status: 422,
    title: 'A day does not fit into this calendar',
    advice: 'Give days within the range the table speaks for; make-up days are weekend days.',
  },
  'day-twice': {
    status: 422,
    title: 'A day is named twice',
    advice: 'Name each day once, as free or as a make-up day.',
  },
  'too-far-ahead': {
    status: 422,
    title: 'It lies too far ahead',
    advice: 'Enter it when it is published or decided; check the year.',
  },
  'hours-unfit': {
    status: 422,
    title: 'These hours cannot be kept',
    advice: 'Give an end after the beginning, and a time of the morning mail between them.',
  },
  'policy-unfit': {
    status: 422,
    title: 'A value of the policy cannot be set so',
    advice: 'Look at its range and where it may be set in GET /v1/policies.',
  },
  'rehearsal-outdated': {
    status: 409,
    title: 'The rehearsal does not hold any more',
    advice: 'Rehearse again (POST .../rehearsals), look at it, and migrate before the next night.',
  },
  'deputy-unfit': {
    status: 422,
    title: 'This person cannot stand in',
    advice: 'Name a colleague of the same organisation, or nobody.',
  },
  'closure-too-long': {
    status: 422,
    title: 'The closure is too long',
    advice: 'Check its end; enter what is longer as several closures with working days between them.',
  },
  'no-holidays-known': {
    status: 422,
    title: 'No calendar is known for this country',
    advice: 'Give an ISO 3166 code with capital letters, like CN or GB.',
  },
  'too-many': { status: 422, title: 'Too many entries', advice: 'Send fewer at once, or close what is finished.' },
  'pause-limit': {
    status: 409,
    title: 'This item cannot be paused again or so long',
    advice: 'Report it done, hand it over, or ask the coordinator for a new date.',
  },
  'not-permitted': { status: 403, title: 'Your role does not allow this', advice: 'Ask somebody whose role is named.' },
  'not-by-author': { status: 403, title: 'The author cannot decide this', advice: 'Have somebody else decide.' },
  'not-by-owner': {
    status: 403,
    title: 'The owner cannot confirm or extend this',
    advice: 'The beneficiary, the coordinator or the director confirms or agrees a later date.',
  },
  'key-missing': {
    status: 409,
    title: 'A key is missing',
    advice: 'A project starts with two keys: the approval and the partner contribution. Turn the missing one.',
  },
  'plans-open': { status: 409, title: 'Plans are still open', advice: 'Close or stop the plans first.' },
  'on-hold': { status: 409, title: 'The cooperation is on hold', advice: 'Resume it first.' },
  'not-on-hold': { status: 409, title: 'The cooperation is not on hold', advice: 'There is nothing to resume.' },
  'never-a-task': {
    status: 422,
    title: 'A principle or a hope is never a task',
    advice: 'Record it as a point; make a commitment only of what somebody said would be done.',
  },
  'named-counterpart-missing': {
    status: 422,
    title: 'A contact needs a named counterpart',
    advice: 'Name at least one person of another side.',
  },
  'private-to-party': { status: 403, title: 'This is private to another party', advice: 'Ask that party to share it.' },
  'not-your-side': {
    status: 403,
    title: 'This is for another side to say',
    advice: 'Act for your own organisation and for what is its turn; the side that is named acts for itself.',
  },
  'side-missing': {
    status: 422,
    title: 'Both sides are needed',
    advice: 'Name at least one person of ours and one of another party.',
  },
  'no-quorum': {
    status: 409,
    title: 'The meeting had no quorum',
    advice: 'Record it without decisions, or hold it again with an adviser and somebody of each side.',
  },
  'extension-limit': {
    status: 409,
    title: 'The project cannot be extended so',
    advice: 'A project is extended once, by twelve months at the most. Close it, or return to the study.',
  },
  'plan-closed': {
    status: 409,
    title: 'This plan is closed',
    advice: 'Nothing more can be changed. Propose a new plan in the same agreement.',
  },
  'shape-invalid': { status: 400, title: 'The request is not understood', advice: 'Mend what is named under errors.' },
} as const satisfies Record<string, { status: number; title: string; advice: string }>;

export type RefusalCode = keyof typeof refusals;

/** `detail` says what exactly, in both languages, with ids and dates but no text of a person. */
export interface Refusal {
  refused: RefusalCode;
  detail: Bilingual;
  /** Which entries of the command are at fault, where it has many; RFC 6901, into its body. */
  faults?: Fault[];
}

export interface Fault {
  pointer: string;
  detail: Bilingual;
}

/** Says no. The state is unchanged and nothing is written. */
export function refuse(code: RefusalCode, en: string, zh: string): Refusal {
  return { refused: code, detail: { en, zh } };
}
