import { eventType } from '../decider.ts';
import type { Concern, Context, EventDraft } from '../decider.ts';
import { planningInstant, today } from '../follow-up/clocks.ts';
import { openFollowUp } from '../follow-up/engine.ts';
import { halfMonthNumber } from './half-month.ts';
import { plannedHalves } from './settled.ts';
import { placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

/**
 * The stage on site begins by itself: on the first day that somebody keeps. Where that is whoever stands in, their days need a half
 * month to be logged in as well.
 */

const begun = eventType<PlacementState, { on: string; period: number }>('placementBegun', (s, d) => {
  s.stage = 'on-site';
  s.log.next = d.period;
  s.pace.fromOn = d.on;
});

function beginsAt(s: PlacementState): string | null {
  const isReady = s.status === 'open' && !s.hold && s.stage === 'booked';
  const [first] = isReady ? plannedHalves(s) : [];
  return first ? planningInstant(s, first.onDate) : null;
}

function begin(s: PlacementState, context: Context): EventDraft[] {
  const at = beginsAt(s);
  const [first] = plannedHalves(s);
  if (!first || !at || at > context.at) return [];
  const { onDate } = first;
  const about = placementSubject(s);
  return [
    begun(about, { on: onDate, period: Math.max(1, halfMonthNumber(s, onDate)) }),
    // From the first day it is known when the end has to be thought of; it is asked about 60 working days ahead.
    ...(s.period.toOn > today(s, context.at)
      ? [openFollowUp(s, context, { kind: 'placement-renewal', about, dueOn: s.period.toOn })]
      : []),
  ];
}

export const onSite: Concern<PlacementState> = {
  events: [begun],
  commands: [],
  clock: { due: begin, nextWake: beginsAt },
};
