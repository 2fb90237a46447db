import { expect, test } from '@jest/globals';
import { accepted, booked, system, text, tuesdaysAndThursdays } from './life.ts';
import type { PlacementLife } from './life.ts';

/** What a person has declared of a week, as a placement hears of it: the rows know (test/activities/bookings.test.ts). */

const settle = (life: PlacementLife, result: object) =>
  life.run('settleBooking', { round: life.state.booking.round, result }, system);

test('more than the person declared is told by week, and the office plans it again with their word', () => {
  const life = accepted();
  life.run('planDays', { pattern: tuesdaysAndThursdays });
  expect(life.state.booking.asked?.isBeyondDeclared).toBeUndefined();
  const cap = { rule: 'half-days-a-week', source: 'profile of the researcher', value: 2 };
  settle(life, { cap: { ...cap, enterpriseIds: ['org-a'], weekOn: '2026-03-02', halfDays: 4 } });
  expect(life.state.booking).toMatchObject({ status: 'clash', cap: { ...cap, weekOn: '2026-03-02', halfDays: 4 } });
  expect(JSON.stringify(life.state.booking.cap)).not.toContain('org-a');
  const [asked] = life.run('planDays', { pattern: tuesdaysAndThursdays, beyondDeclaredReason: text('agreed') });
  expect(asked?.data).toMatchObject({ isBeyondDeclared: true, beyondDeclaredReason: text('agreed') });
  expect(life.state.booking.asked).toMatchObject({ isBeyondDeclared: true });
  settle(life, { booked: true });
  expect([life.state.booking.status, life.state.booking.cap]).toEqual(['booked', undefined]);
});

test('what is left of it when days are given back stands by the same word, and what was booked before is not measured anew', () => {
  const life = booked();
  const reason = { beyondDeclaredReason: text('agreed'), underMinimumReason: text('x') };
  life.run('planDays', { pattern: [{ weekday: 1, half: 'am' }], ...reason });
  life.run('releaseDays', { fromOn: '2026-06-01', reason: text('a conference') });
  expect(life.state.booking.asked).toMatchObject({ isRest: true, isBeyondDeclared: true });
  settle(life, { booked: true });
  life.run('planDays', { halfDays: ['2026-06-03/am'], underMinimumReason: text('x') });
  life.run('releaseDays', { fromOn: '2026-06-01', reason: text('a conference') });
  expect(life.state.booking.asked).toMatchObject({ isRest: true, isBeyondDeclared: true });
  expect(life.state.booking.asked?.halfDays).toContain('2026-03-09/am');
});
