import { describe, expect, test } from '@jest/globals';
import { agreement } from '../../../domain/agreement/index.ts';
import { review } from '../../../domain/agreement/review.ts';
import { china, homeUnit, Life, ours, text, theirs } from './life.ts';

function proposed(): Life {
  const life = new Life([review]);
  life.run('startAgreement', {
    parties: [
      { organisationId: theirs, role: 'guest' },
      { organisationId: ours, role: 'host', ours: true },
    ],
    adopted: { homeUnit, calendar: china, policy: { version: 1 } },
  });
  return life;
}

describe('a proposal', () => {
  test('waits five working days for a decision, and nothing else is open', () => {
    const life = proposed();
    expect(life.open).toEqual(['intake.intake']);
    expect(life.followUp('intake.intake').dueOn).toBe('2026-03-09');
    const context = { at: life.at, actor: { id: 'token', roles: ['coordinator' as const] } };
    expect(agreement.decide(life.state, 'pauseAgreement', {}, context)).toMatchObject({ refused: 'not-accepted' });
  });

  test('accepted: the first stage begins and the question is over', () => {
    const life = proposed();
    life.run('acceptIntake');
    expect(life.state.status).toBe('open');
    expect(life.open).toEqual(['visit-plan.visit']);
    expect(life.refused('acceptIntake')).toBe('wrong-state');
    expect(life.live('2026-06-30').length).toBeGreaterThan(0);
    expect(life.state.status).toBe('open');
  });

  test('declined with a reason: it ends and says nothing more', () => {
    const life = proposed();
    life.run('declineIntake', { reason: text('no capacity') });
    expect(life.state).toMatchObject({ status: 'closed', followUps: {} });
    expect(agreement.nextWake(life.state)).toBeNull();
    expect(life.live('2026-12-31')).toEqual([]);
  });

  test('nobody decides: reminded, escalated, and after thirty days ended as not pursued', () => {
    const life = proposed();
    const told = life.live('2026-03-31');
    expect(new Set(told.map((notice) => notice.kind))).toEqual(
      new Set(['reminder', 'due', 'overdue', 'escalation', 'escalation-ahead']),
    );
    expect(life.state.status).toBe('intake');
    expect(agreement.nextWake(life.state)?.slice(0, 10)).toBe('2026-03-31');
    expect(life.live('2026-12-31')).toEqual([]);
    expect(life.state).toMatchObject({ status: 'closed', followUps: {} });
    expect(life.events.at(-1)).toMatchObject({
      type: 'intakeNotPursued',
      by: 'system',
      data: { on: '2026-04-01', afterDays: 30 },
    });
  });
});
