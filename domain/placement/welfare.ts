import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { refuse } from '../refusal.ts';
import { speaksFor } from './own-place.ts';
import { notAtStage, placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

/** How somebody sent elsewhere is doing is for their own unit alone: not for the host, and not for other units. */

/** The event carries the text's id only. */
const noted = eventType<PlacementState, { note: string }>('welfareNoted', () => {});

export const welfare: Concern<PlacementState> = {
  events: [noted],
  commands: [
    command({
      name: 'noteWelfare',
      path: 'welfare-notes',
      who: [Role.owner, Role.secretary, Role.liaison, Role.coordinator, Role.director],
      describe: {
        en: 'Note how the researcher is doing, for their own unit alone',
        zh: '登记派驻人员的生活和思想情况，仅其所在单位可见',
      },
      privateTo: 'unit-only',
      schema: (t) => z.strictObject({ note: t.privatePassage }),
      decide: (s: PlacementState, d, context): Decision => {
        const refused = notAtStage(s, 'accepted', 'booked', 'on-site', 'assessed');
        if (refused) return refused;
        return speaksFor(s, 'host', context)
          ? refuse('not-your-side', 'This is for the home unit to note.', '此事由所在单位登记。')
          : [noted(placementSubject(s), d)];
      },
    }),
  ],
};
