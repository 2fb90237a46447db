import { describe, expect, test } from '@jest/globals';
import { addDays } from '../../../domain/calendar/local-date.ts';
import { successorOf } from '../../../workflows/family-news.ts';
import {
  calendarOf,
  candidate,
  coveredBy,
  found,
  halfDaysOfWeek,
  ill,
  isRefused,
  leaves,
  says,
  settles,
  successor,
  told,
  typesOf,
  week,
} from './healing-life.ts';
import { accepted, booked, coordinator, hostSpeaker, open, posts, researcher, ref, system, text } from './life.ts';
import type { PlacementLife } from './life.ts';

/** The place is not there, the researcher leaves for good, everything is on hold: how healing ends what it cannot mend. */

const standsIn = (life: PlacementLife) => life.state.standIns.map(({ personId, halfDays }) => [personId, halfDays]);

describe('The place is what is missing', () => {
  test('the point: whoever comes on these days does not, other days are agreed on, and no cover is looked for', () => {
    const life = booked();
    coveredBy(life, 'wang');
    const events = life.run(
      'reportDisruption',
      { cause: 'point-unavailable', by: 'host', fromOn: '2026-03-12', untilOn: '2026-03-17' },
      hostSpeaker,
    );
    expect(standsIn(life)).toEqual([['person-wang', halfDaysOfWeek.slice(0, 2)]]);
    expect(life.state.booking.planned).not.toContain('2026-03-17/am');
    expect(told(events).map(([post, change]) => `${post} ${String(change)}`)).toEqual([
      `${posts.researcher} unkept`,
      `${posts.unitSupervisor} unkept`,
    ]);
    expect(calendarOf(events, 'wang')).toMatchObject([
      { method: 'request', toOn: '2026-03-10', freed: ['2026-03-12/am', '2026-03-12/pm'] },
    ]);
    expect([life.state.cover, life.open.includes('placement-days')]).toEqual([null, true]);
  });

  test('the point, while cover is looked for: the other days are looked for all the same', () => {
    const life = booked();
    ill(life);
    found(life, candidate('wang'));
    life.run(
      'reportDisruption',
      { cause: 'point-unavailable', by: 'host', fromOn: '2026-03-12', untilOn: '2026-03-12' },
      hostSpeaker,
    );
    expect(life.state.cover).toMatchObject({ id: 'cover-1', status: 'asked', open: halfDaysOfWeek.slice(0, 2) });
    says(life, 'wang', 'yes');
    settles(life);
    expect(standsIn(life)).toEqual([['person-wang', halfDaysOfWeek.slice(0, 2)]]);
  });

  test.each(['host-closing', 'withdrawal'])(
    'the enterprise (%s): it ends, nobody is sent, and the service stands',
    (cause) => {
      const life = booked();
      life.goTo('2026-04-20').wake();
      const events = life.run('reportDisruption', { cause, by: 'host', fromOn: '2026-04-20' }, hostSpeaker);
      expect(life.state).toMatchObject({ status: 'ending', outcome: 'withdrawn', cover: null });
      expect(life.state.booking.planned.at(-1)?.slice(0, 10) ?? '').toMatch(/^2026-04-(16|20)/);
      expect(told(events).map(([, change]) => change)).toEqual(['ended', 'ended', 'ended']);
    },
  );

  test('the enterprise, later: until then everything goes on, also what is looked for', () => {
    const life = booked();
    ill(life);
    found(life, candidate('wang'));
    life.run('reportDisruption', { cause: 'host-closing', by: 'host', fromOn: '2026-05-12' }, hostSpeaker);
    expect(life.state).toMatchObject({ status: 'open', cover: { status: 'asked', open: halfDaysOfWeek } });
    expect(life.state.booking.planned.at(-1)).toBe('2026-05-07/pm');
    expect(life.refused('planDays', { halfDays: ['2026-05-12/am'], underMinimumReason: text('x') })).toBe(
      'day-not-plannable',
    );
    says(life, 'wang', 'yes');
    settles(life);
    life.live('2026-05-12');
    expect([life.state.status, life.state.outcome]).toEqual(['ending', 'withdrawn']);
  });
});

describe('The researcher leaves for good', () => {
  test('somebody takes the place over by a placement of their own, and this one ends as withdrawn', () => {
    const life = booked();
    leaves(life, '2026-03-03');
    found(life, successor('wang'));
    const chosen = says(life, 'wang', 'yes');
    const asked = chosen.find(({ type }) => type === 'successorFound');
    const command = asked ? successorOf(asked, life.state) : null;
    expect(command).toMatchObject({
      name: 'proposePlacement',
      data: {
        personId: 'person-wang',
        coverOf: ref.id,
        fromOn: '2026-03-03',
        toOn: '2027-03-01',
        facts: { isWilling: true },
      },
    });
    const events = life.run('coverPlaced', { placementId: 'placement-2' }, system);
    expect(life.state).toMatchObject({ status: 'closed', outcome: 'withdrawn', cover: null });
    expect(events.find(({ type }) => type === 'coverEnded')?.data).toMatchObject({
      how: 'covered',
      placementId: 'placement-2',
    });
    expect(told(events).map(([, change]) => change)).toEqual(['ended', 'ended', 'ended']);
  });

  test('later: the days until then are kept, and the successor begins when they end', () => {
    const life = booked();
    leaves(life, '2026-05-12');
    found(life, successor('wang'));
    const asked = says(life, 'wang', 'yes').find(({ type }) => type === 'successorFound');
    expect(asked?.data['fromOn']).toBe('2026-05-12');
    life.run('coverPlaced', { placementId: 'placement-2' }, system);
    expect([life.state.status, life.state.booking.planned.at(-1)]).toEqual(['open', '2026-05-07/pm']);
    expect(life.refused('reportDisruption', { cause: 'withdrawal', by: 'person', fromOn: '2026-04-01' })).toBe(
      'wrong-state',
    );
    // Until then they may fall ill, and somebody stands in.
    coveredBy(life, 'zhao');
    life.live('2026-05-12');
    expect([life.state.status, life.state.leaving]).toEqual(['ending', undefined]);
  });

  test('the agreement does not take the successor: our office has to look at it', () => {
    const life = booked();
    leaves(life, '2026-03-03');
    found(life, successor('wang'));
    says(life, 'wang', 'yes');
    life.at = life.state.cover?.untilAt ?? '';
    life.wake();
    expect([life.state.cover?.status, life.open.includes('placement-shortfall')]).toEqual(['short', true]);
    // What came late is taken all the same.
    life.run('coverPlaced', { placementId: 'placement-2' }, system);
    expect(life.state.status).toBe('closed');
  });

  test('nobody takes it over: accepting that ends it', () => {
    const life = booked();
    leaves(life, '2026-03-03');
    found(life);
    life.run('acceptShortfall', { reason: text('the need is met') });
    expect([life.state.status, life.state.outcome]).toEqual(['closed', 'withdrawn']);
  });

  test('an illness meanwhile is told too, and our office agrees on days: whoever takes over does not keep them', () => {
    const life = booked();
    leaves(life, '2026-05-12');
    const events = ill(life);
    expect(told(events)).toContainEqual([posts.hostSupervisor, 'unkept']);
    expect(life.state.cover).toMatchObject({ id: 'cover-1', untilOn: null });
    expect(life.open).toContain('placement-days');
  });

  test('later, while ill days are looked for: whoever takes over keeps none before their first, and our office agrees on others', () => {
    const life = booked();
    ill(life);
    leaves(life, '2026-05-12');
    expect(life.state.cover?.open.slice(0, 4)).toEqual(halfDaysOfWeek);
    found(life, successor('wang'));
    says(life, 'wang', 'yes');
    life.run('coverPlaced', { placementId: 'placement-2' }, system);
    expect([life.state.status, life.state.cover, life.state.leaving?.on]).toEqual(['open', null, '2026-05-12']);
    expect(life.open).toContain('placement-days');
  });

  test('with no days planned yet: the enterprise counts on somebody, and our office decides', () => {
    const life = accepted();
    leaves(life, '2026-03-03');
    expect(life.state).toMatchObject({ status: 'open', cover: { status: 'short', open: [] } });
    expect(life.open).toContain('placement-shortfall');
    life.live('2026-03-20');
    expect(life.state.status).toBe('open');
    life.run('acceptShortfall', { reason: text('the need is met') });
    expect(life.state.status).toBe('closed');
  });

  test('before anybody has accepted it ends at once, and the enterprise does not hear of it', () => {
    const life = open();
    const events = life.run('reportDisruption', { cause: 'withdrawal', by: 'person', fromOn: week.fromOn }, researcher);
    expect([life.state.status, told(events)]).toEqual(['closed', []]);
  });
});

describe('A hold', () => {
  const pause = (life: PlacementLife, untilOn: string) =>
    life.run('pausePlacement', { untilOn, reason: text('move'), approverPersonId: 'person-director' }, system);

  test('gives its days back, stand-ins’ too, and asks for others when it goes on', () => {
    const life = booked();
    coveredBy(life, 'wang');
    pause(life, '2026-03-31');
    expect(standsIn(life)).toEqual([]);
    expect(life.state.booking.planned.filter((each) => each > '2026-03-03' && each < '2026-04')).toEqual([]);
    life.goTo('2026-03-20').run('resumePlacement', {}, system);
    expect(life.open).toContain('placement-days');
  });

  test('needs nobody to stand in meanwhile; days after it are looked for as before', () => {
    const life = booked();
    ill(life);
    found(life, candidate('wang'));
    pause(life, '2026-03-11');
    expect(life.state.cover).toMatchObject({ status: 'asked', open: halfDaysOfWeek.slice(2) });
    const whole = booked();
    ill(whole);
    pause(whole, '2026-03-31');
    expect(whole.state.cover).toBeNull();
  });

  test('while days are being booked leaves those after it to be booked anew, whatever rows there are', () => {
    const life = booked();
    life.run('planDays', { pattern: [{ weekday: 3, half: 'am' }], underMinimumReason: text('x') });
    const { round } = life.state.booking;
    const events = pause(life, '2026-03-31');
    expect(typesOf(events)).toEqual(['placementPaused', 'bookingReleased', 'bookingAskedAgain']);
    expect(life.refused('settleBooking', { round, result: { booked: true } }, system)).toBe('wrong-state');
    expect(life.state.booking.asked?.halfDays[0]).toBe('2026-04-01/am');
    life.run('settleBooking', { round: round + 1, result: { booked: true } }, system);
    expect(life.state.booking.planned[0]).toBe('2026-04-01/am');
  });
});

test('closing while days are healed ends the search, and candidates are asked no more', () => {
  const life = booked();
  ill(life);
  found(life, candidate('wang'));
  life.run('closePlacement', { outcome: 'withdrawn', reason: text('over') }, coordinator);
  expect([life.state.cover, life.open]).toEqual([null, []]);
  expect(isRefused(life, 'wang', 'yes')).toBe('placement-closed');
});

test('carried with healing in flight in less than 25 KB: a year planned, five candidates with days of their own, four rounds', () => {
  const life = booked({}, {}, { pattern: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, half: 'am' })) });
  ill(life, { fromOn: '2026-03-09', untilOn: '2026-11-30' });
  const halfDays = life.state.cover?.open.filter((_, index) => index % 2 === 0) ?? [];
  let most = 0;
  for (let round = 0; round < 4; round += 1) {
    found(life, ...[1, 2, 3, 4, 5].map((n) => candidate(`r${round}-${n}`, { halfDays })));
    most = Math.max(most, JSON.stringify(life.state).length);
    for (const n of [1, 2, 3, 4, 5]) says(life, `r${round}-${n}`, 'no');
  }
  process.stdout.write(`carried while days are healed: ${most} bytes\n`);
  expect(most).toBeLessThan(25 * 1024);
});

test('of days after the last one nothing can be said: of the placement, or of whoever is leaving', () => {
  const life = booked();
  const illness = (fromOn: string, untilOn: string) =>
    life.refused('reportDisruption', { cause: 'illness', by: 'person', fromOn, untilOn }, researcher);
  expect(illness(addDays(life.state.period.toOn, 1), addDays(life.state.period.toOn, 3))).toBe('day-outside-period');
  leaves(life, '2026-06-15');
  found(life, successor('wang'));
  says(life, 'wang', 'yes');
  life.run('coverPlaced', { placementId: 'placement-2' }, system);
  expect(life.state.leaving?.on).toBe('2026-06-15');
  expect(illness('2026-06-15', '2026-06-19')).toBe('day-outside-period');
  expect(illness('2026-06-09', '2026-06-19')).toBeNull();
});
