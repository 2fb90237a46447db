import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { itemId, personId } from '../fields.ts';
import { Closing } from '../follow-up/events.ts';
import { today } from '../follow-up/clocks.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { needClass, urgency, wantedFields, wantedRefused } from './need-fields.ts';
import {
  askOnwards,
  dayOf,
  findOpenNeed,
  needSteps,
  needSubject,
  placeOf,
  reached,
  standsAt,
  statusOf,
  takenOn,
} from './need-state.ts';
import type { NeedState, NeedStep } from './need-state.ts';
import { unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';

/**
 * The way of a need: evaluated, matched, discussed, intended, signed, delivered, one step at a time. Reasons are codes and no
 * text: what a need is about stays with its party. Whoever wants to say more writes a note about it.
 */

interface Step {
  needId: string;
  onDate?: string;
}
const step = (type: string, status: Parameters<typeof standsAt>[2]) =>
  eventType<AgreementState, Step>(type, (s, d, { at }) => standsAt(s, d.needId, status, { ...d, at }));
const evaluated = step('needEvaluated', 'evaluated');
const matched = step('needMatched', 'matched');
const unmatched = step('needUnmatched', 'unmatched');
const moved = eventType<AgreementState, Step & { to: NeedStep }>('needMoved', (s, d, { at }) =>
  standsAt(s, d.needId, statusOf(d.to), { ...d, at }),
);
const returned = eventType<AgreementState, Step & { to: NeedStep }>('needReturned', (s, d, { at }) =>
  standsAt(s, d.needId, statusOf(d.to), { ...d, at }),
);

/** Why a step was left out; by whom is who gave the command. Whoever accepts a proposal says by it that the plan has looked. */
const skipped = z.enum(['entered-late', 'settled-between-them', 'not-needed', 'looked-at-by-plan']);
const backwards = z.enum([
  'entered-by-mistake',
  'need-changed',
  'researcher-not-available',
  'partner-not-agreed',
  'no-funding',
  'result-not-accepted',
]);

/** Refuses a step that does not follow, unless it is said why those between are left out. */
function outOfStep(need: NeedState, to: NeedStep, why: string | undefined): Refusal | null {
  const ahead = needSteps.indexOf(to) - reached(need.status);
  const place = placeOf(need.status);
  if (ahead <= 0) {
    return refuse(
      'wrong-state',
      `The need is ${place} already; going back is another command, with a reason.`,
      `该需求已处于 ${place}；退回须另行办理并说明理由。`,
    );
  }
  if (ahead === 1 || why) return null;
  const next = needSteps[reached(need.status) + 1] ?? to;
  return refuse(
    'step-skipped',
    `The need is ${place}: what follows is ${next}, and not ${to}.`,
    `该需求处于 ${place}，下一环节为 ${next}，而非 ${to}。`,
  );
}

function evaluate(s: AgreementState, d: Step & Parameters<typeof wantedRefused>[0], context: Context): Decision {
  const need = findOpenNeed(s, d.needId);
  if ('refused' in need) return need;
  const no = outOfStep(need, 'evaluated', undefined) ?? wantedRefused(d);
  if (no) return no;
  const onDate = dayOf(s, need, d.onDate, context);
  if (typeof onDate !== 'string') return onDate;
  return [
    evaluated(needSubject(d.needId), { ...d, onDate }),
    ...askOnwards(s, context, d.needId, { status: 'evaluated' }),
  ];
}

interface Match extends Step {
  personIds: string[];
  reason?: string;
  skipped?: string;
}

/** Names may be changed while nobody has spoken with them; later the need goes back first. */
function match(s: AgreementState, { personIds, reason, ...d }: Match, context: Context): Decision {
  const need = findOpenNeed(s, d.needId);
  if ('refused' in need) return need;
  const isStillMatching = need.status === 'matched';
  const onDate = dayOf(s, need, d.onDate, context);
  if (typeof onDate !== 'string') return onDate;
  if (personIds.length === 0) {
    if (!reason)
      return refuse('shape-invalid', 'Give personIds, or a reason for none.', '请填写人员，或说明暂无的理由。');
    const late = isStillMatching || reached(need.status) < 2 ? null : outOfStep(need, 'matched', undefined);
    return (
      late ?? [
        unmatched(needSubject(d.needId), { needId: d.needId, reason, onDate }),
        ...askOnwards(s, context, d.needId, { status: 'unmatched', how: Closing.superseded }),
      ]
    );
  }
  const no = isStillMatching ? null : outOfStep(need, 'matched', d.skipped);
  if (no) return no;
  const names = { personIds: [...new Set(personIds)] };
  // Another name is no progress: what was asked goes on.
  const onwards =
    isStillMatching && Object.hasOwn(s.followUps, `need-discuss.${d.needId}`)
      ? []
      : askOnwards(s, context, d.needId, { status: 'matched' });
  return [matched(needSubject(d.needId), { ...d, ...names, onDate }), ...onwards];
}

/**
 * Whoever was matched does not come: the need is to be matched again, and no plan would look at it otherwise. From an intention on
 * there is more than a researcher behind it, and people decide.
 */
export function backToMatching(s: AgreementState, needId: string, context: Context): EventDraft[] {
  const need = s.needs[needId];
  if (need?.status !== 'matched' && need?.status !== 'discussed') return [];
  const data = { needId, to: 'evaluated' as const, reason: 'placement-ended', onDate: today(s, context.at) };
  return [
    returned(needSubject(needId), data),
    ...askOnwards(s, context, needId, { status: 'evaluated', how: Closing.superseded }),
  ];
}

export const needFunnel: Concern<AgreementState> = {
  events: [evaluated, matched, unmatched, moved, returned],
  commands: [
    command({
      name: 'evaluateNeed',
      path: 'needs/{needId}/evaluate',
      who: [Role.coordinator, Role.liaison],
      describe: {
        en: 'A need was looked at: its class, its urgency and what is wanted of whom are as they stand or as given here',
        zh: '需求已评估：分类、紧急程度和所需专长以现有或此处所填为准',
      },
      schema: (t) =>
        z.strictObject({
          needId: itemId('need'),
          onDate: takenOn,
          class: needClass.optional(),
          urgency: urgency.optional(),
          ...wantedFields(t),
        }),
      decide: evaluate,
    }),
    command({
      name: 'matchNeed',
      path: 'needs/{needId}/match',
      who: [Role.coordinator, Role.liaison],
      describe: {
        en: 'Name the researchers for a need, or none with the reason; an unmatched need is looked at again each quarter',
        zh: '为需求对接研究人员；暂无者须说明理由，并每季度再次跟进',
      },
      schema: () =>
        z.strictObject({
          needId: itemId('need'),
          personIds: z.array(personId).max(20).default([]),
          /** Where there is nobody. A code and no text: what a need is about stays with its party. */
          reason: z.enum(['no-researcher', 'no-capacity', 'not-our-field', 'too-costly', 'need-unclear']).optional(),
          onDate: takenOn,
          /** Why it was not evaluated before. */
          skipped: skipped.optional(),
        }),
      decide: match,
    }),
    command({
      name: 'moveNeed',
      path: 'needs/{needId}/move',
      who: [Role.coordinator, Role.liaison],
      describe: {
        en: 'Move a matched need on, one step at a time: discussed with the researchers, intended, signed, delivered; a step is left out only with a reason',
        zh: '推进已对接的需求：已洽谈、有意向、已签约、已交付，逐步登记；跳过环节须说明理由',
      },
      schema: () =>
        z.strictObject({
          needId: itemId('need'),
          to: z.enum(['discussed', 'intended', 'signed', 'delivered']),
          onDate: takenOn,
          skipped: skipped.optional(),
          /** By which it is to be served, or was signed. */
          planId: itemId('plan').optional(),
          instrumentId: itemId('instrument').optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const need = findOpenNeed(s, d.needId);
        if ('refused' in need) return need;
        if (d.planId && !s.plans[d.planId]) return unknownItem(d.planId);
        if (d.instrumentId && !s.instruments[d.instrumentId]) return unknownItem(d.instrumentId);
        const no = outOfStep(need, d.to, d.skipped);
        if (no) return no;
        const onDate = dayOf(s, need, d.onDate, context);
        if (typeof onDate !== 'string') return onDate;
        return [
          moved(needSubject(d.needId), { ...d, onDate }),
          ...askOnwards(s, context, d.needId, { status: statusOf(d.to) }),
        ];
      },
    }),
    command({
      name: 'returnNeed',
      path: 'needs/{needId}/return',
      who: [Role.coordinator, Role.liaison],
      describe: {
        en: 'A need goes back to an earlier step, with the reason; from there it is followed up anew',
        zh: '需求退回较早环节，须说明理由，并自该环节重新跟进',
      },
      schema: () => z.strictObject({ needId: itemId('need'), to: z.enum(needSteps), reason: backwards }),
      decide: (s: AgreementState, d, context): Decision => {
        const need = findOpenNeed(s, d.needId);
        if ('refused' in need) return need;
        if (needSteps.indexOf(d.to) >= reached(need.status)) {
          const place = placeOf(need.status);
          return refuse(
            'wrong-state',
            `The need is ${place}: ${d.to} lies not behind it.`,
            `该需求处于 ${place}，${d.to} 并非较早环节。`,
          );
        }
        const onDate = dayOf(s, need, undefined, context);
        if (typeof onDate !== 'string') return onDate;
        return [
          returned(needSubject(d.needId), { ...d, onDate }),
          ...askOnwards(s, context, d.needId, { status: statusOf(d.to), how: Closing.superseded }),
        ];
      },
    }),
  ],
};
