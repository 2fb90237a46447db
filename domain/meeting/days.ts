import { plannableDay } from '../calendar/calendar.ts';
import type { Calendar } from '../calendar/calendar.ts';
import type { FollowUpHost } from '../follow-up/host.ts';
import type { MeetingDays } from './invitation.ts';

/** The calendars of our home unit and of the other sides, as an agreement or plan carries them. */
type Sides = Pick<FollowUpHost, 'calendar' | 'others'>;

const calendarsOf = ({ calendar, others }: Sides) => [calendar, ...(others ? [others] : [])];

/** The last day of which the public holidays of every side are known. */
export function holidaysKnownTo(sides: Sides): string {
  return calendarsOf(sides)
    .map(({ coverage: [, to] }) => to)
    .reduce((first, to) => (to < first ? to : first));
}

/** Of a meeting's first and last day those on which nothing would be planned, and by what. */
export interface DayOff {
  on: string;
  /** It is worked, in place of another (调休). */
  isMakeUp: boolean;
  /** Not every side is off. */
  isOfSome: boolean;
}

export function daysOff(sides: Sides, { fromOn, toOn }: MeetingDays): DayOff[] {
  const calendars = calendarsOf(sides);
  return [...new Set([fromOn, toOn])].flatMap((on) => {
    const { free, isMakeUp } = freeOn(calendars, on);
    return free.length === 0 ? [] : [{ on, isMakeUp, isOfSome: free.length < calendars.length }];
  });
}

/** Of these calendars those by which nothing would be planned onto a day, and whether that is only because it is a make-up day. */
export function freeOn(calendars: readonly Calendar[], on: string): { free: Calendar[]; isMakeUp: boolean } {
  const free = calendars.filter((calendar) => !plannableDay(calendar, on).working);
  return { free, isMakeUp: free.every((calendar) => calendar.on.includes(on)) };
}
