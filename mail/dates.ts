import { isoWeekday } from '../domain/calendar/local-date.ts';
import type { Language } from '../domain/notices/names.ts';

const weekdaysZh = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const weekdaysEn = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const monthsEn = 'January February March April May June July August September October November December'.split(' ');

/** A local date (YYYY-MM-DD) as people write it: `2026年3月5日（周四）`, `Thursday, 5 March 2026`. */
export function dateText(language: Language, on: string): string {
  const weekday = isoWeekday(on) - 1;
  const day = plainDate(language, on);
  return language === 'zh-CN' ? `${day}（${weekdaysZh[weekday] ?? ''}）` : `${weekdaysEn[weekday] ?? ''}, ${day}`;
}

/** Without the day of the week, for a name: `2026年3月5日`, `5 March 2026`. */
export function plainDate(language: Language, on: string): string {
  const year = on.slice(0, 4);
  return language === 'zh-CN' ? `${year}年${shortDate(language, on)}` : `${shortDate(language, on)} ${year}`;
}

/** Several days as a name, both included: `3 to 15 March 2026`, `2026年3月3日至15日`; what both have in common is said once. */
export function spanText(language: Language, fromOn: string, toOn: string): string {
  const zh = language === 'zh-CN';
  if (fromOn === toOn) return plainDate(language, fromOn);
  const isOneYear = fromOn.slice(0, 4) === toOn.slice(0, 4);
  const isOneMonth = fromOn.slice(0, 7) === toOn.slice(0, 7);
  if (zh) {
    const to = isOneMonth
      ? `${Number(toOn.slice(8))}日`
      : isOneYear
        ? shortDate(language, toOn)
        : plainDate(language, toOn);
    return `${plainDate(language, fromOn)}至${to}`;
  }
  const from = isOneMonth
    ? String(Number(fromOn.slice(8)))
    : isOneYear
      ? shortDate(language, fromOn)
      : plainDate(language, fromOn);
  return `${from} to ${plainDate(language, toOn)}`;
}

/** @param weekday ISO: 1 is Monday */
export function weekdayText(language: Language, weekday: number): string {
  return (language === 'zh-CN' ? weekdaysZh : weekdaysEn)[weekday - 1] ?? '';
}

/** Short, for a subject: `3月5日`, `5 March`. */
export function shortDate(language: Language, on: string): string {
  const [, month = '', day = ''] = on.split('-');
  return language === 'zh-CN'
    ? `${Number(month)}月${Number(day)}日`
    : `${Number(day)} ${monthsEn[Number(month) - 1] ?? ''}`;
}
