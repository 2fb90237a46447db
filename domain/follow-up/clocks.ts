import {
  addWorkingDays,
  endOfDay,
  instantOf,
  localDateOf,
  namedOn,
  nextJointDay,
  offMakeUpDay,
  plannableDay,
  plannedOn,
  workingDaysBetween,
} from '../calendar/calendar.ts';
import type { Calendar } from '../calendar/calendar.ts';
import { addDays } from '../calendar/local-date.ts';
import type { FollowUpKind } from '../policy/defaults.ts';
import { policyOf, valuesFor } from '../policy/adopted.ts';
import type { StepPolicy } from '../policy/policy.ts';
import { questionStepsWith, reportedStepsWith, valueOf } from '../policy/values.ts';
import type { FollowUp, FollowUpHost } from './host.ts';

/** Planning happens over the night, 00:30 to 05:00 local, spread by a hash, so that no hour has all the work. */
const NIGHT_FROM_MINUTE = 30;
const NIGHT_MINUTES = 270;

/** Small, stable and the same everywhere: FNV-1a over UTF-16 units. Not for secrets. */
export function spread(seed: string, buckets: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < seed.length; i += 1) {
    hash ^= seed.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % buckets;
}

/**
 * The instant in the night that begins `on` at which what belongs to that day is planned: one for all of an entity's
 * follow-ups, so that a night with twenty of them is one wake and one record. Of a make-up day it is the night of the next
 * day that is none: nothing is planned onto those (DOMAIN 2a).
 */
export const planningInstant = (host: Pick<FollowUpHost, 'id' | 'calendar'>, on: string): string =>
  nightOf(host, offMakeUpDay(host.calendar, on));

/** When a step falls that is counted to `on`. What tells nobody keeps its day: lists are right on a make-up day, too. */
export const stepInstant = (host: FollowUpHost, key: string, on: string): string =>
  key === LATE ? nightOf(host, on) : planningInstant(host, on);

function nightOf(host: Pick<FollowUpHost, 'id' | 'calendar'>, on: string): string {
  const minute = NIGHT_FROM_MINUTE + spread(host.id, NIGHT_MINUTES);
  const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return instantOf(host.calendar.zone, on, time);
}

/** The business date in the home unit's zone. */
export function today(host: FollowUpHost, at: string): string {
  return localDateOf(host.calendar.zone, at);
}

export interface PlannedClock {
  dueOn: string;
  dueAt: string;
  provisional?: true;
  steps: [string, string][];
}

/**
 * Due date and remaining steps for a follow-up opened on `openedOn`. Steps that lie on or before that day are left out, except asking
 * at once. `askedOn`: from when it is asked, where that is later than its opening.
 */
export function planClock(
  host: FollowUpHost,
  clock: { id: string; kind: FollowUpKind; openedOn: string; dueOn: string; assumed: boolean; askedOn?: string },
): PlannedClock {
  const due = namedOn(host.calendar, clock.dueOn);
  const steps: [string, string][] = [];
  // An assumed owner or date is a question to the coordinator: on no ladder, never red (DOMAIN 2a).
  const rungs = clock.assumed ? questionStepsWith(valuesFor(host)) : policyOf(host, clock.kind).steps;
  const from = clock.askedOn ?? clock.openedOn;
  for (const step of rungs) {
    const on = stepOn(host.calendar, step, from, due.on);
    if (on > from) steps.push([step.key, planningInstant(host, on)]);
    else if (step.from === 'opened') steps.push([step.key, planningInstant(host, nextDay(host, on))]);
  }
  return {
    dueOn: due.on,
    dueAt: endOfDay(host.calendar.zone, due.on),
    ...(due.provisional ? { provisional: true as const } : {}),
    steps: inOrder(clock.assumed ? steps : withLateDay(host, steps, { dueOn: due.on, after: clock.openedOn })),
  };
}

const inOrder = (steps: [string, string][]): [string, string][] =>
  steps.toSorted((a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0));

/** A step that tells nobody. Lights in lists move only when something is recorded, so the day after the due date needs a pass. */
export const LATE = 'late';

function withLateDay(
  host: FollowUpHost,
  steps: [string, string][],
  { dueOn, after }: { dueOn: string; after: string },
): [string, string][] {
  const on = nextDay(host, dueOn);
  const at = stepInstant(host, LATE, on);
  return on <= after || steps.some(([, stepAt]) => stepAt === at) ? steps : [...steps, [LATE, at]];
}

function stepOn(calendar: Calendar, step: StepPolicy, openedOn: string, due: string): string {
  if (step.from === 'half' || step.from === 'three-quarters') {
    const share = step.from === 'half' ? 0.5 : 0.75;
    const used = Math.floor(workingDaysBetween(calendar, openedOn, due) * share);
    return used > 0 ? addWorkingDays(calendar, openedOn, used + step.offsetWorkingDays).on : openedOn;
  }
  const on = addWorkingDays(calendar, step.from === 'opened' ? openedOn : due, step.offsetWorkingDays).on;
  return step.from !== 'opened' && on <= due ? aheadOfMakeUpDay(calendar, on, openedOn) : on;
}

/** What reminds of a date comes before it, not after: off a make-up day it moves back, where a day is left since the opening. */
function aheadOfMakeUpDay(calendar: Calendar, on: string, openedOn: string): string {
  if (!calendar.on.includes(on)) return on;
  let before = on;
  while (before > openedOn && !plannableDay(calendar, before).working) before = addDays(before, -1);
  return before > openedOn ? before : on;
}

function nextDay(host: FollowUpHost, on: string): string {
  return addWorkingDays(host.calendar, on, 1).on;
}

/** Whether this is the day on which the agreement came in with many others. */
export function isDayOfEntry(host: FollowUpHost, on: string): boolean {
  return host.entry?.on === on;
}

const laterOfEntry = (host: FollowUpHost, openedOn: string): number =>
  isDayOfEntry(host, openedOn) ? (host.entry?.laterByWorkingDays ?? 0) : 0;

/** A date that nobody named, spread over the agreements that came in together. */
export function laterAtEntry(host: FollowUpHost, openedOn: string, on: string): string {
  const days = laterOfEntry(host, openedOn);
  return days > 0 ? addWorkingDays(host.calendar, on, days).on : on;
}

/**
 * From when a question is asked that came in with many others: they are spread as dates are, or their coordinator would have all
 * of them in one mail. Null where that is at once, as it is where its date would pass meanwhile.
 */
export function askedLaterOn(
  host: FollowUpHost,
  {
    openedOn,
    dueOn,
    laterByWorkingDays = 0,
  }: { openedOn: string; dueOn: string; laterByWorkingDays?: number | undefined },
): string | null {
  const days = laterOfEntry(host, openedOn) + laterByWorkingDays;
  const on = days > 0 ? addWorkingDays(host.calendar, openedOn, days).on : openedOn;
  return on > openedOn && on < dueOn ? on : null;
}

/** The policy's own date where nobody named one; later by some working days where much came in at once. */
export function defaultDueOn(
  host: FollowUpHost,
  {
    kind,
    openedOn,
    ownerPostId,
    laterByWorkingDays = 0,
  }: { kind: FollowUpKind; openedOn: string; ownerPostId: string | null; laterByWorkingDays?: number | undefined },
): string {
  const days = policyOf(host, kind).dueWorkingDays + laterByWorkingDays;
  const on = addWorkingDays(host.calendar, openedOn, days).on;
  return suitable(host, kind, firstFreeDay(host, ownerPostId, laterAtEntry(host, openedOn, on)));
}

/** The date of a matter that starts anew on a day, because the one it had has passed. */
export function anewDueOn(host: FollowUpHost, kind: FollowUpKind, on: string, ownerPostId: string | null): string {
  const days = Math.min(policyOf(host, kind).dueWorkingDays, valueOf(valuesFor(host), 'dates.anewMaxWorkingDays'));
  return suitable(host, kind, firstFreeDay(host, ownerPostId, addWorkingDays(host.calendar, on, days).on));
}

/** Dates that nobody named move on while the owner has five items due on that day already (DOMAIN 2a). */
function firstFreeDay(host: FollowUpHost, ownerPostId: string | null, from: string): string {
  const most = valueOf(valuesFor(host), 'dates.assumedPerOwnerAndDay');
  let on = plannedOn(host.calendar, from).on;
  const taken = (day: string): number =>
    Object.values(host.followUps).filter((f) => f.ownerPostId === ownerPostId && f.dueOn === day).length;
  while (taken(on) >= most) on = plannedOn(host.calendar, addDays(on, 1)).on;
  return on;
}

/** Held together with other sides: the day that we propose suits all of them. */
const joint: ReadonlySet<FollowUpKind> = new Set<FollowUpKind>(['contact', 'symposium', 'project-meeting']);
export const isJoint = (kind: FollowUpKind): boolean => joint.has(kind);
const suitable = (host: FollowUpHost, kind: FollowUpKind, on: string): string =>
  isJoint(kind) ? jointDay(host, on) : on;

/** The first day from `on` that the system may propose for something joint. */
export function jointDay(host: Pick<FollowUpHost, 'calendar' | 'others'>, on: string): string {
  return nextJointDay([host.calendar, ...(host.others ? [host.others] : [])], on).on;
}

/** Steps moved later by whole working days: what a pause or a hold buys. */
export function shiftSteps(host: FollowUpHost, followUp: FollowUp, workingDays: number): [string, string][] {
  return followUp.steps.map(([key, at]) => {
    const on = addWorkingDays(host.calendar, localDateOf(host.calendar.zone, at), workingDays).on;
    return [key, stepInstant(host, key, on)];
  });
}

/** When a pause up to and including a day ends: in time for the next working morning, but for none on a make-up day. */
export function pauseEndsAt({ calendar }: Pick<FollowUpHost, 'calendar'>, untilOn: string): string {
  const backOn = addWorkingDays(calendar, untilOn, 1).on;
  const lastOn = calendar.on.includes(backOn) ? addDays(plannedOn(calendar, backOn).on, -1) : untilOn;
  return endOfDay(calendar.zone, lastOn);
}

/** When the steps after a report fall. */
export function reportedClock(host: FollowUpHost, followUp: FollowUp, on: string): [string, string][] {
  const steps = reportedStepsWith(valuesFor(host, followUp)).map((step): [string, string] => [
    step.key,
    planningInstant(host, addWorkingDays(host.calendar, on, Math.max(1, step.offsetWorkingDays)).on),
  ]);
  return inOrder(withLateDay(host, steps, { dueOn: followUp.dueOn, after: on }));
}

/** Working days in which what is handed over is accepted. */
export const acceptWithin = (host: FollowUpHost): number =>
  valueOf(valuesFor(host), 'handOver.acceptWithinWorkingDays');
