import { addDays } from '../../domain/calendar/local-date.ts';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { sourceOf } from '../../domain/calendar/tables.ts';
import type { QueuedCommand } from '../../domain/propose.ts';
import type { Database } from '../../prisma/client.ts';
import { Prisma } from '../../prisma/generated/client.ts';
import { calendarBook } from '../calendar-book.ts';
import type { CalendarBook } from '../calendar-book.ts';
import type { CaretakerDeps } from '../caretaker.ts';
import { policyNews } from './policies.ts';
import type { PolicyCarrier } from './policies.ts';

/**
 * Who carries a calendar of which there is a newer one (a year was uploaded, a package updated, a closure entered), or goes by
 * another policy than was set, or is to be migrated to it.
 */

const MOST_AT_ONCE = 500;
/** The same sources reaching so much further are news as well: other countries' tables go on by themselves. */
const FURTHER_DAYS = 180;

interface Carrier extends PolicyCarrier {
  partyIds: string[];
  version: string;
  others: string | null;
}

export async function staleEntities(
  db: Database,
  { at, after }: { at: string; after: string },
): Promise<{ ids: string[]; after: string | null }> {
  const carriers = await carriersWhere(db, Prisma.sql`id > ${after}`);
  if (carriers.length === 0) return { ids: [], after: null };
  const current = await currentCalendars(db, carriers, at);
  const news = await policyNews(
    db,
    carriers.map(({ id }) => id),
    at,
  );
  // Whoever comes first looks at all of them.
  if (after === '') await finish(db, news.finished(carriers), at);
  const stale: string[] = [];
  for (const carrier of carriers) {
    if (!isCalendarOld(carrier, current(carrier)) && !news.newsFor(carrier)) continue;
    stale.push(carrier.id);
    if (stale.length === MOST_AT_ONCE) return { ids: stale, after: carrier.id };
  }
  return { ids: stale, after: null };
}

export async function adoptFor(deps: CaretakerDeps, { at, ids }: { at: string; ids: string[] }): Promise<number> {
  const carriers = await carriersWhere(deps.db, Prisma.sql`id = ANY(${ids})`);
  const news = await policyNews(deps.db, ids, at);
  const current = await currentCalendars(deps.db, carriers, at);
  let told = 0;
  for (const carrier of carriers) {
    const calendars = current(carrier);
    const policy = news.newsFor(carrier);
    const commands = [
      ...(isCalendarOld(carrier, calendars) ? [calendarNews(carrier.id, calendars)] : []),
      ...(policy ? [policy] : []),
    ];
    let reached = commands.length > 0;
    for (const command of commands) reached = (await deps.tell(carrier.id, command)) && reached;
    if (reached) told += 1;
  }
  return told;
}

const carriersWhere = (db: Database, which: Prisma.Sql): Promise<Carrier[]> => db.$queryRaw<Carrier[]>`
  SELECT id, "agreementId", "homeUnitId", "partyIds", "startedAt", state->'calendar'->>'version' AS version,
    state->'others'->>'version' AS others, state->'policy'->'values' AS values
  FROM entity WHERE NOT closed AND "homeUnitId" IS NOT NULL AND ${which} ORDER BY id`;

const calendarNews = (id: string, { calendar, others }: Calendars): QueuedCommand => ({
  // The same news is one command, however often it is told.
  commandId: `${id}-calendar-${calendar.version}-${others?.version ?? ''}`,
  name: 'adoptCalendar',
  actor: { id: 'system', roles: ['system'] },
  data: { calendar, others },
});

const isCalendarOld = (carrier: Pick<Carrier, 'version' | 'others'>, { calendar, others }: Calendars): boolean =>
  isNewer(calendar, carrier.version) || isNewer(others, carrier.others);

async function finish(db: Database, ids: readonly number[], at: string): Promise<void> {
  if (ids.length === 0) return;
  await db.policyMigration.updateMany({ where: { id: { in: [...ids] } }, data: { finishedAt: new Date(at) } });
}

interface Calendars {
  calendar: Calendar;
  others: Calendar | null;
}
type Current = (of: Pick<Carrier, 'homeUnitId' | 'partyIds'>) => Calendars;

/** Many agreements share a unit and its parties' calendars: each is made once. */
async function currentCalendars(
  db: Database,
  carriers: readonly Pick<Carrier, 'homeUnitId' | 'partyIds'>[],
  at: string,
): Promise<Current> {
  const ids = carriers.flatMap(({ homeUnitId, partyIds }) => [homeUnitId, ...partyIds]);
  const book: CalendarBook = await calendarBook(db, [...new Set(ids)]);
  const units = new Map<string, Calendar>();
  const sides = new Map<string, Calendar | null>();
  return ({ homeUnitId, partyIds }) => {
    const todayOn = book.today(homeUnitId, at);
    const calendar = units.get(homeUnitId) ?? book.unit(homeUnitId, todayOn);
    units.set(homeUnitId, calendar);
    const key = `${homeUnitId} ${partyIds.join(' ')}`;
    const others = sides.has(key) ? (sides.get(key) ?? null) : book.others(homeUnitId, partyIds, todayOn);
    sides.set(key, others);
    return { calendar, others };
  };
}

/** @param carried the version of what is carried, null where nothing is */
function isNewer(current: Calendar | null, carried: string | null): boolean {
  if (current === null || carried === null) return (current === null) !== (carried === null);
  const untilOn = carried.split('..')[1];
  return (
    sourceOf(current) !== sourceOf({ version: carried }) ||
    (untilOn !== undefined && current.coverage[1] >= addDays(untilOn, FURTHER_DAYS))
  );
}
