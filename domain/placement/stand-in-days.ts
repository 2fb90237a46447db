import type { Context, EventDraft, NoticeDraft } from '../decider.ts';
import { today } from '../follow-up/clocks.ts';
import { released } from './booking-events.ts';
import { covered } from './cover-events.ts';
import type { StandIn } from './cover.ts';
import { onOf } from './half-days.ts';
import type { HalfDay } from './half-days.ts';
import { meetingOn } from './invited.ts';
import type { PlacementState } from './state.ts';

/**
 * Whoever stands in has the days that they keep in their calendar, and hears in one mail which they need not keep any more. Days
 * come and go in many ways (a yes, a hold, the end, a point that is closed, another illness, several of them at once): what they
 * keep before and after all of it is what they are told.
 */

const STAND_IN = 'stand-in';

/** One event for each time that somebody stands in; their name is not in it. */
const meetingId = ({ n = 0 }: StandIn): string => `${STAND_IN}-${n}`;

/** What changes the days of whoever stands in. */
const changesDays = (s: PlacementState, { type }: EventDraft): boolean =>
  type === covered.type || (type === released.type && s.standIns.length > 0);

/** @param now the placement as it stands after `drafts`, which go on unchanged but for whom they tell */
export function tellStandIns(
  s: PlacementState,
  drafts: EventDraft[],
  context: Context,
  now: () => PlacementState,
): EventDraft[] {
  const last = drafts.findLastIndex((draft) => changesDays(s, draft));
  if (last === -1) return drafts;
  const notices = standInNotices(s, now(), today(s, context.at));
  return notices.length === 0
    ? drafts
    : drafts.map((draft, index) =>
        index === last ? { ...draft, notify: [...(draft.notify ?? []), ...notices] } : draft,
      );
}

function standInNotices(before: PlacementState, now: PlacementState, onToday: string): NoticeDraft[] {
  const personIds = new Set([...before.standIns, ...now.standIns].map(({ personId }) => personId));
  const of = (s: PlacementState, personId: string) => s.standIns.find((one) => one.personId === personId);
  const ahead = (one: StandIn | undefined) => one?.halfDays.filter((each) => onOf(each) >= onToday) ?? [];
  return [...personIds].flatMap((personId) => {
    const [was, is] = [of(before, personId), of(now, personId)];
    const one = is ?? (was && { ...was, sequence: (was.sequence ?? 0) + 1 });
    return one ? noticeOf(now, one, { kept: ahead(was), keeps: ahead(is) }) : [];
  });
}

/** Asked to what they keep now; where that is nothing any more, what they were asked to is off. */
function noticeOf(
  s: PlacementState,
  one: StandIn,
  { kept, keeps }: { kept: readonly HalfDay[]; keeps: readonly HalfDay[] },
): NoticeDraft[] {
  const freed = kept.filter((each) => !keeps.includes(each));
  if (freed.length === 0 && keeps.length === kept.length) return [];
  const isOff = keeps.length === 0;
  const meeting = meetingOn(s, isOff ? freed : keeps, {
    id: meetingId(one),
    kind: STAND_IN,
    method: isOff ? 'cancel' : 'request',
    sequence: one.sequence ?? 0,
  });
  const facts = { meeting: { ...meeting, ...(freed.length > 0 ? { freed } : {}) } };
  return meeting ? [{ to: { personId: one.personId }, kind: 'meeting', facts }] : [];
}
