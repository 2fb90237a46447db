import { z } from 'zod';
import { comingAbsences } from '../activities/absences.ts';
import { isZone } from '../domain/calendar/zones.ts';
import { absenceRefused, hoursRefused } from '../domain/directory/reach.ts';
import { Channel, keptQuietTimes, quietTime } from '../domain/directory/schemas.ts';
import { dateOn, personId, timeOfDay } from '../domain/fields.ts';
import type { Bilingual } from '../domain/decider.ts';
import { inBoth, personName } from '../domain/notices/names.ts';
import type { Refusal } from '../domain/refusal.ts';
import { refuse } from '../domain/refusal.ts';
import { personText } from '../domain/text.ts';
import type { Database } from '../prisma/client.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { settleSuggestions } from './answers-read.ts';
import { lookAgain, nowOf } from './deps.ts';
import type { LinkDeps } from './links.ts';
import { quietTimesValues, withQuietTimes } from './quiet-times-form.ts';

/** What a person says about being reached, at the page behind the link in each mail. */

type Person = Prisma.PersonGetPayload<object>;

const orNull = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' || value === undefined ? null : value), schema.nullable());

export const preferencesForm = z.preprocess(
  withQuietTimes,
  z.object({
    name: personText(100, true),
    language: z.enum(['zh-CN', 'en']),
    zone: z.string().max(60).refine(isZone),
    channel: z.enum(Channel),
    reachFromTime: orNull(timeOfDay),
    reachToTime: orNull(timeOfDay),
    digestTime: orNull(timeOfDay),
    quietTimes: z.array(quietTime),
    awayFromOn: orNull(dateOn),
    awayToOn: orNull(dateOn),
    deputyPersonId: orNull(personId),
    /** The suggestion that the page showed. */
    suggestionId: orNull(z.string().max(120)),
  }),
);
export type Preferences = z.output<typeof preferencesForm>;

export interface PreferencesNow {
  values: Record<string, string>;
  deputies: { id: string; title: Bilingual }[];
}

/** The mail in which the person's own mailbox said that they are away, whose days the page offers. */
async function suggestionFor(db: Pick<Prisma.TransactionClient, 'reply'>, { id, email }: Person) {
  return db.reply.findFirst({
    where: {
      personId: id,
      kind: 'absence',
      readAt: null,
      awayFromOn: { not: null },
      // What anybody else says of them is no word of their mailbox.
      fromAddress: { equals: email ?? '', mode: 'insensitive' },
    },
    orderBy: { at: 'desc' },
  });
}

/** What holds now, and who could stand in: colleagues of the same organisation. */
export async function preferencesNow(db: Database, person: Person, at: string): Promise<PreferencesNow> {
  const [absence] = await comingAbsences(db, person, at);
  const suggestion = absence ? null : await suggestionFor(db, person);
  const colleagues = person.organisationId
    ? await db.person.findMany({
        where: {
          id: { not: person.id },
          OR: [{ organisationId: person.organisationId }, { id: absence?.deputyPersonId ?? '' }],
        },
        orderBy: { id: 'asc' },
        take: 200,
      })
    : [];
  const { zone, channel } = person;
  return {
    values: {
      language: person.language,
      zone,
      channel,
      reachFromTime: person.reachFromTime ?? '',
      reachToTime: person.reachToTime ?? '',
      digestTime: person.digestTime ?? '',
      ...quietTimesValues(keptQuietTimes(person.quietTimes)),
      awayFromOn: absence?.fromOn ?? suggestion?.awayFromOn ?? '',
      awayToOn: absence?.toOn ?? suggestion?.awayToOn ?? '',
      suggestionId: suggestion?.id ?? '',
      deputyPersonId: absence?.deputyPersonId ?? '',
    },
    deputies: colleagues.map((one) => ({ id: one.id, title: inBoth((as) => personName(as, one)) })),
  };
}

/**
 * Keeps what was said; the last one holds. It may be said again and again, so nothing is claimed: each time is recorded. Returns
 * why it cannot be kept, in which case nothing is written.
 */
export async function savePreferences(
  deps: LinkDeps,
  { linkId, person }: { linkId: string; person: Person },
  said: Preferences,
): Promise<Refusal | null> {
  const at = nowOf(deps);
  const { name, awayFromOn, awayToOn, deputyPersonId, suggestionId, ...chosen } = said;
  const refusal = hoursRefused(chosen) ?? channelRefused(person, said.channel) ?? halfAbsence(said);
  if (refusal) return refusal;
  const away = awayFromOn && awayToOn ? { fromOn: awayFromOn, toOn: awayToOn, deputyPersonId } : null;
  const kept = await deps.db.$transaction(async (tx) => {
    // One after the other, so that of two at once one absence is left.
    await tx.$queryRaw`SELECT id FROM person WHERE id = ${person.id} FOR UPDATE`;
    const deputy = deputyPersonId ? await tx.person.findUnique({ where: { id: deputyPersonId } }) : null;
    if (away && deputyPersonId && !deputy) return unknownDeputy;
    const unfit = away ? absenceRefused(person, away, deputy) : null;
    if (unfit) return unfit;
    await tx.person.update({ where: { id: person.id }, data: { ...chosen, version: { increment: 1 } } });
    await replaceAbsence(tx, person, away, { by: name, at: new Date(at) });
    if (suggestionId) await settleSuggestion(tx, person, { suggestionId, isAway: away !== null }, { by: name, at });
    const values = { ...chosen, awayFromOn, awayToOn, deputyPersonId };
    await tx.preferenceChange.create({ data: { personId: person.id, linkId, by: name, at: new Date(at), values } });
    return null;
  });
  if (kept === null) await lookAgain(deps, [person.id, deputyPersonId]);
  return kept;
}

/** The page shows the absence that comes first; that one is replaced, or withdrawn where its days were emptied. */
async function replaceAbsence(
  tx: Prisma.TransactionClient,
  person: Person,
  away: { fromOn: string; toOn: string; deputyPersonId: string | null } | null,
  { by, at }: { by: string; at: Date },
): Promise<void> {
  const [before] = await comingAbsences(tx, person, at.toISOString());
  const isSame =
    before?.fromOn === away?.fromOn && before?.toOn === away?.toOn && before?.deputyPersonId === away?.deputyPersonId;
  if (isSame) return;
  if (before) await tx.absence.update({ where: { id: before.id }, data: { withdrawnAt: at } });
  if (away) await tx.absence.create({ data: { personId: person.id, ...away, by, at } });
}

/** What the page offered is answered by keeping it, whichever days were left in it. */
async function settleSuggestion(
  tx: Prisma.TransactionClient,
  person: Person,
  { suggestionId, isAway }: { suggestionId: string; isAway: boolean },
  { by, at }: { by: string; at: string },
): Promise<void> {
  const shown = await suggestionFor(tx, person);
  if (shown?.id !== suggestionId) return;
  const [absence] = isAway ? await comingAbsences(tx, person, at) : [];
  await settleSuggestions(tx, person.id, absence?.id ?? null, { by, at });
}

const unknownDeputy = refuse(
  'deputy-unfit',
  'Please choose one of the colleagues on this page, or nobody.',
  '请从本页所列同事中选择代理人，或不指定。',
);

function channelRefused(person: Person, channel: Preferences['channel']): Refusal | null {
  return channel === Channel.email && !person.email
    ? refuse(
        'shape-invalid',
        'We know no mail address of yours. Choose another way, or tell our coordinator the address.',
        '我们没有您的邮箱地址。请选择其他方式，或将邮箱告知我方联络人。',
      )
    : null;
}

function halfAbsence({ awayFromOn, awayToOn }: Preferences): Refusal | null {
  return (awayFromOn === null) === (awayToOn === null)
    ? null
    : refuse(
        'shape-invalid',
        'Give both the first and the last day of the absence, or neither.',
        '请同时填写休假的第一天和最后一天，或都不填。',
      );
}
