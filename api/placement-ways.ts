import type { placementKinds } from '../domain/policy/placement-kinds.ts';
import type { Bilingual } from '../domain/decider.ts';
import { recordingWords as words } from './recording-words.ts';
import type { Way } from './recording-ways.ts';

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
  'placement-log': [],
  'placement-missed-log': [],
  'placement-presence': [],
  'placement-pace': [],
  'placement-assessment': [],
  'placement-result': [],
  'placement-renewal': [],
  'placement-next-batch': [],
  'placement-dispute': [],
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
