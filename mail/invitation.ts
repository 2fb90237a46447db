import ical, { ICalAttendeeRole, ICalAttendeeStatus, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { ICalCalendar, ICalEvent } from 'ical-generator';
import { addDays } from '../domain/calendar/local-date.ts';
import type { Mailbox } from './mime.ts';
import { parseAddress } from './mime.ts';
import { domainOf } from './return-address.ts';
import { seriesOf } from './series.ts';
import type { Occurrence } from './series.ts';

/** A meeting as a calendar's event: asked to, changed or called off. */
export interface InvitationInput {
  entityId: string;
  meetingId: string;
  method: 'request' | 'cancel';
  sequence: number;
  /** When it was written: ISO instant. */
  at: string;
  fromOn: string;
  toOn: string;
  /** Instants; null where only the days are known. */
  startAt: string | null;
  endAt: string | null;
  summary: string;
  place: string | null;
  description: string;
  organizer: Mailbox;
  attendee: Mailbox;
  /** Single days that are one event; none where `startAt` and `endAt` say when it is. */
  days?: readonly Occurrence[];
}

export interface Invitation {
  method: 'request' | 'cancel';
  ics: string;
}

/** One for each meeting of an agreement or plan, for ever: what changes is the same event. */
export function meetingUid(entityId: string, meetingId: string, organizer: Pick<Mailbox, 'address'>): string {
  return `${entityId}.${meetingId}@${domainOf(organizer.address)}`;
}

/** The meeting behind a UID of ours, or null. */
export function meetingOfUid(
  uid: string,
  organizer: Pick<Mailbox, 'address'>,
): { entityId: string; meetingId: string } | null {
  const [, entityId = '', meetingId = '', domain = ''] =
    /^(agreement-[a-z0-9.-]+)\.((?:visit|planned-meeting)-[1-9]\d*|on-site|stand-in-\d+)@(.+)$/.exec(uid) ?? [];
  return domain.toLowerCase() === domainOf(organizer.address) ? { entityId, meetingId } : null;
}

/**
 * iTIP (RFC 5546) in UTC, or as whole days. Never with `timezone`: the library then writes local times without a VTIMEZONE
 * (MAIL.md). The same input gives the same text.
 * @throws ZodError when the attendee's address is not one plain address
 */
export function invitation(input: InvitationInput): Invitation {
  const { method } = input;
  const isOff = method === 'cancel';
  const calendar = ical({
    prodId: { company: 'cooperation-follow-up', product: 'meetings', language: 'EN' },
    method: isOff ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.REQUEST,
  });
  const series = input.days && !isOff ? seriesOf(input.days) : null;
  const event = createEvent(calendar, input, series ? spanOf(series.first) : timesOf(input));
  if (series?.repeating) event.repeating(series.repeating);
  // Days at other times are exceptions of the same event.
  for (const { at, ...times } of series?.others ?? []) {
    createEvent(calendar, input, spanOf(times)).recurrenceId(new Date(at));
  }
  return { method, ics: calendar.toString() };
}

interface Span {
  start: Date;
  end: Date;
  allDay: boolean;
}

const spanOf = ({ startAt, endAt }: Occurrence): Span => ({
  start: new Date(startAt),
  end: new Date(endAt),
  allDay: false,
});

function createEvent(calendar: ICalCalendar, input: InvitationInput, span: Span): ICalEvent {
  const { method, organizer, attendee } = input;
  const isOff = method === 'cancel';
  const event = calendar.createEvent({
    id: meetingUid(input.entityId, input.meetingId, organizer),
    sequence: input.sequence,
    stamp: new Date(input.at),
    ...span,
    summary: plain(input.summary),
    description: plain(input.description, true),
    organizer: { name: plain(organizer.name) || organizer.address, email: organizer.address },
    status: isOff ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
  });
  if (input.place) event.location(plain(input.place));
  event.createAttendee({
    name: plain(attendee.name) || attendee.address,
    email: parseAddress(attendee.address),
    role: ICalAttendeeRole.REQ,
    status: ICalAttendeeStatus.NEEDSACTION,
    rsvp: !isOff,
  });
  return event;
}

function timesOf({ fromOn, toOn, startAt, endAt }: InvitationInput): Span {
  if (startAt && endAt) return { start: new Date(startAt), end: new Date(endAt), allDay: false };
  // The end of whole days is the day after the last one.
  return { start: new Date(`${fromOn}T00:00:00Z`), end: new Date(`${addDays(toOn, 1)}T00:00:00Z`), allDay: true };
}

/** Quotes and control characters would end a parameter or a line. */
export function plain(text: string, hasLines = false): string {
  // oxlint-disable-next-line no-control-regex -- naming them is the point
  const clean = text.replaceAll(hasLines ? /[\u0000-\u0009\u000B-\u001F\u007F]/g : /[\u0000-\u001F\u007F]/g, ' ');
  return clean.replaceAll('"', "'").trim();
}
