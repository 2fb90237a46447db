import { NoticeKind } from '../domain/decider.ts';
import type { Account } from '../domain/foresight/explain.ts';
import type { MayKnow } from './known-needs.ts';
import { isForReader } from './reader.ts';
import type { NamedPost, Reader } from './reader.ts';

const kinds: ReadonlySet<string> = new Set(Object.values(NoticeKind));

/** Whether a stored kind is a notice about the matter, and no task of the post office. */
export const isNoticeKind = (kind: string): kind is NoticeKind => kinds.has(kind);

/**
 * What of an account a reader may see. Somebody of another side reads what is theirs: the matter if their organisation owes it or
 * their posts are told of it, and of notices and of what comes only their own. Null where nothing is theirs.
 */
export function ofReader(
  account: Account,
  reader: Reader,
  { posts, mayKnow }: { posts: ReadonlyMap<string, NamedPost>; mayKnow: MayKnow },
): Account | null {
  // What one party needs is not for the others to know; who was asked, not for leaders either.
  if (!mayKnow({ ...account.about, ownerPostId: account.owner.postId })) return null;
  if (reader.isOurs) return account;
  const { sideOrgId, postId } = account.owner;
  const told = account.told.filter(
    (notice) => isNoticeKind(notice.kind) && isForReader(reader, { ...notice, what: notice.kind, sideOrgId }, posts),
  );
  const next = account.next.filter((row) => isForReader(reader, row, posts));
  const isTheirs =
    sideOrgId === reader.organisationId ||
    told.length > 0 ||
    next.length > 0 ||
    posts.get(postId ?? '')?.organisationId === reader.organisationId;
  // Where a rule comes from, and the data behind a calendar, are for our own people.
  const basis = { ...account.basis, origin: null, calendarId: null, calendarVersion: null };
  const owner = { ...account.owner, untakenSinceOn: null };
  return isTheirs ? { ...account, owner, meetingListOn: null, basis, told, next, untold: [] } : null;
}
