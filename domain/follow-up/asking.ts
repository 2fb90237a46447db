import { z } from 'zod';
import { Role } from '../decider.ts';
import type { CommandSpec, Decision } from '../decider.ts';
import { dateOn, followUpId } from '../fields.ts';
import { refuse } from '../refusal.ts';
import { today } from './clocks.ts';
import { inPast } from './dates.ts';
import { askedFor, askingPost, decidedFacts } from './deciding.ts';
import { extensionAsked, extensionRefused } from './events.ts';
import { beyondLimit } from './extension-limits.ts';
import { takenOver } from './hand-over.ts';
import type { FollowUp, FollowUpHost } from './host.ts';
import { deciderOf } from './ladder.ts';
import { isAssumed } from './lights.ts';
import { noticeOf } from './notice.ts';
import { alreadyReported, datedElsewhere, followUpCommand } from './open.ts';
import { holds } from './who.ts';

/** A later date is asked for by the owner and decided by another: `extendFollowUp` grants it (DOMAIN 2). Clocks go on meanwhile. */
export const askExtension: CommandSpec<FollowUpHost> = followUpCommand({
  name: 'askExtension',
  path: 'follow-ups/{followUpId}/ask-extension',
  who: [Role.owner, Role.liaison],
  describe: {
    en: 'Ask for a later date, with a reason; somebody else decides, and the clock goes on meanwhile',
    zh: '申请延期，须说明理由；由他人决定，期间时限照常计算',
  },
  schema: (t) => z.strictObject({ followUpId, dueOn: dateOn, reason: t.line }),
  decide: ({ s, f, context }, d): Decision => {
    const no = notToBeAsked(f, d.dueOn) ?? inPast(s, d.dueOn, context) ?? beyondLimit(s, f, d.dueOn, context);
    if (no) return no;
    const on = today(s, context.at);
    const facts = { askedDueOn: d.dueOn, reason: d.reason };
    const postId = askingPost(s, f, context);
    return [
      ...takenOver(f, context),
      extensionAsked(f.about, { id: f.id, dueOn: d.dueOn, on, reason: d.reason, ...(postId ? { postId } : {}) }, [
        noticeOf(s, f, 'extension-asked', deciderOf(s, f), facts),
      ]),
    ];
  },
});

function notToBeAsked(f: FollowUp, dueOn: string) {
  if (isAssumed(f)) {
    return refuse(
      'wrong-state',
      `${f.id} is a question: answer it with a date.`,
      `${f.id} 为待答复事项，请直接答复时限。`,
    );
  }
  const no = alreadyReported(f) ?? datedElsewhere(f);
  if (no) return no;
  if (dueOn <= f.dueOn) {
    return refuse(
      'wrong-state',
      `${f.id} is due on ${f.dueOn}: ask for a later date.`,
      `${f.id} 的期限为 ${f.dueOn}，请申请更晚的日期。`,
    );
  }
  return f.extensionAsked
    ? refuse(
        'wrong-state',
        `${f.extensionAsked.dueOn} was asked for on ${f.extensionAsked.on} and is not decided yet.`,
        `已于 ${f.extensionAsked.on} 申请延至 ${f.extensionAsked.dueOn}，尚待决定。`,
      )
    : null;
}

export const refuseExtension: CommandSpec<FollowUpHost> = followUpCommand({
  name: 'refuseExtension',
  path: 'follow-ups/{followUpId}/refuse-extension',
  who: [Role.coordinator, Role.director],
  describe: {
    en: 'Refuse the later date that was asked for, with a reason; whoever asked is told',
    zh: '不同意延期，须说明理由；告知申请人',
  },
  schema: (t) => z.strictObject({ followUpId, reason: t.line }),
  decide: ({ s, f, context }, d): Decision => {
    if (!f.extensionAsked) {
      return refuse('wrong-state', `Nobody has asked for a later date of ${f.id}.`, `${f.id} 没有待决定的延期申请。`);
    }
    if (holds(context, f.ownerPostId)) {
      return refuse(
        'not-by-owner',
        `${f.id} is owed by your own post; somebody else decides.`,
        `${f.id} 由您本人的职务负责，须由他人决定。`,
      );
    }
    const facts = { ...decidedFacts(s, f, context), reason: d.reason };
    return [
      extensionRefused(f.about, { id: f.id, reason: d.reason }, [
        noticeOf(s, f, 'extension-refused', askedFor(s, f), facts),
      ]),
    ];
  },
});
