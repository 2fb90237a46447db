import type { Bilingual } from '../decider.ts';
import type { NeedProfile, ResearcherProfile, Term, Weights } from './profiles.ts';
import type { PinRule } from './problem.ts';
import type { Block, RuleName } from './rules.ts';
import type { Scheme } from './schemes.ts';
import type { ExplainedPart } from './explain.ts';

/**
 * What matching takes and gives. A plan is a proposal: nothing is booked and nobody is told by it. It holds ids, numbers and
 * words of the vocabulary; it is for our own coordinators, because it tells who was left out and by which rule.
 */

export interface PersonAtNeed {
  personId: string;
  needKey: string;
}

/** One of the two alone excludes the person, or the need, altogether. */
export interface Exclusion {
  personId: string | null;
  needKey: string | null;
}

export interface MatchingInput {
  /** Local date from which the plan is made. */
  on: string;
  scheme: Scheme;
  terms: readonly Term[];
  researchers: readonly ResearcherProfile[];
  needs: readonly NeedProfile[];
  /** As `weightsFrom` gives them; a what-if changes one. */
  weights: Weights;
  /** Policy value `matching.leastFitPercent`. */
  leastFitPercent: number;
  /** What-if, or what people have agreed to already: these pairs are in the plan. */
  pins: readonly PersonAtNeed[];
  excludes: readonly Exclusion[];
}

/** Why somebody who was near is not the one. */
export type WhyNotKind =
  /** A hard rule, see `blocks`. */
  | 'blocked'
  /** Left out by the what-if. */
  | 'excluded'
  /** Fits less: `pointsFewer`. */
  | 'fewer-points'
  /** Would fit as well or better, but the plan as a whole has more points with this person at `placedAt`. */
  | 'placed-better'
  /** Free, and still the whole has more points without: a limit of the person or a pin is met elsewhere. */
  | 'whole-plan'
  /** Free days differ between the periods of the batch, and the batch counts with fewer. */
  | 'scarce-days';

export interface WhyNot {
  personId: string;
  kind: WhyNotKind;
  points: number;
  /** Against the one proposed (of a team, the one with the fewest); negative where the other had more. */
  pointsFewer: number;
  /** Needs where the plan has this person. */
  placedAt: readonly string[];
  blocks: readonly Block[];
  sentence: Bilingual;
}

export interface ProposedPlace extends PersonAtNeed {
  enterpriseId: string;
  points: number;
  daysAYear: number;
  isPinned: boolean;
  /** The enterprise asked for this person by name. */
  isRequested: boolean;
  /** The enterprise asked for somebody else: it has to agree first (DOMAIN 2a “Researchers”). */
  isSubstitute: boolean;
  /** The unit has not said yes yet. */
  asksHomeUnit: boolean;
  /** All parts of the score, the weightiest first; the first three are why it is this one. */
  parts: readonly ExplainedPart[];
}

export interface MatchedNeed {
  needKey: string;
  wanted: number;
  places: readonly ProposedPlace[];
  /** The next two who fit, and why not they. Fewer if nobody else fits. */
  next: readonly WhyNot[];
}

export interface UnmatchedNeed {
  needKey: string;
  cause: 'nobody-fits' | 'rules' | 'team' | 'capacity' | 'excluded';
  /** Terms asked for that nobody has, or has anything near. */
  missingTerms: readonly string[];
  /** A single rule that stands alone between the need and these people. */
  relaxations: readonly { rule: RuleName; source: string; personIds: readonly string[] }[];
  /** Those nearest by subject, also where they do not fit. */
  nearest: readonly { personId: string; fitPercent: number; blocks: readonly Block[]; placedAt: readonly string[] }[];
  team: { least: number; possible: number };
  sentences: readonly Bilingual[];
}

export interface BlockedPair extends PersonAtNeed {
  blocks: readonly Block[];
}

export interface MatchingPlan {
  schemeId: string;
  on: string;
  weights: Weights;
  /** The same for the same input in any order. */
  inputHash: string;
  totalPoints: number;
  /** No plan has more; equal to `totalPoints` where this one is proven the best. */
  boundPoints: number;
  matched: readonly MatchedNeed[];
  unmatched: readonly UnmatchedNeed[];
  /** Who would fit and is kept out by a rule; of each need at most five, the nearest first. */
  blocked: readonly BlockedPair[];
  /** How many more there are. */
  blockedMore: number;
}

/** A pin that cannot be kept: the plan is not made without it, because somebody asked for it. */
export interface MatchingRefusal extends PersonAtNeed {
  refused: 'pin-not-possible';
  rule: PinRule | RuleName | 'excluded';
  blocks: readonly Block[];
  /** False only where the search for the rest of a team was given up. */
  isProven: boolean;
  sentence: Bilingual;
}
