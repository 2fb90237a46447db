import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AgreementState } from '../../../domain/agreement/state.ts';
import type { FollowUpHost } from '../../../domain/follow-up/host.ts';
import { rehearse } from '../../../domain/policy/rehearse.ts';
import type { Moment } from '../../../domain/policy/rehearse.ts';
import { text, theirs } from '../agreement/life.ts';
import { anAgreement, anyAgreement, anyPlan, later } from '../foresight/lives.ts';
import type { Looped } from '../foresight/lives.ts';

/** What was rehearsed is what then happens, and a migration moves only what is still to come. */

const settable = fc.record({
  'ladder.directorGraceWorkingDays': fc.integer({ min: 1, max: 9 }),
  'ladder.leaderGraceWorkingDays': fc.integer({ min: 2, max: 9 }),
  'ladder.repeatTimes': fc.integer({ min: 0, max: 6 }),
  'ladder.repeatEveryWorkingDays': fc.integer({ min: 1, max: 9 }),
  'kinds.need.dueWorkingDays': fc.integer({ min: 1, max: 60 }),
  'kinds.visit-plan.dueWorkingDays': fc.integer({ min: 1, max: 60 }),
  'kinds.commitment.steps.before': fc.integer({ min: -9, max: -1 }),
  'kinds.commitment.steps.escalation': fc.integer({ min: 1, max: 9 }),
  'kinds.study.dueWorkingDays': fc.integer({ min: 5, max: 120 }),
  'kinds.study.steps.check-20': fc.integer({ min: 1, max: 60 }),
  'reported.steps.confirm-5': fc.integer({ min: 1, max: 20 }),
  'questions.countAfterWorkingDays': fc.integer({ min: 2, max: 20 }),
  'handOver.acceptWithinWorkingDays': fc.integer({ min: 1, max: 9 }),
});
const days = 120;

const spanOf = (at: string) => ({ fromAt: at, effectiveAt: later(at, 1), toAt: later(at, days) });
const told = (moments: readonly Moment[]) =>
  moments.flatMap(({ at, notices }) => notices.map(({ draft }) => JSON.stringify([at, draft])));

function asRehearsed<S extends FollowUpHost>(life: Looped<S>, values: Record<string, number>): number {
  const { decider, ref, state, seq, at } = life;
  const span = spanOf(at);
  const { before, after } = rehearse({ decider, ref, state, seq }, { version: 9, values }, span);
  const known = life.events.length;
  life.sleepUntil(span.effectiveAt);
  const isOpen = life.send('migratePolicy', { version: 9, values, migrationId: 'migration-0' });
  life.sleepUntil(span.toAt);
  if (!isOpen) return 0;
  const happened = life.events
    .slice(known)
    .flatMap(({ at: then, notify = [] }) => notify.map((draft) => JSON.stringify([then, draft])));
  expect(happened).toEqual(told(after));
  return new Set([...told(before), ...told(after)]).size - told(before).length;
}

describe('a rehearsal', () => {
  test('property: tells what the loop then records, notice by notice', () => {
    let changed = 0;
    fc.assert(
      fc.property(anyAgreement, settable, (life, values) => void (changed += asRehearsed(life, values))),
      { numRuns: 60 },
    );
    fc.assert(
      fc.property(anyPlan, settable, (life, values) => void (changed += asRehearsed(life, values))),
      { numRuns: 30 },
    );
    expect(changed).toBeGreaterThan(60);
  }, 120_000);

  test('property: with the values that hold already nothing changes', () => {
    fc.assert(
      fc.property(anyAgreement, (life) => {
        const { decider, ref, state, seq, at } = life;
        const { before, after } = rehearse({ decider, ref, state, seq }, { version: 9 }, spanOf(at));
        expect(told(after)).toEqual(told(before));
      }),
      { numRuns: 30 },
    );
  }, 60_000);
});

const promise = { sentence: text('we will'), beneficiaryOrganisationId: theirs, ownerPostId: 'post-owner' };
const id = 'commitment.commitment-1';

function promised(dueOn = '2026-03-20'): Looped<AgreementState> {
  const life = anAgreement();
  for (const stage of ['visit', 'symposium'])
    life.send('waiveStage', { stage, reason: text('late'), approverPersonId: 'person-director' });
  life.send('recordCommitment', { ...promise, dueOn });
  return life;
}
const migrate = (life: Looped<AgreementState>, values: object) =>
  life.send('migratePolicy', { version: 9, values, migrationId: 'migration-1' });
const stepsOf = (life: Looped<AgreementState>, of = id) => life.state.followUps[of]?.steps.map(([key]) => key);

describe('a migration', () => {
  test('moves what is still to come by the difference, and leaves a date that somebody named', () => {
    const [life, other] = [promised(), promised()];
    migrate(life, { 'kinds.commitment.steps.escalation': 5, 'kinds.commitment.dueWorkingDays': 60 });
    const [now, was] = [life.state.followUps[id], other.state.followUps[id]];
    expect(now?.dueOn).toBe('2026-03-20');
    const at = (f: typeof now, key: string) => f?.steps.find(([step]) => step === key)?.[1];
    expect(at(now, 'due')).toBe(at(was, 'due'));
    expect(at(was, 'escalation')?.slice(0, 10)).toBe('2026-03-23');
    expect(at(now, 'escalation')?.slice(0, 10)).toBe('2026-03-26');
  });

  test('moves our usual date, and whoever owes it reads so', () => {
    const life = promised();
    const before = life.state.followUps['plan.communication'];
    expect(before?.dueCertainty).toBe('default');
    migrate(life, { 'kinds.plan.dueWorkingDays': 30 });
    const after = life.state.followUps['plan.communication'];
    expect([before?.dueOn, after?.dueOn]).toEqual(['2026-05-28', '2026-04-14']);
    const notices = life.events.at(-1)?.notify ?? [];
    expect(notices).toEqual([
      expect.objectContaining({ kind: 'date-moved', facts: expect.objectContaining({ movedBy: 'policy' }) }),
    ]);
  });

  test('tells nothing twice, and what would lie behind in the next working night', () => {
    const life = promised();
    life.sleep(16);
    expect(stepsOf(life)).not.toContain('before');
    migrate(life, { 'kinds.commitment.steps.before': -9, 'kinds.commitment.steps.overdue': 1 });
    expect(stepsOf(life)).not.toContain('before');
    const early = promised('2026-04-10');
    early.sleep(30);
    migrate(early, { 'kinds.commitment.steps.before': -20 });
    const before = early.state.followUps[id]?.steps.find(([key]) => key === 'before')?.[1] ?? '';
    expect(before > early.at && before < later(early.at, 4)).toBe(true);
  });

  test('goes on to the leaders’ meeting where it was asked as often as the new policy asks', () => {
    const life = promised();
    life.sleep(45);
    expect(stepsOf(life)?.[0]).toMatch(/^repeat-[2-5]$/);
    migrate(life, { 'ladder.repeatTimes': 1 });
    expect(stepsOf(life)).toEqual(['meeting-list']);
    life.sleep(30);
    expect(life.state.followUps[id]?.meetingListOn).toBeDefined();
  });

  test('while on hold moves the clocks as they stand still, and carries no former values on', () => {
    const life = promised();
    life.send('adoptPolicy', { version: 2, values: { 'kinds.commitment.steps.escalation': 6 } });
    life.send('pauseAgreement', { untilOn: '2026-04-20', reason: text('wait'), approverPersonId: 'person-director' });
    expect(life.state.policy.former).toEqual({ 1: {} });
    life.sleep(30);
    migrate(life, { 'kinds.commitment.steps.escalation': 6 });
    expect(life.state.policy).toEqual({ version: 9, values: { 'kinds.commitment.steps.escalation': 6 } });
    expect(stepsOf(life)).toEqual(['before', 'due', 'overdue', 'escalation']);
    expect(life.state.followUps[id]?.steps[0]?.[1].slice(0, 10)).toBe('2026-03-16');
  });
});
