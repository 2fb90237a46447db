import { addDays } from '../calendar/local-date.ts';
import type { Subject } from '../decider.ts';
import { itemId } from '../fields.ts';
import { marked } from './marks.ts';
import type { HalfDayOn, Mark } from './marks.ts';
import type { PlacementState } from './state.ts';

/**
 * Days on site are logged by half months [CX5]: from the 1st to the 15th and from the 16th to the end, numbered from the one in which
 * the placement begins. The first and the last are as long as the placement is.
 */
export interface HalfMonth {
  /** From 1. */
  n: number;
  /** Local dates, both included. */
  fromOn: string;
  toOn: string;
}

export const periodId = itemId('period');
export const periodSubject = (n: number): Subject => ({ kind: 'period', id: `period-${n}` });
/** Of `period-2`, and of one person's part of it, `period-2.stand-in-1`. */
export const numberOf = (id: string): number => Number(id.slice('period-'.length).split('.')[0]);

type Lasting = Pick<PlacementState, 'period' | 'ending'>;

/** Where it ends early, its last half month does as well. */
const lastOnOf = ({ period, ending }: Lasting): string => (ending && ending.on < period.toOn ? ending.on : period.toOn);

/** Half months since year 0; only differences mean something. */
function halvesUntil(on: string): number {
  const [year = 0, month = 1, day = 1] = on.split('-').map(Number);
  return (year * 12 + month - 1) * 2 + (day > 15 ? 1 : 0);
}

/** The number of the half month of a day; below 1 before the placement. */
export const halfMonthNumber = (s: Lasting, on: string): number => halvesUntil(on) - halvesUntil(s.period.fromOn) + 1;

/** The half month of a number within the placement; null where the placement has none such. */
export function halfMonth(s: Lasting, n: number): HalfMonth | null {
  const lastOn = lastOnOf(s);
  if (n < 1 || n > halfMonthNumber(s, lastOn)) return null;
  const halves = halvesUntil(s.period.fromOn) + n - 1;
  const month = firstOfMonth(Math.floor(halves / 2));
  const isSecond = halves % 2 === 1;
  const fromOn = isSecond ? addDays(month, 15) : month;
  const toOn = isSecond ? addDays(firstOfMonth(Math.floor(halves / 2) + 1), -1) : addDays(month, 14);
  return {
    n,
    fromOn: fromOn < s.period.fromOn ? s.period.fromOn : fromOn,
    toOn: toOn > lastOn ? lastOn : toOn,
  };
}

/** Half days of one half month with one of the marks. */
export function marksIn(
  s: Pick<PlacementState, 'period' | 'ending' | 'log'>,
  n: number,
  ...wanted: Mark[]
): HalfDayOn[] {
  const period = halfMonth(s, n);
  return period ? marked(s.log.marks, period.fromOn, period.toOn, wanted) : [];
}

/** `months` since year 0. */
const firstOfMonth = (months: number): string =>
  `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
