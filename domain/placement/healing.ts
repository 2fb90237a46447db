import type { Concern } from '../decider.ts';
import type { PlacementState } from './state.ts';

/** Cover for days that the researcher cannot keep. */
export interface CoverState {
  cause: string;
  fromOn: string;
  untilOn: string | null;
  /** Half days that nobody keeps yet. */
  openHalfDays: number;
  status: 'looking' | 'asked' | 'covered' | 'shortfall';
}

export const healing: Concern<PlacementState> = { events: [], commands: [] };
