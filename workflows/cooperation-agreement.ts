import { getExternalWorkflowHandle, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { agreement } from '../domain/agreement/index.ts';
import { isPlanOpen } from '../domain/agreement/plans.ts';
import type { AgreementState } from '../domain/agreement/state.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import { cutToBytes, labelOf, stageLabels } from '../domain/labels.ts';
import { entityLoop, tellSignal } from './entity.ts';
import { cardOf, planWorkflowId, workflowTypes } from './inputs.ts';
import type { EntityInput } from './inputs.ts';
import type { Page } from './page.ts';
import { attributeKeys as keys } from './search-attributes.ts';

/** One cooperation followed through its life: parties, visits, symposia, communication, commitments, builds, needs, plans. */
export async function cooperationAgreement(input: EntityInput): Promise<void> {
  await entityLoop(agreement, workflowTypes.agreement, input, {
    afterRecord: async (events, _before, after) => {
      for (const event of events) {
        if (event.type === 'planProposed') await startPlan(input, event, after.state, after.page);
        if (event.type === 'agreementPaused') await tellPlans(input, event, after.state, 'pausePlan');
        if (event.type === 'agreementResumed') await tellPlans(input, event, after.state, 'resumePlan');
        if (event.type === 'agreementHoldExtended') {
          await tellPlans(input, event, after.state, 'resumePlan');
          await tellPlans(input, event, after.state, 'pausePlan');
        }
      }
    },
    endsChapter: (events) => events.some((event) => event.type === 'reviewDecided'),
  });
}

/** Each specific plan is a child with its own study and clock. It outlives chapters of its parent. */
async function startPlan(input: EntityInput, event: RecordedEvent, state: AgreementState, page: Page): Promise<void> {
  const planId = String(event.data['planId']);
  const workflowId = planWorkflowId(input.ref.id, planId);
  const title = cutToBytes(`${page.attributes.title} · ${planId}`, 180);
  const language = input.language ?? 'en';
  const stage = language === 'zh-CN' ? labelOf(language, stageLabels, 'feasibility') : 'feasibility';
  const child: EntityInput = {
    card: cardOf(language, title, stage, event.at),
    ref: { kind: 'plan', id: workflowId, agreementId: input.ref.id },
    clock: input.clock,
    language,
    carried: null,
    first: [
      {
        commandId: `${workflowId}-open`,
        name: 'openPlan',
        actor: { id: 'system', roles: ['system'] },
        data: openPlanData(event, state),
      },
    ],
  };
  try {
    await startChild(workflowTypes.plan, {
      workflowId,
      args: [child],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      staticSummary: title,
      typedSearchAttributes: [
        { key: keys.Agreement, value: input.ref.id },
        { key: keys.Title, value: title },
        { key: keys.Stage, value: stage },
      ],
    });
  } catch (error) {
    // It runs already: the parent was put back from Postgres, or reset.
    if (!(error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError')) throw error;
  }
}

/** A cooperation on hold holds its plans: nobody is to be reminded of a part while the whole waits. */
async function tellPlans(
  input: EntityInput,
  event: RecordedEvent,
  state: AgreementState,
  name: 'pausePlan' | 'resumePlan',
): Promise<void> {
  const { untilOn, reason, waitingFor, approverPersonId } = event.data;
  const data = name === 'pausePlan' ? { untilOn, reason, waitingFor, approverPersonId } : {};
  for (const [planId, plan] of Object.entries(state.plans)) {
    if (!isPlanOpen(plan)) continue;
    const workflowId = planWorkflowId(input.ref.id, planId);
    const command = {
      commandId: `${workflowId}-${name}-${event.seq}`,
      name,
      actor: { id: input.ref.id, roles: ['system' as const] },
      data,
    };
    await getExternalWorkflowHandle(workflowId)
      .signal(tellSignal, command)
      // The plan has ended, or is being put back.
      .catch(() => undefined);
  }
}

function openPlanData(event: RecordedEvent, s: AgreementState): unknown {
  const { planId: _planId, ...proposed } = event.data;
  return {
    proposed,
    adopted: {
      homeUnit: s.homeUnit,
      calendar: s.calendar,
      ...(s.others ? { others: s.others } : {}),
      policy: s.policy,
    },
    parties: Object.entries(s.parties).map(([organisationId, party]) => ({ organisationId, ...party })),
  };
}
