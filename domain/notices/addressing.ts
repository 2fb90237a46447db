import type { NoticeDraft } from '../decider.ts';
import { reportingLine } from '../follow-up/ladder.ts';
import type { HomeUnit } from '../follow-up/host.ts';
import { Suppression } from './facts.ts';

/** Who reads a notice, by who holds which post: the recorder and every look ahead ask here. */

export type PersonAt = (postId: string) => string | null;

export interface Addressed {
  postId: string | null;
  personId: string | null;
  /** It is written down and told to nobody. */
  reason: Suppression | null;
}

/** @param by id of whoever acted; `system` for what falls due */
export function addressed(
  notice: NoticeDraft,
  { homeUnit, personAt, by }: { homeUnit: HomeUnit; personAt: PersonAt; by: string },
): Addressed {
  const postId = readerPost(notice, {
    line: reportingLine(homeUnit),
    leaderPostId: homeUnit.leaderPostId,
    personAt,
  });
  const personId = 'personId' in notice.to ? notice.to.personId : personAt(postId ?? '');
  return { postId, personId, reason: needless(notice, personId, by, personAt) };
}

/** The posts of which it has to be known who holds them, before it is clear who reads a notice. */
export function postsToAsk(notice: NoticeDraft, homeUnit: HomeUnit): string[] {
  const posts = [addressedPost(notice), ...postsAsked(notice, reportingLine(homeUnit))];
  return posts.filter((id) => id !== null);
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
