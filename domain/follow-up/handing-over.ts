import type { Context, EventDraft } from '../decider.ts';
import { climbsOnAt, hasClimbed } from './climbing-on.ts';
import type { FollowUp, FollowUpHost } from './host.ts';
import { replan } from './replan.ts';
import { holds } from './who.ts';

/**
 * Hands a matter to a post, which has to accept it unless it is the giver's own. What is late does not begin anew by being passed
 * from one post of a person to another of the same.
 */
export function handOver(
  s: FollowUpHost,
  f: FollowUp,
  context: Context,
  { ownerPostId, reason }: { ownerPostId: string; reason: string },
): EventDraft {
  const isOwn = holds(context, ownerPostId);
  const standsAsItIs = isOwn && holds(context, f.ownerPostId) && !f.handedFrom && !f.reportedOn;
  return standsAsItIs && hasClimbed(s, f, context)
    ? climbsOnAt(s, f, context, { ownerPostId, reason })
    : replan(s, f, context, { ownerPostId, reason, toBeAccepted: !isOwn });
}
