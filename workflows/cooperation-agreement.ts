import { getExternalWorkflowHandle, ParentClosePolicy, patched, startChild } from '@temporalio/workflow';
import { agreement } from '../domain/agreement/index.ts';
import { isChildOpen } from '../domain/agreement/plans.ts';
import type { AgreementState } from '../domain/agreement/state.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import { childOpening, isBirth } from './child-opening.ts';
import { entityLoop, tellSignal } from './entity.ts';
import { toldToChild, toldToPredecessor } from './family-news.ts';
import { childWorkflowId, workflowTypes } from './inputs.ts';
import type { EntityInput } from './inputs.ts';
import type { Page } from './page.ts';
import { patches } from './patches.ts';

/** One cooperation followed through its life: parties, visits, symposia, communication, commitments, builds, needs, plans, placements. */
export async function cooperationAgreement(input: EntityInput): Promise<void> {
  await entityLoop(agreement, workflowTypes.agreement, input, {
    afterRecord: async (events, _before, after) => {
      for (const event of events) {
        if (isBirth(event)) await startOne(input, event, after.state, after.page);
        await tellPredecessor(event);
        await tellChildren(event, after.state);
      }
    },
    endsChapter: (events) => events.some((event) => event.type === 'reviewDecided'),
  });
}

/** Each specific plan and each placement is a child with its own clock. It outlives chapters of its parent. */
async function startOne(input: EntityInput, event: RecordedEvent, state: AgreementState, page: Page): Promise<void> {
  const { workflowType, options } = childOpening(input, event, state, page.attributes.title);
  try {
    await startChild(workflowType, { ...options, parentClosePolicy: ParentClosePolicy.ABANDON });
  } catch (error) {
    // It runs already: the parent was put back from Postgres, or reset.
    if (!(error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError')) throw error;
  }
}

/** Somebody else has taken its place: it may end. */
async function tellPredecessor(event: RecordedEvent): Promise<void> {
  const told = toldToPredecessor(event);
  if (!told) return;
  await getExternalWorkflowHandle(told.workflowId)
    .signal(tellSignal, told.command)
    // It has ended meanwhile, or looks for nobody.
    .catch(() => undefined);
}

/** Open children follow their agreement: its holds, because nobody is to be reminded of a part while the whole waits, and its parties. */
async function tellChildren(event: RecordedEvent, state: AgreementState): Promise<void> {
  const open = [...Object.entries(state.plans), ...Object.entries(state.placements)]
    .filter(([, child]) => isChildOpen(child))
    .map(([childId]) => childWorkflowId(state.id, childId));
  if (open.length === 0 || (event.type === 'partyAdded' && !patched(patches.plansHearOfParties))) return;
  // Every child hears the end of a hold before any hears of the next one.
  for (const index of [0, 1]) {
    for (const workflowId of open) {
      const command = toldToChild(state.id, workflowId, event)[index];
      if (!command) continue;
      await getExternalWorkflowHandle(workflowId)
        .signal(tellSignal, command)
        // The child has ended, or does not run: restoring tells it what it has missed.
        .catch(() => undefined);
    }
  }
}
