import { introductionLetterTo } from '../domain/notices/facts.ts';
import type { Database } from '../prisma/client.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { Problem } from './problem.ts';

export interface IntroduceInput {
  personId: string;
  /** In whose name; null where only a name is known. */
  byPersonId: string | null;
  byName: string;
  /** Business now. */
  at: string;
  /** The cooperation it is about; left out, that of the mail which waits. */
  agreementId?: string | undefined;
}

export type Introduction = {
  personId: string;
  introducedAt: string;
  /** False where it had been done before: no second letter goes out. */
  isNew: boolean;
};

/**
 * Releases an introducing mail to an outside person in a colleague's name; from then on what was held goes out (DOMAIN 2a "First
 * contact"). Wake the person's postbox afterwards.
 * @throws Problem `unknown-person`, `wrong-state` for our own people, `shape-invalid` where no cooperation or nobody is named
 */
export async function introducePerson(db: Database, input: IntroduceInput): Promise<Introduction> {
  return db.$transaction((tx) => introduce(tx, input));
}

async function introduce(tx: Prisma.TransactionClient, input: IntroduceInput): Promise<Introduction> {
  const { personId, at } = input;
  const person = await tx.person.findUnique({ where: { id: personId } });
  if (!person) throw new Problem('unknown-person', `There is no ${personId}.`, { detailZh: `没有 ${personId}。` });
  if (person.ours) {
    throw new Problem('wrong-state', `${personId} is one of our own people and needs no introduction.`, {
      detailZh: `${personId} 是我方人员，无需介绍。`,
    });
  }
  if (person.introducedAt) return { personId, introducedAt: person.introducedAt.toISOString(), isNew: false };
  if (!input.byPersonId && input.byName === '') throw inNobodysName();
  const held = await tx.notice.findFirst({
    where: { personId, status: 'open', ...(input.agreementId ? { agreementId: input.agreementId } : {}) },
    orderBy: { at: 'asc' },
  });
  const agreementId = input.agreementId ?? held?.agreementId;
  const entity = agreementId ? await tx.entity.findUnique({ where: { id: agreementId } }) : null;
  if (!entity) {
    throw new Problem('shape-invalid', 'No mail waits for this person: name the cooperation.', {
      detailZh: '没有待发给此人的邮件：请注明合作。',
      errors: [
        {
          pointer: '/agreementId',
          detail: 'is needed, because no mail waits for this person',
          detailZh: '必填，因为没有待发给此人的邮件',
        },
      ],
    });
  }
  const introducedAt = new Date(at);
  await tx.person.update({
    where: { id: personId },
    data: { introducedAt, introducedIn: entity.id, version: { increment: 1 } },
  });
  await tx.notice.createMany({
    data: [
      {
        id: introductionLetterTo(personId),
        entityId: entity.id,
        agreementId: entity.id,
        seq: entity.seq,
        kind: 'introduction',
        postId: null,
        personId,
        facts: { byPersonId: input.byPersonId, byName: input.byName },
        at: introducedAt,
      },
    ],
    skipDuplicates: true,
  });
  return { personId, introducedAt: introducedAt.toISOString(), isNew: true };
}

/** A token that stands for no person writes no letter in its own name (DOMAIN 2a "First contact"). */
const inNobodysName = (): Problem =>
  new Problem('shape-invalid', 'An introduction is written in somebody’s name, and your token stands for nobody.', {
    detailZh: '介绍信须以某人名义发出，而您的令牌未对应任何人员。',
    errors: [
      {
        pointer: '/byPersonId',
        detail: 'is needed, or byName: in whose name it is written',
        detailZh: '必填（或填写 byName）：以何人名义介绍',
      },
    ],
  });

/** How a notice was passed on by hand. */
export interface PassedOn {
  by: string;
  how: string;
  /** Business instant; not after now. */
  at: string;
}

/**
 * Ends a notice as relayed: passed on by whom, how, when. A repeat changes nothing.
 * @throws Problem `unknown-item`, `wrong-state` when it was not waiting to be passed on
 */
export async function passOn(db: Database, noticeId: string, passed: PassedOn): Promise<{ isNew: boolean }> {
  const changed = await db.notice.updateMany({
    where: { id: noticeId, status: 'open', OR: [{ reason: 'relay' }, { reason: { startsWith: 'held: ' } }] },
    data: { status: 'relayed', settledAt: new Date(passed.at), relay: { ...passed } },
  });
  if (changed.count === 1) return { isNew: true };
  const notice = await db.notice.findUnique({ where: { id: noticeId }, select: { status: true } });
  if (!notice)
    throw new Problem('unknown-item', `There is no notice ${noticeId}.`, { detailZh: `没有通知 ${noticeId}。` });
  if (notice.status === 'relayed') return { isNew: false };
  throw new Problem('wrong-state', `${noticeId} does not wait to be passed on; it is ${notice.status}.`, {
    detailZh: `${noticeId} 无需转达，现为 ${notice.status}。`,
  });
}
