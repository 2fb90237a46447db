import ical, { ICalCalendarMethod, ICalEventTransparency } from 'ical-generator';
import { addDays } from '../domain/calendar/local-date.ts';
import type { FlightRow } from '../domain/foresight/flight-plan.ts';
import { inLanguage } from '../domain/labels.ts';
import type { FlightPlan } from './flight-plan.ts';
import { nameIn } from './named-about.ts';
import { matterOf } from './flight-plan-page.ts';

const calendarName = { en: 'Flight plan', zh: '跟进日程' };
const provisional = { en: 'Provisional: no official calendar yet.', zh: '暂定：尚无正式放假安排。' };
const assumed = { en: 'Assumed by us, agreed by nobody.', zh: '系统默认，尚无人确认。' };

export const calendarHeaders = ({ agreementId }: FlightPlan): Record<string, string> => ({
  'content-type': 'text/calendar; charset=utf-8; method=PUBLISH',
  'content-disposition': `attachment; filename="${agreementId}.ics"`,
});

/**
 * Each due date as one day. UTC and whole days only: no zone is written. A date that moves keeps its UID, and its higher SEQUENCE
 * moves it in the calendar that had it; the same matter opened anew is another one.
 */
export function flightPlanCalendar(plan: FlightPlan): string {
  const { language } = plan.reader;
  const calendar = ical({
    prodId: { company: 'Cooperation follow-up', product: 'Flight plan' },
    method: ICalCalendarMethod.PUBLISH,
    name: `${inLanguage(language, calendarName)} · ${inLanguage(language, plan.cooperation)}`,
  });
  for (const row of plan.rows.filter(({ what }) => what === 'deadline')) {
    calendar.createEvent({
      id: uidOf(row),
      sequence: plan.sequence,
      stamp: new Date(plan.changedAt),
      start: wholeDay(row.on),
      end: wholeDay(addDays(row.on, 1)),
      allDay: true,
      summary: inLanguage(language, matterIn(plan, row)),
      description: descriptionOf(plan, row),
      transparency: ICalEventTransparency.TRANSPARENT,
    });
  }
  return calendar.toString();
}

const matterIn = ({ itemNames }: FlightPlan, row: FlightRow) =>
  matterOf(row, nameIn(itemNames, row.entityId, row.about));

const wholeDay = (on: string): Date => new Date(`${on}T00:00:00Z`);

const uidOf = ({ entityId, followUpId, openedOn }: FlightRow): string =>
  `${entityId}.${followUpId ?? ''}.${openedOn ?? ''}@cooperation-follow-up`;

function descriptionOf(plan: FlightPlan, row: FlightRow): string {
  const { reader, cooperation, posts } = plan;
  const { language } = reader;
  const other = language === 'zh-CN' ? 'en' : 'zh-CN';
  const post = posts.get(row.postId ?? '');
  const lines = [
    inLanguage(other, matterIn(plan, row)),
    inLanguage(language, cooperation),
    post ? inLanguage(language, post.name) : null,
    row.isAssumed ? inLanguage(language, assumed) : null,
    row.isProvisional ? inLanguage(language, provisional) : null,
  ];
  return lines.filter((line) => line !== null).join('\n');
}
