import { localDateOf } from '../domain/calendar/calendar.ts';
import type { Calendar } from '../domain/calendar/calendar.ts';
import { otherSides, withClosures } from '../domain/calendar/tables.ts';
import type { ClosedRange } from '../domain/calendar/tables.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { calendarOrWeekends, noYears } from './calendars.ts';
import type { UploadedYears } from './calendars.ts';

/**
 * The calendars of our house: package data with what was uploaded of a country's years and of each organisation's vacations
 * and closures. An organisation is closed when one above it is.
 */

type Reader = Pick<Prisma.TransactionClient, 'calendarYear' | 'closure' | 'organisation'>;
type Organisation = Prisma.OrganisationGetPayload<object>;

export interface CalendarBook {
  /** What an agreement of this home unit adopts; due days count in it, in the unit's zone (DOMAIN 2). */
  unit(unitId: string, fromOn: string): Calendar;
  /** Free days of the other sides as one calendar; null where they are none but the unit's own. */
  others(unitId: string, partyIds: readonly string[], fromOn: string): Calendar | null;
  /** The local date of an instant where the unit is. */
  today(unitId: string, at: string): string;
}

const HEIGHT = 8;

/** Reads what these organisations' calendars are made of, with those above them; three queries at the least. */
export async function calendarBook(db: Reader, organisationIds: readonly string[]): Promise<CalendarBook> {
  const organisations = await withThoseAbove(db, organisationIds);
  const countries = [...new Set([...organisations.values()].map(({ country }) => country))];
  const years = new Map<string, UploadedYears>();
  for (const country of countries) years.set(country, await uploadedYears(db, country));
  const closures = await db.closure.findMany({
    where: { organisationId: { in: [...organisations.keys()] }, endedAt: null },
    orderBy: { id: 'asc' },
  });

  const lineOf = (id: string): Organisation[] => {
    const line: Organisation[] = [];
    for (let next: string | null = id; next !== null && line.length < HEIGHT;) {
      const found: Organisation | undefined = organisations.get(next);
      if (!found) break;
      line.push(found);
      next = found.parentId;
    }
    return line;
  };
  const closuresOf = (id: string) => {
    const ids = lineOf(id).map((organisation) => organisation.id);
    return closures.filter((closure) => ids.includes(closure.organisationId));
  };
  const countryOf = (id: string): string => organisations.get(id)?.country ?? 'CN';
  const unit = (id: string, fromOn: string): Calendar => {
    const country = countryOf(id);
    const plain = calendarOrWeekends(country, { fromOn, years: years.get(country) ?? noYears });
    const own = closuresOf(id);
    const zoned = { ...plain, zone: organisations.get(id)?.zone ?? plain.zone };
    return withClosures(zoned, own, `c${own.length}.${own.at(-1)?.id ?? 0}`);
  };
  return {
    unit,
    others: (unitId, partyIds, fromOn) => {
      const line = lineOf(unitId).map(({ id }) => id);
      const differing = partyIds.filter(
        (id) => !line.includes(id) && (countryOf(id) !== countryOf(unitId) || closuresOf(id).length > 0),
      );
      return otherSides(differing.map((id) => unit(id, fromOn)));
    },
    today: (unitId, at) => localDateOf(organisations.get(unitId)?.zone ?? 'Asia/Shanghai', at),
  };
}

/** What a person's own calendar has beside the package's days. */
export interface OwnDays {
  years: UploadedYears;
  /** When their organisation, or one above it, is closed. Vacations are no such days: a university's offices work in them. */
  closures: readonly (ClosedRange & { id: number })[];
}
export const noOwnDays: OwnDays = { years: noYears, closures: [] };

export async function ownDays(
  db: Pick<Prisma.TransactionClient, 'calendarYear' | '$queryRaw'>,
  { country, organisationId }: { country: string; organisationId: string | null },
): Promise<OwnDays> {
  const closures = await db.$queryRaw<(ClosedRange & { id: number })[]>`
    WITH RECURSIVE above(id, height) AS (
      SELECT ${organisationId}::text, 0
      UNION SELECT o."parentId", height + 1 FROM organisation o JOIN above ON o.id = above.id
      WHERE o."parentId" IS NOT NULL AND height < ${HEIGHT}
    )
    SELECT c.id, c."fromOn", c."toOn" FROM closure c JOIN above ON c."organisationId" = above.id
    WHERE c."endedAt" IS NULL AND c.kind = 'closure' ORDER BY c.id`;
  return { years: await uploadedYears(db, country), closures };
}

/** The newest table of each year of a country. */
export async function uploadedYears(db: Pick<Reader, 'calendarYear'>, country: string): Promise<UploadedYears> {
  const rows = await db.calendarYear.findMany({
    where: { country },
    orderBy: [{ year: 'asc' }, { version: 'desc' }],
    distinct: ['year'],
  });
  // Tables are only ever added, so the newest one's number tells them all.
  return rows.length === 0 ? noYears : { tables: rows, tag: `y${Math.max(...rows.map((row) => row.id))}` };
}

async function withThoseAbove(db: Reader, ids: readonly string[]): Promise<Map<string, Organisation>> {
  const found = new Map<string, Organisation>();
  let wanted = [...new Set(ids)];
  for (let height = 0; wanted.length > 0 && height < HEIGHT; height += 1) {
    for (const row of await db.organisation.findMany({ where: { id: { in: wanted } } })) found.set(row.id, row);
    const above = wanted.flatMap((id) => found.get(id)?.parentId ?? []);
    wanted = [...new Set(above)].filter((id) => !found.has(id));
  }
  return found;
}
