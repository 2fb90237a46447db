import type { FollowUp } from '../follow-up/host.ts';
import { numberOf } from './half-month.ts';
import { halfDayOf } from './marks.ts';
import type { HalfDayOn } from './marks.ts';
import type { PlacementState } from './state.ts';

/** Logs that are waited for. */
export const openLogs = (s: PlacementState): FollowUp[] =>
  Object.values(s.followUps).filter((f) => f.kind === 'placement-log');

/** The last half month of which the log is there or will not come: until its end the days are known. 0 before the first. */
export function settledThrough(s: PlacementState): number {
  const awaited = openLogs(s)
    .map((f) => numberOf(f.about.id))
    .filter((n) => !s.log.missing.includes(n));
  return Math.max(0, Math.min(s.log.next, ...awaited) - 1);
}

/** Half days on site that are planned, by the researcher or by whoever stands in: the host has its days either way. In order. */
export const plannedHalves = (s: Pick<PlacementState, 'booking' | 'standIns'>): HalfDayOn[] =>
  [...s.booking.planned, ...s.standIns.flatMap(({ halfDays }) => halfDays)].toSorted().map(halfDayOf);
