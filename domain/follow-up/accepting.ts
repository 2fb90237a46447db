import { z } from 'zod';
import { Role } from '../decider.ts';
import type { CommandSpec, Decision } from '../decider.ts';
import { followUpId, postId } from '../fields.ts';
import { refuse } from '../refusal.ts';
import { accepted, cameBack } from './hand-over.ts';
import type { FollowUpHost } from './host.ts';
import { alreadyReported, answering, followUpCommand } from './open.ts';
import type { Found } from './open.ts';
import { onlyTheirs } from './personal.ts';
import { replan } from './replan.ts';

const who = [Role.owner, Role.liaison, Role.coordinator, Role.director];

/** Its new owner takes what was handed over or came with the post; reporting, pausing or asking for time does so too. */
export const acceptFollowUp: CommandSpec<FollowUpHost> = followUpCommand({
  name: 'acceptFollowUp',
  path: 'follow-ups/{followUpId}/accept',
  who,
  describe: { en: 'Accept what was handed over, or came with the post', zh: '接受转交的事项，或随职务而来的事项' },
  schema: () => z.strictObject({ followUpId }),
  decide: ({ f }): Decision => {
    if (!f.handedFrom && !f.untaken)
      return refuse('wrong-state', `${f.id} waits for no acceptance.`, `${f.id} 无需接受。`);
    return [accepted(f)];
  },
});

/**
 * Not mine, of a matter of which nobody has said whose it is. Who may answer that and names a post has answered; from anybody else
 * the name goes to the coordinator, who is asked anew. Without a name nothing new is said, and the reader is told who decides.
 */
function whoseItIs(
  { s, f, context }: Found<FollowUpHost>,
  { reason, suggestedPostId }: { reason: string; suggestedPostId?: string },
): Decision {
  const decides = context.actor.roles.some((role) => answering.includes(role));
  if (suggestedPostId) {
    const to = decides ? { ownerPostId: suggestedPostId } : { asks: true, suggestedPostId };
    return [replan(s, f, context, { ...to, reason })];
  }
  return decides
    ? refuse(
        'wrong-state',
        'Nobody has said yet whose this is, and it is yours to decide: name the post that owes it, or drop it.',
        '该事项的责任人尚未确定，由您决定：请指定责任职务，或取消该事项。',
      )
    : refuse(
        'wrong-state',
        'It is open already whose this is: the coordinator decides, and nothing is asked of you until then. If you know whose it is, name the post.',
        '该事项的责任人尚未确定，由协调人决定，在此之前无需您办理。如您知道应由谁负责，请指定该职务。',
      );
}

/** What was handed over returns; what was assigned otherwise becomes a question to the coordinator. */
export const declineFollowUp: CommandSpec<FollowUpHost> = followUpCommand({
  name: 'declineFollowUp',
  path: 'follow-ups/{followUpId}/not-mine',
  who,
  describe: {
    en: 'Not mine: say why, and whose it may be; it returns to who had it, or becomes a question to the coordinator',
    zh: '非本人事项：说明理由，可建议责任职务；退回原责任职务，或由协调人答复',
  },
  schema: (t) => z.strictObject({ followUpId, reason: t.line, suggestedPostId: postId.optional() }),
  decide: ({ s, f, context }, d): Decision => {
    const no = onlyTheirs(f) ?? alreadyReported(f);
    if (no) return no;
    const { reason } = d;
    const suggested = d.suggestedPostId ? { suggestedPostId: d.suggestedPostId } : {};
    if (f.ownerCertainty === 'assumed') return whoseItIs({ s, f, context }, { reason, ...suggested });
    if (f.handedFrom) return [cameBack(s, f, context, { why: 'declined', reason, ...suggested })];
    return [replan(s, f, context, { asks: true, reason, ...suggested })];
  },
});
