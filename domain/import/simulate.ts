import { agreement } from '../agreement/index.ts';
import { MOST_DAYS_LATER } from '../agreement/needs.ts';
import type { AgreementState } from '../agreement/state.ts';
import { localDateOf } from '../calendar/calendar.ts';
import type { Calendar } from '../calendar/calendar.ts';
import { isRefusal } from '../decider.ts';
import type { Context } from '../decider.ts';
import type { GivenPolicy } from '../follow-up/adopting.ts';
import type { FollowUp, HomeUnit } from '../follow-up/host.ts';
import { isAssumed } from '../follow-up/lights.ts';
import { valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { liftTexts, storedText, writtenText } from '../text.ts';
import type { RowCommand } from './commands.ts';

/** What the API takes from the directory when an agreement starts. */
export interface Adoption {
  homeUnit: HomeUnit;
  calendar: Calendar;
  /** What was set above the agreement; nothing if left out. */
  policy?: GivenPolicy;
  /** Free days of the other sides, where they are known. */
  others?: Calendar;
  /** Which parties are ours, by id. */
  ours: readonly string[];
}

/** Stands for every text: rules never look into one. */
const SOME_TEXT = `text-${'A'.repeat(22)}`;
const ref = { kind: 'agreement', id: 'agreement-0-import', agreementId: 'agreement-0-import' } as const;

/**
 * Tries a row's commands on a fresh agreement by the same rules that will decide on them. Gives the state in the end, or the
 * first refusal. Pure.
 */
export function simulate(
  commands: readonly RowCommand[],
  adoption: Adoption,
  context: Context,
  laterByWorkingDays = 0,
): AgreementState | Refusal {
  let state = agreement.initial(ref);
  for (const { name, body } of commands) {
    const asked = name === 'startAgreement' ? started(body, adoption, laterByWorkingDays) : body;
    const data = shaped(name, asked);
    if (data === null) return refuse('shape-invalid', `${name} does not fit.`, `${name} 内容不符。`);
    const decision = agreement.decide(state, name, data, context);
    if (isRefusal(decision)) return decision;
    const { at, actor } = context;
    state = agreement.evolve(
      state,
      decision.map((draft, index) => ({ ...draft, seq: index + 1, at, by: actor.id, commandId: null })),
    );
  }
  return state;
}

function started(
  body: Record<string, unknown>,
  { homeUnit, calendar, others, ours, policy = { version: 1 } }: Adoption,
  laterByWorkingDays: number,
) {
  const { homeUnitId: _unit, parties, ...rest } = body;
  const marked = Array.isArray(parties)
    ? parties.map((party: { organisationId: string }) => ({ ...party, ours: ours.includes(party.organisationId) }))
    : parties;
  const adopted = { homeUnit, calendar, ...(others ? { others } : {}), policy, entry: { laterByWorkingDays } };
  return { ...rest, parties: marked, adopted };
}

/** Why a state as it stands would refuse a command that comes in with a spreadsheet, or null. Pure. */
export function refusedBy(state: AgreementState, { name, body }: RowCommand, context: Context): Refusal | null {
  const data = shaped(name, body);
  if (data === null) return refuse('shape-invalid', `${name} does not fit.`, `${name} 内容不符。`);
  const decision = agreement.decide(state, name, data, context);
  return isRefusal(decision) ? decision : null;
}

/** As `decide` gets it; null where the command's schema does not take it. */
function shaped(name: string, body: unknown): unknown {
  const spec = agreement.commands.get(name);
  const written = spec?.schema(writtenText).safeParse(body);
  const stored = written?.success ? spec?.schema(storedText).safeParse(liftTexts(written.data, () => SOME_TEXT)) : null;
  return stored?.success ? stored.data : null;
}

/**
 * How much each owner has on each day, whoever named the day: `post-1 2026-03-16` -> 3; and how many questions are put to each
 * coordinator on each day.
 */
export type Load = ReadonlyMap<string, number>;

export const loadKey = (ownerPostId: string | null, dueOn: string): string => `${ownerPostId} ${dueOn}`;
export const questionKey = (coordinatorPostId: string, on: string): string => `asked ${coordinatorPostId} ${on}`;

type Dated = Pick<AgreementState, 'followUps'>;

/** A promise whose day was said stays where it is; all other days are ours to move. */
const isNamed = (f: FollowUp): boolean => f.kind === 'commitment' && f.dueCertainty !== 'assumed';

/** The days that nobody named in a state. */
const defaultDates = ({ followUps }: Dated): string[] =>
  Object.values(followUps)
    .filter((f) => !isNamed(f))
    .map((f) => loadKey(f.ownerPostId, f.dueOn));

const allDates = ({ followUps }: Dated): string[] =>
  Object.values(followUps).map((f) => loadKey(f.ownerPostId, f.dueOn));

/** When the questions of a state are put: those that go out at once whatever comes with them, because their day is near, do not count. */
function questionDays({ followUps, homeUnit, calendar, entry }: AgreementState): string[] {
  return Object.values(followUps).flatMap((f) => {
    const [first] = f.steps;
    const isSpread = f.askedOn !== undefined || !entry?.laterByWorkingDays;
    if (!isAssumed(f) || !first || !isSpread) return [];
    return [questionKey(homeUnit.coordinatorPostId, localDateOf(calendar.zone, first[1]))];
  });
}

const MOST_TRIES = 600;

/**
 * By how many working days the default dates of a row are moved, and its questions, so that with what is there already no owner has
 * more than five on one day (DOMAIN 2a). The smallest number that will do, from `atLeast` on.
 */
export function laterBy(
  commands: readonly RowCommand[],
  adoption: Adoption,
  context: Context,
  { load, atLeast }: { load: Load; atLeast: number },
): number {
  for (let days = atLeast; days < atLeast + MOST_TRIES; days += 1) {
    const state = simulate(commands, adoption, context, days);
    if ('refused' in state || fits(state, load)) return days;
  }
  return atLeast;
}

function fits(state: AgreementState, load: Load): boolean {
  const most = valueOf(valuesFor(state), 'dates.assumedPerOwnerAndDay');
  const questions = questionDays(state);
  const own = new Map<string, number>();
  for (const key of [...allDates(state), ...questions]) own.set(key, (own.get(key) ?? 0) + 1);
  // A row that has more than so many of one day by itself takes a day that nothing else has.
  return [...defaultDates(state), ...questions].every((key) => {
    const ofRow = own.get(key) ?? 0;
    return (load.get(key) ?? 0) + ofRow <= Math.max(most, ofRow);
  });
}

/**
 * The same for what is recorded in an agreement that stands: by how many working days its default dates are moved, so that no owner
 * has more than five on one day over all agreements. The smallest number that will do, from `atLeast` on.
 */
export function laterInto(
  state: AgreementState,
  { name, body }: RowCommand,
  context: Context,
  { load, atLeast }: { load: Load; atLeast: number },
): number {
  const most = valueOf(valuesFor(state), 'dates.assumedPerOwnerAndDay');
  const last = Math.min(atLeast + MOST_TRIES, MOST_DAYS_LATER);
  for (let days = atLeast; days < last; days += 1) {
    const dates = datesOf(state, { name, body: { ...body, laterByWorkingDays: days } }, context);
    if (dates.every((key) => (load.get(key) ?? 0) < most)) return days;
  }
  return atLeast;
}

/** The default dates that a command would add; none where it would be refused. */
function datesOf(state: AgreementState, { name, body }: RowCommand, context: Context): string[] {
  const data = shaped(name, body);
  const decision = data === null ? null : agreement.decide(state, name, data, context);
  if (decision === null || isRefusal(decision)) return [];
  const { at, actor } = context;
  const next = agreement.evolve(
    state,
    decision.map((draft, index) => ({ ...draft, seq: index + 1, at, by: actor.id, commandId: null })),
  );
  const added = Object.entries(next.followUps).filter(([id]) => !Object.hasOwn(state.followUps, id));
  return defaultDates({ followUps: Object.fromEntries(added) });
}
