import type { EventDraft } from '../decider.ts';
import type { FollowUpKind } from '../policy/defaults.ts';
import type { FollowUpHost } from './host.ts';

/** Asked of one side: whoever sees to it, the answer is recorded for that side. */
const askedOfSide: ReadonlySet<FollowUpKind> = new Set<FollowUpKind>(['minutes-confirmation', 'need-ask']);

export const staysWithSide = (kind: FollowUpKind): boolean => askedOfSide.has(kind);

/** Who has another owner after this event, and whom the directory is asked for: the post. What returned has its former side. */
function newOwner(host: FollowUpHost, { type, data }: EventDraft): string | null {
  const f = host.followUps[String(data['id'])];
  const { ownerPostId } = data;
  if (type !== 'followUpReplanned' || !f || staysWithSide(f.kind) || data['cameBack']) return null;
  return typeof ownerPostId === 'string' && ownerPostId !== f.ownerPostId ? ownerPostId : null;
}

/** The posts that own something only since these events. */
export const newOwners = (host: FollowUpHost, events: readonly EventDraft[]): string[] =>
  events.flatMap((event) => newOwner(host, event) ?? []);

/**
 * The events of one pass, where whose turn it is follows a new owner to its organisation. Posts are carried without theirs, so the
 * recorder, which can ask the directory, says it.
 *
 * @param host as before the events
 * @param organisationOf the organisation of a post; null of one that nobody knows
 */
export function followingOwners<E extends EventDraft>(
  host: FollowUpHost,
  events: readonly E[],
  organisationOf: (postId: string) => string | null,
): E[] {
  return events.map((event) => {
    const sideOrgId = organisationOf(newOwner(host, event) ?? '');
    return sideOrgId ? { ...event, data: { ...event.data, sideOrgId } } : event;
  });
}
