import { z } from 'zod';
import { organisationId, personId, postId, tag, timeOfDay } from '../fields.ts';
import { END_OF_DAY } from '../notices/timing.ts';
import type { QuietTime } from '../notices/timing.ts';
import { personText } from '../text.ts';

/** What a caller may say about organisations, people and posts. */

const name = personText(200, true);
const optionalName = name.nullish().transform((value) => value ?? null);

export const organisationKind = z.enum([
  'university',
  'college',
  'enterprise',
  'city',
  'district',
  'park',
  'platform',
  'unit',
  'association',
  'other',
]);

const country = z.string().regex(/^[A-Z]{2}$/, 'must be a country code of two capitals, like CN');
const isZone = (zone: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false;
  }
};
const zone = z.string().max(60).refine(isZone, 'must be a time zone like Asia/Shanghai');

const organisationFields = z.strictObject({
  nameEn: optionalName,
  nameZh: optionalName,
  namePinyin: optionalName,
  /** Other names under which it appears (S2); kept as printed. */
  aliases: z.array(name).max(20).default([]),
  kind: organisationKind,
  parentId: organisationId.nullish().transform((value) => value ?? null),
  /** False for a unit in preparation (S9). */
  established: z.boolean().default(true),
  /** One of our own organisations or units; the others are partners. */
  ours: z.boolean().default(false),
  country: country.default('CN'),
  zone: zone.default('Asia/Shanghai'),
  /** Groups it is counted in, e.g. an industry of a park (S46). */
  groupings: z.array(tag).max(20).default([]),
});

const namedOrganisation = (body: { nameEn: string | null; nameZh: string | null; namePinyin: string | null }) =>
  Boolean(body.nameEn ?? body.nameZh ?? body.namePinyin);
const organisationNeedsName = { error: 'give a name in at least one script', path: ['nameEn'] };

/** The code becomes part of ids (`org-<code>`, `agreement-2026-0001-<code>`): lower case, no personal data. */
export const newOrganisation = organisationFields
  .extend({
    code: z
      .string()
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be a short code like cnuktip')
      .max(24),
  })
  .refine(namedOrganisation, organisationNeedsName);
export const changedOrganisation = organisationFields.refine(namedOrganisation, organisationNeedsName);

/** Who is told when nothing happens; a unit without a post of its own takes that of the unit above it. */
export const reportingLine = z.strictObject({
  liaisonPostId: postId.nullable().default(null),
  coordinatorPostId: postId.nullable().default(null),
  directorPostId: postId.nullable().default(null),
  leaderPostId: postId.nullable().default(null),
});

export const Channel = { email: 'email', wechat: 'wechat', phone: 'phone', office: 'office' } as const;
export type Channel = (typeof Channel)[keyof typeof Channel];

/** When it is to be quiet within a person's hours. Without times: the whole day; without a weekday: every day. */
export const quietTime = z.strictObject({
  /** ISO: 1 is Monday. */
  weekday: z.int().min(1).max(7).nullable().default(null),
  fromTime: timeOfDay.default('00:00'),
  toTime: z.union([timeOfDay, z.literal(END_OF_DAY)]).default(END_OF_DAY),
});
export const MOST_QUIET_TIMES = 10;
const quietTimes = z.array(quietTime).max(MOST_QUIET_TIMES);

/** What is kept of a person's quiet times; what cannot be read is none. */
export function keptQuietTimes(value: unknown): QuietTime[] {
  const read = quietTimes.safeParse(value);
  return read.success ? read.data : [];
}

const personFields = z.strictObject({
  /** Original script; never invented from pinyin. */
  nameZh: optionalName,
  namePinyin: optionalName,
  nameEn: optionalName,
  /** As it stands in the source, with its diacritics and spaces (S14, S68). */
  nameAsPrinted: optionalName,
  /** How mail addresses the person: written by somebody who knows, never computed from name and title. */
  salutationZh: optionalName,
  salutationEn: optionalName,
  fullTitleZh: optionalName,
  fullTitleEn: optionalName,
  organisationId: organisationId.nullish().transform((value) => value ?? null),
  email: z
    .email('must be a mail address')
    .max(254)
    .nullish()
    .transform((value) => value ?? null),
  /** How the person is reached. Left out: mail where there is an address, else the office. */
  channel: z.enum(Channel).optional(),
  language: z.enum(['zh-CN', 'en']).default('zh-CN'),
  country: country.default('CN'),
  zone: zone.default('Asia/Shanghai'),
  /** When mail may arrive, in the person's zone; null as usual (08:30 to 19:00), left out: as it is. */
  reachFromTime: timeOfDay.nullable().optional(),
  reachToTime: timeOfDay.nullable().optional(),
  /** When the morning's mail comes; null: at the beginning of the hours. */
  digestTime: timeOfDay.nullable().optional(),
  /** Within the hours, e.g. from 12:00 to 14:00, or all Wednesday; left out: as it is. */
  quietTimes: quietTimes.optional(),
  /** One of our own people. Left out: whoever belongs to one of our own organisations is; of a known person it stays as it is. */
  ours: z.boolean().optional(),
  /** Outsiders get no mail before somebody has introduced the system to them. */
  introduced: z.boolean().default(false),
});

type PersonFields = z.output<typeof personFields>;

const withChannel = <T extends PersonFields>(body: T) => ({
  ...body,
  channel: body.channel ?? (body.email ? Channel.email : Channel.office),
});

/**
 * Whether somebody is one of our own where the caller did not say: a successor of ours must not wait to be introduced to our system.
 *
 * @param isOursOf whether the organisation given is one of ours; null for nobody's
 */
export function isOneOfOurs(
  said: Pick<PersonFields, 'ours' | 'organisationId'>,
  before: { ours: boolean; organisationId: string | null } | null,
  isOursOf: boolean | null,
): boolean {
  if (said.ours !== undefined) return said.ours;
  return before && before.organisationId === said.organisationId ? before.ours : (isOursOf ?? false);
}

export const personBody = personFields
  .refine((body) => Boolean(body.nameZh ?? body.namePinyin ?? body.nameEn ?? body.nameAsPrinted), {
    error: 'give a name in at least one script',
    path: ['nameEn'],
  })
  .refine((body) => body.channel !== Channel.email || body.email !== null, {
    error: 'who is reached by mail needs a mail address; choose another channel for people without one',
    path: ['email'],
  })
  .transform(withChannel);

const title = { titleEn: optionalName, titleZh: optionalName };
const postFields = z.strictObject({
  organisationId,
  ...title,
  holderId: personId.nullish().transform((value) => value ?? null),
  /** Takes over while the holder is away. */
  deputyPostId: postId.nullish().transform((value) => value ?? null),
  /** Of a leader: the post through which the monthly page comes; left out, it comes to the holder. */
  officePostId: postId.nullish().transform((value) => value ?? null),
});

/** An office; duties follow it, whoever holds it (S71). */
export const postBody = postFields.refine((body) => Boolean(body.titleEn ?? body.titleZh), {
  error: 'give a title in at least one language',
  path: ['titleEn'],
});
