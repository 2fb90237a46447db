import type { Outcome, QueuedCommand } from '../domain/propose.ts';
import type { EntityInput } from '../workflows/inputs.ts';

/** What of an agreement's face is known when it starts: organisations and dates only. */
export interface StartFace {
  title: string;
  /** The first stage, as lists show it. */
  stage: string;
  homeUnit: string;
  parties: string[];
  /** Markdown for the Temporal UI's metadata of the first run. */
  details: string;
}

/**
 * How commands reach their entity. A refusal is a value; a Problem is thrown where there is no outcome: `outcome-unknown` when
 * something was sent, `engine-away`, `too-busy` or `not-running` when nothing was.
 */
export interface EntityGateway {
  /** @param entityId an agreement's or a plan's workflow id */
  send(entityId: string, command: QueuedCommand): Promise<Outcome>;
  start(input: EntityInput, command: QueuedCommand, face: StartFace): Promise<Outcome>;
  /** @throws Error when Temporal does not answer within a second */
  check(): Promise<void>;
}
