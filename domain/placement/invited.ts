import type { NoticeDraft } from '../decider.ts';
import type { MeetingFacts } from '../meeting/invitation.ts';
import { halfOf, onOf, timesOf } from './half-days.ts';
import type { HalfDay } from './half-days.ts';
import type { PlacementState } from './state.ts';

/**
 * The researcher and whoever looks after them at the enterprise have the booked days in their calendars: one event for each
 * placement, whose number rises with every attempt to book. Which days they are is read where the mail is written.
 */

/** Of the meeting that the days of a placement are; there is one. */
export const ON_SITE = 'on-site';

/** Days with their halves, in order. */
export function daysOf(halfDays: readonly HalfDay[]): { on: string; halves: ('am' | 'pm')[] }[] {
  const days = new Map<string, ('am' | 'pm')[]>();
  for (const halfDay of halfDays.toSorted()) {
    days.set(onOf(halfDay), [...(days.get(onOf(halfDay)) ?? []), halfOf(halfDay)]);
  }
  return [...days].map(([on, halves]) => ({ on, halves }));
}

export function inviteToDays(
  s: PlacementState,
  halfDays: readonly HalfDay[],
  { method, sequence, sinceOn }: Pick<MeetingFacts, 'method' | 'sequence'> & { sinceOn: string },
): NoticeDraft[] {
  const ahead = halfDays.filter((halfDay) => onOf(halfDay) >= sinceOn);
  const meeting = meetingOn(s, ahead, { id: ON_SITE, kind: ON_SITE, method, sequence });
  if (!meeting) return [];
  return [{ personId: s.researcher.personId }, { postId: s.supervisors.host ?? s.host.postId }].map((to) => ({
    to,
    kind: 'meeting',
    facts: { meeting },
  }));
}

/** Days as one event of a calendar, from the first to the last; null without any. */
export function meetingOn(
  s: Pick<PlacementState, 'calendar' | 'point'>,
  halfDays: readonly HalfDay[],
  which: Pick<MeetingFacts, 'id' | 'kind' | 'method' | 'sequence'>,
): MeetingFacts | null {
  const days = daysOf(halfDays);
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return null;
  const { zone } = s.calendar;
  return {
    ...which,
    fromOn: first.on,
    toOn: last.on,
    startAt: timesOf(s.calendar, first.on, first.halves).startAt,
    endAt: timesOf(s.calendar, last.on, last.halves).endAt,
    zone,
    place: s.point ?? null,
    title: null,
    reason: null,
  };
}
