import type { Bilingual, NoticeKind } from '../decider.ts';

/** One rung of a follow-up's clock. */
export interface StepPolicy {
  key: string;
  /** Working days from the due date, negative before it; from the day of opening or a share of the time between where `from` says so. */
  offsetWorkingDays: number;
  from?: 'opened' | 'half' | 'three-quarters';
  /** Whom it tells: 0 the owner, 1 the coordinator (L1), 2 the director, 3 the leader of the home unit. */
  level: 0 | 1 | 2 | 3;
  notice: NoticeKind;
  /** Told to the follow-up's `alsoPostIds` too. */
  forBothSides?: true;
  /** Said again so often at such a distance, and then no more; only the next time is carried. */
  repeat?: { times: number; everyWorkingDays: number };
}

/** How a kind of follow-up is timed, reminded of and ended. */
export interface FollowUpPolicy {
  title: Bilingual;
  /** What the owner is to do, put as one sentence. */
  task: Bilingual;
  /** Working days from opening to due where nobody named a date. */
  dueWorkingDays: number;
  steps: readonly StepPolicy[];
  /** `by-report`: the owner says done and somebody else confirms; `by-record`: only recording the thing itself ends it. */
  closes: 'by-report' | 'by-record';
  /** Where the values come from: the code of a source, e.g. `DB2`, or `inferred`. */
  origin: string;
}

/** What an entity has adopted. Only the version is carried; values come from the table of that version. */
export interface AdoptedPolicy {
  version: 1;
}
