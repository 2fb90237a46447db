import { z } from 'zod';
import { command, Role } from '../decider.ts';
import type { Bilingual, Concern, Context, Decision } from '../decider.ts';
import { personId } from '../fields.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { releaseRest } from './booking.ts';
import { placementClosed } from './closing.ts';
import { dropRows, thankChosen } from './cover.ts';
import { endPlacement } from './ending.ts';
import { shortYears } from './pace.ts';
import { notAtStage } from './state.ts';
import type { PlacementState } from './state.ts';

/** The end of a placement. What ends it early and has to be healed is in `healing.ts`. */

/** Fulfilled is what the log says: the scheme's minimum in every year, or a waiver with a name behind it. */
function belowMinimum(s: PlacementState): Refusal | null {
  const years = shortYears(s);
  const [first] = years;
  if (!first) return null;
  const words = (line: (year: (typeof years)[number]) => string): string => years.map(line).join('; ');
  const { rule, source } = first.rule;
  const no = refuse(
    'below-minimum',
    `${words((y) => `${y.daysDone} of ${y.minimumDays} days from ${y.fromOn} to ${y.toOn}`)} (rule ${rule} of ${s.scheme.id}, source ${source}).`,
    `${words((y) => `${y.fromOn} 至 ${y.toOn} 到岗 ${y.daysDone} 天，应为 ${y.minimumDays} 天`)}（${s.scheme.id} 规则 ${rule}，出处 ${source}）。`,
  );
  return { ...no, basis: { rule, source } };
}

function unfinished(s: PlacementState): Refusal | null {
  const { by, result } = s.assessment;
  const open: Bilingual[] = [
    ...(by.unit ? [] : [{ en: 'The home unit has not assessed it.', zh: '所在单位尚未考核。' }]),
    ...(by.host ? [] : [{ en: 'The host has not assessed it.', zh: '接收单位尚未考核。' }]),
    ...(result ? [] : [{ en: 'The problem is neither solved nor explained.', zh: '问题尚未解决或说明。' }]),
    ...(Object.values(s.followUps).some((f) => f.kind === 'placement-dispute')
      ? [{ en: 'Days are still disputed.', zh: '尚有到岗日期存在异议。' }]
      : []),
    ...(Object.values(s.followUps).some((f) => f.kind === 'placement-next-batch')
      ? [{ en: 'Nobody has said who goes next.', zh: '下一批派驻尚未落实。' }]
      : []),
  ];
  return open.length === 0
    ? null
    : refuse('exit-criteria-unmet', open.map((u) => u.en).join(' '), open.map((u) => u.zh).join(''));
}

function notFulfilled(s: PlacementState, waiver: { approverPersonId: string } | undefined, context: Context) {
  const refused = notAtStage(s, 'on-site', 'assessed');
  if (refused || !waiver) return refused ?? belowMinimum(s) ?? unfinished(s);
  return context.actor.personId === waiver.approverPersonId
    ? refuse('not-by-author', 'A waiver is approved by somebody else than who asks for it.', '豁免须由他人批准。')
    : null;
}

export const course: Concern<PlacementState> = {
  events: [placementClosed],
  commands: [
    command({
      name: 'closePlacement',
      path: 'close',
      who: [Role.coordinator, Role.director],
      describe: {
        en: 'End the placement, with its outcome and a reason; fulfilled needs the days of the scheme and both assessments, or a waiver with a name',
        zh: '结束派驻，须登记结果和理由；圆满完成须达到规定天数并经双方考核，否则须有具名豁免',
      },
      schema: (t) =>
        z.strictObject({
          outcome: z.enum(['fulfilled', 'withdrawn', 'refused', 'lapsed']),
          reason: t.passage,
          /** What is missing is let pass by somebody, with a reason. */
          waiver: z.strictObject({ approverPersonId: personId, reason: t.passage }).optional(),
        }),
      decide: (s: PlacementState, d, context): Decision => {
        const isFulfilled = d.outcome === 'fulfilled';
        const refused = isFulfilled ? notFulfilled(s, d.waiver, context) : null;
        if (refused) return refused;
        return [...releaseRest(s, context), ...dropRows(s), ...endPlacement(s, context, d, thankChosen(s))];
      },
    }),
  ],
};
