import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import type { EntityRef } from '../domain/decider.ts';
import type { QueuedCommand } from '../domain/propose.ts';
import type { Page } from './page.ts';

/** The task queue of all our workflows and activities. */
export const TASK_QUEUE = 'cooperation';

/** What an entity carries from chapter to chapter. Plain JSON. */
export interface Carried {
  /** `unknown` because an older version may have written it; `migrate` of the decider's state reads it. */
  state: unknown;
  seq: number;
  nextWakeAt: string | null;
  page: Page;
  /** The latest command ids, newest last: update ids are forgotten at continue-as-new. */
  recent: string[];
}

/** `card` comes first: it is what the UI shows on top. */
export interface EntityInput {
  card: { title: string; stage: string; since: string };
  ref: EntityRef;
  clock: BusinessClock;
  carried: Carried | null;
  /** Commands that wait from the beginning, e.g. the one that opens a plan. */
  first: QueuedCommand[];
  /** Tests set this to see chapters turn early. */
  eventsPerChapter?: number;
}

export interface PostboxInput {
  personId: string;
  clock: BusinessClock;
}

export const postboxId = (personId: string): string => `postbox-${personId}`;
export const planWorkflowId = (agreementId: string, planId: string): string => `${agreementId}.${planId}`;
/** The agreement's own workflow type and its plans'. */
export const workflowTypes = {
  agreement: 'cooperationAgreement',
  plan: 'cooperationPlan',
  postbox: 'postbox',
} as const;

/** The validator's answer while a chapter ends: no event is written, the same update id may be sent again at once. */
export const TURNING_PAGE = 'turning-page';
