import { describe, expect, test } from '@jest/globals';
import { instruments } from '../../../domain/agreement/instruments.ts';
import { begin, ours, text, theirs } from './life.ts';
import type { Life } from './life.ts';

function withDraft(): Life {
  const life = begin([instruments]);
  life.run('recordInstrument', { kind: 'framework', name: text('frame'), organisationIds: [ours, theirs] });
  return life;
}
const move = (to: string, more: object = {}) => ({ instrumentId: 'instrument-1', to, onDate: '2026-03-02', ...more });
const toSigned = (life: Life): Life => {
  life.run('moveInstrument', move('legally-reviewed'));
  life.run('moveInstrument', move('approved', { approvedBy: text('board') }));
  life.run('moveInstrument', move('sealed'));
  life.run('moveInstrument', move('signed'));
  return life;
};

describe('an instrument', () => {
  test('goes step by step; approval names the body; each step restarts the clock', () => {
    const life = withDraft();
    expect(life.refused('moveInstrument', move('signed'))).toBe('wrong-state');
    life.goTo('2026-03-09').run('moveInstrument', move('legally-reviewed'));
    expect(life.followUp('instrument.instrument-1').openedOn).toBe('2026-03-09');
    expect(life.refused('moveInstrument', move('approved'))).toBe('shape-invalid');
    expect(life.refused('moveInstrument', move('approved', { onDate: '2026-04-01' }))).toBe('date-in-future');
    expect(life.refused('moveInstrument', move('approved', { onDate: '2026-01-01' }))).toBe('ends-before-starts');
    expect(life.refused('moveInstrument', { ...move('approved'), instrumentId: 'instrument-9' })).toBe('unknown-item');
  });

  test('in force it is asked about before it expires, and no more when it did', () => {
    const life = toSigned(withDraft());
    expect(life.refused('moveInstrument', move('effective', { expiresOn: '2026-03-02' }))).toBe('ends-before-starts');
    life.run('moveInstrument', move('effective', { expiresOn: '2026-12-01' }));
    expect(life.open).not.toContain('instrument.instrument-1');
    expect(life.followUp('expiry.instrument-1').dueOn).toBe('2026-12-01');
    const first = life.live('2026-09-30').find((told) => told.followUpId === 'expiry.instrument-1');
    expect(first).toMatchObject({ kind: 'reminder', to: { postId: 'post-coordinator' } });
    life.goTo('2026-12-01').run('moveInstrument', move('expired', { onDate: '2026-12-01' }));
    expect(life.open).not.toContain('expiry.instrument-1');
    expect(life.refused('moveInstrument', move('withdrawn', { note: text('late') }))).toBe('wrong-state');
  });

  test('without an end nothing waits; withdrawn is no more chased', () => {
    const life = toSigned(withDraft());
    life.run('moveInstrument', move('effective'));
    expect(life.open.some((id) => id.endsWith('instrument-1'))).toBe(false);
    const other = withDraft();
    expect(other.refused('moveInstrument', move('withdrawn'))).toBe('shape-invalid');
    other.run('moveInstrument', move('withdrawn', { note: text('why') }));
    expect(other.open.some((id) => id.endsWith('instrument-1'))).toBe(false);
  });

  test('entered after it ran out, it is asked about today and not next year', () => {
    const life = begin([instruments]);
    life.run('recordInstrument', {
      kind: 'contract',
      name: text('old'),
      organisationIds: [ours],
      draftedOn: '2024-01-08',
    });
    const old = { onDate: '2024-01-08' };
    life.run('moveInstrument', move('legally-reviewed', old));
    life.run('moveInstrument', move('approved', { ...old, approvedBy: text('board') }));
    life.run('moveInstrument', move('sealed', old));
    life.run('moveInstrument', move('signed', old));
    life.run('moveInstrument', move('effective', { ...old, expiresOn: '2025-01-08' }));
    expect(life.followUp('expiry.instrument-1').dueOn).toBe('2026-03-02');
  });
});

const payment = { amount: '500000.00', currency: 'CNY', fromOrganisationId: theirs, toOrganisationId: ours };

describe('a payment', () => {
  test('is followed to its day, and ends when it has come in', () => {
    const life = begin([instruments]);
    life.run('recordPayment', { ...payment, dueOn: '2026-04-15' });
    expect(life.followUp('payment.payment-1')).toMatchObject({ dueOn: '2026-04-15', sideOrgId: theirs });
    life.goTo('2026-04-10').run('movePayment', { paymentId: 'payment-1', to: 'received', onDate: '2026-04-09' });
    expect(life.open).not.toContain('payment.payment-1');
    expect(life.refused('movePayment', { paymentId: 'payment-1', to: 'due', onDate: '2026-04-10' })).toBe(
      'wrong-state',
    );
  });

  test('without a day it is a question; once due it is chased from that day', () => {
    const life = begin([instruments]);
    life.run('recordPayment', payment);
    expect(life.followUp('payment.payment-1').dueCertainty).toBe('assumed');
    life.goTo('2026-03-16').run('movePayment', { paymentId: 'payment-1', to: 'due', onDate: '2026-03-16' });
    expect(life.followUp('payment.payment-1')).toMatchObject({ dueOn: '2026-03-16', dueCertainty: 'confirmed' });
  });

  test('that is due as of a make-up day is chased from the next day that we may plan onto', () => {
    const life = begin([instruments]);
    life.run('recordPayment', payment);
    life.goTo('2026-05-09').run('movePayment', { paymentId: 'payment-1', to: 'due', onDate: '2026-05-09' });
    expect(life.followUp('payment.payment-1').dueOn).toBe('2026-05-11');
  });

  test('goes from one party to another, in an amount that is one', () => {
    const life = begin([instruments]);
    expect(life.refused('recordPayment', { ...payment, toOrganisationId: theirs })).toBe('shape-invalid');
    expect(life.refused('recordPayment', { ...payment, toOrganisationId: 'org-nobody' })).toBe('unknown-party');
    expect(() => life.decide('recordPayment', { ...payment, amount: '-5' })).toThrow();
  });
});
