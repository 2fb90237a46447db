import { z } from 'zod';
import { scoreParts } from '../../domain/matching/profiles.ts';
import { schemeRuleNames } from '../../domain/matching/schemes.ts';
import { bilingual } from '../named-about.ts';
import { keptInput, needOfPlan } from './asked.ts';

/** How a plan is kept and shown; the words are those of domain/matching/plan.ts. */

const rule = z.enum([...schemeRuleNames, 'days-asked', 'own-wish']);
export const block = z
  .object({
    rule,
    source: z.string(),
    sentence: bilingual,
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string()).readonly()])).readonly(),
  })
  .meta({ id: 'MatchingBlock' });
export type ShownBlock = z.output<typeof block>;

const place = z.object({
  personId: z.string(),
  needKey: z.string(),
  enterpriseId: z.string(),
  points: z.number(),
  daysAYear: z.number(),
  isPinned: z.boolean(),
  isRequested: z.boolean(),
  isSubstitute: z.boolean(),
  asksHomeUnit: z.boolean(),
  /** All parts of the score, the weightiest first. */
  parts: z.array(
    z.object({
      part: z.enum(scoreParts),
      percent: z.number(),
      weight: z.number(),
      points: z.number(),
      sentence: bilingual,
    }),
  ),
});

const whyNot = z
  .object({
    personId: z.string(),
    kind: z.enum(['blocked', 'excluded', 'fewer-points', 'placed-better', 'whole-plan', 'scarce-days']),
    points: z.number(),
    pointsFewer: z.number(),
    placedAt: z.array(z.string()),
    blocks: z.array(block),
    sentence: bilingual,
  })
  .meta({ id: 'MatchingWhyNot' });

const unmatched = z
  .object({
    needKey: z.string(),
    cause: z.enum(['nobody-fits', 'rules', 'team', 'capacity', 'excluded']),
    missingTerms: z.array(z.string()),
    relaxations: z.array(z.object({ rule, source: z.string(), personIds: z.array(z.string()) })),
    nearest: z.array(
      z.object({
        personId: z.string(),
        fitPercent: z.number(),
        blocks: z.array(block),
        placedAt: z.array(z.string()),
      }),
    ),
    team: z.object({ least: z.number(), possible: z.number() }),
    /** What would match it. */
    sentences: z.array(bilingual),
  })
  .meta({ id: 'UnmatchedNeed' });

const weights = z.record(z.enum(scoreParts), z.number());
const blockedPair = z.object({ personId: z.string(), needKey: z.string(), blocks: z.array(block) });
const matched = <Place extends z.ZodType>(each: Place) =>
  z.object({ needKey: z.string(), wanted: z.number(), places: z.array(each), next: z.array(whyNot) });

/** As a result is kept. */
export const keptPlan = z.object({
  schemeId: z.string(),
  on: z.string(),
  weights,
  inputHash: z.string(),
  totalPoints: z.number(),
  boundPoints: z.number(),
  matched: z.array(matched(place)),
  unmatched: z.array(unmatched),
  blocked: z.array(blockedPair),
  blockedMore: z.number(),
});
export type KeptPlan = z.output<typeof keptPlan>;

export const shownDecision = z
  .object({
    /** `begun`: what it sends is under way; ask again with the same Idempotency-Key. */
    kind: z.enum(['begun', 'accepted', 'changed', 'refused']),
    /** Who goes; for a refusal, who does not. */
    personId: z.string(),
    placementId: z.string().nullable(),
    reason: z.string().nullable(),
    by: z.string(),
    at: z.string(),
  })
  .meta({ id: 'MatchingDecision' });

const shownPlace = place
  .extend({
    /** Its number in this plan, by which it is accepted, changed or refused. */
    proposal: z.number(),
    /**
     * Other proposals that are one placement with it: needs of the same enterprise, under one agreement and at the same time. Accepting
     * one accepts all, with all their needs and days.
     */
    together: z.array(z.number()),
    decision: shownDecision.nullable(),
  })
  .meta({ id: 'MatchingProposal' });

export const summary = z.object({
  people: z.number(),
  needs: z.number(),
  matched: z.number(),
  unmatched: z.number(),
  proposals: z.number(),
  totalPoints: z.number(),
  /** No plan has more; equal to `totalPoints` where this one is proven the best. */
  boundPoints: z.number(),
});

const head = {
  id: z.number(),
  scheme: z.object({ id: z.string(), version: z.number() }),
  inputHash: z.string(),
  summary,
  by: z.string(),
  at: z.string(),
};
export const listedPlan = z.object(head).meta({ id: 'ListedMatching' });

export const shownPlan = keptPlan
  .omit({ schemeId: true })
  .extend({
    ...head,
    ...keptInput.shape,
    matched: z.array(matched(shownPlace)),
    names: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Matching' });
export type ShownPlan = z.output<typeof shownPlan>;

export const shownDifference = z
  .object({
    isSameInput: z.boolean(),
    points: z.object({ before: z.number(), after: z.number() }),
    weights: z.array(z.object({ part: z.enum(scoreParts), before: z.number(), after: z.number() })),
    needs: z.array(z.object({ needKey: z.string(), before: z.array(z.string()), after: z.array(z.string()) })),
    people: z.array(z.object({ personId: z.string(), lost: z.array(z.string()), gained: z.array(z.string()) })),
    newlyMatched: z.array(z.string()),
    newlyUnmatched: z.array(z.string()),
    kept: z.number(),
    /** The needs that are named, of either plan. */
    of: z.array(needOfPlan),
    names: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'MatchingDifference' });
export type ShownDifference = z.output<typeof shownDifference>;
