import { z } from 'zod';

/** What the other sides of a placement read when days are not kept: what changes for them and when, never why. */
export const changeFacts = z.object({
  /**
   * `unkept`: the place is not there, and other days are agreed on; `yours`: to whoever stands in, before they were invited;
   * `unagreed`: somebody would, and the enterprise has not said whether it agrees; `not-needed`: to whoever had said yes;
   * `paused`, `resumed`: it is on hold until a day, and goes on;
   * `unsucceeded`: who was to take the place over does not come, for our own office.
   */
  change: z.enum([
    'disrupted',
    'covered',
    'short',
    'ended',
    'unkept',
    'yours',
    'unagreed',
    'not-needed',
    'unsucceeded',
    'paused',
    'resumed',
  ]),
  /** Local dates; null where it is for good. */
  fromOn: z.string(),
  untilOn: z.string().nullish(),
  /** Days on site, half days counted as halves. */
  days: z.number(),
  /** The last day that they read before, where the end is another now. */
  insteadOfOn: z.string().optional(),
  /** Why, where it may be read: the id of a text. */
  reason: z.string().optional(),
  /** Who keeps them now; for those who knew the researcher. */
  standInId: z.string().optional(),
});
export type Change = z.output<typeof changeFacts>;
