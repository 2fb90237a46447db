import type { AgreementState } from '../domain/agreement/state.ts';
import type { FollowUp, FollowUpHost } from '../domain/follow-up/host.ts';
import type { Language } from '../domain/notices/names.ts';
import { daysOf, keptBy, stillOpen } from '../domain/placement/cover.ts';
import { onOf } from '../domain/placement/half-days.ts';
import type { HalfDay } from '../domain/placement/half-days.ts';
import { halfMonth, marksIn, numberOf } from '../domain/placement/half-month.ts';
import { keeperOfLog, keptWithin } from '../domain/placement/keepers.ts';
import { halfDayOf, Mark } from '../domain/placement/marks.ts';
import type { HalfDayOn } from '../domain/placement/marks.ts';
import { paceOf } from '../domain/placement/pace.ts';
import type { Pace } from '../domain/placement/pace.ts';
import type { PlacementState } from '../domain/placement/state.ts';
import type { TakenOver } from '../domain/placement/taken-over.ts';
import { plainDate, shortDate, spanText } from './dates.ts';

/**
 * What a mail about a placement says beside its task: which days are meant, and how many they are. As they stand when the mail is
 * written, so that nobody reads of what has changed since. Neither praise nor blame: the host reads some of it too.
 */

export const isPlacement = (host: FollowUpHost): host is PlacementState => 'researcher' in host && 'booking' in host;

/** Null for what has no figures. `at` is an ISO instant, business time. */
export function figuresOf(language: Language, host: FollowUpHost, f: FollowUp, at: string): string | null {
  const say = words[language];
  const covers = f.kind === 'placement-other' ? coversOf(host, f) : undefined;
  if (covers) return say.notTakenOver(covers);
  if (!isPlacement(host)) return null;
  const n = f.about.kind === 'period' ? numberOf(f.about.id) : 0;
  switch (f.kind) {
    case 'placement-log':
      return say.planned(rangeOf(language, host, n), plannedHalfDays(host, f));
    case 'placement-presence':
      return listed(language, say.logged, marksIn(host, n, Mark.logged));
    case 'placement-dispute':
      return listed(language, say.disputed, marksIn(host, n, Mark.disputed));
    case 'placement-missed-log':
      return say.missing(host.log.missing.map((each) => rangeOf(language, host, each)).join(say.comma));
    case 'placement-pace': {
      const pace = paceOf(host, at);
      return pace ? say.pace(pace, at.slice(0, 10)) : null;
    }
    default:
      return openDays(language, host, f, at);
  }
}

/** The days that a placement was to take over that came to nothing, as it carries them itself or its agreement does. */
function coversOf(host: FollowUpHost, { about }: FollowUp): TakenOver | undefined {
  if (isPlacement(host)) return host.covers;
  return isAgreement(host) ? host.placements[about.id]?.covers : undefined;
}
const isAgreement = (host: FollowUpHost): host is AgreementState => 'placements' in host;

/** Days that somebody else is to keep: by name to whoever is asked, counted to our office. */
function openDays(language: Language, s: PlacementState, { kind, about }: FollowUp, at: string): string | null {
  const { cover } = s;
  if (!cover) return null;
  switch (kind) {
    case 'cover-request':
    case 'cover-consent': {
      const one = cover.requests[kind === 'cover-request' ? about.id : (cover.chosen ?? '')];
      return one ? daysNamed(language, keptBy(s, one, { at })) : null;
    }
    case 'placement-cover':
    case 'placement-shortfall': {
      const open = stillOpen(s, { at }).toSorted();
      const [first] = open;
      const last = open.at(-1);
      return first && last ? words[language].open(daysOf(open), onOf(first), onOf(last)) : null;
    }
    default:
      return null;
  }
}

/** The first dates of many; null without any. */
export function daysNamed(language: Language, halfDays: readonly HalfDay[]): string | null {
  return listed(language, words[language].named, halvesIn(halfDays), MOST_DATES);
}
const MOST_DATES = 10;

/** Dates alone, without a sentence around them; a month of working days by name. */
export const datesNamed = (language: Language, halfDays: readonly HalfDay[]): string =>
  listed(language, (days) => days, halvesIn(halfDays), MOST_NAMED) ?? '';
const MOST_NAMED = 25;

const halvesIn = (halfDays: readonly HalfDay[]): HalfDayOn[] => halfDays.toSorted().map(halfDayOf);

/** Of whoever is asked for the log. */
function plannedHalfDays(s: PlacementState, { about }: FollowUp): number {
  const period = halfMonth(s, numberOf(about.id));
  const keeper = keeperOfLog(s, about);
  return period && keeper ? keptWithin(keeper, period).length : 0;
}

function rangeOf(language: Language, s: PlacementState, n: number): string {
  const period = halfMonth(s, n);
  return period ? spanText(language, period.fromOn, period.toOn) : '';
}

/** Whole days without a word more; halves with theirs. */
function listed(
  language: Language,
  line: (days: string) => string,
  halves: readonly HalfDayOn[],
  most = Infinity,
): string | null {
  const byDay = new Map<string, HalfDayOn['half'][]>();
  for (const { onDate, half } of halves) byDay.set(onDate, [...(byDay.get(onDate) ?? []), half]);
  const say = words[language];
  const days = [...byDay].map(([on, both]) => {
    const [half] = both;
    return `${shortDate(language, on)}${both.length === 1 && half ? say.half[half] : ''}`;
  });
  const more = days.length > most ? say.more(days.length - most) : '';
  return days.length === 0 ? null : line(`${days.slice(0, most).join(say.comma)}${more}`);
}

const count = (days: number): string => String(days);

const words = {
  en: {
    comma: ', ',
    half: { am: ' (morning)', pm: ' (afternoon)' },
    planned: (range: string, halves: number) =>
      `It is about ${range}; ${count(halves / 2)} ${halves === 2 ? 'day was' : 'days were'} planned.`,
    named: (days: string) => `The days: ${days}.`,
    more: (n: number) => ` and ${count(n)} more ${n === 1 ? 'date' : 'dates'}`,
    notTakenOver: ({ days, firstOn, lastOn }: TakenOver) =>
      `It was to take over ${count(days)} ${days === 1 ? 'day' : 'days'} on site, the first on ${plainDate('en', firstOn)}, the last on ${plainDate('en', lastOn)}; as it stands nobody keeps ${days === 1 ? 'it' : 'them'}.`,
    open: (days: number, fromOn: string, toOn: string) =>
      `${count(days)} ${days === 1 ? 'day is' : 'days are'} open, the first on ${plainDate('en', fromOn)}, the last on ${plainDate('en', toOn)}.`,
    logged: (days: string) => `The log has these days: ${days}. Without an answer they count as they are.`,
    disputed: (days: string) => `The host does not confirm: ${days}.`,
    missing: (ranges: string) => `Missing: ${ranges}.`,
    pace: (pace: Pace, on: string) => {
      const { daysDone, projectedDays, minimumDays, neededPerMonth, rule, source, toOn, lostOn } = pace;
      const where = `So far ${count(daysDone)} days; as it goes, ${count(projectedDays)} of ${count(minimumDays)} by ${plainDate('en', toOn)} (rule ${rule}, source ${source}).`;
      if (lostOn === null) return where;
      return lostOn <= on
        ? `${where} The minimum can no longer be reached in this year of the placement.`
        : `${where} From now on ${count(neededPerMonth)} days a month reach it; from ${plainDate('en', lostOn)} on it can no longer be reached.`;
    },
  },
  'zh-CN': {
    comma: '、',
    half: { am: '（上午）', pm: '（下午）' },
    planned: (range: string, halves: number) => `所涉期间：${range}，原安排 ${count(halves / 2)} 天。`,
    named: (days: string) => `所列日期：${days}。`,
    more: (n: number) => `等，另有 ${count(n)} 个日期`,
    notTakenOver: ({ days, firstOn, lastOn }: TakenOver) =>
      `原拟接替 ${count(days)} 个到岗日，首日为${plainDate('zh-CN', firstOn)}，末日为${plainDate('zh-CN', lastOn)}，目前无人承担。`,
    open: (days: number, fromOn: string, toOn: string) =>
      `尚缺 ${count(days)} 天，首日为${plainDate('zh-CN', fromOn)}，末日为${plainDate('zh-CN', toOn)}。`,
    logged: (days: string) => `所报到岗日期：${days}。如无异议，不必答复，按所报日期计入。`,
    disputed: (days: string) => `接收单位未确认：${days}。`,
    missing: (ranges: string) => `尚缺：${ranges}。`,
    pace: (pace: Pace, on: string) => {
      const { daysDone, projectedDays, minimumDays, neededPerMonth, rule, source, toOn, lostOn } = pace;
      const where = `已到岗 ${count(daysDone)} 天；照此进度，至${plainDate('zh-CN', toOn)}预计 ${count(projectedDays)} 天，规定 ${count(minimumDays)} 天（规则 ${rule}，出处 ${source}）。`;
      if (lostOn === null) return where;
      return lostOn <= on
        ? `${where}本派驻年度内已无法达到规定天数。`
        : `${where}此后每月需到岗 ${count(neededPerMonth)} 天方可达到；自${plainDate('zh-CN', lostOn)}起将无法补足。`;
    },
  },
} as const;
