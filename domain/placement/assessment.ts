import type { Concern } from '../decider.ts';
import type { PlacementState, Side } from './state.ts';

export interface AssessmentState {
  /** The day on which a side's supervisor assessed; neither edits the other's. */
  by: Partial<Record<Exclude<Side, 'person'>, string>>;
  /** The problem it was for. */
  result: 'solved' | 'partly' | 'explained' | null;
  /** What came of it (S56, S58): kinds only; references are in the events. */
  yields: string[];
  /** The answer to the renewal question. */
  renewal: 'renew' | 'end' | null;
}

export const assessment: Concern<PlacementState> = { events: [], commands: [] };
