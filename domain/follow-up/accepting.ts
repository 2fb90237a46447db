import { z } from 'zod';
import { Role } from '../decider.ts';
import type { CommandSpec, Decision } from '../decider.ts';
import { followUpId, postId } from '../fields.ts';
import { refuse } from '../refusal.ts';
import { accepted, cameBack } from './hand-over.ts';
import type { FollowUpHost } from './host.ts';
import { isAssumed } from './lights.ts';
import { alreadyReported, followUpCommand } from './open.ts';
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
    const reported = alreadyReported(f);
    if (reported) return reported;
    if (isAssumed(f)) {
      return refuse('wrong-state', `${f.id} is a question already: answer it.`, `${f.id} 已是待答复事项，请直接答复。`);
    }
    const { reason } = d;
    const suggested = d.suggestedPostId ? { suggestedPostId: d.suggestedPostId } : {};
    if (f.handedFrom) return [cameBack(s, f, context, { why: 'declined', reason, ...suggested })];
    return [replan(s, f, context, { asks: true, reason, ...suggested })];
  },
});
