import { isWorkingDay, localDateOf } from '../calendar/calendar.ts';
import { addMonths } from '../calendar/local-date.ts';
import { startOfDay } from '../calendar/zones.ts';
import type { Decider, NoticeDraft, NoticeKind, Subject } from '../decider.ts';
import { Certainty } from '../fields.ts';
import type { FollowUp, FollowUpHost } from '../follow-up/host.ts';
import { isAssumed } from '../follow-up/lights.ts';
import type { FollowUpKind } from '../policy/defaults.ts';
import { foresee } from './foresee.ts';
import type { ForeseenStep } from './foresee.ts';

/** What stands at a day of a flight plan: a date by which something is owed, or a notice to somebody. */
export type Planned = 'deadline' | typeof UNTAKEN_LISTED | NoticeKind;

/** The last notice of duties that nobody accepts: they are on the leaders' meeting list. */
export const UNTAKEN_LISTED = 'duties-listed';

export interface FlightRow {
  entityId: string;
  /** Local date of the home unit. A notice goes out at its reader's next working morning from that day. */
  on: string;
  what: Planned;
  /** Null for the count of open questions, which is about all of them. */
  followUpId: string | null;
  kind: FollowUpKind | null;
  about: Subject | null;
  openedOn: string | null;
  /** Who is told; of a deadline, who owes it. */
  postId: string | null;
  /** Of duties that nobody accepts: the post with which they came. */
  untakenOfPostId?: string;
  /** The organisation whose turn it is. */
  sideOrgId: string | null;
  /** The rung: 0 the owner, 1 the coordinator, 2 the director, 3 the leader. */
  level: number;
  /** The key of the rung in the policy; null for what no rung plans, e.g. a deadline. */
  step: string | null;
  /** No official calendar covers the date yet: it may still move. */
  isProvisional: boolean;
  /** Owner or date are our default, nobody said so. */
  isAssumed: boolean;
  /** The date is our usual one: nobody has set another. */
  isDefault: boolean;
}

/** An agreement or a plan as it stands. */
export interface Flight<S extends FollowUpHost> {
  decider: Pick<Decider<S>, 'due' | 'nextWake' | 'evolve'>;
  from: { state: S; seq: number };
}

/** From business now over so many months: up to the midnight with which the same day of that month begins. */
export function spanOf(host: Pick<FollowUpHost, 'calendar'>, now: string, months: number) {
  const { zone } = host.calendar;
  const fromOn = localDateOf(zone, now);
  const untilOn = addMonths(fromOn, months);
  return { fromAt: now, toAt: startOfDay(zone, untilOn), fromOn, untilOn };
}

/**
 * What will be due and who will be told in an agreement or plan between two instants (UTC), if nothing happens; by day, deadlines
 * first. While it is on hold its dates stand still, so only the hold itself has rows.
 */
export function flightRows<S extends FollowUpHost>(
  { decider, from }: Flight<S>,
  span: { fromAt: string; toAt: string },
): FlightRow[] {
  const { steps } = foresee(decider, from, span);
  return [...deadlines(from.state, steps, span), ...steps.flatMap(toldAt)].toSorted(byDay);
}

export function byDay(a: FlightRow, b: FlightRow): number {
  return (
    compare(a.on, b.on) ||
    Number(a.what !== 'deadline') - Number(b.what !== 'deadline') ||
    compare(a.entityId, b.entityId) ||
    compare(a.followUpId ?? '', b.followUpId ?? '')
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Each date once, as it will stand when its day comes: between two wakes nothing changes. */
function deadlines<S extends FollowUpHost>(
  now: S,
  steps: readonly ForeseenStep<S>[],
  { fromAt, toAt }: { fromAt: string; toAt: string },
): FlightRow[] {
  const stands = [{ at: fromAt, state: now }, ...steps];
  return stands.flatMap(({ at, state }, index) => {
    const { zone } = state.calendar;
    const fromOn = localDateOf(zone, at);
    const beforeOn = localDateOf(zone, stands[index + 1]?.at ?? toAt);
    return Object.values(state.followUps)
      .filter((f) => isRunning(state, f) && f.dueOn >= fromOn && f.dueOn < beforeOn)
      .map((f) => deadlineOf(state, f));
  });
}

/**
 * What is open though its date has passed, at that date: it stays on the plan until it is settled, also where nobody will be told of it
 * any more. `at` is business now.
 */
export function overdueRows(host: FollowUpHost, at: string): FlightRow[] {
  const todayOn = localDateOf(host.calendar.zone, at);
  return Object.values(host.followUps)
    .filter((f) => isRunning(host, f) && f.dueOn < todayOn)
    .map((f) => deadlineOf(host, f));
}

const deadlineOf = (host: FollowUpHost, f: FollowUp): FlightRow =>
  rowOf(host, f, { on: f.dueOn, what: 'deadline', postId: f.ownerPostId, level: 0, step: null });

export const isRunning = (host: FollowUpHost, f: FollowUp): boolean => !host.hold || f.kind === 'hold';

function toldAt<S extends FollowUpHost>({ at, notices, state }: ForeseenStep<S>): FlightRow[] {
  const on = localDateOf(state.calendar.zone, at);
  return notices.map((notice) => {
    const f = notice.followUpId ? state.followUps[notice.followUpId] : undefined;
    const level = levelOf(notice) ?? f?.level ?? 0;
    const told = { on, what: notice.kind, postId: postOf(notice), level, step: textOf(notice.facts['step']) };
    return f ? rowOf(state, f, told) : { ...nothingFollowed(state, on), ...told, ...untakenIn(notice) };
  });
}

function untakenIn({ kind, facts }: NoticeDraft): Partial<Pick<FlightRow, 'what' | 'untakenOfPostId'>> {
  const untakenOfPostId = textOf(facts['ownerPostId']);
  if (kind !== 'duties-not-accepted' || !untakenOfPostId) return {};
  return { untakenOfPostId, ...(facts['isListed'] === true ? { what: UNTAKEN_LISTED } : {}) };
}

type Told = Pick<FlightRow, 'on' | 'what' | 'postId' | 'level' | 'step'>;

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const postOf = ({ to }: NoticeDraft): string | null => ('postId' in to ? to.postId : null);

/** The end of a pause names no rung: it goes to as far as the matter had climbed. */
function levelOf({ facts, kind }: NoticeDraft): number | null {
  if (kind === 'count-of-questions') return 2;
  return typeof facts['level'] === 'number' ? facts['level'] : null;
}

function rowOf(host: FollowUpHost, f: FollowUp, row: Told): FlightRow {
  const { id: followUpId, kind, about, openedOn, sideOrgId } = f;
  const isProvisional = isUncovered(host, row.on) || (row.what === 'deadline' && f.provisional === true);
  const rest = { entityId: host.id, followUpId, kind, about, openedOn, sideOrgId, isProvisional };
  return { ...rest, ...row, isAssumed: isAssumed(f), isDefault: f.dueCertainty === Certainty.default };
}

function nothingFollowed(host: FollowUpHost, on: string): Omit<FlightRow, keyof Told> {
  const isProvisional = isUncovered(host, on);
  const nothing = { followUpId: null, kind: null, about: null, openedOn: null };
  return {
    entityId: host.id,
    ...nothing,
    sideOrgId: host.homeUnit.organisationId,
    isProvisional,
    isAssumed: false,
    isDefault: false,
  };
}

const isUncovered = ({ calendar }: FollowUpHost, on: string): boolean => isWorkingDay(calendar, on).provisional;
