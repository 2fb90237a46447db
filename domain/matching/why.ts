import type { Bilingual } from '../decider.ts';
import { blocksAt, missing, pairAt, Verdict } from './candidates.ts';
import type { Candidates } from './candidates.ts';
import { byText } from './canonical.ts';
import type { BlockedPair, Exclusion, UnmatchedNeed, WhyNot, WhyNotKind } from './plan.ts';
import type { RuleName } from './rules.ts';
import { teamSize } from './rules.ts';
import { ruleOf } from './schemes.ts';

/** Why not: the next two of each need, who is kept out by which rule, and what an unmatched need would take. */

/** Where the plan has whom: person -> needs. */
export type Placed = ReadonlyMap<string, readonly string[]>;

const NEXT = 2;
const NEAREST = 3;
const BLOCKED_SHOWN = 5;
/** A term that somebody has, or has something near to, is not missing: a child, a parent. */
const NEAR = 0.5;

const personOf = (found: Candidates, r: number): string => (found.researchers[r] ?? missing()).profile.personId;
const keyOf = (found: Candidates, n: number): string => (found.needs[n] ?? missing()).profile.key;

/** Those who fit a need, the most points first. */
function fitting(found: Candidates, n: number): number[] {
  const score = (r: number): number => found.points[pairAt(found, n, r)] ?? 0;
  return found.researchers
    .flatMap((_, r) => (found.verdicts[pairAt(found, n, r)] === Verdict.unfit ? [] : [r]))
    .toSorted((a, b) => score(b) - score(a) || byText(personOf(found, a), personOf(found, b)));
}

/** @param team persons of the plan at this need */
export function nextOf(found: Candidates, placed: Placed, n: number, team: readonly string[]): WhyNot[] {
  const isThere = (r: number): boolean => team.includes(personOf(found, r));
  const all = fitting(found, n);
  const least = Math.min(...all.filter(isThere).map((r) => found.points[pairAt(found, n, r)] ?? 0));
  return all
    .filter((r) => !isThere(r))
    .slice(0, NEXT)
    .map((r) => whyNot(found, placed, n, r, least));
}

function whyNot(found: Candidates, placed: Placed, n: number, r: number, least: number): WhyNot {
  const personId = personOf(found, r);
  const points = found.points[pairAt(found, n, r)] ?? 0;
  const verdict = found.verdicts[pairAt(found, n, r)];
  const placedAt = placed.get(personId) ?? [];
  const blocks = verdict === Verdict.blocked ? blocksAt(found, n, r) : [];
  const pointsFewer = least - points;
  const kind = kindOf(verdict, pointsFewer, placedAt.length > 0);
  return { personId, kind, points, pointsFewer, placedAt, blocks, sentence: whyNotWords(kind, pointsFewer, blocks) };
}

function kindOf(verdict: number | undefined, pointsFewer: number, isPlaced: boolean): WhyNotKind {
  if (verdict === Verdict.blocked) return 'blocked';
  if (verdict === Verdict.excluded) return 'excluded';
  if (verdict === Verdict.scarceDays) return 'scarce-days';
  if (pointsFewer > 0) return 'fewer-points';
  return isPlaced ? 'placed-better' : 'whole-plan';
}

function whyNotWords(kind: WhyNotKind, fewer: number, blocks: WhyNot['blocks']): Bilingual {
  switch (kind) {
    case 'blocked': {
      const first = blocks[0]?.sentence ?? { en: '', zh: '' };
      return { en: `A rule is against it. ${first.en}`, zh: `不符合规则：${first.zh}` };
    }
    case 'excluded':
      return { en: 'Was left out of this plan by a coordinator.', zh: '协调人已将其排除在本方案之外。' };
    case 'scarce-days':
      return {
        en: 'Has fewer free days in another period of this batch, and the plan counts with those.',
        zh: '本批次其他期限内可用天数较少，方案按较少者计算。',
      };
    case 'fewer-points':
      return { en: `Fits less by ${fewer} of 1000 points.`, zh: `契合度低 ${fewer} 分（满分 1000）。` };
    case 'placed-better':
      return {
        en: 'Would fit here as well, and is worth more to the whole plan at another need.',
        zh: '在此同样合适，但安排到其他需求对整体更有利。',
      };
    case 'whole-plan':
      return {
        en: 'Would fit here as well; the whole plan has no more points that way.',
        zh: '在此同样合适，但整体得分不会更高。',
      };
  }
}

/** Who would fit and is kept out by a rule. */
export function blockedOf(found: Candidates): { blocked: BlockedPair[]; blockedMore: number } {
  const blocked: BlockedPair[] = [];
  let blockedMore = 0;
  for (const n of found.needs.keys()) {
    const kept = fitting(found, n).filter((r) => found.verdicts[pairAt(found, n, r)] === Verdict.blocked);
    blockedMore += Math.max(0, kept.length - BLOCKED_SHOWN);
    for (const r of kept.slice(0, BLOCKED_SHOWN)) {
      blocked.push({ personId: personOf(found, r), needKey: keyOf(found, n), blocks: blocksAt(found, n, r) });
    }
  }
  return { blocked, blockedMore };
}

export function unmatchedOf(found: Candidates, placed: Placed, n: number): UnmatchedNeed {
  const need = found.needs[n] ?? missing();
  const fits = fitting(found, n);
  const possible = fits.filter((r) => found.verdicts[pairAt(found, n, r)] === Verdict.possible);
  const { least } = teamSize(need.profile, found.input.scheme);
  const cause = causeOf(found, n, fits, possible.length, least);
  const missingTerms = need.terms.filter((term) =>
    found.researchers.every((researcher) => researcher.nearest(term).nearness < NEAR),
  );
  const relaxations = relaxationsOf(found, n, fits, least);
  return {
    needKey: need.profile.key,
    cause,
    missingTerms,
    relaxations,
    nearest: nearestOf(found, placed, n),
    team: { least, possible: possible.length },
    sentences: [
      causeWords(cause, least, possible.length),
      ...missingWords(found, missingTerms),
      ...(need.profile.terms.length === 0 && cause !== 'excluded' ? [wordlessWords] : []),
      ...relaxations.map((relaxation) => relaxedWords(relaxation, possible.length)),
    ],
  };
}

function causeOf(
  found: Candidates,
  n: number,
  fits: readonly number[],
  possible: number,
  least: number,
): UnmatchedNeed['cause'] {
  const isOut = (r: number): boolean => found.verdicts[pairAt(found, n, r)] === Verdict.excluded;
  const isLeftOut = ({ personId, needKey }: Exclusion): boolean => personId === null && needKey === keyOf(found, n);
  if (found.input.excludes.some(isLeftOut)) return 'excluded';
  if (fits.length === 0) return 'nobody-fits';
  if (fits.every(isOut)) return 'excluded';
  if (possible === 0) {
    // Days that count less in a batch are a matter of capacity, not a rule of the scheme.
    return fits.some((r) => found.verdicts[pairAt(found, n, r)] === Verdict.scarceDays) ? 'capacity' : 'rules';
  }
  return possible < least ? 'team' : 'capacity';
}

/**
 * A conflict of interest and a person's own wish are nobody's to lift; saying what could be won by it would only press people. And
 * nobody can be in two places at once, whatever anybody lifts.
 */
const never: ReadonlySet<RuleName> = new Set<RuleName>(['no-conflict-of-interest', 'own-wish', 'no-overlap']);

/** Rules that alone keep somebody out: lifting one of two would change nothing, nor would one that leaves the team too small. */
function relaxationsOf(
  found: Candidates,
  n: number,
  fits: readonly number[],
  least: number,
): UnmatchedNeed['relaxations'] {
  const byRule = new Map<RuleName, { source: string; personIds: string[] }>();
  for (const r of fits) {
    if (found.verdicts[pairAt(found, n, r)] !== Verdict.blocked) continue;
    const blocks = blocksAt(found, n, r);
    const [first] = blocks;
    if (!first || never.has(first.rule) || blocks.some(({ rule }) => rule !== first.rule)) continue;
    const known = byRule.get(first.rule) ?? { source: first.source, personIds: [] };
    known.personIds.push(personOf(found, r));
    byRule.set(first.rule, known);
  }
  const size = ruleOf(found.input.scheme, 'team-size');
  const possible = fits.filter((r) => found.verdicts[pairAt(found, n, r)] === Verdict.possible);
  for (const [rule, { personIds }] of byRule) {
    if (possible.length + personIds.length < least) byRule.delete(rule);
  }
  const { team, heldBy = [] } = (found.needs[n] ?? missing()).profile;
  const count = possible.length + heldBy.length;
  if (size && team.least <= count && count < size.least) {
    byRule.set(size.rule, { source: size.source, personIds: possible.map((r) => personOf(found, r)) });
  }
  return [...byRule]
    .toSorted(([a], [b]) => byText(a, b))
    .map(([rule, { source, personIds }]) => ({ rule, source, personIds: personIds.slice(0, BLOCKED_SHOWN) }));
}

function nearestOf(found: Candidates, placed: Placed, n: number): UnmatchedNeed['nearest'] {
  const fitAt = (r: number): number => found.fit[pairAt(found, n, r)] ?? 0;
  return [...found.researchers.keys()]
    .filter((r) => fitAt(r) > 0)
    .toSorted((a, b) => fitAt(b) - fitAt(a) || byText(personOf(found, a), personOf(found, b)))
    .slice(0, NEAREST)
    .map((r) => ({
      personId: personOf(found, r),
      fitPercent: Math.floor(fitAt(r) / 10),
      blocks: blocksAt(found, n, r),
      placedAt: placed.get(personOf(found, r)) ?? [],
    }));
}

function causeWords(cause: UnmatchedNeed['cause'], least: number, possible: number): Bilingual {
  switch (cause) {
    case 'nobody-fits':
      return { en: 'Nobody’s field is near enough.', zh: '无人领域契合。' };
    case 'rules':
      return { en: 'Everybody who fits is kept out by a rule.', zh: '契合者均不符合规则。' };
    case 'excluded':
      return {
        en: 'A coordinator left it, or everybody who fits, out of this plan.',
        zh: '协调人已将该需求或契合者排除在外。',
      };
    case 'team':
      return {
        en: `At least ${least} people are needed, ${possible} may go.`,
        zh: `至少需要 ${least} 人，可派 ${possible} 人。`,
      };
    case 'capacity':
      if (possible === 0) {
        return {
          en: 'Those who fit have too few days for all periods of this batch.',
          zh: '契合者在本批次各期限内可用天数不足。',
        };
      }
      return {
        en: `${possible} ${possible === 1 ? 'person' : 'people'} may go, whose days are worth more at other needs. Somebody more with free time is wanted.`,
        zh: `可派 ${possible} 人，其时间安排在其他需求更有利；需要更多有时间的人员。`,
      };
  }
}

function missingWords(found: Candidates, termIds: readonly string[]): Bilingual[] {
  if (termIds.length === 0) return [];
  const names = (language: 'en' | 'zh'): string[] =>
    termIds.map((id) => found.vocabulary.terms.get(id)?.[language] ?? id);
  return [{ en: `Nobody knows: ${names('en').join(', ')}.`, zh: `无人具备：${names('zh').join('、')}。` }];
}

const wordlessWords: Bilingual = {
  en: 'No field or skill is named for this need yet: evaluating it and naming terms would help.',
  zh: '该需求尚未列明领域与技能：评估该需求并填写术语会有帮助。',
};

function relaxedWords(
  { rule, source, personIds: { length } }: UnmatchedNeed['relaxations'][number],
  possible: number,
): Bilingual {
  const more = rule !== 'team-size' && possible > 0;
  const people = length === 1 ? 'person' : 'people';
  return {
    en: `Without the rule ${rule} (${source}) ${length} ${more ? `more ${people}` : people} could go.`,
    zh: `若不受规则 ${rule}（${source}）限制，${more ? '可再派' : '可派'} ${length} 人。`,
  };
}
