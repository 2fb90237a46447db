import { addDays } from '../calendar/local-date.ts';
import type { Context, EventDraft, NoticeDraft } from '../decider.ts';
import { today } from '../follow-up/clocks.ts';
import { openFollowUp } from '../follow-up/engine.ts';
import { release } from './booking.ts';
import { narrow } from './cover-steps.ts';
import { tellOthers } from './cover.ts';
import { onOf } from './half-days.ts';
import type { HalfDay } from './half-days.ts';
import { alsoTelling } from './not-taken-over.ts';
import { placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

/** The other sides are told at once that it stands still, until when and why, and when it goes on. */
export const tellingOfHold = (s: PlacementState, decision: readonly EventDraft[], context: Context): EventDraft[] =>
  decision.map((draft) => alsoTelling(draft, holdNotices(s, draft, today(s, context.at))));

function holdNotices(s: PlacementState, { type, data }: EventDraft, onToday: string): NoticeDraft[] {
  switch (type) {
    case 'placementPaused':
    case 'placementHeldFromAbove':
    case 'placementOwnHoldEnded':
      return pauseNotices(s, { type, data }, onToday);
    case 'placementResumed':
      return tellOthers(s, null, { change: 'resumed', fromOn: onToday, days: 0 });
    default:
      return [];
  }
}

const latest = (...days: (string | undefined)[]): string =>
  days
    .map((on) => on ?? '')
    .toSorted()
    .at(-1) ?? '';

function pauseNotices(
  s: PlacementState,
  { type, data }: Pick<EventDraft, 'type' | 'data'>,
  onToday: string,
): NoticeDraft[] {
  const known = latest(s.hold?.untilOn, s.hold?.aboveUntilOn);
  const asked = String(data['untilOn']);
  const untilOn = type === 'placementHeldFromAbove' ? latest(asked, s.hold?.untilOn) : asked;
  // Another hold beside it changes nothing for them while the one that they know of lasts as long.
  if (untilOn === known) return [];
  const isFree = (half: HalfDay): boolean => onOf(half) > onToday && onOf(half) <= untilOn;
  const days = s.booking.planned.filter(isFree).length / 2;
  const change = { change: 'paused' as const, fromOn: onToday, untilOn, days };
  const reason = typeof data['reason'] === 'string' ? { reason: data['reason'] } : {};
  // Why a whole cooperation waits may be about another enterprise: that is not for the hosts (S45).
  const isOwn = s.hold === null && data['fromAbove'] !== true;
  return tellOthers(s, null, change).map((notice) => {
    const isHost = 'postId' in notice.to && [s.host.postId, s.supervisors.host].includes(notice.to.postId);
    return isHost && !isOwn ? notice : { ...notice, facts: { ...notice.facts, ...reason } };
  });
}

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
