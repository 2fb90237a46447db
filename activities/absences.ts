import { localDateOf } from '../domain/calendar/calendar.ts';
import { addDays } from '../domain/calendar/local-date.ts';
import { startOfDay } from '../domain/calendar/zones.ts';
import { backAfter } from '../domain/notices/timing.ts';
import type { Prisma } from '../prisma/generated/client.ts';

/** Who is away when, by the dates of their own zone. Those withdrawn no longer count. */
export type Absence = Prisma.AbsenceGetPayload<object>;
type Reader = Pick<Prisma.TransactionClient, 'absence'>;

/** Absences of a person that are not over, the first one first. */
export async function comingAbsences(
  db: Reader,
  { id, zone }: { id: string; zone: string },
  at: string,
): Promise<Absence[]> {
  return db.absence.findMany({
    where: { personId: id, withdrawnAt: null, toOn: { gte: localDateOf(zone, at) } },
    orderBy: [{ fromOn: 'asc' }, { id: 'asc' }],
  });
}

/** When the first day begins on which somebody is back; null for who is there. */
export function backAtOf(absences: readonly Absence[], zone: string, at: string): string | null {
  const back = backAfter(absences, localDateOf(zone, at));
  return back === null ? null : startOfDay(zone, back);
}

/**
 * Who of these people is away at an instant, each with the deputy they named, null where they named none; of several absences
 * at once the one entered last that names somebody.
 */
export async function awayAt(
  db: Reader,
  personIds: readonly string[],
  at: string,
): Promise<Map<string, string | null>> {
  if (personIds.length === 0) return new Map();
  const utcOn = at.slice(0, 10);
  const rows = await db.absence.findMany({
    // A day more at both ends: where the person is, it may be another date.
    where: {
      personId: { in: [...personIds] },
      withdrawnAt: null,
      fromOn: { lte: addDays(utcOn, 1) },
      toOn: { gte: addDays(utcOn, -1) },
    },
    include: { person: { select: { zone: true } } },
    orderBy: { id: 'asc' },
  });
  const away = new Map<string, string | null>();
  for (const { personId, fromOn, toOn, deputyPersonId, person } of rows) {
    const on = localDateOf(person.zone, at);
    if (fromOn <= on && on <= toOn) away.set(personId, deputyPersonId ?? away.get(personId) ?? null);
  }
  return away;
}
