import type { NoticeDraft } from '../decider.ts';
import { reportingLine } from '../follow-up/ladder.ts';
import type { HomeUnit } from '../follow-up/host.ts';
import { peopleTold, postReached } from '../follow-up/told-levels.ts';
import type { PersonAt } from '../follow-up/told-levels.ts';
import { Suppression } from './facts.ts';

/** Who reads a notice, by who holds which post: the recorder and every look ahead ask here. */

export interface Addressed {
  postId: string | null;
  personId: string | null;
  /** It is written down and told to nobody. */
  reason: Suppression | null;
}

interface Seating {
  homeUnit: HomeUnit;
  personAt: PersonAt;
}

/** @param by id of whoever acted; `system` for what falls due */
export function addressed(notice: NoticeDraft, { by, ...seating }: Seating & { by: string }): Addressed {
  const postId = readerPost(notice, seating);
  const personId = 'personId' in notice.to ? notice.to.personId : seating.personAt(postId ?? '', notice.kind);
  return { postId, personId, reason: needless(notice, personId, by, seating) };
}

/** The posts of which it has to be known who holds them, before it is clear who reads a notice. */
export function postsToAsk(notice: NoticeDraft, homeUnit: HomeUnit): string[] {
  const posts = [addressedPost(notice), ...postsAsked(notice, reportingLine(homeUnit))];
  return posts.filter((id) => id !== null);
}

/** Who enters something knows that it is theirs (DOMAIN 2a), or which date they set; who heard of it at a level below is not told as the next. */
function needless(notice: NoticeDraft, personId: string | null, by: string, at: Seating): Suppression | null {
  if ((notice.kind === 'assigned' || notice.kind === 'extension-agreed') && personId === by)
    return Suppression['own-act'];
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
