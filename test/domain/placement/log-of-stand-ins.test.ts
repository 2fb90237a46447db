import { describe, expect, test } from '@jest/globals';
import { marksIn } from '../../../domain/placement/half-month.ts';
import { Mark } from '../../../domain/placement/marks.ts';
import { unsaidOf } from '../../../domain/placement/log-clock.ts';
import { keepersOf } from '../../../domain/placement/keepers.ts';
import { candidate, candidateActor, found, ill, says, settles } from './healing-life.ts';
import { college, coordinator, hostSpeaker, researcher, text } from './life.ts';
import type { PlacementLife } from './life.ts';
import { booked, plannedBy } from './site-life.ts';

/** The researcher is ill from 10 to 23 March, and somebody stands in from the 12th on: each logs the days that they keep. */

/** Tuesdays, Thursdays and Fridays: 3, 5, 6, 10, 12, 13, 17, 19, 20, 24, 26, 27, 31 March. */
const planned = plannedBy(
  [
    [2, 'am'],
    [4, 'am'],
    [5, 'am'],
  ],
  '2026-03-02',
  '2027-03-01',
);
const wang = candidateActor('wang');

function healed(from = planned): PlacementLife {
  const life = booked(from);
  life.live('2026-03-10');
  ill(life, { fromOn: '2026-03-10', untilOn: '2026-03-23' });
  life.goTo('2026-03-11');
  found(life, candidate('wang'));
  says(life, 'wang', 'yes');
  settles(life);
  return life;
}
const logs = ({ state }: PlacementLife) =>
  Object.values(state.followUps)
    .filter(({ kind }) => kind === 'placement-log')
    .map(({ id, ownerPostId, sideOrgId }) => [id, ownerPostId, sideOrgId]);
const unsaid = ({ state }: PlacementLife, who: string, fromOn: string, toOn: string) =>
  unsaidOf(
    state,
    { fromOn, toOn },
    keepersOf(state).filter(({ personId }) => personId === who),
  ).map(({ onDate }) => Number(onDate.slice(8)));
const marked = ({ state }: PlacementLife, n: number) =>
  marksIn(state, n, Mark.logged, Mark.confirmed).map(({ onDate }) => Number(onDate.slice(8)));
const asPlanned = (n: number) => ({ periodId: `period-${n}`, took: 'as-planned', what: text('work') });
const isHostAsked = ({ state }: PlacementLife, n: number) => `placement-presence.period-${n}` in state.followUps;

describe('days on site of a half month in which somebody stood in', () => {
  test('are asked of each who kept some: the ill researcher for the days before, the stand-in for theirs', () => {
    const life = healed();
    life.live('2026-03-16');
    expect(logs(life)).toEqual([
      ['placement-log.period-1', 'post-researcher', college],
      ['placement-log.period-1.stand-in-1', 'post-wang', college],
    ]);
    expect(unsaid(life, 'person-researcher', '2026-03-01', '2026-03-15')).toEqual([3, 5, 6]);
    expect(unsaid(life, 'person-wang', '2026-03-01', '2026-03-15')).toEqual([12, 13]);
    // Where the researcher kept none, only the stand-in is asked.
    const early = healed(planned.filter((half) => half >= '2026-03-10'));
    early.live('2026-03-16');
    expect(logs(early).map(([, post]) => post)).toEqual(['post-wang']);
  });

  test('"as planned" is each one’s own days, the half month is complete when both have said it, and the host is asked once, then', () => {
    const life = healed();
    life.live('2026-04-01');
    expect(logs(life)).toHaveLength(4);
    life.run('logDays', asPlanned(2), wang);
    expect(marked(life, 2)).toEqual([17, 19, 20]);
    expect(logs(life).map(([id]) => id)).toContain('placement-log.period-2');
    expect(isHostAsked(life, 2)).toBe(false);
    life.run('logDays', asPlanned(2), researcher);
    expect(marked(life, 2)).toEqual([17, 19, 20, 24, 26, 27, 31]);
    expect(isHostAsked(life, 2)).toBe(true);
    life.run('logDays', { periodId: 'period-1', took: 'nothing', what: text('was ill already') }, researcher);
    expect(isHostAsked(life, 1)).toBe(false);
    expect(logs(life)).toEqual([['placement-log.period-1.stand-in-1', 'post-wang', college]]);
    life.run('logDays', asPlanned(1), wang);
    expect(marked(life, 1)).toEqual([12, 13]);
    expect([isHostAsked(life, 1), logs(life)]).toEqual([true, []]);
    life.run('confirmPresence', { periodId: 'period-2' }, hostSpeaker);
    expect(marksIn(life.state, 2, Mark.confirmed)).toHaveLength(7);
  });

  test('our office logs for one of them by name, or for both', () => {
    const life = healed();
    life.live('2026-03-16');
    life.run('logDays', { ...asPlanned(1), personId: 'person-wang' }, coordinator);
    expect([marked(life, 1), logs(life).map(([, post]) => post)]).toEqual([[12, 13], ['post-researcher']]);
    expect(life.refused('logDays', { ...asPlanned(1), personId: 'person-li' }, coordinator)).toBe('unknown-person');
    expect(life.refused('logDays', { ...asPlanned(1), personId: 'person-wang' }, researcher)).toBe(
      'not-your-placement',
    );
    const both = healed();
    both.live('2026-03-16');
    both.run('logDays', asPlanned(1), coordinator);
    expect([marked(both, 1), logs(both), isHostAsked(both, 1)]).toEqual([[3, 5, 6, 12, 13], [], true]);
  });

  test('whoever logs first in the night leaves the other to be asked', () => {
    const life = healed();
    life.live('2026-03-15');
    life.at = '2026-03-15T16:30:00.000Z';
    life.run('logDays', asPlanned(1), wang);
    expect(logs(life).map(([, post]) => post)).toEqual(['post-researcher']);
    life.live('2026-03-17');
    expect(logs(life).map(([, post]) => post)).toEqual(['post-researcher']);
  });

  test('one log that does not come is one missed half month, and the host is asked for the days of the other', () => {
    const life = healed();
    life.live('2026-03-16');
    life.run('logDays', asPlanned(1), wang);
    life.live('2026-04-02');
    expect([life.state.log.missing, life.state.log.missed, isHostAsked(life, 1)]).toEqual([[1], 1, false]);
    expect(life.events.filter(({ type }) => type === 'presenceTaken')).toHaveLength(1);
    life.run('logDays', asPlanned(1), researcher);
    expect([life.state.log.missing, life.state.log.missed, isHostAsked(life, 1)]).toEqual([[], 0, true]);
    const neither = healed();
    neither.live('2026-03-30');
    expect([neither.state.log.missing, neither.state.log.missed]).toEqual([[1], 1]);
    neither.run('logDays', asPlanned(1), wang);
    expect(neither.state.log.missing).toEqual([1]);
  });

  test('a correction replaces one’s own days alone', () => {
    const life = healed();
    life.live('2026-03-16');
    life.run('logDays', asPlanned(1), wang);
    life.run('logDays', asPlanned(1), researcher);
    const only = (onDate: string) => ({
      periodId: 'period-1',
      reason: text('a mistake'),
      days: [{ onDate, half: 'am', what: text('work') }],
    });
    life.run('correctLog', only('2026-03-12'), wang);
    expect(marked(life, 1)).toEqual([3, 5, 6, 12]);
    life.run('correctLog', only('2026-03-03'), researcher);
    expect([marked(life, 1), isHostAsked(life, 1)]).toEqual([[3, 12], true]);
  });

  test('days that an older version asked the researcher for are logged by the office or whoever kept them', () => {
    const life = healed();
    life.live('2026-03-16');
    // Asked before each was asked for their own: one log of the half month.
    delete life.state.followUps['placement-log.period-1.stand-in-1'];
    life.run('logDays', asPlanned(1), researcher);
    expect([marked(life, 1), isHostAsked(life, 1)]).toEqual([[3, 5, 6], true]);
    life.run('logDays', asPlanned(1), wang);
    expect(marked(life, 1)).toEqual([3, 5, 6, 12, 13]);
    expect(life.refused('logDays', asPlanned(1), coordinator)).toBe('logged-twice');
  });
});
