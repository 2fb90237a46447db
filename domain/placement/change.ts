import { z } from 'zod';

/** What the other sides of a placement read when days are not kept: what changes for them and when, never why. */
export const changeFacts = z.object({
  change: z.enum(['disrupted', 'covered', 'short', 'ended']),
  /** Local dates; null where it is for good. */
  fromOn: z.string(),
  untilOn: z.string().nullish(),
  /** Days on site, half days counted as halves. */
  days: z.number(),
});
export type Change = z.output<typeof changeFacts>;
