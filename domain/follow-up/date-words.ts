import type { Calendar } from '../calendar/calendar.ts';
import type { Bilingual } from '../decider.ts';

/** A day off does not stand as a date: the first on which something may be planned does. */
export const movedOffFreeDay = (asked: string, set: string): Bilingual => ({
  en: `${asked} is no working day in the calendar of the home unit; ${set} is the first that may be planned.`,
  zh: `${asked} 在归口单位的工作日历中为非工作日，顺延至 ${set}。`,
});

/** A date that a person names stays, though we would plan nothing onto it (DOMAIN 2a): whoever named it may not know. */
export const onMakeUpDay = (on: string): Bilingual => ({
  en: `${on} is a make-up working day in the calendar of the home unit: it stands as it was named, though we plan nothing onto such days.`,
  zh: `${on} 在归口单位的工作日历中为调休上班日：按所填日期保留；系统不会自行将事项安排在调休上班日。`,
});

/** A date beyond the official tables is kept as it was named, and looked at again when the table comes. */
export const beyondCalendar = (on: string): Bilingual => ({
  en: `${on} is provisional: no official calendar covers it yet. If it turns out to be a day off, it moves, and whom it concerns is told.`,
  zh: `${on} 为暂定日期：尚无正式放假安排。届时如为非工作日将顺延，并告知有关人员。`,
});

/** What is to be known of a date that somebody named, by the calendar that it stands in; null where there is nothing. */
export function namedDayNote({ on }: Calendar, asked: string, set: string): Bilingual | null {
  if (asked !== set) return movedOffFreeDay(asked, set);
  return on.includes(set) ? onMakeUpDay(set) : null;
}
