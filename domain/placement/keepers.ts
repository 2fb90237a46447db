import type { Context, Subject } from '../decider.ts';
import { holds } from '../follow-up/who.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { onOf } from './half-days.ts';
import type { HalfDay } from './half-days.ts';
import { periodSubject } from './half-month.ts';
import { halfDayOf } from './marks.ts';
import type { HalfDayOn } from './marks.ts';
import type { PlacementState } from './state.ts';

/**
 * Days are logged by whoever keeps them: the researcher, and each who stands in. Each is asked for their own, so that nobody
 * answers for days on which somebody else was there.
 */
export interface Keeper {
  /** `stand-in-1`; null of the researcher. */
  standInId: string | null;
  personId: string;
  postId: string;
  unitId: string;
  halfDays: readonly HalfDay[];
}

/** The researcher first. */
export const keepersOf = (s: PlacementState): Keeper[] => [
  { standInId: null, ...s.researcher, unitId: s.unit.organisationId, halfDays: s.booking.planned },
  ...s.standIns.map(({ n = 0, personId, postId, unitId, halfDays }) => ({
    standInId: `stand-in-${n}`,
    personId,
    postId,
    unitId: unitId ?? s.unit.organisationId,
    halfDays,
  })),
];

/** The log of one of them: the researcher's is the half month itself, `period-2.stand-in-1` is somebody's who stands in. */
export function logSubject(n: number, { standInId }: Keeper): Subject {
  const { kind, id } = periodSubject(n);
  return { kind, id: standInId === null ? id : `${id}.${standInId}` };
}

/** Whose log it is; undefined where they keep nothing any more. */
export function keeperOfLog(s: PlacementState, { id }: Subject): Keeper | undefined {
  const standInId = id.split('.')[1] ?? null;
  return keepersOf(s).find((one) => one.standInId === standInId);
}

/** Half days on which one of them is to be there, between two days. */
export const keptWithin = ({ halfDays }: Keeper, { fromOn, toOn }: { fromOn: string; toOn: string }): HalfDayOn[] =>
  halfDays.filter((each) => onOf(each) >= fromOn && onOf(each) <= toOn).map(halfDayOf);

const isOwn = ({ personId, postId }: Keeper, context: Context): boolean =>
  context.actor.personId === personId || holds(context, postId);

/** Whose days are logged: one's own; by our office everybody's, or those of whom it names. */
export function loggedFor(s: PlacementState, personId: string | undefined, context: Context): Keeper[] | Refusal {
  const keepers = keepersOf(s);
  const own = keepers.filter((one) => isOwn(one, context));
  const among = own.length > 0 ? own : keepers;
  if (personId === undefined) return among;
  const named = among.filter((one) => one.personId === personId);
  if (named.length > 0) return named;
  return keepers.some((one) => one.personId === personId)
    ? refuse('not-your-placement', `The days of ${personId} are theirs to log.`, `${personId} 的到岗日期由其本人填报。`)
    : refuse('unknown-person', `${personId} keeps no days here.`, `${personId} 在此没有派驻日程。`);
}
