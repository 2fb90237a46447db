import { addDays } from '../calendar/local-date.ts';
import type { Context, EventDraft } from '../decider.ts';
import { today } from '../follow-up/clocks.ts';
import { openFollowUp } from '../follow-up/engine.ts';
import { release } from './booking.ts';
import { narrow } from './cover-steps.ts';
import { onOf } from './half-days.ts';
import { placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

/**
 * While a placement stands still nobody goes: the days until the end of the hold are free for others, and when it goes on our
 * office agrees on new ones.
 */
export function withHold(s: PlacementState, decision: readonly EventDraft[], context: Context): EventDraft[] {
  const paused = decision.find(({ type }) => type === 'placementPaused' || type === 'placementHeldFromAbove');
  if (paused) {
    const untilOn = String(paused.data['untilOn']);
    const left = s.cover?.open.filter((halfDay) => onOf(halfDay) > untilOn) ?? [];
    return [
      ...release(s, context, { fromOn: addDays(today(s, context.at), 1), untilOn }),
      // Whoever leaves for good does so all the same, and a successor begins when it goes on.
      ...(s.cover?.untilOn === null ? [] : narrow(s, left)),
    ];
  }
  const isResumed = decision.some(({ type }) => type === 'placementResumed');
  const needsDays = s.stage === 'booked' || s.stage === 'on-site';
  const isAsked = Object.values(s.followUps).some(({ kind }) => kind === 'placement-days');
  return isResumed && needsDays && !isAsked
    ? [openFollowUp(s, context, { kind: 'placement-days', about: placementSubject(s), tell: true })]
    : [];
}
