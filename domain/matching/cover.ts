import { blocked } from './rules.ts';
import type { NeedProfile, ResearcherProfile, Weights } from './profiles.ts';
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

/** Enough to find somebody, and few enough that a request means something. */
const MOST_CANDIDATES = 5;
/** Of a whole placement; a few days of somebody else's have none of them. */
const ofWhole: ReadonlySet<string> = new Set(['min-days-a-year', 'min-share-of-time', 'min-months', 'team-size']);

/** The best first; the same question gives the same answer, whatever the order of people. */
export function coverCandidates(people: readonly ResearcherProfile[], question: CoverQuestion): CoverCandidate[] {
  const scheme = withoutWhole(question.scheme);
  const need = readNeed(question.vocabulary, neededDays(question), scheme);
  return people
    .filter(({ personId }) => !question.except.has(personId))
    .flatMap((person): CoverCandidate[] => {
      const halfDays = freeOf(person, question);
      if (halfDays.length === 0 || (question.isForGood && halfDays.length < question.open.length)) return [];
      if (!question.isForGood && lacksConsent(person, scheme)) return [];
      if (blocked(person, need.profile, scheme, question.on).length > 0) return [];
      const parts = partsOf(readResearcher(question.vocabulary, person, question.on), need);
      if (fitOf(parts) < question.leastFit) return [];
      const points = pointsOf(parts, question.weights);
      return [{ personId: person.personId, points, ...(halfDays.length < question.open.length ? { halfDays } : {}) }];
    })
    .toSorted((a, b) => coverage(b, question) - coverage(a, question) || b.points - a.points || byId(a, b))
    .slice(0, MOST_CANDIDATES);
}

const byId = (a: CoverCandidate, b: CoverCandidate): number => (a.personId < b.personId ? -1 : 1);
const coverage = ({ halfDays }: CoverCandidate, { open }: CoverQuestion): number => halfDays?.length ?? open.length;

/** A placement of their own asks the unit; for some days nobody does, so that it must have said yes. */
const lacksConsent = ({ homeUnitConsents }: ResearcherProfile, { rules }: Scheme): boolean =>
  homeUnitConsents !== 'yes' && rules.some(({ rule }) => rule === 'home-unit-consent');

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
