import { z } from 'zod';
import { area } from '../agreement/need-fields.ts';
import type { Bilingual } from '../decider.ts';
import { dateOn, organisationId, personId, postId } from '../fields.ts';
import { personText } from '../text.ts';

/** What a caller may say about a researcher: somebody of ours who may be sent to an enterprise. */

/**
 * The post that owes what a placement asks of a researcher: duties belong to posts (DESIGN section 4). By this title the list of
 * posts would tell who is a researcher, so it is shown to those only who may know (DOMAIN 2a "Researchers").
 */
export const researcherPost = { titleEn: 'Researcher', titleZh: '研究人员' } as const;

export const levels = ['junior', 'lecturer', 'associate', 'professor'] as const;
/** A level as it is called; of ranks with several titles the one that stands for all. */
export const levelNames: ReadonlyMap<string, Bilingual> = new Map<(typeof levels)[number], Bilingual>([
  ['junior', { en: 'junior level', zh: '初级职称' }],
  ['lecturer', { en: 'lecturer level', zh: '中级职称（讲师）' }],
  ['associate', { en: 'associate professor level', zh: '副高级职称（副教授）' }],
  ['professor', { en: 'professor level', zh: '正高级职称（教授）' }],
]);
export const consents = ['unknown', 'asked', 'yes', 'no'] as const;
export const exclusionKinds = ['conflict-of-interest', 'former-employer', 'own-wish'] as const;
export const MOST_TERMS = 40;
/** Of a week of five days. */
export const HALF_DAYS_A_WEEK = 10;

/** A term by its id, or as somebody writes it: any name of it in either language. */
const writtenTerm = personText(80, true);
const halfDays = z.int().min(0).max(HALF_DAYS_A_WEEK);
export const isArea = (said: string): boolean => area.safeParse(said).success;

const weeklyHalfDay = z.strictObject({
  /** ISO: 1 is Monday. */
  weekday: z.int().min(1).max(7),
  half: z.enum(['am', 'pm']),
});
const otherwise = z
  .strictObject({ fromOn: dateOn, toOn: dateOn, halfDaysAWeek: halfDays })
  .refine(({ fromOn, toOn }) => fromOn <= toOn, 'must not end before it begins');

/** When there is time beside absences, which are told apart. */
export const availability = z.strictObject({
  /** The half days of a week that are free, where they are always the same; none: any. */
  weekly: z.array(weeklyHalfDay).max(14).default([]),
  /** Periods in which it is otherwise than usual: a sabbatical, weeks of examinations. The first that holds a day counts. */
  periods: z.array(otherwise).max(20).default([]),
});
export type Availability = z.output<typeof availability>;

export const exclusion = z.strictObject({ organisationId, kind: z.enum(exclusionKinds) });
export const exclusions = z.array(exclusion).max(40);
/** What the person would rather do; wishes weigh, they forbid nothing. */
export const preferences = z.strictObject({
  terms: z.array(writtenTerm).max(MOST_TERMS).default([]),
  organisationIds: z.array(organisationId).max(20).default([]),
});
export const keptPreferences = z.object({
  termIds: z.array(z.string()).default([]),
  organisationIds: z.array(z.string()).default([]),
});

const shape = {
  level: z.enum(levels),
  terms: z.array(writtenTerm).max(MOST_TERMS),
  /** Own words about the work; not shown outside our own office. */
  text: z.union([z.literal(''), personText(4_000, false)]),
  languages: z.array(z.enum(['zh-CN', 'en'])).min(1),
  /** At enterprises, in teaching time. */
  halfDaysAWeek: halfDays,
  teachingHalfDaysAWeek: halfDays,
  availability,
  exclusions,
  preferences,
  /** From the large to the small: `henan/kaifeng`. */
  area: z.union([z.literal(''), area]),
};

export const newResearcher = z.strictObject({
  personId,
  /** Our unit that the person belongs to and that consents. */
  homeUnitId: organisationId,
  /** Held by the person in the unit; left out: a post of a researcher is made. */
  postId: postId.optional(),
  level: shape.level,
  terms: shape.terms.default([]),
  text: shape.text.default(''),
  languages: shape.languages.default(['zh-CN']),
  halfDaysAWeek: shape.halfDaysAWeek.default(2),
  teachingHalfDaysAWeek: shape.teachingHalfDaysAWeek.default(0),
  availability: shape.availability.default({ weekly: [], periods: [] }),
  exclusions: shape.exclusions.default([]),
  preferences: shape.preferences.default({ terms: [], organisationIds: [] }),
  area: shape.area.default(''),
});

/** What is left out stays as it is. */
export const changedResearcher = z
  .strictObject({
    ...shape,
    /** Another unit: its consent is asked for anew. */
    homeUnitId: organisationId,
    postId,
    /** False: not to be proposed any more. */
    active: z.boolean(),
  })
  .partial();
