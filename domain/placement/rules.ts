import { z } from 'zod';

/**
 * The rules of a scheme as a placement carries them: a name, its number and where it comes from. Which schemes there are is data
 * (domain/matching/schemes.ts); a placement goes by those that held when it was proposed.
 */
export const placementRule = z.object({
  rule: z.string().regex(/^[a-z]+(-[a-z]+){0,8}$/),
  value: z.number().optional(),
  least: z.number().optional(),
  most: z.number().optional(),
  /** The code of a source, e.g. `CX1`. */
  source: z.string().min(1).max(300),
});
export type PlacementRule = z.output<typeof placementRule>;

/** The number of a rule of the scheme, with its source; null where the scheme has none. */
export function ruleOf(scheme: { rules: readonly PlacementRule[] }, rule: string): PlacementRule | null {
  return scheme.rules.find((each) => each.rule === rule) ?? null;
}
