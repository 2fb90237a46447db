import { addDays } from '../../domain/calendar/local-date.ts';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { sourceOf } from '../../domain/calendar/tables.ts';
import type { Database } from '../../prisma/client.ts';
import { calendarBook } from '../calendar-book.ts';
import type { CalendarBook } from '../calendar-book.ts';
import type { CaretakerDeps } from '../caretaker.ts';

/** Who carries a calendar of which there is a newer one: a year was uploaded, a package updated, a closure entered. */

const MOST_AT_ONCE = 500;
/** The same sources reaching so much further are news as well: other countries' tables go on by themselves. */
const FURTHER_DAYS = 180;

interface Carrier {
  id: string;
  homeUnitId: string;
  partyIds: string[];
  version: string;
  others: string | null;
}

export async function staleEntities(
  db: Database,
  { at, after }: { at: string; after: string },
): Promise<{ ids: string[]; after: string | null }> {
  const carriers = await db.$queryRaw<Carrier[]>`
    SELECT id, "homeUnitId", "partyIds", state->'calendar'->>'version' AS version, state->'others'->>'version' AS others
    FROM entity WHERE NOT closed AND "homeUnitId" IS NOT NULL AND id > ${after} ORDER BY id`;
  if (carriers.length === 0) return { ids: [], after: null };
  const current = await currentCalendars(db, carriers, at);
  const stale: string[] = [];
  for (const carrier of carriers) {
    const { calendar, others } = current(carrier);
    if (!isNewer(calendar, carrier.version) && !isNewer(others, carrier.others)) continue;
    stale.push(carrier.id);
    if (stale.length === MOST_AT_ONCE) return { ids: stale, after: carrier.id };
  }
  return { ids: stale, after: null };
}

export async function adoptFor(deps: CaretakerDeps, { at, ids }: { at: string; ids: string[] }): Promise<number> {
  const rows = await deps.db.entity.findMany({
    where: { id: { in: ids }, closed: false, homeUnitId: { not: null } },
    select: { id: true, homeUnitId: true, partyIds: true },
  });
  const carriers = rows.map((row) => ({ ...row, homeUnitId: row.homeUnitId ?? '' }));
  const current = await currentCalendars(deps.db, carriers, at);
  let told = 0;
  for (const carrier of carriers) {
    const { calendar, others } = current(carrier);
    const reached = await deps.tell(carrier.id, {
      // The same news is one command, however often it is told.
      commandId: `${carrier.id}-calendar-${calendar.version}-${others?.version ?? ''}`,
      name: 'adoptCalendar',
      actor: { id: 'system', roles: ['system'] },
      data: { calendar, others },
    });
    if (reached) told += 1;
  }
  return told;
}

type Current = (of: Pick<Carrier, 'homeUnitId' | 'partyIds'>) => { calendar: Calendar; others: Calendar | null };

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
