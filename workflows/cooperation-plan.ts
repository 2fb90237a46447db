import { getExternalWorkflowHandle } from '@temporalio/workflow';
import { plan } from '../domain/plan/index.ts';
import { entityLoop, tellSignal } from './entity.ts';
import { planNews } from './family-news.ts';
import { workflowTypes } from './inputs.ts';
import type { EntityInput } from './inputs.ts';
import type { Page } from './page.ts';

/** One specific cooperation plan: feasibility study, decision, project. Tells its agreement when its face changes. */
export async function cooperationPlan(input: EntityInput): Promise<void> {
  await entityLoop(plan, workflowTypes.plan, input, {
    afterRecord: async (events, before, after) => {
      const seq = events.at(-1)?.seq;
      const isSameFace = face(before.page) === face(after.page) && before.state.sponsored === after.state.sponsored;
      if (seq === undefined || isSameFace) return;
      const { stage, status, light } = after.page.attributes;
      await getExternalWorkflowHandle(input.ref.agreementId)
        .signal(tellSignal, planNews({ ...input.ref, seq }, { stage, status, light, sponsored: after.state.sponsored }))
        // The agreement is closed, or does not run: restoring tells it how its plans stand.
        .catch(() => undefined);
    },
  });
}

/** What the agreement's path and light are derived from. */
function face(page: Page | null): string {
  return page ? [page.attributes.stage, page.attributes.status, page.attributes.light].join('/') : '';
}
