import { z } from 'zod';
import { Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { dateOn, followUpId, organisationId, postId } from '../fields.ts';
import { followUpPolicies } from '../policy/defaults.ts';
import { refuse } from '../refusal.ts';
import { inPast } from './dates.ts';
import { acceptFollowUp, declineFollowUp } from './accepting.ts';
import { askExtension, refuseExtension } from './asking.ts';
import { pauseEndsAt, reportedClock, today } from './clocks.ts';
import { due, nextWake, resume } from './engine.ts';
import { holdEscalation } from './escalation.ts';
import { beyondLimit, isLater } from './extension-limits.ts';
import {
  Closing,
  escalationHeld,
  extensionAsked,
  extensionRefused,
  followUpAccepted,
  followUpClosed,
  followUpOpened,
  followUpPaused,
  followUpReminded,
  followUpReplanned,
  followUpReported,
  followUpResumed,
  questionsCounted,
} from './events.ts';
import { takenOver } from './hand-over.ts';
import { handOver } from './handing-over.ts';
import type { BeneficiaryOf, FollowUpHost } from './host.ts';
import { isAssumed } from './lights.ts';
import { alreadyReported, answering, datedElsewhere, followUpCommand } from './open.ts';
import { successionCommands, successionEvents } from './succession.ts';
import { pauseRefused } from './pausing.ts';
import { onlyTheirs } from './personal.ts';
import { replan } from './replan.ts';
import { holds, whoIs } from './who.ts';
import { adoptPolicy, policyAdopted } from './adopting.ts';
import { migratePolicy, policyMigrated } from './migrating.ts';
import { adoptCalendar, calendarAdopted } from './recalendar.ts';

const everyone: readonly Role[] = [Role.owner, Role.liaison, Role.coordinator, Role.director];

/**
 * What may be done with any open follow-up, whatever it is about. The stages' own commands end those that close `by-record`.
 *
 * @param beneficiaryOf for whom something is done, where the entity knows another side
 */
export function followUpConcern<S extends FollowUpHost>(beneficiaryOf: BeneficiaryOf<S> = () => null): Concern<S> {
  return {
    commands: [
      ...commandsWith(beneficiaryOf),
      holdEscalation,
      askExtension,
      refuseExtension,
      acceptFollowUp,
      declineFollowUp,
      adoptCalendar,
      adoptPolicy,
      migratePolicy,
      ...successionCommands,
    ],
    events: [
      calendarAdopted,
      policyAdopted,
      policyMigrated,
      followUpOpened,
      followUpReminded,
      followUpPaused,
      followUpResumed,
      followUpReported,
      followUpReplanned,
      followUpClosed,
      escalationHeld,
      extensionAsked,
      extensionRefused,
      followUpAccepted,
      questionsCounted,
      ...successionEvents,
    ],
    clock: { due: (s, context) => due(s, context, beneficiaryOf), nextWake },
  };
}

const commandsWith = <S extends FollowUpHost>(beneficiaryOf: BeneficiaryOf<S>): Concern<S>['commands'] => [
  followUpCommand({
    name: 'pauseFollowUp',
    path: 'follow-ups/{followUpId}/pause',
    who: everyone,
    describe: {
      en: 'Acknowledge, snooze or wait for a party: until a day, with a reason; twice at the most',
      zh: '确认收到、稍后处理或等待对方：须有日期和理由，最多两次',
    },
    schema: (t) =>
      z.strictObject({
        followUpId,
        kind: z.enum(['acknowledged', 'snoozed', 'waiting']),
        untilOn: dateOn,
        reason: t.line,
        waitingFor: z.union([organisationId, postId]).optional(),
      }),
    decide: ({ s, f, context }, d): Decision => {
      const refused = pauseRefused(s, f, context, d);
      if (refused) return refused;
      const untilAt = pauseEndsAt(s, d.untilOn);
      const { followUpId: id, ...pause } = d;
      const fromOn = today(s, context.at);
      return [...takenOver(f, context), followUpPaused(f.about, { id, pause: { ...pause, fromOn, untilAt } })];
    },
  }),
  followUpCommand({
    name: 'resumeFollowUp',
    path: 'follow-ups/{followUpId}/resume',
    who: everyone,
    describe: { en: 'End a pause before its day', zh: '提前结束暂缓' },
    schema: () => z.strictObject({ followUpId }),
    decide: ({ s, f, context }): Decision => {
      if (!f.pause) return refuse('wrong-state', `${f.id} is not paused.`, `${f.id} 未处于暂缓状态。`);
      return [resume(s, f, today(s, context.at))];
    },
  }),
  followUpCommand({
    name: 'reportFollowUp',
    path: 'follow-ups/{followUpId}/report',
    who: everyone,
    describe: {
      en: 'Say that it is done; it counts as kept when another confirms',
      zh: '报告完成；经他人确认后方为落实',
    },
    schema: (t) => z.strictObject({ followUpId, evidence: t.passage.optional() }),
    decide: ({ s, f, context }, d): Decision => {
      const reported = alreadyReported(f);
      if (reported) return reported;
      if (followUpPolicies[f.kind].closes === 'by-record') {
        return refuse(
          'wrong-state',
          `${f.id} ends when it is recorded: ${followUpPolicies[f.kind].task.en}`,
          `${f.id} 须以登记结束：${followUpPolicies[f.kind].task.zh}`,
        );
      }
      const on = today(s, context.at);
      const evidence = d.evidence ? { evidence: d.evidence } : {};
      return [
        ...(f.untaken ? takenOver(f, context) : []),
        followUpReported(f.about, { id: f.id, on, by: whoIs(context), ...evidence, steps: reportedClock(s, f, on) }),
      ];
    },
  }),
  followUpCommand({
    name: 'confirmFollowUp',
    path: 'follow-ups/{followUpId}/confirm',
    who: [Role.coordinator, Role.director, Role.confirmer],
    describe: {
      en: 'Confirm what was reported done; never by the one who reported it; for another side it is recorded on whose behalf',
      zh: '确认已完成；报告人本人不得确认；代其他方确认的，登记所代之方',
    },
    schema: () => z.strictObject({ followUpId }),
    decide: ({ s, f, context }): Decision => {
      if (!f.reportedOn) return refuse('wrong-state', `${f.id} has not been reported done.`, `${f.id} 尚未报告完成。`);
      if (f.reportedBy === whoIs(context))
        return refuse('not-by-owner', `You reported ${f.id} yourself.`, `${f.id} 由您本人报告。`);
      const beneficiary = beneficiaryOf(s, f);
      const onBehalf = beneficiary && !holds(context, beneficiary.postId) ? { onBehalfOfOrgId: beneficiary.orgId } : {};
      return [followUpClosed(f.about, { id: f.id, how: Closing.done, ...onBehalf })];
    },
  }),
  followUpCommand({
    name: 'returnFollowUp',
    path: 'follow-ups/{followUpId}/return',
    tellsDates: true,
    who: [Role.coordinator, Role.director, Role.confirmer],
    describe: { en: 'Return what was reported done: not done, or not well enough', zh: '退回：未完成或质量不符' },
    schema: (t) => z.strictObject({ followUpId, reason: t.line, dueOn: dateOn }),
    decide: ({ s, f, context }, d): Decision => {
      if (!f.reportedOn) return refuse('wrong-state', `${f.id} has not been reported done.`, `${f.id} 尚未报告完成。`);
      return (
        inPast(s, d.dueOn, context) ?? [replan(s, f, context, { dueOn: d.dueOn, returned: true, reason: d.reason })]
      );
    },
  }),
  followUpCommand({
    name: 'answerQuestion',
    path: 'follow-ups/{followUpId}/answer',
    tellsDates: true,
    who: answering,
    describe: {
      en: 'Answer who owes it and until when: confirm, change or drop what we assumed',
      zh: '答复责任人和时限：确认、更改或取消系统默认值',
    },
    schema: () =>
      z.strictObject({
        followUpId,
        ownerPostId: postId.optional(),
        dueOn: dateOn.optional(),
        drop: z.literal(true).optional(),
      }),
    decide: ({ s, f, context }, d): Decision => {
      if (!isAssumed(f)) {
        return refuse(
          'wrong-state',
          `${f.id} is no question: its owner and date stand. Reassign or extend it.`,
          `${f.id} 并非待答复事项：责任人和时限已定。如需变更，请转交或延期。`,
        );
      }
      if (d.drop) return [followUpClosed(f.about, { id: f.id, how: Closing.dropped })];
      if (!d.ownerPostId && !d.dueOn) {
        return refuse('shape-invalid', 'Give ownerPostId, dueOn or drop.', '请填写 ownerPostId、dueOn 或 drop。');
      }
      const no = d.dueOn ? (datedElsewhere(f) ?? inPast(s, d.dueOn, context)) : null;
      return no ?? [replan(s, f, context, d)];
    },
  }),
  followUpCommand({
    name: 'reassignFollowUp',
    path: 'follow-ups/{followUpId}/reassign',
    who: [Role.coordinator, Role.director],
    describe: {
      en: 'Hand it over to another post, with a reason; it returns if nobody there accepts it within two working days',
      zh: '转交其他职务，须说明理由；两个工作日内未接受的，退回原责任职务',
    },
    schema: (t) => z.strictObject({ followUpId, ownerPostId: postId, reason: t.line }),
    decide: ({ s, f, context }, d): Decision => {
      const no = onlyTheirs(f);
      if (no) return no;
      if (f.ownerPostId === d.ownerPostId)
        return refuse('wrong-state', `${d.ownerPostId} holds ${f.id} already.`, `${f.id} 已由 ${d.ownerPostId} 负责。`);
      return [handOver(s, f, context, d)];
    },
  }),
  followUpCommand({
    name: 'extendFollowUp',
    path: 'follow-ups/{followUpId}/extend',
    tellsDates: true,
    who: [Role.coordinator, Role.director],
    describe: {
      en: 'Set a later date, with a reason; never by who holds the post that owes it. Whoever asked for one, and who owes it, is told',
      zh: '延期，须说明理由；担任责任职务者本人不得自行延期；告知申请人和责任人',
    },
    schema: (t) => z.strictObject({ followUpId, dueOn: dateOn, reason: t.line }),
    decide: ({ s, f, context }, d): Decision => {
      if (holds(context, f.ownerPostId)) {
        return refuse(
          'not-by-owner',
          `${f.id} is owed by your own post; somebody else agrees a later date.`,
          `${f.id} 由您本人的职务负责，须由他人同意延期。`,
        );
      }
      // Another date would undo the report, and nobody would be asked to confirm it any more.
      const no =
        alreadyReported(f) ?? datedElsewhere(f) ?? inPast(s, d.dueOn, context) ?? beyondLimit(s, f, d.dueOn, context);
      const { dueOn, reason } = d;
      return no ?? [replan(s, f, context, { dueOn, reason, extends: isLater(f, dueOn), tellsOwner: true })];
    },
  }),
];
