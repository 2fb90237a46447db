import type { NeedClass } from '../agreement/needs.ts';

/**
 * What matching knows of the two sides. Ids and working words only: names of people and of enterprises are put in by whoever
 * shows a plan, and only to those who may read them (DOMAIN 2a "Researchers").
 */

/** A word of the shared vocabulary. `synonyms` are in either language; a term stands below at most one other. */
export interface Term {
  /** e.g. `term-fine-chemicals` */
  id: string;
  kind: 'field' | 'skill';
  en: string;
  zh: string;
  synonyms: readonly string[];
  parentId: string | null;
}

/** Local dates, both ends included. */
export interface Period {
  fromOn: string;
  toOn: string;
}

export interface HeldPlace extends Period {
  placementId: string;
  enterpriseId: string;
  /** Working days in each year, half days counted as halves. */
  daysAYear: number;
  /** Of the plan whose next proposal is looked at: it counted the days of both, so this one does not stand against the other. */
  isOfPlan?: boolean;
  /** Ended before the plan is made, less than a year ago: it takes no days any more, and counts where enterprises are (`caps.ts`). */
  isOver?: boolean;
}

export type ExclusionKind = 'conflict-of-interest' | 'former-employer' | 'own-wish';
export type Consent = 'yes' | 'no' | 'asked' | 'unknown';

export interface ResearcherProfile {
  personId: string;
  homeUnitId: string;
  level: 'junior' | 'lecturer' | 'associate' | 'professor';
  /** Ids of fields and skills. */
  terms: readonly string[];
  /** Own words about the work; may be empty. */
  text: string;
  /** `zh-CN`, `en` */
  languages: readonly string[];
  /** Free half days a week in teaching time, 0 to 10. */
  halfDaysAWeek: number;
  absences: readonly Period[];
  homeUnitConsents: Consent;
  /** Organisations never to be sent to. */
  exclusions: readonly { organisationId: string; kind: ExclusionKind }[];
  /** What the person would rather work on: ids of terms. */
  preferredTerms: readonly string[];
  places: readonly HeldPlace[];
  /** Enterprises with earlier contacts. */
  knownEnterprises: readonly string[];
  /** Place of work, from the large to the small: `henan/kaifeng`; empty if not known. */
  area: string;
}

export interface NeedProfile extends Period {
  agreementId: string;
  needId: string;
  /** `<agreement id>/<need id>` */
  key: string;
  enterpriseId: string;
  class: NeedClass;
  terms: readonly string[];
  /** Private to its party: compared, never quoted. */
  text: string;
  urgency: 'low' | 'normal' | 'high';
  languages: readonly string[];
  area: string;
  /** Working days a year that the enterprise asks for. */
  daysAYear: number;
  /** How many people at least, or not at all, and how many are wished for. */
  team: { least: number; wanted: number };
  requestedPersonId: string | null;
  /** Who is asked or placed for it already: only the others of its team are looked for. Left out while nobody is. */
  heldBy?: readonly string[];
}

/** Parts of a score. The weight of each is a policy value, `matching.weights.<part>`. */
export const scoreParts = [
  'terms',
  'text',
  'availability',
  'travel',
  'continuity',
  'fairness',
  'urgency',
  'preference',
] as const;
export type ScorePart = (typeof scoreParts)[number];
/** Whole percents; they need not add up to 100, a score is their weighted mean. */
export type Weights = Record<ScorePart, number>;
