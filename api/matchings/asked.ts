import { z } from 'zod';
import { organisationId, personId } from '../../domain/fields.ts';
import { scoreParts } from '../../domain/matching/profiles.ts';

/** What a plan is asked for, and what of it is kept. */

const needKey = z
  .string()
  .max(240)
  .regex(/^agreement-[a-z0-9-]+\/need-\d{1,4}$/, 'must be the id of a need, like agreement-2026-0001-a-b/need-1')
  .meta({ description: 'Agreement and need', example: 'agreement-2026-0001-a-b/need-1' });
const MOST_PAIRS = 1_000;

const asked = {
  /** These agreements' needs, or those of all open agreements of a home unit and the units below it. */
  agreementIds: z.array(z.string().max(200)).min(1).max(500).optional(),
  homeUnitId: organisationId.optional(),
  schemeId: z.string().max(60),
  /** What if these counted otherwise; whole percents, the others as scheme and policy have them. */
  weights: z.partialRecord(z.enum(scoreParts), z.number().int().min(0).max(100)).optional(),
  /** Policy value `matching.leastFitPercent` if left out. */
  leastFitPercent: z.number().int().min(0).max(100).optional(),
  pinned: z.array(z.strictObject({ personId, needKey })).max(MOST_PAIRS).default([]),
  /** A person, a need, or a pair of them is left out. */
  excluded: z
    .array(
      z
        .strictObject({ personId: personId.optional(), needKey: needKey.optional() })
        .refine((pair) => pair.personId !== undefined || pair.needKey !== undefined, 'name at least one value'),
    )
    .max(MOST_PAIRS)
    .default([]),
  /** Pairs that were refused in an earlier plan come again. */
  withRefused: z.boolean().default(false),
};

export const askedPlan = z.strictObject(asked);
export type AskedPlan = z.output<typeof askedPlan>;

/** What a plan says of a need: whose, of which class and for when. No text, and no place, which a text may stand in. */
export const needOfPlan = z
  .object({
    key: z.string(),
    agreementId: z.string(),
    needId: z.string(),
    enterpriseId: z.string(),
    class: z.string(),
    urgency: z.string(),
    fromOn: z.string(),
    toOn: z.string(),
    daysAYear: z.number(),
    team: z.object({ least: z.number(), wanted: z.number() }),
    /** Who is asked or placed for it already: the plan looks for the others of its team. */
    heldBy: z.array(z.string()).default([]),
  })
  .meta({ id: 'NeedOfPlan' });
export type NeedOfPlan = z.output<typeof needOfPlan>;

/** As a plan's input is kept. */
export const keptInput = z.object({
  asked: z.object(asked),
  /** Left out because they were refused before. */
  refusedBefore: z.array(z.object({ personId: z.string(), needKey: z.string() })),
  leastFitPercent: z.number(),
  needs: z.array(needOfPlan),
});
export type KeptInput = z.output<typeof keptInput>;
