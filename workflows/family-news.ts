import type { RecordedEvent } from '../domain/decider.ts';
import type { QueuedCommand } from '../domain/propose.ts';

/**
 * What an agreement and its plans and placements tell each other, as system commands by the signal `tell`. Ids of commands follow
 * from what is told, so that telling it twice changes nothing: restoring repeats what was said while somebody did not run.
 */

/** What the agreement keeps of a child: of a plan also whether it is sponsored. */
export type ChildFace = { stage: string; status: string; light: string; sponsored?: boolean };

/** Placements go by their own ids, so that ids alone say which kind of child is meant. */
export const isPlacementId = (childId: string): boolean => /(^|\.)placement-\d+$/.test(childId);

/** A child, to its agreement: how it stands after its event `seq`. */
export function childNews(
  child: { id: string; agreementId: string; seq: number },
  { stage, status, light, sponsored }: ChildFace,
): QueuedCommand {
  const childId = child.id.slice(child.agreementId.length + 1);
  const face = { stage, status, light };
  return {
    commandId: `${child.id}-${child.seq}`,
    name: isPlacementId(childId) ? 'placementProgressed' : 'planProgressed',
    actor: { id: child.id, roles: ['system'] },
    data: isPlacementId(childId) ? { placementId: childId, ...face } : { planId: childId, ...face, sponsored },
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
