import { instantOf, localDateOf, nextReachable } from '../calendar/calendar.ts';
import type { Calendar } from '../calendar/calendar.ts';
import { isImmediate } from './kinds.ts';
import type { MailKind } from './kinds.ts';

/** Mail may arrive from 08:30 to 19:00 of the reader's working day [QH1, QH3]; the morning's mail goes out first thing. */
export const reachableHours = { fromTime: '08:30', toTime: '19:00' } as const;

/**
 * When a notice of this kind may be told, as an ISO instant; never before `now`. `calendar` is the reader's own. With
 * `hoursMatter` false (the demonstration honours days, not hours) the morning's mail waits for no next day.
 */
export function reachAt(
  calendar: Calendar,
  notice: { kind: MailKind; at: string },
  { now, hoursMatter }: { now: string; hoursMatter: boolean },
): string {
  const ready = isImmediate(notice.kind) ? notice.at : morningOf(calendar, notice.at, hoursMatter);
  const from = ready > now ? ready : now;
  return nextReachable(calendar, from, { ...reachableHours, hoursMatter });
}

/** The first 08:30 of a working day at or after `at`. */
function morningOf(calendar: Calendar, at: string, hoursMatter: boolean): string {
  if (hoursMatter) {
    // A window of one minute: what comes later in the day waits for the next working morning.
    return nextReachable(calendar, at, { fromTime: '08:30', toTime: '08:31', hoursMatter: true });
  }
  const morning = instantOf(calendar.zone, localDateOf(calendar, at), reachableHours.fromTime);
  return morning > at ? morning : at;
}
