import type { Concern } from '../decider.ts';
import type { PlacementState } from './state.ts';

/** What one of the three sides said, and when. Reasons of a refusal are texts that stay with the side. */
export interface SideAnswer {
  answer: 'yes' | 'no';
  on: string;
}

export interface AcceptanceState {
  person: SideAnswer | null;
  unit: SideAnswer | null;
  host: SideAnswer | null;
  /** When the three-party agreement was filed. */
  documentOn: string | null;
}

export const acceptance: Concern<PlacementState> = { events: [], commands: [] };
