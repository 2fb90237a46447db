import { getExternalWorkflowHandle } from '@temporalio/workflow';
import { plan } from '../domain/plan/index.ts';
import { entityLoop, tellSignal } from './entity.ts';
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
      await tellAgreement(input, seq, after.state, after.page);
    },
  });
}

/** What the agreement's path and light are derived from. */
function face(page: Page | null): string {
  return page ? [page.attributes.stage, page.attributes.status, page.attributes.light].join('/') : '';
}

async function tellAgreement(
  input: EntityInput,
  seq: number,
  state: ReturnType<typeof plan.initial>,
  page: Page,
): Promise<void> {
  const agreement = getExternalWorkflowHandle(input.ref.agreementId);
  try {
    await agreement.signal(tellSignal, {
      commandId: `${input.ref.id}-${seq}`,
      name: 'planProgressed',
      actor: { id: input.ref.id, roles: ['system'] },
      data: {
        planId: input.ref.id.slice(input.ref.agreementId.length + 1),
        stage: page.attributes.stage,
        status: page.attributes.status,
        light: page.attributes.light,
        sponsored: state.sponsored,
      },
    });
  } catch {
    // The agreement is closed or being put back; it reads its plans from Postgres then.
  }
}
