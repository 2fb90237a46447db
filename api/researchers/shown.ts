import { z } from 'zod';
import {
  availability,
  consents,
  exclusion,
  exclusions,
  keptPreferences,
  levels,
} from '../../domain/directory/researchers.ts';
import { usualHalfDaysAWeek } from '../../domain/directory/free-half-days.ts';
import type { WorkingTime } from '../../domain/directory/free-half-days.ts';
import type { Prisma } from '../../prisma/generated/client.ts';

export type ResearcherRow = Prisma.ResearcherGetPayload<object>;

const nullable = z.string().nullable();
export const researcher = z
  .object({
    /** Of the person. */
    id: z.string(),
    postId: z.string(),
    homeUnitId: z.string(),
    level: z.enum(levels),
    /** Ids of the vocabulary. */
    terms: z.array(z.string()),
    text: z.string(),
    languages: z.array(z.string()),
    halfDaysAWeek: z.number(),
    teachingHalfDaysAWeek: z.number(),
    /** What teaching and fixed half days leave of it in a usual week. */
    freeHalfDaysAWeek: z.number(),
    availability,
    /** For the home unit's coordinator and director alone; null for others. */
    exclusions: z.array(exclusion).nullable(),
    preferences: keptPreferences,
    area: z.string(),
    homeUnitConsent: z.object({ answer: z.enum(consents), by: nullable, at: nullable }),
    active: z.boolean(),
    version: z.number(),
  })
  .meta({ id: 'Researcher' });

/** What of a row says how much time there is. */
export const timeOf = ({ halfDaysAWeek, teachingHalfDaysAWeek, availability: kept }: ResearcherRow): WorkingTime => ({
  halfDaysAWeek,
  teachingHalfDaysAWeek,
  availability: availability.parse(kept),
});

export function shownResearcher(row: ResearcherRow, mayReadExclusions: boolean) {
  const { personId, termIds, homeUnitConsent: answer, homeUnitConsentBy: by, homeUnitConsentAt: at, ...rest } = row;
  return {
    ...rest,
    id: personId,
    level: z.enum(levels).parse(row.level),
    terms: termIds,
    freeHalfDaysAWeek: usualHalfDaysAWeek(timeOf(row)),
    availability: availability.parse(row.availability),
    exclusions: mayReadExclusions ? exclusions.parse(row.exclusions) : null,
    preferences: keptPreferences.parse(row.preferences),
    homeUnitConsent: { answer: z.enum(consents).parse(answer), by, at: at?.toISOString() ?? null },
  };
}
