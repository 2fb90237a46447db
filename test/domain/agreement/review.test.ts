import { describe, expect, test } from '@jest/globals';
import { commitments } from '../../../domain/agreement/commitments.ts';
import { communication } from '../../../domain/agreement/communication.ts';
import { needs } from '../../../domain/agreement/needs.ts';
import { plans } from '../../../domain/agreement/plans.ts';
import { points } from '../../../domain/agreement/points.ts';
import { records } from '../../../domain/agreement/records.ts';
import { openYearlyReview, review } from '../../../domain/agreement/review.ts';
import { symposium } from '../../../domain/agreement/symposium.ts';
import { newAgreement } from '../../../domain/agreement/state.ts';
import { begin, beginAt, coordinator, ours, text, theirs } from './life.ts';

const concerns = [symposium, communication, points, commitments, needs, plans, records, review];
const decision = { decision: 'renew', reason: text('good'), partnerToldOn: '2026-03-02' };

describe('the yearly review', () => {
  test('falls on the next anniversary of the start, also for an agreement of years ago', () => {
    const life = begin(concerns);
    const context = { at: life.at, actor: coordinator };
    const dueOn = (startedOn: string) =>
      openYearlyReview({ ...life.state, startedOn, followUps: {} }, context).map((draft) => [
        draft.about?.id,
        draft.data['dueOn'],
      ]);
    expect(dueOn('2026-03-02')).toEqual([['review-2027', '2027-03-02']]);
    expect(dueOn('2021-06-09')).toEqual([['review-2026', '2026-06-09']]);
    // While it starts, the state has no day of start yet.
    const starting = { ...newAgreement(life.state.id), calendar: life.state.calendar, homeUnit: life.state.homeUnit };
    expect(openYearlyReview(starting, context)[0]?.data['dueOn']).toBe('2027-03-02');
  });

  test('is waited for from the first day on', () => {
    const life = begin(concerns);
    expect(life.followUp('review.review-2027')).toMatchObject({ dueOn: '2027-03-02', ownerCertainty: 'confirmed' });
    expect(life.events.map((event) => event.type).slice(-1)).toEqual(['followUpOpened']);
  });

  test('once decided the next one opens, one year on', () => {
    const life = begin(concerns);
    life.run('openReview', { dueOn: '2026-03-20', reason: text('new dean') });
    expect(openYearlyReview(life.state, { at: life.at, actor: coordinator })).toEqual([]);
    expect(life.followUp('review.review-2026').dueOn).toBe('2026-03-20');
    life.goTo('2026-03-20').run('decideReview', decision);
    expect(Object.keys(life.state.followUps).filter((id) => id.startsWith('review'))).toEqual(['review.review-2027']);
    expect(life.followUp('review.review-2027').dueOn).toBe('2027-03-02');
  });

  test('names commitments that exist, and a day on which the partner was told', () => {
    const life = begin(concerns);
    expect(life.refused('decideReview', { ...decision, partnerToldOn: '2026-03-03' })).toBe('date-in-future');
    const outcomes = [{ commitmentId: 'commitment-1', outcome: 'kept' }];
    expect(life.refused('decideReview', { ...decision, outcomes })).toBe('unknown-item');
    expect(life.refused('openReview', { dueOn: '2026-03-01', reason: text('x') })).toBe('date-in-past');
  });

  test('terminate closes the cooperation', () => {
    const life = begin(concerns);
    life.run('decideReview', { ...decision, decision: 'terminate' });
    expect(life.state).toMatchObject({ status: 'closed', followUps: {} });
    expect(life.events.at(-1)).toMatchObject({ type: 'agreementClosed', data: { outcome: 'terminated' } });
  });
});

describe('closing', () => {
  test('waits for open plans, then ends every follow-up and says nothing more', () => {
    const life = beginAt('communication', concerns);
    life.run('recordCommitment', { sentence: text('we will'), beneficiaryOrganisationId: theirs });
    life.run('proposePlan', { name: text('plan') });
    const end = { outcome: 'achieved', reason: text('done') };
    expect(life.refused('closeAgreement', end)).toBe('plans-open');
    expect(life.why('closeAgreement', end)).toContain('plan-1');
    expect(life.refused('decideReview', { ...decision, decision: 'lapse' })).toBe('plans-open');
    const told = { planId: 'plan-1', stage: 'feasibility', light: 'green', sponsored: false };
    life.run('planProgressed', { ...told, status: 'hold' });
    expect(life.refused('closeAgreement', end)).toBe('plans-open');
    life.run('planProgressed', { ...told, status: 'closed' });
    const open = Object.keys(life.state.followUps).toSorted();
    expect(open).toContain('review.review-2027');
    const events = life.run('closeAgreement', end);
    expect(
      events
        .filter((e) => e.type === 'followUpClosed')
        .map((e) => String(e.data['id']))
        .toSorted(),
    ).toEqual(open);
    expect(life.open).toEqual([]);
    expect(life.live('2026-12-31')).toEqual([]);
  });
});

describe('records that are never tasks', () => {
  test('a publication comes after its event and moves no clock', () => {
    const life = begin(concerns);
    life.run('recordVisit', { fromOn: '2026-03-01', direction: 'inbound', hostOrganisationId: ours });
    const open = { ...life.state.followUps };
    const report = { aboutId: 'visit-1', publishedOn: '2026-03-02', author: text('office') };
    const [event] = life.run('recordPublication', report);
    expect(event?.data).toMatchObject({ eventOn: '2026-03-01', publishedOn: '2026-03-02' });
    expect(life.state.followUps).toEqual(open);
    expect(life.refused('recordPublication', { ...report, publishedOn: '2026-02-28' })).toBe('ends-before-starts');
    expect(life.refused('recordPublication', { ...report, aboutId: 'visit-2' })).toBe('unknown-item');
  });

  test('a claim without evidence is unverified until there is some', () => {
    const life = begin(concerns);
    const [claim] = life.run('recordClaim', { organisationId: theirs, claim: text('good results') });
    expect(claim?.data['verified']).toBe(false);
    expect(life.run('addEvidence', { claimId: 'claim-1', evidence: text('link') })[0]?.data['verified']).toBe(true);
    expect(life.refused('addEvidence', { claimId: 'claim-2', evidence: text('link') })).toBe('unknown-item');
    expect(life.run('recordNote', { aboutId: 'claim-1', note: text('n') })[0]?.about).toEqual({
      kind: 'note',
      id: 'note-1',
    });
  });
});
