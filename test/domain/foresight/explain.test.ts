import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addMonths } from '../../../domain/calendar/local-date.ts';
import { endOfDay, localDateOf } from '../../../domain/calendar/zones.ts';
import type { AgreementState } from '../../../domain/agreement/state.ts';
import type { FollowUpHost } from '../../../domain/follow-up/host.ts';
import { text, theirs } from '../agreement/life.ts';
import { accountOf, ledger } from './account.ts';
import { anAgreement, anyAgreement, anyPlan } from './lives.ts';
import type { Looped } from './lives.ts';

const id = 'commitment.commitment-1';
const commitment = { sentence: text('we will'), beneficiaryOrganisationId: theirs };

function promised(): Looped<AgreementState> {
  const life = anAgreement();
  life.send('recordCommitment', { ...commitment, ownerPostId: 'post-owner', dueOn: '2026-03-20' });
  return life;
}

/** Each random life gives the account of everything that is open in it. */
const AGREEMENTS = 130;
const PLANS = 70;

describe('an account of a follow-up', () => {
  test('of a promise that was paused, put back and forgotten, by hand', () => {
    const life = promised();
    life.sleepUntil('2026-03-11T01:00:00.000Z');
    life.send('extendFollowUp', { followUpId: id, dueOn: '2026-03-27', reason: text('why') });
    life.send('pauseFollowUp', { followUpId: id, kind: 'snoozed', untilOn: '2026-03-13', reason: text('why') });
    life.sleepUntil('2026-04-02T01:00:00.000Z');
    expect(accountOf(life, id)).toEqual({
      entityId: life.ref.id,
      followUpId: id,
      kind: 'commitment',
      about: { kind: 'commitment', id: 'commitment-1' },
      title: { en: 'Keep a commitment', zh: '落实约定事项' },
      task: { en: 'Do what was said, and report it done.', zh: '请落实所约定的事项，并反馈完成情况。' },
      status: 'open',
      owner: {
        postId: 'post-owner',
        sideOrgId: expect.any(String),
        certainty: 'confirmed',
        handOver: null,
        untakenSinceOn: null,
      },
      meetingListOn: null,
      clock: {
        openedOn: '2026-03-02',
        dueOn: '2026-03-27',
        certainty: 'confirmed',
        isProvisional: false,
        isToldLate: false,
        extensionAsked: null,
      },
      basis: {
        policyVersion: 1,
        origin: 'inferred',
        calendarId: life.state.calendar.id,
        calendarVersion: life.state.calendar.version,
        zone: 'Asia/Shanghai',
      },
      changes: [
        {
          on: '2026-03-02',
          by: 'person-9',
          what: 'opened',
          dueOn: '2026-03-20',
          ownerPostId: 'post-owner',
          isAssumed: false,
          isDefault: false,
        },
        {
          on: '2026-03-11',
          by: 'person-9',
          what: 'set-anew',
          dueOn: '2026-03-27',
          ownerPostId: 'post-owner',
          isAssumed: false,
          isDefault: false,
        },
      ],
      pauses: [
        { kind: 'snoozed', fromOn: '2026-03-11', untilOn: '2026-03-13', endedOn: '2026-03-13', waitingFor: null },
      ],
      told: [
        expect.objectContaining({ on: '2026-03-02', kind: 'assigned', postId: 'post-owner', rule: null }),
        expect.objectContaining({ on: '2026-03-11', kind: 'extension-agreed', postId: 'post-owner', rule: null }),
        expect.objectContaining({ on: '2026-03-13', kind: 'returned', postId: 'post-owner', rule: null }),
        expect.objectContaining({
          on: '2026-03-26',
          kind: 'reminder',
          rule: { en: '3 working days before its date', zh: '到期前 3 个工作日' },
        }),
        expect.objectContaining({ on: '2026-03-31', kind: 'due', rule: { en: 'on its date', zh: '到期当日' } }),
        expect.objectContaining({ on: '2026-04-01', kind: 'overdue' }),
        expect.objectContaining({ on: '2026-04-02', kind: 'escalation', postId: 'post-coordinator', level: 1 }),
      ],
      untold: [],
      prevention: [
        {
          en: 'Reporting it done by 2026-03-27, confirmed by another. Do what was said, and report it done.',
          zh: '于 2026-03-27 前报告完成并经他人确认。请落实所约定的事项，并反馈完成情况。',
        },
        expect.objectContaining({ en: expect.stringContaining('up to 3 working days') }),
        expect.objectContaining({ zh: expect.stringContaining('商定新的时限') }),
      ],
      next: [
        ['2026-04-07', 'escalation', 2],
        ['2026-04-08', 'escalation-ahead', 1],
        ['2026-04-09', 'escalation', 3],
        ['2026-04-16', 'escalation', 2],
        ['2026-04-23', 'escalation', 2],
        ['2026-04-30', 'escalation', 2],
        ['2026-05-11', 'escalation', 2],
        ['2026-05-18', 'escalation', 2],
        ['2026-05-25', 'meeting-list', 1],
      ].map(([on, what, level]) =>
        expect.objectContaining({
          on,
          what,
          level,
          rule: expect.objectContaining({
            en: expect.stringMatching(
              / working days? after (the level below was told|it was announced to the coordinator|the last time)$/,
            ),
          }),
        }),
      ),
    });
  });

  test('says of a default that nobody said it, and that an answer is wanted', () => {
    const life = anAgreement();
    life.send('recordCommitment', commitment);
    const told = accountOf(life, id);
    expect([told?.owner.certainty, told?.clock.certainty]).toEqual(['assumed', 'assumed']);
    expect(told?.prevention[0]?.en).toContain('Answering who owes it');
    expect(told?.next.every(({ what }) => what === 'question' || what === 'deadline')).toBe(true);
  });

  test('of one that is over tells how it ended and plans nothing more', () => {
    const life = promised();
    life.send('dropCommitment', { commitmentId: 'commitment-1', reason: text('why') });
    expect(accountOf(life, id)).toMatchObject({ status: 'dropped', prevention: [], next: [] });
    expect(accountOf(life, id)?.clock.dueOn).toBe('2026-03-20');
  });

  test('tells the hold that moved its date', () => {
    const life = promised();
    life.send('pauseAgreement', {
      untilOn: '2026-04-01',
      reason: text('why'),
      approverPersonId: 'person-director',
    });
    expect(accountOf(life, id)).toMatchObject({ status: 'held', next: [] });
    life.sleepUntil('2026-03-12T01:00:00.000Z');
    life.send('resumeAgreement', {});
    expect(accountOf(life, id)).toMatchObject({
      clock: { dueOn: '2026-04-01' },
      pauses: [{ kind: 'hold', fromOn: '2026-03-02', untilOn: '2026-04-01', endedOn: '2026-03-12' }],
    });
    expect(accountOf(life, id)?.changes.at(-1)).toMatchObject({ what: 'after-hold', dueOn: '2026-04-01' });
  });

  test('names exactly the rung whose notice is gone from the ledger', () => {
    const life = promised();
    life.sleepUntil('2026-03-23T12:00:00.000Z');
    const whole = ledger(life.events, id);
    expect(accountOf(life, id)?.untold).toEqual([]);
    const lost = whole.filter((notice) => notice.kind !== 'due');
    expect(accountOf(life, id, lost)?.untold).toEqual([{ on: '2026-03-20', steps: ['due'] }]);
  });

  test('is none of what never was', () => expect(accountOf(promised(), 'commitment.commitment-7')).toBeNull());

  test('200 random lives: what comes next in an account is what is then told, and what was told is in it', () => {
    let accounts = 0;
    let lives = 0;
    const check = <S extends FollowUpHost>(life: Looped<S>): void => {
      lives += 1;
      const asked = Object.keys(life.state.followUps).map((open) => ({ open, before: accountOf(life, open) }));
      const known = life.events.length;
      const { zone } = life.state.calendar;
      life.sleepUntil(endOfDay(zone, addMonths(localDateOf(zone, life.at), 12)));
      for (const { open, before } of asked) {
        accounts += 1;
        const later = ledger(life.events.slice(known), open).map(({ kind, postId }) => [kind, postId]);
        const coming = before?.next.filter(({ what }) => what !== 'deadline') ?? [];
        expect(coming.map(({ what, postId }) => [what, postId])).toEqual(later);
        expect(before?.untold).toEqual([]);
      }
    };
    fc.assert(fc.property(anyAgreement, check), { numRuns: AGREEMENTS });
    fc.assert(fc.property(anyPlan, check), { numRuns: PLANS });
    expect(lives).toBe(AGREEMENTS + PLANS);
    expect(accounts).toBeGreaterThanOrEqual(200);
  }, 180_000);
});
