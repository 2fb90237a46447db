import { Role } from '../decider.ts';
import type { Context, NoticeDraft } from '../decider.ts';
import type { FollowUp, FollowUpHost } from './host.ts';
import { isAssumed } from './lights.ts';
import { noticeOf } from './notice.ts';
import { holds } from './who.ts';

/**
 * Whoever asked for a later date reads how it was decided, by which post, and that a day off does not stand as a date: a request that
 * is only ever answered by the next reminder is not asked twice.
 */

/** For which post somebody asks: as its owner, or as our liaison, to whom it has climbed. Null where neither is known. */
export function askingPost({ homeUnit }: FollowUpHost, f: FollowUp, context: Context): string | null {
  const { liaisonPostId } = homeUnit;
  if (holds(context, f.ownerPostId)) return f.ownerPostId;
  const isLiaison = holds(context, liaisonPostId) || !context.actor.roles.includes(Role.owner);
  return isLiaison ? liaisonPostId : f.ownerPostId;
}

/** The post to which a decision about a later date goes. */
export const askedFor = ({ homeUnit }: FollowUpHost, { extensionAskedBy, ownerPostId }: FollowUp): string =>
  extensionAskedBy ?? ownerPostId ?? homeUnit.coordinatorPostId;

/** The post of ours in whose place somebody decides; null where that is not known. */
function decidingPost({ homeUnit }: FollowUpHost, context: Context): string | null {
  const { coordinatorPostId, directorPostId } = homeUnit;
  if (holds(context, coordinatorPostId)) return coordinatorPostId;
  if (holds(context, directorPostId)) return directorPostId;
  const { roles } = context.actor;
  if (roles.includes(Role.coordinator)) return coordinatorPostId;
  return roles.includes(Role.director) ? directorPostId : null;
}

/** What a mail tells of a decision: what was asked for whom, and who decided. */
export function decidedFacts(s: FollowUpHost, f: FollowUp, context: Context): NoticeDraft['facts'] {
  const decidedByPostId = decidingPost(s, context);
  return {
    ...(f.extensionAsked ? { askedDueOn: f.extensionAsked.dueOn, askedByPostId: askedFor(s, f) } : {}),
    ...(decidedByPostId ? { decidedByPostId } : {}),
  };
}

/** A date as it was named, and as it was set: another where the first is a day off. */
interface SetDate {
  namedOn: string;
  next: FollowUp;
  reason?: string | undefined;
}

/**
 * Tells of a date that another set: whoever asked for one, and whoever owes it where that is somebody else. Nobody reads so of what
 * was only assumed: there the answer to a question is told, if at all, by whose it is then.
 *
 * @param toOwner whether the owner reads of it though nobody has asked
 */
export function dateAgreed(
  s: FollowUpHost,
  f: FollowUp,
  context: Context,
  { set: { namedOn, next, reason }, toOwner }: { set: SetDate; toOwner: boolean },
): NoticeDraft[] {
  if (isAssumed(f)) return [];
  const owner = toOwner && next.dueOn !== f.dueOn ? [next.ownerPostId] : [];
  const posts = f.extensionAsked ? [askedFor(s, f), ...owner] : owner;
  const facts = {
    ...decidedFacts(s, f, context),
    wasDueOn: f.dueOn,
    ...(namedOn === next.dueOn ? {} : { namedDueOn: namedOn }),
    ...(reason ? { reason } : {}),
  };
  return [...new Set(posts)].flatMap((post) => (post ? [noticeOf(s, next, 'extension-agreed', post, facts)] : []));
}
