import { z } from 'zod';
import { availability, consents, exclusions, keptPreferences, levels } from '../domain/directory/researchers.ts';
import { usualHalfDaysAWeek } from '../domain/directory/free-half-days.ts';
import type { WorkingTime } from '../domain/directory/free-half-days.ts';
import { addMonths, daysBetween } from '../domain/calendar/local-date.ts';
import { currentTerms } from '../domain/matching/lexicon.ts';
import type { Lexicon } from '../domain/matching/lexicon.ts';
import type { HeldPlace, Period, ResearcherProfile } from '../domain/matching/profiles.ts';
import { CAP_MONTHS } from '../domain/placement/caps.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { readLexicon } from './lexicon.ts';

type Reader = Pick<Prisma.TransactionClient, 'absence' | 'researcher' | 'vocabularyTerm' | '$queryRaw'>;
type Row = Prisma.ResearcherGetPayload<object>;

/** Whose profiles; all of our researchers where nothing is said. */
export interface ProfileScope {
  personIds?: readonly string[];
  homeUnitIds?: readonly string[];
}

/**
 * Researchers as matching compares them, in the order of their ids: those in use, with absences that are not over and places that still count. They
 * say what is private to the home unit (exclusions, absences): for our own office's matching alone, and never to be handed to a
 * workflow, which would keep them in its history. Six queries, however many researchers there are.
 *
 * @param fromOn local date; what ended before it is past
 */
export async function researcherProfiles(
  db: Reader,
  { fromOn, personIds, homeUnitIds }: ProfileScope & { fromOn: string },
): Promise<ResearcherProfile[]> {
  const rows = await db.researcher.findMany({
    where: {
      active: true,
      ...(personIds ? { personId: { in: [...personIds] } } : {}),
      ...(homeUnitIds ? { homeUnitId: { in: [...homeUnitIds] } } : {}),
    },
    orderBy: { personId: 'asc' },
  });
  const ids = rows.map(({ personId }) => personId);
  const lexicon = await readLexicon(db);
  const absences = await absencesOf(db, ids, fromOn);
  const places = await placesOf(db, ids);
  const contacts = await contactsOf(db, ids);
  return rows.map((row) => {
    const held = places.get(row.personId) ?? [];
    const served = held.map(({ enterpriseId }) => enterpriseId);
    return {
      ...said(row, lexicon),
      absences: [...(absences.get(row.personId) ?? []), ...unavailable(row, fromOn)].toSorted(byDate),
      places: held.flatMap((place) => stillCounting(place, fromOn)),
      knownEnterprises: [...new Set([...served, ...(contacts.get(row.personId) ?? [])])].toSorted(),
    };
  });
}

/** Who was at three enterprises last month is not sent to a fourth. */
function stillCounting(place: HeldPlace, on: string): HeldPlace[] {
  if (place.toOn >= on) return [place];
  return addMonths(place.toOn, CAP_MONTHS) > on ? [{ ...place, isOver: true }] : [];
}

const byDate = (a: Period, b: Period): number => a.fromOn.localeCompare(b.fromOn) || a.toOn.localeCompare(b.toOn);

/** The time that a profile declares. */
export const workingTimeOf = (row: Row): WorkingTime => ({
  ...row,
  availability: availability.parse(row.availability),
});

/** What the profile itself says. */
function said(row: Row, lexicon: Lexicon): Omit<ResearcherProfile, 'absences' | 'places' | 'knownEnterprises'> {
  const { personId, homeUnitId, text, languages, area } = row;
  const time = workingTimeOf(row);
  return {
    personId,
    homeUnitId,
    level: z.enum(levels).parse(row.level),
    terms: currentTerms(lexicon, row.termIds),
    text,
    languages,
    halfDaysAWeek: usualHalfDaysAWeek(time),
    homeUnitConsents: z.enum(consents).parse(row.homeUnitConsent),
    exclusions: exclusions.parse(row.exclusions),
    preferredTerms: currentTerms(lexicon, keptPreferences.parse(row.preferences).termIds),
    area,
  };
}

/** Periods without any time are like absences; others matter to the booking, which counts half days. */
function unavailable({ availability: kept }: Row, fromOn: string): Period[] {
  return availability
    .parse(kept)
    .periods.filter(({ halfDaysAWeek, toOn }) => halfDaysAWeek === 0 && toOn >= fromOn)
    .map((period) => ({ fromOn: period.fromOn, toOn: period.toOn }));
}

async function absencesOf(db: Reader, ids: readonly string[], fromOn: string): Promise<Map<string, Period[]>> {
  const rows = await db.absence.findMany({
    where: { personId: { in: [...ids] }, withdrawnAt: null, toOn: { gte: fromOn } },
    select: { personId: true, fromOn: true, toOn: true },
  });
  return grouped(rows, ({ personId, ...period }) => [personId, period]);
}

interface HeldRow extends Period {
  researcherId: string;
  placementId: string;
  enterpriseId: string;
  halfDays: number;
}

/**
 * Places by what is booked; those that are proposed or accepted and not booked yet by what was asked for, so that nobody is proposed
 * for more than they could keep.
 */
export async function placesOf(
  db: Pick<Reader, '$queryRaw'>,
  ids: readonly string[],
): Promise<Map<string, HeldPlace[]>> {
  const booked = await db.$queryRaw<HeldRow[]>`
    SELECT "researcherId", "placementId", "enterpriseId",
      MIN("onDate") AS "fromOn", MAX("onDate") AS "toOn", COUNT(*)::int AS "halfDays"
    FROM placement_half_day WHERE "researcherId" = ANY(${[...ids]})
    GROUP BY 1, 2, 3 ORDER BY 1, 4, 2`;
  const awaited = await db.$queryRaw<(HeldPlace & { researcherId: string })[]>`
    SELECT state->'researcher'->>'personId' AS "researcherId", id AS "placementId",
      state->'host'->>'organisationId' AS "enterpriseId", state->'period'->>'fromOn' AS "fromOn",
      state->'period'->>'toOn' AS "toOn", (state->>'daysAYear')::float8 AS "daysAYear"
    FROM entity WHERE kind = 'placement' AND NOT closed AND state->'researcher'->>'personId' = ANY(${[...ids]})
      AND NOT EXISTS (SELECT 1 FROM placement_half_day h WHERE h."placementId" = entity.id) ORDER BY 1, 4, 2`;
  const held = booked.map(({ halfDays, ...place }) => ({ ...place, daysAYear: daysAYear(halfDays / 2, place) }));
  return grouped([...held, ...awaited], ({ researcherId, ...place }) => [researcherId, place]);
}

const DAYS_A_YEAR = 365;

/** Of a longer period the mean of a year; of a shorter one what it has, since no more comes in that year. */
function daysAYear(days: number, { fromOn, toOn }: Period): number {
  const years = Math.max(1, (daysBetween(fromOn, toOn) + 1) / DAYS_A_YEAR);
  return Math.round((days / years) * 2) / 2;
}

/** With whom of which organisation somebody of ours had a contact that was recorded: they are not strangers. */
async function contactsOf(db: Reader, ids: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await db.$queryRaw<{ personId: string; organisationId: string }[]>`
    SELECT DISTINCT us->>'personId' AS "personId", them->>'organisationId' AS "organisationId"
    FROM event, jsonb_array_elements(data->'ours') us, jsonb_array_elements(data->'counterparts') them
    WHERE type = 'contactRecorded' AND us->>'personId' = ANY(${[...ids]}) AND them->>'organisationId' IS NOT NULL`;
  return grouped(rows, ({ personId, organisationId }) => [personId, organisationId]);
}

function grouped<T, V>(rows: readonly T[], entry: (row: T) => [key: string, value: V]): Map<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const row of rows) {
    const [key, value] = entry(row);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
