import type { EntityRef, Subject } from '../decider.ts';
import { newHost } from '../follow-up/host.ts';
import type { FollowUpHost } from '../follow-up/host.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { AcceptanceState } from './acceptance.ts';
import type { AssessmentState } from './assessment.ts';
import type { BookingState } from './booking-events.ts';
import type { CoverState, StandIn } from './cover.ts';
import type { Ending } from './ending.ts';
import type { LogState } from './log.ts';
import type { PaceState } from './pace-watch.ts';
import type { PlacementRule } from './rules.ts';
import type { TakenOver } from './taken-over.ts';
import type { TermsState } from './terms.ts';

/** The stages of a placement in order (issue and DOMAIN stage P): three parties accept, days are booked, worked and assessed. */
export const placementStages = ['proposed', 'accepted', 'booked', 'on-site', 'assessed'] as const;
export type PlacementStage = (typeof placementStages)[number];

/** `closed` is every end, `outcome` says which; `ending`: nobody comes any more, and the last days are still to be logged. */
export type PlacementStatus = 'new' | 'open' | 'hold' | 'ending' | 'closed';

/** The three sides of a placement. */
export const sides = ['person', 'unit', 'host'] as const;
export type Side = (typeof sides)[number];

/** What a placement carries from run to run: ids, dates and numbers. What was said is in the events and texts. */
export interface PlacementState extends FollowUpHost {
  schemaVersion: 1;
  agreementId: string;
  status: PlacementStatus;
  stage: PlacementStage;
  outcome: string | null;
  startedOn: string;
  counters: Record<string, number>;
  parties: Record<string, { ours: boolean }>;
  needIds: string[];
  /** The researcher; their duties go to a post of the home unit that they hold. */
  researcher: { personId: string; postId: string };
  /** The researcher's home unit, and the post that consents for it. */
  unit: { organisationId: string; postId: string };
  /** The enterprise, and its contact. */
  host: { organisationId: string; postId: string };
  /** Who looks after the researcher on each side; the contact and the unit's post until somebody is named. */
  supervisors: { unit: string | null; host: string | null };
  scheme: { id: string; version: number; rules: PlacementRule[] };
  /** Texts of the proposal, by id: whoever takes the place over has them too. */
  said: { point?: string; purpose?: string };
  period: { fromOn: string; toOn: string };
  /** The designated point (S55): the id of its text; left out where none was named. */
  point?: string;
  /** Days of presence that are wished for in each year. */
  daysAYear: number;
  /** The enterprise asked for this person by name: somebody else needs its consent. */
  isRequested: boolean;
  /** Whom this placement stands in for, and how much of it. */
  coverOf: string | null;
  /** The days that it is to take over; left out where it takes over none, and in what older versions opened. */
  covers?: TakenOver;
  acceptance: AcceptanceState;
  terms: TermsState;
  booking: BookingState;
  log: LogState;
  pace: PaceState;
  assessment: AssessmentState;
  /** Days that somebody cannot keep, while they are being healed. */
  cover: CoverState | null;
  /**
   * The researcher's last day is the one before: until then they come as planned. `toldOn`: the last day that the others have been
   * told. Left out where nobody is leaving.
   */
  leaving?: { on: string; untilAt: string; toldOn?: string };
  /** The days have ended; until when the last of them can be logged. Left out before, and once it is closed. */
  ending?: Ending;
  /** Who keeps days in the researcher's place. */
  standIns: StandIn[];
}

/** The state before `openPlacement`. */
export function newPlacement(ref: EntityRef): PlacementState {
  return {
    schemaVersion: 1,
    ...newHost(ref.id),
    agreementId: ref.agreementId,
    status: 'new',
    stage: 'proposed',
    outcome: null,
    startedOn: '',
    counters: {},
    parties: {},
    needIds: [],
    researcher: { personId: '', postId: '' },
    unit: { organisationId: '', postId: '' },
    host: { organisationId: '', postId: '' },
    supervisors: { unit: null, host: null },
    scheme: { id: '', version: 0, rules: [] },
    said: {},
    period: { fromOn: '', toOn: '' },
    daysAYear: 0,
    isRequested: false,
    coverOf: null,
    acceptance: { person: null, unit: null, host: null, documentOn: null },
    terms: { agreed: [] },
    booking: { status: 'none', pattern: [], planned: [], round: 0, asked: null, clashes: [] },
    log: { marks: {}, next: 0, missing: [], missed: 0 },
    pace: { fromOn: '', warnedFor: null, warnedOn: null },
    assessment: { askedOn: null, by: {}, result: null, yields: [], renewal: null },
    cover: null,
    standIns: [],
  };
}

/** The placement as a subject: `placement-1`, the part of its id that its agreement gave it. */
export const placementSubject = (s: Pick<PlacementState, 'id'>): Subject => ({
  kind: 'placement',
  id: s.id.slice(s.id.lastIndexOf('.') + 1),
});

export const unknownItem = (id: string): Refusal =>
  refuse('unknown-item', `There is no ${id} in this placement.`, `本派驻中没有 ${id}。`);

/** The post and organisation that owe something of one side. */
export function ownerOf(s: PlacementState, side: Side): { ownerPostId: string; sideOrgId: string } {
  switch (side) {
    case 'person':
      return { ownerPostId: s.researcher.postId, sideOrgId: s.unit.organisationId };
    case 'unit':
      return { ownerPostId: s.unit.postId, sideOrgId: s.unit.organisationId };
    case 'host':
      return { ownerPostId: s.host.postId, sideOrgId: s.host.organisationId };
  }
}

/** Refuses what belongs to other stages. */
export function notAtStage(s: PlacementState, ...stages: PlacementStage[]): Refusal | null {
  return stages.includes(s.stage)
    ? null
    : refuse('stage-not-allowed', `The placement is at the stage ${s.stage}.`, `派驻现处于 ${s.stage} 阶段。`);
}
