import type { Bilingual } from '../decider.ts';
import { candidatesOf, blocksAt, missing, pairAt, problemOf, Verdict } from './candidates.ts';
import type { Candidates } from './candidates.ts';
import { byText, hashOf, inOrder } from './canonical.ts';
import type { MatchedNeed, MatchingInput, MatchingPlan, MatchingRefusal, PersonAtNeed, ProposedPlace } from './plan.ts';
import type { Assignment, AssignmentProblem, PinRefusal } from './problem.ts';
import { ruleOf } from './schemes.ts';
import { explainScore } from './explain.ts';
import { teamSize } from './rules.ts';
import { blockedOf, nextOf, unmatchedOf } from './why.ts';

export type Solve = (problem: AssignmentProblem) => Assignment | PinRefusal;

/**
 * Proposes who goes where, for all needs at once, with reasons (S44, S53). The same input gives the same plan, in whatever order
 * its lists come. Proposes only: coordinators accept, change or refuse, and nothing is booked without the people.
 */
export function proposeMatching(given: MatchingInput, solve: Solve): MatchingPlan | MatchingRefusal {
  const input = inOrder(given);
  const found = candidatesOf(input);
  const problem = problemOf(found);
  const impossible = impossiblePin(found);
  if (impossible) return impossible;
  const solved = solve(problem);
  return 'refused' in solved ? refusalOf(solved) : planOf(found, solved);
}

function planOf(found: Candidates, { pairs, totalPoints, boundPoints }: Assignment): MatchingPlan {
  const teams = grouped(
    pairs,
    ({ needId }) => needId,
    ({ researcherId }) => researcherId,
  );
  const placed = grouped(
    pairs,
    ({ researcherId }) => researcherId,
    ({ needId }) => needId,
  );
  const indices = [...found.needs.keys()];
  const isMatched = (n: number): boolean => teams.has((found.needs[n] ?? missing()).profile.key);
  const { input } = found;
  return {
    schemeId: input.scheme.id,
    on: input.on,
    weights: input.weights,
    inputHash: hashOf(input),
    totalPoints,
    boundPoints,
    matched: indices.filter(isMatched).map((n) => matchedNeed(found, teams, placed, n)),
    unmatched: indices.filter((n) => !isMatched(n)).map((n) => unmatchedOf(found, placed, n)),
    ...blockedOf(found),
  };
}

type Groups = ReadonlyMap<string, readonly string[]>;

function grouped<Item>(items: readonly Item[], key: (item: Item) => string, value: (item: Item) => string): Groups {
  const groups = new Map<string, string[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), value(item)]);
  for (const group of groups.values()) group.sort(byText);
  return groups;
}

function matchedNeed(found: Candidates, teams: Groups, placed: Groups, n: number): MatchedNeed {
  const { profile } = found.needs[n] ?? missing();
  const team = teams.get(profile.key) ?? [];
  const inTeam = [...found.researchers.keys()].filter((r) =>
    team.includes(found.researchers[r]?.profile.personId ?? ''),
  );
  return {
    needKey: profile.key,
    wanted: teamSize(profile, found.input.scheme).wanted,
    places: inTeam
      .map((r) => placeOf(found, n, r))
      .toSorted((a, b) => b.points - a.points || byText(a.personId, b.personId)),
    next: nextOf(found, placed, n, team),
  };
}

function placeOf(found: Candidates, n: number, r: number): ProposedPlace {
  const need = found.needs[n] ?? missing();
  const researcher = found.researchers[r] ?? missing();
  const { personId, homeUnitConsents } = researcher.profile;
  const { key, enterpriseId, requestedPersonId, heldBy = [] } = need.profile;
  const { input } = found;
  return {
    personId,
    needKey: key,
    enterpriseId,
    points: found.points[pairAt(found, n, r)] ?? 0,
    daysAYear: need.daysNeeded,
    isPinned: input.pins.some((pin) => pin.personId === personId && pin.needKey === key),
    isRequested: requestedPersonId === personId,
    isSubstitute: requestedPersonId !== null && ![personId, ...heldBy].includes(requestedPersonId),
    asksHomeUnit: ruleOf(input.scheme, 'home-unit-consent') !== undefined && homeUnitConsents !== 'yes',
    parts: explainScore(found.vocabulary, researcher, need, input.weights),
  };
}

/** A pin that a rule or an exclusion is against; looked for before anything is solved, because only here the rule has a name. */
function impossiblePin(found: Candidates): MatchingRefusal | null {
  for (const pin of found.input.pins) {
    const r = found.researchers.findIndex(({ profile }) => profile.personId === pin.personId);
    const n = found.needs.findIndex(({ profile }) => profile.key === pin.needKey);
    if (r < 0) return refusedPin(pin, 'unknown-researcher');
    if (n < 0) return refusedPin(pin, 'unknown-need');
    const verdict = found.verdicts[pairAt(found, n, r)];
    if (verdict === Verdict.excluded) return refusedPin(pin, 'excluded');
    if (verdict === Verdict.scarceDays) return refusedPin(pin, 'capacity');
    const blocks = verdict === Verdict.blocked ? blocksAt(found, n, r) : [];
    const [first] = blocks;
    if (first) return { ...refusedPin(pin, first.rule), blocks, sentence: first.sentence };
  }
  return null;
}

const refusedPin = (
  { personId, needKey }: PersonAtNeed,
  rule: MatchingRefusal['rule'],
  isProven = true,
): MatchingRefusal => ({
  refused: 'pin-not-possible',
  personId,
  needKey,
  rule,
  blocks: [],
  isProven,
  sentence: pinWords[rule] ?? pinWords['not-allowed'] ?? { en: '', zh: '' },
});

const refusalOf = ({ researcherId, needId, rule, proven }: PinRefusal): MatchingRefusal =>
  refusedPin({ personId: researcherId, needKey: needId }, rule, proven);

const pinWords: Readonly<Partial<Record<MatchingRefusal['rule'], Bilingual>>> = {
  'unknown-researcher': { en: 'There is no such researcher in this batch.', zh: '本批次没有该研究人员。' },
  'unknown-need': { en: 'There is no such need in this batch.', zh: '本批次没有该需求。' },
  'not-allowed': { en: 'A rule is against this pair.', zh: '该组合不符合规则。' },
  excluded: {
    en: 'The same pair is fixed and left out: take one of them back.',
    zh: '同一组合既固定又排除，请撤回其一。',
  },
  wanted: { en: 'More people are fixed for this need than it wants.', zh: '为该需求固定的人数超过所需人数。' },
  enterprises: {
    en: 'More enterprises are fixed for this person than the scheme allows.',
    zh: '为此人固定的企业数超过方案上限。',
  },
  capacity: { en: 'More days are fixed for this person than are free.', zh: '为此人固定的天数超过其可用天数。' },
  least: {
    en: 'The rest of the team cannot be found beside what else is fixed.',
    zh: '在其他固定安排之外，团队人数无法凑足。',
  },
};
