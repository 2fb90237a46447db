import { absenceRefused } from '../domain/directory/reach.ts';
import type { Database } from '../prisma/client.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { refuse } from '../domain/refusal.ts';
import { refused } from './problem.ts';

/** What becomes of a mail that came back: it is read, or the absence that it suggests is noted. Whoever does so first counts. */

export interface ReadBy {
  by: string;
  /** Business now. */
  at: string;
}

/**
 * Says that it was read; of an absence, that none is noted. Returns whose postbox is to look again: what waited for somebody to read
 * their answer goes on.
 */
export async function markRead(db: Pick<Database, 'reply'>, id: string, { by, at }: ReadBy): Promise<string[]> {
  await db.reply.updateMany({ where: { id, readAt: null }, data: { readAt: new Date(at), readBy: by } });
  const reply = await db.reply.findUnique({ where: { id }, select: { personId: true } });
  return reply ? [reply.personId] : [];
}

export interface SuggestedDays {
  /** Left out: those that the mail names. */
  fromOn?: string | undefined;
  toOn?: string | undefined;
  deputyPersonId?: string | null | undefined;
}

/**
 * Notes the absence that a mailbox suggests. Returns whom it is about and who stands in, whose postboxes are to look again; null
 * where somebody has decided before, and nothing is written.
 * @throws Problem where it names no days and none are given, or they do not fit
 */
export async function noteSuggestedAbsence(
  db: Database,
  id: string,
  days: SuggestedDays,
  readBy: ReadBy,
): Promise<(string | null)[] | null> {
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM reply WHERE id = ${id} FOR UPDATE`;
    const reply = await tx.reply.findUnique({ where: { id } });
    if (reply?.kind !== 'absence') {
      throw refused(refuse('unknown-item', `There is no suggested absence ${id}.`, `没有建议登记的休假 ${id}。`));
    }
    if (reply.readAt !== null) return null;
    const fromOn = days.fromOn ?? reply.awayFromOn;
    const toOn = days.toOn ?? reply.awayToOn;
    if (!fromOn || !toOn) throw refused(noDays);
    const person = await tx.person.findUniqueOrThrow({ where: { id: reply.personId } });
    const { deputyPersonId = null } = days;
    const deputy = deputyPersonId ? await tx.person.findUnique({ where: { id: deputyPersonId } }) : null;
    if (deputyPersonId && !deputy) throw refused(unknownDeputy);
    const refusal = absenceRefused(person, { fromOn, toOn, deputyPersonId }, deputy);
    if (refusal) throw refused(refusal);
    const { by, at } = readBy;
    const absence = { personId: person.id, fromOn, toOn, deputyPersonId, by, at: new Date(at) };
    const { id: absenceId } = await tx.absence.create({ data: absence });
    await settleSuggestions(tx, person.id, absenceId, readBy);
    return [person.id, deputyPersonId];
  });
}

/** What a mailbox said before a person's absence was noted, or it was said that there is none, needs no reader any more. */
export async function settleSuggestions(
  tx: Prisma.TransactionClient,
  personId: string,
  absenceId: number | null,
  { by, at }: ReadBy,
): Promise<void> {
  await tx.reply.updateMany({
    where: { personId, kind: 'absence', readAt: null },
    data: { readAt: new Date(at), readBy: by, absenceId },
  });
}

const noDays = refuse(
  'shape-invalid',
  'The mail names no days: give the first and the last day of the absence.',
  '该邮件未写明日期：请填写休假的第一天和最后一天。',
);
const unknownDeputy = refuse(
  'deputy-unfit',
  'Nobody of this id is known. Choose a colleague, or nobody.',
  '没有此人。请选择本单位同事，或不指定代理人。',
);

/** How many answers by mail wait to be read, of agreements by id. */
export async function unreadAnswers(db: Database, agreementIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.reply.groupBy({
    by: ['agreementId'],
    where: { agreementId: { in: [...agreementIds] }, kind: 'answer', readAt: null },
    _count: true,
  });
  return new Map(rows.map(({ agreementId, _count }) => [agreementId, _count]));
}

/**
 * Which matters whoever was asked has answered about by mail, and nobody has read it yet: `<entity id> <follow-up id>` each. What came
 * from another address waits to be read as well, and answers no matter.
 */
export async function answeredUnread(db: Database, entityIds: readonly string[]): Promise<Set<string>> {
  const rows = await db.reply.findMany({
    where: { entityId: { in: [...entityIds] }, kind: 'answer', readAt: null, pausedUntilAt: { not: null } },
    select: { entityId: true, followUpIds: true },
  });
  return new Set(rows.flatMap(({ entityId, followUpIds }) => followUpIds.map((id) => `${entityId} ${id}`)));
}

/** The same of one agreement and its plans, or of one plan. */
export function countUnread(db: Database, { id, kind }: { id: string; kind: string }): Promise<number> {
  const where = kind === 'agreement' ? { agreementId: id } : { entityId: id };
  return db.reply.count({ where: { ...where, kind: 'answer', readAt: null } });
}
