import { assemble, EntityKind } from '../decider.ts';
import type { Context, Decider, Decision } from '../decider.ts';
import { amendmentsConcern } from '../follow-up/amendments.ts';
import { childCard, pathOf } from '../follow-up/child-card.ts';
import { childHold, notHeld } from '../follow-up/child-hold.ts';
import { followUpConcern } from '../follow-up/commands.ts';
import { plannedMeetings } from '../meeting/planned.ts';
import { permitted } from '../permission.ts';
import { migrateState } from '../migrate.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { applications } from './applications.ts';
import { course } from './course.ts';
import { deliverables } from './deliverables.ts';
import { feasibility } from './feasibility.ts';
import { meetings } from './meetings.ts';
import { opening } from './opening.ts';
import { project } from './project.ts';
import { newPlan, planStages } from './state.ts';
import type { PlanState } from './state.ts';

const { commands, evolve, due, nextWake } = assemble<PlanState>([
  opening,
  feasibility,
  applications,
  project,
  deliverables,
  meetings,
  childHold<PlanState>({
    entity: 'plan',
    pause: {
      en: 'Put the plan on hold until a day, sixty working days ahead at the most, with a reason and who approves',
      zh: '暂停方案：须有截止日（最多 60 个工作日）、理由和批准人',
    },
    resume: {
      en: 'End the hold of the plan; every date moves by the working days it lasted',
      zh: '恢复方案；各项时限按暂停的工作日数顺延',
    },
  }),
  course,
  // Whoever advises a committee may be of any organisation.
  plannedMeetings<PlanState>(['team', 'committee', 'closing-review'], () => null),
  followUpConcern<PlanState>(),
  amendmentsConcern<PlanState>(),
]);

/** On hold the course stands still; what happens all the same can be recorded. */
const notOnHold: ReadonlySet<string> = new Set([
  'startStudy',
  'decideStudy',
  'turnKey',
  'startProject',
  'extendProject',
  'closeProject',
  'returnToStudy',
]);

function decide(s: PlanState, name: string, data: unknown, context: Context): Decision {
  const spec = commands.get(name);
  if (!spec) return refuse('shape-invalid', `There is no command ${name}.`, `没有命令 ${name}。`);
  const denied = permitted(spec, context) ?? possible(s, name);
  // `data` has passed the command's schema: in the API, and again in the validator and the loop.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return denied ?? spec.decide(s, data as never, context);
}

function possible(s: PlanState, name: string): Refusal | null {
  if (name === 'openPlan') return null;
  if (s.status === 'new') return refuse('not-started', `${s.id} has not been opened.`, `${s.id} 尚未建立。`);
  if (s.status === 'closed') return refuse('plan-closed', `${s.id} is closed.`, `${s.id} 已结束。`);
  return notOnHold.has(name) ? notHeld(s) : null;
}

/** One specific cooperation plan: feasibility study, decision, project. Paths of its commands are relative to the plan's. */
export const plan: Decider<PlanState> = {
  kind: EntityKind.plan,
  initial: newPlan,
  commands,
  decide,
  evolve,
  migrate: (ref, carried) => migrateState(newPlan(ref), carried),
  due: (s, context) => (s.status === 'closed' ? [] : due(s, context)),
  nextWake: (s) => (s.status === 'closed' ? null : nextWake(s)),
  card: (s, at) =>
    childCard(s, at, {
      path: pathOf(planStages, s.stage, s.outcome === 'achieved'),
      partyIds: Object.keys(s.parties),
    }),
};
