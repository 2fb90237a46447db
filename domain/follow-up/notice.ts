import type { NoticeDraft } from '../decider.ts';
import type { FollowUp, FollowUpHost } from './host.ts';
import { isAssumed } from './lights.ts';

/** Facts of a notice: ids and dates that the mail is composed from. */
export function noticeOf(
  host: FollowUpHost,
  f: FollowUp,
  kind: NoticeDraft['kind'],
  postId: string,
  facts: NoticeDraft['facts'] = {},
): NoticeDraft {
  return {
    to: { postId },
    kind,
    followUpId: f.id,
    facts: {
      followUpKind: f.kind,
      about: { ...f.about },
      ownerPostId: f.ownerPostId,
      dueOn: f.dueOn,
      assumed: isAssumed(f),
      ...(kind === 'reported' ? { reportedBy: f.reportedBy } : {}),
      ...facts,
    },
  };
}
