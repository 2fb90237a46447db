import { attendanceTaskOf, wentOut } from '../../domain/notices/facts.ts';
import type { CalendarReply } from '../../mail/calendar-reply.ts';
import { meetingOfUid } from '../../mail/invitation.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { meetingOf } from '../postbox/meetings.ts';
import { hostOf } from '../postbox/situation.ts';
import type { NoticeRow } from '../postbox/situation.ts';
import { writeTask } from '../postbox/tasks.ts';
import type { ReceiveDeps } from './receive.ts';

type Tx = Prisma.TransactionClient;

/** What became of an answer to an invitation; `wake`: whose postbox has something to tell. */
export interface Taken {
  agreementId: string;
  isNews: boolean;
  wake: string | null;
}

/**
 * Taken from whoever was asked to the meeting, at the address to which the invitation went, and only for themselves. An answer
 * to an older version than the one that was answered already is late. Null where it is none of these.
 */
export async function takeAttendance(
  deps: Pick<ReceiveDeps, 'db' | 'office' | 'now'>,
  reply: CalendarReply,
  from: string,
): Promise<Taken | null> {
  const meeting = meetingOfUid(reply.uid, deps.office);
  if (!meeting || reply.attendee !== from) return null;
  const { entityId, meetingId } = meeting;
  const asked = await deps.db.notice.findMany({
    where: { entityId, kind: 'meeting', mailId: { not: null }, facts: { path: ['meeting', 'id'], equals: meetingId } },
    include: { mail: { select: { recipient: true, personId: true } } },
    orderBy: { seq: 'asc' },
  });
  const mine = asked.filter((row) => row.mail?.recipient.toLowerCase() === from);
  const newest = Math.max(...mine.map((row) => meetingOf(row)?.sequence ?? 0));
  const invitation = mine.at(-1);
  const personId = invitation?.mail?.personId;
  if (!invitation || !personId || reply.sequence > newest) return null;
  const { answer, sequence } = reply;
  const { agreementId } = invitation;
  const key = { entityId, meetingId, personId };
  const at = deps.now();
  return deps.db.$transaction(async (tx) => {
    const before = await tx.attendance.findUnique({ where: { entityId_meetingId_personId: key } });
    if (before && (before.sequence > sequence || (before.sequence === sequence && before.answer === answer)))
      return { agreementId, isNews: false, wake: null };
    const data = { answer, sequence, at: new Date(at) };
    await tx.attendance.upsert({
      where: { entityId_meetingId_personId: key },
      create: { ...key, agreementId, ...data },
      update: data,
    });
    // What was moved meanwhile is asked anew: the answer to the old day says nothing of the new one.
    const isOutdated = sequence < newest;
    const wake = isOutdated ? null : await tellOrganiser(tx, { invitation, meetingId, personId, answer }, at);
    return { agreementId, isNews: true, wake };
  });
}

interface Answer {
  /** The newest that went to whoever answered. */
  invitation: NoticeRow;
  meetingId: string;
  personId: string;
  answer: CalendarReply['answer'];
}

/**
 * Whoever asked people to a meeting reads in the morning who does not come, or may not: the coordinator, else the liaison. That somebody
 * comes is what was asked, and is told only to whom it was told otherwise.
 */
async function tellOrganiser(
  tx: Tx,
  { invitation, meetingId, personId, answer }: Answer,
  at: string,
): Promise<string | null> {
  const { entityId } = invitation;
  const entity = await tx.entity.findUnique({ where: { id: entityId } });
  const person = await tx.person.findUnique({ where: { id: personId } });
  const of = { entityId, meetingId, personId };
  if (!entity || !person || (answer === 'accepted' && !(await wasToldOtherwise(tx, of)))) return null;
  const facts = { personId, noticeId: invitation.id, language: person.language, attendance: answer };
  const task = { id: attendanceTaskOf(of, at), kind: 'attendance' as const, notice: invitation, facts };
  const wake = await writeTask(tx, { ...entity, host: hostOf(entity) }, task, at);
  // By which the certificate knows that somebody had to be told.
  if (wake) await tx.notice.update({ where: { id: invitation.id }, data: { taskIds: { push: task.id } } });
  return wake;
}

async function wasToldOtherwise(tx: Tx, of: Parameters<typeof attendanceTaskOf>[0]): Promise<boolean> {
  const told = await tx.notice.count({
    where: { kind: 'attendance', id: { startsWith: attendanceTaskOf(of, '') }, status: { in: [...wentOut] } },
  });
  return told > 0;
}
