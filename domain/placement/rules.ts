import { z } from 'zod';

/** What a person wrote as a source stays in Postgres: Temporal carries codes. */
export const sourceCode = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 .,;-]{0,39}$/);
export const ruleName = z
  .string()
  .max(60)
  .regex(/^[a-z]+(-[a-z]+){0,8}$/);

/** The code, or where it is more than one, the scheme that says it. */
export const codeOfSource = (source: string, schemeId: string): string =>
  sourceCode.safeParse(source).success ? source : `scheme ${schemeId}`.slice(0, 40);

/**
 * The rules of a scheme as a placement carries them: a name, its number and where it comes from. Which schemes there are is data
 * (domain/matching/schemes.ts); a placement goes by those that held when it was proposed.
 */
export const placementRule = z.object({
  rule: ruleName,
  value: z.number().optional(),
  least: z.number().optional(),
  most: z.number().optional(),
  /** The code of a source, e.g. `CX1`. */
  source: sourceCode,
});
export type PlacementRule = z.output<typeof placementRule>;

/** The number of a rule of the scheme, with its source; null where the scheme has none. */
export function ruleOf(scheme: { rules: readonly PlacementRule[] }, rule: string): PlacementRule | null {
  return scheme.rules.find((each) => each.rule === rule) ?? null;
}
