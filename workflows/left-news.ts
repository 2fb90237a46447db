import type { Leaving, LeavingActivities } from '../activities/leaving.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import type { PlacementState } from '../domain/placement/state.ts';

/** Who leaves their unit by an event of a placement: its researcher, or somebody who stands in. What it was told itself it does not pass on. */
function leavingIn({ type, seq, data }: RecordedEvent, { id, researcher }: PlacementState): Leaving | null {
  const { cause, by, fromOn, personId, isTold } = data;
  if (type !== 'placementDisrupted' || cause !== 'left' || isTold === true || typeof fromOn !== 'string') return null;
  const who = typeof personId === 'string' ? personId : researcher.personId;
  return { placementId: id, seq, personId: who, fromOn, by: by === 'person' ? 'person' : 'unit' };
}

/**
 * What recorded events say of people who leave, to their other placements, also in other agreements. Each decides for itself.
 *
 * @param isPassedOn asked only where there is something to tell: a run that began before it was told goes on without
 */
export async function leftNews(
  events: readonly RecordedEvent[],
  state: PlacementState,
  { tellOfLeaving, isPassedOn }: LeavingActivities & { isPassedOn(): boolean },
): Promise<void> {
  for (const event of events) {
    const leaving = leavingIn(event, state);
    if (leaving && isPassedOn()) await tellOfLeaving(leaving);
  }
}
