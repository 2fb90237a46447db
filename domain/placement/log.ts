import type { Concern } from '../decider.ts';
import type { HalfDay } from './booking.ts';
import type { PlacementState } from './state.ts';

export interface LogState {
  /** Logged half days: said by the researcher, or confirmed or doubted by the host. */
  days: Record<HalfDay, 'logged' | 'confirmed' | 'disputed'>;
  /** How many logs in a row were not filed. */
  missed: number;
}

export const log: Concern<PlacementState> = { events: [], commands: [] };
