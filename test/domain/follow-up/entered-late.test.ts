import { describe, expect, test } from '@jest/globals';
import { agreement } from '../../../domain/agreement/index.ts';
import { openFollowUp } from '../../../domain/follow-up/engine.ts';
import { lightOf } from '../../../domain/follow-up/lights.ts';
import { followUpPolicies } from '../../../domain/policy/defaults.ts';
import type { FollowUpKind } from '../../../domain/policy/defaults.ts';
import { begin, china, homeUnit, text, theirs } from '../agreement/life.ts';
import { communication } from '../../../domain/agreement/communication.ts';
import { symposium } from '../../../domain/agreement/symposium.ts';

// Object.keys says string[]; the table has no other keys.
const kinds = Object.keys(followUpPolicies) as FollowUpKind[];

describe('entered long after its event (DOMAIN 2a)', () => {
  test.each(kinds)('%s: its clock starts on the day of entry, and nothing before counts as overdue', (kind) => {
    const host = { ...agreement.initial({ kind: 'agreement', id: 'a', agreementId: 'a' }), calendar: china, homeUnit };
    const at = '2026-03-02T01:00:00.000Z';
    const context = { at, actor: { id: 'token', roles: ['coordinator' as const] } };
    const opened = openFollowUp(host, context, {
      kind,
      about: { kind: 'matter', id: 'matter-1' },
      ownerPostId: 'post-owner',
      dueOn: '2021-01-05',
    });
    const next = agreement.evolve(host, [{ ...opened, seq: 1, at, by: 'token', commandId: null }]);
    const followUp = next.followUps[`${kind}.matter-1`]!;
    expect(followUp.openedOn).toBe('2026-03-02');
    expect(followUp.dueOn > '2026-03-02').toBe(true);
    expect(followUp.steps.length).toBeGreaterThan(0);
    for (const [key, stepAt] of followUp.steps) expect([key, stepAt > at]).toEqual([key, true]);
    expect(['green', 'blue']).toContain(lightOf(next, followUp, at));
  });

  test('a symposium of years ago asks for its minutes from today on', () => {
    const life = begin([symposium, communication]);
    life.run('recordSymposium', {
      onDate: '2021-01-05',
      attendance: [{ personId: 'person-1', organisationId: theirs, titles: [text('dean')] }],
    });
    expect(life.followUp('minutes.symposium-1').dueOn).toBe('2026-03-09');
    expect(agreement.card(life.state, life.at).light).toBe('green');
  });
});
