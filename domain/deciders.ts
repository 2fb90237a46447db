import { agreement } from './agreement/index.ts';
import { placement } from './placement/index.ts';
import { plan } from './plan/index.ts';

/** Every kind of long-lived entity. A new kind is a new decider, not a new workflow loop. */
export const deciders = { agreement, plan, placement } as const;
