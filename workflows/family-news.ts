import type { RecordedEvent } from '../domain/decider.ts';
import { lastCountedOn } from '../domain/placement/marks.ts';
import { takenOverOf } from '../domain/placement/cover.ts';
import type { PlacementState } from '../domain/placement/state.ts';
import type { QueuedCommand } from '../domain/propose.ts';

/**
 * What an agreement and its plans and placements tell each other, as system commands by the signal `tell`. Ids of commands follow
 * from what is told, so that telling it twice changes nothing: restoring repeats what was said while somebody did not run.
 */

/** What the agreement keeps of a child: of a plan also whether it is sponsored, of a placement the last day on site. */
export interface ChildFace extends PlacementFacts {
  stage: string;
  status: string;
  light: string;
  sponsored?: boolean;
}

/** Of a placement: its last day on site, the needs that it is to serve, and how it ended. */
export interface PlacementFacts {
  lastLoggedOn?: string;
  needIds?: string[];
  outcome?: string;
}

export function placementFactsOf({ log, needIds, outcome }: PlacementState): PlacementFacts {
  const lastLoggedOn = lastCountedOn(log.marks);
  return {
    ...(lastLoggedOn ? { lastLoggedOn } : {}),
    ...(needIds.length > 0 ? { needIds } : {}),
    ...(outcome ? { outcome } : {}),
  };
}

/** Placements go by their own ids, so that ids alone say which kind of child is meant. */
export const isPlacementId = (childId: string): boolean => /(^|\.)placement-\d+$/.test(childId);

/** A child, to its agreement: how it stands after its event `seq`. */
export function childNews(
  child: { id: string; agreementId: string; seq: number },
  { stage, status, light, sponsored, ...facts }: ChildFace,
): QueuedCommand {
  const childId = child.id.slice(child.agreementId.length + 1);
  const face = { stage, status, light };
  return {
    commandId: `${child.id}-${child.seq}`,
    name: isPlacementId(childId) ? 'placementProgressed' : 'planProgressed',
    actor: { id: child.id, roles: ['system'] },
    data: isPlacementId(childId)
      ? { placementId: childId, ...face, ...facts }
      : { planId: childId, ...face, sponsored },
  };
}

/** A placement, to its agreement: somebody takes its place over, with all that was agreed on. */
export function successorOf(event: RecordedEvent, s: PlacementState): QueuedCommand | null {
  const { candidateId, fromOn, personId } = event.data;
  const found = typeof candidateId === 'string' ? s.cover?.requests[candidateId] : undefined;
  if (event.type !== 'successorFound' || !found?.facts) return null;
  const covers = takenOverOf(s, String(fromOn));
  return {
    commandId: `${s.id}-successor-${event.seq}`,
    name: 'proposePlacement',
    actor: { id: s.id, roles: ['system'] },
    data: {
      personId,
      partyId: s.host.organisationId,
      needIds: s.needIds,
      schemeId: s.scheme.id,
      fromOn,
      toOn: s.period.toOn,
      daysAYear: s.daysAYear,
      ...s.said,
      ...(s.supervisors.host ? { hostSupervisorPostId: s.supervisors.host } : {}),
      isRequested: s.isRequested,
      coverOf: s.id,
      facts: {
        ...found.facts,
        researcherPostId: found.postId,
        unitId: found.unitId,
        hostPostId: s.host.postId,
        isExcluded: false,
        scheme: s.scheme,
        isWilling: true,
        ...(covers ? { covers } : {}),
      },
    },
  };
}

/** An agreement, to the placement whose place another takes. */
export function toldToPredecessor({
  type,
  seq,
  data,
}: RecordedEvent): { workflowId: string; command: QueuedCommand } | null {
  const { coverOf, placementId, fromOn } = data;
  if (type !== 'placementProposed' || typeof coverOf !== 'string') return null;
  return {
    workflowId: coverOf,
    command: {
      commandId: `${coverOf}-coverPlaced-${seq}`,
      name: 'coverPlaced',
      actor: { id: 'system', roles: ['system'] },
      data: { placementId, fromOn },
    },
  };
}

/** Events of an agreement that end or begin a hold of its children. */
export const holdEvents = ['agreementPaused', 'agreementHoldExtended', 'agreementResumed'] as const;

/** An agreement, to one of its children, of one of its own events; in this order. */
export function toldToChild(
  agreementId: string,
  workflowId: string,
  { type, seq, data }: Pick<RecordedEvent, 'type' | 'seq' | 'data'>,
): QueuedCommand[] {
  const isPlacement = isPlacementId(workflowId);
  const command = (name: string, fields: object): QueuedCommand => ({
    commandId: `${workflowId}-${name}-${seq}`,
    name,
    actor: { id: agreementId, roles: ['system'] },
    data: fields,
  });
  const { untilOn, reason, waitingFor, approverPersonId, organisationId, role, ours } = data;
  const pause = command(isPlacement ? 'pausePlacement' : 'pausePlan', {
    untilOn,
    reason,
    waitingFor,
    approverPersonId,
  });
  const resume = command(isPlacement ? 'resumePlacement' : 'resumePlan', {});
  switch (type) {
    case 'agreementPaused':
      return [pause];
    case 'agreementHoldExtended':
      return [resume, pause];
    case 'agreementResumed':
      return [resume];
    case 'partyAdded':
      // Whom a placement concerns is fixed: who else is a party is nothing to it.
      return isPlacement ? [] : [command('admitParty', { organisationId, role, ours })];
    default:
      return [];
  }
}
