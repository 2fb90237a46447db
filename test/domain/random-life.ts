import fc from 'fast-check';
import type { Actor, Decider, EntityRef, RecordedEvent } from '../../domain/decider.ts';
import type { FollowUpHost } from '../../domain/follow-up/host.ts';
import { propose } from '../../domain/propose.ts';
import { anyBody } from '../support/any-command.ts';

/** Lives of entities to whom anything is done in any order. */

export const everybody: Actor = {
  id: 'person-9',
  roles: ['coordinator', 'secretary', 'liaison', 'director', 'leader', 'owner', 'confirmer', 'system'],
};
export const START = '2026-03-02T01:00:00.000Z';

/** Lives an entity as the loop does: commands and wakes in order, every pass one proposal, folded from its events. */
export class RandomLife<S extends FollowUpHost> {
  readonly decider: Decider<S>;
  readonly ref: EntityRef;
  state: S;
  seq = 0;
  at = START;
  nextWakeAt: string | null = null;
  events: RecordedEvent[] = [];
  private n = 0;

  constructor(decider: Decider<S>, ref: EntityRef) {
    this.decider = decider;
    this.ref = ref;
    this.state = decider.initial(ref);
  }
  send(name: string, data: unknown, actor = everybody) {
    const commandId = `c${(this.n += 1)}`;
    const from = { state: this.state, seq: this.seq };
    const proposal = propose(this.decider, this.ref, from, [{ commandId, name, actor, data }], this.at);
    this.follow(proposal);
    return proposal;
  }
  follow(proposal: ReturnType<typeof propose>): void {
    // Through JSON, as Temporal and Postgres hand it on.
    const recorded: RecordedEvent[] = JSON.parse(JSON.stringify(proposal.events));
    this.state = this.decider.evolve(this.state, recorded);
    this.seq += recorded.length;
    this.events.push(...recorded);
    this.nextWakeAt = proposal.nextWakeAt;
  }
  sleep(days: number): void {
    const until = new Date(Date.parse(this.at) + days * 86_400_000).toISOString();
    let wakes = 0;
    while (this.nextWakeAt !== null && this.nextWakeAt <= until) {
      if ((wakes += 1) > 500) throw new Error(`it wakes for nothing at ${this.nextWakeAt}`);
      this.at = this.nextWakeAt > this.at ? this.nextWakeAt : this.at;
      this.follow(propose(this.decider, this.ref, { state: this.state, seq: this.seq }, [], this.at));
    }
    this.at = until;
  }
  /** Most commands about a follow-up name one that is open; there are too many kinds to meet one by chance. */
  withOpen(body: unknown, index: number): unknown {
    const open = Object.keys(this.state.followUps);
    if (typeof body !== 'object' || body === null || !('followUpId' in body) || index === 0 || open.length === 0)
      return body;
    const marked = Object.values(this.state.followUps).find((f) => f.reportedOn || f.pause);
    return { ...body, followUpId: index === 1 && marked ? marked.id : open[(this.seq + index) % open.length] };
  }
}

export interface Act {
  /** `sleep`, or a command. */
  name: string;
  days: number;
  bodies: unknown[];
  by: number;
}

/**
 * One thing that is done. Of several bodies the first that is taken counts, so that lives get somewhere.
 *
 * @param begin the command that a life begins with: it is not tried again
 * @param endings after these there is little left to try
 */
export function anyAct<S>(decider: Decider<S>, begin: string, endings: ReadonlySet<string>): fc.Arbitrary<Act> {
  return fc.oneof(
    {
      weight: 25,
      arbitrary: fc.integer({ min: 1, max: 12 }).map((days): Act => ({ name: 'sleep', days, bodies: [], by: 1 })),
    },
    ...[...decider.commands.values()]
      .filter((spec) => spec.name !== begin)
      .map((spec) => ({
        weight: endings.has(spec.name) ? 1 : 6,
        arbitrary: fc
          .tuple(fc.array(anyBody(spec), { minLength: 4, maxLength: 4 }), fc.integer({ min: 1, max: 3 }))
          .map(([bodies, by]): Act => ({ name: spec.name, days: 0, bodies, by })),
      })),
  );
}
