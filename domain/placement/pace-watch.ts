import { eventType } from '../decider.ts';
import type { Concern, Context, EventDraft } from '../decider.ts';
import { today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';
import { goesOnNoLonger, paceOf } from './pace.ts';
import type { Pace } from './pace.ts';
import { ownerOf, placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

/**
 * Says months ahead that the days of a year will not be reached. Looked at whenever the placement wakes, which it does after every
 * half month; said once, until it is back on pace by a margin, so that one day more or less does not make it come and go.
 */
export interface PaceState {
  /** Since when it is measured how many planned days are kept: days that are agreed anew are a new beginning. */
  fromOn: string;
  /** The first day of the year that was warned of, and when. */
  warnedFor: string | null;
  warnedOn: string | null;
}

const warned = eventType<PlacementState, Pace & { on: string }>('paceWarned', (s, d) => {
  s.pace.warnedFor = d.fromOn;
  s.pace.warnedOn = d.on;
});
const recovered = eventType<PlacementState, Pace>('paceRecovered', forgetWarning);
/** The year that was warned of is over. */
const yearEnded = eventType<PlacementState, { fromOn: string }>('paceYearEnded', forgetWarning);

function forgetWarning(s: PlacementState): void {
  s.pace.warnedFor = null;
  s.pace.warnedOn = null;
}

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
  const said = warned(about, { ...pace, on: today(s, context.at) });
  const [assigned] = opened.notify ?? [];
  if (!assigned) return [said, opened];
  const told = { ...assigned, facts: { ...assigned.facts, pace: { ...pace } } };
  // The liaison reads along, and owes nothing.
  const along = liaisonPostId ? [{ ...told, kind: 'reminder' as const, to: { postId: liaisonPostId } }] : [];
  return [said, { ...opened, notify: [told, ...along] }];
}

const close = (s: PlacementState, how: Closing): EventDraft[] => closeFollowUps(s, placementSubject(s), how, KIND);

function due(s: PlacementState, context: Context): EventDraft[] {
  const isWatched = s.status === 'open' && !s.hold && (s.stage === 'on-site' || s.stage === 'assessed');
  if (!isWatched) return [];
  const pace = paceOf(s, context.at);
  const isOver = today(s, context.at) > s.period.toOn;
  // Whoever leaves is asked for no more days: their successor keeps them, or the shortfall says which are missing.
  const isTheirs = pace !== null && !goesOnNoLonger(s);
  const short = isTheirs && !isOver && pace.projectedDays < pace.minimumDays ? pace : null;
  const { warnedFor } = s.pace;
  if (warnedFor === null) return short ? warn(s, context, short) : [];
  if (isTheirs && pace.fromOn === warnedFor) return isBack(s, pace) ? recover(s, pace) : [];
  const ended = [yearEnded(placementSubject(s), { fromOn: warnedFor }), ...close(s, Closing.superseded)];
  return short ? [...ended, ...warn(s, context, short)] : ended;
}

const recover = (s: PlacementState, pace: Pace): EventDraft[] => [
  recovered(placementSubject(s), pace),
  ...close(s, Closing.done),
];

/** Above the minimum by a margin; where days were agreed anew since the warning, reaching it will do. */
function isBack(s: PlacementState, pace: Pace): boolean {
  const { fromOn, warnedOn } = s.pace;
  const isAnew = warnedOn !== null && fromOn >= warnedOn;
  const margin = isAnew ? 0 : valueOf(valuesFor(s), 'placement.paceMarginDays');
  return pace.daysDone >= pace.minimumDays || pace.projectedDays >= pace.minimumDays + margin;
}

export const paceWatch: Concern<PlacementState> = {
  events: [warned, recovered, yearEnded],
  commands: [],
  listens: [
    // Nobody is warned any more of what has ended.
    { to: 'placementEnding', apply: forgetWarning },
    {
      to: 'bookingSettled',
      apply: (s, _d: object, event) => {
        s.pace.fromOn = today(s, event.at);
      },
    },
  ],
  clock: { due, nextWake: () => null },
};
