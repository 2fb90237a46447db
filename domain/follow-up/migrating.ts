import { z } from 'zod';
import { addWorkingDays, endOfDay, localDateOf, plannedOn } from '../calendar/calendar.ts';
import { command, eventType, Role } from '../decider.ts';
import type { CommandSpec, Context, Decision, NoticeDraft } from '../decider.ts';
import { Certainty } from '../fields.ts';
import { policyOf } from '../policy/adopted.ts';
import type { PolicyValues, StepPolicy } from '../policy/policy.ts';
import { forgetUnused, givenPolicy, versioned } from './adopting.ts';
import { acceptWithin, isJoint, jointDay, LATE, planningInstant, stepInstant, today } from './clocks.ts';
import { applyClocks } from './hold.ts';
import type { ShiftedClock } from './hold.ts';
import type { FollowUp, FollowUpHost } from './host.ts';
import { ACCEPT, isAgain, MEETING_LIST, stepPolicy } from './ladder.ts';
import { noticeOf } from './notice.ts';

/**
 * A manager has what is open go by the new policy too. What was told is not told again: of each clock only what is still to come
 * moves, by as many working days as the new value is larger or smaller. A date that somebody named stays; a usual one moves with
 * its kind's time. What would lie behind is told in the next working night.
 */

export const policyMigrated = eventType<
  FollowUpHost,
  { version: number; values?: PolicyValues | undefined; clocks: Record<string, ShiftedClock> }
>('policyMigrated', (s, { version, values, clocks }) => {
  const { version: was, values: wereValues = {}, former = {} } = s.policy;
  for (const f of Object.values(s.followUps)) {
    delete f.policyVersion;
    // To whom it may return, it returns as it was.
    if (f.handedFrom) f.handedFrom.policyVersion ??= was;
  }
  applyClocks(s, clocks);
  s.policy = {
    version,
    ...(values && Object.keys(values).length > 0 ? { values } : {}),
    former: { ...former, [was]: wereValues },
  };
  forgetUnused(s);
});

const migration = givenPolicy.extend({ migrationId: z.string().regex(/^migration-\d{1,10}$/) });

/** The caretaker sends it in the night after a manager has decided, in the manager's name. */
export const migratePolicy: CommandSpec<FollowUpHost> = command({
  name: 'migratePolicy',
  path: '',
  who: [Role.system],
  describe: {
    en: 'What is open goes by the new policy too: what is still to come is planned again',
    zh: '未结事项一并适用新的督办规则，尚未到来的提醒重新安排',
  },
  schema: () => migration,
  decide: (s: FollowUpHost, d, context): Decision => {
    const { migrationId, ...given } = d;
    const to: FollowUpHost = { ...s, policy: versioned(s, given) };
    const clocks: Record<string, ShiftedClock> = {};
    for (const f of Object.values(s.followUps)) {
      const clock = migrated({ from: s, to }, f, context);
      if (clock) clocks[f.id] = clock;
    }
    return [policyMigrated(null, { migrationId, ...to.policy, clocks }, moved(s, clocks))];
  },
});

interface Change {
  from: FollowUpHost;
  to: FollowUpHost;
}

/** A follow-up's clock under the new policy; null where it stays as it is. */
function migrated({ from, to }: Change, f: FollowUp, context: Context): ShiftedClock | null {
  const { policyVersion: _former, ...fresh } = f;
  const on = today(from, context.at);
  // While it stands still its clock goes on where it stopped: nothing of it is behind yet.
  const standsStill = f.pause !== undefined || (from.hold !== null && f.kind !== 'hold');
  const earliest = standsStill ? null : addWorkingDays(to.calendar, on, 1).on;
  const due = dueUnder({ from, to }, f, earliest);
  const stepsOf = (step: [string, string]): [string, string] =>
    stepUnder({ from, to }, { f, fresh, due, earliest }, step);
  const steps = f.steps.map(stepsOf).toSorted(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0));
  const isSame = due.on === f.dueOn && JSON.stringify(steps) === JSON.stringify(f.steps);
  if (isSame) return null;
  return {
    dueOn: due.on,
    dueAt: endOfDay(to.calendar.zone, due.on),
    ...(due.provisional ? { provisional: true as const } : {}),
    steps,
  };
}

interface Due {
  on: string;
  provisional: boolean;
  /** How many working days later than before. */
  later: number;
}

function dueUnder({ from, to }: Change, f: FollowUp, earliest: string | null): Due {
  const later = policyOf(to, f.kind).dueWorkingDays - policyOf(from, f.kind, f).dueWorkingDays;
  const isOver = f.reportedOn !== undefined || f.handedFrom !== undefined || (earliest !== null && f.dueOn < earliest);
  if (f.dueCertainty === Certainty.confirmed || later === 0 || isOver) {
    return { on: f.dueOn, provisional: f.provisional ?? false, later: 0 };
  }
  const found = addWorkingDays(to.calendar, f.dueOn, later).on;
  const on = earliest !== null && found < earliest ? earliest : found;
  return { ...plannedOn(to.calendar, isJoint(f.kind) ? jointDay(to, on) : on), later };
}

interface Clock {
  f: FollowUp;
  /** The same, by the new policy. */
  fresh: FollowUp;
  due: Due;
  earliest: string | null;
}

function stepUnder(change: Change, { f, fresh, due, earliest }: Clock, [key, at]: [string, string]): [string, string] {
  const { to } = change;
  if (key === LATE)
    return due.later === 0 ? [key, at] : [key, stepInstant(to, LATE, addWorkingDays(to.calendar, due.on, 1).on)];
  const next = key === ACCEPT ? null : stepPolicy(to, fresh, key);
  // It is asked fewer times now, and was asked as often already: the leaders' meeting is what follows.
  if (next === undefined && isAgain(key)) return stepUnder(change, { f, fresh, due, earliest }, [MEETING_LIST, at]);
  const days =
    key === ACCEPT ? acceptWithin(to) - acceptWithin(change.from) : laterBy(change.from, f, { key, next, due });
  if (days === 0) return [key, at];
  const on = addWorkingDays(to.calendar, localDateOf(to.calendar.zone, at), days).on;
  return [key, planningInstant(to, earliest !== null && on < earliest ? earliest : on)];
}

/** By how many working days a rung comes later than it was planned. */
function laterBy(
  from: FollowUpHost,
  f: FollowUp,
  { key, next, due }: { key: string; next: StepPolicy | null | undefined; due: Due },
): number {
  const before = stepPolicy(from, f, key);
  if (!before || !next) return 0;
  const own = next.offsetWorkingDays - before.offsetWorkingDays;
  switch (next.from) {
    case undefined:
      return own + due.later;
    case 'half':
      return own + Math.floor(due.later * 0.5);
    case 'three-quarters':
      return own + Math.floor(due.later * 0.75);
    case 'opened':
    case 'below':
      return own;
  }
}

/** Whoever's date moved reads it with the morning's mail. */
function moved(host: FollowUpHost, clocks: Record<string, ShiftedClock>): NoticeDraft[] {
  return Object.entries(clocks).flatMap(([id, clock]) => {
    const f = host.followUps[id];
    if (!f || f.dueOn === clock.dueOn || (host.hold && f.kind !== 'hold')) return [];
    const post = f.ownerPostId ?? host.homeUnit.coordinatorPostId;
    return [noticeOf(host, { ...f, dueOn: clock.dueOn }, 'date-moved', post, { wasDueOn: f.dueOn, movedBy: 'policy' })];
  });
}
