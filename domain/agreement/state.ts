import { newHost } from '../follow-up/host.ts';
import type { MeetingHost } from '../meeting/planned.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { BuildState } from './builds.ts';
import type { CommitmentState } from './commitments.ts';
import type { MechanismState } from './communication.ts';
import type { InstrumentState, PaymentState } from './instruments.ts';
import type { CollectionState } from './need-collection.ts';
import type { NeedState } from './need-state.ts';
import type { PartyState } from './parties.ts';
import type { PlacementSummary } from './placements.ts';
import type { PlanSummary } from './plans.ts';
import type { PointState, SymposiumState } from './symposium.ts';
import type { VisitState } from './visit.ts';

/** The five stages in order. The first three are the agreement's own; the last two are its furthest open plan's. */
export const stages = ['visit', 'symposium', 'communication', 'feasibility', 'project'] as const;
export type Stage = (typeof stages)[number];
export const planStages = ['feasibility', 'project'] as const;
export const ownStages = ['visit', 'symposium', 'communication'] as const;
export type OwnStage = (typeof ownStages)[number];

export const AgreementStatus = { intake: 'intake', open: 'open', hold: 'hold', closed: 'closed' } as const;
export type AgreementStatus = (typeof AgreementStatus)[keyof typeof AgreementStatus];

/**
 * What an agreement carries from run to run: what rules need, as ids, dates and numbers. What was said and who came is in
 * the events; the dossier is made from them.
 */
export interface AgreementState extends MeetingHost {
  schemaVersion: 1;
  status: AgreementStatus | 'new';
  stage: OwnStage;
  /** Stages skipped by a named person with a reason. */
  waived: OwnStage[];
  startedOn: string;
  parentId: string | null;
  /** How many of each kind of item there have been; makes their ids. */
  counters: Record<string, number>;
  parties: Record<string, PartyState>;
  /** Groups present by number only, and how many of them are still unnamed (S7, S13). */
  groups: Record<string, { unnamed: number }>;
  visits: Record<string, VisitState>;
  symposia: Record<string, SymposiumState>;
  points: Record<string, PointState>;
  commitments: Record<string, CommitmentState>;
  mechanism: MechanismState | null;
  lastContactOn: string | null;
  /** The day from which the silence counts that was put to a decision: each is once. */
  dormancyAskedFor: string | null;
  /** What contacts left open, carried forward until a later one settles it. */
  openItems: string[];
  needs: Record<string, NeedState>;
  /** Left out while nobody is asked for needs. */
  collection?: CollectionState;
  builds: Record<string, BuildState>;
  instruments: Record<string, InstrumentState>;
  payments: Record<string, PaymentState>;
  plans: Record<string, PlanSummary>;
  placements: Record<string, PlacementSummary>;
}

/** The state before `agreementStarted`. */
export function newAgreement(id: string): AgreementState {
  return {
    schemaVersion: 1,
    ...newHost(id),
    status: 'new',
    stage: 'visit',
    waived: [],
    startedOn: '',
    parentId: null,
    counters: {},
    parties: {},
    groups: {},
    visits: {},
    symposia: {},
    points: {},
    commitments: {},
    mechanism: null,
    lastContactOn: null,
    dormancyAskedFor: null,
    openItems: [],
    needs: {},
    builds: {},
    instruments: {},
    payments: {},
    plans: {},
    placements: {},
  };
}

/** The id the next item of a kind gets; `ahead` for the second, third... in the same decision. */
export function nextId(state: { counters: Record<string, number> }, kind: string, ahead = 0): string {
  return `${kind}-${(state.counters[kind] ?? 0) + 1 + ahead}`;
}

/** Evolution's side of `nextId`: counts an item whose id was given out. */
export function count(draft: { counters: Record<string, number> }, id: string): void {
  const at = id.lastIndexOf('-');
  const kind = id.slice(0, at);
  draft.counters[kind] = Math.max(draft.counters[kind] ?? 0, Number(id.slice(at + 1)));
}

export const unknownItem = (id: string): Refusal =>
  refuse('unknown-item', `There is no ${id} in this agreement.`, `本合作中没有 ${id}。`);

/** Refuses an organisation that is no party. */
export function notParty(state: AgreementState, organisationId: string): Refusal | null {
  return state.parties[organisationId]
    ? null
    : refuse(
        'unknown-party',
        `${organisationId} is no party of ${state.id}.`,
        `${organisationId} 不是 ${state.id} 的合作方。`,
      );
}

/** Our own party of the agreement; the home unit itself is usually a department of it. */
export function ourParty(state: AgreementState): string {
  return Object.entries(state.parties).find(([, party]) => party.ours)?.[0] ?? state.homeUnit.organisationId;
}
