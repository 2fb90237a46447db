import type { NoticeDraft, RecordedEvent } from '../domain/decider.ts';
import { reportingLine } from '../domain/follow-up/ladder.ts';
import type { FollowUpHost, HomeUnit } from '../domain/follow-up/host.ts';
import { passingByTold, peopleTold, postReached, postsOfLadder } from '../domain/follow-up/told-levels.ts';
import type { PersonAt } from '../domain/follow-up/told-levels.ts';
import { Suppression } from '../domain/notices/facts.ts';
import type { Proposal } from '../domain/propose.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { seatsOf, standInLine } from './holders.ts';

type Transaction = Prisma.TransactionClient;

interface Seating {
  homeUnit: HomeUnit;
  personAt: PersonAt;
}

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
  const seats = await seatsOf(tx, [...new Set(postIds)], () => standInLine(homeUnit), at);
  return (postId) => seats.get(postId)?.personId ?? null;
}

/** The proposal with the next rungs as the present holders of the line need them: nobody is waited for who knows already. */
export async function passedByTold(tx: Transaction, proposal: Proposal, host: FollowUpHost): Promise<RecordedEvent[]> {
  if (!proposal.events.some(({ data }) => data['again'])) return proposal.events;
  const { at, events } = proposal;
  const personAt = await holdersNow(tx, postsOfLadder(host), host.homeUnit, at);
  return passingByTold(host, events, { at, personAt });
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
  const line = reportingLine(homeUnit);
  const postIds = drafts.flatMap(({ notice }) => [addressedPost(notice), ...postsAsked(notice, line)]);
  const known = postIds.filter((id) => id !== null);
  const personAt = await holdersNow(tx, known, homeUnit, proposal.at);
  const seating = { homeUnit, personAt };
  const rows = drafts.map(({ event, notice, index }) => {
    const postId = readerPost(notice, seating);
    const personId = 'personId' in notice.to ? notice.to.personId : personAt(postId ?? '');
    const reason = needless(notice, personId, event.by, seating);
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

/** Who enters something knows that it is theirs (DOMAIN 2a); who heard of it at a level below is not told as the next. */
function needless(notice: NoticeDraft, personId: string | null, by: string, at: Seating): Suppression | null {
  if (notice.kind === 'assigned' && personId === by) return Suppression['own-act'];
  const isTold = personId !== null && toldBelow(notice, at).includes(personId);
  return isTold ? Suppression['told-before'] : null;
}

/** Whom the levels below have reached. */
function toldBelow(notice: NoticeDraft, { homeUnit, personAt }: Seating): (string | null)[] {
  const toldPostIds = listIn(notice, 'toldPostIds');
  if (toldPostIds.length === 0) return [];
  return peopleTold(homeUnit, personAt, { ownerPostId: textIn(notice, 'ownerPostId'), toldPostIds }).slice(1);
}

const addressedPost = ({ to }: NoticeDraft): string | null => ('postId' in to ? to.postId : null);
const textIn = ({ facts }: NoticeDraft, key: string): string | null => {
  const value = facts[key];
  return typeof value === 'string' ? value : null;
};

const listIn = ({ facts }: NoticeDraft, key: string): string[] => {
  const value = facts[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
};

const climbing: ReadonlySet<string> = new Set(['escalation', 'reported', 'duties-not-accepted']);
/** Kinds that ask somebody above the owner; only they may have to pass by a post. */
const asksAbove = (notice: NoticeDraft, line: readonly string[]): boolean =>
  climbing.has(notice.kind) && line.includes(addressedPost(notice) ?? '');

const postsAsked = (notice: NoticeDraft, line: readonly string[]): (string | null)[] =>
  asksAbove(notice, line) ? [textIn(notice, 'ownerPostId'), ...listIn(notice, 'toldPostIds'), ...line] : [];

/**
 * Nobody is escalated to themselves or asked to confirm what they did: one person may hold several posts, so the notice goes to
 * the next post of the line whose holder is neither the owner, nor the one who reported, nor told at a level below.
 */
function readerPost(notice: NoticeDraft, seating: Seating): string | null {
  const { homeUnit, personAt } = seating;
  const postId = addressedPost(notice);
  if (postId === null || !asksAbove(notice, reportingLine(homeUnit))) return postId;
  const owner = personAt(textIn(notice, 'ownerPostId') ?? '');
  const passedBy = [owner, textIn(notice, 'reportedBy'), ...toldBelow(notice, seating)];
  return postReached(homeUnit, postId, { personAt, passedBy });
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
