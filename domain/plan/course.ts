import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { dateOn } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { closeAllFollowUps } from '../follow-up/engine.ts';
import { Closing, followUpClosed } from '../follow-up/events.ts';
import { callOffMeetings } from '../meeting/planned.ts';
import { openStudyClock } from './feasibility.ts';
import { inPast } from '../follow-up/dates.ts';
import { notAtStage, planSubject } from './state.ts';
import type { PlanState } from './state.ts';

/** The course of a plan beside its stages: back to the study, and its end. */

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

export const course: Concern<PlanState> = {
  events: [returned, closed],
  commands: [
    command({
      name: 'returnToStudy',
      path: 'return',
      tellsDates: true,
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
