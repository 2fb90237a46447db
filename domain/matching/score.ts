import { valueOf } from '../policy/values.ts';
import type { PolicyValues } from '../policy/policy.ts';
import { freeTime } from './availability.ts';
import type { FreeTime } from './availability.ts';
import { scoreParts } from './profiles.ts';
import type { NeedProfile, ResearcherProfile, ScorePart, Weights } from './profiles.ts';
import { daysNeeded } from './rules.ts';
import type { Scheme } from './schemes.ts';
import { cosine, vectorOf } from './similarity.ts';
import type { Vector } from './similarity.ts';
import { findTerms, nearness } from './vocabulary.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * How well a person fits a need: eight parts from 0 to 1, weighted, as whole points from 0 to 1000. A part looks at this pair
 * alone, never at the rest of the batch, so that points can be compared between two plans and explained one by one.
 */

export type Parts = Record<ScorePart, number>;

/** Texts and terms are read once for each side, not once for each pair. */
export interface ReadResearcher {
  profile: ResearcherProfile;
  vector: Vector;
  /** From the large to the small; empty if not known. */
  area: readonly string[];
  /** Days free in a need's period, counted once for each period that occurs. */
  freeIn: (need: ReadNeed) => FreeTime;
  /** Of a term asked for: how near the nearest of the person's own is. */
  nearest: (termId: string) => { nearness: number; termId: string | null };
  nearestWish: (termId: string) => number;
}

export interface ReadNeed {
  profile: NeedProfile;
  vector: Vector;
  /** As given; where none were given, those found in its text. */
  terms: readonly string[];
  daysNeeded: number;
  area: readonly string[];
  /** The same for needs of the same period. */
  periodKey: string;
}

const areaOf = (area: string): string[] => (area === '' ? [] : area.split('/'));

const memo = <Value>(count: (key: string) => Value): ((key: string) => Value) => {
  const known = new Map<string, Value>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const value = count(key);
    known.set(key, value);
    return value;
  };
};

/** @param on local date from which the plan is made */
export function readResearcher(vocabulary: Vocabulary, profile: ResearcherProfile, on: string): ReadResearcher {
  const own = profile.terms.length > 0 ? profile.terms : findTerms(vocabulary, profile.text);
  const free = new Map<string, FreeTime>();
  return {
    profile,
    vector: vectorOf(vocabulary, profile.text),
    area: areaOf(profile.area),
    freeIn: ({ profile: need, periodKey }) => {
      const known = free.get(periodKey);
      if (known) return known;
      const time = freeTime(profile, need, on);
      free.set(periodKey, time);
      return time;
    },
    nearest: memo((wanted) => nearestOf(vocabulary, wanted, own)),
    nearestWish: memo((wanted) => nearestOf(vocabulary, wanted, profile.preferredTerms).nearness),
  };
}

function nearestOf(vocabulary: Vocabulary, wanted: string, offered: readonly string[]) {
  let best: { nearness: number; termId: string | null } = { nearness: 0, termId: null };
  for (const termId of offered) {
    const near = nearness(vocabulary, wanted, termId);
    if (near > best.nearness) best = { nearness: near, termId };
  }
  return best;
}

export function readNeed(vocabulary: Vocabulary, profile: NeedProfile, scheme: Scheme): ReadNeed {
  return {
    profile,
    vector: vectorOf(vocabulary, profile.text),
    terms: profile.terms.length > 0 ? profile.terms : findTerms(vocabulary, profile.text),
    daysNeeded: daysNeeded(profile, scheme).days,
    area: areaOf(profile.area),
    periodKey: `${profile.fromOn}/${profile.toOn}`,
  };
}

/** The weights in force: policy, then the scheme, then a what-if. */
export function weightsFrom(
  values: PolicyValues | undefined,
  scheme?: Pick<Scheme, 'weights'>,
  whatIf?: Partial<Weights>,
): Weights {
  const weightOf = (part: ScorePart): number =>
    whatIf?.[part] ?? scheme?.weights?.[part] ?? valueOf(values, `matching.weights.${part}`);
  return {
    terms: weightOf('terms'),
    text: weightOf('text'),
    availability: weightOf('availability'),
    travel: weightOf('travel'),
    continuity: weightOf('continuity'),
    fairness: weightOf('fairness'),
    urgency: weightOf('urgency'),
    preference: weightOf('preference'),
  };
}

/** 0 to 1000; 0 for all if every weight is 0. */
export function pointsOf(parts: Parts, weights: Weights): number {
  let sum = 0;
  let all = 0;
  for (const part of scoreParts) {
    sum += weights[part] * parts[part];
    all += weights[part];
  }
  return all === 0 ? 0 : Math.round((1000 * sum) / all);
}

export function partsOf(researcher: ReadResearcher, need: ReadNeed): Parts {
  const { profile } = need;
  const free = researcher.freeIn(need);
  const { terms, text } = subjectOf(researcher, need);
  return {
    terms,
    text,
    // Half where the days are just enough; in full where there are twice as many. A plan at its limits breaks at the first illness.
    availability: need.daysNeeded === 0 ? 1 : Math.min(1, free.freeDays / (2 * need.daysNeeded)),
    travel: nearArea(researcher.area, need.area),
    continuity: isKnown(researcher.profile, profile.enterpriseId) ? 1 : 0,
    // What is taken already, not what this plan would take: that would depend on all other pairs. Caps and days limit the plan itself.
    fairness: free.baseDays === 0 ? 0 : 1 - Math.min(1, free.heldDays / free.baseDays),
    // The same for all candidates: it decides which need gets somebody when there are too few (S57), not who goes.
    urgency: urgencyWorth[profile.urgency],
    preference: wished(researcher, need),
  };
}

/** How far the subject fits, by terms or by texts: below the policy's least nobody is proposed, however free and near they are. */
export const fitOf = ({ terms, text }: Pick<Parts, 'terms' | 'text'>): number => Math.max(terms, text);

/**
 * Where one of the two has nothing to compare, the other counts for it. To have written nothing is no lack of skill, but no
 * advantage over those whose text was compared: so terms count for a text by half.
 */
function subjectOf(researcher: ReadResearcher, need: ReadNeed): Pick<Parts, 'terms' | 'text'> {
  const text = textFit(researcher, need);
  const terms = need.terms.length > 0 ? termFit(researcher, need) : text;
  return { terms, text: hasTexts(researcher, need) ? text : terms / 2 };
}

/** Whether there are two texts to compare. */
export const hasTexts = (researcher: ReadResearcher, need: ReadNeed): boolean =>
  researcher.vector.size > 0 && need.vector.size > 0;

/** Mean over what is asked for; a person who knows half of it fits by half. */
function termFit({ nearest }: ReadResearcher, { terms }: ReadNeed): number {
  let sum = 0;
  for (const term of terms) sum += nearest(term).nearness;
  return sum / terms.length;
}

/** Twice the cosine, at most 1: texts of a few sentences about one subject share half of their weight and hardly ever more. */
const textFit = (researcher: ReadResearcher, need: ReadNeed): number =>
  Math.min(1, 2 * cosine(researcher.vector, need.vector));

const urgencyWorth: Record<NeedProfile['urgency'], number> = { low: 0, normal: 0.5, high: 1 };

/** Shared part of two areas from the large to the small; half if either is not known. */
function nearArea(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0.5;
  let shared = 0;
  while (shared < a.length && a[shared] === b[shared]) shared += 1;
  return shared / Math.max(a.length, b.length);
}

const isKnown = ({ knownEnterprises, places }: ResearcherProfile, enterpriseId: string): boolean =>
  knownEnterprises.includes(enterpriseId) || places.some((place) => place.enterpriseId === enterpriseId);

/** Whom the enterprise asked for by name comes first; without a name the person's own wishes count, and none is no fault. */
function wished({ profile, nearestWish }: ReadResearcher, { profile: need, terms }: ReadNeed): number {
  if (need.requestedPersonId !== null) return need.requestedPersonId === profile.personId ? 1 : 0;
  if (profile.preferredTerms.length === 0 || terms.length === 0) return 0.5;
  let sum = 0;
  for (const term of terms) sum += nearestWish(term);
  return 0.5 + sum / terms.length / 2;
}
