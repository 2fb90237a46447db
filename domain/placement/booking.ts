import type { Concern } from '../decider.ts';
import type { PlacementState } from './state.ts';

/** Half of a day on site: `2026-03-03/am`. */
export type HalfDay = `${string}/${'am' | 'pm'}`;

export interface BookingState {
  /** `asked`: the rows are being written; `clash`: they were refused, and somebody has to choose other days. */
  status: 'none' | 'asked' | 'booked' | 'clash' | 'released';
  /** Weekdays 1 (Monday) to 7 and the half, as agreed. */
  pattern: { weekday: number; half: 'am' | 'pm' }[];
  /** Planned half days in order. */
  planned: HalfDay[];
  /** How often days were asked for; names the attempt. */
  round: number;
}

export const booking: Concern<PlacementState> = { events: [], commands: [] };
