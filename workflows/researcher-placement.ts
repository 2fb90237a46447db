import { placement } from '../domain/placement/index.ts';
import { lastCountedOn } from '../domain/placement/marks.ts';
import type { PlacementState } from '../domain/placement/state.ts';
import { tellAgreement } from './child-face.ts';
import { entityLoop } from './entity.ts';
import { workflowTypes } from './inputs.ts';
import type { EntityInput } from './inputs.ts';

/** One researcher sent to one enterprise: acceptance, booked days, logs, assessments. Tells its agreement when its face changes. */
export async function researcherPlacement(input: EntityInput): Promise<void> {
  await entityLoop(placement, workflowTypes.placement, input, {
    afterRecord: (events, before, after) =>
      tellAgreement(
        input,
        events,
        { page: before.page, ...onSite(before.state) },
        { page: after.page, ...onSite(after.state) },
      ),
  });
}

function onSite({ log }: PlacementState): { lastLoggedOn?: string } {
  const lastLoggedOn = lastCountedOn(log.marks);
  return lastLoggedOn ? { lastLoggedOn } : {};
}
