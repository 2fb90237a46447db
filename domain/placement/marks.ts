import { addDays } from '../calendar/local-date.ts';
import { halfOf, onOf } from './half-days.ts';
import type { Half, HalfDay } from './half-days.ts';

/**
 * What is known of each half day on site. A placement of two years has hundreds, so that a month is carried as one line of letters,
 * two for each day: the morning's and the afternoon's.
 */
export const Mark = {
  /** Nobody said anything. */
  none: '.',
  /** Said by the researcher: it counts. */
  logged: 'l',
  /** The host agrees. */
  confirmed: 'c',
  /** The host does not; it counts once our liaison has settled it. */
  disputed: 'd',
  /** Settled: it does not count. */
  struck: 'x',
} as const;
export type Mark = (typeof Mark)[keyof typeof Mark];

/** Lines of marks by month, `2026-03`; what is left out at the end is `none`. */
export type Marks = Record<string, string>;

export interface HalfDayOn {
  onDate: string;
  half: Half;
}

const known: ReadonlySet<string> = new Set(Object.values(Mark));
const isMark = (letter: string): letter is Mark => known.has(letter);

const placeOf = ({ onDate, half }: HalfDayOn): number =>
  (Number(onDate.slice(8, 10)) - 1) * 2 + (half === 'pm' ? 1 : 0);

export function markOf(marks: Marks, at: HalfDayOn): Mark {
  const letter = marks[at.onDate.slice(0, 7)]?.charAt(placeOf(at)) ?? '';
  return isMark(letter) ? letter : Mark.none;
}

/** Changes `marks` in place: for evolving. */
export function setMark(marks: Marks, at: HalfDayOn, mark: Mark): void {
  const month = at.onDate.slice(0, 7);
  const place = placeOf(at);
  const line = (marks[month] ?? '').padEnd(place + 1, Mark.none);
  const next = `${line.slice(0, place)}${mark}${line.slice(place + 1)}`.replace(/\.+$/, '');
  if (next === '') delete marks[month];
  else marks[month] = next;
}

/** Half days with one of the marks from `fromOn` to `toOn`, both included, in order. */
export function marked(marks: Marks, fromOn: string, toOn: string, wanted: readonly Mark[]): HalfDayOn[] {
  const found: HalfDayOn[] = [];
  for (const month of Object.keys(marks).toSorted()) {
    if (month < fromOn.slice(0, 7) || month > toOn.slice(0, 7)) continue;
    for (const [place, letter] of Array.from(marks[month] ?? '').entries()) {
      if (!isMark(letter) || !wanted.includes(letter)) continue;
      const onDate = addDays(`${month}-01`, Math.floor(place / 2));
      if (onDate >= fromOn && onDate <= toOn) found.push({ onDate, half: place % 2 === 0 ? 'am' : 'pm' });
    }
  }
  return found;
}

const counting: readonly Mark[] = [Mark.logged, Mark.confirmed];

/** How many half days count; a host's silence costs none (DOMAIN 2a). */
export const counted = (marks: Marks, fromOn: string, toOn: string): number =>
  marked(marks, fromOn, toOn, counting).length;

/** The last day that counts, null before the first. */
export function lastCountedOn(marks: Marks): string | null {
  return marked(marks, '0000-01-01', '9999-12-31', counting).at(-1)?.onDate ?? null;
}

/** A planned half day as it is logged. */
export const halfDayOf = (planned: HalfDay): HalfDayOn => ({ onDate: onOf(planned), half: halfOf(planned) });

/** Whole days become two halves. */
export const halvesOf = ({ onDate, half }: { onDate: string; half: Half | 'whole' }): HalfDayOn[] =>
  half === 'whole'
    ? [
        { onDate, half: 'am' },
        { onDate, half: 'pm' },
      ]
    : [{ onDate, half }];
