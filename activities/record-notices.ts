import type { NoticeDraft } from '../domain/decider.ts';
import { reportingLine } from '../domain/follow-up/ladder.ts';
import type { HomeUnit } from '../domain/follow-up/host.ts';
import { Suppression } from '../domain/notices/facts.ts';
import type { Proposal } from '../domain/propose.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { seatsOf } from './holders.ts';

type Transaction = Prisma.TransactionClient;
type PersonAt = (postId: string) => string | null;

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
  const seats = await seatsOf(tx, [...new Set(known)], () => homeUnit.coordinatorPostId || null);
  const personAt: PersonAt = (postId) => seats.get(postId)?.personId ?? null;
  const rows = drafts.map(({ event, notice, index }) => {
    const postId = readerPost(notice, { line, leaderPostId: homeUnit.leaderPostId, personAt });
    const personId = 'personId' in notice.to ? notice.to.personId : personAt(postId ?? '');
    const reason = needless(notice, personId, event.by, personAt);
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

/** Who enters something knows that it is theirs (DOMAIN 2a); who heard of it at the level below is not told as the next. */
function needless(notice: NoticeDraft, personId: string | null, by: string, personAt: PersonAt): Suppression | null {
  if (notice.kind === 'assigned' && personId === by) return Suppression['own-act'];
  const isTold = personId !== null && listIn(notice, 'toldPostIds').some((post) => personAt(post) === personId);
  return isTold ? Suppression['told-before'] : null;
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

/** Kinds that ask somebody above the owner; only they may have to pass by a post. */
const asksAbove = (notice: NoticeDraft, line: readonly string[]): boolean =>
  (notice.kind === 'escalation' || notice.kind === 'reported') && line.includes(addressedPost(notice) ?? '');

const postsAsked = (notice: NoticeDraft, line: readonly string[]): (string | null)[] =>
  asksAbove(notice, line) ? [textIn(notice, 'ownerPostId'), ...listIn(notice, 'toldPostIds'), ...line] : [];

/**
 * Nobody is escalated to themselves or asked to confirm what they did: one person may hold several posts, so the notice goes to
 * the next post of the line whose holder is neither the owner, nor the one who reported, nor told at a level below; to the post
 * itself if there is none. A leader is never told in another's place: that would be a surprise (DOMAIN 2a "Face").
 */
function readerPost(
  notice: NoticeDraft,
  { line, leaderPostId, personAt }: { line: readonly string[]; leaderPostId: string | null; personAt: PersonAt },
): string | null {
  const postId = addressedPost(notice);
  if (postId === null || !asksAbove(notice, line)) return postId;
  const told = listIn(notice, 'toldPostIds').map(personAt);
  const passedBy = [personAt(textIn(notice, 'ownerPostId') ?? ''), textIn(notice, 'reportedBy'), ...told];
  const isOther = (candidate: string): boolean => {
    const person = personAt(candidate);
    return person !== null && !passedBy.includes(person) && (candidate === postId || candidate !== leaderPostId);
  };
  return line.slice(line.indexOf(postId)).find(isOther) ?? postId;
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
