import { z } from 'zod';
import { dateOn, personId, tag } from '../fields.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { TextFields } from '../text.ts';

/** The four classes of the report, and what fits none of them (S43). */
export const needClasses = [
  'innovation-platform',
  'talent-and-team',
  'process-upgrading',
  'new-product',
  'other',
] as const;

/**
 * A class is a tag: those above, and what an administrator added (POST /v1/need-classes). The table is asked at the door, as the
 * directory is for ids of people: a class is a word of the installation, and no agreement has to adopt it before it is used.
 */
export type NeedClass = string;
export const needClass = tag;

export const urgency = z.enum(['low', 'normal', 'high']);

/** A word of the shared vocabulary of fields and skills. */
export const termId = z.string().regex(/^term-[a-z0-9-]{1,60}$/, 'must be the id of a term, like term-fine-chemicals');

/** Where, from the large to the small. */
export const area = z
  .string()
  .regex(/^[a-z0-9-]+(\/[a-z0-9-]+){0,3}$/, 'must be an area like henan/kaifeng')
  .max(80);

const language = z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/, 'must be a language like zh-CN or en');
const people = z.int().min(1).max(20);

/** What is wanted, as far as a rule can compare it: all of it may be left out, and comes to be known with the evaluation. */
export const wantedFields = (t: Pick<TextFields, 'privateLine'>) => ({
  termIds: z.array(termId).max(20).optional(),
  languages: z.array(language).max(5).optional(),
  area: area.optional(),
  /** The designated point: gate, building, line; private to the party. */
  place: t.privateLine.optional(),
  fromOn: dateOn.optional(),
  toOn: dateOn.optional(),
  /** Working days a year. */
  daysAYear: z.int().min(1).max(260).optional(),
  /** How many people at least, or not at all, and how many are wished for. */
  team: z.strictObject({ least: people, wanted: people }).optional(),
  /** Somebody the enterprise asks for by name (DOMAIN 2a "Researchers"). */
  requestedPersonId: personId.optional(),
});

/** What the party says of itself; private to it. */
export const toldFields = (t: Pick<TextFields, 'privateLine' | 'privatePassage'>) => ({
  statusQuo: t.privatePassage.optional(),
  mainProducts: t.privatePassage.optional(),
  shortcoming: t.privatePassage.optional(),
  expectedProject: t.privatePassage.optional(),
  /** Fields and skills in its own words: what of them the vocabulary has is in `termIds`, the rest is read by whoever evaluates. */
  wantedSkills: t.privatePassage.optional(),
  /** Whom it would like, in its own words: our office says who is meant (`requestedPersonId`). */
  wantedPerson: t.privateLine.optional(),
});

interface Wanted {
  fromOn?: string | undefined;
  toOn?: string | undefined;
  team?: { least: number; wanted: number } | undefined;
}

/** Refuses a period or a team that contradicts itself. */
export function wantedRefused({ fromOn, toOn, team }: Wanted): Refusal | null {
  if (fromOn && toOn && toOn < fromOn) {
    return refuse('ends-before-starts', `${toOn} lies before ${fromOn}.`, `${toOn} 早于 ${fromOn}。`);
  }
  return team && team.wanted < team.least
    ? refuse(
        'shape-invalid',
        `A team of ${team.least} at least cannot be ${team.wanted}.`,
        `团队至少 ${team.least} 人，期望人数不能为 ${team.wanted} 人。`,
      )
    : null;
}

/** Refuses what says neither what is missing nor what is to come of it: that is no need yet. */
export const nothingTold = (d: {
  shortcoming?: string | undefined;
  expectedProject?: string | undefined;
}): Refusal | null =>
  d.shortcoming || d.expectedProject
    ? null
    : refuse('shape-invalid', 'A need names a shortcoming or an expected project.', '需求须填写技术短板或期望项目。');
