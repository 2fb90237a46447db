import { addDays, isoWeekday } from '../../../domain/calendar/local-date.ts';
import { isWorkingDay } from '../../../domain/calendar/calendar.ts';
import type { HalfDay } from '../../../domain/placement/booking.ts';
import { halfDayOf } from '../../../domain/placement/marks.ts';
import type { Half } from '../../../domain/placement/marks.ts';
import { china } from '../agreement/life.ts';
import { open, PlacementLife, researcher, text } from './life.ts';

/** Placements whose days are booked, put together by hand: how they come to be booked is tested where it is decided. */

/** Weekday 1 to 7 and the half, e.g. `[2, 'am']`. */
export type Pattern = [weekday: number, half: Half][];
/** Three half days a week: about 75 days a year. */
export const thriceAWeek: Pattern = [
  [2, 'am'],
  [2, 'pm'],
  [4, 'am'],
];

export function plannedBy(pattern: Pattern, fromOn: string, toOn: string): HalfDay[] {
  const days: HalfDay[] = [];
  for (let on = fromOn; on <= toOn; on = addDays(on, 1)) {
    if (!isWorkingDay(china, on).working) continue;
    for (const [weekday, half] of pattern) if (isoWeekday(on) === weekday) days.push(`${on}/${half}`);
  }
  return days;
}

/** Booked on the first day, before the first day on site. */
export function booked(planned: readonly HalfDay[], more: object = {}, moreFacts: object = {}): PlacementLife {
  const life = open(more, moreFacts);
  life.state.stage = 'booked';
  life.state.followUps = {};
  life.state.booking = { ...life.state.booking, status: 'booked', planned: [...planned], round: 1 };
  return life;
}

/** Live, and log what was planned of each half month as it is asked for; gives what people were told. */
export function liveLogging(
  life: PlacementLife,
  until: string,
  { keeps = () => true, confirms = false }: { keeps?: (index: number) => boolean; confirms?: boolean } = {},
) {
  const told: ReturnType<PlacementLife['live']> = [];
  let index = 0;
  for (let on = addDays(life.at.slice(0, 10), 1); on <= until; on = addDays(on, 1)) {
    told.push(...life.live(on));
    for (const f of Object.values(life.state.followUps).filter((each) => each.kind === 'placement-log')) {
      const event = life.events.findLast((each) => each.type === 'logAsked' && each.about?.id === f.about.id);
      const { fromOn, toOn } = period(event?.data ?? {});
      const days = life.state.booking.planned
        .map(halfDayOf)
        .filter((half) => half.onDate >= fromOn && half.onDate <= toOn)
        .filter(() => keeps((index += 1)))
        .map((half) => ({ ...half, what: text('work') }));
      const nothing = days.length === 0 ? { nothingBecause: text('nothing') } : {};
      life.run('logDays', { periodId: f.about.id, days, ...nothing }, researcher);
      if (confirms && days.length > 0) life.run('confirmPresence', { periodId: f.about.id });
    }
  }
  return told;
}

function period(data: Readonly<Record<string, unknown>>): { fromOn: string; toOn: string } {
  const { fromOn, toOn } = data;
  return { fromOn: String(fromOn), toOn: String(toOn) };
}

export const day = (onDate: string, half: 'am' | 'pm' | 'whole' = 'whole', hours?: number) => ({
  onDate,
  half,
  ...(hours === undefined ? {} : { hours }),
  what: text('work'),
});
