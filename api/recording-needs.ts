import type { Bilingual } from '../domain/decider.ts';
import type { FieldKind, FormField, Way } from './recording-ways.ts';
import { needWords as words, recordingWords } from './recording-words.ts';

/** How the steps of a need are recorded, and how an enterprise that was asked tells one. A row for each kind. */

type NeedKind =
  | 'need'
  | 'need-match'
  | 'need-discuss'
  | 'need-intend'
  | 'need-sign'
  | 'need-deliver'
  | 'need-collection'
  | 'need-ask';

const moved = (to: string): Way => ({
  command: 'moveNeed',
  body: (now) => ({ to, onDate: now.todayOn }),
  form: [{ name: 'onDate', as: 'day', label: recordingWords.onDate }],
});
const back = (to: string): Way => ({
  command: 'returnNeed',
  body: () => ({ to, reason: 'partner-not-agreed' }),
  form: [{ name: 'reason', as: 'choice', label: recordingWords.reason, choices: words.backwards }],
  button: words.back,
});
const optional = (name: string, as: FieldKind, label: Bilingual): FormField => ({ name, as, label, optional: true });
const told = (name: string, label: Bilingual): FormField => optional(name, 'passage', label);

export const needWays: Record<NeedKind, readonly Way[]> = {
  need: [
    {
      command: 'evaluateNeed',
      body: () => ({ urgency: 'normal' }),
      form: [{ name: 'urgency', as: 'choice', label: words.urgency, choices: words.urgencies }],
    },
    { command: 'matchNeed', body: () => ({ reason: 'no-researcher' }) },
  ],
  'need-match': [
    { command: 'matchNeed', body: (now) => ({ personIds: [now.personId] }) },
    {
      command: 'matchNeed',
      body: () => ({ reason: 'no-researcher' }),
      form: [{ name: 'reason', as: 'choice', label: words.whyNobody, choices: words.nobody }],
      button: words.nobodyButton,
    },
  ],
  'need-discuss': [moved('discussed'), back('evaluated')],
  'need-intend': [moved('intended'), back('matched')],
  'need-sign': [moved('signed'), back('discussed')],
  'need-deliver': [moved('delivered'), back('intended')],
  'need-collection': [
    { command: 'recordCollectionRound', body: () => ({}), form: [], button: words.askedAll },
    {
      command: 'askForNeeds',
      body: (now) => ({ to: [{ organisationId: now.partnerId, postId: now.partnerPostId }] }),
    },
  ],
  'need-ask': [
    {
      command: 'answerAsk',
      body: () => ({ shortcoming: 'The catalyst loses its activity after forty hours.' }),
      form: [
        told('shortcoming', words.shortcoming),
        told('expectedProject', words.expectedProject),
        told('statusQuo', words.statusQuo),
        told('mainProducts', words.mainProducts),
        optional('class', 'need-class', words.class),
        { ...optional('urgency', 'choice', words.urgencyAsked), choices: words.urgencies },
        optional('wantedSkills', 'skills', words.wantedSkills),
        optional('place', 'line', words.place),
        optional('fromOn', 'date', words.fromOn),
        optional('toOn', 'date', words.toOn),
        optional('daysAYear', 'days-a-year', words.daysAYear),
        { ...optional('languages', 'languages', words.languages), choices: words.spoken },
        optional('wantedPerson', 'line', words.wantedPerson),
      ],
      button: words.send,
    },
    { command: 'tellNoNeed', body: () => ({}), form: [], button: words.nothing },
  ],
};
