import { localDateOf, plannedOn } from '../../domain/calendar/calendar.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { monthlyPageOf } from '../../domain/notices/facts.ts';
import type { Database } from '../../prisma/client.ts';
import { ownDays } from '../calendar-book.ts';
import type { OwnDays } from '../calendar-book.ts';
import type { CaretakerDeps } from '../caretaker.ts';
import { noStandIns, seatsOf } from '../holders.ts';
import { calendarOf } from '../postbox/reach.ts';

/**
 * A leader gets one page a month, on its first working day where the leader is (DOMAIN 2a "Face"). Not a comparison with today: the
 * page of this month is written once, on the first look round on or after that day, so that an outage only makes it late.
 */

export interface Line {
  /** Of the open agreement that was started first: the notice is written under it. */
  agreementId: string;
  leaderPostId: string;
}

/** Returns how many pages were written. */
export async function writeMonthlyPages(deps: CaretakerDeps, { at }: { at: string }): Promise<number> {
  const leaders = await leadersOf(deps.db, at);
  const woken: string[] = [];
  let written = 0;
  for (const [personId, lines] of leaders) {
    const month = await monthDue(deps.db, personId, at);
    const [first] = lines;
    if (!month || !first) continue;
    const made = await writePage(deps.db, { personId, lines, first, month, at });
    if (made.count === 0) continue;
    written += 1;
    if (made.readerId) woken.push(made.readerId);
  }
  if (woken.length > 0) await deps.wakePostboxes([...new Set(woken)]);
  return written;
}

/** The lines of open agreements by the person who leads them. */
export async function leadersOf(db: Database, at: string): Promise<Map<string, Line[]>> {
  const lines = await db.$queryRaw<Line[]>`
    SELECT DISTINCT ON ("leaderPostId") id AS "agreementId", "leaderPostId"
    FROM (SELECT id, "startedAt", state->'homeUnit'->>'leaderPostId' AS "leaderPostId" FROM entity
      WHERE kind = 'agreement' AND NOT closed) AS e
    WHERE "leaderPostId" IS NOT NULL ORDER BY "leaderPostId", "startedAt", id`;
  const postIds = lines.map(({ leaderPostId }) => leaderPostId);
  const seats = await seatsOf(db, postIds, noStandIns, at);
  const holders = new Map(
    (await db.post.findMany({ where: { id: { in: postIds } } })).map((post) => [post.id, post.holderId]),
  );
  const leaders = new Map<string, Line[]>();
  for (const line of lines) {
    // Of a leader who is away the page waits or goes to the office; a vacant post's deputy reads it.
    const personId = holders.get(line.leaderPostId) ?? seats.get(line.leaderPostId)?.personId;
    if (personId) leaders.set(personId, [...(leaders.get(personId) ?? []), line]);
  }
  return leaders;
}

/** The month whose first working day has come where the person is, YYYY-MM; null before it. */
async function monthDue(db: Database, personId: string, at: string): Promise<string | null> {
  const person = await db.person.findUnique({ where: { id: personId } });
  if (!person) return null;
  const on = localDateOf(person.zone, at);
  const month = on.slice(0, 7);
  return on >= firstDayWorked(person, month, await ownDays(db, person)) ? month : null;
}

/** The first working day of a month where a person is. @param month YYYY-MM */
export function firstDayWorked(person: { country: string; zone: string }, month: string, days: OwnDays): string {
  const firstOn = `${month}-01`;
  // Asked for from the first on: which days are worked is known of the whole month.
  const calendar = calendarOf(person, `${addDays(firstOn, -1)}T00:00:00.000Z`, days);
  return plannedOn(calendar, firstOn).on;
}

interface Page {
  personId: string;
  lines: readonly Line[];
  first: Line;
  month: string;
  at: string;
}

async function writePage(db: Database, { personId, lines, first, month, at }: Page) {
  const leaderPostIds = lines.map(({ leaderPostId }) => leaderPostId);
  const posts = await db.post.findMany({ where: { id: { in: leaderPostIds } }, orderBy: { id: 'asc' } });
  const postId = posts.find(({ officePostId }) => officePostId)?.officePostId ?? first.leaderPostId;
  const readerId = (await seatsOf(db, [postId], noStandIns, at)).get(postId)?.personId ?? null;
  const { count } = await db.notice.createMany({
    data: [
      {
        id: monthlyPageOf(personId, month),
        entityId: first.agreementId,
        agreementId: first.agreementId,
        seq: 0,
        kind: 'monthly-page',
        postId,
        personId: readerId,
        facts: { month, leaderPostIds },
        at: new Date(at),
      },
    ],
    skipDuplicates: true,
  });
  return { count, readerId };
}
