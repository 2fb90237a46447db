import { z } from 'zod';
import { dateOn } from '../fields.ts';

/**
 * The days of a place that somebody is to take over. Whoever takes it over carries them: the placement before has ended by the time
 * that this comes to nothing, and somebody has to hear which days nobody keeps then.
 */
export const takenOver = z.object({ days: z.number(), firstOn: dateOn, lastOn: dateOn });
export type TakenOver = z.output<typeof takenOver>;
