import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { flightRows, overdueRows, spanOf } from '../../../domain/foresight/flight-plan.ts';
import type { FollowUpHost } from '../../../domain/follow-up/host.ts';
import { text, theirs } from '../agreement/life.ts';
import { aBigAgreement, anAgreement, anyAgreement, later } from './lives.ts';
import type { Looped } from './lives.ts';

function rows<S extends FollowUpHost>(life: Looped<S>, months: number) {
  const flight = { decider: life.decider, from: { state: life.state, seq: life.seq } };
  return flightRows(flight, spanOf(life.state, life.at, months));
}

const told = <S extends FollowUpHost>(life: Looped<S>, id: string, months = 6) =>
  rows(life, months)
    .filter((row) => row.followUpId === id)
    .map(({ on, what, postId, level }) => [on, what, postId, level]);

describe('a flight plan', () => {
  test('of a confirmed commitment: its date, its reminders and its ladder, by hand', () => {
    const life = anAgreement();
    const commitment = { sentence: text('we will'), beneficiaryOrganisationId: theirs };
    life.send('recordCommitment', { ...commitment, ownerPostId: 'post-owner', dueOn: '2026-03-20' });
    expect(told(life, 'commitment.commitment-1')).toEqual([
      ['2026-03-17', 'reminder', 'post-owner', 0],
      ['2026-03-20', 'deadline', 'post-owner', 0],
      ['2026-03-20', 'due', 'post-owner', 0],
      ['2026-03-23', 'overdue', 'post-owner', 0],
      ['2026-03-24', 'escalation', 'post-coordinator', 1],
      ['2026-03-26', 'escalation', 'post-director', 2],
      // The leader is told once, and announced the day before.
      ['2026-03-27', 'escalation-ahead', 'post-coordinator', 1],
      ['2026-03-30', 'escalation', 'post-leader', 3],
      // Five working days apart, over Qingming and the first days of May.
      ['2026-04-07', 'escalation', 'post-director', 2],
      ['2026-04-14', 'escalation', 'post-director', 2],
      ['2026-04-21', 'escalation', 'post-director', 2],
      ['2026-04-28', 'escalation', 'post-director', 2],
      ['2026-05-08', 'escalation', 'post-director', 2],
      ['2026-05-14', 'meeting-list', 'post-coordinator', 1],
    ]);
  });

  test('of what is open though its date has passed has a row of that date, also when nobody is told any more', () => {
    const life = anAgreement();
    const commitment = { sentence: text('we will'), beneficiaryOrganisationId: theirs };
    life.send('recordCommitment', { ...commitment, ownerPostId: 'post-owner', dueOn: '2026-03-20' });
    expect(overdueRows(life.state, life.at)).toEqual([]);
    life.sleepUntil('2026-09-01T01:00:00.000Z');
    expect(told(life, 'commitment.commitment-1')).toEqual([]);
    const late = overdueRows(life.state, life.at).filter(({ kind }) => kind === 'commitment');
    expect(late).toMatchObject([{ on: '2026-03-20', what: 'deadline', postId: 'post-owner' }]);
  });

  test('of what nobody named asks, and says that it is assumed; the count goes to the director', () => {
    const life = anAgreement();
    life.send('recordCommitment', { sentence: text('we will'), beneficiaryOrganisationId: theirs });
    const all = rows(life, 3);
    const about = all.filter((row) => row.followUpId === 'commitment.commitment-1');
    expect(about.map(({ what, isAssumed }) => [what, isAssumed])).toEqual([
      ['question', true],
      ['deadline', true],
      ['question', true],
    ]);
    expect(all.find((row) => row.what === 'count-of-questions')).toMatchObject({
      on: '2026-03-16',
      postId: 'post-director',
      followUpId: null,
      level: 2,
    });
  });

  test('beyond the official calendar is provisional, before it is not', () => {
    const life = anAgreement();
    const commitment = { sentence: text('we will'), beneficiaryOrganisationId: theirs, ownerPostId: 'post-owner' };
    life.send('recordCommitment', { ...commitment, dueOn: '2026-06-30' });
    life.send('recordCommitment', { ...commitment, dueOn: '2027-06-30' });
    const deadlines = rows(life, 18).filter((row) => row.what === 'deadline' && row.kind === 'commitment');
    expect(deadlines.map(({ on, isProvisional }) => [on, isProvisional])).toEqual([
      ['2026-06-30', false],
      ['2027-06-30', true],
    ]);
  });

  test('on hold shows the end of the hold alone, because the other dates stand still', () => {
    const life = anAgreement();
    const approval = { reason: text('why'), approverPersonId: 'person-director' };
    life.send('pauseAgreement', { untilOn: '2026-04-30', ...approval });
    expect(new Set(rows(life, 12).map((row) => row.kind))).toEqual(new Set(['hold']));
  });

  test('ends before the same day of the last month', () => {
    const life = anAgreement();
    life.send('recordCommitment', {
      sentence: text('we will'),
      beneficiaryOrganisationId: theirs,
      ownerPostId: 'post-owner',
      dueOn: '2026-04-02',
    });
    expect(spanOf(life.state, life.at, 1).untilOn).toBe('2026-04-02');
    expect(told(life, 'commitment.commitment-1', 1)).toEqual([['2026-03-30', 'reminder', 'post-owner', 0]]);
  });

  test('property: its notices are those that are then written, and each deadline stands open on its day', () => {
    fc.assert(
      fc.property(anyAgreement, (life) => {
        const { toAt } = spanOf(life.state, life.at, 6);
        const planned = rows(life, 6);
        const known = life.events.length;
        const deadlines = planned.filter((row) => row.what === 'deadline');
        for (const { on, followUpId } of deadlines) {
          const noon = `${on}T04:00:00.000Z`;
          if (noon > life.at) life.sleepUntil(noon);
          expect(life.state.followUps[followUpId ?? '']?.dueOn).toBe(on);
        }
        life.sleepUntil(toAt);
        const written = life.events.slice(known).flatMap((event) => event.notify ?? []);
        expect(planned.filter((row) => row.what !== 'deadline').length).toBe(written.length);
      }),
      { numRuns: 40 },
    );
  }, 60_000);

  test('of an agreement with a hundred open items over three years: how long it takes', () => {
    const life = aBigAgreement(80, 20);
    const began = performance.now();
    const planned = rows(life, 36);
    const ms = Math.round(performance.now() - began);
    const open = Object.keys(life.state.followUps).length;
    console.info(`flight plan of ${open} open items over 36 months: ${planned.length} rows in ${ms} ms`);
    expect(planned.length).toBeGreaterThan(open);
    expect(later(life.at, 1200) > (planned.at(-1)?.on ?? '')).toBe(true);
  });
});
