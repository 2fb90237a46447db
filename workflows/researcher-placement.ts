import { placement } from '../domain/placement/index.ts';
import { tellAgreement } from './child-face.ts';
import { entityLoop } from './entity.ts';
import { workflowTypes } from './inputs.ts';
import type { EntityInput } from './inputs.ts';

/** One researcher sent to one enterprise: acceptance, booked days, logs, assessments. Tells its agreement when its face changes. */
export async function researcherPlacement(input: EntityInput): Promise<void> {
  await entityLoop(placement, workflowTypes.placement, input, {
    afterRecord: (events, before, after) => tellAgreement(input, events, { page: before.page }, { page: after.page }),
  });
}
