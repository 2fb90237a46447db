import { eventType } from '../decider.ts';
import type { PlacementState } from './state.ts';

/** Every end of a placement; `outcome` says which. */
export const placementClosed = eventType<PlacementState, { outcome: string; on: string }>('placementClosed', (s, d) => {
  s.status = 'closed';
  s.outcome = d.outcome;
  s.followUps = {};
  letGo(s);
  delete s.ending;
});

/** What was looked for is not any more, and no rows are asked for. Changes the state in place: for evolving. */
export function letGo(s: PlacementState): void {
  s.hold = null;
  s.cover = null;
  if (s.booking.asked)
    Object.assign(s.booking, { status: s.booking.planned.length > 0 ? 'booked' : 'released', asked: null });
  delete s.leaving;
}
