import { describe, expect, test } from '@jest/globals';
import { builds } from '../../../domain/agreement/builds.ts';
import { symposium } from '../../../domain/agreement/symposium.ts';
import { begin, ours, person, text, theirs } from './life.ts';
import type { Life } from './life.ts';

function withBuild(): Life {
  const life = begin([symposium, builds]);
  life.run('proposeBuild', {
    form: 'base',
    purpose: 'material-test',
    name: text('base'),
    proposer: person(theirs),
    partnerOrganisationIds: [ours],
    ownerPostId: 'post-liaison',
  });
  return life;
}

const move = (to: string, onDate = '2026-03-02', note?: string) => ({ buildId: 'build-1', to, onDate, note });

describe('a build', () => {
  test('what one speaker proposed is not accepted, and moves one step at a time', () => {
    const life = withBuild();
    expect(life.state.builds['build-1']?.status).toBe('proposed');
    expect(life.refused('moveBuild', move('operating'))).toBe('wrong-state');
    for (const to of ['accepted', 'building', 'operating']) life.run('moveBuild', move(to));
    expect(life.state.builds['build-1']?.status).toBe('operating');
    expect(life.refused('moveBuild', move('building'))).toBe('wrong-state');
  });

  test('is looked at a quarter after each progress, by the same post', () => {
    const life = withBuild();
    const before = life.followUp('build.build-1').dueOn;
    life.goTo('2026-04-01').run('moveBuild', move('accepted', '2026-04-01'));
    expect(life.followUp('build.build-1')).toMatchObject({ openedOn: '2026-04-01', ownerPostId: 'post-liaison' });
    expect(life.followUp('build.build-1').dueOn > before).toBe(true);
  });

  test('is dropped with a note, and its milestones with it', () => {
    const life = withBuild();
    life.run('addBuildMilestone', { buildId: 'build-1', name: text('site'), dueOn: '2026-06-01' });
    expect(life.followUp('milestone.milestone-1')).toMatchObject({ dueOn: '2026-06-01', ownerPostId: 'post-liaison' });
    expect(life.refused('moveBuild', move('dropped'))).toBe('shape-invalid');
    life.run('moveBuild', move('dropped', '2026-03-02', text('no money')));
    expect(life.open.filter((id) => id.startsWith('build') || id.startsWith('milestone'))).toEqual([]);
    expect(life.refused('moveBuild', move('accepted'))).toBe('wrong-state');
  });

  test('a milestone is reached once', () => {
    const life = withBuild();
    const reach = { buildId: 'build-1', milestoneId: 'milestone-1', onDate: '2026-03-02' };
    expect(life.refused('reachBuildMilestone', reach)).toBe('unknown-item');
    expect(life.refused('addBuildMilestone', { buildId: 'build-1', name: text('late'), dueOn: '2026-03-01' })).toBe(
      'date-in-past',
    );
    life.run('addBuildMilestone', { buildId: 'build-1', name: text('site'), dueOn: '2026-06-01' });
    life.run('reachBuildMilestone', reach);
    expect(life.open).not.toContain('milestone.milestone-1');
    expect(life.refused('reachBuildMilestone', reach)).toBe('unknown-item');
  });

  test('days make sense and partners are parties', () => {
    const life = withBuild();
    expect(life.refused('moveBuild', move('accepted', '2026-03-03'))).toBe('date-in-future');
    expect(life.refused('moveBuild', move('accepted', '2026-02-01'))).toBe('ends-before-starts');
    const proposal = { form: 'platform', purpose: 'other', name: text('p'), partnerOrganisationIds: ['org-nobody'] };
    expect(life.refused('proposeBuild', proposal)).toBe('unknown-party');
  });
});
