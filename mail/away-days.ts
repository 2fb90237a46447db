import { addDays, daysBetween } from '../domain/calendar/local-date.ts';

/** The days that an out-of-office reply names, in the ways in which people write them: a guess, for a person to confirm. */
export interface AwayDays {
  fromOn: string;
  toOn: string;
}

/** Longer is more likely a misreading. */
const MOST_DAYS = 200;
/** A date without a year that lies further back is meant for the next one. */
const PAST_DAYS = 60;
/** The words before a date that say what it is. */
const WORDS_BEFORE = 24;

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const month = `(?:${months.join('|')})[a-z]*\\.?`;
const day = '\\d{1,2}';
const DATE = new RegExp(
  [
    // 2026-03-04, 2026年3月4日
    `(?<y1>20\\d\\d)\\s*[-/.年]\\s*(?<m1>${day})\\s*[-/.月]\\s*(?<d1>${day})\\s*[日号]?`,
    // 3月4日
    `(?<m2>${day})\\s*月\\s*(?<d2>${day})\\s*[日号]?`,
    // 4 March 2026, 4th of March
    `(?<d3>${day})(?:st|nd|rd|th)?\\s+(?:of\\s+)?(?<m3>${month})(?:,?\\s+(?<y3>20\\d\\d))?`,
    // March 4, 2026
    `(?<m4>${month})\\s+(?<d4>${day})(?:st|nd|rd|th)?(?:,?\\s+(?<y4>20\\d\\d))?`,
    // the second of "3月4日至10日"
    `(?<=[至到~～—–-]\\s*)(?<d5>${day})\\s*[日号]`,
  ].join('|'),
  'gi',
);
const BACK = /(back|return(ing)?|回来|返回|返岗|恢复|重新)[^.。;；]{0,20}$/i;
const UNTIL =
  /(until|till|through|to|before|up to|至|到|截至|直至|[-–—~～])\s*(and including\s*)?([a-z]+day,?\s*)?(the\s*)?$/i;

/** In Chinese it follows the date. */
const BACK_AFTER = /^\s*(返回|返岗|回来|恢复|上班)/;

interface Found {
  on: string;
  isReturn: boolean;
  isEnd: boolean;
}

/**
 * @param todayOn the reader's local date: what counts where only an end is named
 * @returns null where nothing, or nothing likely, can be read
 */
export function readAwayDays(text: string, todayOn: string): AwayDays | null {
  const [first, second] = datesIn(text, todayOn);
  if (!first) return null;
  if (second) return likely({ fromOn: first.on, toOn: endOf(second) }, todayOn);
  if (first.isReturn || first.isEnd) {
    return likely({ fromOn: todayOn, toOn: endOf(first) }, todayOn);
  }
  return null;
}

/** Who is back on a day is away until the one before. */
const endOf = ({ on, isReturn }: Found): string => (isReturn ? addDays(on, -1) : on);

function likely(days: AwayDays, todayOn: string): AwayDays | null {
  const isLikely = days.fromOn <= days.toOn && days.toOn >= todayOn && daysBetween(days.fromOn, days.toOn) <= MOST_DAYS;
  return isLikely ? days : null;
}

function datesIn(text: string, todayOn: string): Found[] {
  const found: Found[] = [];
  for (const match of text.matchAll(DATE)) {
    const g = match.groups ?? {};
    const last = found.at(-1)?.on;
    const monthNumber = g['m1'] ?? g['m2'] ?? monthOf(g['m3'] ?? g['m4']) ?? last?.slice(5, 7);
    const year = g['y1'] ?? g['y3'] ?? g['y4'] ?? (g['d5'] ? last?.slice(0, 4) : undefined);
    const on = dateFrom(year, monthNumber, g['d1'] ?? g['d2'] ?? g['d3'] ?? g['d4'] ?? g['d5'], todayOn);
    if (!on) continue;
    const before = text.slice(Math.max(0, match.index - WORDS_BEFORE), match.index);
    const isReturn = BACK.test(before) || BACK_AFTER.test(text.slice(match.index + match[0].length));
    found.push({ on, isReturn, isEnd: UNTIL.test(before) });
  }
  return found;
}

const monthOf = (name: string | undefined): string | undefined =>
  name ? String(months.indexOf(name.slice(0, 3).toLowerCase()) + 1) : undefined;

/** Null for a day that no calendar has. */
function dateFrom(
  year: string | undefined,
  monthNumber: string | undefined,
  dayNumber: string | undefined,
  todayOn: string,
): string | null {
  if (!monthNumber || !dayNumber) return null;
  const inYear = (y: number): string | null => {
    const on = `${y}-${monthNumber.padStart(2, '0')}-${dayNumber.padStart(2, '0')}`;
    const at = new Date(`${on}T00:00:00Z`);
    return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(on) ? on : null;
  };
  if (year) return inYear(Number(year));
  const thisYear = Number(todayOn.slice(0, 4));
  const on = inYear(thisYear);
  return on !== null && daysBetween(on, todayOn) > PAST_DAYS ? inYear(thisYear + 1) : on;
}
