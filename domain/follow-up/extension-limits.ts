import { addWorkingDays, workingDaysBetween } from '../calendar/calendar.ts';
import type { Context } from '../decider.ts';
import { valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { today } from './clocks.ts';
import type { FollowUp, FollowUpHost } from './host.ts';

/**
 * A matter whose date is put off again and again is a matter that nobody wants: funders allow one extension of a limited length [MI2].
 * Beyond the limit no single person agrees a date any more; it is settled with all sides, in the flight plan.
 */

/** Whether a date is later than the one that stands; an earlier one is no extension. */
export const isLater = (f: FollowUp, dueOn: string): boolean => dueOn > f.dueOn;

/**
 * Refuses (`later-date-limit`) a later date beyond what the policy allows: so many working days from the date that stands, or from
 * today where that has passed, and so often for one matter.
 */
export function beyondLimit(s: FollowUpHost, f: FollowUp, dueOn: string, context: Pick<Context, 'at'>): Refusal | null {
  if (!isLater(f, dueOn)) return null;
  const values = valuesFor(s);
  const times = valueOf(values, 'extensions.times');
  if ((f.extensions ?? 0) >= times) {
    return refuse(
      'later-date-limit',
      `Its date was put off ${f.extensions ?? 0} times already, and ${times} is the most that one person may agree to.`,
      `该事项已延期 ${f.extensions ?? 0} 次，个人至多可同意延期 ${times} 次。`,
    );
  }
  const most = valueOf(values, 'extensions.maxWorkingDays');
  const on = today(s, context.at);
  const from = f.dueOn > on ? f.dueOn : on;
  if (workingDaysBetween(s.calendar, from, dueOn) <= most) return null;
  const last = addWorkingDays(s.calendar, from, most).on;
  return refuse(
    'later-date-limit',
    `A later date lies ${most} working days ahead at the most: until ${last}.`,
    `延期最多 ${most} 个工作日，至 ${last}。`,
  );
}
