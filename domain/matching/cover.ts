import { blocked, NO_TWO_PLACES } from './rules.ts';
import type { Block } from './rules.ts';
import type { NeedProfile, ResearcherProfile, Weights } from './profiles.ts';
import { ruleOf } from './schemes.ts';
import type { Scheme } from './schemes.ts';
import { fitOf, partsOf, pointsOf, readNeed, readResearcher } from './score.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * Who could stand in: the matching itself, restricted to what changed. Nobody is moved from a place that they have: only time that
 * is free counts (minimal change).
 */
export interface CoverQuestion {
  /** What the enterprise needs, for the days that are missing. */
  need: NeedProfile;
  scheme: Scheme;
  vocabulary: Vocabulary;
  weights: Weights;
  /** The least fit of terms or text, 0 to 1. */
  leastFit: number;
  /** Local date. */
  on: string;
  /** Half days that nobody keeps, in order, e.g. `2026-03-03/am`. */
  open: readonly string[];
  /** The researcher is not coming back: whoever stands in takes the whole place. */
  isForGood: boolean;
  /** Half days that people have elsewhere, by person. */
  taken: ReadonlyMap<string, ReadonlySet<string>>;
  /** Which of some half days somebody has time for within what they declared: nobody is asked for more. Left out, for all. */
  within?(personId: string, halfDays: string[]): string[];
  /** Who is not asked: the researcher, and whoever was asked before. */
  except: ReadonlySet<string>;
}

export interface CoverCandidate {
  personId: string;
  points: number;
  /** Which of the open half days are free; left out where all are. */
  halfDays?: string[];
}

/** How somebody stands to the days that nobody keeps: a candidate where nothing is against it. */
export interface CoverView {
  personId: string;
  points: number;
  fitPercent: number;
  /** By subject, as far as `leastFit` asks. */
  isFit: boolean;
  /** Which of the open half days the person could keep. */
  halfDays: string[];
  blocks: Block[];
}

/** Enough to find somebody, and few enough that a request means something. */
const MOST_CANDIDATES = 5;
/** Of a whole placement; a few days of somebody else's have none of them. */
const ofWhole: ReadonlySet<string> = new Set(['min-days-a-year', 'min-share-of-time', 'min-months', 'team-size']);

/** The best first; the same question gives the same answer, whatever the order of people. */
export function coverCandidates(people: readonly ResearcherProfile[], question: CoverQuestion): CoverCandidate[] {
  return coverViews(people, question)
    .filter(({ isFit, blocks }) => isFit && blocks.length === 0)
    .slice(0, MOST_CANDIDATES)
    .map(({ personId, points, halfDays }) => ({
      personId,
      points,
      ...(halfDays.length < question.open.length ? { halfDays } : {}),
    }));
}

/** Everybody who is not excepted, those who can keep most of the days first: who could, and what keeps the others from it. */
export function coverViews(people: readonly ResearcherProfile[], question: CoverQuestion): CoverView[] {
  const scheme = withoutWhole(question.scheme);
  const need = readNeed(question.vocabulary, neededDays(question), scheme);
  return people
    .filter(({ personId }) => !question.except.has(personId))
    .map((person): CoverView => {
      const halfDays = freeOf(person, question);
      const parts = partsOf(readResearcher(question.vocabulary, person, question.on), need);
      const fit = fitOf(parts);
      return {
        personId: person.personId,
        points: pointsOf(parts, question.weights),
        fitPercent: Math.round(fit * 100),
        isFit: fit >= question.leastFit,
        halfDays,
        blocks: blocksOf(person, need.profile, halfDays, { ...question, scheme }),
      };
    })
    .toSorted((a, b) => b.halfDays.length - a.halfDays.length || b.points - a.points || byId(a, b));
}

const byId = (a: CoverCandidate, b: CoverCandidate): number => (a.personId < b.personId ? -1 : 1);

function blocksOf(
  person: ResearcherProfile,
  need: NeedProfile,
  halfDays: readonly string[],
  question: CoverQuestion,
): Block[] {
  const { scheme, on, isForGood } = question;
  const busy = withoutTime(halfDays, question);
  return [
    ...busy,
    ...(isForGood ? [] : withoutGeneralConsent(person, scheme)),
    // The same absence is said once, by the days that are asked for.
    ...blocked(person, need, scheme, on).filter(({ rule }) => busy.length === 0 || rule !== NO_TWO_PLACES.rule),
  ];
}

/** Some of the days are worth asking for; a place that is taken over is taken over whole. */
function withoutTime(halfDays: readonly string[], { open, isForGood }: CoverQuestion): Block[] {
  if (halfDays.length > 0 && (!isForGood || halfDays.length === open.length)) return [];
  return [
    {
      ...NO_TWO_PLACES,
      sentence: {
        en: `Has time for ${halfDays.length} of the ${open.length} half days.`,
        zh: `${open.length} 个半天中仅 ${halfDays.length} 个有空。`,
      },
      facts: { free: halfDays.length, open: open.length },
    },
  ];
}

/** A placement of their own asks the unit; for some days nobody does, so that it must have said yes. */
function withoutGeneralConsent({ homeUnitConsents, homeUnitId }: ResearcherProfile, scheme: Scheme): Block[] {
  const rule = ruleOf(scheme, 'home-unit-consent');
  // A no is among the rules of any placement.
  if (!rule || homeUnitConsents === 'yes' || homeUnitConsents === 'no') return [];
  const sentence = {
    en: 'The person’s own unit has not consented in general, and for single days it is not asked.',
    zh: '本人所在单位尚未一般性同意派驻，零星顶替不再逐次征询。',
  };
  return [{ rule: rule.rule, source: rule.source, sentence, facts: { homeUnitId } }];
}

const withoutWhole = (scheme: Scheme): Scheme => ({
  ...scheme,
  rules: scheme.rules.filter(({ rule }) => !ofWhole.has(rule)),
});

/** The days that are missing, not those of a whole year; whose days they are is looked at one by one. */
const neededDays = ({ need, isForGood, open }: CoverQuestion): NeedProfile => ({
  ...need,
  daysAYear: isForGood ? need.daysAYear : Math.min(need.daysAYear, Math.max(1, open.length / 2)),
  team: { least: 1, wanted: 1 },
});

/** Half days on which the person is neither away nor elsewhere. */
function freeOf({ personId, absences }: ResearcherProfile, question: CoverQuestion): string[] {
  const { open, taken } = question;
  const elsewhere = taken.get(personId);
  const isAway = (on: string): boolean => absences.some(({ fromOn, toOn }) => on >= fromOn && on <= toOn);
  const free = open.filter((half) => !elsewhere?.has(half) && !isAway(half.slice(0, 10)));
  return question.within?.(personId, free) ?? free;
}
