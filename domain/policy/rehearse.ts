import type { Decider, EntityRef, NoticeDraft, RecordedEvent } from '../decider.ts';
import { isRefusal } from '../decider.ts';
import type { GivenPolicy } from '../follow-up/adopting.ts';
import type { FollowUpHost } from '../follow-up/host.ts';
import { foresee } from '../foresight/foresee.ts';
import { fallDue } from '../propose.ts';

/**
 * A rehearsal: what an entity tells whom until a day if nobody does anything, as it stands, and beside it if what is open goes by
 * another policy from `effectiveAt` on. The same `foresee` as everywhere; the migration is the command that the caretaker sends.
 */

/** A moment at which something is told, with the state after it. */
export interface Moment {
  /** ISO instant, UTC. */
  at: string;
  notices: { draft: NoticeDraft; by: string }[];
  state: FollowUpHost;
}

export interface Rehearsed {
  /** As it is looked at, before anything happens. */
  now: FollowUpHost;
  before: Moment[];
  after: Moment[];
}

export interface RehearsalSpan {
  /** Business now, the night of the migration, and the end: ISO instants. */
  fromAt: string;
  effectiveAt: string;
  toAt: string;
}

export interface Standing<S> {
  decider: Decider<S>;
  ref: EntityRef;
  state: S;
  seq: number;
}

export function rehearse<S extends FollowUpHost>(
  { decider, state, seq }: Standing<S>,
  given: GivenPolicy,
  { fromAt, effectiveAt, toAt }: RehearsalSpan,
): Rehearsed {
  const start = { state, seq };
  const before = foresee(decider, start, { fromAt, toAt }).steps.map(momentOf);
  const until = foresee(decider, start, { fromAt, toAt: effectiveAt });
  const moved = migrate(decider, until.end, given, effectiveAt);
  const later = foresee(decider, moved.end, { fromAt: effectiveAt, toAt }).steps;
  return { now: state, before, after: [...until.steps.map(momentOf), moved.moment, ...later.map(momentOf)] };
}

function momentOf<S extends FollowUpHost>({
  at,
  events,
  state,
}: {
  at: string;
  events: RecordedEvent[];
  state: S;
}): Moment {
  const notices = events.flatMap(({ notify = [], by }) => notify.map((draft) => ({ draft, by })));
  return { at, notices, state };
}

/** The pass in which it is migrated: the command, and what falls due at that instant by the new clocks. */
function migrate<S extends FollowUpHost>(
  decider: Decider<S>,
  from: { state: S; seq: number },
  given: GivenPolicy,
  at: string,
): { end: { state: S; seq: number }; moment: Moment } {
  const actor = { id: 'system', roles: ['system' as const] };
  const decision = decider.decide(from.state, 'migratePolicy', { ...given, migrationId: 'migration-0' }, { at, actor });
  const drafts = isRefusal(decision) ? [] : decision;
  const events = drafts.map((draft, n) => ({
    ...draft,
    seq: from.seq + 1 + n,
    at,
    by: actor.id,
    commandId: 'rehearsed',
  }));
  const fallen = fallDue(decider, { state: decider.evolve(from.state, events), seq: from.seq + events.length }, at);
  return {
    end: { state: fallen.state, seq: fallen.seq },
    moment: momentOf({ at, events: [...events, ...fallen.events], state: fallen.state }),
  };
}
