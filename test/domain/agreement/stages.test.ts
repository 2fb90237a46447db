import { describe, expect, test } from '@jest/globals';
import { commitments } from '../../../domain/agreement/commitments.ts';
import { communication } from '../../../domain/agreement/communication.ts';
import { agreement } from '../../../domain/agreement/index.ts';
import { needs } from '../../../domain/agreement/needs.ts';
import { points } from '../../../domain/agreement/points.ts';
import { symposium } from '../../../domain/agreement/symposium.ts';
import { begin, beginAt, person, text, theirs } from './life.ts';

const concerns = [symposium, points, commitments, communication, needs];
const waiver = { reason: text('met in the district office'), approverPersonId: 'person-director' };

describe('skipping a stage', () => {
  test('needs the present stage, a reason, and the name of somebody else', () => {
    const life = begin(concerns);
    expect(life.refused('waiveStage', { ...waiver, stage: 'symposium' })).toBe('stage-not-allowed');
    const director = { id: 'person-director', personId: 'person-director', roles: ['director' as const] };
    expect(life.refused('waiveStage', { ...waiver, stage: 'visit' }, director)).toBe('not-by-author');
    expect(() => life.run('waiveStage', { stage: 'visit', approverPersonId: 'person-director' })).toThrow();
    life.run('waiveStage', { ...waiver, stage: 'visit' });
    expect(life.state).toMatchObject({ stage: 'symposium', waived: ['visit'] });
    expect(life.open).toEqual(['symposium.symposium']);
  });

  test('the last one cannot be skipped', () => {
    expect(beginAt('communication', concerns).refused('waiveStage', { ...waiver, stage: 'communication' })).toBe(
      'stage-not-allowed',
    );
  });
});

describe('going back', () => {
  test('to an earlier stage only, with a reason; what was waived is asked for again', () => {
    const life = beginAt('communication', concerns);
    expect(life.refused('returnToStage', { stage: 'communication', reason: text('x') })).toBe('stage-not-allowed');
    expect(() => life.run('returnToStage', { stage: 'visit' })).toThrow();
    life.run('returnToStage', { stage: 'visit', reason: text('new leadership') });
    expect(life.state).toMatchObject({ stage: 'visit', waived: ['symposium'] });
    expect(life.open).toContain('visit-plan.visit');
    // The next contact goes on being waited for: communication does not end (DOMAIN 2a "Anytime").
    expect(life.open).toContain('contact.communication');
    expect(agreement.card(life.state, life.at).path[0]).toEqual({ stage: 'visit', state: 'current' });
  });
});

describe('a planned visit', () => {
  const planned = {
    fromOn: '2026-03-12',
    toOn: '2026-03-13',
    direction: 'inbound',
    hostOrganisationId: theirs,
    delegation: [person(theirs)],
    stops: [{ name: text('hall') }],
  };

  test('is no contact and nothing done before it begins', () => {
    const life = beginAt('communication', concerns);
    life.run('recordVisit', planned);
    expect(life.state.lastContactOn).toBeNull();
    expect(life.refused('confirmAttendance', { visitId: 'visit-1' })).toBe('date-in-future');
    expect(life.refused('fileVisitNote', { visitId: 'visit-1', note: text('n') })).toBe('date-in-future');
    expect(life.refused('markStop', { visitId: 'visit-1', stop: 1, outcome: 'done' })).toBe('date-in-future');
    expect(life.refused('markStop', { visitId: 'visit-1', stop: 1, outcome: 'skipped', reason: text('r') })).toBeNull();
  });

  test('is a contact once attendance is confirmed, never of a day to come', () => {
    const life = beginAt('communication', concerns);
    life.run('recordVisit', planned);
    const before = life.followUp('contact.communication').dueOn;
    life.goTo('2026-03-12').run('confirmAttendance', { visitId: 'visit-1' });
    expect(life.state.lastContactOn).toBe('2026-03-12');
    expect(life.followUp('contact.communication').dueOn > before).toBe(true);
  });

  test('under way when it is entered, it counts up to today', () => {
    const life = beginAt('communication', concerns);
    life.goTo('2026-03-12').run('recordVisit', planned);
    expect(life.state.lastContactOn).toBe('2026-03-12');
  });
});
