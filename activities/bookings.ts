import { z } from 'zod';
import { Prisma } from '../prisma/generated/client.ts';
import type { Database } from '../prisma/client.ts';
import { addDays } from '../domain/calendar/local-date.ts';
import { fullWeek, mondayOf } from '../domain/directory/declared-week.ts';
import type { WorkingTime } from '../domain/directory/free-half-days.ts';
import type { BookingResult, Clash } from '../domain/placement/booking.ts';
import { workingTimeOf } from './profiles.ts';
import { tooManyEnterprises } from '../domain/placement/caps.ts';
import { halfOf, onOf } from '../domain/placement/half-days.ts';
import type { HalfDay } from '../domain/placement/half-days.ts';

/**
 * Half days of researchers, one row each, with the primary key (researcher, day, half): nobody is in two places at once, whatever
 * races (DESIGN section 7). Rows are written under the lock of the researcher's row, so that limits over all placements of a person
 * hold too. All of a placement's days are booked, or none.
 */
export interface Booking {
  /** The placement's id, `agreement-….placement-1`. */
  placementId: string;
  /** Names the attempt. An earlier one that comes late changes nothing. */
  round: number;
  /** Whose attempt: the researcher's own days, or days of somebody who stands in. */
  asks: 'booking' | 'cover';
  researcherId: string;
  enterpriseId: string;
  /** All half days of the person at this placement, those behind them too. */
  halfDays: HalfDay[];
  caps: {
    /** Enterprises of one person within any twelve months. */
    maxEnterprises?: { rule: string; value: number; source: string };
  };
  /** More half days a week than declared are asked for on the person's word; left out, what they declared limits it. */
  isBeyondDeclared?: true;
}

export interface BookingActivities {
  /** What became of it; null where a later attempt is on record already. */
  book(booking: Booking): Promise<BookingResult | null>;
  /** Gives back what the placement does not keep or ask for any more, by its snapshot; asking again changes nothing. */
  release(placement: { placementId: string }): Promise<void>;
}

type Transaction = Prisma.TransactionClient;

/** Clashes are named, at the most so many: whoever chooses other days wants the first ones. */
const NAMED_CLASHES = 50;

export function bookingActivities({ db }: { db: Database }): BookingActivities {
  const inTurn = async <T>(researcherId: string, write: (tx: Transaction) => Promise<T>): Promise<T> =>
    db.$transaction(
      async (tx) => {
        await lock(tx, researcherId);
        return write(tx);
      },
      { timeout: 8_000, maxWait: 8_000 },
    );
  return {
    book: async (booking) =>
      inTurn(booking.researcherId, async (tx) => ((await isOutdated(tx, booking)) ? null : writeRows(tx, booking))),
    release: async ({ placementId }) => {
      const row = await db.entity.findUnique({ where: { id: placementId }, select: { state: true } });
      const kept = keptBy(row?.state);
      await db.$executeRaw`
        DELETE FROM placement_half_day h WHERE h."placementId" = ${placementId}
          AND h."researcherId" || '/' || h."onDate" || '/' || h.half <> ALL(${kept})`;
    },
  };
}

const keeping = z.looseObject({
  researcher: z.looseObject({ personId: z.string() }),
  booking: z.looseObject({
    planned: z.array(z.string()),
    asked: z.looseObject({ halfDays: z.array(z.string()) }).nullable(),
  }),
  standIns: z.array(z.looseObject({ personId: z.string(), halfDays: z.array(z.string()) })).default([]),
  cover: z
    .looseObject({
      status: z.string(),
      untilOn: z.string().nullable(),
      open: z.array(z.string()),
      chosen: z.string().nullable(),
      requests: z.record(
        z.string(),
        z.looseObject({
          personId: z.string(),
          halfDays: z.array(z.string()).optional(),
          without: z.array(z.string()).default([]),
        }),
      ),
    })
    .nullish(),
});

/** `person/2026-03-03/am` of every half day that a placement keeps, or has asked for. */
export function keptBy(state: unknown): string[] {
  const { researcher, booking, standIns, cover } = keeping.parse(state);
  const own = [...booking.planned, ...(booking.asked?.halfDays ?? [])].map((half) => `${researcher.personId}/${half}`);
  const others = [...standIns, ...beingBooked(cover)];
  return [...own, ...others.flatMap(({ personId, halfDays }) => halfDays.map((half) => `${personId}/${half}`))];
}

/** Of whoever was chosen to stand in and is not known yet to have the days: what is still open of them. */
function beingBooked(cover: z.output<typeof keeping>['cover']): { personId: string; halfDays: string[] }[] {
  const one = cover?.chosen ? cover.requests[cover.chosen] : undefined;
  if (!cover || !one || cover.status !== 'booking' || cover.untilOn === null) return [];
  const { personId, halfDays, without } = one;
  const keeps = (half: string): boolean => !without.includes(half) && (halfDays?.includes(half) ?? true);
  return [{ personId, halfDays: cover.open.filter(keeps) }];
}

/** One at a time for each person: by their profile, and where there is none by their own row. */
async function lock(tx: Transaction, researcherId: string): Promise<void> {
  const profile = await tx.$queryRaw<unknown[]>`
    SELECT "personId" FROM researcher WHERE "personId" = ${researcherId} FOR UPDATE`;
  if (profile.length > 0) return;
  const person = await tx.$queryRaw<unknown[]>`SELECT id FROM person WHERE id = ${researcherId} FOR UPDATE`;
  if (person.length === 0) throw new Error(`nobody is known as ${researcherId}`);
}

/** An attempt is recorded before it is made: what stands in the snapshot is the latest. */
async function isOutdated(
  tx: Transaction,
  { placementId, round, asks }: Pick<Booking, 'placementId' | 'round' | 'asks'>,
) {
  const rows = await tx.$queryRaw<{ round: number | null; closed: boolean }[]>`
    SELECT (state #>> ARRAY[${asks}, 'round'])::int AS round, closed FROM entity WHERE id = ${placementId}`;
  const [row] = rows;
  if (!row) return false;
  // Cover that is not looked for any more asks for nothing.
  return row.closed || (row.round ?? 0) > round || (asks === 'cover' && row.round === null);
}

async function writeRows(tx: Transaction, booking: Booking): Promise<BookingResult> {
  const { placementId, researcherId, enterpriseId, halfDays } = booking;
  const clashes = await clashesOf(tx, booking);
  if (clashes.length > 0) return { clash: clashes };
  const cap = (await overCap(tx, booking)) ?? (await overDeclared(tx, booking));
  if (cap) return { cap };
  // A repeat finds its own rows; those of a former plan make room.
  await tx.placementHalfDay.deleteMany({ where: { placementId, researcherId } });
  await tx.placementHalfDay.createMany({
    data: halfDays.map((halfDay) => ({
      researcherId,
      onDate: onOf(halfDay),
      half: halfOf(halfDay),
      placementId,
      enterpriseId,
    })),
  });
  return { booked: true };
}

/** Rows of other placements on the same half days, in order. Those of a placement that has ended stand in nobody's way. */
async function clashesOf(tx: Transaction, { placementId, researcherId, halfDays }: Booking): Promise<Clash[]> {
  const wanted = Prisma.sql`
    h."researcherId" = ${researcherId} AND h."placementId" <> ${placementId}
    AND h."onDate" || '/' || h.half = ANY(${halfDays})`;
  await tx.$executeRaw`
    DELETE FROM placement_half_day h USING entity e
    WHERE ${wanted} AND e.id = h."placementId" AND e.closed`;
  return tx.$queryRaw<Clash[]>`
    SELECT h."onDate", h.half, h."placementId", h."enterpriseId" FROM placement_half_day h
    WHERE ${wanted} ORDER BY h."onDate", h.half LIMIT ${NAMED_CLASHES}`;
}

type Cap = Extract<BookingResult, { cap: unknown }>['cap'];

async function overCap(tx: Transaction, booking: Booking): Promise<Cap | null> {
  const { placementId, researcherId, enterpriseId, halfDays, caps } = booking;
  const { maxEnterprises } = caps;
  if (!maxEnterprises) return null;
  const others = await tx.placementHalfDay.findMany({
    where: { researcherId, placementId: { not: placementId } },
    select: { enterpriseId: true, onDate: true },
    distinct: ['enterpriseId', 'onDate'],
  });
  const days = [...others, ...halfDays.map((halfDay) => ({ enterpriseId, onDate: onOf(halfDay) }))];
  const enterpriseIds = tooManyEnterprises(days, { enterpriseId, most: maxEnterprises.value });
  const { rule, source, value } = maxEnterprises;
  return enterpriseIds ? { rule, source, value, enterpriseIds } : null;
}

/** What people have declared of their time is a limit like those of a scheme, and its source is their profile. */
const DECLARED = { rule: 'half-days-a-week', source: 'profile of the researcher' } as const;

/** More half days in a week than the person declared, over all their placements. Of somebody without a profile nothing is known. */
async function overDeclared(tx: Transaction, booking: Booking): Promise<Cap | null> {
  const { placementId, researcherId, enterpriseId, halfDays } = booking;
  const time = booking.isBeyondDeclared ? null : await declaredTime(tx, researcherId);
  const weeks = halfDays.map((halfDay) => mondayOf(onOf(halfDay))).toSorted();
  const [first, last] = [weeks[0], weeks.at(-1)];
  if (!time || !first || !last) return null;
  const rows = await tx.$queryRaw<StandingRow[]>`
    SELECT h."onDate", h.half, h."placementId", h."enterpriseId" FROM placement_half_day h
    LEFT JOIN entity e ON e.id = h."placementId"
    WHERE h."researcherId" = ${researcherId} AND h."onDate" BETWEEN ${first} AND ${addDays(last, 6)}
      AND (h."placementId" = ${placementId} OR e.closed IS NOT TRUE)`;
  const own = new Set(rows.filter((row) => row.placementId === placementId).map((row) => `${row.onDate}/${row.half}`));
  const others = rows.filter((row) => row.placementId !== placementId);
  const [stand, added] = [halfDays.filter((half) => own.has(half)), halfDays.filter((half) => !own.has(half))];
  const full = fullWeek(time, added.map(onOf), [...stand.map(onOf), ...others.map(({ onDate }) => onDate)]);
  if (!full) return null;
  const inWeek = others.filter(({ onDate }) => mondayOf(onDate) === full.weekOn).map((row) => row.enterpriseId);
  return {
    ...DECLARED,
    value: full.most,
    enterpriseIds: [...new Set([...inWeek, enterpriseId])].toSorted(),
    weekOn: full.weekOn,
    halfDays: full.halfDays,
  };
}

interface StandingRow {
  onDate: string;
  half: string;
  placementId: string;
  enterpriseId: string;
}

/** As the profile says it, whose row is locked. */
async function declaredTime(tx: Transaction, personId: string): Promise<WorkingTime | null> {
  const row = await tx.researcher.findUnique({ where: { personId } });
  return row && workingTimeOf(row);
}
