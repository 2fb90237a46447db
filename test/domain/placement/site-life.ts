import { addDays } from '../../../domain/calendar/local-date.ts';
import { expand } from '../../../domain/placement/half-days.ts';
import type { Half, HalfDay } from '../../../domain/placement/half-days.ts';
import { halfDayOf } from '../../../domain/placement/marks.ts';
import { china } from '../agreement/life.ts';
import { accepted, researcher, system, text } from './life.ts';
import type { PlacementLife } from './life.ts';

/** Placements whose days are booked, for what happens on site. */

/** Weekday 1 to 7 and the half, e.g. `[2, 'am']`. */
export type Pattern = [weekday: number, half: Half][];
/** Three half days a week: about 75 days a year. */
export const thriceAWeek: Pattern = [
  [2, 'am'],
  [2, 'pm'],
  [4, 'am'],
];

export const plannedBy = (pattern: Pattern, fromOn: string, toOn: string): HalfDay[] =>
  expand(
    [china],
    { fromOn, toOn },
    pattern.map(([weekday, half]) => ({ weekday, half })),
  );

/** Days are agreed, however few, and booked. */
export function plan(life: PlacementLife, halfDays: readonly HalfDay[]): void {
  life.run('planDays', { halfDays, underMinimumReason: text('as agreed') });
  life.run('settleBooking', { round: life.state.booking.round, result: { booked: true } }, system);
}

/** Accepted and booked on the first day, before the first day on site; what else is open is tested where it belongs. */
export function booked(planned: readonly HalfDay[], more: object = {}, moreFacts: object = {}): PlacementLife {
  const life = accepted(more, moreFacts);
  plan(life, planned);
  life.state.followUps = {};
  return life;
}

/** On site since 3 March 2026, three half days a week. */
export function onSite(): PlacementLife {
  const life = booked(plannedBy(thriceAWeek, '2026-03-02', '2027-03-01'));
  life.live('2026-03-03');
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
