import { hoursOf } from '../domain/directory/reach.ts';
import { keptQuietTimes } from '../domain/directory/schemas.ts';
import { WAITS_FOR_RELAY } from '../domain/notices/facts.ts';
import { isMailKind } from '../domain/notices/kinds.ts';
import { reachAt } from '../domain/notices/timing.ts';
import { ownDays } from './calendar-book.ts';
import { calendarOf } from './postbox/reach.ts';
import type { Transaction } from './postbox/situation.ts';

/** An open notice, as far as it says whether its reader's hour has come. */
export interface OpenNotice {
  id: string;
  kind: string;
  status: string;
  reason: string | null;
  personId: string | null;
  mailId: string | null;
  at: Date;
}

/**
 * Which of these notices should have been mailed and are not: the reader's own hour has come and gone, and nothing that stands in
 * the row holds them. Then the reader's postbox stands still. What is being sent, waits for an introduction or is to be passed on
 * by hand is none of these. Hours are honoured also where the business clock does not: that is never too early.
 *
 * @param lateAt what could be told before is late: ISO instant
 */
export async function lateNotices(
  tx: Transaction,
  notices: readonly OpenNotice[],
  lateAt: string,
): Promise<ReadonlySet<string>> {
  const waiting = notices.flatMap((notice) => {
    const readyAt = notice.status === 'open' && notice.mailId === null ? readyFrom(notice) : null;
    return readyAt !== null && readyAt < lateAt ? [{ ...notice, readyAt }] : [];
  });
  const ids = [...new Set(waiting.flatMap(({ personId }) => personId ?? []))];
  const people = await tx.person.findMany({
    where: { id: { in: ids } },
    include: { absences: { where: { withdrawnAt: null } } },
  });
  const late = new Set<string>();
  for (const { absences, ...person } of people) {
    const days = await ownDays(tx, person);
    const reach = { ...hoursOf({ ...person, quietTimes: keptQuietTimes(person.quietTimes) }), absences };
    for (const { id, personId, kind, readyAt } of waiting) {
      if (personId !== person.id || !isMailKind(kind)) continue;
      const calendar = calendarOf(person, readyAt, days);
      const told = reachAt(calendar, { kind, at: readyAt }, { now: readyAt, hoursMatter: true, reach });
      if (told < lateAt) late.add(id);
    }
  }
  return late;
}

const HELD_UNTIL = /^held: .*until (\d{4}-\d\d-\d\dT[\d:.]+Z)$/;

/** From when on it waits for nothing but its reader's hour; null where it waits for somebody. */
function readyFrom({ reason, at }: OpenNotice): string | null {
  if (reason === null || reason.startsWith('merged: ')) return at.toISOString();
  if (reason === WAITS_FOR_RELAY) return null;
  return HELD_UNTIL.exec(reason)?.[1] ?? null;
}
