import { addWorkingDays, endOfDay, plannedOn, workingDaysBetween } from '../calendar/calendar.ts';
import type { Concern, Context, EventDraft, RecordedEvent } from '../decider.ts';
import { valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { pauseEndsAt, shiftSteps, today } from './clocks.ts';
import { closeFollowUps, openFollowUp } from './engine.ts';
import type { FollowUp, FollowUpHost } from './host.ts';

/**
 * A whole agreement or plan stands still until a day: only the hold's own follow-up fires, and all other clocks go on where
 * they stopped. A hold is never silent: reminder at half time, on the day, and the ladder after it (DOMAIN section 2, H).
 */
export const holdSubject = { kind: 'hold', id: 'hold' };

/** A clock as it goes on after the hold. */
export interface ShiftedClock {
  dueOn: string;
  dueAt: string;
  provisional?: true;
  steps: [string, string][];
  pause?: { fromOn: string; untilOn: string; untilAt: string };
}

export const holdMaxWorkingDays = (host: FollowUpHost): number => valueOf(valuesFor(host), 'hold.maxWorkingDays');

/** Refuses an end that is not after today or lies too many working days ahead, and an approval by who asks for it. */
export function holdRefused(
  host: FollowUpHost,
  context: Context,
  hold: { untilOn: string; approverPersonId?: string | undefined },
): Refusal | null {
  const on = today(host, context.at);
  if (hold.untilOn <= on) {
    return refuse('date-in-past', `A hold ends after today, ${on}.`, `暂停须晚于今天（${on}）。`);
  }
  const most = holdMaxWorkingDays(host);
  if (workingDaysBetween(host.calendar, on, hold.untilOn) > most) {
    const last = addWorkingDays(host.calendar, on, most).on;
    return refuse(
      'pause-limit',
      `A hold lasts ${most} working days at the most: until ${last}.`,
      `暂停最多 ${most} 个工作日，至 ${last}。`,
    );
  }
  return hold.approverPersonId && context.actor.personId === hold.approverPersonId
    ? refuse('not-by-author', 'A hold is approved by somebody else than who asks for it.', '暂停须由他人批准。')
    : null;
}

export const openHold = (host: FollowUpHost, context: Context, untilOn: string): EventDraft =>
  openFollowUp(host, context, { kind: 'hold', about: holdSubject, dueOn: untilOn });

export const closeHold = (host: FollowUpHost, how: 'done' | 'superseded'): EventDraft[] =>
  closeFollowUps(host, holdSubject, how);

/** Every other clock as it goes on when the hold ends on the business day of `context`, by follow-up. */
export function clocksAfterHold(host: FollowUpHost, context: Context): Record<string, ShiftedClock> {
  const { hold } = host;
  if (!hold) return {};
  const on = today(host, context.at);
  return Object.fromEntries(
    Object.values(host.followUps)
      .filter((f) => f.kind !== 'hold')
      .map((f) => [f.id, shifted(host, f, on, [hold.sinceOn, f.openedOn, hold.restartedOn?.[f.id] ?? ''])]),
  );
}

function shifted(host: FollowUpHost, f: FollowUp, on: string, stoodFrom: string[]): ShiftedClock {
  const { calendar } = host;
  const stood = (days: string[]): number => workingDaysBetween(calendar, days.toSorted().at(-1) ?? on, on);
  const days = stood(stoodFrom);
  const due =
    days === 0
      ? { on: f.dueOn, provisional: f.provisional ?? false }
      : plannedOn(calendar, addWorkingDays(calendar, f.dueOn, days).on);
  const clock: ShiftedClock = {
    dueOn: due.on,
    dueAt: endOfDay(calendar.zone, due.on),
    ...(due.provisional ? { provisional: true as const } : {}),
    steps: days === 0 ? f.steps : shiftSteps(host, f, days),
  };
  if (!f.pause) return clock;
  // A pause keeps its length: it stood still as well, from the hold's begin or its own.
  const pauseDays = stood([...stoodFrom, f.pause.fromOn]);
  const untilOn = addWorkingDays(calendar, f.pause.untilOn, pauseDays).on;
  const fromOn = addWorkingDays(calendar, f.pause.fromOn, pauseDays).on;
  return { ...clock, pause: { fromOn, untilOn, untilAt: pauseEndsAt(host, untilOn) } };
}

/** Evolution's side of `clocksAfterHold`. */
export function applyClocks(draft: FollowUpHost, clocks: Record<string, ShiftedClock>): void {
  for (const [id, { pause, provisional, ...clock }] of Object.entries(clocks)) {
    const f = draft.followUps[id];
    if (!f) continue;
    Object.assign(f, clock);
    if (provisional) f.provisional = true;
    else delete f.provisional;
    if (pause && f.pause) Object.assign(f.pause, pause);
  }
}

/** Clocks that are set anew while on hold have stood still only since; a concern with holds listens with this. */
export function holdListens<S extends FollowUpHost>(): NonNullable<Concern<S>['listens']> {
  const restarted = (s: S, d: { id: string }, event: RecordedEvent): void => {
    if (s.hold && d.id !== 'hold.hold') {
      s.hold.restartedOn = { ...s.hold.restartedOn, [d.id]: today(s, event.at) };
    }
  };
  return [
    { to: 'followUpReplanned', apply: restarted },
    { to: 'followUpReported', apply: restarted },
  ];
}
