import { WithStartWorkflowOperation } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { Outcome, QueuedCommand } from '../domain/propose.ts';
import { TASK_QUEUE, workflowTypes } from '../workflows/inputs.ts';
import type { EntityInput } from '../workflows/inputs.ts';
import { attributeKeys as keys } from '../workflows/search-attributes.ts';
import { deliver } from './delivery.ts';
import type { EntityGateway, StartFace } from './gateway.ts';
import { Problem } from './problem.ts';
import { Turns } from './turns.ts';
import { titleSummary } from '../domain/markdown.ts';

/** The server refuses the eleventh; a few of ours leave room for other processes. */
const IN_FLIGHT_PER_ENTITY = 4;
/** Of the five seconds within which a caller gets an answer. */
const WITHIN_MS = 4_200;
const CHECK_MS = 1_000;

export interface TemporalGatewayDeps {
  /** Of a connection without the SDK's own silent retries: we must know what was sent. */
  client: Client;
  findOutcome(commandId: string): Promise<Outcome | null>;
}

export function temporalGateway({ client, findOutcome }: TemporalGatewayDeps): EntityGateway {
  const turns = new Turns(IN_FLIGHT_PER_ENTITY);

  const delivered = (entityId: string, commandId: string, once: () => Promise<Outcome>): Promise<Outcome> => {
    const startedAt = performance.now();
    return turns.take(
      entityId,
      WITHIN_MS,
      () => new Problem('too-busy'),
      () =>
        deliver({
          attempt: (endsAt) => client.withDeadline(endsAt, once),
          findOutcome: () => findOutcome(commandId),
          withinMs: WITHIN_MS - (performance.now() - startedAt),
        }),
    );
  };

  return {
    send: (entityId, command) =>
      delivered(entityId, command.commandId, () =>
        client.workflow
          .getHandle(entityId)
          .executeUpdate<Outcome, [QueuedCommand]>(command.name, { args: [command], updateId: command.commandId }),
      ),
    start: (input, command, face) =>
      delivered(input.ref.id, command.commandId, () =>
        client.workflow.executeUpdateWithStart<() => Promise<unknown>, Outcome, [QueuedCommand]>(command.name, {
          args: [command],
          updateId: command.commandId,
          startWorkflowOperation: startOperation(input, face),
        }),
      ),
    check: () =>
      client.withDeadline(Date.now() + CHECK_MS, async () => {
        await client.workflowService.getSystemInfo({});
      }),
  };
}

/** One operation serves one call. */
function startOperation(input: EntityInput, face: StartFace) {
  return new WithStartWorkflowOperation<() => Promise<unknown>>(workflowTypes[input.ref.kind], {
    workflowId: input.ref.id,
    taskQueue: TASK_QUEUE,
    workflowIdConflictPolicy: 'FAIL',
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    args: [input] as never,
    staticSummary: titleSummary(face.title),
    staticDetails: face.details,
    typedSearchAttributes: [
      { key: keys.Agreement, value: input.ref.agreementId },
      { key: keys.Title, value: face.title },
      { key: keys.Stage, value: face.stage },
      { key: keys.HomeUnit, value: face.homeUnit },
      { key: keys.Parties, value: face.parties },
    ],
  });
}
