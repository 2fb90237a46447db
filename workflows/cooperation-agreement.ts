import { getExternalWorkflowHandle, ParentClosePolicy, patched, startChild } from '@temporalio/workflow';
import { agreement } from '../domain/agreement/index.ts';
import { isPlanOpen } from '../domain/agreement/plans.ts';
import type { AgreementState } from '../domain/agreement/state.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import { entityLoop, tellSignal } from './entity.ts';
import { toldToPlan } from './family-news.ts';
import { planWorkflowId, workflowTypes } from './inputs.ts';
import type { EntityInput } from './inputs.ts';
import type { Page } from './page.ts';
import { patches } from './patches.ts';
import { planOpening } from './plan-opening.ts';

/** One cooperation followed through its life: parties, visits, symposia, communication, commitments, builds, needs, plans. */
export async function cooperationAgreement(input: EntityInput): Promise<void> {
  await entityLoop(agreement, workflowTypes.agreement, input, {
    afterRecord: async (events, _before, after) => {
      for (const event of events) {
        if (event.type === 'planProposed') await startPlan(input, event, after.state, after.page);
        await tellPlans(event, after.state);
      }
    },
    endsChapter: (events) => events.some((event) => event.type === 'reviewDecided'),
  });
}

/** Each specific plan is a child with its own study and clock. It outlives chapters of its parent. */
async function startPlan(input: EntityInput, event: RecordedEvent, state: AgreementState, page: Page): Promise<void> {
  try {
    await startChild(workflowTypes.plan, {
      ...planOpening(input, event, state, page.attributes.title),
      parentClosePolicy: ParentClosePolicy.ABANDON,
    });
  } catch (error) {
    // It runs already: the parent was put back from Postgres, or reset.
    if (!(error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError')) throw error;
  }
}

/** Open plans follow their agreement: its holds, because nobody is to be reminded of a part while the whole waits, and its parties. */
async function tellPlans(event: RecordedEvent, state: AgreementState): Promise<void> {
  const open = Object.entries(state.plans).filter(([, plan]) => isPlanOpen(plan));
  if (open.length === 0 || (event.type === 'partyAdded' && !patched(patches.plansHearOfParties))) return;
  // Every plan hears the end of a hold before any hears of the next one.
  for (const index of [0, 1]) {
    for (const [planId] of open) {
      const workflowId = planWorkflowId(state.id, planId);
      const command = toldToPlan(state.id, workflowId, event)[index];
      if (!command) continue;
      await getExternalWorkflowHandle(workflowId)
        .signal(tellSignal, command)
        // The plan has ended, or does not run: restoring tells it what it has missed.
        .catch(() => undefined);
    }
  }
}
