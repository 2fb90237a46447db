import { ownDays } from '../../activities/calendar-book.ts';
import { firstDayWorked, leadersOf } from '../../activities/caretaker/monthly-pages.ts';
import { localDateOf } from '../../domain/calendar/calendar.ts';
import { monthlyPageOf } from '../../domain/notices/facts.ts';
import type { Database } from '../../prisma/client.ts';
import type { Looked, ToldNotice } from './rehearsed-shapes.ts';
import type { Seats } from './seats.ts';

interface Ahead {
  looked: readonly Looked[];
  seats: Seats;
  nights: readonly string[];
  fromAt: string;
}

/** The monthly pages of those who lead what is rehearsed: no value of a policy moves them, and yet they are among the mails. */
export async function comingPages(db: Database, { looked, seats, nights, fromAt }: Ahead): Promise<ToldNotice[]> {
  const posts = new Set(looked.map(({ homeUnit }) => homeUnit.leaderPostId));
  const found: ToldNotice[] = [];
  for (const [personId, lines] of await leadersOf(db, fromAt)) {
    const [first] = lines;
    const person = await db.person.findUnique({ where: { id: personId } });
    if (!first || !person || !lines.some(({ leaderPostId }) => posts.has(leaderPostId))) continue;
    const offices = await db.post.findMany({
      where: { id: { in: lines.map(({ leaderPostId }) => leaderPostId) } },
      orderBy: { id: 'asc' },
    });
    const postId = offices.find(({ officePostId }) => officePostId)?.officePostId ?? first.leaderPostId;
    const days = await ownDays(db, person);
    for (const month of new Set(nights.map((at) => localDateOf(person.zone, at).slice(0, 7)))) {
      const id = monthlyPageOf(personId, month);
      const begins = firstDayWorked(person, month, days);
      const at = nights.find((night) => localDateOf(person.zone, night) >= begins);
      const isWritten = (await db.notice.count({ where: { id } })) > 0;
      if (!at || isWritten || localDateOf(person.zone, at).slice(0, 7) !== month) continue;
      const { agreementId } = first;
      const page = { id, entityId: agreementId, agreementId, kind: 'monthly-page' as const, followUpId: null };
      const told = { step: null, level: null, at, postId, personId: seats.near(postId, at), isOurs: true, dueOn: null };
      found.push({ ...page, ...told });
    }
  }
  return found;
}
