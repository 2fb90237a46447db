import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { isRefusal } from '../../../domain/decider.ts';
import type { NoticeDraft } from '../../../domain/decider.ts';
import { addDays, isoWeekday } from '../../../domain/calendar/local-date.ts';
import { isWorkingDay } from '../../../domain/calendar/calendar.ts';
import type { Calendar } from '../../../domain/calendar/calendar.ts';
import { expand, yearsOf } from '../../../domain/placement/half-days.ts';
import { placement } from '../../../domain/placement/index.ts';
import { storedText } from '../../../domain/text.ts';
import { china } from '../agreement/life.ts';
import {
  accepted,
  booked,
  coordinator,
  open,
  posts,
  researcherId,
  shandong,
  system,
  text,
  tuesdaysAndThursdays,
} from './life.ts';
import type { PlacementLife } from './life.ts';

/** The enterprise's own days off, beside China's. */
const others: Calendar = {
  ...china,
  id: 'enterprise',
  off: [...china.off, '2026-03-10', '2026-03-12'],
  on: ['2026-03-14'],
};
const clash = [
  { onDate: '2026-03-05', half: 'am', placementId: 'agreement-2026-0002-x-y.placement-1', enterpriseId: 'org-other' },
];
const settle = (life: PlacementLife, result: object, round = life.state.booking.round) =>
  life.run('settleBooking', { round, result }, system);

describe('Days on site are planned', () => {
  test('by a weekly pattern, from today on, within the period, on days that both sides work', () => {
    const life = accepted({}, {}, others);
    const [event] = life.run('planDays', { pattern: tuesdaysAndThursdays, except: ['2026-03-19'] });
    const halfDays = life.state.booking.asked?.halfDays ?? [];
    expect(event?.type).toBe('bookingAsked');
    expect(halfDays.slice(0, 6)).toEqual([
      '2026-03-03/am',
      '2026-03-03/pm',
      '2026-03-05/am',
      '2026-03-05/pm',
      '2026-03-17/am',
      '2026-03-17/pm',
    ]);
    expect(halfDays.filter((halfDay) => halfDay.startsWith('2026-10-01'))).toEqual([]);
    expect(life.state.booking).toMatchObject({ status: 'asked', planned: [], round: 1 });
  });

  test('one by one, each of which has to fit', () => {
    const life = accepted({}, {}, others);
    const plan = (...halfDays: string[]) => ({ halfDays, underMinimumReason: text('a trial') });
    expect(life.refused('planDays', plan('2026-03-03/pm'))).toBeNull();
    for (const halfDay of [
      '2026-03-01/am', // before the period, and a Sunday
      '2027-03-02/am', // after it
      '2026-04-06/am', // Qingming
      '2026-05-09/pm', // a make-up day of ours
      '2026-03-14/pm', // one of theirs
      '2026-03-10/am', // their day off
      '2026-03-07/am', // a Saturday
    ]) {
      expect([halfDay, life.refused('planDays', plan('2026-03-03/am', halfDay))]).toEqual([
        halfDay,
        'day-not-plannable',
      ]);
    }
    life.goTo('2026-03-04');
    expect(life.refused('planDays', plan('2026-03-03/am'))).toBe('day-not-plannable');
    expect(() => life.refused('planDays', plan('2026-02-30/am'))).toThrow();
  });

  test('with fewer than the scheme’s minimum only for a reason; the refusal names rule and source', () => {
    const life = accepted();
    const once = { pattern: [{ weekday: 2, half: 'am' }] };
    expect(life.refused('planDays', once)).toBe('scheme-limit');
    expect(life.why('planDays', once)).toMatch(/60 are the least.*min-days-a-year.*shandong.*CX3/);
    life.run('planDays', { ...once, underMinimumReason: text('half of the year is taught') });
    expect(life.events.at(-1)?.data['underMinimumReason']).toBe(text('half of the year is taught'));
  });

  test('by a share of the working year where the scheme says so', () => {
    const third = { ...shandong, rules: [{ rule: 'min-share-of-time', value: 33.33, source: 'CX2' }] };
    const life = accepted({}, { scheme: third });
    const aDayAWeek = { pattern: tuesdaysAndThursdays.slice(0, 2) };
    expect(life.why('planDays', aDayAWeek)).toMatch(/83 are the least.*min-share-of-time.*CX2/);
    expect(life.refused('planDays', { pattern: tuesdaysAndThursdays })).toBeNull();
  });

  test('not before all have accepted, not on hold, not while days are being booked', () => {
    const plan = { pattern: tuesdaysAndThursdays };
    expect(open().refused('planDays', plan)).toBe('stage-not-allowed');
    const life = accepted();
    life.run('planDays', plan);
    expect(life.refused('planDays', plan)).toBe('wrong-state');
    const held = accepted();
    held.run('pausePlacement', { untilOn: '2026-04-01', reason: text('move'), approverPersonId: 'person-director' });
    expect(held.refused('planDays', plan)).toBe('on-hold');
  });

  test('not more than a placement can be', () => {
    const long = accepted({ toOn: '2029-03-01' });
    const everyDay = [1, 2, 3, 4, 5].flatMap((weekday) => [
      { weekday, half: 'am' },
      { weekday, half: 'pm' },
    ]);
    expect(long.refused('planDays', { pattern: everyDay })).toBe('too-many');
    expect(long.refused('planDays', { pattern: everyDay, fromOn: '2026-06-01', toOn: '2026-05-01' })).toBe(
      'ends-before-starts',
    );
    expect(long.refused('planDays', {})).toBe('day-not-plannable');
  });
});

describe('What became of a booking', () => {
  test('booked: the placement is at its next stage, and nothing waits for days any more', () => {
    const life = booked();
    expect(life.state).toMatchObject({ stage: 'booked', booking: { status: 'booked', asked: null } });
    expect(life.state.booking.planned.length).toBeGreaterThan(120);
    expect(life.open).toEqual(['placement-document', 'placement-terms']);
  });

  test('a clash: the coordinator chooses other days; only an event for our own office names the other enterprise', () => {
    const life = accepted();
    life.run('planDays', { pattern: tuesdaysAndThursdays });
    const events = settle(life, { clash });
    expect(life.state).toMatchObject({ stage: 'accepted', booking: { status: 'clash', planned: [], clashes: clash } });
    expect(life.open).toContain('placement-clash');
    const naming = events.filter((event) => JSON.stringify(event).includes('org-other')).map(({ type }) => type);
    expect(naming).toEqual(['bookingClashed']);
    life.run('planDays', { pattern: tuesdaysAndThursdays, except: ['2026-03-05'] });
    settle(life, { booked: true });
    expect([life.open.includes('placement-clash'), life.state.booking.clashes]).toEqual([false, []]);
  });

  test('a limit of the scheme is told with rule and source', () => {
    const life = accepted();
    life.run('planDays', { pattern: tuesdaysAndThursdays });
    const cap = { rule: 'max-enterprises', source: 'CX1', value: 3, enterpriseIds: ['org-a', 'org-b', 'org-c'] };
    const events = settle(life, { cap });
    expect(events.find(({ type }) => type === 'bookingClashed')?.data).toMatchObject({ cap });
    expect(life.open).toContain('placement-clash');
  });

  test('other days that cannot be had leave those that are booked', () => {
    const life = booked();
    const before = life.state.booking.planned;
    life.goTo('2026-05-06').run('planDays', { pattern: [...tuesdaysAndThursdays, { weekday: 3, half: 'am' }] });
    settle(life, { clash });
    expect(life.state.booking).toMatchObject({ status: 'booked', planned: before });
    // What has passed stands in every later plan.
    life.run('planDays', { pattern: [{ weekday: 1, half: 'am' }], underMinimumReason: text('x') });
    settle(life, { booked: true });
    const passed = before.filter((halfDay) => halfDay < '2026-05-06');
    expect(life.state.booking.planned.slice(0, passed.length)).toEqual(passed);
    expect(life.state.booking.planned.slice(passed.length).every((d) => isoWeekday(d.slice(0, 10)) === 1)).toBe(true);
  });

  test('what is told of an earlier attempt, or twice, changes nothing', () => {
    const life = booked();
    const result = { round: 1, result: { clash } };
    expect(life.refused('settleBooking', result, system)).toBe('wrong-state');
    life.run('planDays', { pattern: tuesdaysAndThursdays });
    expect(life.refused('settleBooking', result, system)).toBe('wrong-state');
    expect(life.refused('settleBooking', { round: 2, result: { booked: true } }, coordinator)).toBe('not-permitted');
  });

  test('without an answer within the hour it is asked for again, each hour, until there is one', () => {
    const life = accepted();
    life.run('planDays', { pattern: tuesdaysAndThursdays });
    const asked = () => life.events.filter(({ type }) => type === 'bookingAskedAgain').length;
    life.at = '2026-03-02T01:59:59.000Z';
    life.wake();
    expect(asked()).toBe(0);
    expect(placement.nextWake(life.state)).toBe('2026-03-02T02:00:00.000Z');
    life.at = '2026-03-02T02:00:00.000Z';
    life.wake();
    life.wake();
    expect(asked()).toBe(1);
    life.at = '2026-03-02T03:00:00.000Z';
    life.wake();
    expect(asked()).toBe(2);
    settle(life, { booked: true });
    life.at = '2026-03-02T05:00:00.000Z';
    life.wake();
    expect(asked()).toBe(2);
  });
});

test('days that a new calendar makes free are found out, once, and somebody chooses others', () => {
  const life = booked();
  const closure = { ...china, version: 'with the closure', off: [...china.off, '2026-03-05', '2026-03-10'].toSorted() };
  life.run('adoptCalendar', { calendar: closure }, system);
  life.wake();
  life.wake();
  const found = life.events.filter(({ type }) => type === 'bookedDaysFellFree');
  expect(found.map(({ data }) => data)).toEqual([
    { halfDays: ['2026-03-05/am', '2026-03-05/pm', '2026-03-10/am', '2026-03-10/pm'], count: 4 },
  ]);
  expect(life.open).toContain('placement-clash');
  life.run('planDays', { pattern: tuesdaysAndThursdays });
  settle(life, { booked: true });
  life.wake();
  expect(life.state.booking.planned.some((halfDay) => halfDay.startsWith('2026-03-05'))).toBe(false);
  expect(life.open).not.toContain('placement-clash');
  expect(life.events.filter(({ type }) => type === 'bookedDaysFellFree')).toHaveLength(1);
});

describe('Days are given back', () => {
  test('from a day on, with a reason; new ones have to be agreed', () => {
    const life = booked();
    life.goTo('2026-05-06');
    const [event] = life.run('releaseDays', { fromOn: '2026-06-01', reason: text('the line is rebuilt') });
    expect(event).toMatchObject({ type: 'bookingReleased', data: { fromOn: '2026-06-01', round: 2 } });
    expect(life.state.booking.planned.at(-1)?.slice(0, 10)).toBe('2026-05-28');
    expect(life.open).toContain('placement-days');
    expect(life.refused('releaseDays', { fromOn: '2026-06-01', reason: text('again') })).toBe('wrong-state');
    expect(life.refused('releaseDays', { fromOn: '2026-05-05', reason: text('past') })).toBe('day-not-plannable');
  });

  test('when the placement ends, all that lies after that day', () => {
    const life = booked();
    life.goTo('2026-05-06');
    const events = life.run('closePlacement', { outcome: 'withdrawn', reason: text('recalled') });
    expect(events.filter(({ type }) => type === 'bookingReleased')).toMatchObject([{ data: { fromOn: '2026-05-07' } }]);
    expect(life.state.booking.planned.every((halfDay) => halfDay < '2026-05-07')).toBe(true);
    const never = accepted();
    const ended = never.run('closePlacement', { outcome: 'lapsed', reason: text('no days') });
    expect(ended.map(({ type }) => type)).not.toContain('bookingReleased');
  });

  test('while they are still being asked for: what is told of that attempt afterwards changes nothing', () => {
    const life = accepted();
    life.run('planDays', { pattern: tuesdaysAndThursdays });
    life.run('releaseDays', { fromOn: '2026-03-02', reason: text('x') });
    expect(life.refused('settleBooking', { round: 1, result: { booked: true } }, system)).toBe('wrong-state');
    expect(life.state.booking).toMatchObject({ status: 'released', planned: [], asked: null });
  });
});

describe('Researcher and supervisor have the days in their calendars', () => {
  const told = (events: readonly { notify?: NoticeDraft[] }[]) =>
    events.flatMap(({ notify }) => notify ?? []).filter(({ kind }) => kind === 'meeting');
  const meetings = (events: readonly { notify?: NoticeDraft[] }[]) => told(events).map(({ facts }) => facts['meeting']);

  test('as one event for each placement, whose number rises with each change', () => {
    const life = booked({ point: text('workshop') });
    expect(told(life.events).map(({ to }) => to)).toEqual([
      { personId: researcherId },
      { postId: posts.hostSupervisor },
    ]);
    const [first] = meetings(life.events);
    const place = text('workshop');
    expect(first).toMatchObject({ id: 'on-site', method: 'request', sequence: 1, fromOn: '2026-03-03', place });
    life.goTo('2026-05-06').run('planDays', { pattern: [{ weekday: 1, half: 'am' }], underMinimumReason: text('x') });
    // Only what lies ahead; a clash changes nobody's calendar.
    expect(meetings(settle(life, { booked: true }))[0]).toMatchObject({ sequence: 2, fromOn: '2026-05-11' });
    life.run('planDays', { pattern: tuesdaysAndThursdays });
    expect(meetings(settle(life, { clash }))).toEqual([]);
  });

  test('days given back are taken out of it; it is off where none is left, or the placement ends', () => {
    const life = booked();
    const some = life.run('releaseDays', { fromOn: '2026-06-01', reason: text('x') });
    expect(meetings(some)).toMatchObject([1, 2].map(() => ({ method: 'request', sequence: 2, toOn: '2026-05-28' })));
    const all = life.run('releaseDays', { fromOn: '2026-03-02', reason: text('x') });
    expect(meetings(all)).toMatchObject([1, 2].map(() => ({ method: 'cancel', sequence: 3 })));
    const ended = booked();
    ended.goTo('2026-03-03');
    const closing = ended.run('closePlacement', { outcome: 'withdrawn', reason: text('x') });
    expect(meetings(closing)[0]).toMatchObject({ method: 'cancel', sequence: 2, fromOn: '2026-03-05' });
  });
});

test('the years of a placement, the last with its share', () => {
  expect(yearsOf({ fromOn: '2026-03-02', toOn: '2027-03-01' })).toEqual([
    { fromOn: '2026-03-02', toOn: '2027-03-01', share: 1 },
  ]);
  const [first, second] = yearsOf({ fromOn: '2026-03-02', toOn: '2027-08-31' });
  expect([first?.share, second?.fromOn, second?.toOn]).toEqual([1, '2027-03-02', '2027-08-31']);
  expect(second?.share).toBeCloseTo(0.5, 1);
});

const day = fc.integer({ min: -30, max: 700 }).map((n) => addDays('2026-01-01', n));
const half = fc.constantFrom<'am' | 'pm'>('am', 'pm');
const pattern = fc.array(fc.record({ weekday: fc.integer({ min: 1, max: 7 }), half }), { maxLength: 14 });
const anyCalendar = fc
  .record({ off: fc.array(day, { maxLength: 40 }), on: fc.array(day, { maxLength: 20 }) })
  .map(({ off, on }): Calendar => ({ ...china, off, on: on.filter((each) => !off.includes(each)) }));

test('whatever the calendars: never a day off of either side, never a make-up day, always inside the period', () => {
  fc.assert(
    fc.property(
      anyCalendar,
      anyCalendar,
      pattern,
      fc.tuple(day, day),
      fc.array(day),
      (ours, theirs, weekly, ends, except) => {
        const [fromOn = '', toOn = ''] = ends.toSorted();
        const halfDays = expand([ours, theirs], { fromOn, toOn }, weekly, except);
        expect(new Set(halfDays).size).toBe(halfDays.length);
        const found = new Set<string>(halfDays);
        for (let on = fromOn; on <= toOn; on = addDays(on, 1)) {
          const isFree = [ours, theirs].some((cal) => !isWorkingDay(cal, on).working || cal.on.includes(on));
          for (const each of ['am', 'pm'] as const) {
            const isWanted = weekly.some((one) => one.weekday === isoWeekday(on) && one.half === each);
            expect(found.delete(`${on}/${each}`)).toBe(isWanted && !isFree && !except.includes(on));
          }
        }
        expect([...found]).toEqual([]);
      },
    ),
    { numRuns: 100 },
  );
});

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      name: fc.constant('planDays'),
      data: fc.record({
        pattern,
        except: fc.array(day, { maxLength: 5 }),
        underMinimumReason: fc.constant(text('why')),
      }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      name: fc.constant('settleBooking'),
      data: fc.constantFrom({ result: { booked: true } }, { result: { clash } }),
    }),
  },
  fc.record({ name: fc.constant('releaseDays'), data: fc.record({ fromOn: day, reason: fc.constant(text('why')) }) }),
  fc.record({ name: fc.constant('closePlacement'), data: fc.constant({ outcome: 'withdrawn', reason: text('why') }) }),
);

test('days asked for, refused, given back in any order: what is booked lies inside the period, and attempts are counted up', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(step, fc.integer({ min: 0, max: 40 })), { maxLength: 20 }), (steps) => {
      const life = accepted({}, {}, others);
      for (const [{ name, data }, days] of steps) {
        const { round, planned, asked } = life.state.booking;
        const body = name === 'settleBooking' ? { ...data, round: Math.max(1, round) } : data;
        const parsed = placement.commands.get(name)?.schema(storedText).parse(body);
        const by = name === 'settleBooking' ? system : coordinator;
        const decision = placement.decide(life.state, name, parsed, { at: life.at, actor: by });
        if (!isRefusal(decision)) life.record(decision, by.id);
        const { booking, period } = life.state;
        expect(booking.round).toBeGreaterThanOrEqual(round);
        expect(booking.planned).toEqual([...new Set(booking.planned)].toSorted());
        for (const halfDay of booking.planned) {
          const on = halfDay.slice(0, 10);
          expect(on >= period.fromOn && on <= period.toOn).toBe(true);
          expect([china, others].every((cal) => isWorkingDay(cal, on).working && !cal.on.includes(on))).toBe(true);
        }
        // What had passed when days were asked for is never taken away.
        const lastAsked = life.events.findLast(({ type }) => type === 'bookingAsked')?.at;
        const since = ((asked ? lastAsked : null) ?? life.at).slice(0, 10);
        const passed = (halfDays: readonly string[]) => halfDays.filter((each) => each < since);
        expect(passed(booking.planned)).toEqual(expect.arrayContaining(passed(planned)));
        expect(booking.asked !== null).toBe(booking.status === 'asked');
        if (life.state.status === 'closed') return;
        life.goTo(addDays(life.at.slice(0, 10), days)).wake();
      }
    }),
    { numRuns: 60 },
  );
});
