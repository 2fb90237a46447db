import type { RecordedEvent } from '../domain/decider.ts';
import type { FollowUpHost, HomeUnit } from '../domain/follow-up/host.ts';
import { followingOwners, newOwners } from '../domain/follow-up/side.ts';
import { passingByTold, postsOfLadder } from '../domain/follow-up/told-levels.ts';
import type { PersonAt } from '../domain/follow-up/told-levels.ts';
import { addressed, postsToAsk } from '../domain/notices/addressing.ts';
import type { Proposal } from '../domain/propose.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { seatFor, seatsOf, standInsOf } from './holders.ts';

type Transaction = Prisma.TransactionClient;

/**
 * Who reads for these posts at an instant of business time: of somebody who is away the deputy, of a vacant post the deputy's
 * holder, else the first of our own line.
 */
async function holdersNow(
  tx: Transaction,
  postIds: readonly string[],
  homeUnit: HomeUnit,
  at: string,
): Promise<PersonAt> {
  const seats = await seatsOf(tx, [...new Set(postIds)], (id) => standInsOf(homeUnit, id), at);
  return (postId, kind) => seatFor(seats.get(postId), kind)?.personId ?? null;
}

/** The proposal with the next rungs as the present holders of the line need them: nobody is waited for who knows already. */
export async function passedByTold(tx: Transaction, proposal: Proposal, host: FollowUpHost): Promise<RecordedEvent[]> {
  if (!proposal.events.some(({ data }) => data['again'])) return proposal.events;
  const { at, events } = proposal;
  const personAt = await holdersNow(tx, postsOfLadder(host), host.homeUnit, at);
  return passingByTold(host, events, { at, personAt });
}

/** The events of the proposal, where a matter that has a new owner is that organisation's turn; `host` is as before them. */
export async function withSides(tx: Transaction, { events }: Proposal, host: FollowUpHost): Promise<RecordedEvent[]> {
  const ids = newOwners(host, events);
  if (ids.length === 0) return events;
  const posts = await tx.post.findMany({ where: { id: { in: ids } }, select: { id: true, organisationId: true } });
  const known = new Map(posts.map(({ id, organisationId }) => [id, organisationId]));
  return followingOwners(host, events, (postId) => known.get(postId) ?? null);
}

/**
 * Notices are written with the event that caused them; returns the people whose postboxes are to wake. What a vacant post is to
 * be told is its deputy's, else the coordinator's to read.
 */
export async function writeNotices(tx: Transaction, proposal: Proposal, homeUnit: HomeUnit): Promise<string[]> {
  const drafts = proposal.events.flatMap((event) =>
    (event.notify ?? []).map((notice, index) => ({ event, notice, index })),
  );
  if (drafts.length === 0) return [];
  const personAt = await holdersNow(
    tx,
    drafts.flatMap(({ notice }) => postsToAsk(notice, homeUnit)),
    homeUnit,
    proposal.at,
  );
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
