import { z } from 'zod';
import { cut } from '../../domain/cut.ts';
import { passOnMaxCharacters } from '../../mail/write.ts';
import { noStandIns, seatsOf } from '../holders.ts';
import type { EntityNow, NoticeRow, Transaction } from './situation.ts';

/**
 * What the postbox asks of our own people: to pass something on, to introduce somebody, to look after mail that went astray, to read
 * what was answered.
 * Each is a notice like any other, kept under an id made from its occasion, so that a repeat writes nothing.
 */

export interface TaskDraft {
  id: string;
  kind: 'relay' | 'introduction-wanted' | 'undeliverable' | 'answered' | 'absence-suggested';
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
 * is about. Introducing somebody is the coordinator's before the liaison's: it is done in their name (DOMAIN 2a "First contact").
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
  if (task.kind === 'introduction-wanted') near.reverse();
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
    // The page of a month that is over is replaced by the next one.
    case 'monthly-page':
      return fact('month') < at.slice(0, 7);
    default:
      return false;
  }
}
