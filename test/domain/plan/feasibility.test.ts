import { describe, expect, test } from '@jest/globals';
import { addWorkingDays } from '../../../domain/calendar/calendar.ts';
import { china, ours, text, theirs } from '../agreement/life.ts';
import { approved, author, coordinator, decision, filed, member, open, studying, team } from './life.ts';

const question = text('question');

describe('the study', () => {
  test('is joint, of parties, and runs sixty working days', () => {
    const life = open();
    expect(life.refused('startStudy', { question, team: [member(ours), member(ours, 2)] })).toBe('side-missing');
    expect(life.refused('startStudy', { question, team: [...team, member('org-nobody')] })).toBe('unknown-party');
    expect(life.refused('startStudy', { question, team, leadPersonId: 'person-9' })).toBe('unknown-person');
    expect(life.refused('startStudy', { question, team, dueOn: '2026-03-01' })).toBe('date-in-past');
    life.run('startStudy', { question, team, ownerPostId: 'post-lead' });
    expect(life.open).toEqual(['study.study']);
    expect(life.state.followUps['study.study']).toMatchObject({ dueOn: '2026-05-28', ownerPostId: 'post-lead' });
    // A check-in after 20 and 40 working days, half and three quarters of the time, then its date.
    expect(life.live('2026-06-01').map((notice) => [notice.on, notice.kind])).toEqual([
      ['2026-03-30', 'reminder'],
      ['2026-04-14', 'reminder'],
      ['2026-04-28', 'reminder'],
      ['2026-05-08', 'reminder'],
      ['2026-05-28', 'due'],
      ['2026-05-29', 'overdue'],
      ['2026-06-01', 'escalation'],
    ]);
  });

  test('after 120 working days the director looks at it, also where its date lies further ahead', () => {
    const life = open();
    life.run('startStudy', { question, team, ownerPostId: 'post-lead', dueOn: '2026-12-11' });
    const on = addWorkingDays(china, '2026-03-02', 120).on;
    const told = life.live('2026-09-30').filter((notice) => notice.kind === 'escalation');
    expect(told.map((notice) => [notice.on, notice.to])).toEqual([[on, { postId: 'post-director' }]]);
  });

  test('its ladder does not wait for that look: three levels, and five times again', () => {
    const life = open();
    life.run('startStudy', { question, team, ownerPostId: 'post-lead' });
    const days = life.live('2026-07-31').filter((notice) => notice.kind === 'escalation');
    expect(days.length).toBe(8);
    const steps = life.state.followUps['study.study']?.steps.map(([, at]) => at) ?? [];
    expect(steps).toEqual(steps.toSorted());
  });

  test('findings and the report belong to a running one, the report to its team', () => {
    const life = open();
    const finding = { kind: 'market', finding: text('large') };
    expect(life.refused('recordFinding', finding)).toBe('wrong-state');
    life.run('startStudy', { question, team });
    life.run('recordFinding', finding);
    expect(life.refused('fileStudyReport', { report: text('r'), authorPersonIds: ['person-9'] })).toBe(
      'unknown-person',
    );
    expect(life.refused('decideStudy', decision('go'))).toBe('wrong-state');
    life.run('fileStudyReport', { report: text('r'), authorPersonIds: [author] });
    expect(life.open).toEqual(['study-decision.study']);
    expect(life.refused('recordFinding', finding)).toBe('wrong-state');
  });

  test('is not decided by its author, whoever enters the decision', () => {
    const life = filed();
    expect(life.refused('decideStudy', decision('go', { decidedByPersonId: author }))).toBe('not-by-author');
    expect(life.refused('decideStudy', decision('go'), { ...coordinator, personId: author })).toBe('not-by-author');
    expect(life.refused('decideStudy', decision('go'))).toBeNull();
  });

  test('go: the project stage begins and waits for its start', () => {
    const life = approved();
    expect(life.card).toMatchObject({ stage: 'project', status: 'open' });
    expect(life.card.path.map((step) => step.state)).toEqual(['done', 'current']);
    expect(life.open).toEqual(['project-start.plan-1']);
    expect(life.refused('startStudy', { question, team })).toBe('stage-not-allowed');
  });

  test('revise: reopened, and an author of any round still cannot decide', () => {
    const life = filed();
    life.run('decideStudy', decision('revise', { untilOn: '2026-04-15' }));
    expect(life.state.study).toMatchObject({ status: 'running', round: 2 });
    expect(life.state.followUps['study.study']?.dueOn).toBe('2026-04-15');
    life.run('fileStudyReport', { report: text('r2'), authorPersonIds: [member(ours).personId] });
    expect(life.refused('decideStudy', decision('go', { decidedByPersonId: author }))).toBe('not-by-author');
  });

  test('hold: sixty working days at the most, then it is decided anew', () => {
    const life = filed();
    expect(life.refused('decideStudy', decision('hold', { untilOn: '2026-09-01' }))).toBe('pause-limit');
    life.run('decideStudy', decision('hold'));
    expect(life.state.hold?.untilOn).toBe('2026-05-28');
    expect(life.card).toMatchObject({ status: 'hold', light: 'green' });
    expect(life.refused('decideStudy', decision('go'))).toBe('on-hold');
    const before = life.state.followUps['study-decision.study']?.dueOn ?? '';
    life.goTo('2026-03-16').run('resumePlan');
    expect(life.state.followUps['study-decision.study']?.dueOn).toBe('2026-03-30');
    expect(before).toBe('2026-03-16');
    life.run('decideStudy', decision('go'));
    expect(life.state.stage).toBe('project');
  });

  test('stop: the plan ends, with nothing open', () => {
    const life = filed();
    life.run('decideStudy', decision('stop'));
    expect(life.state).toMatchObject({ status: 'closed', outcome: 'stopped', followUps: {} });
    expect(life.card).toMatchObject({ closed: true, openCount: 0 });
    expect(life.refused('describePlan', { text: text('again') })).toBe('plan-closed');
    expect(life.live('2026-12-31')).toEqual([]);
  });

  test('data is asked of parties', () => {
    const ask = (organisationId: string) => ({ question, team, dataAsked: [{ organisationId, what: text('assays') }] });
    expect(open().refused('startStudy', ask('org-nobody'))).toBe('unknown-party');
    expect(open().refused('startStudy', ask(theirs))).toBeNull();
    expect(studying().refused('startStudy', ask(theirs))).toBe('wrong-state');
  });
});
