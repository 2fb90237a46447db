import type { Concern } from '../decider.ts';
import type { PlacementState } from './state.ts';

/** What the researcher is promised (DOMAIN 2a): allowance, workload credit, insurance, travel, certificate of service. */
export const termKinds = ['allowance', 'workload-credit', 'insurance', 'travel', 'certificate'] as const;
export type TermKind = (typeof termKinds)[number];

export interface TermsState {
  /** Which are written down; what they say is in the events. */
  agreed: TermKind[];
}

export const terms: Concern<PlacementState> = { events: [], commands: [] };
