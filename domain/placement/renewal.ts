import { z } from 'zod';
import { addWorkingDays } from '../calendar/calendar.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { dateOn, itemId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { policyOf } from '../policy/adopted.ts';
import { refuse } from '../refusal.ts';
import { notAtStage, placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

/** Whether a placement goes on is asked 60 working days before its end (DOMAIN stage P); where it does not, who goes next is. */

const decided = eventType<PlacementState, { decision: 'renew' | 'end'; toOn?: string | undefined }>(
  'renewalDecided',
  (s, d) => {
    s.assessment.renewal = d.decision;
    if (d.decision === 'end' || !d.toOn) return;
    s.period.toOn = d.toOn;
    s.stage = 'on-site';
    // Near the new end each side is asked anew; what it gave for the time before is in its event.
    s.assessment.askedOn = null;
    s.assessment.by = {};
  },
);
const selected = eventType<PlacementState, { placementIds: string[] }>('nextBatchSelected', () => {});

/** The new days have to be agreed; the end is asked about again. */
function renew(s: PlacementState, context: Context, toOn: string): EventDraft[] {
  const about = placementSubject(s);
  const later: PlacementState = { ...s, period: { ...s.period, toOn } };
  const isOpen = s.followUps[`placement-days.${about.id}`] !== undefined;
  return [
    ...Object.values(s.followUps)
      .filter((f) => f.kind === 'placement-assessment')
      .flatMap((f) => closeFollowUps(s, f.about, Closing.superseded)),
    ...closeFollowUps(s, about, Closing.superseded, 'placement-next-batch'),
    openFollowUp(later, context, { kind: 'placement-renewal', about, dueOn: toOn }),
    ...(isOpen ? [] : [openFollowUp(later, context, { kind: 'placement-days', about })]),
  ];
}

/** A dated task of the coordinator's, before the place is empty. */
function askForNext(s: PlacementState, context: Context): EventDraft[] {
  const about = placementSubject(s);
  if (s.followUps[`placement-next-batch.${about.id}`]) return [];
  const days = policyOf(s, 'placement-next-batch').dueWorkingDays;
  const usual = addWorkingDays(s.calendar, today(s, context.at), days).on;
  const { toOn } = s.period;
  return [
    openFollowUp(s, context, {
      kind: 'placement-next-batch',
      about,
      ...(toOn < usual ? { dueOn: toOn, isDefault: true } : {}),
    }),
  ];
}

export const renewal: Concern<PlacementState> = {
  events: [decided, selected],
  commands: [
    command({
      name: 'decideRenewal',
      path: 'renewal',
      who: [Role.coordinator, Role.director],
      describe: {
        en: 'Decide with the enterprise whether the placement goes on, until when, or ends as planned',
        zh: '与企业商定派驻是否续期：续至何日，或按期结束',
      },
      schema: (t) =>
        z.strictObject({ decision: z.enum(['renew', 'end']), toOn: dateOn.optional(), reason: t.passage.optional() }),
      decide: (s: PlacementState, d, context): Decision => {
        const refused = notAtStage(s, 'on-site', 'assessed');
        if (refused) return refused;
        if ((d.decision === 'renew') !== (d.toOn !== undefined)) {
          return refuse('shape-invalid', 'Give toOn where it is renewed, and only then.', '续期时须且仅须填写 toOn。');
        }
        if (d.toOn !== undefined && d.toOn <= s.period.toOn) {
          return refuse(
            'ends-before-starts',
            `The renewed time begins after ${s.period.toOn}.`,
            `续期自 ${s.period.toOn} 之后起算。`,
          );
        }
        const about = placementSubject(s);
        return [
          decided(about, d),
          ...closeFollowUps(s, about, Closing.done, 'placement-renewal'),
          ...(d.toOn === undefined ? askForNext(s, context) : renew(s, context, d.toOn)),
        ];
      },
    }),
    command({
      name: 'selectNextBatch',
      path: 'next-batch',
      who: [Role.coordinator, Role.director],
      describe: {
        en: 'Record who goes next, as placements proposed in this agreement, or that nobody does and why',
        zh: '登记下一批派驻（本合作中已提出的派驻），或说明不再派出的理由',
      },
      schema: (t) =>
        z.strictObject({
          placementIds: z.array(itemId('placement')).max(50).default([]),
          nobodyBecause: t.passage.optional(),
        }),
      decide: (s: PlacementState, d): Decision => {
        if ((d.placementIds.length === 0) !== (d.nobodyBecause !== undefined)) {
          return refuse(
            'shape-invalid',
            'Name placements, or say why there are none.',
            '请填写下一批派驻，或说明理由。',
          );
        }
        const about = placementSubject(s);
        if (!s.followUps[`placement-next-batch.${about.id}`]) {
          return refuse('wrong-state', 'The next batch is not asked for.', '当前无需遴选下一批。');
        }
        return [selected(about, d), ...closeFollowUps(s, about, Closing.done, 'placement-next-batch')];
      },
    }),
  ],
};
