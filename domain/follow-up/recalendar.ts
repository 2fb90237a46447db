import { z } from 'zod';
import {
  addWorkingDays,
  calendarSchema,
  dueOn,
  endOfDay,
  isWorkingDay,
  localDateOf,
  namedOn,
  plannedOn,
  workingDaysBetween,
} from '../calendar/calendar.ts';
import type { Calendar, ComputedDay } from '../calendar/calendar.ts';
import { addDays, dateOfDay, dayNumber } from '../calendar/local-date.ts';
import { withPast } from '../calendar/tables.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Decision, NoticeDraft } from '../decider.ts';
import { Certainty } from '../fields.ts';
import { refuse } from '../refusal.ts';
import { isJoint, jointDay, stepInstant, today } from './clocks.ts';
import { isFromDue } from './ladder.ts';
import { noticeOf } from './notice.ts';
import { applyClocks } from './hold.ts';
import type { ShiftedClock } from './hold.ts';
import type { FollowUp, FollowUpHost } from './host.ts';

/**
 * A new calendar comes to a running agreement: next year's table was published, or the unit closes for some days. What falls
 * into the days that changed is planned again, nothing else. A date that somebody named stays, moved only off a day that turned
 * out to be free; a date that we assumed keeps its number of working days; steps keep their distance in working days.
 */
export interface CalendarChange {
  before: Calendar;
  after: Calendar;
  /** The first and last day, from today on, of which the two say different things. */
  fromOn: string;
  toOn: string;
}

/** What differs from `todayOn` on; null where nothing does. "Not known yet" and "worked, and known" are different. */
export function changeOf(before: Calendar, after: Calendar, todayOn: string): CalendarChange | null {
  const ends = [before, after].flatMap((cal) => [cal.coverage[1], cal.off.at(-1) ?? todayOn, cal.on.at(-1) ?? todayOn]);
  const last = dayNumber(ends.toSorted().at(-1) ?? todayOn);
  const differing: string[] = [];
  for (let day = dayNumber(todayOn); day <= last; day += 1) {
    const on = dateOfDay(day);
    const [was, is] = [isWorkingDay(before, on), isWorkingDay(after, on)];
    if (was.working !== is.working || was.provisional !== is.provisional) differing.push(on);
  }
  const [fromOn, toOn] = [differing[0], differing.at(-1)];
  return fromOn && toOn ? { before, after, fromOn, toOn } : null;
}

/** The clock of a follow-up under the new calendar; null where it stays as it is. */
export function replanned(host: FollowUpHost, f: FollowUp, change: CalendarChange): ShiftedClock | null {
  const due = dueUnder(host, f, change);
  const steps = f.steps
    .map(([key, at]): [string, string] => [key, stepUnder(host, f, change, { key, at, dueNow: due.on })])
    .toSorted((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0));
  const isSame =
    due.on === f.dueOn &&
    due.provisional === (f.provisional ?? false) &&
    steps.every(([key, at], index) => f.steps[index]?.[0] === key && f.steps[index][1] === at);
  if (isSame) return null;
  return {
    dueOn: due.on,
    dueAt: endOfDay(change.after.zone, due.on),
    ...(due.provisional ? { provisional: true as const } : {}),
    steps,
  };
}

const isChanged = ({ fromOn, toOn }: CalendarChange, on: string): boolean => on >= fromOn && on <= toOn;

function dueUnder(host: FollowUpHost, f: FollowUp, change: CalendarChange): ComputedDay {
  if (!isChanged(change, f.dueOn)) return { on: f.dueOn, provisional: f.provisional ?? false };
  if (f.dueCertainty === Certainty.assumed) {
    return plannedOn(change.after, recounted(change, anchorOf(change), f.dueOn).on);
  }
  const due = (f.dueCertainty === Certainty.default ? plannedOn : namedOn)(change.after, f.dueOn);
  // What we propose to other sides must suit them; a day that somebody named is moved only because it has to.
  return isJoint(f.kind) && due.on !== f.dueOn ? { ...due, on: jointDay(host, due.on) } : due;
}

function stepUnder(
  host: FollowUpHost,
  f: FollowUp,
  change: CalendarChange,
  { key, at, dueNow }: { key: string; at: string; dueNow: string },
): string {
  const on = localDateOf(change.after.zone, at);
  const followsDue = isFromDue(host, f, key) && f.dueOn >= change.fromOn;
  if (!isChanged(change, on) && !(followsDue && dueNow !== f.dueOn)) return at;
  const base = followsDue ? { was: f.dueOn, is: dueNow } : anchorOf(change);
  const next = recounted(change, base, on).on;
  return next === on ? at : stepInstant(host, key, next);
}

/** Up to the day before the change both calendars count alike. */
const anchorOf = ({ fromOn }: CalendarChange): { was: string; is: string } => {
  const day = addDays(fromOn, -1);
  return { was: day, is: day };
};

/** The day as many working days from the base as it was under the calendar before. */
function recounted({ before, after }: CalendarChange, base: { was: string; is: string }, on: string): ComputedDay {
  const days = workingDaysBetween(before, base.was, on);
  return days === 0 ? dueOn(after, on === base.was ? base.is : on) : addWorkingDays(after, base.is, days);
}

export const calendarAdopted = eventType<
  FollowUpHost,
  { calendar: Calendar; others?: Calendar | null; clocks: Record<string, ShiftedClock> }
>('calendarAdopted', (s, d) => {
  s.calendar = d.calendar;
  if (d.others) s.others = d.others;
  else if (d.others === null) delete s.others;
  applyClocks(s, d.clocks);
});

/** Whoever's date moved reads it with the morning's mail. What is reported, or stands still, is nobody's worry now. */
function movedNotices(host: FollowUpHost, clocks: Record<string, ShiftedClock>): NoticeDraft[] {
  return Object.entries(clocks).flatMap(([id, clock]) => {
    const f = host.followUps[id];
    if (!f || f.dueOn === clock.dueOn || f.reportedOn || (host.hold && f.kind !== 'hold')) return [];
    const post = f.ownerPostId ?? host.homeUnit.coordinatorPostId;
    return [noticeOf(host, { ...f, dueOn: clock.dueOn }, 'date-moved', post, { wasDueOn: f.dueOn })];
  });
}

/** Sent at night by the caretaker; nobody else has a better calendar. */
export const adoptCalendar = command({
  name: 'adoptCalendar',
  path: '',
  who: [Role.system],
  describe: {
    en: 'A new working calendar is adopted; dates it changes are planned again',
    zh: '采用新的工作日历，相关时限重新安排',
  },
  // Not strict: a caretaker of a newer version may tell more.
  schema: () => z.object({ calendar: calendarSchema, others: calendarSchema.nullable().optional() }),
  decide: (s: FollowUpHost, d, context): Decision => {
    const calendar = withPast(d.calendar, s.calendar);
    const isSame = (known: Calendar | undefined, next: Calendar | null | undefined): boolean =>
      next === undefined || (known?.version ?? null) === (next?.version ?? null);
    if (isSame(s.calendar, calendar) && isSame(s.others, d.others)) {
      return refuse('wrong-state', `${s.id} has this calendar already.`, `${s.id} 已采用该日历。`);
    }
    const change = changeOf(s.calendar, calendar, today(s, context.at));
    const next: FollowUpHost = { ...s, calendar, ...(d.others ? { others: d.others } : {}) };
    const clocks: Record<string, ShiftedClock> = {};
    for (const f of change ? Object.values(s.followUps) : []) {
      const clock = change ? replanned(next, f, change) : null;
      if (clock) clocks[f.id] = clock;
    }
    const { others } = d;
    return [
      calendarAdopted(
        null,
        {
          calendar,
          ...(others === undefined ? {} : { others }),
          clocks,
          changedFromOn: change?.fromOn ?? null,
          changedToOn: change?.toOn ?? null,
        },
        movedNotices(s, clocks),
      ),
    ];
  },
});
