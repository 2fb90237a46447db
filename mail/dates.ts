import { isoWeekday } from '../domain/calendar/local-date.ts';
import type { Language } from '../domain/notices/names.ts';

const weekdaysZh = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const weekdaysEn = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const monthsEn = 'January February March April May June July August September October November December'.split(' ');

/** A local date (YYYY-MM-DD) as people write it: `2026年3月5日（周四）`, `Thursday, 5 March 2026`. */
export function dateText(language: Language, on: string): string {
  const [year = '', month = '', day = ''] = on.split('-');
  const weekday = isoWeekday(on) - 1;
  return language === 'zh-CN'
    ? `${year}年${Number(month)}月${Number(day)}日（${weekdaysZh[weekday] ?? ''}）`
    : `${weekdaysEn[weekday] ?? ''}, ${Number(day)} ${monthsEn[Number(month) - 1] ?? ''} ${year}`;
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
