import type { PlanState } from '../domain/plan/state.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import type { QueuedCommand } from '../domain/propose.ts';

/**
 * What an agreement and its plans tell each other, as system commands by the signal `tell`. Ids of commands follow from what is
 * told, so that telling it twice changes nothing: restoring repeats what was said while somebody did not run.
 */

/** What the agreement's path and light are derived from. */
type Face = { stage: string; status: string; light: string } & Pick<PlanState, 'sponsored'>;

/** A plan, to its agreement: how it stands after its event `seq`. */
export function planNews(
  plan: { id: string; agreementId: string; seq: number },
  { stage, status, light, sponsored }: Face,
): QueuedCommand {
  return {
    commandId: `${plan.id}-${plan.seq}`,
    name: 'planProgressed',
    actor: { id: plan.id, roles: ['system'] },
    data: { planId: plan.id.slice(plan.agreementId.length + 1), stage, status, light, sponsored },
  };
}

/** A placement's face: with the last day on site, which is progress of the whole cooperation. */
type PlacementFace = { stage: string; status: string; light: string; lastLoggedOn?: string | null };

/** A placement, to its agreement: how it stands after its event `seq`. */
export function placementNews(
  placement: { id: string; agreementId: string; seq: number },
  { stage, status, light, lastLoggedOn }: PlacementFace,
): QueuedCommand {
  const placementId = placement.id.slice(placement.agreementId.length + 1);
  return {
    commandId: `${placement.id}-${placement.seq}`,
    name: 'placementProgressed',
    actor: { id: placement.id, roles: ['system'] },
    data: { placementId, stage, status, light, ...(lastLoggedOn ? { lastLoggedOn } : {}) },
  };
}

/** Events of an agreement that end or begin a hold of its plans. */
export const holdEvents = ['agreementPaused', 'agreementHoldExtended', 'agreementResumed'] as const;

/** An agreement, to one of its plans, of one of its own events; in this order. */
export function toldToPlan(
  agreementId: string,
  planId: string,
  { type, seq, data }: Pick<RecordedEvent, 'type' | 'seq' | 'data'>,
): QueuedCommand[] {
  const command = (name: 'pausePlan' | 'resumePlan' | 'admitParty', fields: object): QueuedCommand => ({
    commandId: `${planId}-${name}-${seq}`,
    name,
    actor: { id: agreementId, roles: ['system'] },
    data: fields,
  });
  const { untilOn, reason, waitingFor, approverPersonId, organisationId, role, ours } = data;
  const pause = command('pausePlan', { untilOn, reason, waitingFor, approverPersonId });
  const resume = command('resumePlan', {});
  switch (type) {
    case 'agreementPaused':
      return [pause];
    case 'agreementHoldExtended':
      return [resume, pause];
    case 'agreementResumed':
      return [resume];
    case 'partyAdded':
      return [command('admitParty', { organisationId, role, ours })];
    default:
      return [];
  }
}
