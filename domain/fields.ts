import { z } from 'zod';
import { timePattern } from './calendar/zones.ts';

/** The small values that commands are made of. Ids are made by us and carry no personal data. */

const realDate = (on: string): boolean => {
  const at = new Date(`${on}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === on;
};

/** A local date, YYYY-MM-DD, that exists, 1990 to 2199. */
export const dateOn = z
  .string()
  .regex(/^(19[9]\d|2[01]\d\d)-\d\d-\d\d$/, 'must be a date like 2026-03-02')
  .refine(realDate, 'this date does not exist');

/** A local time of day, HH:MM. */
export const timeOfDay = z.string().regex(timePattern, 'must be a time of day like 08:30');

export const organisationId = z
  .string()
  .regex(/^org-[a-z0-9-]{1,40}$/, 'must be the id of an organisation, like org-cnuktip');
export const personId = z.string().regex(/^person-[a-z0-9-]{1,40}$/, 'must be the id of a person, like person-12');
export const postId = z.string().regex(/^post-[a-z0-9-]{1,60}$/, 'must be the id of a post, like post-12');

export const agreementId = z
  .string()
  .regex(/^agreement-[a-z0-9-]{1,100}$/, 'must be the id of an agreement, like agreement-2026-0001-a-b');
/** A placement, known outside its agreement by both ids. */
export const placementKey = z
  .string()
  .regex(
    /^agreement-[a-z0-9-]{1,100}\.placement-\d{1,4}$/,
    'must be the id of a placement, like agreement-2026-0001-a-b.placement-1',
  );

export const schemeId = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+){0,9}$/, 'must be the id of a scheme, like shandong')
  .max(60);

/** An item of the same agreement, e.g. `itemId('visit')` takes visit-1. */
export const itemId = (kind: string) =>
  z.string().regex(new RegExp(`^${kind}-[1-9]\\d{0,3}$`), `must be an id like ${kind}-1`);

/** An open matter, e.g. `visit-note.visit-1`. */
export const followUpId = z
  .string()
  .regex(/^[a-z-]+\.[a-z-]+-?\d{0,4}(\.[a-z-]+-\d+)?$/, 'must be the id of a follow-up, like minutes.symposium-1')
  .max(80);

/** A tag for reports, e.g. `biomedicine`; lower case, digits, hyphens. */
export const tag = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+){0,7}$/, 'must be a tag like digital-economy')
  .max(40);

/** How far a thing has got between parties: four different things that are never merged (S26, S27). */
export const Standing = { discussed: 'discussed', proposed: 'proposed', agreed: 'agreed', signed: 'signed' } as const;
export type Standing = (typeof Standing)[keyof typeof Standing];
export const standing = z.enum(Standing);

/**
 * Whether an owner or a date was said by somebody or put in by us: `assumed` is a question to the coordinator (S62), `default` the
 * usual time of our own office's matter, which counts until somebody sets another.
 */
export const Certainty = { assumed: 'assumed', default: 'default', confirmed: 'confirmed' } as const;
export type Certainty = (typeof Certainty)[keyof typeof Certainty];
