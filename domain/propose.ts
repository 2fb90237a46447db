import { isRefusal } from './decider.ts';
import type { Actor, Card, Decider, EntityRef, RecordedEvent } from './decider.ts';
import type { Refusal } from './refusal.ts';

/** A command as it waits in an entity's inbox. `data` holds ids where a person wrote text. */
export interface QueuedCommand {
  /** 22 characters of base64url for callers of the API; anything unique for the system's own. */
  commandId: string;
  name: string;
  actor: Actor;
  data: unknown;
  /**
   * Of the last event that Postgres held when it was sent. A workflow that knows less was reset, or put back, and refuses nothing
   * before it has caught up.
   */
  afterSeq?: number;
}

/** Whether what came from outside can be one at all: somebody may send anything in the Temporal UI. Its `data` is not looked at. */
export function isQueuedCommand(value: unknown): value is QueuedCommand {
  if (typeof value !== 'object' || value === null) return false;
  const { commandId, name, actor, afterSeq } = value as Partial<Record<keyof QueuedCommand, unknown>>;
  if (typeof commandId !== 'string' || typeof name !== 'string') return false;
  if (afterSeq !== undefined && typeof afterSeq !== 'number') return false;
  if (typeof actor !== 'object' || actor === null) return false;
  const { id, roles } = actor as Partial<Record<keyof Actor, unknown>>;
  return commandId !== '' && typeof id === 'string' && Array.isArray(roles);
}

/** What became of a command: the events it led to and the items they made, or why it was refused. */
export type Outcome =
  { status: 'recorded'; fromSeq: number; toSeq: number; created: string[] } | { status: 'refused'; refusal: Refusal };

/** What one pass of the loop proposes to the recorder. `at` is business now, one instant for the whole pass. */
export interface Proposal {
  ref: EntityRef;
  baseSeq: number;
  at: string;
  events: RecordedEvent[];
  outcomes: { commandId: string; name: string; by: string; outcome: Outcome }[];
  nextWakeAt: string | null;
  card: Card;
}

const system: Actor = { id: 'system', roles: ['system'] };

/**
 * Decides a batch of commands in their order, then what has fallen due, all on one state and at one instant.
 * Pure: the given state is not changed. A refused command leads to no event.
 */
export function propose<S>(
  decider: Decider<S>,
  ref: EntityRef,
  from: { state: S; seq: number },
  batch: readonly QueuedCommand[],
  at: string,
): Proposal {
  let { state, seq } = from;
  const events: RecordedEvent[] = [];
  const outcomes: Proposal['outcomes'] = [];
  const take = (drafts: readonly RecordedEvent[]): void => {
    events.push(...drafts);
    state = decider.evolve(state, drafts);
    seq += drafts.length;
  };

  for (const { commandId, name, actor, data } of batch) {
    const decision = decider.decide(state, name, data, { at, actor });
    if (isRefusal(decision)) {
      outcomes.push({ commandId, name, by: actor.id, outcome: { status: 'refused', refusal: decision } });
      continue;
    }
    const drafts = decision.map((draft, index) => ({ ...draft, seq: seq + 1 + index, at, by: actor.id, commandId }));
    const created = [...new Set(drafts.flatMap((draft) => (draft.about ? [draft.about.id] : [])))];
    outcomes.push({
      commandId,
      name,
      by: actor.id,
      outcome: { status: 'recorded', fromSeq: seq + 1, toSeq: seq + drafts.length, created },
    });
    take(drafts);
  }
  const fallen = fallDue(decider, { state, seq }, at);
  events.push(...fallen.events);
  state = fallen.state;

  return {
    ref,
    baseSeq: from.seq,
    at,
    events,
    outcomes,
    nextWakeAt: decider.nextWake(state),
    card: decider.card(state, at),
  };
}

/**
 * What has fallen due by `at`, as the events in which it is recorded, with the state after them. The loop's passes and every look
 * ahead come to it here, so that what was foreseen is what happens.
 */
export function fallDue<S>(
  decider: Pick<Decider<S>, 'due' | 'evolve'>,
  from: { state: S; seq: number },
  at: string,
): { state: S; seq: number; events: RecordedEvent[] } {
  const events = decider
    .due(from.state, { at, actor: system })
    .map((draft, index) => ({ ...draft, seq: from.seq + 1 + index, at, by: system.id, commandId: null }));
  return { state: decider.evolve(from.state, events), seq: from.seq + events.length, events };
}
