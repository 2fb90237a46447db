import { shownStage } from '../agreement/index.ts';
import type { AgreementState, Stage } from '../agreement/state.ts';
import { isWorkingDay } from '../calendar/calendar.ts';
import { addDays } from '../calendar/local-date.ts';
import { deciders, withDecider } from '../deciders.ts';
import type { FollowUpHost } from '../follow-up/host.ts';
import { turnKey } from './turns.ts';
import type { Turn, Unheard } from './turns.ts';
import { walkOf } from './walk.ts';
import type { History, OpenMatter, Walk } from './walk.ts';

/**
 * Where the time of a cooperation went. Each working day of the home unit's calendar after the day of the start, up to and
 * including the last, is put down to exactly one: so the shares add up to `workingDaysBetween(start, end)`.
 *
 * A day belongs to whom the matter waited for as the day began: what is opened on Monday and done on Tuesday has waited one
 * working day. Where several matters wait on one day, it goes to one of them, in this order:
 *
 * 1. what a named side owes by a date that has passed: the red that lists and cards show first, 2. what a named side owes by a later
 * date, and a question whose assumed date has passed unanswered, 3. other questions about what was only assumed, 4. what is paused or
 * on hold, 5. what is for a later day (the system's).
 *
 * Of several alike it is the one that is due first, then the one opened first, then by id, agreement before plan.
 */
export interface LedgerDay {
  on: string;
  /** `intake` until the proposal is accepted; then as lists show it: the furthest open plan's, else the agreement's own. */
  stage: Stage | 'intake';
  turn: Turn;
  /** Whose turn decided; null where nothing was open. */
  matter: OpenMatter | null;
}

/** One follow-up from opening to end, day by day. */
export interface MatterDays {
  matter: Omit<OpenMatter, 'turn'>;
  days: Turn[];
}

export interface Ledger {
  startedOn: string;
  /** The last day that counts: today, or the day on which the cooperation ended. */
  untilOn: string;
  days: LedgerDay[];
  /** Of the agreement and its plans, in the order of their opening; those of less than a working day are not there. */
  matters: MatterDays[];
  /** Whose turn it is now, by what is recorded up to now; null once it has ended. */
  now: LedgerDay | null;
}

const rank = ({ turn, isQuestion, dueOn }: OpenMatter, on: string): number => {
  switch (turn.of) {
    case 'side':
      if (isQuestion) return on <= dueOn ? 2 : 1;
      return on > dueOn ? 0 : 1;
    case 'pause':
    case 'hold':
      return 3;
    case 'system':
      return 4;
  }
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The tie rule: whose turn a day is where several matters wait. */
function firstOf(matters: readonly OpenMatter[], on: string): OpenMatter | null {
  const sorted = matters.toSorted(
    (a, b) =>
      rank(a, on) - rank(b, on) ||
      compare(a.dueOn, b.dueOn) ||
      compare(a.openedOn, b.openedOn) ||
      compare(a.entityId, b.entityId) ||
      compare(a.followUpId, b.followUpId),
  );
  return sorted[0] ?? null;
}

const stageOf = (s: AgreementState): LedgerDay['stage'] => (s.status === 'intake' ? 'intake' : shownStage(s));

/**
 * Accounts for every working day of an agreement with its plans up to `todayOn` (local date of the home unit). Counted with
 * the calendar that the agreement holds now. Null for one that never started.
 *
 * @param unheard what other sides had not heard of yet; left out, they heard of everything at once
 */
export function ledgerOf(
  family: { agreement: History; children: readonly History[] },
  todayOn: string,
  unheard: Unheard = () => false,
): Ledger | null {
  const { agreement } = family;
  const { calendar, startedOn } = deciders.agreement.evolve(
    deciders.agreement.initial(agreement.ref),
    agreement.events,
  );
  if (startedOn === '') return null;
  const told = { zone: calendar.zone, unheard };
  const head = walkOf(deciders.agreement, agreement, told);
  const children = family.children.map((child) =>
    withDecider(child.ref.kind, (decider): Walk<FollowUpHost> => walkOf(decider, child, told)),
  );
  const open = (on: string): OpenMatter[] => [head, ...children].flatMap((walk) => walk.matters(on));
  const dayOf = (on: string, s: AgreementState): LedgerDay => {
    const matter = firstOf(open(on), on);
    return { on, stage: stageOf(s), turn: matter?.turn ?? { of: 'system' }, matter };
  };
  const walkTo = (on: string): AgreementState => {
    for (const child of children) child.upTo(on);
    return head.upTo(on);
  };

  const days: LedgerDay[] = [];
  const matters = new Map<string, MatterDays>();
  let untilOn = startedOn;
  for (let on = addDays(startedOn, 1); on <= todayOn; on = addDays(on, 1)) {
    const state = walkTo(on);
    if (state.status === 'closed') break;
    untilOn = on;
    if (!isWorkingDay(calendar, on).working) continue;
    days.push(dayOf(on, state));
    for (const matter of open(on)) note(matters, matter);
  }
  const last = walkTo(addDays(todayOn, 1));
  const isOver = last.status === 'closed';
  return { startedOn, untilOn, days, matters: [...matters.values()], now: isOver ? null : dayOf(todayOn, last) };
}

function note(matters: Map<string, MatterDays>, { turn, ...matter }: OpenMatter): void {
  const key = `${matter.entityId} ${matter.openedSeq} ${matter.followUpId}`;
  const known = matters.get(key);
  if (known) known.days.push(turn);
  else matters.set(key, { matter, days: [turn] });
}

/** So many working days put down to one. */
export interface Share {
  turn: Turn;
  workingDays: number;
}

/** Adds up days by whom they are put down to; the longest first. */
export function sharesOf(turns: readonly Turn[]): Share[] {
  const shares = new Map<string, Share>();
  for (const turn of turns) {
    const share = shares.get(turnKey(turn)) ?? { turn, workingDays: 0 };
    share.workingDays += 1;
    shares.set(turnKey(turn), share);
  }
  return [...shares.values()].toSorted(
    (a, b) => b.workingDays - a.workingDays || compare(turnKey(a.turn), turnKey(b.turn)),
  );
}

export interface StageShares {
  stage: LedgerDay['stage'];
  workingDays: number;
  shares: Share[];
}

/** The same for each stage, in the order in which they were first entered; a stage that was returned to is one. */
export function sharesByStage(days: readonly Pick<LedgerDay, 'stage' | 'turn'>[]): StageShares[] {
  const stages = [...new Set(days.map((day) => day.stage))];
  return stages.map((stage) => {
    const turns = days.filter((day) => day.stage === stage).map((day) => day.turn);
    return { stage, workingDays: turns.length, shares: sharesOf(turns) };
  });
}
