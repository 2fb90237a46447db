import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { today } from '../follow-up/clocks.ts';
import { closeAllFollowUps } from '../follow-up/engine.ts';
import { placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

/** The end of a placement. What ends it early and has to be healed is in `healing.ts`. */

export const placementClosed = eventType<PlacementState, { outcome: string; on: string }>('placementClosed', (s, d) => {
  s.status = 'closed';
  s.hold = null;
  s.outcome = d.outcome;
  s.followUps = {};
});

export const course: Concern<PlacementState> = {
  events: [placementClosed],
  commands: [
    command({
      name: 'closePlacement',
      path: 'close',
      who: [Role.coordinator, Role.director],
      describe: { en: 'End the placement, with its outcome and a reason', zh: '结束派驻，须登记结果和理由' },
      schema: (t) =>
        z.strictObject({ outcome: z.enum(['fulfilled', 'withdrawn', 'refused', 'lapsed']), reason: t.passage }),
      decide: (s: PlacementState, d, context): Decision => [
        ...closeAllFollowUps(s),
        placementClosed(placementSubject(s), { ...d, on: today(s, context.at) }),
      ],
    }),
  ],
};
