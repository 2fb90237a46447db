import { businessNow, laterBy } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { instantOf } from '../../domain/calendar/calendar.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { localDateOf } from '../../domain/calendar/zones.ts';
import type { Database } from '../../prisma/client.ts';
import { caretakerZone, NIGHT_TIME } from '../../workflows/inputs.ts';
import { LEAST_REAL_MS } from '../caretaker.ts';

/** A night and the half day in which it may still be made up for. */
const DAYS_UNTIL_MISSED = 1.5;

/** When the caretaker should have looked round, and when it last did; ISO instants. */
export interface MissedNight {
  dueAt: string;
  lastAt: string | null;
}

/**
 * Who looks after all others is looked after by none of them: a caretaker that was ended, or stands still, is known by the nights that it
 * filed. Null while the last of them is no older than a day and a half of business time, and a minute of real time besides, as with all
 * that is late on a fast clock (`lateBefore`); where none was ever filed it counts from the first cooperation.
 */
export async function missedNight(db: Database, clock: BusinessClock, realMs: number): Promise<MissedNight | null> {
  const [night, first] = await Promise.all([
    db.caretakerRun.findFirst({ where: { kind: 'night' }, orderBy: { at: 'desc' }, select: { at: true } }),
    db.entity.findFirst({ orderBy: { startedAt: 'asc' }, select: { startedAt: true } }),
  ]);
  const since = night?.at ?? first?.startedAt;
  if (!since) return null;
  const sinceAt = since.toISOString();
  const daysAgo = laterBy(clock, businessNow(clock, realMs), -Math.round(DAYS_UNTIL_MISSED * clock.dayMs));
  if (sinceAt >= daysAgo || sinceAt >= businessNow(clock, realMs - LEAST_REAL_MS)) return null;
  const next = addDays(localDateOf(caretakerZone, sinceAt), 1);
  return { dueAt: instantOf(caretakerZone, next, NIGHT_TIME), lastAt: night?.at.toISOString() ?? null };
}
