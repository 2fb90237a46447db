import { agreement } from './agreement/index.ts';
import type { Decider, EntityKind } from './decider.ts';
import type { FollowUpHost } from './follow-up/host.ts';
import { placement } from './placement/index.ts';
import { plan } from './plan/index.ts';

/** Every kind of long-lived entity. A new kind is a new decider, not a new workflow loop. */
export const deciders = { agreement, plan, placement } as const;

/** Hands the decider of a kind to `use`, whichever it is. */
export function withDecider<T>(kind: EntityKind, use: <S extends FollowUpHost>(decider: Decider<S>) => T): T {
  switch (kind) {
    case 'agreement':
      return use(deciders.agreement);
    case 'plan':
      return use(deciders.plan);
    case 'placement':
      return use(deciders.placement);
  }
}
