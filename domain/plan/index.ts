import { assemble, EntityKind } from '../decider.ts';
import type { Card, Context, Decider, Decision } from '../decider.ts';
import { amendmentsConcern } from '../follow-up/amendments.ts';
import { followUpConcern } from '../follow-up/commands.ts';
import { cardItems, worst } from '../follow-up/lights.ts';
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
import { newPlan, notHeld, planStages } from './state.ts';
import type { PlanState } from './state.ts';

const { commands, evolve, due, nextWake } = assemble<PlanState>([
  opening,
  feasibility,
  applications,
  project,
  deliverables,
  meetings,
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

function pathOf(s: PlanState): Card['path'] {
  const now = planStages.indexOf(s.stage);
  return planStages.map((stage, index) => {
    // A plan that was achieved has nothing current left; one that ended otherwise shows where it ended.
    if (index < now || s.outcome === 'achieved') return { stage, state: 'done' };
    return { stage, state: index === now ? 'current' : 'ahead' };
  });
}

function card(s: PlanState, at: string): Card {
  const closed = s.status === 'closed';
  const items = closed ? [] : cardItems(s, at);
  const first = items.find((item) => !item.assumed && !item.pausedUntilOn) ?? items[0];
  const next = items.toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0))[0];
  return {
    status: s.status,
    stage: s.stage,
    path: pathOf(s),
    light: closed || s.hold ? 'green' : worst(items.map((item) => item.light)),
    homeUnitId: s.homeUnit.organisationId || null,
    partyIds: Object.keys(s.parties),
    ownerPostId: first?.ownerPostId ?? null,
    nextDueOn: next?.dueOn ?? null,
    nextDueAt: next ? (s.followUps[next.followUpId]?.dueAt ?? null) : null,
    lastContactOn: null,
    items: items.slice(0, 12),
    openCount: items.length,
    questionCount: items.filter((item) => item.assumed).length,
    planIds: [],
    parentId: s.agreementId,
    closed,
  };
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
  card,
};
