import type { EventDraft, NoticeDraft } from '../decider.ts';
import { tellOffice } from './cover.ts';
import { sides } from './state.ts';
import type { PlacementState } from './state.ts';

/** What happens where whoever was to take a place over does not come. */

/** Our office hears that nobody keeps them after all: the coordinator, and the director at once. */
export function tellNotTakenOver(s: PlacementState): NoticeDraft[] {
  const { covers, stage } = s;
  const isUnbooked = (stage === 'proposed' || stage === 'accepted') && s.booking.planned.length === 0;
  // Whoever said no before has been told of.
  const isTold = sides.some((side) => s.acceptance[side]?.answer === 'no');
  if (!covers || !isUnbooked || isTold) return [];
  return tellOffice(s, {
    change: 'unsucceeded',
    fromOn: covers.firstOn,
    untilOn: covers.lastOn,
    days: covers.days,
  });
}

/** The draft, telling these people too. */
export const alsoTelling = (draft: EventDraft, notices: readonly NoticeDraft[]): EventDraft =>
  notices.length === 0 ? draft : { ...draft, notify: [...(draft.notify ?? []), ...notices] };
