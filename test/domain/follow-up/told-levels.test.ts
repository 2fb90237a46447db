import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addWorkingDays, workingDaysBetween } from '../../../domain/calendar/calendar.ts';
import { today } from '../../../domain/follow-up/clocks.ts';
import { due, nextWake } from '../../../domain/follow-up/engine.ts';
import { passingByTold, peopleTold, postReached } from '../../../domain/follow-up/told-levels.ts';
import { calendar, Office } from './office.ts';

const id = 'commitment.visit-1';
const LONG_AFTER = '2027-06-01T00:00:00.000Z';
const everybodyElse = (post: string): string => `person-of-${post}`;

/** An office whose recorder knows who holds which post. */
class Seated extends Office {
  readonly #holders: Record<string, string>;

  constructor(holders: Record<string, string>) {
    super();
    this.#holders = holders;
    this.open({ kind: 'commitment', dueOn: '2026-03-06' });
  }
  personAt = (post: string): string | null => this.#holders[post] ?? (post === '' ? null : everybodyElse(post));
  override until(instant: string): void {
    const { personAt } = this;
    for (let wake = nextWake(this.state); wake !== null && wake <= instant; wake = nextWake(this.state)) {
      this.at = wake;
      this.take(passingByTold(this.state, due(this.state, this.context), { at: wake, personAt }));
    }
    this.at = instant;
  }
  /** Day, kind and the person that the recorder would tell, from the first level on. */
  climbed(): string[] {
    const { personAt } = this;
    return this.log.flatMap(({ on, notice: { kind, to, facts } }) => {
      if (!/escalation|meeting-list/.test(kind) || !('postId' in to)) return [];
      const unit = this.state.homeUnit;
      const below = Array.isArray(facts['toldPostIds']) ? facts['toldPostIds'].map(String) : [];
      const passedBy = peopleTold(unit, personAt, { ownerPostId: 'post-owner', toldPostIds: below });
      const post = kind === 'escalation' ? postReached(unit, to.postId, { personAt, passedBy }) : to.postId;
      return [`${on} ${kind} ${personAt(post)}`];
    });
  }
}

/** The beginning of what climbs, without what is said again. */
const first = (holders: Record<string, string>, count: number): string[] => {
  const one = new Seated(holders);
  one.until(LONG_AFTER);
  return one.climbed().slice(0, count);
};

describe('a level held by somebody told already', () => {
  test('is passed by without its grace: who is coordinator and director is told once, and then the leader is announced', () => {
    expect(first({ 'post-director': everybodyElse('post-coordinator') }, 3)).toEqual([
      '2026-03-10 escalation person-of-post-coordinator',
      '2026-03-11 escalation-ahead person-of-post-coordinator',
      '2026-03-12 escalation person-of-post-leader',
    ]);
  });

  test('of an owner who is the coordinator: the director is told at the first level, and not once more at the second', () => {
    expect(first({ 'post-coordinator': everybodyElse('post-owner') }, 3)).toEqual([
      '2026-03-10 escalation person-of-post-director',
      '2026-03-11 escalation-ahead person-of-post-owner',
      '2026-03-12 escalation person-of-post-leader',
    ]);
  });

  test('of a leader who is the director: nothing is announced, and it is said again', () => {
    expect(first({ 'post-leader': everybodyElse('post-director') }, 3)).toEqual([
      '2026-03-10 escalation person-of-post-coordinator',
      '2026-03-12 escalation person-of-post-director',
      '2026-03-19 escalation person-of-post-director',
    ]);
  });

  test('of a post that nobody reads for waits for nobody: it is a level as before', () => {
    const one = new Seated({});
    one.personAt = (post) => (post === 'post-director' ? null : everybodyElse(post));
    one.until('2026-03-12T02:00:00.000Z');
    expect(one.told().at(-1)).toBe('2026-03-12 escalation post-director');
  });
});

describe('property', () => {
  const people = ['person-a', 'person-b', 'person-c', 'person-d'];
  const holders = fc.record({
    'post-owner': fc.constantFrom(...people),
    'post-coordinator': fc.constantFrom(...people),
    'post-director': fc.constantFrom(...people),
    'post-leader': fc.constantFrom(...people),
  });

  test('nobody hears of a matter by two levels, nobody is waited for who knows it, and it ends on the meeting list', () => {
    fc.assert(
      fc.property(holders, (seats) => {
        const one = new Seated(seats);
        one.until(LONG_AFTER);
        const levels = one
          .climbed()
          .filter((_line, index) => !JSON.stringify(climbing(one)[index]?.facts['step'] ?? '').includes('repeat-'));
        const told = levels.flatMap((line) => (line.includes(' escalation ') ? [line.split(' ')[2]] : []));
        const others = told.filter((person) => person !== seats['post-owner']);
        expect(new Set(others).size).toBe(others.length);
        // From one to the next: the grace of that level, two working days, and never that of one that was passed by as well.
        const days = levels.flatMap((line) => (line.includes(' escalation ') ? [line.slice(0, 10)] : []));
        for (const [index, on] of days.entries()) {
          const before = days[index - 1];
          if (before) expect(workingDaysBetween(calendar, before, on)).toBe(2);
        }
        expect(days[0]).toBe(addWorkingDays(calendar, '2026-03-06', 2).on);
        expect(one.state.followUps[id]?.meetingListOn).toBeDefined();
        expect(nextWake(one.state)).toBeNull();
        expect(today(one.state, one.at) > (one.state.followUps[id]?.meetingListOn ?? '~')).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  const climbing = (one: Office) =>
    one.log.flatMap(({ notice }) =>
      /escalation|meeting-list/.test(notice.kind) && 'postId' in notice.to ? [notice] : [],
    );
});
