import type { Proposal } from '../domain/propose.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { seatsOf } from './holders.ts';

type Transaction = Prisma.TransactionClient;

/**
 * Notices are written with the event that caused them; returns the people whose postboxes are to wake. What a vacant post is to
 * be told is its deputy's, else the coordinator's to read.
 */
export async function writeNotices(tx: Transaction, proposal: Proposal, coordinatorPostId: string): Promise<string[]> {
  const drafts = proposal.events.flatMap((event) =>
    (event.notify ?? []).map((notice, index) => ({ event, notice, index })),
  );
  if (drafts.length === 0) return [];
  const postIds = drafts.flatMap(({ notice }) => ('postId' in notice.to ? [notice.to.postId] : []));
  const seats = await seatsOf(tx, postIds, () => coordinatorPostId || null);
  const rows = drafts.map(({ event, notice, index }) => ({
    id: `${proposal.ref.id}/${event.seq}/${index}`,
    entityId: proposal.ref.id,
    agreementId: proposal.ref.agreementId,
    seq: event.seq,
    followUpId: notice.followUpId ?? null,
    kind: notice.kind,
    postId: 'postId' in notice.to ? notice.to.postId : null,
    personId: 'personId' in notice.to ? notice.to.personId : (seats.get(notice.to.postId)?.personId ?? null),
    facts: notice.facts,
    at: proposal.at,
  }));
  await tx.notice.createMany({ data: rows });
  return [...new Set(rows.flatMap((row) => (row.personId ? [row.personId] : [])))];
}

/** On a repeat: whoever still has an open notice of this entity; their postbox may have missed its call. */
export async function peopleToTell(tx: Transaction, proposal: Proposal): Promise<string[]> {
  const open = await tx.notice.findMany({
    where: { entityId: proposal.ref.id, seq: { gt: proposal.baseSeq }, status: 'open', personId: { not: null } },
    select: { personId: true },
    distinct: ['personId'],
  });
  return open.flatMap((notice) => (notice.personId ? [notice.personId] : []));
}
