import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import ICAL from 'ical.js';
import { addDays } from '../../domain/calendar/local-date.ts';
import { expand, halfOf, onOf, timesOf } from '../../domain/placement/half-days.ts';
import type { HalfDay } from '../../domain/placement/half-days.ts';
import { daysOf } from '../../domain/placement/invited.ts';
import { invitation, meetingOfUid } from '../../mail/invitation.ts';
import type { Occurrence } from '../../mail/series.ts';
import { china } from '../domain/agreement/life.ts';

/** Days on site as one event, read back by a calendar program: exactly these days, at these times. */

const organizer = { name: 'Cooperation office', address: 'office@example.org' };
const entityId = 'agreement-2026-0001-a-b.placement-1';
const written = (days: readonly Occurrence[], method: 'request' | 'cancel' = 'request') =>
  invitation({
    entityId,
    meetingId: 'on-site',
    method,
    sequence: 3,
    at: '2026-03-02T01:00:00Z',
    fromOn: '2026-03-03',
    toOn: '2026-12-31',
    startAt: days[0]?.startAt ?? null,
    endAt: days.at(-1)?.endAt ?? null,
    summary: 'Days on site',
    place: 'Workshop 3',
    description: '',
    organizer,
    attendee: { name: 'Li Ming', address: 'li@example.org' },
    days,
  }).ics;

function read(ics: string): Occurrence[] {
  const calendar = new ICAL.Component(ICAL.parse(ics));
  const events = calendar.getAllSubcomponents('vevent').map((each) => new ICAL.Event(each));
  expect(new Set(events.map(({ uid, sequence }) => `${uid} ${sequence}`)).size).toBe(1);
  const master = events.find((event) => !event.isRecurrenceException());
  if (!master) throw new Error('there is no event');
  for (const event of events) if (event.isRecurrenceException()) master.relateException(event);
  const found: Occurrence[] = [];
  const iterator = master.iterator();
  for (let next = iterator.next(); next && found.length < 1_000; next = iterator.next()) {
    const { startDate, endDate } = master.getOccurrenceDetails(next);
    found.push({ startAt: startDate.toJSDate().toISOString(), endAt: endDate.toJSDate().toISOString() });
  }
  return found;
}

const timed = (zone: string, halfDays: readonly HalfDay[]): Occurrence[] =>
  daysOf(halfDays).map(({ on, halves }) => timesOf({ ...china, zone }, on, halves));

test('a year of Tuesdays and Thursdays, holidays left out, is one event with one rule', () => {
  const weekly = [2, 4].map((weekday) => ({ weekday, half: 'am' as const }));
  const days = timed('Asia/Shanghai', expand([china], { fromOn: '2026-03-03', toOn: '2027-03-01' }, weekly));
  const ics = written(days);
  expect(read(ics)).toEqual(days);
  expect(ics.match(/BEGIN:VEVENT/g)).toHaveLength(1);
  expect(ics).toMatch(/RRULE:FREQ=WEEKLY;.*BYDAY=TU,TH/);
  expect(ics).not.toMatch(/TZID|RDATE/);
});

test('whatever the days and halves, where clocks change or not: what is read is what was booked', () => {
  const halfDay = fc
    .tuple(fc.integer({ min: 0, max: 400 }), fc.constantFrom<'am' | 'pm'>('am', 'pm'))
    .map(([n, half]): HalfDay => `${addDays('2026-03-03', n)}/${half}`);
  const zones = fc.constantFrom('Asia/Shanghai', 'Europe/London', 'Pacific/Auckland', 'America/New_York');
  fc.assert(
    fc.property(fc.uniqueArray(halfDay, { minLength: 1, maxLength: 60 }), zones, (halfDays, zone) => {
      const days = timed(zone, halfDays);
      // Days at other times stand where the rule has them, and are read in that order.
      expect(read(written(days)).toSorted((a, b) => (a.startAt < b.startAt ? -1 : 1))).toEqual(days);
      expect(new Set(halfDays.map((each) => `${onOf(each)}/${halfOf(each)}`)).size).toBe(halfDays.length);
    }),
    { numRuns: 100 },
  );
});

test('called off, it is the same event, all of it', () => {
  const days = timed('Asia/Shanghai', ['2026-03-03/am', '2026-03-05/am']);
  const ics = written(days, 'cancel');
  expect(ics).toMatch(/METHOD:CANCEL/);
  expect(ics).toMatch(/STATUS:CANCELLED/);
  expect(ics).not.toContain('RRULE');
  const uid = `${entityId}.on-site@example.org`;
  expect([ics, written(days)].every((text) => text.replaceAll(/\r\n /g, '').includes(`UID:${uid}`))).toBe(true);
  expect(meetingOfUid(uid, organizer)).toEqual({ entityId, meetingId: 'on-site' });
});
