import { assemble, EntityKind, isRefusal } from '../decider.ts';
import type { Card, Context, Decider, Decision, PathStep } from '../decider.ts';
import { amendmentsConcern } from '../follow-up/amendments.ts';
import { followUpConcern } from '../follow-up/commands.ts';
import { cardItems, worst } from '../follow-up/lights.ts';
import { plannedMeetings } from '../meeting/planned.ts';
import { permitted } from '../permission.ts';
import { migrateState } from '../migrate.ts';
import { refuse } from '../refusal.ts';
import { builds } from './builds.ts';
import { beneficiaryOf, commitments } from './commitments.ts';
import { communication, silenceLight } from './communication.ts';
import { holds } from './holds.ts';
import { instruments } from './instruments.ts';
import { intake } from './intake.ts';
import { needs } from './needs.ts';
import { parties } from './parties.ts';
import { placements } from './placements.ts';
import { furthestPlanStage, plans } from './plans.ts';
import { points } from './points.ts';
import { records } from './records.ts';
import { review } from './review.ts';
import { AgreementStatus, newAgreement, notParty, ownStages, planStages } from './state.ts';
import type { AgreementState, Stage } from './state.ts';
import { askToAdvance, stagesConcern } from './stages.ts';
import { symposium, symposiumLeft } from './symposium.ts';
import { visit, visitLeft } from './visit.ts';

const { commands, evolve, after, due, nextWake } = assemble<AgreementState>([
  intake,
  parties,
  stagesConcern,
  visit,
  symposium,
  points,
  commitments,
  communication,
  needs,
  builds,
  plans,
  placements,
  instruments,
  records,
  holds,
  review,
  plannedMeetings<AgreementState>(['symposium', 'contact'], notParty),
  followUpConcern<AgreementState>(beneficiaryOf),
  amendmentsConcern<AgreementState>(),
]);

/** Before acceptance only the proposal itself may be worked on. */
const duringIntake: ReadonlySet<string> = new Set([
  'acceptIntake',
  'declineIntake',
  'addParty',
  'adoptCalendar',
  'adoptPolicy',
  'migratePolicy',
  'changeHolder',
  'acceptDuties',
]);
/** On hold the path stands still; what happens all the same can be recorded. */
const notOnHold: ReadonlySet<string> = new Set([
  'advance',
  'waiveStage',
  'returnToStage',
  'proposePlan',
  'proposePlacement',
  'pauseAgreement',
]);

function decide(s: AgreementState, name: string, data: unknown, context: Context): Decision {
  const spec = commands.get(name);
  if (!spec) return refuse('shape-invalid', `There is no command ${name}.`, `没有命令 ${name}。`);
  const denied = permitted(spec, context) ?? possible(s, name);
  // `data` has passed the command's schema: in the API, and again in the validator and the loop.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const decision = denied ?? spec.decide(s, data as never, context);
  // Many commands record what a stage asks for, and each may be the last one.
  return isRefusal(decision) ? decision : [...decision, ...askToAdvance(after(s, decision, context), context)];
}

function possible(s: AgreementState, name: string): Decision | null {
  if (name === 'startAgreement') return null;
  if (s.status === 'new') return refuse('not-started', `${s.id} has not been started.`, `${s.id} 尚未建立。`);
  if (s.status === AgreementStatus.closed) return refuse('agreement-closed', `${s.id} is closed.`, `${s.id} 已结束。`);
  if (s.status === AgreementStatus.intake && !duringIntake.has(name) && !name.endsWith('FollowUp')) {
    return refuse('not-accepted', `${s.id} waits for a decision on its intake.`, `${s.id} 尚待受理。`);
  }
  if (s.hold && notOnHold.has(name))
    return refuse('on-hold', `${s.id} is on hold until ${s.hold.untilOn}.`, `${s.id} 暂停至 ${s.hold.untilOn}。`);
  return null;
}

/** The stage that lists show: the furthest open plan's, else the agreement's own. */
export function shownStage(s: AgreementState): Stage {
  return furthestPlanStage(s) ?? s.stage;
}

function pathOf(s: AgreementState): Card['path'] {
  const plan = furthestPlanStage(s);
  // Its own stages as far as it has come; a plan's stages beside them, because communication goes on beside plans.
  const own = ownStages.map((stage) => ({ stage, at: ownStages.indexOf(s.stage) - ownStages.indexOf(stage) }));
  const planned = planStages.map((stage) => ({
    stage,
    at: plan ? planStages.indexOf(plan) - planStages.indexOf(stage) : -1,
  }));
  return [...own, ...planned].map(({ stage, at }) => {
    if (s.waived.some((waived) => waived === stage)) return waivedStep(s, stage);
    return { stage, state: at > 0 ? 'done' : at === 0 ? 'current' : 'ahead' };
  });
}

/** It may have taken place all the same, before or after, and then its stage was passed and not skipped. */
function waivedStep(s: AgreementState, stage: Stage): PathStep {
  const left = stage === 'visit' ? visitLeft(s) : stage === 'symposium' ? symposiumLeft(s) : 'everything';
  if (left === 'everything') return { stage, state: 'waived' };
  return left === 'nothing' ? { stage, state: 'done' } : { stage, state: 'passed', waitsFor: left };
}

function card(s: AgreementState, at: string): Card {
  const closed = s.status === AgreementStatus.closed;
  const items = closed ? [] : cardItems(s, at);
  const first = items.find((item) => !item.assumed && !item.pausedUntilOn) ?? items[0];
  const next = items.toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : 0))[0];
  const planLights = Object.values(s.plans)
    .filter((p) => p.status === 'open')
    .map((p) => p.light);
  return {
    status: s.status,
    stage: shownStage(s),
    path: pathOf(s),
    light: closed || s.hold ? 'green' : worst([...items.map((item) => item.light), ...planLights, silenceLight(s, at)]),
    homeUnitId: s.homeUnit.organisationId || null,
    partyIds: Object.keys(s.parties),
    ownerPostId: first?.ownerPostId ?? null,
    nextDueOn: next?.dueOn ?? null,
    nextDueAt: next ? (s.followUps[next.followUpId]?.dueAt ?? null) : null,
    lastContactOn: s.lastContactOn,
    items: items.slice(0, 12),
    openCount: items.length,
    questionCount: items.filter((item) => item.assumed).length,
    planIds: Object.keys(s.plans),
    parentId: s.parentId,
    closed,
  };
}

export const agreement: Decider<AgreementState> = {
  kind: EntityKind.agreement,
  initial: (ref) => newAgreement(ref.id),
  commands,
  decide,
  evolve,
  migrate: (ref, carried) => migrateState(newAgreement(ref.id), carried),
  due: (s, context) => (s.status === AgreementStatus.closed ? [] : due(s, context)),
  nextWake: (s) => (s.status === AgreementStatus.closed ? null : nextWake(s)),
  card,
};
