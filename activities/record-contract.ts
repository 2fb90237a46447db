import type { Outcome } from '../domain/propose.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import type { Page } from '../workflows/page.ts';

/**
 * What was recorded is what happened: the loop follows this, never its own recomputation.
 * Where Postgres held events beyond the proposal's `baseSeq` (a repeat, a reset workflow), `events` are those that stand and
 * `outcomes` has the commands among them; the loop proposes the rest again.
 */
export interface Recorded {
  events: RecordedEvent[];
  outcomes: Record<string, Outcome>;
  nextWakeAt: string | null;
  /** Null where it is as it was: most passes change little, and every answer is kept in the history. */
  page: Page | null;
}
