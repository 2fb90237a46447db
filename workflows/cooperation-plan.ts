import { plan } from '../domain/plan/index.ts';
import type { PlanState } from '../domain/plan/state.ts';
import { tellAgreement } from './child-face.ts';
import { entityLoop } from './entity.ts';
import { workflowTypes } from './inputs.ts';
import type { EntityInput } from './inputs.ts';
import type { Page } from './page.ts';

/** One specific cooperation plan: feasibility study, decision, project. Tells its agreement when its face changes. */
export async function cooperationPlan(input: EntityInput): Promise<void> {
  await entityLoop(plan, workflowTypes.plan, input, {
    afterRecord: (events, before, after) =>
      tellAgreement(input, events, seen(before), { ...seen(after), page: after.page }),
  });
}

const seen = ({ state, page }: { state: PlanState; page: Page | null }) => ({ page, sponsored: state.sponsored });
