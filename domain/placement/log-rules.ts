import type { Bilingual, Context } from '../decider.ts';
import { today } from '../follow-up/clocks.ts';
import { refuse } from '../refusal.ts';
import type { Refusal, RefusalCode } from '../refusal.ts';
import { placementRefusals } from './refusals.ts';
import type { HalfMonth } from './half-month.ts';
import { halvesOf, Mark, markOf } from './marks.ts';
import type { HalfDayOn, Marks } from './marks.ts';
import type { PlacementState } from './state.ts';

/** What a log may not say. Every refusal names the days at fault, and the rule with its source where there is one. */

export interface LogEntry {
  onDate: string;
  half: 'am' | 'pm' | 'whole';
  /** On site; left out where nobody counted them. */
  hours?: number | undefined;
}

/** Noon parts a day: a half has twelve hours, and no day more than twenty-four. */
export const mostHours = { am: 12, pm: 12, whole: 24 } as const;
const { basis: hoursRule } = placementRefusals['too-many-hours'];
const { basis: onceRule } = placementRefusals['logged-twice'];
const once: Bilingual = {
  en: `rule ${onceRule.rule}, source ${onceRule.source}`,
  zh: `规则 ${onceRule.rule}，出处 DESIGN 第 7 节`,
};

interface Check {
  code: RefusalCode;
  isAtFault(entry: LogEntry, index: number): boolean;
  words(entry: LogEntry): Bilingual;
}

/**
 * The first thing that is wrong with the entries, with all days of which it is wrong; null where they can be logged.
 *
 * @param period the half month that is logged
 * @param marks what is logged already, without what a correction replaces
 */
export function daysRefused(
  s: PlacementState,
  context: Context,
  { entries, period, marks }: { entries: readonly LogEntry[]; period: HalfMonth; marks: Marks },
): Refusal | null {
  const now = today(s, context.at);
  const earlier = (index: number): HalfDayOn[] => entries.slice(0, index).flatMap(halvesOf);
  const checks: Check[] = [
    {
      code: 'day-outside-period',
      isAtFault: ({ onDate }) => onDate < period.fromOn || onDate > period.toOn,
      words: ({ onDate }) => ({
        en: `${onDate} is not within ${period.fromOn} to ${period.toOn}`,
        zh: `${onDate} 不在 ${period.fromOn} 至 ${period.toOn} 之内`,
      }),
    },
    {
      code: 'date-in-future',
      isAtFault: ({ onDate }) => onDate > now,
      words: ({ onDate }) => ({ en: `${onDate} lies after today, ${now}`, zh: `${onDate} 晚于今天（${now}）` }),
    },
    {
      code: 'too-many-hours',
      isAtFault: ({ half, hours }) => hours !== undefined && hours > mostHours[half],
      words: ({ onDate, half, hours }) => ({
        en: `${onDate}: ${hours} hours, and at most ${mostHours[half]} are possible (rule ${hoursRule.rule}, source: ${hoursRule.source})`,
        zh: `${onDate}：填报 ${hours} 小时，最多 ${mostHours[half]} 小时（规则 ${hoursRule.rule}，出处：一天 24 小时，半天 12 小时）`,
      }),
    },
    {
      code: 'logged-twice',
      isAtFault: (entry, index) =>
        halvesOf(entry).some(
          (half) =>
            markOf(marks, half) !== Mark.none ||
            earlier(index).some((other) => other.onDate === half.onDate && other.half === half.half),
        ),
      words: ({ onDate, half }) => ({
        en: `${onDate} (${half}) is logged already (${once.en})`,
        zh: `${onDate}（${halfWords[half]}）已填报（${once.zh}）`,
      }),
    },
  ];
  for (const { code, isAtFault, words } of checks) {
    const faults = entries.flatMap((entry, index) =>
      isAtFault(entry, index) ? [{ pointer: `/days/${index}`, detail: words(entry) }] : [],
    );
    const [first] = faults;
    if (first) return { ...refuse(code, `${first.detail.en}.`, `${first.detail.zh}。`), faults };
  }
  return null;
}

/** Of all that was planned, in one word, where all of it has been said before. */
export const allLogged = (fromOn: string, toOn: string): Refusal =>
  refuse(
    'logged-twice',
    `All days planned from ${fromOn} to ${toOn} are logged already (${once.en}).`,
    `${fromOn} 至 ${toOn} 的计划日程均已填报（${once.zh}）。`,
  );

const halfWords = { am: '上午', pm: '下午', whole: '全天' } as const;
