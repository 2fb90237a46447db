import type { AgreementState } from '../domain/agreement/state.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import { cutToBytes } from '../domain/cut.ts';
import { labelOf, stageLabels } from '../domain/labels.ts';
import { titleSummary } from '../domain/markdown.ts';
import { cardOf, planWorkflowId } from './inputs.ts';
import type { EntityInput } from './inputs.ts';
import { attributeKeys as keys } from './search-attributes.ts';

/**
 * How the workflow of a plan is started, from `planProposed` as recorded and the agreement's state and title after it. The
 * agreement starts it, and restoring does where the agreement did not come to it.
 */
export function planOpening(
  { ref, clock, language = 'en' }: Pick<EntityInput, 'ref' | 'clock' | 'language'>,
  event: Pick<RecordedEvent, 'data' | 'at'>,
  state: AgreementState,
  agreementTitle: string,
) {
  const planId = String(event.data['planId']);
  const workflowId = planWorkflowId(ref.id, planId);
  const title = cutToBytes(`${agreementTitle} · ${planId}`, 180);
  const stage = language === 'zh-CN' ? labelOf(language, stageLabels, 'feasibility') : 'feasibility';
  const input: EntityInput = {
    card: cardOf(language, title, stage, event.at),
    ref: { kind: 'plan', id: workflowId, agreementId: ref.id },
    clock,
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
  return {
    workflowId,
    args: [input] as [EntityInput],
    staticSummary: titleSummary(title),
    typedSearchAttributes: [
      { key: keys.Agreement, value: ref.id },
      { key: keys.Title, value: title },
      { key: keys.Stage, value: stage },
    ],
  };
}

function openPlanData(event: Pick<RecordedEvent, 'data'>, s: AgreementState): unknown {
  const { planId: _planId, ...proposed } = event.data;
  return {
    proposed,
    adopted: {
      homeUnit: s.homeUnit,
      calendar: s.calendar,
      ...(s.others ? { others: s.others } : {}),
      // Former values are those of the agreement's own clocks.
      policy: { version: s.policy.version, ...(s.policy.values ? { values: s.policy.values } : {}) },
    },
    parties: Object.entries(s.parties).map(([organisationId, party]) => ({ organisationId, ...party })),
  };
}
