import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AgreementState } from '../../../domain/agreement/state.ts';
import { addWorkingDays } from '../../../domain/calendar/calendar.ts';
import { policyOf } from '../../../domain/policy/adopted.ts';
import type { Looped } from '../foresight/lives.ts';
import { anAgreement, anyAgreement, anyPlan, calendar, later } from '../foresight/lives.ts';
import { text, theirs } from '../agreement/life.ts';

/** A policy holds for clocks that are set from its adoption on; an open one keeps, rung by rung, what it was set under [GL1]. */

const grace = 'ladder.directorGraceWorkingDays';
const escalation = 'kinds.commitment.steps.escalation';
const promise = { sentence: text('we will'), beneficiaryOrganisationId: theirs, ownerPostId: 'post-owner' };

function promised(): Looped<AgreementState> {
  const life = anAgreement();
  for (const stage of ['visit', 'symposium'])
    life.send('waiveStage', { stage, reason: text('late'), approverPersonId: 'person-director' });
  life.send('recordCommitment', { ...promise, dueOn: '2026-03-20' });
  return life;
}

const id = 'commitment.commitment-1';
const told = (life: Looped<AgreementState>, of: string) =>
  life.events
    .filter(({ type, data }) => type === 'followUpReminded' && data['id'] === of)
    .map(({ at, data }) => [at.slice(0, 10), ...(data['steps'] as string[])].join(' '));

describe('an open clock', () => {
  test('keeps its rungs, and those that the ladder plans later, while a new one goes by the new values', () => {
    const [life, untouched] = [promised(), promised()];
    life.send('adoptPolicy', { version: 2, values: { [grace]: 9, [escalation]: 6 } });
    expect(life.state.followUps[id]).toEqual({ ...untouched.state.followUps[id], policyVersion: 1 });
    for (const one of [life, untouched]) {
      one.send('recordCommitment', { ...promise, dueOn: '2026-03-20' });
      one.sleep(60);
    }
    expect(told(life, id)).toEqual(told(untouched, id));
    const fresh = told(life, 'commitment.commitment-2');
    const escalated = addWorkingDays(calendar, '2026-03-20', 6).on;
    expect(fresh.find((line) => line.endsWith(' escalation'))?.slice(0, 10) ?? '').toBe(dayBefore(escalated));
    const director = fresh.find((line) => line.endsWith(' escalation-2'))?.slice(0, 10);
    expect(director).toBe(dayBefore(addWorkingDays(calendar, escalated, 9).on));
  });

  test('lets the former values go when it ends or is set anew; nothing is carried where nothing was set', () => {
    const life = promised();
    expect(life.state.policy).toEqual({ version: 1 });
    life.send('adoptPolicy', { version: 2, values: { [escalation]: 6 } });
    expect(life.state.policy).toEqual({ version: 2, values: { [escalation]: 6 }, former: { 1: {} } });
    life.send('extendFollowUp', { followUpId: id, dueOn: '2026-03-27', reason: text('more') });
    expect(life.state.policy).toEqual({ version: 2, values: { [escalation]: 6 } });
    expect(life.state.followUps[id]?.policyVersion).toBeUndefined();
    life.send('adoptPolicy', { version: 3 });
    expect(life.state.policy).toMatchObject({ version: 3, former: { 2: { [escalation]: 6 } } });
    life.send('dropCommitment', { commitmentId: 'commitment-1', reason: text('no') });
    expect(life.state.policy).toEqual({ version: 3 });
  });

  test('that was handed over returns under the policy of its former clock', () => {
    const life = promised();
    life.send('reassignFollowUp', { followUpId: id, ownerPostId: 'post-2', reason: text('yours') });
    life.send('adoptPolicy', { version: 2, values: { [escalation]: 6 } });
    expect(life.state.followUps[id]?.handedFrom).toMatchObject({ policyVersion: 1 });
    life.sleep(8);
    expect(life.state.followUps[id]).toMatchObject({ ownerPostId: 'post-owner', policyVersion: 1 });
    expect(policyOf(life.state, 'commitment', life.state.followUps[id]).steps.at(-1)?.offsetWorkingDays).toBe(2);
  });

  test('is marked only where a value of its own kind changed', () => {
    const life = promised();
    life.send('adoptPolicy', { version: 2, values: { 'kinds.minutes.dueWorkingDays': 9 } });
    expect(Object.values(life.state.followUps).flatMap((f) => f.policyVersion ?? [])).toEqual([]);
    expect(life.state.policy).toEqual({ version: 2, values: { 'kinds.minutes.dueWorkingDays': 9 } });
  });
});

describe('any life', () => {
  const values = fc.record({
    'ladder.directorGraceWorkingDays': fc.integer({ min: 1, max: 9 }),
    'ladder.repeatTimes': fc.integer({ min: 0, max: 6 }),
    'kinds.need.steps.before': fc.integer({ min: -9, max: -1 }),
    'kinds.commitment.steps.escalation': fc.integer({ min: 1, max: 9 }),
    'kinds.study.dueWorkingDays': fc.integer({ min: 20, max: 90 }),
    'questions.countAfterWorkingDays': fc.integer({ min: 2, max: 20 }),
    'intake.endsAfterDays': fc.integer({ min: 5, max: 60 }),
    'communication.dormantPeriods': fc.integer({ min: 2, max: 5 }),
  });

  const notices = <S>(life: Looped<S>, open: ReadonlySet<string>, from: number) =>
    life.events
      .slice(from)
      .flatMap(({ at, notify = [] }) =>
        notify.flatMap(({ kind, to, followUpId, facts }) =>
          followUpId === undefined || open.has(followUpId) ? [[at, kind, to, followUpId, facts['step']]] : [],
        ),
      );

  test('property: whatever is adopted, what is open tells whom and when as if nothing had been', () => {
    let compared = 0;
    const keepsOn = <S extends { followUps: Record<string, { kind: string }> }>(life: Looped<S>, set: object): void => {
      const open = new Set(Object.keys(life.state.followUps));
      const from = life.events.length;
      const state = life.state;
      const [seq, at, nextWakeAt] = [life.seq, life.at, life.nextWakeAt];
      life.sleep(200);
      const asBefore = notices(life, open, from);
      Object.assign(life, { state, seq, at, nextWakeAt });
      life.events.splice(from);
      life.send('adoptPolicy', { version: 5, values: set });
      life.sleepUntil(later(at, 200));
      // What opens meanwhile (a silence put to decision) has a new clock.
      expect(notices(life, open, from)).toEqual(asBefore);
      compared += asBefore.length;
    };
    fc.assert(fc.property(anyAgreement, values, keepsOn), { numRuns: 40 });
    fc.assert(fc.property(anyPlan, values, keepsOn), { numRuns: 20 });
    expect(compared).toBeGreaterThan(200);
  }, 120_000);
});

/** Planned in the night before the morning: in UTC still the evening before. */
const dayBefore = (on: string): string => new Date(Date.parse(on) - 86_400_000).toISOString().slice(0, 10);
