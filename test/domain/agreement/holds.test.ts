import { describe, expect, test } from '@jest/globals';
import { workingDaysBetween } from '../../../domain/calendar/calendar.ts';
import { builds } from '../../../domain/agreement/builds.ts';
import { communication, silenceOf } from '../../../domain/agreement/communication.ts';
import { holds } from '../../../domain/agreement/holds.ts';
import { needs } from '../../../domain/agreement/needs.ts';
import { symposium } from '../../../domain/agreement/symposium.ts';
import { beginAt, china, text, theirs } from './life.ts';
import type { Life } from './life.ts';

const concerns = [symposium, communication, needs, builds, holds];
const hold = { untilOn: '2026-04-30', reason: text('exams'), waitingFor: theirs, approverPersonId: 'person-director' };

function held(): Life {
  const life = beginAt('communication', concerns);
  life.run('recordNeed', { partyId: theirs, shortcoming: text('gap') });
  life.goTo('2026-03-09').run('pauseAgreement', hold);
  return life;
}

describe('a hold', () => {
  test('silences everything but itself, and speaks at half time and when it is over', () => {
    const told = held().live('2026-05-12');
    expect(new Set(told.map((notice) => notice.followUpId))).toEqual(new Set(['hold.hold']));
    const days = workingDaysBetween(china, '2026-03-09', '2026-04-30');
    const first = told[0];
    expect(first?.kind).toBe('reminder');
    expect(workingDaysBetween(china, '2026-03-09', first?.on ?? '')).toBe(Math.floor(days / 2));
    expect(told.map((notice) => notice.kind)).toContain('escalation');
  });

  test('ends with every clock moved by the working days it lasted', () => {
    const life = held();
    const before = { ...life.state.followUps };
    life.goTo('2026-03-23').run('resumeAgreement', {});
    expect(life.state).toMatchObject({ status: 'open', hold: null });
    const open = Object.keys(life.state.followUps).toSorted();
    expect(open).toEqual(
      Object.keys(before)
        .filter((id) => id !== 'hold.hold')
        .toSorted(),
    );
    const days = workingDaysBetween(china, '2026-03-09', '2026-03-23');
    expect(days).toBe(10);
    for (const id of open) {
      const [was, is] = [before[id]!, life.followUp(id)];
      expect(workingDaysBetween(china, was.dueOn, is.dueOn)).toBe(days);
      expect(is.steps.map(([key]) => key)).toEqual(was.steps.map(([key]) => key));
      expect(is.steps.every(([, at], index) => at > was.steps[index]![1])).toBe(true);
    }
  });

  test('what was opened while on hold is moved by its own time only', () => {
    const life = held();
    life.goTo('2026-03-20').run('recordNeed', { partyId: theirs, shortcoming: text('other gap') });
    const was = life.followUp('need.need-2').dueOn;
    life.goTo('2026-03-23').run('resumeAgreement', {});
    expect(workingDaysBetween(china, was, life.followUp('need.need-2').dueOn)).toBe(1);
  });

  test('a date set anew while on hold is not moved by the time before', () => {
    const life = held();
    life.goTo('2026-03-23').run('extendFollowUp', {
      followUpId: 'need.need-1',
      dueOn: '2026-05-20',
      reason: text('they asked'),
    });
    life.run('resumeAgreement', {});
    expect(life.followUp('need.need-1').dueOn).toBe('2026-05-20');
  });

  test('a pause within keeps its length', () => {
    const life = beginAt('communication', concerns);
    life.run('recordNeed', { partyId: theirs, shortcoming: text('gap') });
    life.goTo('2026-03-06').run('pauseFollowUp', {
      followUpId: 'need.need-1',
      kind: 'waiting',
      waitingFor: theirs,
      untilOn: '2026-03-11',
      reason: text('trip'),
    });
    life.goTo('2026-03-09').run('pauseAgreement', hold);
    life.goTo('2026-03-23').run('resumeAgreement', {});
    expect(life.followUp('need.need-1').pause).toMatchObject({ fromOn: '2026-03-20', untilOn: '2026-03-25' });
  });

  test('is no silence of the partner', () => {
    const life = beginAt('communication', concerns);
    life.goTo('2026-03-09').run('pauseAgreement', hold);
    life.goTo('2026-04-24').run('resumeAgreement', {});
    expect(silenceOf(life.state, life.at)).toBe('quiet-ok');
  });

  test('has limits and an approver', () => {
    const life = beginAt('communication', concerns);
    expect(life.refused('pauseAgreement', { ...hold, untilOn: '2026-06-30' })).toBe('pause-limit');
    expect(life.refused('pauseAgreement', { ...hold, untilOn: '2026-03-02' })).toBe('date-in-past');
    expect(life.refused('pauseAgreement', { ...hold, waitingFor: 'org-nobody' })).toBe('unknown-party');
    const self = { id: 'token-director', roles: ['director' as const], personId: 'person-director' };
    expect(life.refused('pauseAgreement', hold, self)).toBe('not-by-author');
    expect(life.refused('resumeAgreement')).toBe('not-on-hold');
    expect(
      life.refused('extendHold', { untilOn: hold.untilOn, reason: hold.reason, approverPersonId: 'person-director' }),
    ).toBe('not-on-hold');
  });

  test('going on with it is decided anew', () => {
    const life = held().goTo('2026-04-29');
    const further = { untilOn: '2026-06-10', reason: text('still'), approverPersonId: 'person-director' };
    life.run('extendHold', further);
    expect(life.state.hold).toMatchObject({ sinceOn: '2026-03-09', untilOn: '2026-06-10' });
    expect(life.followUp('hold.hold').dueOn).toBe('2026-06-10');
    expect(life.refused('extendHold', { ...further, untilOn: '2026-12-01' })).toBe('pause-limit');
  });
});
