import { byText } from './canonical.ts';
import type { MatchingPlan } from './plan.ts';
import { scoreParts } from './profiles.ts';
import type { ScorePart } from './profiles.ts';

/** Two plans side by side: only what differs, so that a what-if shows what it costs whom. */
export interface PlanDifference {
  /** True if even the input is the same. */
  isSameInput: boolean;
  points: { before: number; after: number };
  weights: readonly { part: ScorePart; before: number; after: number }[];
  /** Needs with other people than before; nobody is an empty list. */
  needs: readonly { needKey: string; before: readonly string[]; after: readonly string[] }[];
  /** People with other needs than before. */
  people: readonly { personId: string; lost: readonly string[]; gained: readonly string[] }[];
  /** Needs, of either plan, that nobody is at in one of them only. */
  newlyMatched: readonly string[];
  newlyUnmatched: readonly string[];
  /** Places that both plans have. */
  kept: number;
}

type Teams = ReadonlyMap<string, readonly string[]>;

const teamsOf = ({ matched }: MatchingPlan): Teams =>
  new Map(matched.map(({ needKey, places }) => [needKey, places.map(({ personId }) => personId).toSorted(byText)]));

const without = (these: readonly string[], those: readonly string[]): string[] =>
  these.filter((one) => !those.includes(one));

export function comparePlans(a: MatchingPlan, b: MatchingPlan): PlanDifference {
  const [teamsA, teamsB] = [teamsOf(a), teamsOf(b)];
  const keys = [...new Set([...teamsA.keys(), ...teamsB.keys()])].toSorted(byText);
  const needs = keys
    .map((needKey) => ({ needKey, before: teamsA.get(needKey) ?? [], after: teamsB.get(needKey) ?? [] }))
    .filter(({ before, after }) => before.join() !== after.join());
  return {
    isSameInput: a.inputHash === b.inputHash,
    points: { before: a.totalPoints, after: b.totalPoints },
    weights: scoreParts
      .map((part) => ({ part, before: a.weights[part], after: b.weights[part] }))
      .filter(({ before, after }) => before !== after),
    needs,
    people: peopleOf(needs),
    newlyMatched: needs.filter(({ before }) => before.length === 0).map(({ needKey }) => needKey),
    newlyUnmatched: needs.filter(({ after }) => after.length === 0).map(({ needKey }) => needKey),
    kept: keys.reduce((sum, key) => {
      const after = teamsB.get(key) ?? [];
      return sum + (teamsA.get(key) ?? []).filter((one) => after.includes(one)).length;
    }, 0),
  };
}

function peopleOf(needs: PlanDifference['needs']): PlanDifference['people'] {
  const changes = new Map<string, { lost: string[]; gained: string[] }>();
  const of = (personId: string): { lost: string[]; gained: string[] } => {
    const known = changes.get(personId) ?? { lost: [], gained: [] };
    changes.set(personId, known);
    return known;
  };
  for (const { needKey, before, after } of needs) {
    for (const personId of without(before, after)) of(personId).lost.push(needKey);
    for (const personId of without(after, before)) of(personId).gained.push(needKey);
  }
  return [...changes].toSorted(([a], [b]) => byText(a, b)).map(([personId, change]) => ({ personId, ...change }));
}
