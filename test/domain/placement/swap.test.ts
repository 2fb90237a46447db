import { describe, expect, test } from '@jest/globals';
import { coveredBy } from './healing-life.ts';
import { accepted, booked, researcher, system, text, tuesdaysAndThursdays } from './life.ts';
import type { PlacementLife } from './life.ts';

/** A half day for another at the same enterprise: Tuesdays and Thursdays are planned, whole days, from 3 March 2026 on. */

const settle = (life: PlacementLife, result: object) =>
  life.run('settleBooking', { round: life.state.booking.round, result }, system);
const swap = { gives: ['2026-03-10/am', '2026-03-10/pm'], takes: ['2026-03-11/am', '2026-03-11/pm'] };

describe('Half days are swapped', () => {
  test('in one booking: the calendars follow, and the number of days stays', () => {
    const life = booked();
    const before = life.state.booking.planned;
    life.run('swapDays', swap);
    expect(life.state.booking.planned).toEqual(before);
    const events = settle(life, { booked: true });
    const { planned, pattern } = life.state.booking;
    expect(planned).toHaveLength(before.length);
    expect(planned.filter((each) => each.startsWith('2026-03-1')).slice(0, 2)).toEqual(swap.takes);
    expect(pattern).toEqual(tuesdaysAndThursdays);
    expect(events.flatMap(({ notify = [] }) => notify).filter(({ kind }) => kind === 'meeting')).toHaveLength(2);
  });

  test('or not at all: where one of them is taken elsewhere the days before stand, and our office reads why', () => {
    const life = booked();
    const before = life.state.booking.planned;
    life.run('swapDays', swap);
    const placementId = 'agreement-2026-0002-x-y.placement-1';
    settle(life, { clash: [{ onDate: '2026-03-11', half: 'am', placementId, enterpriseId: 'org-other' }] });
    expect([life.state.booking.planned, life.state.booking.status]).toEqual([before, 'booked']);
    expect(life.open).toContain('placement-clash');
  });

  test('days that are still to be agreed on stay so', () => {
    const life = booked();
    life.run('releaseDays', { fromOn: '2026-06-01', reason: text('the line is rebuilt') });
    life.run('swapDays', swap);
    settle(life, { booked: true });
    expect(life.open).toContain('placement-days');
  });

  test.each([
    ['fewer than are given', { takes: ['2026-03-11/am'] }, 'shape-invalid'],
    ['one that is not planned', { gives: ['2026-03-09/am', '2026-03-10/pm'] }, 'day-not-plannable'],
    ['one that is planned already', { takes: ['2026-03-12/am', '2026-03-11/pm'] }, 'day-not-plannable'],
    ['outside the period', { takes: ['2027-03-02/am', '2026-03-11/pm'] }, 'day-not-plannable'],
    ['a day off', { takes: ['2026-03-14/am', '2026-03-11/pm'] }, 'day-not-plannable'],
    ['a date that does not exist', { takes: ['2026-02-30/am', '2026-03-11/pm'] }, null],
  ])('%s: refused', (_name, change, code) => {
    const life = booked();
    const said = () => life.refused('swapDays', { ...swap, ...change });
    if (code === null) expect(said).toThrow('this date does not exist');
    else expect(said()).toBe(code);
  });

  test('nor one that has passed, that somebody else keeps, while days are booked or before any are, or by others', () => {
    const later = booked();
    later.goTo('2026-03-11');
    expect(later.refused('swapDays', { gives: swap.gives, takes: ['2026-03-13/am', '2026-03-13/pm'] })).toBe(
      'day-not-plannable',
    );
    const covered = booked();
    coveredBy(covered, 'wang');
    expect(covered.refused('swapDays', { gives: ['2026-03-17/am'], takes: ['2026-03-10/am'] })).toBe(
      'day-not-plannable',
    );
    const twice = booked();
    twice.run('swapDays', swap);
    expect(twice.refused('swapDays', swap)).toBe('wrong-state');
    expect(accepted().refused('swapDays', swap)).toBe('stage-not-allowed');
    expect(booked().refused('swapDays', swap, researcher)).toBe('not-permitted');
  });
});
