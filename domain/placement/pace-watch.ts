import { eventType } from '../decider.ts';
import type { Concern, Context, EventDraft } from '../decider.ts';
import { today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';
import { paceOf } from './pace.ts';
import type { Pace } from './pace.ts';
import { ownerOf, placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

/**
 * Says months ahead that the days of a year will not be reached. Looked at whenever the placement wakes, which it does after every
 * half month; said once, until it is back on pace by a margin, so that one day more or less does not make it come and go.
 */
export interface PaceState {
  /** Since when it is measured how many planned days are kept: new days that are agreed are a new beginning. */
  fromOn: string;
  /** The round of booking that is measured. */
  round: number;
  /** The first day of the year that was warned of. */
  warnedFor: string | null;
}

const measured = eventType<PlacementState, { on: string; round: number }>('paceMeasuredAnew', (s, d) => {
  s.pace.fromOn = d.on;
  s.pace.round = d.round;
});
const warned = eventType<PlacementState, Pace>('paceWarned', (s, d) => {
  s.pace.warnedFor = d.fromOn;
});
const recovered = eventType<PlacementState, Pace>('paceRecovered', (s) => {
  s.pace.warnedFor = null;
});
/** The year that was warned of is over. */
const yearEnded = eventType<PlacementState, { fromOn: string }>('paceYearEnded', (s) => {
  s.pace.warnedFor = null;
});

const KIND = 'placement-pace';

function warn(s: PlacementState, context: Context, pace: Pace): EventDraft[] {
  const about = placementSubject(s);
  const { liaisonPostId } = s.homeUnit;
  const opened = openFollowUp(s, context, {
    kind: KIND,
    about,
    ...ownerOf(s, 'person'),
    alsoPostIds: liaisonPostId ? [liaisonPostId] : [],
    tell: true,
  });
  const [assigned] = opened.notify ?? [];
  if (!assigned) return [warned(about, pace), opened];
  const told = { ...assigned, facts: { ...assigned.facts, pace: { ...pace } } };
  // The liaison reads along, and owes nothing.
  const along = liaisonPostId ? [{ ...told, kind: 'reminder' as const, to: { postId: liaisonPostId } }] : [];
  return [warned(about, pace), { ...opened, notify: [told, ...along] }];
}

const close = (s: PlacementState, how: Closing): EventDraft[] => closeFollowUps(s, placementSubject(s), how, KIND);

function due(s: PlacementState, context: Context): EventDraft[] {
  const isWatched = s.status === 'open' && !s.hold && (s.stage === 'on-site' || s.stage === 'assessed');
  if (!isWatched) return [];
  const about = placementSubject(s);
  const on = today(s, context.at);
  const isNew = s.booking.status === 'booked' && s.booking.round !== s.pace.round;
  const anew = isNew ? [measured(about, { on, round: s.booking.round })] : [];
  const pace = paceOf(s, context.at);
  return [...anew, ...judge(s, context, { pace, isNew, isOver: on > s.period.toOn })];
}

interface Judged {
  pace: Pace | null;
  isNew: boolean;
  isOver: boolean;
}

function judge(s: PlacementState, context: Context, { pace, isNew, isOver }: Judged): EventDraft[] {
  const about = placementSubject(s);
  const { warnedFor } = s.pace;
  const isShort = pace !== null && pace.projectedDays < pace.minimumDays;
  if (warnedFor === null) return isShort && !isOver ? warn(s, context, pace) : [];
  if (pace?.fromOn !== warnedFor) {
    const ended = [yearEnded(about, { fromOn: warnedFor }), ...close(s, Closing.superseded)];
    return isShort && !isOver ? [...ended, ...warn(s, context, pace)] : ended;
  }
  const margin = isNew ? 0 : valueOf(valuesFor(s), 'placement.paceMarginDays');
  const isBack = pace.daysDone >= pace.minimumDays || pace.projectedDays >= pace.minimumDays + margin;
  return isBack ? [recovered(about, pace), ...close(s, Closing.done)] : [];
}

export const paceWatch: Concern<PlacementState> = {
  events: [measured, warned, recovered, yearEnded],
  commands: [],
  clock: { due, nextWake: () => null },
};
