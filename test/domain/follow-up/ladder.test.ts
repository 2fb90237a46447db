import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addWorkingDays } from '../../../domain/calendar/calendar.ts';
import { today } from '../../../domain/follow-up/clocks.ts';
import { nextWake } from '../../../domain/follow-up/engine.ts';
import type { HomeUnit } from '../../../domain/follow-up/host.ts';
import { calendar, Office } from './office.ts';

const id = 'commitment.visit-1';
const commitment = { kind: 'commitment', dueOn: '2026-03-06' } as const;
const LONG_AFTER = '2027-06-01T00:00:00.000Z';

function office(unit: Partial<HomeUnit> = {}, opening: object = {}): Office {
  const one = new Office();
  one.state.homeUnit = { ...one.state.homeUnit, ...unit };
  one.open({ ...commitment, ...opening });
  return one;
}

/** What was told from the first level on. */
const climbed = (one: Office): string[] => one.told().filter((line) => /escalation|meeting-list/.test(line));

describe('the ladder', () => {
  test('each level has its own grace; the leader is announced the working day before and told once; then five times, then the meeting', () => {
    const one = office();
    one.until(LONG_AFTER);
    expect(climbed(one)).toEqual([
      '2026-03-10 escalation post-coordinator',
      '2026-03-12 escalation post-director',
      '2026-03-13 escalation-ahead post-coordinator',
      '2026-03-16 escalation post-leader',
      '2026-03-23 escalation post-director',
      '2026-03-30 escalation post-director',
      '2026-04-07 escalation post-director',
      '2026-04-14 escalation post-director',
      '2026-04-21 escalation post-director',
      '2026-04-28 meeting-list post-coordinator',
    ]);
    expect(one.state.followUps[id]).toMatchObject({ meetingListOn: '2026-04-28', level: 3, steps: [] });
    expect(nextWake(one.state)).toBeNull();
  });

  test('what another side owes is told to our liaison first', () => {
    const one = office({}, { sideOrgId: 'org-theirs' });
    one.until('2026-03-12T00:00:00.000Z');
    expect(climbed(one)).toEqual(['2026-03-10 escalation post-liaison', '2026-03-12 escalation post-director']);
  });

  test('a level that the owner holds is skipped without grace, and the next is told once', () => {
    const one = office({}, { ownerPostId: 'post-coordinator' });
    one.until('2026-03-17T00:00:00.000Z');
    expect(climbed(one)).toEqual([
      '2026-03-10 escalation post-director',
      '2026-03-11 escalation-ahead post-coordinator',
      '2026-03-12 escalation post-leader',
    ]);
  });

  test('a director who owes it is left out, and the leader is still told only once', () => {
    const one = office({}, { ownerPostId: 'post-director' });
    one.until(LONG_AFTER);
    expect(climbed(one).filter((line) => line.endsWith('post-director'))).toEqual([]);
    expect(climbed(one).filter((line) => line.endsWith('escalation post-leader'))).toHaveLength(1);
    expect(climbed(one).filter((line) => line.endsWith('escalation post-coordinator'))).toHaveLength(6);
  });

  test('one post on two levels is told once', () => {
    const one = office({ directorPostId: 'post-coordinator' });
    one.until('2026-03-13T00:00:00.000Z');
    expect(climbed(one)).toEqual([
      '2026-03-10 escalation post-coordinator',
      '2026-03-11 escalation-ahead post-coordinator',
      '2026-03-12 escalation post-leader',
    ]);
  });

  test('a unit without a director, or without a leader, ends on the meeting list all the same', () => {
    for (const unit of [
      { directorPostId: null },
      { leaderPostId: null },
      { directorPostId: null, leaderPostId: null },
    ]) {
      const one = office(unit);
      one.until(LONG_AFTER);
      expect(one.state.followUps[id]?.meetingListOn).toBeDefined();
      const tellsLeader = climbed(one).filter((line) => line.endsWith('escalation post-leader'));
      expect(tellsLeader).toHaveLength('leaderPostId' in unit ? 0 : 1);
    }
  });

  test('where nobody stands between the owner and the leader, the leader is announced at once', () => {
    const one = office({ directorPostId: null }, { ownerPostId: 'post-coordinator' });
    one.until('2026-03-12T00:00:00.000Z');
    expect(climbed(one)).toEqual(['2026-03-10 escalation-ahead post-coordinator', '2026-03-11 escalation post-leader']);
  });
});

describe('holding it back from the leader', () => {
  const held = { followUpId: id, reason: 'text-1' };

  test('is possible once, after it was announced, with five working days', () => {
    const one = office();
    expect(one.send('holdEscalation', held)).toBe('wrong-state');
    one.until('2026-03-13T02:00:00.000Z');
    expect(one.send('holdEscalation', held)).toBe('done');
    expect(one.send('holdEscalation', held)).toBe('wrong-state');
    one.until('2026-03-30T00:00:00.000Z');
    expect(climbed(one).filter((line) => line.endsWith('post-leader'))).toEqual(['2026-03-23 escalation post-leader']);
  });

  test('starts anew when the matter does', () => {
    const one = office();
    one.until('2026-03-13T02:00:00.000Z');
    one.send('holdEscalation', held);
    one.send('extendFollowUp', { followUpId: id, dueOn: '2026-04-10', reason: 'text-1' });
    expect(one.state.followUps[id]).not.toHaveProperty('escalationHeldOn');
  });
});

describe('a pause', () => {
  const pause = (untilOn: string) => ({ followUpId: id, kind: 'acknowledged', untilOn, reason: 'text-1' });

  test('acceptance 5: a red item that was acknowledged and then forgotten comes back one level higher', () => {
    const one = office();
    one.until('2026-03-09T02:00:00.000Z');
    one.send('pauseFollowUp', pause('2026-03-12'));
    one.until('2026-03-13T00:00:00.000Z');
    expect(one.told().slice(-2)).toEqual(['2026-03-12 returned post-owner', '2026-03-12 escalation post-coordinator']);
  });

  test('on the way to the leader ends with the announcement, not with a surprise', () => {
    const one = office();
    one.until('2026-03-12T02:00:00.000Z');
    one.send('pauseFollowUp', pause('2026-03-16'));
    one.until('2026-03-18T00:00:00.000Z');
    expect(one.told().slice(-3)).toEqual([
      '2026-03-16 returned post-owner',
      '2026-03-16 escalation-ahead post-coordinator',
      '2026-03-17 escalation post-leader',
    ]);
  });

  test('of what waits to be accepted ends without climbing: if it returns, it goes on where it stood', () => {
    const one = office({}, { dueOn: '2026-03-06' });
    one.until('2026-03-04T01:00:00.000Z');
    one.send('reassignFollowUp', { followUpId: id, ownerPostId: 'post-other', reason: 'text-1' });
    one.until('2026-03-07T01:00:00.000Z');
    one.send('pauseFollowUp', pause('2026-03-09'));
    one.until('2026-03-12T16:00:00.000Z');
    expect(climbed(one)).toEqual([]);
  });

  test('of what is not due yet only comes back', () => {
    const one = office();
    one.send('pauseFollowUp', pause('2026-03-05'));
    one.until('2026-03-06T00:00:00.000Z');
    expect(climbed(one)).toEqual([]);
  });
});

describe('property', () => {
  const posts = fc.constantFrom('post-owner', 'post-coordinator', 'post-director', 'post-leader', 'post-liaison');
  const unit = fc.record({
    liaisonPostId: fc.constantFrom('post-liaison', null),
    directorPostId: fc.constantFrom('post-director', 'post-coordinator', null),
    leaderPostId: fc.constantFrom('post-leader', null),
  });
  const act = fc.record({
    do: fc.constantFrom('sleep', 'pause', 'hold', 'ask', 'hand-over', 'extend'),
    days: fc.integer({ min: 1, max: 12 }),
  });

  test('a neglected matter ends on the meeting list after few notices, whatever was done before; the leader is told once', () => {
    fc.assert(
      fc.property(
        posts,
        unit,
        fc.constantFrom('org-theirs', null),
        fc.array(act, { maxLength: 8 }),
        (owner, line, side, acts) => {
          const one = office(line, { ownerPostId: owner, sideOrgId: side });
          for (const { do: what, days } of acts) {
            const on = addWorkingDays(calendar, today(one.state, one.at), days).on;
            const reason = 'text-1';
            if (what === 'sleep') one.until(new Date(Date.parse(one.at) + days * 86_400_000).toISOString());
            if (what === 'pause') one.send('pauseFollowUp', { followUpId: id, kind: 'snoozed', untilOn: on, reason });
            if (what === 'hold') one.send('holdEscalation', { followUpId: id, reason });
            if (what === 'ask') one.send('askExtension', { followUpId: id, dueOn: on, reason });
            if (what === 'hand-over')
              one.send('reassignFollowUp', { followUpId: id, ownerPostId: 'post-other', reason });
            if (what === 'extend') one.send('extendFollowUp', { followUpId: id, dueOn: on, reason });
          }
          const before = one.log.length;
          const leaderBefore = toLeader(one);
          one.until('2028-06-01T00:00:00.000Z');
          expect(one.state.followUps[id]?.meetingListOn).toBeDefined();
          expect(nextWake(one.state)).toBeNull();
          // Three for the owner, three levels with an announcement, five times again, the list; what ends a pause or a hand-over.
          expect(one.log.length - before).toBeLessThanOrEqual(18);
          expect(toLeader(one) - leaderBefore).toBeLessThanOrEqual(1);
          const levels = one.log.slice(before).filter(({ notice }) => notice.kind === 'escalation');
          const once = levels.filter(({ notice }) => !JSON.stringify(notice.facts['step']).includes('repeat-'));
          const told = once.map(({ notice }) => ('postId' in notice.to ? notice.to.postId : ''));
          expect(new Set(told).size).toBe(told.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  const toLeader = (one: Office): number =>
    one.log.filter(
      ({ notice }) => notice.kind === 'escalation' && 'postId' in notice.to && notice.to.postId === 'post-leader',
    ).length;
});
