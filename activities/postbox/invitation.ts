import { localDateOf } from '../../domain/calendar/calendar.ts';
import { later } from '../../domain/calendar/local-date.ts';
import { localTimeOf } from '../../domain/calendar/zones.ts';
import { daysOff, holidaysKnownTo } from '../../domain/meeting/days.ts';
import type { PlannedItem } from '../../domain/notices/compose.ts';
import type { MeetingFacts } from '../../domain/meeting/invitation.ts';
import { organisationName, personName } from '../../domain/notices/names.ts';
import type { Language } from '../../domain/notices/names.ts';
import { isHalfDay, onOf, timesOf } from '../../domain/placement/half-days.ts';
import { daysOf } from '../../domain/placement/invited.ts';
import type { ItemFacts, LetterFacts, MeetingItem } from '../../mail/letter.ts';
import { invitation } from '../../mail/invitation.ts';
import type { Invitation } from '../../mail/invitation.ts';
import { meetingWords } from '../../mail/meeting-words.ts';
import type { Mailbox } from '../../mail/mime.ts';
import { readableText } from '../written-about.ts';
import { booked, keptNow } from './kept-days.ts';
import { meetingOf } from './meetings.ts';
import { hostOf } from './situation.ts';
import type { NoticeRow, Transaction } from './situation.ts';
import { taskFacts } from './tasks.ts';

/** The meeting of a notice in words, null where it is about none. */
export async function meetingItem(
  tx: Transaction,
  row: NoticeRow | undefined,
  { wasInvited, language, at }: { wasInvited: boolean; language: Language; at: string },
): Promise<MeetingItem | null> {
  const meeting = row ? meetingOf(row) : null;
  if (!row || !meeting) return null;
  const { kind, method, zone } = meeting;
  const [place, title, reason] = await Promise.all(
    // What a party keeps to itself is in no invitation.
    [meeting.place, meeting.title, meeting.reason].map((id) => readableText(tx, id, null)),
  );
  // Whoever was asked before has to lose what was in the calendar; whoever was not is asked to what is still ahead.
  const since = { ...meeting, fromOn: wasInvited ? meeting.fromOn : later(meeting.fromOn, localDateOf(zone, at)) };
  const onSite: Partial<MeetingItem> =
    kind === 'stand-in' || kind === 'on-site'
      ? await daysOnSite(tx, row, since, { language, place })
      : await dayFacts(tx, row, meeting);
  const { fromOn, toOn, startAt, endAt } = { ...meeting, ...spanOf(onSite.days ?? [], zone) };
  return {
    kind,
    // Whoever hears of it for the first time is invited, however often it was moved before.
    change: method === 'cancel' ? 'cancelled' : wasInvited ? 'changed' : 'new',
    fromOn,
    toOn,
    fromTime: startAt ? localTimeOf(zone, startAt) : null,
    toTime: endAt ? localTimeOf(zone, endAt) : null,
    zone,
    place: place ?? null,
    title: title ?? null,
    reason: reason ?? null,
    ...onSite,
  };
}

/** From the first to the last of the days as they are kept now: what was booked once may be half of a year longer. */
function spanOf(days: NonNullable<MeetingItem['days']>, zone: string): Partial<MeetingFacts> {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return {};
  return {
    fromOn: localDateOf(zone, first.startAt),
    toOn: localDateOf(zone, last.startAt),
    startAt: first.startAt,
    endAt: last.endAt,
  };
}

/** What is to be known of a meeting's days by the calendars of the sides, as they are now; nothing of what is called off. */
async function dayFacts(
  tx: Transaction,
  { entityId }: NoticeRow,
  { method, fromOn, toOn }: MeetingFacts,
): Promise<Pick<MeetingItem, 'daysOff' | 'provisionalAfterOn'>> {
  const row = method === 'cancel' ? null : await tx.entity.findUnique({ where: { id: entityId } });
  if (!row) return {};
  const host = hostOf(row);
  const free = daysOff(host, { fromOn, toOn });
  const knownTo = holidaysKnownTo(host);
  return {
    ...(free.length > 0 ? { daysOff: free } : {}),
    ...(toOn > knownTo ? { provisionalAfterOn: knownTo } : {}),
  };
}

/** What somebody answered to an invitation, with the meeting as it stood then; null where it is gone. */
export async function attendanceItem(
  tx: Transaction,
  row: NoticeRow,
  language: Language,
): Promise<ItemFacts['attendance']> {
  const told = taskFacts.safeParse(row.facts);
  if (!told.success || !told.data.attendance) return null;
  const invited = await tx.notice.findUnique({ where: { id: told.data.noticeId } });
  const at = row.at.toISOString();
  const meeting = await meetingItem(tx, invited ?? undefined, { wasInvited: true, language, at });
  return meeting && { answer: told.data.attendance, meeting };
}

/**
 * The days of a placement as they are kept now, from the first one of the notice on: by its researcher, or by the reader who stands
 * in. Each reads at which enterprise, because people are at several at once; the enterprise reads who comes.
 */
async function daysOnSite(
  tx: Transaction,
  { entityId, personId }: NoticeRow,
  { kind, method, fromOn, freed = [] }: MeetingFacts,
  { language, place }: { language: Language; place: string | null | undefined },
): Promise<Partial<MeetingItem>> {
  const row = await tx.entity.findUnique({ where: { id: entityId }, select: { state: true } });
  const { researcher, host, calendar } = booked.parse(row?.state);
  const isToStandIn = kind === 'stand-in';
  const own = keptNow(row?.state, { kind }, personId) ?? [];
  const kept = method === 'request' ? own.filter((halfDay) => onOf(halfDay) >= fromOn) : [];
  const days = daysOf(kept).map(({ on, halves }) => timesOf(calendar, on, halves));
  const [, knownTo] = calendar.coverage;
  const isBeyond = kept.some((halfDay) => onOf(halfDay) > knownTo);
  const asked =
    method === 'request'
      ? { days, dayCount: kept.length / 2, ...(isBeyond ? { provisionalAfterOn: knownTo } : {}) }
      : {};
  const organisation = await tx.organisation.findUnique({ where: { id: host.organisationId } });
  const enterprise = organisation && organisationName(language, organisation);
  const where = [enterprise, place].filter(Boolean);
  const at = { ...asked, place: where.length > 0 ? where.join(language === 'zh-CN' ? '，' : ', ') : null };
  if (isToStandIn) {
    const onSite = { enterprise, researcher: null, isForResearcher: true };
    return { ...at, onSite, standIn: { kept, freed: freed.filter(isHalfDay) } };
  }
  // Days are booked only once all three have said yes: whoever is invited to them knows the researcher.
  const person = await tx.person.findUnique({ where: { id: researcher.personId } });
  return {
    ...at,
    onSite: {
      enterprise,
      researcher: person && personName(language, person),
      isForResearcher: personId === researcher.personId,
    },
  };
}

export interface Occasion {
  item: PlannedItem;
  row: NoticeRow | undefined;
  facts: LetterFacts;
  organizer: Mailbox;
  attendee: Mailbox;
  at: string;
}

/** The calendar's part of a mail about a meeting; null for every other mail. */
export function calendarPart({ item, row, facts, organizer, attendee, at }: Occasion): Invitation | null {
  const [told] = facts.items;
  const meeting: MeetingFacts | null = row ? meetingOf(row) : null;
  if (!meeting || !told?.meeting) return null;
  const words = meetingWords(facts.language);
  return invitation({
    entityId: item.notice.entityId,
    meetingId: meeting.id,
    method: meeting.method,
    sequence: meeting.sequence,
    at,
    fromOn: told.meeting.fromOn,
    toOn: told.meeting.toOn,
    startAt: meeting.startAt,
    endAt: meeting.endAt,
    summary: words.heading(told, told.meeting),
    place: told.meeting.place,
    description: descriptionOf(told, told.meeting, facts),
    organizer,
    attendee,
    ...(told.meeting.days ? { days: told.meeting.days } : {}),
  });
}

function descriptionOf(item: ItemFacts, meeting: MeetingItem, { language, office }: LetterFacts): string {
  return [...meetingWords(language).lines(meeting), item.agreement, office].filter((line) => line !== '').join('\n');
}
