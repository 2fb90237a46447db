import { z } from 'zod';
import { command, Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { notHeld } from '../follow-up/child-hold.ts';
import { today } from '../follow-up/clocks.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { asked } from './booking-events.ts';
import { notPlannable, notSettled, plannedHalfDay, unfitDays } from './booking.ts';
import { isHalfDay, onOf, underMinimum } from './half-days.ts';
import type { HalfDay } from './half-days.ts';
import { notAtStage, placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

/**
 * Some half days for as many others at the same enterprise, booked by one transaction: either all of it holds, or the days before
 * stand. Limits and clashes are looked at where the rows are written, as of every booking.
 */

interface Swap {
  gives: HalfDay[];
  takes: HalfDay[];
}

function cannotSwap(s: PlacementState, { gives, takes }: Swap, onToday: string): Refusal | null {
  if (new Set(gives).size !== new Set(takes).size) {
    return refuse('shape-invalid', 'Take as many half days as you give.', '换入与换出的半天数须相同。');
  }
  const unkept = gives.find((each) => onOf(each) < onToday || !s.booking.planned.includes(each));
  if (unkept) return notPlannable(`${unkept} is not planned, or has passed.`, `${unkept} 不在计划之内或已过。`);
  const kept = takes.find((each) => s.booking.planned.includes(each));
  if (kept) return notPlannable(`${kept} is planned already.`, `${kept} 已在计划之内。`);
  return unfitDays(s, takes, onToday);
}

export const swap: Concern<PlacementState> = {
  events: [],
  commands: [
    command({
      name: 'swapDays',
      path: 'days/swap',
      who: [Role.coordinator, Role.secretary],
      describe: {
        en: 'Swap half days for as many others at the same enterprise, once it agrees; all of it is booked at once, or nothing changes',
        zh: '经企业同意后，将部分半天换为同一企业的其他半天；一次预订，不成则原日程不变',
      },
      schema: () =>
        z.strictObject({
          gives: z.array(plannedHalfDay).min(1).max(60),
          takes: z.array(plannedHalfDay).min(1).max(60),
        }),
      decide: (s: PlacementState, d, context): Decision => {
        const refused = notAtStage(s, 'booked', 'on-site') ?? notHeld(s) ?? notSettled(s);
        if (refused) return refused;
        const swapped = { gives: d.gives.filter(isHalfDay), takes: d.takes.filter(isHalfDay) };
        const unfit = cannotSwap(s, swapped, today(s, context.at));
        if (unfit) return unfit;
        const { planned, pattern, round } = s.booking;
        const halfDays = [
          ...new Set([...planned.filter((each) => !swapped.gives.includes(each)), ...swapped.takes]),
        ].toSorted();
        // A plan that is under the minimum already has its reason.
        const short = underMinimum(s.scheme, s.period, planned) ? null : underMinimum(s.scheme, s.period, halfDays);
        return (
          short ?? [
            asked(placementSubject(s), { round: round + 1, pattern, halfDays, isSwap: true as const, ...swapped }),
          ]
        );
      },
    }),
  ],
};
