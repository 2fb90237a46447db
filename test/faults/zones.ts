import { addWorkingDays, endOfDay, instantOf, localDateOf, nextReachable } from '../../domain/calendar/calendar.ts';
import { startOfDay } from '../../domain/calendar/zones.ts';
import { nextPresent, reachAt, usualReach } from '../../domain/notices/timing.ts';
import { loadCalendar } from '../../activities/calendars.ts';

/** A table of instants, as this host computes them. Run as a process of its own, in a zone and a language that the test chooses. */
const calendar = (country: string, zone: string) => ({ ...loadCalendar(country, { fromOn: '2026-01-05' }), zone });
const china = calendar('CN', 'Asia/Shanghai');
const london = calendar('GB', 'Europe/London');
const hours = { fromTime: '08:30', toTime: '19:00', hoursMatter: true };
const reminder = (at: string) => ({ kind: 'reminder' as const, at });

const table: Record<string, unknown> = {
  'London, a time in the gap': instantOf('Europe/London', '2026-03-29', '01:30'),
  'London, a time that happens twice': instantOf('Europe/London', '2026-10-25', '01:30'),
  'London, the end of the short day': endOfDay('Europe/London', '2026-03-29'),
  'London, the end of the long day': endOfDay('Europe/London', '2026-10-25'),
  'New York, the end of a day': endOfDay('America/New_York', '2026-03-08'),
  'Shanghai, the end of a day': endOfDay('Asia/Shanghai', '2026-03-29'),
  'Cairo, where the day begins at one': startOfDay('Africa/Cairo', '2026-04-24'),
  'the same moment is another date': ['Asia/Shanghai', 'Europe/London'].map((zone) =>
    localDateOf(zone, '2026-03-29T16:30:00Z'),
  ),
  'a morning in London before the change': nextReachable(london, '2026-03-27T20:00:00Z', hours),
  'a morning in London after it': nextReachable(london, '2026-03-30T20:00:00Z', hours),
  'a morning in London after the change back': nextReachable(london, '2026-10-26T00:00:00Z', hours),
  'a reminder of Friday night, read in London on the Monday after the change': reachAt(
    london,
    reminder('2026-03-27T19:30:00Z'),
    {
      now: '2026-03-27T19:30:00Z',
      hoursMatter: true,
    },
  ),
  'the same, read in Shanghai': reachAt(china, reminder('2026-03-27T19:30:00Z'), {
    now: '2026-03-27T19:30:00Z',
    hoursMatter: true,
  }),
  'away over the change': nextPresent(
    london,
    '2026-03-26T09:00:00Z',
    { ...usualReach, absences: [{ fromOn: '2026-03-26', toOn: '2026-03-30' }] },
    true,
  ),
  'five working days over Qingming': addWorkingDays(china, '2026-04-02', 5).on,
  'three working days over Easter': addWorkingDays(london, '2026-04-02', 3).on,
};
process.stdout.write(JSON.stringify(table));
