import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision } from '../decider.ts';
import { dateOn, organisationId, personId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { closeAllFollowUps } from '../follow-up/engine.ts';
import { Closing, followUpClosed } from '../follow-up/events.ts';
import {
  applyClocks,
  clocksAfterHold,
  closeHold,
  holdListens,
  holdRefused,
  holdSubject,
  openHold,
} from '../follow-up/hold.ts';
import type { ShiftedClock } from '../follow-up/hold.ts';
import { callOffMeetings } from '../meeting/planned.ts';
import { refuse } from '../refusal.ts';
import { openStudyClock } from './feasibility.ts';
import { inPast } from '../follow-up/dates.ts';
import { notAtStage, notHeld, notParties, planSubject } from './state.ts';
import type { PlanState } from './state.ts';

/** The course of a plan beside its stages: hold, resume, back to the study, and its end. */

const paused = eventType<PlanState, { on: string; untilOn: string; fromAbove?: boolean }>('planPaused', (s, d) => {
  s.status = 'hold';
  s.hold = { sinceOn: d.on, untilOn: d.untilOn, ...(d.fromAbove ? { fromAbove: true as const } : {}) };
});
const resumed = eventType<PlanState, { on: string; clocks: Record<string, ShiftedClock> }>('planResumed', (s, d) => {
  s.status = 'open';
  s.hold = null;
  applyClocks(s, d.clocks);
});
/** The family's hold beside one of its own, the end of that, and the end of its own while the family's goes on. */
const heldFromAbove = eventType<PlanState, { untilOn: string }>('planHeldFromAbove', (s, d) => {
  if (s.hold) s.hold.aboveUntilOn = d.untilOn;
});
const releasedFromAbove = eventType<PlanState, { on: string }>('planReleasedFromAbove', (s) => {
  delete s.hold?.aboveUntilOn;
});
const ownHoldEnded = eventType<PlanState, { untilOn: string }>('planOwnHoldEnded', (s, d) => {
  if (!s.hold) return;
  delete s.hold.aboveUntilOn;
  Object.assign(s.hold, { untilOn: d.untilOn, fromAbove: true });
});
const returned = eventType<PlanState, { on: string; reason: string }>('planReturnedToStudy', (s) => {
  s.stage = 'feasibility';
  s.project = null;
  s.keys = { approval: null, contribution: null };
  s.milestones = [];
  s.deliverables = {};
  if (!s.study) return;
  s.study.status = 'running';
  s.study.round += 1;
});
const closed = eventType<PlanState, { outcome: string; on: string; reason: string }>('planClosed', (s, d) => {
  s.status = 'closed';
  s.hold = null;
  s.outcome = d.outcome;
  s.followUps = {};
});

/** The agreement itself asks: it holds the whole family, or ends that hold. */
const isFromAbove = (context: Context): boolean => context.actor.roles.includes(Role.system);

export const course: Concern<PlanState> = {
  events: [paused, resumed, heldFromAbove, releasedFromAbove, ownHoldEnded, returned, closed],
  listens: holdListens(),
  commands: [
    command({
      name: 'pausePlan',
      path: 'pause',
      who: [Role.coordinator, Role.director, Role.system],
      describe: {
        en: 'Put the plan on hold until a day, sixty working days ahead at the most, with a reason and who approves',
        zh: '暂停方案：须有截止日（最多 60 个工作日）、理由和批准人',
      },
      schema: (t) =>
        z.strictObject({
          untilOn: dateOn,
          reason: t.passage,
          waitingFor: organisationId.optional(),
          approverPersonId: personId,
        }),
      decide: (s: PlanState, d, context): Decision => {
        const on = today(s, context.at);
        if (!isFromAbove(context)) {
          const refused =
            notHeld(s) ?? holdRefused(s, context, d) ?? (d.waitingFor ? notParties(s, [d.waitingFor]) : null);
          return refused ?? [paused(holdSubject, { ...d, on }), openHold(s, context, d.untilOn)];
        }
        // The agreement has looked at it: a plan that did not follow would go on reminding while the whole waits.
        if (s.hold && !s.hold.fromAbove) return [heldFromAbove(holdSubject, { ...d, on })];
        return notHeld(s) ?? [paused(holdSubject, { ...d, on, fromAbove: true })];
      },
    }),
    command({
      name: 'resumePlan',
      path: 'resume',
      who: [Role.coordinator, Role.director, Role.system],
      describe: {
        en: 'End the hold of the plan; every date moves by the working days it lasted',
        zh: '恢复方案；各项时限按暂停的工作日数顺延',
      },
      schema: (t) => z.strictObject({ reason: t.line.optional() }),
      decide: (s: PlanState, d, context): Decision => {
        if (!s.hold) return refuse('not-on-hold', `${s.id} is not on hold.`, `${s.id} 未处于暂停状态。`);
        const on = today(s, context.at);
        const { fromAbove, aboveUntilOn } = s.hold;
        if (isFromAbove(context) && !fromAbove) {
          return aboveUntilOn
            ? [releasedFromAbove(holdSubject, { on })]
            : refuse('on-hold', `${s.id} is on a hold of its own.`, `${s.id} 另行暂停中。`);
        }
        if (aboveUntilOn) {
          return [...closeHold(s, 'done'), ownHoldEnded(holdSubject, { ...d, on, untilOn: aboveUntilOn })];
        }
        return [...closeHold(s, 'done'), resumed(holdSubject, { ...d, on, clocks: clocksAfterHold(s, context) })];
      },
    }),
    command({
      name: 'returnToStudy',
      path: 'return',
      who: [Role.coordinator, Role.director],
      describe: {
        en: 'Go back from the project to the study, with a reason; keys, milestones and deliverables begin anew',
        zh: '由项目退回可行性研究，须说明理由；启动条件、里程碑和成果重新开始',
      },
      schema: (t) => z.strictObject({ reason: t.passage, dueOn: dateOn.optional() }),
      decide: (s: PlanState, d, context): Decision => {
        const refused = notAtStage(s, 'project') ?? (d.dueOn ? inPast(s, d.dueOn, context) : null);
        if (refused) return refused;
        return [
          ...Object.values(s.followUps).map((f) => followUpClosed(f.about, { id: f.id, how: Closing.superseded })),
          returned(planSubject(s), { ...d, on: today(s, context.at) }),
          openStudyClock(s, context, d.dueOn ? { dueOn: d.dueOn } : {}),
        ];
      },
    }),
    command({
      name: 'closePlan',
      path: 'close',
      who: [Role.coordinator, Role.director],
      describe: {
        en: 'End the plan without a finished project, with its outcome and a reason',
        zh: '未以项目结题而结束方案，须登记结果和理由',
      },
      schema: (t) =>
        z.strictObject({ outcome: z.enum(['stopped', 'merged', 'withdrawn', 'lapsed']), reason: t.passage }),
      decide: (s: PlanState, d, context): Decision => [
        ...closeAllFollowUps(s),
        ...callOffMeetings(s, context),
        closed(planSubject(s), { ...d, on: today(s, context.at) }),
      ],
    }),
  ],
};
