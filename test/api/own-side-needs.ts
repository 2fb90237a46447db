export interface Case {
  /** Of a field that is another side’s. */
  pointer: string;
  foreign: [path: string, body: object][];
  /** The same for A’s own side, which succeeds; null where the rules of the day stand in the way. */
  own: [path: string, body: object] | null;
}

/** What enterprise A says of needs, and what its rival B would: see `own-side.test.ts`. */
export const needCases = ({ a, b, person }: Record<'a' | 'b' | 'person', string>): Record<string, Case> => ({
  answerAsk: {
    pointer: '/askId',
    foreign: [['asks/ask-2/answer', { shortcoming: 'Says its rival' }]],
    own: ['asks/ask-1/answer', { shortcoming: 'Says itself' }],
  },
  tellNoNeed: { pointer: '/askId', foreign: [['asks/ask-2/none', {}]], own: null },
  recordNeed: {
    pointer: '/partyId',
    foreign: [['needs', { partyId: b, shortcoming: 'Says its rival' }]],
    own: ['needs', { partyId: a, shortcoming: 'Says itself' }],
  },
  classifyNeed: {
    pointer: '/needId',
    foreign: [['needs/need-2/class', { class: 'other' }]],
    own: ['needs/need-1/class', { class: 'new-product' }],
  },
  evaluateNeed: {
    pointer: '/needId',
    foreign: [['needs/need-2/evaluate', {}]],
    own: ['needs/need-1/evaluate', { termIds: ['term-fine-chemicals'], requestedPersonId: person }],
  },
  matchNeed: {
    pointer: '/needId',
    foreign: [['needs/need-2/match', { personIds: [person] }]],
    own: ['needs/need-1/match', { personIds: [person] }],
  },
  moveNeed: {
    pointer: '/needId',
    foreign: [['needs/need-2/move', { to: 'discussed' }]],
    own: ['needs/need-1/move', { to: 'discussed' }],
  },
  returnNeed: {
    pointer: '/needId',
    foreign: [['needs/need-2/return', { to: 'collected', reason: 'need-changed' }]],
    own: ['needs/need-1/return', { to: 'matched', reason: 'need-changed' }],
  },
  shareNeed: {
    pointer: '/needId',
    foreign: [['needs/need-2/share', { withOrganisationIds: [a] }]],
    own: ['needs/need-1/share', { withOrganisationIds: ['org-zzuet'] }],
  },
});
