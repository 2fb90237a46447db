import { newHost } from '../follow-up/host.ts';
import type { MeetingHost } from '../meeting/planned.ts';
import type { EntityRef, Subject } from '../decider.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { ApplicationState } from './applications.ts';
import type { DeliverableState } from './deliverables.ts';
import type { StudyState } from './feasibility.ts';
import type { Keys, ProjectState } from './project.ts';

/** The two stages of a plan, in order. */
export const planStages = ['feasibility', 'project'] as const;
export type PlanStage = (typeof planStages)[number];

/** `closed` is every end; `outcome` says which. */
export type PlanStatus = 'new' | 'open' | 'hold' | 'closed';

/** What a plan carries from run to run: what its rules need, as ids, dates and numbers. Its text and findings are in the events. */
export interface PlanState extends MeetingHost {
  schemaVersion: 1;
  agreementId: string;
  status: PlanStatus;
  stage: PlanStage;
  outcome: string | null;
  startedOn: string;
  counters: Record<string, number>;
  parties: Record<string, { ours: boolean }>;
  /** The sponsor's post by organisation. */
  sponsors: Record<string, string>;
  sponsored: boolean;
  /** Its text is recorded: a plan may begin with a name only (S30). */
  described: boolean;
  study: StudyState | null;
  applications: Record<string, ApplicationState>;
  /** The two keys of a project [MI2]: the day on which each was turned. */
  keys: Keys;
  project: ProjectState | null;
  /** Milestones not reached yet. */
  milestones: string[];
  deliverables: Record<string, DeliverableState>;
}

/** The state before `openPlan`. */
export function newPlan(ref: EntityRef): PlanState {
  return {
    schemaVersion: 1,
    ...newHost(ref.id),
    agreementId: ref.agreementId,
    status: 'new',
    stage: 'feasibility',
    outcome: null,
    startedOn: '',
    counters: {},
    parties: {},
    sponsors: {},
    sponsored: false,
    described: false,
    study: null,
    applications: {},
    keys: { approval: null, contribution: null },
    project: null,
    milestones: [],
    deliverables: {},
  };
}

/** The plan as a subject: `plan-1`, the part of its id that its agreement gave it. */
export const planSubject = (s: PlanState): Subject => ({ kind: 'plan', id: s.id.slice(s.id.lastIndexOf('.') + 1) });

export const unknownItem = (id: string): Refusal =>
  refuse('unknown-item', `There is no ${id} in this plan.`, `本方案中没有 ${id}。`);

/** Refuses organisations that are no party of the plan's agreement. */
export function notParties(s: PlanState, organisationIds: readonly string[]): Refusal | null {
  const foreign = organisationIds.find((id) => !s.parties[id]);
  return foreign
    ? refuse(
        'unknown-party',
        `${foreign} is no party of ${s.agreementId}.`,
        `${foreign} 不是 ${s.agreementId} 的合作方。`,
      )
    : null;
}

/** True if somebody of ours and somebody of another party are among them (two parties, where none is ours). */
export { isSponsored as areBothSides } from '../agreement/plans.ts';

/** Refuses what belongs to the other stage. */
export function notAtStage(s: PlanState, stage: PlanStage): Refusal | null {
  return s.stage === stage
    ? null
    : refuse('stage-not-allowed', `The plan is at the stage ${s.stage}.`, `方案现处于 ${s.stage} 阶段。`);
}

/** Refuses work on a project that does not run. */
export function notRunning(s: PlanState): Refusal | null {
  return s.project ? null : refuse('stage-not-allowed', 'The project has not started.', '项目尚未启动。');
}
