import type { Bilingual, NoticeKind } from '../decider.ts';

/** One rung of a follow-up's clock. */
export interface StepPolicy {
  key: string;
  /**
   * Working days from the due date, negative before it; from the day of opening, a share of the time between or the rung below
   * where `from` says so.
   */
  offsetWorkingDays: number;
  from?: 'opened' | 'half' | 'three-quarters' | 'below';
  /** Whom it tells: 0 the owner, 1 the coordinator (L1), 2 the director, 3 the leader of the home unit. */
  level: 0 | 1 | 2 | 3;
  notice: NoticeKind;
  /** Told to the follow-up's `alsoPostIds` too. */
  forBothSides?: true;
  /** What follows when nothing happens: it climbs the reporting line, or is said again. Only the next rung is carried. */
  onwards?: 'climb' | 'repeat';
}

/** A rung with where its number comes from: the code of a source, or `inferred`. */
export type DefaultStep = StepPolicy & { origin: string };

/** How a kind of follow-up is timed, reminded of and ended. */
export interface FollowUpPolicy {
  title: Bilingual;
  /** What the owner is to do, put as one sentence. */
  task: Bilingual;
  /** Working days from opening to due where nobody named a date. */
  dueWorkingDays: number;
  steps: readonly DefaultStep[];
  /** `by-report`: the owner says done and somebody else confirms; `by-record`: only recording the thing itself ends it. */
  closes: 'by-report' | 'by-record';
  /**
   * Where its date is set, if it is a record's: no date is given to the follow-up itself, so that there are never two. Only a hold and
   * a new calendar still move the day on which it is asked about.
   */
  datedBy?: Bilingual;
  /** Where the values come from: the code of a source, e.g. `DB2`, or `inferred`. */
  origin: string;
}

/** Values that a person has set, by path; all others are the defaults of the table. */
export type PolicyValues = Readonly<Record<string, number | string>>;

/** What an entity has adopted: only what somebody has set. */
export interface AdoptedPolicy {
  /** Rises with each adoption; 1 is the defaults alone. */
  version: number;
  values?: PolicyValues;
  /** Values of earlier versions, by version, as long as an open clock that was set under one goes by it. */
  former?: Record<string, PolicyValues>;
}
