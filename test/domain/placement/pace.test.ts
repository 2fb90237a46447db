import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { workingDaysBetween } from '../../../domain/calendar/calendar.ts';
import { addDays } from '../../../domain/calendar/local-date.ts';
import { halfMonthNumber } from '../../../domain/placement/half-month.ts';
import { counted, halfDayOf, Mark, setMark } from '../../../domain/placement/marks.ts';
import { keptShare, paceOf, shortYears } from '../../../domain/placement/pace.ts';
import type { PlacementState } from '../../../domain/placement/state.ts';
import { china } from '../agreement/life.ts';
import { found, leaves, says, successor } from './healing-life.ts';
import { researcher, system, text } from './life.ts';
import type { PlacementLife } from './life.ts';
import { booked, day, liveLogging, plan, plannedBy, thriceAWeek } from './site-life.ts';
import type { Pattern } from './site-life.ts';

/** Shandong's scheme: 60 days a year [CX3]. The placement is from 2 March 2026 to 1 March 2027. */

const from = '2026-03-02';
const to = '2027-03-01';
const task = 'placement-pace.placement-1';

function paceNow(life: PlacementLife) {
  const pace = paceOf(life.state, life.at);
  if (!pace) throw new Error('no rule asks for days');
  return pace;
}

describe('acceptance check 6: ten days logged by mid-year', () => {
  /** More than seventy days planned, of every four half days one kept. */
  function late() {
    const life = booked(
      plannedBy(
        [
          [2, 'am'],
          [2, 'pm'],
          [4, 'am'],
        ],
        from,
        to,
      ),
    );
    const told = liveLogging(life, '2026-09-01', { keeps: (index) => index % 4 === 0 || index === 2 });
    return { life, told };
  }

  test('a warning with the total it leads to and the days a month still needed, months before it is lost', () => {
    const { life, told } = late();
    const done = paceNow(life).daysDone;
    expect(done).toBe(10);
    const warnings = life.events.filter((event) => event.type === 'paceWarned');
    expect(warnings).toHaveLength(1);
    const [warning] = told.filter(({ followUpId }) => followUpId === task);
    expect(warning).toMatchObject({
      to: { postId: 'post-researcher' },
      kind: 'assigned',
      facts: { pace: { minimumDays: 60, rule: 'min-days-a-year', source: 'CX3' } },
    });
    const pace = warning?.facts['pace'];
    expect(warnings[0]?.data).toEqual({ ...Object(pace), on: warning?.on });
    expect(life.open).toContain('placement-pace');
    const now = paceNow(life);
    expect(now.projectedDays).toBeGreaterThan(done);
    expect(now.projectedDays).toBeLessThan(45);
    expect(now.shortfallDays).toBe(60 - now.projectedDays);
    expect(now.neededPerMonth).toBeGreaterThan(8);
    const lostOn = now.lostOn ?? '';
    expect(workingDaysBetween(china, warning?.on ?? '', lostOn)).toBeGreaterThan(60);
  });

  test('the liaison reads along and owes nothing', () => {
    const { life, told } = late();
    const along = told.filter(
      ({ followUpId, to: reader }) => followUpId === task && 'postId' in reader && reader.postId === 'post-liaison',
    );
    expect(along[0]).toMatchObject({ kind: 'reminder', facts: { pace: { minimumDays: 60 } } });
    expect(life.state.followUps[task]).toMatchObject({ ownerPostId: 'post-researcher', alsoPostIds: ['post-liaison'] });
  });

  test('days agreed anew end it at once; it is measured from then on', () => {
    const { life } = late();
    plan(
      life,
      plannedBy(
        [
          [1, 'am'],
          [1, 'pm'],
          [3, 'am'],
          [3, 'pm'],
          [5, 'am'],
        ],
        '2026-09-02',
        to,
      ),
    );
    life.wake();
    expect(life.open).not.toContain('placement-pace');
    expect(life.events.at(-2)?.type).toBe('paceRecovered');
    expect(life.state.pace).toEqual({ fromOn: '2026-09-01', warnedFor: null, warnedOn: null });
    // Kept from then on, it stays quiet.
    liveLogging(life, '2027-01-10');
    expect(life.events.filter((event) => event.type === 'paceWarned')).toHaveLength(1);
  });
});

test('who keeps what is planned is never warned, though the days are just enough', () => {
  const planned = plannedBy(thriceAWeek, from, to).slice(0, 120);
  const life = booked(planned);
  liveLogging(life, '2027-02-25');
  expect(life.events.map((event) => event.type)).not.toContain('paceWarned');
  expect(paceNow(life)).toMatchObject({ daysDone: 60, shortfallDays: 0, neededPerMonth: 0, lostOn: null });
});

test('fewer days planned than the scheme asks for are said on the first day', () => {
  const life = booked(
    plannedBy(
      [
        [2, 'am'],
        [2, 'pm'],
      ],
      from,
      to,
    ),
  );
  life.live('2026-03-03');
  expect(life.open).toContain('placement-pace');
  expect(paceNow(life).projectedDays).toBeLessThan(60);
});

test('days booked for a season only: it goes on as it went, until that becomes too late', () => {
  const life = booked(plannedBy(thriceAWeek, from, '2026-05-31'));
  liveLogging(life, '2026-06-15');
  expect(life.open).not.toContain('placement-pace');
  life.live('2026-09-20');
  expect(life.open).toContain('placement-pace');
  const warned = life.events.find((event) => event.type === 'paceWarned');
  expect(workingDaysBetween(china, warned?.at.slice(0, 10) ?? '', paceNow(life).lostOn ?? '')).toBeGreaterThanOrEqual(
    55,
  );
});

test('it does not flap: near the minimum one day more or less changes nothing', () => {
  const life = booked(plannedBy(thriceAWeek, from, to).slice(0, 124));
  liveLogging(life, '2027-02-20', { keeps: (index) => index % 12 !== 0 });
  const turns = life.events.filter((event) => ['paceWarned', 'paceRecovered'].includes(event.type));
  expect(turns.length).toBeLessThanOrEqual(2);
});

test('on hold nothing is said, and without a rule about days there is no pace', () => {
  const life = booked(plannedBy([[2, 'am']], from, to));
  life.run('pausePlacement', { untilOn: '2026-04-20', reason: text('why'), approverPersonId: 'person-director' });
  life.live('2026-04-10');
  expect(life.open).toEqual(['hold']);
  const free = booked(plannedBy([[2, 'am']], from, to), {}, { scheme: { id: 'ktp', version: 1, rules: [] } });
  free.live('2026-04-10');
  expect(paceOf(free.state, free.at)).toBeNull();
  expect(free.open).not.toContain('placement-pace');
});

describe('what a scheme asks for', () => {
  const with_ = (rules: object[], more: object = {}) =>
    booked(['2026-03-03/am'], more, { scheme: { id: 'own', version: 1, rules } });
  const third = { rule: 'min-share-of-time', value: 33.33, source: 'CX2' };

  test('a third of a working year of 250 days [CX2], half of it [MI1]', () => {
    expect(paceNow(with_([third]))).toMatchObject({ rule: 'min-share-of-time', source: 'CX2', minimumDays: 83 });
    expect(paceNow(with_([{ ...third, value: 50 }])).minimumDays).toBe(125);
  });

  test('of two rules the one that asks for more; a year cut short asks for its share; the second year begins anew', () => {
    const sixty = { rule: 'min-days-a-year', value: 60, source: 'CX3' };
    expect(paceNow(with_([sixty, third])).rule).toBe('min-share-of-time');
    expect(paceNow(with_([{ ...third, value: 10 }, sixty])).rule).toBe('min-days-a-year');
    const life = with_([sixty], { toOn: '2027-08-31' });
    expect(paceNow(life)).toMatchObject({ minimumDays: 60, toOn: '2027-03-01' });
    life.goTo('2027-03-02');
    // 183 of 366 days, rounded down.
    expect(paceNow(life)).toMatchObject({ fromOn: '2027-03-02', toOn: '2027-08-31', minimumDays: 30 });
  });

  test('a year that ended short is not warned of any longer, and is known at the end', () => {
    const life = booked(plannedBy([[2, 'am']], from, '2028-03-01'), { toOn: '2028-03-01' });
    liveLogging(life, '2027-03-10');
    const ends = life.events.filter((event) => event.type === 'paceYearEnded');
    expect(ends.map((event) => event.data)).toEqual([{ fromOn: from }]);
    expect(life.state.pace.warnedFor).toBe('2027-03-02');
    expect(shortYears(life.state)).toHaveLength(2);
  });
});

/** A placement in the middle of its year: planned by a pattern, so many of the days before kept. */
interface Middle {
  pattern: Pattern;
  weeks: number;
  keeps: number[];
  onDay: number;
}
const weekday = fc.integer({ min: 1, max: 5 });
const slot = fc.tuple(weekday, fc.constantFrom('am' as const, 'pm' as const));
const middle: fc.Arbitrary<Middle> = fc.record({
  pattern: fc.uniqueArray(slot, { minLength: 1, maxLength: 6, selector: ([on, half]) => `${on}${half}` }),
  weeks: fc.integer({ min: 4, max: 52 }),
  keeps: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 8, maxLength: 40 }),
  onDay: fc.integer({ min: 1, max: 364 }),
});

const template = booked(plannedBy(thriceAWeek, from, to));

function stateOf({ pattern, weeks, keeps, onDay }: Middle): { state: PlacementState; at: string } {
  const state: PlacementState = JSON.parse(JSON.stringify(template.state));
  const on = addDays(from, onDay);
  state.stage = 'on-site';
  state.booking.planned = plannedBy(pattern, from, addDays(from, weeks * 7));
  state.pace = { fromOn: from, warnedFor: null, warnedOn: null };
  state.log.next = halfMonthNumber(state, on);
  const [year = 0, month = 1, date = 1] = on.split('-').map(Number);
  const known = addDays(`${year}-${String(month).padStart(2, '0')}-${date > 15 ? '16' : '01'}`, -1);
  for (const [index, half] of state.booking.planned.map(halfDayOf).entries()) {
    if (half.onDate <= known && (keeps[index % keeps.length] ?? 0) > 0) setMark(state.log.marks, half, Mark.logged);
  }
  return { state, at: `${on}T01:00:00.000Z` };
}

function mustPace(state: PlacementState, at: string) {
  const pace = paceOf(state, at);
  if (!pace) throw new Error('no rule');
  return pace;
}
const runs = { numRuns: 100 };

describe('for any pattern, any share kept and any day of the year', () => {
  test('a day more that is logged never lowers what it leads to, nor raises what is needed', () => {
    fc.assert(
      fc.property(middle, fc.nat(), (some, pick) => {
        const { state, at } = stateOf(some);
        const before = mustPace(state, at);
        const free = plannedBy(
          [
            [1, 'am'],
            [2, 'pm'],
            [3, 'am'],
            [4, 'am'],
            [5, 'pm'],
          ],
          from,
          at.slice(0, 10),
        ).map(halfDayOf);
        const half = free[pick % Math.max(1, free.length)];
        if (!half || counted(state.log.marks, half.onDate, half.onDate) > 0) return;
        setMark(state.log.marks, half, Mark.logged);
        const after = mustPace(state, at);
        expect(after.daysDone).toBe(before.daysDone + 0.5);
        expect(after.projectedDays).toBeGreaterThanOrEqual(before.projectedDays);
        expect(after.neededPerMonth).toBeLessThanOrEqual(before.neededPerMonth);
        expect((after.lostOn ?? '9') >= (before.lostOn ?? '9')).toBe(true);
      }),
      runs,
    );
  });

  test('nobody is warned whose days done, with those planned as surely as they are kept, reach the minimum', () => {
    let reached = 0;
    fc.assert(
      fc.property(middle, (some) => {
        const { state, at } = stateOf(some);
        const pace = mustPace(state, at);
        const certain = pace.daysPlanned * keptShare(state);
        expect(pace.projectedDays).toBeGreaterThanOrEqual(pace.daysDone);
        if (pace.daysDone + certain < pace.minimumDays) return;
        reached += 1;
        expect(pace.shortfallDays).toBe(0);
      }),
      runs,
    );
    expect(reached).toBeGreaterThan(0);
  });

  test('what is needed a month, over the months left, makes up for what is missing', () => {
    fc.assert(
      fc.property(middle, (some) => {
        const { state, at } = stateOf(some);
        const pace = mustPace(state, at);
        const missing = Math.max(0, pace.minimumDays - pace.daysDone);
        expect(pace.neededPerMonth * pace.monthsLeft + 1e-6).toBeGreaterThanOrEqual(missing);
        expect(missing).toBeGreaterThanOrEqual(pace.shortfallDays);
        expect(pace.neededPerMonth === 0).toBe(missing === 0);
      }),
      runs,
    );
  });

  test('it is lost on the first day from which every working day would not do', () => {
    fc.assert(
      fc.property(middle, (some) => {
        const { state, at } = stateOf(some);
        const { lostOn, daysDone, minimumDays, fromOn, toOn } = mustPace(state, at);
        if (lostOn === null) return expect(daysDone).toBeGreaterThanOrEqual(minimumDays);
        const left = (on: string): number => Math.max(0, workingDaysBetween(china, addDays(on, -1), toOn));
        if (lostOn > fromOn) expect(daysDone + left(addDays(lostOn, -1))).toBeGreaterThanOrEqual(minimumDays);
        expect(daysDone + left(lostOn)).toBeLessThan(minimumDays);
      }),
      runs,
    );
  });
});

test('whoever ends clearly below the minimum was warned at least forty working days before it was lost, if it ever could be reached', () => {
  let short = 0;
  fc.assert(
    fc.property(
      fc.uniqueArray(slot, { minLength: 2, maxLength: 6, selector: ([on, half]) => `${on}${half}` }),
      fc.integer({ min: 0, max: 6 }),
      (pattern, oneOf) => {
        const life = booked(plannedBy(pattern, from, to));
        // Nothing kept at all, or an even share of what was planned.
        liveLogging(life, '2027-02-26', { keeps: (index) => oneOf > 0 && index % oneOf === 0 });
        const pace = paceNow(life);
        if (pace.daysDone > 54) return;
        short += 1;
        const warned = life.events.find((event) => event.type === 'paceWarned');
        const on = warned?.at.slice(0, 10) ?? '9999-12-31';
        const atWarning = warned ? String(warned.data['lostOn']) : '';
        expect(workingDaysBetween(china, on, atWarning)).toBeGreaterThanOrEqual(40);
      },
    ),
    { numRuns: 8 },
  );
  expect(short).toBeGreaterThan(0);
});

test('a day logged by hand between two half months counts at once', () => {
  const life = booked(plannedBy(thriceAWeek, from, to));
  life.live('2026-03-05');
  const before = paceNow(life).daysDone;
  life.run('logDays', { periodId: 'period-1', days: [day('2026-03-04')] }, researcher);
  expect(paceNow(life).daysDone).toBe(before + 1);
});

test('who leaves for good has no rhythm to go on with: what is planned counts, until the day of leaving', () => {
  const life = booked(plannedBy(thriceAWeek, from, '2026-07-31'));
  liveLogging(life, '2026-05-20');
  const before = paceNow(life);
  expect(before.projectedDays).toBeGreaterThan(before.daysDone + before.daysPlanned);
  const isPlannedOnly = (): void => {
    const pace = paceNow(life);
    expect(pace.projectedDays).toBeLessThanOrEqual(pace.daysDone + pace.daysPlanned);
    expect(pace.projectedDays).toBeGreaterThanOrEqual(pace.daysDone);
  };
  leaves(life, '2026-06-15');
  expect(life.state.cover?.untilOn).toBeNull();
  isPlannedOnly();
  found(life, successor('wang'));
  says(life, 'wang', 'yes');
  life.run('coverPlaced', { placementId: 'placement-2' }, system);
  expect(life.state.leaving?.on).toBe('2026-06-15');
  isPlannedOnly();
  life.run('closePlacement', { outcome: 'withdrawn', reason: text('left') });
  isPlannedOnly();
});

test.each([
  ['on pace', () => true, 0],
  ['behind, and warned of it', (index: number) => index % 4 === 0, 1],
])('who leaves is not asked for more days (%s)', (_, keeps, warnings) => {
  const life = booked(plannedBy(thriceAWeek, from, '2026-12-31'));
  liveLogging(life, '2026-08-20', { keeps });
  const told = () => life.events.filter(({ type }) => type === 'paceWarned').length;
  expect(told()).toBe(warnings);
  leaves(life, '2026-09-25');
  liveLogging(life, '2026-09-18', { keeps });
  expect(told()).toBe(warnings);
  expect(life.open).not.toContain('placement-pace');
  expect(life.state.pace.warnedFor).toBeNull();
});
