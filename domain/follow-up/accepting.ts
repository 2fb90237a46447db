import { z } from 'zod';
import { Role } from '../decider.ts';
import type { CommandSpec, Context, Decision } from '../decider.ts';
import { followUpId, postId } from '../fields.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { asksWhose, climbsOn, hasClimbed } from './climbing-on.ts';
import { accepted, cameBack } from './hand-over.ts';
import { handOver } from './handing-over.ts';
import type { FollowUp, FollowUpHost } from './host.ts';
import { alreadyReported, answering, followUpCommand } from './open.ts';
import type { Found } from './open.ts';
import { onlyTheirs } from './personal.ts';
import { replan } from './replan.ts';
import { holds } from './who.ts';

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

interface Said {
  reason: string;
  suggestedPostId?: string;
}

/** Whether who says "not mine" of a matter is the one who would be asked whose it is: then there is nobody to pass the question to. */
export const asksThemselves = (s: FollowUpHost, f: FollowUp, context: Context): boolean =>
  f.ownerPostId === asksWhose(s) || holds(context, asksWhose(s));

/**
 * Not mine, of a matter of which nobody has said whose it is. Who may answer that and names a post has answered; from anybody else
 * the name goes to the coordinator, who is asked anew. Without a name nothing new is said, and the reader is told who decides.
 */
function whoseItIs(found: Found<FollowUpHost>, { reason, suggestedPostId }: Said): Decision {
  const { s, f, context } = found;
  const decides = context.actor.roles.some((role) => answering.includes(role)) || holds(context, asksWhose(s));
  if (suggestedPostId) {
    return decides && suggestedPostId !== f.ownerPostId
      ? [handOver(s, f, context, { ownerPostId: suggestedPostId, reason })]
      : [replan(s, f, context, decides ? { ownerPostId: suggestedPostId } : { asks: true, suggestedPostId, reason })];
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

/** Refuses a bare "not mine" of who would be asked whose it is. */
function nobodyToAsk(): Refusal {
  const refusal = refuse(
    'owner-to-be-named',
    'Whose this is would be asked of you: name the post that owes it, ask for a later date, or decide about it. Until then it goes on as it stands.',
    '该事项由谁负责，正应由您答复：请指定责任职务，或申请延期，或就该事项作出决定；在此之前一切照旧。',
  );
  return { ...refusal, faults: [{ pointer: '/suggestedPostId', detail: refusal.detail }] };
}

/** What was assigned and is late climbs on with who decides; what is not becomes a question to the same. */
function notTheirs(found: Found<FollowUpHost>, said: Said): Decision {
  const { s, f, context } = found;
  const { reason, suggestedPostId } = said;
  if (asksThemselves(s, f, context)) {
    return suggestedPostId && suggestedPostId !== f.ownerPostId
      ? [handOver(s, f, context, { ownerPostId: suggestedPostId, reason })]
      : nobodyToAsk();
  }
  return [hasClimbed(s, f, context) ? climbsOn(s, f, context, said) : replan(s, f, context, { asks: true, ...said })];
}

/** What was handed over returns; what was assigned otherwise becomes a question to the coordinator, or climbs on with them. */
export const declineFollowUp: CommandSpec<FollowUpHost> = followUpCommand({
  name: 'declineFollowUp',
  path: 'follow-ups/{followUpId}/not-mine',
  who,
  describe: {
    en: 'Not mine: say why, and whose it may be; it returns to who had it, or becomes a question to the coordinator, with whom it climbs on where it is late; who would be asked names the post',
    zh: '非本人事项：说明理由，可建议责任职务；退回原责任职务，或由协调人答复；已逾期的由协调人接手，照常逐级上报；应由本人答复的，须指定责任职务',
  },
  schema: (t) => z.strictObject({ followUpId, reason: t.line, suggestedPostId: postId.optional() }),
  decide: (found, d): Decision => {
    const { s, f, context } = found;
    const no = onlyTheirs(f) ?? alreadyReported(f);
    if (no) return no;
    const said = { reason: d.reason, ...(d.suggestedPostId ? { suggestedPostId: d.suggestedPostId } : {}) };
    if (f.ownerCertainty === 'assumed') return whoseItIs(found, said);
    if (f.handedFrom) return [cameBack(s, f, context, { why: 'declined', ...said })];
    return notTheirs(found, said);
  },
});
