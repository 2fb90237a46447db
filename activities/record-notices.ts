import type { HomeUnit } from '../domain/follow-up/host.ts';
import { addressed, postsToAsk } from '../domain/notices/addressing.ts';
import type { PersonAt } from '../domain/notices/addressing.ts';
import type { Proposal } from '../domain/propose.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { seatsOf } from './holders.ts';

type Transaction = Prisma.TransactionClient;

/**
 * Notices are written with the event that caused them; returns the people whose postboxes are to wake. What a vacant post is to
 * be told is its deputy's, else the coordinator's to read.
 */
export async function writeNotices(tx: Transaction, proposal: Proposal, homeUnit: HomeUnit): Promise<string[]> {
  const drafts = proposal.events.flatMap((event) =>
    (event.notify ?? []).map((notice, index) => ({ event, notice, index })),
  );
  if (drafts.length === 0) return [];
  const postIds = drafts.flatMap(({ notice }) => postsToAsk(notice, homeUnit));
  const seats = await seatsOf(tx, [...new Set(postIds)], () => homeUnit.coordinatorPostId || null);
  const personAt: PersonAt = (postId) => seats.get(postId)?.personId ?? null;
  const rows = drafts.map(({ event, notice, index }) => {
    const { postId, personId, reason } = addressed(notice, { homeUnit, personAt, by: event.by });
    return {
      id: `${proposal.ref.id}/${event.seq}/${index}`,
      entityId: proposal.ref.id,
      agreementId: proposal.ref.agreementId,
      seq: event.seq,
      followUpId: notice.followUpId ?? null,
      kind: notice.kind,
      postId,
      personId,
      facts: notice.facts,
      at: proposal.at,
      status: reason ? 'suppressed' : 'open',
      reason,
      settledAt: reason ? proposal.at : null,
    };
  });
  await tx.notice.createMany({ data: rows });
  return [...new Set(rows.flatMap((row) => (row.personId && row.status === 'open' ? [row.personId] : [])))];
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
