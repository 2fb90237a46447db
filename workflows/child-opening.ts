import type { AgreementState } from '../domain/agreement/state.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import { cutToBytes } from '../domain/cut.ts';
import { labelOf, stageLabels } from '../domain/labels.ts';
import { titleSummary } from '../domain/markdown.ts';
import { cardOf, childWorkflowId, workflowTypes } from './inputs.ts';
import type { EntityInput } from './inputs.ts';
import { attributeKeys as keys } from './search-attributes.ts';

/** By which event of an agreement a child of a kind is begun, and with which command of its own. */
const births = {
  planProposed: { kind: 'plan', idField: 'planId', command: 'openPlan', stage: 'feasibility' },
  placementProposed: { kind: 'placement', idField: 'placementId', command: 'openPlacement', stage: 'proposed' },
} as const;

export const birthEvents = ['planProposed', 'placementProposed'] as const;
type BirthEvent = (typeof birthEvents)[number];

export const isBirth = (event: Pick<RecordedEvent, 'type'>): boolean => birthEvents.some((type) => type === event.type);

/**
 * How the workflow of a plan or placement is started, from what proposed it as recorded and the agreement's state and title after
 * it. The agreement starts it, and restoring does where the agreement did not come to it.
 */
export function childOpening(
  { ref, clock, language = 'en' }: Pick<EntityInput, 'ref' | 'clock' | 'language'>,
  event: Pick<RecordedEvent, 'type' | 'data' | 'at'>,
  state: AgreementState,
  agreementTitle: string,
) {
  const type: BirthEvent = event.type === 'placementProposed' ? 'placementProposed' : 'planProposed';
  const { kind, idField, command, stage: first } = births[type];
  const childId = String(event.data[idField]);
  const workflowId = childWorkflowId(ref.id, childId);
  const title = cutToBytes(`${agreementTitle} · ${childId}`, 180);
  const stage = language === 'zh-CN' ? labelOf(language, stageLabels, first) : first;
  const input: EntityInput = {
    card: cardOf(language, title, stage, event.at),
    ref: { kind, id: workflowId, agreementId: ref.id },
    clock,
    language,
    carried: null,
    first: [
      {
        commandId: `${workflowId}-open`,
        name: command,
        actor: { id: 'system', roles: ['system'] },
        data: openingData(event.data, idField, state),
      },
    ],
  };
  return {
    workflowType: workflowTypes[kind],
    options: {
      workflowId,
      args: [input] as [EntityInput],
      staticSummary: titleSummary(title),
      typedSearchAttributes: [
        { key: keys.Agreement, value: ref.id },
        { key: keys.Title, value: title },
        { key: keys.Stage, value: stage },
      ],
    },
  };
}

function openingData(data: RecordedEvent['data'], idField: string, s: AgreementState): unknown {
  const proposed = Object.fromEntries(Object.entries(data).filter(([name]) => name !== idField));
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
