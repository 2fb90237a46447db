import { describe, expect, test } from '@jest/globals';
import { isRefusal } from '../../../domain/decider.ts';
import { plan } from '../../../domain/plan/index.ts';
import { text, theirs } from '../agreement/life.ts';
import { bothSponsors, coordinator, open, openData, PlanLife, ref, system, team } from './life.ts';

describe('opening', () => {
  test('a plan may start with a name only; text and sponsors are chased, and the study waits for both', () => {
    const life = open({ sponsors: bothSponsors.slice(0, 1) });
    expect(life.open).toEqual(['plan-sponsors.plan-1', 'plan-text.plan-1', 'study-start.plan-1']);
    expect(life.why('startStudy', { question: text('q'), team })).toMatch(/text.*sponsor/);
    const told = life.live('2026-03-20').filter((notice) => notice.followUpId === 'plan-text.plan-1');
    expect(told.map((notice) => notice.kind)).toEqual([
      'reminder',
      'due',
      'overdue',
      'escalation',
      'escalation-ahead',
      'escalation',
    ]);
    life.run('describePlan', { text: text('at last') });
    expect(life.refused('startStudy', { question: text('q'), team })).toBe('exit-criteria-unmet');
    life.run('sponsorPlan', bothSponsors[1]);
    expect(life.state.sponsored).toBe(true);
    expect(life.open).toEqual(['study-start.plan-1']);
    expect(life.refused('startStudy', { question: text('q'), team })).toBeNull();
  });

  test('two sponsors of one side are not two sides', () => {
    const life = open({ sponsors: bothSponsors.slice(1) });
    life.run('sponsorPlan', { organisationId: theirs, postId: 'post-rector' });
    expect(life.state.sponsored).toBe(false);
    expect(life.refused('sponsorPlan', { organisationId: theirs, postId: 'post-rector' })).toBe('already-exists');
    expect(life.refused('sponsorPlan', { organisationId: 'org-nobody', postId: 'post-1' })).toBe('unknown-party');
  });

  test('takes what the agreement recorded, also what only a newer version knows', () => {
    const life = open({ sponsored: false, fromTheFuture: 1 });
    expect(life.events[0]?.data).not.toHaveProperty('fromTheFuture');
    expect(life.card).toMatchObject({
      status: 'open',
      stage: 'feasibility',
      partyIds: [theirs, 'org-cnuktip'],
      parentId: ref.agreementId,
      path: [
        { stage: 'feasibility', state: 'current' },
        { stage: 'project', state: 'ahead' },
      ],
    });
  });

  test('a party that comes later may sponsor and be of the team, once its agreement has told', () => {
    const life = open({ text: text('what'), sponsors: bothSponsors.slice(1) });
    const newcomer = { organisationId: 'org-new', postId: 'post-new' };
    expect(life.refused('sponsorPlan', newcomer)).toBe('unknown-party');
    const party = { organisationId: 'org-new', role: 'partner', ours: true };
    expect(life.refused('admitParty', party, coordinator)).toBe('not-permitted');
    life.run('admitParty', party, system);
    expect(life.refused('admitParty', party, system)).toBe('already-exists');
    expect(life.card.partyIds).toContain('org-new');
    life.run('sponsorPlan', newcomer);
    expect(life.state.sponsored).toBe(true);
    life.run('startStudy', {
      question: text('q'),
      team: [...team, { personId: 'person-new', organisationId: 'org-new' }],
    });
  });

  test('is the system’s, once, and before anything else', () => {
    const life = new PlanLife();
    expect(life.refused('describePlan', { text: text('x') })).toBe('not-started');
    expect(life.refused('openPlan', openData(), coordinator)).toBe('not-permitted');
    life.run('openPlan', openData(), system);
    expect(life.refused('openPlan', openData(), system)).toBe('already-exists');
    const unheard = plan.decide(life.state, 'dance', {}, { at: life.at, actor: coordinator });
    expect(isRefusal(unheard) && unheard.refused).toBe('shape-invalid');
  });
});
