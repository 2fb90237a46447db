import { describe, expect, test } from '@jest/globals';
import { mayReadNeed, needs } from '../../../domain/agreement/needs.ts';
import { symposium } from '../../../domain/agreement/symposium.ts';
import { begin, ours, text, theirs } from './life.ts';
import type { Life } from './life.ts';

const rival = 'org-rival';
const need = { partyId: theirs, class: 'new-product', shortcoming: text('shortcoming') };

function withNeed(): Life {
  const life = begin([symposium, needs]);
  life.run('addParty', { organisationId: rival, role: 'partner' });
  life.run('recordNeed', need);
  return life;
}

describe('a need', () => {
  test('is followed until somebody is found for it', () => {
    const life = withNeed();
    expect(life.followUp('need.need-1')).toMatchObject({ ownerPostId: 'post-coordinator', dueOn: '2026-03-30' });
    life.run('matchNeed', { needId: 'need-1', personIds: ['person-7', 'person-7'] });
    expect(life.open).not.toContain('need.need-1');
    expect(life.state.needs['need-1']?.status).toBe('matched');
    expect(life.events.find((e) => e.type === 'needMatched')?.data['personIds']).toEqual(['person-7']);
  });

  test('without a match stays visible and comes back', () => {
    const life = withNeed().goTo('2026-03-27');
    life.run('matchNeed', { needId: 'need-1', reason: 'no-researcher' });
    expect(life.state.needs['need-1']?.status).toBe('unmatched');
    expect(life.followUp('need.need-1').openedOn).toBe('2026-03-27');
    // It is still our unit that looks for somebody, and not the enterprise that is waited for.
    expect(life.followUp('need.need-1').sideOrgId).toBe(life.state.homeUnit.organisationId);
    expect(life.followUp('need.need-1').dueOn > '2026-03-30').toBe(true);
    expect(life.refused('matchNeed', { needId: 'need-1' })).toBe('shape-invalid');
  });

  test('is read by its party and our unit only, until it is shared', () => {
    const life = withNeed();
    const readers = () => [theirs, ours, rival].map((id) => mayReadNeed(life.state, life.state.needs['need-1']!, id));
    expect(readers()).toEqual([true, true, false]);
    expect(life.refused('shareNeed', { needId: 'need-1', withOrganisationIds: [theirs] })).toBe('wrong-state');
    expect(life.refused('shareNeed', { needId: 'need-1', withOrganisationIds: ['org-nobody'] })).toBe('unknown-party');
    life.run('shareNeed', { needId: 'need-1', withOrganisationIds: [rival] });
    expect(readers()).toEqual([true, true, true]);
  });

  test('says what is missing, and belongs to a party', () => {
    const life = withNeed();
    expect(life.refused('recordNeed', { partyId: theirs, statusQuo: text('fine') })).toBe('shape-invalid');
    expect(life.refused('recordNeed', { ...need, partyId: 'org-nobody' })).toBe('unknown-party');
    expect(life.refused('recordNeed', { ...need, symposiumId: 'symposium-4' })).toBe('unknown-item');
    expect(life.refused('classifyNeed', { needId: 'need-2', class: 'other' })).toBe('unknown-item');
  });

  test('once closed is changed no more, and nothing is chased', () => {
    const life = withNeed();
    life.run('classifyNeed', { needId: 'need-1', class: 'process-upgrading' });
    expect(life.state.needs['need-1']?.class).toBe('process-upgrading');
    life.run('closeNeed', { needId: 'need-1', outcome: 'withdrawn' });
    expect(life.open).not.toContain('need.need-1');
    expect(life.refused('matchNeed', { needId: 'need-1', personIds: ['person-1'] })).toBe('wrong-state');
  });
});
