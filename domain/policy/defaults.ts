import { agreementKinds } from './agreement-kinds.ts';
import { planKinds } from './plan-kinds.ts';

/** The values of policy version 1, by kind of follow-up: the defaults of DOMAIN sections 2 and 2a with their origin. */
export const followUpPolicies = { ...agreementKinds, ...planKinds } as const;

export type FollowUpKind = keyof typeof followUpPolicies;

/** An unanswered question is counted to the director after ten working days, once (DOMAIN 2a). */
export const questionCountAfterWorkingDays = 10;
/** Dates that nobody named are spread: at most five for one owner on one day (DOMAIN 2a). */
export const defaultsPerOwnerAndDay = 5;
/** A matter whose date has passed starts anew with its next owner: with its kind's own time, but no more than this (inferred). */
export const anewMaxWorkingDays = 20;

/** Who is handed a matter accepts it within so many working days, else it returns (the ladder's own grace, E1). */
export const acceptWithinWorkingDays = 2;

/** What a person may pause, by kind: how long at once, how often (DOMAIN 2, rule "Pause"). */
export const pauseLimits = {
  acknowledged: { maxWorkingDays: 5, times: 2 },
  snoozed: { maxWorkingDays: 5, times: 2 },
  waiting: { maxWorkingDays: 10, times: 2 },
} as const;
export type PauseKind = keyof typeof pauseLimits;
/** Above the owner a pause is shorter (DOMAIN 2). */
export const pauseMaxWorkingDaysAboveOwner = 3;

/** The rhythm where nobody named one (KT3), and how silence scales with it (DOMAIN 2a). */
export const communicationDefaults = { periodDays: 30, amberPeriods: 1, redPeriods: 1.5, dormantPeriods: 3 } as const;
/** A proposal that nobody decided on within so many days is not pursued [DC1]. */
export const intakeEndsAfterDays = 30;
/** A hold lasts sixty working days at the most (inferred). */
export const holdMaxWorkingDays = 60;
