import { describe, expect, test } from '@jest/globals';
import { needSteps, placeOf } from '../../../domain/agreement/need-state.ts';
import { mayReadNeed, needs } from '../../../domain/agreement/needs.ts';
import { plans } from '../../../domain/agreement/plans.ts';
import { symposium } from '../../../domain/agreement/symposium.ts';
import { begin, ours, text, theirs } from './life.ts';
import type { Life } from './life.ts';

const rival = 'org-rival';
const needId = 'need-1';
const need = { partyId: theirs, class: 'new-product', shortcoming: text('shortcoming') };
const personIds = ['person-7'];

function withNeed(): Life {
  const life = begin([symposium, needs, plans]);
  life.run('addParty', { organisationId: rival, role: 'partner' });
  life.run('recordNeed', need);
  return life;
}
const stands = ({ state }: Life): unknown[] => [placeOf(state.needs[needId]!.status), state.needs[needId]?.sinceOn];
const asked = ({ open }: Life): string[] => open.filter((id) => id.endsWith(`.${needId}`));

describe('a need', () => {
  test('goes step by step, and each step has a follow-up with a clock of its own: evaluated in a month, matched in a quarter', () => {
    const life = withNeed();
    expect([stands(life), asked(life)]).toEqual([['collected', '2026-03-02'], ['need.need-1']]);
    expect(life.followUp('need.need-1')).toMatchObject({ ownerPostId: 'post-coordinator', dueOn: '2026-03-30' });
    life.goTo('2026-03-04').run('evaluateNeed', { needId, urgency: 'high', termIds: ['term-catalysis'] });
    expect([stands(life), asked(life)]).toEqual([['evaluated', '2026-03-04'], ['need-match.need-1']]);
    expect(life.followUp('need-match.need-1').dueOn).toBe('2026-06-01');
    life.run('matchNeed', { needId, personIds: ['person-7', 'person-7'] });
    expect(life.events.find((e) => e.type === 'needMatched')?.data['personIds']).toEqual(personIds);
    expect([stands(life), asked(life)]).toEqual([['matched', '2026-03-04'], ['need-discuss.need-1']]);
    for (const [to, then] of [
      ['discussed', ['need-intend.need-1']],
      ['intended', ['need-sign.need-1']],
      ['signed', ['need-deliver.need-1']],
      ['delivered', []],
    ] as const) {
      life.goTo('2026-03-09').run('moveNeed', { needId, to, onDate: '2026-03-06' });
      expect([stands(life), asked(life)]).toEqual([[to, '2026-03-06'], then]);
    }
    life.run('closeNeed', { needId, outcome: 'served' });
    expect(stands(life)[0]).toBe('closed');
  });

  test('leaves no step out, unless it is said why, and goes back only with a reason', () => {
    const life = withNeed();
    expect(life.refused('matchNeed', { needId, personIds })).toBe('step-skipped');
    expect(life.refused('moveNeed', { needId, to: 'signed' })).toBe('step-skipped');
    expect(life.why('moveNeed', { needId, to: 'signed' })).toContain('what follows is evaluated');
    life.run('moveNeed', { needId, to: 'intended', skipped: 'entered-late' });
    expect([stands(life)[0], asked(life)]).toEqual(['intended', ['need-sign.need-1']]);
    for (const [command, data] of [
      ['evaluateNeed', {}],
      ['matchNeed', { personIds }],
      ['matchNeed', { reason: 'too-costly' }],
      ['moveNeed', { to: 'intended' }],
      ['moveNeed', { to: 'discussed' }],
      ['returnNeed', { to: 'intended', reason: 'need-changed' }],
      ['returnNeed', { to: 'signed', reason: 'need-changed' }],
    ] as const) {
      expect([command, life.refused(command, { needId, ...data })]).toEqual([command, 'wrong-state']);
    }
    expect(() => life.decide('returnNeed', { needId, to: 'evaluated' })).toThrow();
    life.goTo('2026-03-10').run('returnNeed', { needId, to: 'evaluated', reason: 'partner-not-agreed' });
    expect([stands(life), asked(life)]).toEqual([['evaluated', '2026-03-10'], ['need-match.need-1']]);
    expect(life.followUp('need-match.need-1').openedOn).toBe('2026-03-10');
  });

  test('moves neither into the future nor before it stood where it does', () => {
    const life = withNeed().goTo('2026-03-05');
    expect(life.refused('evaluateNeed', { needId, onDate: '2026-03-06' })).toBe('date-in-future');
    expect(life.refused('evaluateNeed', { needId, onDate: '2026-03-01' })).toBe('ends-before-starts');
    life.run('evaluateNeed', { needId, onDate: '2026-03-03' });
    expect(stands(life)).toEqual(['evaluated', '2026-03-03']);
    expect(life.refused('matchNeed', { needId, personIds, onDate: '2026-03-02' })).toBe('ends-before-starts');
    expect(life.refused('moveNeed', { needId, to: 'signed', skipped: 'not-needed', planId: 'plan-9' })).toBe(
      'unknown-item',
    );
  });

  test('without a match stays visible and is looked at again in a quarter, by whoever holds it', () => {
    const life = withNeed().goTo('2026-03-27');
    life.run('reassignFollowUp', { followUpId: 'need.need-1', ownerPostId: 'post-liaison', reason: text('hers') });
    life.run('matchNeed', { needId, reason: 'no-researcher' });
    expect(stands(life)).toEqual(['unmatched', '2026-03-27']);
    const again = life.followUp('need-match.need-1');
    // It is still our unit that looks for somebody, and not the enterprise that is waited for.
    expect(again).toMatchObject({ openedOn: '2026-03-27', ownerPostId: 'post-liaison', sideOrgId: ours });
    expect(again.dueOn > '2026-06-15').toBe(true);
    life.goTo('2026-06-12').run('matchNeed', { needId, reason: 'no-capacity' });
    expect([stands(life)[1], life.followUp('need-match.need-1').openedOn]).toEqual(['2026-03-27', '2026-06-12']);
    expect(life.refused('matchNeed', { needId })).toBe('shape-invalid');
    life.run('matchNeed', { needId, personIds });
    expect(stands(life)).toEqual(['matched', '2026-06-12']);
  });

  test('that is stuck is told of, in every step', () => {
    for (const step of needSteps.slice(0, -1)) {
      const life = withNeed();
      if (step === 'evaluated') life.run('evaluateNeed', { needId });
      if (step === 'matched') life.run('matchNeed', { needId, personIds, skipped: 'entered-late' });
      if (['discussed', 'intended', 'signed'].includes(step)) {
        life.run('moveNeed', { needId, to: step, skipped: 'entered-late' });
      }
      const [followUpId = ''] = asked(life);
      const { dueOn } = life.followUp(followUpId);
      const told = life.goTo(dueOn).live(life.followUp(followUpId).dueOn.replace(/-\d\d$/, '-28'));
      const wake = [...told, ...life.goTo('2027-06-01').wake()].filter((notice) => notice.followUpId === followUpId);
      expect([step, wake.length > 0]).toEqual([step, true]);
    }
  });

  test('as an older version carried it goes on where it stood', () => {
    const life = withNeed();
    const { sinceOn: _sinceOn, ...old } = life.state.needs[needId]!;
    life.state.needs[needId] = { ...old, status: 'unmatched', sharedWith: [] };
    // Its follow-up is of the kind that was there before the funnel.
    expect(asked(life)).toEqual(['need.need-1']);
    expect(life.refused('evaluateNeed', { needId })).toBe('wrong-state');
    life.run('matchNeed', { needId, personIds });
    expect([stands(life), asked(life)]).toEqual([['matched', '2026-03-02'], ['need-discuss.need-1']]);
    // It closed with the match, and nothing asks for the next step of those matched before: they go on all the same.
    life.state.followUps = {};
    life.run('moveNeed', { needId, to: 'discussed' });
    expect(asked(life)).toEqual(['need-intend.need-1']);
  });

  test('is read by its party and our unit only, until it is shared', () => {
    const life = withNeed();
    const readers = () => [theirs, ours, rival].map((id) => mayReadNeed(life.state, life.state.needs['need-1']!, id));
    expect(readers()).toEqual([true, true, false]);
    expect(life.refused('shareNeed', { needId, withOrganisationIds: [theirs] })).toBe('wrong-state');
    expect(life.refused('shareNeed', { needId, withOrganisationIds: ['org-nobody'] })).toBe('unknown-party');
    life.run('shareNeed', { needId, withOrganisationIds: [rival] });
    expect(readers()).toEqual([true, true, true]);
  });

  test('says what is missing, and belongs to a party', () => {
    const life = withNeed();
    expect(life.refused('recordNeed', { partyId: theirs, statusQuo: text('fine') })).toBe('shape-invalid');
    expect(life.refused('recordNeed', { ...need, partyId: 'org-nobody' })).toBe('unknown-party');
    expect(life.refused('recordNeed', { ...need, symposiumId: 'symposium-4' })).toBe('unknown-item');
    expect(life.refused('recordNeed', { ...need, fromOn: '2026-09-01', toOn: '2026-08-31' })).toBe(
      'ends-before-starts',
    );
    expect(life.refused('recordNeed', { ...need, team: { least: 3, wanted: 2 } })).toBe('shape-invalid');
    expect(life.refused('classifyNeed', { needId: 'need-2', class: 'other' })).toBe('unknown-item');
    expect(life.refused('classifyNeed', { needId })).toBe('shape-invalid');
    for (const wrong of [
      { termIds: ['catalysis'] },
      { area: 'Kaifeng' },
      { team: { least: 0, wanted: 1 } },
      { daysAYear: 0 },
    ]) {
      expect(() => life.decide('recordNeed', { ...need, ...wrong })).toThrow();
    }
  });

  test('carries its step and its date, and what it is about in the event alone', () => {
    const life = withNeed();
    const wanted = {
      termIds: ['term-catalysis'],
      languages: ['zh-CN'],
      area: 'henan/kaifeng',
      place: text('gate two'),
      fromOn: '2026-09-01',
      toOn: '2027-08-31',
      daysAYear: 60,
      team: { least: 2, wanted: 3 },
      requestedPersonId: 'person-7',
    };
    const [recorded] = life.run('recordNeed', { ...need, ...wanted });
    expect(recorded?.data).toMatchObject({ needId: 'need-2', class: 'new-product', ...wanted });
    expect(life.state.needs['need-2']).toEqual({ partyId: theirs, status: 'open', sinceOn: '2026-03-02' });
  });

  test('once closed is changed no more, and nothing is chased', () => {
    const life = withNeed();
    life.run('classifyNeed', { needId, class: 'process-upgrading' });
    expect(life.events.at(-1)).toMatchObject({ type: 'needClassified', data: { class: 'process-upgrading' } });
    life.run('closeNeed', { needId, outcome: 'withdrawn' });
    expect(asked(life)).toEqual([]);
    for (const command of ['matchNeed', 'moveNeed', 'returnNeed', 'evaluateNeed']) {
      const data = {
        matchNeed: { personIds },
        moveNeed: { to: 'signed' },
        returnNeed: { to: 'collected', reason: 'no-funding' },
      };
      expect(life.refused(command, { needId, ...data[command as keyof typeof data] })).toBe('wrong-state');
    }
  });
});
