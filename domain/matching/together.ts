import { doOverlap } from './availability.ts';
import type { NeedProfile, Period, ResearcherProfile } from './profiles.ts';
import { blocked } from './rules.ts';
import type { Block } from './rules.ts';
import type { Scheme } from './schemes.ts';

/**
 * Needs of one enterprise that a plan gives to one person at one time: the person is there once, so they are one placement for all of
 * them. A plan counts such needs as one enterprise and adds up their days; accepted one by one, the second would be refused because
 * the person is there already.
 */

/** A place of a plan, with what it is for. */
export interface PlannedNeed extends Period {
  personId: string;
  agreementId: string;
  enterpriseId: string;
}

/**
 * Each place with those that are one placement with it, itself among them, in the order given. A placement belongs to one agreement:
 * needs of two are never one.
 */
export function togetherOf<Place extends PlannedNeed>(places: readonly Place[]): Map<Place, Place[]> {
  const groups = new Map<Place, Place[]>();
  for (const place of places) {
    const joined = [...new Set(groups.values())].filter((group) => group.some((other) => isOne(place, other)));
    const group = [...joined.flat(), place].toSorted((a, b) => places.indexOf(a) - places.indexOf(b));
    for (const each of group) groups.set(each, group);
  }
  return groups;
}

const isOne = (a: PlannedNeed, b: PlannedNeed): boolean =>
  a.personId === b.personId && a.agreementId === b.agreementId && a.enterpriseId === b.enterpriseId && doOverlap(a, b);

/** From the first day of any to the last of any; nobody is sent into the past. */
export function periodOf(needs: readonly Period[], on: string): Period {
  const all = needs.map((need) => fromToday(need, on));
  const [fromOn = on] = all.map((need) => need.fromOn).toSorted();
  return {
    fromOn,
    toOn:
      all
        .map((need) => need.toOn)
        .toSorted()
        .at(-1) ?? on,
  };
}

/** A period that has begun starts today; one that is over stays as it is, for the rule that refuses it. */
export const fromToday = ({ fromOn, toOn }: Period, on: string): Period => ({
  fromOn: fromOn < on && toOn >= on ? on : fromOn,
  toOn,
});

/**
 * What keeps a person from a placement for these needs. As the plan has it: all days together are free in the period of each need.
 * @param daysAYear of all of them
 */
export function blockedTogether(
  researcher: ResearcherProfile,
  needs: readonly NeedProfile[],
  scheme: Scheme,
  { on, daysAYear }: { on: string; daysAYear: number },
): { need: NeedProfile; block: Block }[] {
  return needs.flatMap((need) =>
    blocked(researcher, { ...need, ...fromToday(need, on), daysAYear }, scheme, on).map((block) => ({ need, block })),
  );
}
