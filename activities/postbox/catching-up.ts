import { laterBy } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import type { Transaction } from './situation.ts';

/** A wake that is so much late, in real milliseconds, was not waited for but missed. */
const LATE_MS = 5_000;
/** Before it is worth asking again: the more are late, the longer, so that waiting does not hold them up. */
const ASK_AGAIN_MS = 3_000;
const PER_LATE_ONE_MS = 20;
const ASK_AGAIN_AT_LAST_MS = 30_000;
/** Nothing more came of them for so long: what is late now stands still for another reason, which the caretaker looks into. */
const STILL_MS = 60_000;
/** However busy it is: nobody's mail waits longer for the others. */
const MOST_MS = 10 * 60_000;

/**
 * After an outage agreements and plans look at their clocks one by one, and each has something to tell. Whoever is written to
 * meanwhile gets a mail for each of them; so a new mail waits while the number of those that are late changes: one catch-up for
 * each person (DOMAIN section 6, check 1). Kept in memory, and by the monotonic clock: a worker that starts anew waits anew.
 *
 * @returns real milliseconds to wait, 0 when a mail may go out
 */
export function catchingUp(
  clock: BusinessClock,
  monotonicNow: () => number = () => performance.now(),
): (tx: Transaction, at: string) => Promise<number> {
  let count = 0;
  let sinceMs = 0;
  let changedMs = 0;
  return async (tx, at) => {
    const late = await tx.entity.count({
      where: { closed: false, wakeAt: { lt: new Date(laterBy(clock, at, -LATE_MS)) } },
    });
    const nowMs = monotonicNow();
    if (count === 0) sinceMs = nowMs;
    if (late !== count) changedMs = nowMs;
    count = late;
    const isOver = late === 0 || nowMs - changedMs >= STILL_MS || nowMs - sinceMs >= MOST_MS;
    return isOver ? 0 : Math.min(ASK_AGAIN_AT_LAST_MS, ASK_AGAIN_MS + late * PER_LATE_ONE_MS);
  };
}
