import { agreementKinds } from './agreement-kinds.ts';
import { placementKinds } from './placement-kinds.ts';
import { planKinds } from './plan-kinds.ts';

/** By kind of follow-up: what its owner is to do, and the defaults of DOMAIN sections 2 and 2a with their origin. */
export const followUpPolicies = { ...agreementKinds, ...planKinds, ...placementKinds } as const;

export type FollowUpKind = keyof typeof followUpPolicies;
export const isFollowUpKind = (kind: string): kind is FollowUpKind => Object.hasOwn(followUpPolicies, kind);

/**
 * What its owner alone can say, of whichever side they are: their mail leads to the page where it is recorded. Of all other records
 * somebody of another side answers by a word, and our office enters it.
 */
export const saidByOwner: ReadonlySet<FollowUpKind> = new Set<FollowUpKind>([
  'need-ask',
  'placement-willing',
  'placement-consent',
  'placement-host-answer',
  'placement-substitute',
  'cover-consent',
  'placement-log',
  'placement-presence',
  'placement-assessment',
]);

/** What a person may do to have time, each with limits of its own. */
export const pauseKinds = ['acknowledged', 'snoozed', 'waiting'] as const;
export type PauseKind = (typeof pauseKinds)[number];
