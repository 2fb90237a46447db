import { mostEnterprisesInAYear } from './availability.ts';
import type { MatchingInput } from './plan.ts';
import type { AssignmentProblem, Edge, Supply } from './problem.ts';
import { needBlocks, pairBlocks, teamSize } from './rules.ts';
import type { Block } from './rules.ts';
import { ruleOf } from './schemes.ts';
import { fitOf, partsOf, pointsOf, readNeed, readResearcher } from './score.ts';
import type { ReadNeed, ReadResearcher } from './score.ts';
import { readVocabulary } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * Every pair of the batch with its points and what keeps it out, in flat arrays: 300,000 objects would be what takes the memory.
 * No pair is left out because others are better; only such a full list makes the best plan the best.
 */

export const Verdict = {
  /** May be in the plan. */
  possible: 0,
  /** Less fit than the policy's least; or asked or placed for this need already, which is no reason against anybody. */
  unfit: 1,
  blocked: 2,
  excluded: 3,
  /** See `settleDays`. */
  scarceDays: 4,
} as const;

export interface Candidates {
  input: MatchingInput;
  vocabulary: Vocabulary;
  researchers: readonly ReadResearcher[];
  needs: readonly ReadNeed[];
  /** By pair, `need * researchers.length + researcher`: 0 to 1000 each. */
  points: Int16Array;
  /** Thousandths. */
  fit: Int16Array;
  verdicts: Uint8Array;
  /** By need: what keeps everybody from it. */
  blocksOfNeed: readonly (readonly Block[])[];
}

export const pairAt = ({ researchers }: Pick<Candidates, 'researchers'>, need: number, researcher: number): number =>
  need * researchers.length + researcher;

export function candidatesOf(input: MatchingInput): Candidates {
  const vocabulary = readVocabulary(input.terms);
  const researchers = input.researchers.map((profile) => readResearcher(vocabulary, profile, input.on));
  const needs = input.needs.map((profile) => readNeed(vocabulary, profile, input.scheme));
  const size = researchers.length * needs.length;
  const found: Candidates = {
    input,
    vocabulary,
    researchers,
    needs,
    points: new Int16Array(size),
    fit: new Int16Array(size),
    verdicts: new Uint8Array(size),
    blocksOfNeed: needs.map(({ profile }) => needBlocks(profile, input.scheme, input.on)),
  };
  const asked = askedFor(input);
  for (const [n, need] of needs.entries()) {
    for (const [r, researcher] of researchers.entries()) {
      const pair = pairAt(found, n, r);
      const parts = partsOf(researcher, need);
      found.points[pair] = pointsOf(parts, input.weights);
      found.fit[pair] = Math.round(1000 * fitOf(parts));
      found.verdicts[pair] = verdictOf(found, asked, n, r);
    }
  }
  return found;
}

const both = (personId: string, needKey: string): string => `${personId} ${needKey}`;

interface Asked {
  pinned: ReadonlySet<string>;
  excluded: ReadonlySet<string>;
}

const askedFor = ({ pins, excludes }: MatchingInput): Asked => ({
  pinned: new Set(pins.map(({ personId, needKey }) => both(personId, needKey))),
  excluded: new Set(excludes.map(({ personId, needKey }) => both(personId ?? '', needKey ?? ''))),
});

function verdictOf(found: Candidates, { pinned, excluded }: Asked, n: number, r: number): number {
  const { profile: need } = found.needs[n] ?? missing();
  const { profile: researcher } = found.researchers[r] ?? missing();
  const { personId } = researcher;
  if (need.heldBy?.includes(personId)) return Verdict.unfit;
  // Who is asked for by name, by the enterprise or by a coordinator, need not fit in words: they know something we do not.
  const isPinned = pinned.size > 0 && pinned.has(both(personId, need.key));
  const isNamed = isPinned || need.requestedPersonId === personId;
  const fit = found.fit[pairAt(found, n, r)] ?? 0;
  // Before the exclusions: nobody is left out of what they would not have been proposed for.
  if (!isNamed && fit < 10 * found.input.leastFitPercent) return Verdict.unfit;
  // Most batches have neither pins nor exclusions; a key for each pair would cost more than its points.
  const keys = excluded.size > 0 ? [both(personId, need.key), both(personId, ''), both('', need.key)] : [];
  if (keys.some((key) => excluded.has(key))) return Verdict.excluded;
  return blocksAt(found, n, r).length > 0 ? Verdict.blocked : Verdict.possible;
}

/** Counted anew where it is shown: kept for every pair it would be most of the memory. */
export function blocksAt(found: Candidates, n: number, r: number): readonly Block[] {
  const need = found.needs[n] ?? missing();
  const researcher = found.researchers[r] ?? missing();
  const ofPair = pairBlocks(researcher.profile, need.profile, found.input.scheme, researcher.freeIn(need));
  return [...(found.blocksOfNeed[n] ?? []), ...ofPair];
}

export function missing(): never {
  throw new RangeError('no such researcher or need');
}

/** The numbers for the solver; changes verdicts to `scarceDays` where one number for the days of a person leaves a pair out. */
export function problemOf(found: Candidates): AssignmentProblem {
  const { input, needs, researchers } = found;
  const supplies = researchers.map((_, r) => supplyOf(found, r));
  const edges: Edge[] = [];
  for (const [n, { profile }] of needs.entries()) {
    for (const [r, researcher] of researchers.entries()) {
      const pair = pairAt(found, n, r);
      if (found.verdicts[pair] !== Verdict.possible) continue;
      edges.push({ researcherId: researcher.profile.personId, needId: profile.key, points: found.points[pair] ?? 0 });
    }
  }
  return {
    edges,
    seekers: needs.map(({ profile }) => ({
      needId: profile.key,
      enterpriseId: profile.enterpriseId,
      ...teamSize(profile, input.scheme),
    })),
    supplies,
    loads: Object.fromEntries(needs.map((need) => [need.profile.key, need.daysNeeded])),
    pinned: input.pins.map(({ personId, needKey }): [string, string] => [personId, needKey]),
  };
}

/**
 * What a person can still give, in one number for all needs of the batch, as if all were at the same time: safe where periods
 * differ, and exact where they are one, as in a yearly batch.
 */
function supplyOf(found: Candidates, r: number): Supply {
  const { profile } = found.researchers[r] ?? missing();
  const capacityDays = settleDays(found, r);
  const rule = ruleOf(found.input.scheme, 'max-enterprises');
  const left = possibleFor(found, r).map((n) => {
    const need = (found.needs[n] ?? missing()).profile;
    return (rule?.value ?? 0) - mostEnterprisesInAYear(profile.places, need, need.enterpriseId).length;
  });
  const enterprises = rule ? Math.max(0, Math.min(...left, rule.value)) : found.needs.length;
  return { researcherId: profile.personId, enterprises, capacityDays };
}

const possibleFor = (found: Candidates, r: number): number[] =>
  found.needs.flatMap((_, n) => (found.verdicts[pairAt(found, n, r)] === Verdict.possible ? [n] : []));

/**
 * The days a person counts with. Of the numbers that differ by period, that one under which most of their pairs stay possible
 * (pinned ones before all others); pairs in a period with fewer days, or that need more, are left out as `scarceDays`.
 */
function settleDays(found: Candidates, r: number): number {
  const researcher = found.researchers[r] ?? missing();
  const possible = possibleFor(found, r).map((n) => {
    const need = found.needs[n] ?? missing();
    const isPinned = found.input.pins.some(
      ({ personId, needKey }) => personId === researcher.profile.personId && needKey === need.profile.key,
    );
    return { n, free: researcher.freeIn(need).freeDays, needed: need.daysNeeded, worth: isPinned ? 1e6 : 1 };
  });
  const stays = (days: number, pair: { free: number; needed: number }): boolean =>
    pair.free >= days && pair.needed <= days;
  const worth = (days: number): number => possible.reduce((sum, pair) => sum + (stays(days, pair) ? pair.worth : 0), 0);
  const numbers = [...new Set(possible.map(({ free }) => free))].toSorted((a, b) => b - a);
  let best = numbers[0] ?? 0;
  if (numbers.length > 1) {
    for (const days of numbers) if (worth(days) > worth(best)) best = days;
  }
  for (const pair of possible) {
    if (!stays(best, pair)) found.verdicts[pairAt(found, pair.n, r)] = Verdict.scarceDays;
  }
  return best;
}
