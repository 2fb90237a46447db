import { afterAll, beforeAll, expect, test } from '@jest/globals';
import ICAL from 'ical.js';
import { halfOf, onOf, timesOf } from '../../domain/placement/half-days.ts';
import { china } from '../domain/agreement/life.ts';
import { booked, enterprise, researcherId } from '../domain/placement/life.ts';
import { linkToken, newLinkId } from '../../mail/link-token.ts';
import { startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

/** Calendars of booked days, read as a calendar program reads them. */

let api: TestApi;
const life = booked({}, {}, { except: ['2026-03-10'] });
const first = life.state.id;
const second = 'agreement-2026-0002-a-b.placement-1';
const points: Record<string, string> = { [first]: 'Workshop 3', [second]: 'Pilot line' };

beforeAll(async () => {
  api = await startTestApi();
  await api.db.organisation.create({
    data: { id: enterprise, code: 'bluesky', nameEn: 'Blue Sky', nameZh: '蓝天化工', kind: 'enterprise' },
  });
  await api.db.person.createMany({
    data: [
      { id: researcherId, nameEn: 'Li Ming', nameZh: '李明', nameKey: 'liming' },
      { id: 'person-2', nameEn: 'Wang Fang', nameKey: 'wangfang' },
    ],
  });
  await place(first, researcherId, life.state.booking.planned.map(String));
  await place(second, 'person-2', ['2026-03-03/am', '2025-11-03/am']);
});
afterAll(() => api.stop());

/** A placement as the recorder and the booking leave it. */
async function place(id: string, personId: string, halfDays: readonly string[], more: object = {}): Promise<void> {
  const agreementId = id.split('.')[0] ?? '';
  const at = new Date('2026-03-02T01:00:00Z');
  const state = { ...life.state, id, researcher: { personId, postId: 'post-1' }, ...more };
  await api.db.entity.create({
    data: {
      id,
      agreementId,
      kind: 'placement',
      seq: 9,
      state: JSON.parse(JSON.stringify(state)),
      card: {},
      page: {},
      clock: {},
      status: 'open',
      stage: 'booked',
      light: 'green',
      title: 'x',
      searchText: '',
      openCount: 0,
      closed: false,
      startedAt: at,
      updatedAt: at,
    },
  });
  const textId = `text-${id.slice(10, 19).padEnd(22, '_')}`;
  await api.db.text.create({
    data: { id: textId, entityId: id, content: points[id] ?? '', writtenBy: 'x', at, ownerPartyId: null },
  });
  await api.db.event.create({
    data: {
      entityId: id,
      seq: 1,
      type: 'placementOpened',
      data: { proposed: { point: textId } },
      by: 'x',
      at,
    },
  });
  await rows(id, personId, halfDays);
}

async function rows(id: string, personId: string, halfDays: readonly string[]): Promise<void> {
  await api.db.placementHalfDay.createMany({
    data: halfDays.map((each) => ({
      researcherId: personId,
      onDate: each.slice(0, 10),
      half: each.slice(11),
      placementId: id,
      enterpriseId: enterprise,
    })),
  });
}

const feed = async (body: object): Promise<{ id: string; url: string }> => api.post('/v1/calendar-feeds', body);
const path = (url: string): string => url.replace('http://127.0.0.1:3000', '');
async function read(url: string) {
  const answer = await api.app.inject({ method: 'GET', url: path(url) });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([
    200,
    'text/calendar; charset=utf-8; method=PUBLISH',
  ]);
  const calendar = new ICAL.Component(ICAL.parse(answer.body));
  const events = calendar.getAllSubcomponents('vevent').map((each) => new ICAL.Event(each));
  return { text: answer.body, events, name: calendar.getFirstPropertyValue('x-wr-calname') };
}

test('a person’s calendar has each booked day once, in working hours, with where to go', async () => {
  const { url } = await feed({ kind: 'person', personId: researcherId, language: 'en' });
  const { events, text, name } = await read(url);
  const days = new Set(life.state.booking.planned.map(onOf));
  expect(events).toHaveLength(days.size);
  expect(new Set(events.map(({ uid }) => uid)).size).toBe(days.size);
  const [one] = events;
  expect([one?.summary, one?.location, one?.sequence]).toEqual(['On site at Blue Sky', 'Workshop 3', 1]);
  expect([one?.startDate.toJSDate().toISOString(), one?.endDate.toJSDate().toISOString()]).toEqual([
    '2026-03-03T00:30:00.000Z',
    '2026-03-03T09:30:00.000Z',
  ]);
  expect(events.some(({ uid }) => uid.includes('2026-03-10'))).toBe(false);
  expect(text).not.toMatch(/TZID|VTIMEZONE|Wang Fang/);
  expect(name).toContain('Days on site');
});

test('an enterprise sees who comes, a point only its own; what lies further behind than a quarter is left out', async () => {
  const whole = await read((await feed({ kind: 'enterprise', organisationId: enterprise })).url);
  expect(new Set(whole.events.map(({ summary }) => summary))).toEqual(
    new Set(['来企到岗：李明', '来企到岗：Wang Fang']),
  );
  const point = await read(
    (await feed({ kind: 'point', organisationId: enterprise, point: 'Pilot line', language: 'en' })).url,
  );
  expect(point.events.map(({ summary, uid }) => [summary, uid])).toEqual([
    ['On site: Wang Fang', `${second}.2026-03-03@cooperation-follow-up`],
  ]);
  expect((await read((await feed({ kind: 'person', personId: 'person-2' })).url)).events).toHaveLength(1);
});

test('a day has who keeps it: the stand-in, not whoever is ill; no id is shown where there is no name', async () => {
  const id = 'agreement-2026-0003-a-b.placement-1';
  const [ill, stood] = ['2026-03-05', '2026-03-12'];
  await api.db.person.create({ data: { id: 'person-3', nameEn: 'Zhao Lei', nameKey: 'zhaolei' } });
  points[id] = 'Pilot hall';
  const planned = [`${ill}/am`, `${stood}/am`];
  const standIns = [
    { personId: 'person-3', halfDays: [`${stood}/pm`] },
    { personId: 'person-nobody', halfDays: ['2026-03-17/am'] },
  ];
  // Of person-3 the 19th is only being booked.
  await place(id, 'person-4', planned, { standIns, booking: { ...life.state.booking, planned } });
  await rows(id, 'person-3', [`${stood}/pm`, '2026-03-19/am']);
  await rows(id, 'person-nobody', ['2026-03-17/am']);
  const person = async (personId: string) => {
    const known = await api.db.calendarFeed.create({
      data: {
        id: newLinkId(),
        kind: 'person',
        subjectId: personId,
        point: null,
        language: 'en',
        by: 'x',
        at: new Date(),
      },
    });
    return read(`/c/${linkToken('x'.repeat(32), known.id)}.ics`);
  };
  const dates = ({ events }: Awaited<ReturnType<typeof read>>) => events.map(({ uid }) => uid.split('@')[0]);
  expect(dates(await person('person-3'))).toEqual([`${id}.${stood}.stand-in-1`]);
  const own = await person('person-4');
  expect(dates(own)).toEqual([`${id}.${ill}`, `${id}.${stood}`]);
  expect(own.name).toBe('Days on site · a researcher');
  const point = await read(
    (await feed({ kind: 'point', organisationId: enterprise, point: 'Pilot hall', language: 'en' })).url,
  );
  expect(point.events.map(({ summary }) => summary)).toEqual([
    'On site: a researcher',
    'On site: a researcher',
    'On site: Zhao Lei',
    'On site: a researcher',
  ]);
});

test('days that were given back are gone; an address that was withdrawn, guessed or changed shows nothing', async () => {
  const made = await feed({ kind: 'point', organisationId: enterprise, point: 'Pilot line' });
  await api.db.placementHalfDay.deleteMany({ where: { placementId: second, onDate: '2026-03-03' } });
  expect((await read(made.url)).events).toEqual([]);
  const gone = async (url: string) => (await api.app.inject({ method: 'GET', url })).statusCode;
  const withdrawn = await api.call('POST', `/v1/calendar-feeds/${made.id}/revoke`);
  expect([withdrawn.status, withdrawn.body.revokedAt]).toEqual([200, expect.any(String)]);
  const listed = (await api.call('GET', '/v1/calendar-feeds')).body.items;
  expect(listed.find(({ id }: { id: string }) => id === made.id)?.revokedAt).toEqual(expect.any(String));
  const address = path(made.url);
  for (const url of [address, address.replace('.ics', ''), `${address.slice(0, -6)}AA.ics`, '/c/none.ics']) {
    expect([url, await gone(url)]).toEqual([url, 404]);
  }
  expect((await api.call('POST', '/v1/calendar-feeds/none/revoke')).status).toBe(404);
  expect((await api.call('POST', '/v1/calendar-feeds', { kind: 'person', personId: 'person-none' })).status).toBe(422);
  const outsider = { authorization: await api.tokenFor({ id: 'x', roles: ['liaison'] }) };
  expect(
    (await api.call('POST', '/v1/calendar-feeds', { kind: 'person', personId: researcherId }, outsider)).status,
  ).toBe(403);
});

test('half days lie in the working hours of a calendar; one stretch is halved', () => {
  expect(timesOf(china, '2026-03-03', ['am'])).toEqual({
    startAt: '2026-03-03T00:30:00.000Z',
    endAt: '2026-03-03T04:00:00.000Z',
  });
  expect(timesOf(china, '2026-03-03', ['pm'])).toEqual({
    startAt: '2026-03-03T06:00:00.000Z',
    endAt: '2026-03-03T09:30:00.000Z',
  });
  const london = { zone: 'Europe/London', hours: [['09:00', '17:00']] as [string, string][] };
  // Across the change of the clocks the hours of the wall stay.
  expect(timesOf(london, '2026-03-27', ['pm'])).toEqual({
    startAt: '2026-03-27T13:00:00.000Z',
    endAt: '2026-03-27T17:00:00.000Z',
  });
  expect(timesOf(london, '2026-03-30', ['am'])).toEqual({
    startAt: '2026-03-30T08:00:00.000Z',
    endAt: '2026-03-30T12:00:00.000Z',
  });
  expect([halfOf('2026-03-03/am'), halfOf('2026-03-03/pm')]).toEqual(['am', 'pm']);
});
