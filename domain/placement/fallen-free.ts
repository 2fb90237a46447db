import { eventType } from '../decider.ts';
import type { Concern, Context, EventDraft } from '../decider.ts';
import { today } from '../follow-up/clocks.ts';
import { openFollowUp } from '../follow-up/engine.ts';
import { calendarsOf } from './booking.ts';
import { isPlannable, onOf } from './half-days.ts';
import type { HalfDay } from './half-days.ts';
import { placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

const NAMED_HALF_DAYS = 50;

/** Nothing is changed by it: whoever plans has to say what instead. */
const fellFree = eventType<PlacementState, { halfDays: HalfDay[]; count: number }>(
  'bookedDaysFellFree',
  () => undefined,
);

/**
 * A new calendar was adopted, or the other side's became known, and days that are booked turned out to be free: somebody has to
 * choose others, and hears it once.
 */
function due(s: PlacementState, context: Context): EventDraft[] {
  const isKnown = Object.values(s.followUps).some(({ kind }) => kind === 'placement-clash');
  if (s.booking.planned.length === 0 || s.booking.asked || s.hold || isKnown) return [];
  const onToday = today(s, context.at);
  const calendars = calendarsOf(s);
  const free = s.booking.planned.filter((each) => onOf(each) >= onToday && !isPlannable(calendars, onOf(each)));
  if (free.length === 0) return [];
  const about = placementSubject(s);
  return [
    fellFree(about, { halfDays: free.slice(0, NAMED_HALF_DAYS), count: free.length }),
    openFollowUp(s, context, { kind: 'placement-clash', about }),
  ];
}

export const fallenFree: Concern<PlacementState> = {
  events: [fellFree],
  commands: [],
  // The command that brings a calendar wakes it.
  clock: { due, nextWake: () => null },
};
