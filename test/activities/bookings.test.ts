import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { bookingActivities } from '../../activities/bookings.ts';
import type { Booking, BookingActivities } from '../../activities/bookings.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import type { HalfDay } from '../../domain/placement/half-days.ts';
import { connectDatabase } from '../../prisma/client.ts';
import type { Database } from '../../prisma/client.ts';
import { startTestPostgres } from '../support/postgres.ts';
import type { TestPostgres } from '../support/postgres.ts';

/** Rows of booked half days on the real Postgres: who races whom, they are written once. */

let postgres: TestPostgres;
let db: Database;
let bookings: BookingActivities;
const people = Array.from({ length: 10 }, (_, n) => `person-${n + 1}`);
const [alone = ''] = people;

beforeAll(async () => {
  postgres = await startTestPostgres();
  db = connectDatabase(postgres.url, { maxConnections: 20 });
  bookings = bookingActivities({ db });
  await db.person.createMany({ data: people.map((id) => ({ id, nameEn: id, nameKey: id })) });
  // Half of them have a profile, whose row is locked; of the others their own.
  await db.researcher.createMany({
    data: people.slice(0, 5).map((personId) => ({
      personId,
      postId: `post-${personId}`,
      homeUnitId: 'org-college',
      level: 'lecturer',
      halfDaysAWeek: 4,
    })),
  });
}, 60_000);
afterAll(async () => {
  await db.$disconnect();
  await postgres.stop();
});
beforeEach(async () => {
  await db.placementHalfDay.deleteMany({});
  await db.entity.deleteMany({});
});

const idOf = (n: number): string => `agreement-2026-${String(n).padStart(4, '0')}-a-b.placement-1`;
const max3 = { maxEnterprises: { rule: 'max-enterprises', value: 3, source: 'CX1' } };
const booking = (n: number, halfDays: HalfDay[], more: Partial<Booking> = {}): Booking => ({
  placementId: idOf(n),
  round: 1,
  asks: 'booking',
  researcherId: alone,
  enterpriseId: `org-${n}`,
  halfDays,
  caps: {},
  ...more,
});
/** As Temporal does: what found no connection in time is tried again. */
const untilAnswered = async (one: Booking): ReturnType<BookingActivities['book']> =>
  bookings.book(one).catch(() => untilAnswered(one));
const rowsOf = (n: number) => db.placementHalfDay.count({ where: { placementId: idOf(n) } });

describe('Racing', () => {
  test('200 at once for 20 half days: exactly 20 are booked, and each of the others hears by whom it is taken', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        untilAnswered(
          booking(n, [n % 20 < 10 ? '2026-03-03/am' : '2026-03-03/pm'], { researcherId: people[n % 10] ?? '' }),
        ),
      ),
    );
    const won = answers.flatMap((answer, n) => (answer && 'booked' in answer ? [n] : []));
    expect(won).toHaveLength(20);
    const rows = await db.placementHalfDay.findMany();
    expect(rows).toHaveLength(20);
    expect(rows.map(({ placementId }) => placementId).toSorted()).toEqual(won.map(idOf).toSorted());
    for (const [n, answer] of answers.entries()) {
      if (won.includes(n)) continue;
      expect(answer).toMatchObject({ clash: [{ onDate: '2026-03-03', placementId: expect.any(String) }] });
      const [named] = answer && 'clash' in answer ? answer.clash : [];
      expect(rows).toContainEqual({ researcherId: people[n % 10], ...named });
    }
  }, 60_000);

  test('limits are looked at one after another: of eight enterprises at once, three have the person', async () => {
    const day = (n: number): HalfDay => `${addDays('2026-03-02', n)}/am`;
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => untilAnswered(booking(n, [day(n)], { caps: max3 }))),
    );
    expect(answers.filter((answer) => answer && 'booked' in answer)).toHaveLength(3);
    expect(answers.filter((answer) => answer && 'cap' in answer)).toHaveLength(5);
    expect(await db.placementHalfDay.count()).toBe(3);
  }, 60_000);

  test('any order of booking and giving back: no half day is ever taken twice, and each booking is whole or not there', async () => {
    const halfDay = fc
      .tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom('am', 'pm'))
      .map(([n, half]): HalfDay => `${addDays('2026-03-02', n)}/${half === 'am' ? 'am' : 'pm'}`);
    const act = fc.record({
      n: fc.integer({ min: 1, max: 6 }),
      who: fc.constantFrom(...people.slice(4, 6)),
      halfDays: fc.uniqueArray(halfDay, { minLength: 1, maxLength: 6 }),
      gives: fc.option(fc.integer({ min: 0, max: 5 }), { freq: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(act, { minLength: 1, maxLength: 6 }), { maxLength: 4 }), async (waves) => {
        await db.placementHalfDay.deleteMany({});
        await db.entity.deleteMany({});
        for (const wave of waves) {
          // A placement does one thing at a time, as its workflow does, and has one researcher.
          const each = [...new Map(wave.map((one) => [one.n, one])).values()];
          const made = await Promise.all(
            each.map(async ({ n, halfDays, gives }) => {
              const researcherId = people[4 + (n % 2)] ?? '';
              if (gives === null)
                return {
                  n,
                  halfDays,
                  answer: await untilAnswered(booking(n, halfDays, { researcherId, isBeyondDeclared: true })),
                };
              const fromOn = addDays('2026-03-02', gives);
              await giveBack(n, researcherId, fromOn);
              return { n, halfDays: [], fromOn };
            }),
          );
          const rows = await db.placementHalfDay.findMany();
          for (const one of made) {
            const own = rows.filter(({ placementId }) => placementId === idOf(one.n));
            const has = own.map(({ onDate, half }) => `${onDate}/${half}`).toSorted();
            if (one.fromOn !== undefined) expect(own.filter(({ onDate }) => onDate >= one.fromOn)).toEqual([]);
            else if (one.answer && 'booked' in one.answer) expect(has).toEqual(one.halfDays.toSorted());
            else expect(one.answer).toHaveProperty('clash');
          }
          const keys = rows.map(({ researcherId, onDate, half }) => `${researcherId} ${onDate} ${half}`);
          expect(new Set(keys).size).toBe(keys.length);
          expect(
            rows.every(
              ({ researcherId, placementId }) => people[4 + (Number(placementId.slice(15, 19)) % 2)] === researcherId,
            ),
          ).toBe(true);
        }
      }),
      { numRuns: 100 },
    );
  }, 240_000);
});

describe('One after another', () => {
  test('three enterprises in one year are possible; the fourth is refused with rule and source, and possible a year later', async () => {
    for (const n of [1, 2, 3]) {
      expect(await bookings.book(booking(n, [`2026-0${n}-10/am`, `2026-0${n}-11/am`], { caps: max3 }))).toEqual({
        booked: true,
      });
    }
    expect(await bookings.book(booking(4, ['2027-01-10/am'], { caps: max3 }))).toEqual({
      cap: { rule: 'max-enterprises', value: 3, source: 'CX1', enterpriseIds: ['org-1', 'org-2', 'org-3', 'org-4'] },
    });
    expect(await rowsOf(4)).toBe(0);
    // The stretch of twelve months that begins after the first enterprise's last day has three.
    expect(await bookings.book(booking(4, ['2027-01-11/am'], { caps: max3 }))).toEqual({ booked: true });
    // Again at one of the three, on further days.
    expect(await bookings.book(booking(5, ['2026-04-10/am'], { caps: max3, enterpriseId: 'org-2' }))).toEqual({
      booked: true,
    });
    expect(await bookings.book(booking(6, ['2026-04-11/am']))).toEqual({ booked: true });
  });

  test('all or nothing: a clash names what it clashes with, and the days booked before stand', async () => {
    await bookings.book(booking(1, ['2026-03-03/am', '2026-03-05/am']));
    await bookings.book(booking(2, ['2026-03-03/pm']));
    expect(await bookings.book(booking(2, ['2026-03-03/pm', '2026-03-04/am', '2026-03-05/am'], { round: 2 }))).toEqual({
      clash: [{ onDate: '2026-03-05', half: 'am', placementId: idOf(1), enterpriseId: 'org-1' }],
    });
    expect(await rowsOf(2)).toBe(1);
  });

  test('a repeat finds what stands; other days take the place of those before', async () => {
    const first = booking(1, ['2026-03-03/am', '2026-03-05/am']);
    expect([await bookings.book(first), await bookings.book(first)]).toEqual([{ booked: true }, { booked: true }]);
    await bookings.book(booking(1, ['2026-03-05/am', '2026-03-06/am'], { round: 2 }));
    expect((await db.placementHalfDay.findMany({ orderBy: { onDate: 'asc' } })).map(({ onDate }) => onDate)).toEqual([
      '2026-03-05',
      '2026-03-06',
    ]);
  });

  test('what is given back can be booked by another', async () => {
    await bookings.book(booking(1, ['2026-03-03/am', '2026-03-05/am']));
    const other = booking(2, ['2026-03-05/am']);
    expect(await bookings.book(other)).toHaveProperty('clash');
    await giveBack(1, alone, '2026-03-04');
    expect(await bookings.book(other)).toEqual({ booked: true });
    expect([await rowsOf(1), await rowsOf(2)]).toEqual([1, 1]);
  });

  test('an attempt that comes late changes nothing, once a later one is on record', async () => {
    await bookings.book(booking(7, ['2026-03-03/am']));
    await entity(7, { round: 3, closed: false });
    expect(await bookings.book(booking(7, ['2026-03-04/am'], { round: 2 }))).toBeNull();
    expect(await bookings.book(booking(7, ['2026-03-04/am'], { round: 3 }))).toEqual({ booked: true });
  });

  test('rows of a placement that has ended stand in nobody’s way', async () => {
    await bookings.book(booking(8, ['2026-03-03/am', '2026-03-04/am']));
    await entity(8, { round: 1, closed: true });
    expect(await bookings.book(booking(9, ['2026-03-04/am']))).toEqual({ booked: true });
    expect(await rowsOf(8)).toBe(1);
  });

  test('somebody who is not known is not booked', async () => {
    await expect(bookings.book(booking(1, ['2026-03-03/am'], { researcherId: 'person-nobody' }))).rejects.toThrow(
      'person-nobody',
    );
  });
});

describe('What a person has declared of their week', () => {
  const [, , declaring = ''] = people;
  const week: HalfDay[] = ['2026-03-02/am', '2026-03-03/am', '2026-03-04/am', '2026-03-05/am', '2026-03-06/am'];
  const of = (n: number, halfDays: HalfDay[], more: Partial<Booking> = {}) =>
    bookings.book(booking(n, halfDays, { researcherId: declaring, ...more }));
  const declare = (data: object) => db.researcher.update({ where: { personId: declaring }, data });
  beforeEach(async () => {
    await declare({ halfDaysAWeek: 4, teachingHalfDaysAWeek: 0, availability: {} });
  });

  test('limits all placements together: the half day that is one too many is refused with rule, source and week', async () => {
    expect(await of(1, week.slice(0, 3))).toEqual({ booked: true });
    expect(await of(2, [...week.slice(3), '2026-03-09/am'])).toEqual({
      cap: {
        rule: 'half-days-a-week',
        source: 'profile of the researcher',
        value: 4,
        enterpriseIds: ['org-1', 'org-2'],
        weekOn: '2026-03-02',
        halfDays: 5,
      },
    });
    expect(await rowsOf(2)).toBe(0);
    expect(await of(2, ['2026-03-05/am', '2026-03-09/am'])).toEqual({ booked: true });
  });

  test('teaching takes of it, and a period has its own number', async () => {
    await declare({ teachingHalfDaysAWeek: 8 });
    expect(await of(1, week.slice(0, 3))).toMatchObject({ cap: { value: 2, halfDays: 3 } });
    const examinations = { fromOn: '2026-03-05', toOn: '2026-03-20', halfDaysAWeek: 0 };
    await declare({ teachingHalfDaysAWeek: 0, availability: { periods: [examinations] } });
    expect(await of(1, week.slice(2, 4))).toMatchObject({ cap: { value: 0, halfDays: 1 } });
    expect(await of(1, week.slice(0, 3))).toEqual({ booked: true });
  });

  test('more is booked where the person’s own word stands behind it, and counts for whoever comes next', async () => {
    expect(await of(1, week, { isBeyondDeclared: true })).toEqual({ booked: true });
    expect(await of(2, ['2026-03-06/pm'])).toMatchObject({ cap: { halfDays: 6 } });
    expect(await of(2, ['2026-03-06/pm'], { isBeyondDeclared: true })).toEqual({ booked: true });
  });

  test('what stands is not measured anew: after less was declared it may be kept, repeated and made less', async () => {
    const first = booking(1, week.slice(0, 4), { researcherId: declaring });
    await bookings.book(first);
    await declare({ halfDaysAWeek: 1 });
    expect(await bookings.book(first)).toEqual({ booked: true });
    expect(await of(1, [...week.slice(0, 2), '2026-03-09/am'], { round: 2 })).toEqual({ booked: true });
    expect(await of(1, [...week.slice(0, 2), '2026-03-09/am', '2026-03-10/am'], { round: 3 })).toMatchObject({
      cap: { value: 1, weekOn: '2026-03-09' },
    });
  });

  test('holds for whoever stands in, and whatever races: of eight at once four are booked', async () => {
    await of(1, week.slice(0, 4));
    expect(await of(2, ['2026-03-06/pm'], { asks: 'cover' })).toMatchObject({ cap: { rule: 'half-days-a-week' } });
    await db.placementHalfDay.deleteMany({});
    const halves = week.slice(0, 4).flatMap((am): HalfDay[] => [am, `${am.slice(0, 10)}/pm`]);
    const answers = await Promise.all(
      halves.map((half, n) => untilAnswered(booking(n, [half], { researcherId: declaring }))),
    );
    expect(answers.filter((answer) => answer && 'booked' in answer)).toHaveLength(4);
    expect(await db.placementHalfDay.count()).toBe(4);
  });

  test('what an ended placement has left takes nothing, and of somebody without a profile nothing is known', async () => {
    await of(8, week.slice(0, 4));
    await entity(8, { round: 1, closed: true });
    expect(await of(1, ['2026-03-02/pm'])).toEqual({ booked: true });
    const all = week.flatMap((am): HalfDay[] => [am, `${am.slice(0, 10)}/pm`]);
    expect(await of(2, all, { researcherId: people[7] ?? '' })).toEqual({ booked: true });
  });
});

describe('Rows of whoever stands in', () => {
  const open: HalfDay[] = ['2026-03-03/am', '2026-03-05/am', '2026-03-10/am'];
  const [, standIn = ''] = people;
  const cover = (more: object = {}) => ({
    status: 'booking',
    untilOn: '2026-03-10',
    open,
    round: 3,
    chosen: 'candidate-1',
    requests: { 'candidate-1': { personId: standIn }, 'candidate-2': { personId: alone, halfDays: open.slice(0, 1) } },
    ...more,
  });
  const asCover = (halfDays: HalfDay[], round = 3) =>
    booking(1, halfDays, { asks: 'cover', round, researcherId: standIn });

  test('stand while they are being booked, whole or in part, and go once nobody is to keep them', async () => {
    await entity(1, { round: 1, closed: false, cover: cover() });
    expect(await bookings.book(asCover(open))).toEqual({ booked: true });
    // A candidate who keeps all of what is open names no days.
    await bookings.release({ placementId: idOf(1) });
    expect(await rowsOf(1)).toBe(3);
    const part = { 'candidate-1': { personId: standIn, without: ['2026-03-05/am'] } };
    await entity(1, { round: 1, closed: false, cover: cover({ requests: part }) });
    await bookings.release({ placementId: idOf(1) });
    expect(await rowsOf(1)).toBe(2);
    await entity(1, { round: 1, closed: false, cover: cover({ status: 'looking', chosen: null }) });
    await bookings.release({ placementId: idOf(1) });
    expect(await rowsOf(1)).toBe(0);
  });

  test('are not written by an attempt that nobody waits for any more: another round, cover that has ended, a closed placement', async () => {
    await entity(1, { round: 1, closed: false, cover: cover({ round: 4 }) });
    expect(await bookings.book(asCover(open))).toBeNull();
    await entity(1, { round: 1, closed: false });
    expect(await bookings.book(asCover(open))).toBeNull();
    await entity(1, { round: 1, closed: true, cover: cover() });
    expect(await bookings.book(asCover(open))).toBeNull();
    expect(await rowsOf(1)).toBe(0);
  });
});

/** The snapshot of a placement, as the recorder keeps it. */
interface Snapshot {
  round: number;
  closed: boolean;
  researcherId?: string;
  planned?: string[];
  cover?: object | null;
}

/** A placement's snapshot, as its recorder writes it. */
async function entity(
  n: number,
  { round, closed, researcherId = alone, planned = [], cover = null }: Snapshot,
): Promise<void> {
  const id = idOf(n);
  const at = new Date('2026-03-02T01:00:00Z');
  const booked = { round, planned, asked: null };
  const data = {
    kind: 'placement',
    agreementId: id.split('.')[0] ?? '',
    seq: 1,
    state: { researcher: { personId: researcherId }, booking: booked, standIns: [], cover },
    card: {},
    page: {},
    clock: {},
    status: closed ? 'closed' : 'open',
    stage: 'booked',
    light: 'green',
    title: 'Placement',
    searchText: '',
    openCount: 0,
    closed,
    startedAt: at,
    updatedAt: at,
  };
  await db.entity.upsert({ where: { id }, create: { id, ...data }, update: data });
}

/** It is recorded first which days are kept, and then the rows of the others go. */
async function giveBack(n: number, researcherId: string, fromOn: string): Promise<void> {
  const rows = await db.placementHalfDay.findMany({ where: { placementId: idOf(n), onDate: { lt: fromOn } } });
  const planned = rows.map(({ onDate, half }) => `${onDate}/${half}`);
  await entity(n, { round: 1, closed: false, researcherId, planned });
  await bookings.release({ placementId: idOf(n) });
}
