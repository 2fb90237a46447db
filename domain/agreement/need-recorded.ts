import { eventType } from '../decider.ts';
import { today } from '../follow-up/clocks.ts';
import { count } from './state.ts';
import type { AgreementState } from './state.ts';

/** However it came in: entered by our office, or told by the enterprise itself behind a link. */
export const recorded = eventType<AgreementState, { needId: string; partyId: string }>(
  'needRecorded',
  (s, d, event) => {
    s.needs[d.needId] = { partyId: d.partyId, status: 'open', sinceOn: today(s, event.at) };
    count(s, d.needId);
    if (s.collection) s.collection.without = s.collection.without.filter((id) => id !== d.partyId);
  },
);
