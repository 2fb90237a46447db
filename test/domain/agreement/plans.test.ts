import { describe, expect, test } from '@jest/globals';
import { communication, communicationGate } from '../../../domain/agreement/communication.ts';
import { needs } from '../../../domain/agreement/needs.ts';
import { furthestPlanStage, isSponsored, plans } from '../../../domain/agreement/plans.ts';
import { symposium } from '../../../domain/agreement/symposium.ts';
import { begin, beginAt, ours, text, theirs } from './life.ts';
import type { Life } from './life.ts';

const concerns = [symposium, communication, needs, plans];
const system = { id: 'system', roles: ['system' as const] };
const bothSides = [
  { organisationId: ours, postId: 'post-director' },
  { organisationId: theirs, postId: 'post-dean' },
];
const tell = (life: Life, planId: string, more: object) =>
  life.run(
    'planProgressed',
    { planId, stage: 'feasibility', status: 'open', light: 'green', sponsored: false, ...more },
    system,
  );

describe('a plan within its agreement', () => {
  test('follows from a symposium or communication', () => {
    const early = begin(concerns);
    expect(early.refused('proposePlan', { name: text('plan') })).toBe('stage-not-allowed');
    expect(beginAt('symposium', concerns).refused('proposePlan', { name: text('plan') })).toBeNull();
  });

  test('carries what its own first command needs', () => {
    const life = beginAt('communication', concerns);
    life.run('recordNeed', { partyId: theirs, shortcoming: text('gap') });
    const [event] = life.run('proposePlan', { name: text('plan'), sponsors: bothSides, needIds: ['need-1'] });
    expect(event).toMatchObject({
      type: 'planProposed',
      data: { planId: 'plan-1', name: text('plan'), sponsors: bothSides, needIds: ['need-1'], tags: [] },
    });
    expect(life.refused('proposePlan', { name: text('plan'), needIds: ['need-2'] })).toBe('unknown-item');
  });

  test('with sponsors on both sides ends the search for a plan and opens the gate', () => {
    const life = beginAt('communication', concerns);
    expect(life.open).toContain('plan.communication');
    life.run('proposePlan', { name: text('plan'), sponsors: bothSides.slice(0, 1) });
    expect(life.open).toContain('plan.communication');
    expect(communicationGate(life.state)).toHaveLength(1);
    tell(life, 'plan-1', { sponsored: true });
    expect(life.open).not.toContain('plan.communication');
    expect(communicationGate(life.state)).toEqual([]);
  });

  test('one side alone is no sponsorship, whoever keeps the cooperation', () => {
    const parties = { [ours]: { ours: true }, [theirs]: { ours: false }, 'org-third': { ours: false } };
    expect(isSponsored(parties, [theirs, 'org-third'])).toBe(false);
    expect(isSponsored(parties, [ours, theirs])).toBe(true);
    const others = { [theirs]: { ours: false }, 'org-third': { ours: false } };
    expect(isSponsored(others, [theirs])).toBe(false);
    expect(isSponsored(others, [theirs, 'org-third'])).toBe(true);
  });

  test('the path shows the furthest plan that has not ended', () => {
    const life = beginAt('communication', concerns);
    expect(furthestPlanStage(life.state)).toBeNull();
    life.run('proposePlan', { name: text('a') });
    life.run('proposePlan', { name: text('b') });
    expect(furthestPlanStage(life.state)).toBe('feasibility');
    tell(life, 'plan-2', { stage: 'project', light: 'red' });
    expect(furthestPlanStage(life.state)).toBe('project');
    expect(life.state.plans['plan-2']?.light).toBe('red');
    tell(life, 'plan-2', { stage: 'project', status: 'closed' });
    expect(furthestPlanStage(life.state)).toBe('feasibility');
    tell(life, 'plan-1', { status: 'closed' });
    expect(furthestPlanStage(life.state)).toBeNull();
    expect(
      life.refused('planProgressed', {
        planId: 'plan-3',
        stage: 'project',
        status: 'open',
        light: 'green',
        sponsored: true,
      }),
    ).toBe('unknown-item');
  });
});
