import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { simpleParser } from 'mailparser';
import { safeText } from '../../domain/text.ts';
import { readCalendarReply } from '../../mail/calendar-reply.ts';
import { invitation, meetingOfUid, meetingUid } from '../../mail/invitation.ts';
import type { InvitationInput } from '../../mail/invitation.ts';
import { freezeMail } from '../../mail/mime.ts';

const office = { name: 'Cooperation office', address: 'office@example.org' };
const input: InvitationInput = {
  entityId: 'agreement-2026-0001-zzuet-cnuktip',
  meetingId: 'visit-1',
  method: 'request',
  sequence: 0,
  at: '2026-03-04T01:00:00.000Z',
  fromOn: '2026-03-20',
  toOn: '2026-03-21',
  startAt: null,
  endAt: null,
  summary: '来访 · 郑州工程技术学院 × CNUKTIP',
  place: '南京市江北新区会议室',
  description: 'When: …\nWhere: …',
  organizer: office,
  attendee: { name: '吴炯', address: 'wu@example.org' },
};

interface Read {
  method: unknown;
  events: ICAL.Event[];
  names: string[];
}

/** Through another program's parser, as a strict calendar reads it. */
function read(ics: string): Read {
  const calendar = new ICAL.Component(ICAL.parse(ics));
  const events = calendar.getAllSubcomponents('vevent');
  return {
    method: calendar.getFirstPropertyValue('method'),
    events: events.map((event) => new ICAL.Event(event)),
    names: [calendar, ...events].flatMap((part) => part.getAllProperties().map((property) => property.name)).toSorted(),
  };
}
const only = (ics: string): ICAL.Event => {
  const { events } = read(ics);
  expect(events).toHaveLength(1);
  return events[0]!;
};
const mailto = (event: ICAL.Event, name: string) =>
  event.component.getAllProperties(name).map((property) => String(property.getFirstValue()).toLowerCase());

describe('an invitation read back by another program', () => {
  test('whole days: dates without a time, the end is the day after the last', () => {
    const event = only(invitation(input).ics);
    expect(event.uid).toBe('agreement-2026-0001-zzuet-cnuktip.visit-1@example.org');
    expect([event.startDate.isDate, event.startDate.toString(), event.endDate.toString()]).toEqual([
      true,
      '2026-03-20',
      '2026-03-22',
    ]);
    expect(event.summary).toBe(input.summary);
    expect(event.location).toBe(input.place);
    expect(event.description).toBe(input.description);
    expect(mailto(event, 'organizer')).toEqual(['mailto:office@example.org']);
    expect(mailto(event, 'attendee')).toEqual(['mailto:wu@example.org']);
    expect(event.component.getFirstPropertyValue('dtstamp')?.toString()).toBe('2026-03-04T01:00:00Z');
  });

  test('times are UTC and say so, and need no table of zones', () => {
    const { ics } = invitation({ ...input, startAt: '2026-03-20T01:00:00.000Z', endAt: '2026-03-21T03:30:00.000Z' });
    const event = only(ics);
    expect(event.startDate.toString()).toBe('2026-03-20T01:00:00Z');
    expect(event.endDate.toString()).toBe('2026-03-21T03:30:00Z');
    expect(ics).not.toMatch(/TZID|VTIMEZONE/);
  });

  test('asked, moved, called off: one event, a rising number, the right method', () => {
    const texts = (['request', 'request', 'cancel'] as const).map(
      (method, sequence) =>
        invitation({ ...input, method, sequence, fromOn: `2026-03-2${sequence}`, toOn: '2026-03-25' }).ics,
    );
    expect(texts.map((ics) => read(ics).method)).toEqual(['REQUEST', 'REQUEST', 'CANCEL']);
    expect(texts.map((ics) => only(ics).sequence)).toEqual([0, 1, 2]);
    expect(new Set(texts.map((ics) => only(ics).uid)).size).toBe(1);
    expect(texts.map((ics) => only(ics).component.getFirstPropertyValue('status'))).toEqual([
      'CONFIRMED',
      'CONFIRMED',
      'CANCELLED',
    ]);
    // Two calendars that take them in any order hold one event, the newest.
    for (const order of [texts, texts.toReversed()]) {
      const held = new Map<string, number>();
      for (const event of order.map(only)) held.set(event.uid, Math.max(event.sequence, held.get(event.uid) ?? 0));
      expect([...held.values()]).toEqual([2]);
    }
  });

  test('lines are folded by octets', () => {
    const { ics } = invitation({ ...input, summary: '长'.repeat(200) });
    for (const line of ics.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(only(ics).summary).toBe('长'.repeat(200));
  });

  test.each([
    'x\r\nATTENDEE:mailto:evil@example.org',
    'x\nBEGIN:VEVENT\nEND:VEVENT',
    '";CN="y":mailto:evil@example.org',
    'a;b,c\\n\\',
    'x\u0000y\u2028z',
    'END:VCALENDAR\r\nBEGIN:VCALENDAR',
  ])('%j stays a text', (text) => {
    const plain = read(invitation(input).ics);
    const { ics } = invitation({
      ...input,
      summary: text,
      place: text,
      description: text,
      organizer: { ...office, name: text },
      attendee: { name: text, address: 'wu@example.org' },
    });
    expect(read(ics).names).toEqual(plain.names);
    const event = only(ics);
    expect(mailto(event, 'attendee')).toEqual(['mailto:wu@example.org']);
    expect(mailto(event, 'organizer')).toEqual(['mailto:office@example.org']);
  });

  test('whatever a name or a text is: the same properties, the intended people', () => {
    const { names } = read(invitation(input).ics);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 80 }), (name, text) => {
        const safe = safeText(name, 80);
        const { ics } = invitation({
          ...input,
          summary: safe,
          place: `p${text}`,
          attendee: { name: safe, address: 'wu@example.org' },
        });
        expect(read(ics).names).toEqual(names);
        expect(mailto(only(ics), 'attendee')).toEqual(['mailto:wu@example.org']);
      }),
      { numRuns: 200 },
    );
  });

  test('an address that is more than one is refused', () => {
    for (const address of ['a@example.org\r\nX:1', 'a@example.org,b@example.org'])
      expect(() => invitation({ ...input, attendee: { name: 'x', address } })).toThrow();
  });
});

test('in a mail: the calendar’s part among the alternatives, with its method, and as a file', async () => {
  const { messageId, mime } = await freezeMail({
    mailId: 'mail-abc',
    date: input.at,
    from: office,
    to: input.attendee,
    replyTo: null,
    rendered: { subject: 'x', text: 'x', html: '<p>x</p>' },
    language: 'en',
    agreementId: null,
    unsubscribeUrl: null,
    invitation: invitation(input),
  });
  expect(messageId).toBe('<mail-abc@example.org>');
  const source = mime.toString('utf8');
  expect(source).toMatch(/multipart\/alternative[\s\S]*text\/calendar; charset=utf-8; method=REQUEST/);
  const mail = await simpleParser(mime);
  const files = mail.attachments.filter(({ filename }) => filename === 'invitation.ics');
  expect(files).toHaveLength(1);
  for (const part of mail.attachments)
    expect(part.content.toString('utf8').replaceAll('\r\n', '\n')).toBe(invitation(input).ics.replaceAll('\r\n', '\n'));
});

describe('an answer to an invitation', () => {
  const reply = (more = '', partstat = 'ACCEPTED') =>
    [
      'BEGIN:VCALENDAR',
      'METHOD:REPLY',
      'BEGIN:VEVENT',
      'UID:agreement-2026-0001-zzuet-cnuktip.visit',
      ' -1@example.org',
      'SEQUENCE:2',
      `ATTENDEE;CN="a: b";PARTSTAT=${partstat}:MAILTO:Wu@Example.org`,
      `${more}END:VEVENT`,
      'END:VCALENDAR',
    ].join('\r\n');

  test.each([
    ['ACCEPTED', 'accepted'],
    ['DECLINED', 'declined'],
    ['TENTATIVE', 'tentative'],
  ])('%s', (partstat, answer) => {
    expect(readCalendarReply(reply('', partstat))).toEqual({
      uid: meetingUid(input.entityId, 'visit-1', office),
      attendee: 'wu@example.org',
      answer,
      sequence: 2,
    });
  });

  test('what is none', () => {
    expect(readCalendarReply(invitation(input).ics)).toBeNull();
    expect(readCalendarReply(reply('', 'NEEDS-ACTION'))).toBeNull();
    expect(readCalendarReply(reply('ATTENDEE;PARTSTAT=ACCEPTED:mailto:b@example.org\r\n'))).toBeNull();
    expect(readCalendarReply('')).toBeNull();
  });

  test('only a meeting of ours is read from its UID', () => {
    expect(meetingOfUid('agreement-2026-0001-a-b.plan-1.planned-meeting-3@EXAMPLE.org', office)).toEqual({
      entityId: 'agreement-2026-0001-a-b.plan-1',
      meetingId: 'planned-meeting-3',
    });
    for (const uid of [
      'agreement-2026-0001-a-b.visit-1@other.example',
      'x@example.org',
      'agreement-1.note-1@example.org',
    ])
      expect(meetingOfUid(uid, office)).toBeNull();
  });
});
