import { describe, expect, test } from '@jest/globals';
import type { RecordedEvent } from '../../../domain/decider.ts';
import {
  calendarOf,
  candidate,
  candidateActor,
  coveredBy,
  found,
  halfDaysOfWeek,
  ill,
  says,
  settles,
  told,
  week,
} from './healing-life.ts';
import { booked, coordinator, hostSpeaker, system, text } from './life.ts';
import type { PlacementLife } from './life.ts';

/** What whoever stands in has in their calendar, and how they hear of days that they need not keep. */

const whole = { fromOn: '2026-03-10', toOn: '2026-03-12' };
const [tuesday, thursday] = [halfDaysOfWeek.slice(0, 2), halfDaysOfWeek.slice(2)];

function stoodIn(): PlacementLife {
  const life = booked();
  coveredBy(life, 'wang');
  return life;
}
const pause = (life: PlacementLife, untilOn: string): RecordedEvent[] =>
  life.run('pausePlacement', { untilOn, reason: text('move'), approverPersonId: 'person-director' }, system);

describe('whoever stands in', () => {
  test('has the days in their calendar, as one event that rises with each change of them', () => {
    const life = booked();
    coveredBy(life, 'wang', {}, { fromOn: '2026-03-12', untilOn: '2026-03-12' });
    // Ill on other days too: the same event, one number later.
    coveredBy(life, 'wang', {}, { fromOn: '2026-03-10', untilOn: '2026-03-10' });
    const [first, more] = calendarOf(life.events, 'wang');
    expect(first).toMatchObject({
      id: 'stand-in-1',
      kind: 'stand-in',
      method: 'request',
      sequence: 0,
      fromOn: '2026-03-12',
    });
    expect(more).toMatchObject({ id: 'stand-in-1', method: 'request', sequence: 1, ...whole });
    expect(more?.freed).toBeUndefined();
  });

  test('on a hold hears once which days they need not keep, and their event is off', () => {
    const events = pause(stoodIn(), '2026-03-31');
    expect(calendarOf(events, 'wang')).toMatchObject([
      { id: 'stand-in-1', method: 'cancel', sequence: 1, ...whole, freed: halfDaysOfWeek },
    ]);
    // The sides hear of the hold itself; whoever stands in by that one mail.
    expect(told(events).map(([post]) => post)).not.toContain('post-wang');
    expect(new Set(told(events).map(([, change]) => change))).toEqual(new Set(['paused']));
  });

  test('on a hold until some day keeps what lies after it', () => {
    const events = pause(stoodIn(), '2026-03-11');
    expect(calendarOf(events, 'wang')).toMatchObject([
      { method: 'request', sequence: 1, fromOn: '2026-03-12', toOn: '2026-03-12', freed: tuesday },
    ]);
  });

  test('hears of the end once, however many decisions there are in it', () => {
    const closed = stoodIn().run('closePlacement', { outcome: 'withdrawn', reason: text('over') }, coordinator);
    const gone = stoodIn().run(
      'reportDisruption',
      { cause: 'host-closing', by: 'host', fromOn: '2026-03-02' },
      hostSpeaker,
    );
    for (const events of [closed, gone]) {
      expect(calendarOf(events, 'wang')).toMatchObject([{ method: 'cancel', freed: halfDaysOfWeek }]);
      expect(told(events).map(([post]) => post)).not.toContain('post-wang');
    }
  });

  test('falls ill for part of it: the rest stays, and whoever comes in their place has an event of their own', () => {
    const life = stoodIn();
    const own = { personId: 'person-wang', fromOn: '2026-03-12', untilOn: '2026-03-12' };
    const events = ill(life, own, candidateActor('wang'));
    expect(calendarOf(events, 'wang')).toMatchObject([{ method: 'request', toOn: '2026-03-10', freed: thursday }]);
    found(life, candidate('zhao'));
    says(life, 'zhao', 'yes');
    const settled = settles(life);
    expect(calendarOf(settled, 'wang')).toEqual([]);
    expect(calendarOf(settled, 'zhao')).toMatchObject([{ id: 'stand-in-2', method: 'request', sequence: 0 }]);
  });

  test('who was told before there were invitations hears of it all the same', () => {
    const life = stoodIn();
    life.state.standIns = life.state.standIns.map(({ personId, postId, halfDays }) => ({ personId, postId, halfDays }));
    expect(calendarOf(pause(life, '2026-03-31'), 'wang')).toMatchObject([{ method: 'cancel', freed: halfDaysOfWeek }]);
  });
});

test('the researcher’s own event has no day that somebody else keeps, from the moment that they cannot come', () => {
  const life = booked();
  const [asked] = calendarOf(ill(life, week), 'researcher');
  expect(asked).toMatchObject({ id: 'on-site', method: 'request', sequence: life.state.booking.round });
  expect(life.state.booking.planned.filter((each) => halfDaysOfWeek.includes(each))).toEqual([]);
  found(life, candidate('wang'));
  says(life, 'wang', 'yes');
  // What they keep has not changed by it.
  expect(calendarOf(settles(life), 'researcher')).toEqual([]);
  expect(life.state.booking.planned.filter((each) => halfDaysOfWeek.includes(each))).toEqual([]);
  // Where all that is booked is kept by somebody else, it is off.
  const days = { halfDays: ['2026-03-10/am', '2026-03-12/am'], underMinimumReason: text('two') };
  const twice = booked({}, {}, { pattern: [], ...days });
  expect(calendarOf(ill(twice, week), 'researcher')).toMatchObject([{ id: 'on-site', method: 'cancel' }]);
});
