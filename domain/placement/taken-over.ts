import { z } from 'zod';
import { dateOn } from '../fields.ts';
import { onOf } from './half-days.ts';
import type { PlacementState } from './state.ts';

/**
 * The days of a place that somebody is to take over. Whoever takes it over carries them: the placement before has ended by the time
 * that this comes to nothing, and somebody has to hear which days nobody keeps then.
 */
export const takenOver = z.object({ days: z.number(), firstOn: dateOn, lastOn: dateOn });
export type TakenOver = z.output<typeof takenOver>;

/** What is open from a day on; undefined where nothing is. */
export function takenOverOf({ cover }: PlacementState, fromOn: string): TakenOver | undefined {
  const open = (cover?.open ?? []).filter((half) => onOf(half) >= fromOn).toSorted();
  const [first] = open;
  const last = open.at(-1);
  return first && last ? { days: open.length / 2, firstOn: onOf(first), lastOn: onOf(last) } : undefined;
}
