import { expect } from '@jest/globals';
import type { AgreementState } from '../../../domain/agreement/state.ts';
import type { FollowUpHost } from '../../../domain/follow-up/host.ts';
import { text, theirs } from '../agreement/life.ts';
import { accountOf } from './account.ts';
import { anAgreement } from './lives.ts';
import type { Looped } from './lives.ts';

/**
 * Accounts written by hand from DOMAIN sections 2 and 2a, not from what the system says: who has been told of a matter, and who
 * will be if it is ignored. Each is worked out with a calendar of 2026 in hand: 6 April, 1, 4 and 5 May, 19 June, 25 September and
 * 1, 2, 5, 6, 7 October are free; Saturday 9 May, Sunday 20 September and Saturday 10 October are worked. Everything begins on
 * Monday 2 March.
 *
 * The ordinary ladder: a reminder three working days ahead, the day itself, one after; the first level above the owner two after;
 * then the director two later, the announcement of the leader to the coordinator one later, the leader one later; five repetitions
 * to the highest below the leader, five working days apart, and five later the leaders' meeting list.
 */

export interface ByHand {
  status?: string;
  dueOn: string;
  owner: string;
  told: string[];
  next: string[];
}

export const c1 = 'commitment.commitment-1';
export const promise = { sentence: text('we will'), beneficiaryOrganisationId: theirs };
export const why = { reason: text('why') };
export const morning = (on: string): string => `${on}T02:00:00.000Z`;

/** `2026-03-17 reminder owner`, posts without their prefix. */
export function byHand<S extends FollowUpHost>(life: Looped<S>, id: string, expected: ByHand): void {
  const account = accountOf(life, id);
  const post = (postId: string | null): string => String(postId).replace('post-', '');
  expect({
    status: account?.status,
    dueOn: account?.clock.dueOn,
    owner: post(account?.owner.postId ?? null),
    told: account?.told.map(({ on, kind, postId }) => `${on} ${kind} ${post(postId)}`),
    next: account?.next.map(({ on, what, postId }) => `${on} ${what} ${post(postId)}`),
  }).toEqual({ status: 'open', ...expected });
}

export const days = (line: string): string[] =>
  line
    .trim()
    .split('\n')
    .map((one) => `2026-${one.trim()}`);

export function promised(ownerPostId: string, more: object = {}): Looped<AgreementState> {
  const life = anAgreement();
  life.send('recordCommitment', { ...promise, ownerPostId, dueOn: '2026-03-20', ...more });
  return life;
}

export function speaking(): Looped<AgreementState> {
  const life = anAgreement();
  for (const stage of ['visit', 'symposium'])
    life.send('waiveStage', { stage, reason: text('late'), approverPersonId: 'person-director' });
  return life;
}
