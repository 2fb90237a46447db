import type { placementKinds } from '../domain/policy/placement-kinds.ts';
import type { Bilingual } from '../domain/decider.ts';
import { recordingWords as words } from './recording-words.ts';
import type { MatterNow, Way } from './recording-ways.ts';

/** A side's own answer: yes or no, and why not. */
const answer = (command: string, label: Bilingual): readonly Way[] => [
  {
    command,
    body: (now) => ({ personId: now.personId, answer: 'yes' }),
    form: [
      { name: 'answer', as: 'choice', label, choices: words.yesOrNo },
      { name: 'reason', as: 'passage', label: words.privateReason, optional: true },
    ],
    button: words.answer,
    isConsent: true,
  },
];

const plan: Way = {
  command: 'planDays',
  body: () => ({
    pattern: [
      { weekday: 2, half: 'am' },
      { weekday: 2, half: 'pm' },
    ],
  }),
};

const worked = 'The trial ran on the second line.';
const halfDayOf = (now: MatterNow) => ({ onDate: now.todayOn, half: 'am' });
const log: Way = {
  command: 'logDays',
  body: (now) => ({ days: [{ ...halfDayOf(now), hours: 4, what: worked }] }),
};

/** The same of what a placement follows up. */
export const placementWays: Record<keyof typeof placementKinds, readonly Way[]> = {
  'placement-willing': answer('answerForPerson', words.isWilling),
  'placement-consent': answer('answerForUnit', words.letsGo),
  'placement-host-answer': answer('answerForHost', words.takes),
  'placement-substitute': answer('consentToSubstitute', words.takesSubstitute),
  'placement-other': [],
  'placement-document': [
    {
      command: 'fileAgreementDocument',
      body: (now) => ({
        reference: 'Kept in the archive under 2026-17.',
        signedOn: now.todayOn,
        signatures: { person: 'person-researcher', unit: 'person-of-the-unit', host: now.partnerPersonId },
      }),
    },
  ],
  'placement-days': [plan],
  'placement-clash': [plan],
  'placement-terms': [
    {
      command: 'setTerms',
      body: () => ({
        terms: [
          { kind: 'allowance', text: 'A monthly allowance of 1,500 yuan, paid by the enterprise.', isAgreed: true },
        ],
      }),
    },
  ],
  'placement-log': [{ command: 'logDays', body: () => ({ took: 'as-planned', what: worked }), byHalfDays: true }, log],
  'placement-missed-log': [log],
  'placement-presence': [
    { command: 'confirmPresence', body: () => ({}), byHalfDays: true },
    {
      command: 'disputePresence',
      body: (now) => ({ days: [halfDayOf(now)], reason: 'They were at our other plant on that day.' }),
    },
  ],
  'placement-dispute': [
    {
      command: 'settleDays',
      body: (now) => ({ days: [{ ...halfDayOf(now), counts: true }], reason: 'Both were asked: it took place.' }),
    },
  ],
  'placement-pace': [plan],
  'placement-assessment': [
    {
      command: 'assess',
      body: ({ about }) => ({
        side: about.id === 'assessment-unit' ? 'unit' : 'host',
        rating: 'good',
        text: 'A sound trial, and two trained engineers.',
      }),
      form: [
        { name: 'rating', as: 'choice', label: words.grade, choices: words.grades },
        { name: 'text', as: 'passage', label: words.ownWords },
      ],
    },
  ],
  'placement-result': [
    {
      command: 'recordResult',
      body: () => ({ problem: 'solved', text: 'The line runs without the old additive.' }),
      form: [
        { name: 'problem', as: 'choice', label: words.problem, choices: words.problems },
        { name: 'text', as: 'passage', label: words.whatCameOfIt },
      ],
    },
    { command: 'recordYield', body: () => ({ kind: 'project', planId: 'plan-1' }) },
  ],
  'placement-renewal': [
    {
      command: 'decideRenewal',
      body: () => ({ decision: 'end' }),
      form: [{ name: 'reason', as: 'passage', label: words.remark, optional: true }],
      button: words.endAsPlanned,
    },
    { command: 'decideRenewal', body: () => ({ decision: 'renew', toOn: '2028-03-01' }) },
  ],
  'placement-next-batch': [
    {
      command: 'selectNextBatch',
      body: () => ({ nobodyBecause: 'The enterprise needs nobody next year.' }),
      form: [{ name: 'nobodyBecause', as: 'passage', label: words.whyNobody }],
    },
    { command: 'selectNextBatch', body: () => ({ placementIds: ['placement-2'] }) },
  ],
  'placement-cover': [{ command: 'seekCover', body: () => ({}) }],
  'placement-shortfall': [
    {
      command: 'acceptShortfall',
      body: () => ({ reason: 'The enterprise agreed that the days are made up in autumn.' }),
      form: [{ name: 'reason', as: 'passage', label: words.reason }],
      button: words.acceptShortfall,
    },
    { command: 'seekCover', body: () => ({}), form: [], button: words.seekAgain },
  ],
  'cover-consent': [
    {
      command: 'answerSubstitute',
      body: () => ({ answer: 'yes' }),
      form: [{ name: 'answer', as: 'choice', label: words.takesSubstitute, choices: words.yesOrNo }],
      button: words.answer,
      isConsent: true,
    },
  ],
  'cover-request': [
    {
      command: 'answerCover',
      body: () => ({ answer: 'yes' }),
      form: [{ name: 'answer', as: 'choice', label: words.standsIn, choices: words.yesOrNo }],
      button: words.answer,
    },
  ],
};
