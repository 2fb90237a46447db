import { z } from 'zod';
import { localDateOf } from '../../domain/calendar/calendar.ts';
import { cut } from '../../domain/cut.ts';
import { attendanceTaskOf } from '../../domain/notices/facts.ts';
import { passOnMaxCharacters } from '../../mail/write.ts';
import { noStandIns, seatsOf } from '../holders.ts';
import { meetingOf } from './meetings.ts';
import type { EntityNow, NoticeRow, Transaction } from './situation.ts';

/**
 * What the postbox asks of our own people: to pass something on, to introduce somebody, to look after mail that went astray, to read
 * what was answered.
 * Each is a notice like any other, kept under an id made from its occasion, so that a repeat writes nothing.
 */

export interface TaskDraft {
  id: string;
  kind: 'relay' | 'introduction-wanted' | 'undeliverable' | 'answered' | 'attendance' | 'absence-suggested';
  /** The notice that it stands for. */
  notice: NoticeRow;
  facts: z.output<typeof taskFacts>;
}

export const taskFacts = z.object({
  personId: z.string(),
  noticeId: z.string(),
  language: z.string(),
  text: z.string().exactOptional(),
  linkId: z.string().exactOptional(),
  reason: z.string().exactOptional(),
  /** Whoever it is for takes mail, and has had as many as they get in a week. */
  held: z.literal('weekly-limit').exactOptional(),
  replyId: z.string().exactOptional(),
  /** What whoever was asked to a meeting has answered. */
  attendance: z.enum(['accepted', 'declined', 'tentative']).exactOptional(),
  /** The follow-up of which it asks to confirm something. */
  confirms: z.string().exactOptional(),
});

/** Words to paste into another channel, no longer than such a message may be. */
export const cutToPassOn = (text: string): string => cut(text, passOnMaxCharacters);

/** What a task was written with. */
export const factsOf = ({ facts }: Pick<NoticeRow, 'facts'>) =>
  typeof facts === 'object' && facts !== null && !Array.isArray(facts) ? facts : {};

/**
 * Writes a task for our liaison, else the coordinator, else the director of the agreement's home unit; never for the person it
 * is about. Introducing somebody is the coordinator's before the liaison's: it is done in their name (DOMAIN 2a "First contact"); so is
 * a meeting to which somebody does not come.
 * Returns who is to be woken, null if there is nobody.
 */
export async function writeTask(
  tx: Transaction,
  entity: Pick<EntityNow, 'host'> | undefined,
  task: TaskDraft,
  at: string,
): Promise<string | null> {
  const unit = entity?.host.homeUnit;
  const near = [unit?.liaisonPostId, unit?.coordinatorPostId];
  if (coordinated.has(task.kind)) near.reverse();
  const line = [...near, unit?.directorPostId].filter((id): id is string => !!id);
  const seats = await seatsOf(tx, line, noStandIns, at);
  for (const postId of line) {
    const personId = seats.get(postId)?.personId;
    if (!personId || personId === task.facts.personId) continue;
    const text = task.facts.text ? { text: cutToPassOn(task.facts.text) } : {};
    await tx.notice.createMany({
      data: [
        {
          id: task.id,
          kind: task.kind,
          entityId: task.notice.entityId,
          agreementId: task.notice.agreementId,
          seq: task.notice.seq,
          postId,
          personId,
          facts: { ...task.facts, ...text },
          at: new Date(at),
        },
      ],
      skipDuplicates: true,
    });
    return personId;
  }
  return null;
}

const coordinated: ReadonlySet<TaskDraft['kind']> = new Set(['introduction-wanted', 'attendance']);

/** Whether what a task asks for has happened meanwhile. */
export async function isSettledTask(tx: Transaction, row: NoticeRow, at: string): Promise<boolean> {
  const facts: unknown = row.facts;
  const fact = (key: string): string => {
    const value: unknown = typeof facts === 'object' && facts !== null ? Reflect.get(facts, key) : '';
    return typeof value === 'string' ? value : '';
  };
  switch (row.kind) {
    case 'relay': {
      const passed = await tx.notice.findFirst({ where: { id: fact('noticeId'), status: 'open' } });
      if (!passed?.followUpId) return passed === null;
      const { entityId, followUpId: id } = passed;
      return (await tx.followUp.count({ where: { entityId, id, closedAt: { not: null } } })) > 0;
    }
    case 'introduction-wanted':
      return (await tx.person.count({ where: { id: fact('personId'), introducedAt: null } })) === 0;
    case 'answered':
    case 'absence-suggested':
      return (await tx.reply.count({ where: { id: fact('replyId'), readAt: null } })) === 0;
    case 'attendance':
      return isPastAnswer(tx, row, at);
    // The page of a month that is over is replaced by the next one.
    case 'monthly-page':
      return fact('month') < at.slice(0, 7);
    default:
      return false;
  }
}

/** The person has answered anew, or the meeting is over, was called off or moved: a change asks everybody again. */
async function isPastAnswer(tx: Transaction, { id, entityId, facts }: NoticeRow, at: string): Promise<boolean> {
  const told = taskFacts.safeParse(facts);
  const invitation = told.success ? await tx.notice.findUnique({ where: { id: told.data.noticeId } }) : null;
  const meeting = invitation ? meetingOf(invitation) : null;
  if (!told.success || !meeting || meeting.toOn < localDateOf(meeting.zone, at)) return true;
  const { personId } = told.data;
  const key = { entityId, meetingId: meeting.id, personId };
  const answered = await tx.attendance.findUnique({ where: { entityId_meetingId_personId: key } });
  const later = await tx.notice.findMany({
    where: { entityId, personId, kind: 'meeting', facts: { path: ['meeting', 'id'], equals: meeting.id } },
    select: { facts: true },
  });
  const isMoved = later.some((row) => (meetingOf(row)?.sequence ?? 0) > meeting.sequence);
  return isMoved || !answered || id !== attendanceTaskOf(key, answered.at.toISOString());
}
