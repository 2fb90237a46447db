import type { Decider, NoticeDraft, RecordedEvent } from '../decider.ts';
import { fallDue } from '../propose.ts';

/** One wake to come: what would be recorded at `at`, who would be told, and the state after it. */
export interface ForeseenStep<S> {
  /** ISO instant, UTC. */
  at: string;
  events: RecordedEvent[];
  notices: NoticeDraft[];
  state: S;
}

export interface Foreseen<S> {
  steps: ForeseenStep<S>[];
  /** As it stands at the end, to look on from there. */
  end: { state: S; seq: number };
  /** There was more, but so many wakes in one span are a rule's mistake: the look ahead ends there. */
  isCut: boolean;
}

/** More than a wake a day over a dozen years. */
const MOST_PASSES = 5_000;

/**
 * Looks ahead: what an entity does by itself from `fromAt` up to and with `toAt` (ISO instants), if nobody does anything. The same
 * `nextWake` and `due` as in its loop, wake by wake; what is overdue at `fromAt` comes first, as one catch-up. Pure and generic: the
 * flight plan, what comes next, a rehearsal and the certificate are this function (DESIGN 2.6).
 */
export function foresee<S>(
  decider: Pick<Decider<S>, 'due' | 'nextWake' | 'evolve'>,
  from: { state: S; seq: number },
  { fromAt, toAt }: { fromAt: string; toAt: string },
  mostPasses = MOST_PASSES,
): Foreseen<S> {
  const steps: ForeseenStep<S>[] = [];
  let end = { state: from.state, seq: from.seq };
  let at = fromAt;
  for (;;) {
    const wakeAt = decider.nextWake(end.state);
    if (wakeAt === null || wakeAt > toAt || fromAt > toAt) return { steps, end, isCut: false };
    if (steps.length >= mostPasses) return { steps, end, isCut: true };
    if (wakeAt > at) at = wakeAt;
    const { events, ...next } = fallDue(decider, end, at);
    // A wake with nothing to say would come again for ever.
    if (events.length === 0) return { steps, end, isCut: false };
    end = next;
    steps.push({ at, events, notices: events.flatMap((event) => event.notify ?? []), state: next.state });
  }
}
