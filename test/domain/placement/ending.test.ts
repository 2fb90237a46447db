import { describe, expect, test } from '@jest/globals';
import { localDateOf } from '../../../domain/calendar/calendar.ts';
import { yieldOf } from '../../../domain/placement/yield-report.ts';
import { china } from '../agreement/life.ts';
import { told } from './healing-life.ts';
import { coordinator, hostSpeaker, hostSupervisor, researcher, system, text } from './life.ts';
import type { PlacementLife } from './life.ts';
import { day, liveLogging, onSite } from './site-life.ts';

/** Somebody leaves on Wednesday 8 April 2026, with Thursday 2 and Tuesday 7 April worked and not logged: the half month is not over. */

const last = { periodId: 'period-3' };
const asPlanned = { ...last, took: 'as-planned', what: text('work') };
const year = { fromOn: '2026-03-02', toOn: '2027-03-01' };

function worked(): PlacementLife {
  const life = onSite();
  liveLogging(life, '2026-04-01', { confirms: true });
  life.live('2026-04-08');
  return life;
}
function ended(): PlacementLife {
  const life = worked();
  life.run('reportDisruption', { cause: 'withdrawal', by: 'host', fromOn: '2026-04-08' }, hostSpeaker);
  return life;
}
const standing = ({ state }: PlacementLife) => [state.status, state.outcome];
const daysOf = ({ state, events }: PlacementLife) =>
  yieldOf(state, events, { period: year, onDay: (at) => localDateOf(china.zone, at) });
const closing = (life: PlacementLife) => life.events.find(({ type }) => type === 'placementClosed')?.data;

describe('what was worked since the last log, after somebody has left', () => {
  test('is asked for in the night after, logged, confirmed by the host, and counted; then the placement is closed', () => {
    const life = worked();
    const events = life.run('reportDisruption', { cause: 'withdrawal', by: 'host', fromOn: '2026-04-08' }, hostSpeaker);
    expect(told(events).map(([, change]) => change)).toEqual(['ended', 'ended', 'ended']);
    expect(standing(life)).toEqual(['ending', 'withdrawn']);
    expect(life.state.booking.planned.at(-1)).toBe('2026-04-07/pm');
    const before = daysOf(life);
    expect(before).toMatchObject({ outcome: 'withdrawn' });
    life.live('2026-04-09');
    expect(life.state.followUps['placement-log.period-3']).toMatchObject({ ownerPostId: 'post-researcher' });
    life.run('logDays', asPlanned, researcher);
    expect(life.open).toEqual(['placement-presence']);
    life.run('confirmPresence', last, hostSupervisor);
    life.wake();
    expect(standing(life)).toEqual(['closed', 'withdrawn']);
    expect(closing(life)).toMatchObject({ on: '2026-04-08', service: { toOn: '2026-04-07' } });
    const after = daysOf(life);
    expect(after?.daysDone).toBe((before?.daysDone ?? 0) + 1.5);
    // Nothing is owed for the time in which it was waited for.
    expect(after?.minimumDays).toBe(before?.minimumDays);
  });

  test('no day after the end, nor anything else: nobody comes any more', () => {
    const life = ended();
    life.live('2026-04-10');
    expect(life.refused('logDays', { ...last, days: [day('2026-04-09', 'am')] }, researcher)).toBe(
      'day-outside-period',
    );
    expect(life.refused('logDays', { periodId: 'period-4', nothingBecause: text('x') }, researcher)).toBe(
      'unknown-item',
    );
    const later = { halfDays: ['2026-04-14/am'], underMinimumReason: text('x') };
    expect(life.refused('planDays', later)).toBe('placement-closed');
    expect(life.refused('reportDisruption', { cause: 'withdrawal', by: 'host', fromOn: '2026-04-10' })).toBe(
      'placement-closed',
    );
    expect(life.refused('logDays', { ...last, days: [day('2026-04-07')] }, researcher)).toBeNull();
  });

  test('may be disputed, and our liaison settles it before it is closed', () => {
    const life = ended();
    life.live('2026-04-09');
    life.run('logDays', asPlanned, researcher);
    const days = [{ onDate: '2026-04-02', half: 'am' }];
    life.run('disputePresence', { ...last, days, reason: text('nobody there') }, hostSpeaker);
    life.live('2026-06-01');
    expect([standing(life)[0], life.open]).toEqual(['ending', ['placement-dispute']]);
    expect(life.refused('logDays', { ...last, days: [day('2026-04-01', 'am')] }, researcher)).toBe('placement-closed');
    life.run('settleDays', { ...last, days: [{ ...days[0], counts: false }], reason: text('asked') }, coordinator);
    life.wake();
    expect(standing(life)).toEqual(['closed', 'withdrawn']);
  });

  test('the host’s silence costs no day here either', () => {
    const life = ended();
    life.live('2026-04-09');
    life.run('logDays', asPlanned, researcher);
    const days = daysOf(life)?.daysDone;
    life.live('2026-05-04');
    expect(standing(life)).toEqual(['closed', 'withdrawn']);
    expect(daysOf(life)?.daysDone).toBe(days);
  });

  test('can be logged until the log of that half month would have been missed, and no longer', () => {
    const life = ended();
    // Asked for on the 16th, due three working days later, missed two after that.
    life.live('2026-04-22');
    expect(standing(life)).toEqual(['ending', 'withdrawn']);
    const late = ended();
    late.live('2026-04-22');
    late.run('logDays', asPlanned, researcher);
    life.live('2026-04-23');
    expect(standing(life)).toEqual(['closed', 'withdrawn']);
    expect(life.refused('logDays', asPlanned, researcher)).toBe('placement-closed');
    // The host has its time to answer all the same.
    late.live('2026-04-24');
    expect([standing(late)[0], late.open]).toEqual(['ending', ['placement-presence']]);
    late.run('confirmPresence', last, hostSupervisor);
    late.wake();
    expect(standing(late)).toEqual(['closed', 'withdrawn']);
  });

  test('where nothing waits to be logged it ends at once; and our office may end it at any moment', () => {
    const life = worked();
    life.goTo('2026-04-08').run('logDays', { ...last, days: [day('2026-04-02', 'am'), day('2026-04-07')] }, researcher);
    const done = onSite();
    liveLogging(done, '2026-04-01', { confirms: true });
    done.run('closePlacement', { outcome: 'withdrawn', reason: text('left') });
    expect(standing(done)).toEqual(['closed', 'withdrawn']);
    // Logged, and the host has not been asked yet.
    life.run('closePlacement', { outcome: 'withdrawn', reason: text('left') });
    life.live('2026-04-09');
    expect([standing(life)[0], life.open]).toEqual(['ending', ['placement-presence']]);
    life.run('closePlacement', { outcome: 'withdrawn', reason: text('settled by telephone') });
    expect(standing(life)).toEqual(['closed', 'withdrawn']);
    expect(closing(life)).toMatchObject({ on: '2026-04-08' });
  });

  test('from a hold: the days before it are logged, and clocks that stood still go on', () => {
    const life = worked();
    const pause = { untilOn: '2026-05-29', reason: text('move'), approverPersonId: 'person-director' };
    life.run('pausePlacement', pause, system);
    life.live('2026-05-11');
    life.run('closePlacement', { outcome: 'withdrawn', reason: text('left') });
    expect([standing(life)[0], life.state.hold]).toEqual(['ending', null]);
    life.live('2026-05-12');
    expect(life.open).toEqual(['placement-log']);
    life.run('logDays', asPlanned, researcher);
    life.run('confirmPresence', last, hostSupervisor);
    life.wake();
    expect(standing(life)).toEqual(['closed', 'withdrawn']);
  });
});
