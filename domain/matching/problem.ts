/**
 * Researchers over needs, all at once: the most points that the schemes' limits allow.
 * The rules (who may be paired at all) and the points come from the rooms beside this file; here they are numbers.
 * Sources: DESIGN section 7; DOMAIN S44, S53; issue "placements", section 2.
 */

/** One possible pairing, allowed by every rule, with its score in whole points (0..1000, larger is better). */
export interface Edge {
  researcherId: string;
  needId: string;
  points: number;
}

export interface Seeker {
  needId: string;
  enterpriseId: string;
  /** Researchers wanted: the team's size, at least 1. */
  wanted: number;
  /** With fewer than this the need stays unmatched. */
  least: number;
}

export interface Supply {
  researcherId: string;
  /** How many enterprises the person may still take: the scheme's cap minus the places already held. */
  enterprises: number;
  /** Working days the person may still give, in the unit of `loads`; finer than a hundredth is rounded to the safe side. */
  capacityDays: number;
}

export interface AssignmentProblem {
  edges: Edge[];
  seekers: Seeker[];
  supplies: Supply[];
  /** By need: the days that one researcher of its team must give. A need that is not named takes none. */
  loads: Record<string, number>;
  /** Pairs that must be in the plan, as [researcherId, needId]. */
  pinned: [string, string][];
}

/** A researcher's place at a need. */
export type Pair = Edge;

export interface Assignment {
  /** By researcher, then by need. */
  pairs: Pair[];
  /** Needs without anybody, by id. */
  unmatched: string[];
  totalPoints: number;
  /** No plan has more; equals totalPoints where the plan is proven the best. */
  boundPoints: number;
}

/** Which limit a pin would break. */
export type PinRule =
  | 'unknown-researcher'
  | 'unknown-need'
  /** No edge: a rule of the scheme or an exclusion forbids the pair. */
  | 'not-allowed'
  /** More people pinned than the need wants. */
  | 'wanted'
  /** More enterprises than the person may take. */
  | 'enterprises'
  /** More days than the person can give. */
  | 'capacity'
  /** Its team cannot reach the least number beside what else is pinned. */
  | 'least';

/** A pin that cannot be kept. `proven` is false only where the search for the rest of a team was given up. */
export interface PinRefusal {
  refused: 'pin-not-possible';
  researcherId: string;
  needId: string;
  rule: PinRule;
  proven: boolean;
}
