import { describe, expect, test } from '@jest/globals';
import { needs } from '../../../domain/agreement/needs.ts';
import { begin, ours, text, theirs } from './life.ts';
import type { Life } from './life.ts';

const enterprises = [1, 2, 3].map((n) => `org-enterprise-${n}`);
const [first = '', second = '', third = ''] = enterprises;
const collectionId = 'collection-1';
const weekly = 'need-collection.collection-1';

function collecting(untilOn = '2026-04-30'): Life {
  const life = begin([needs]);
  for (const organisationId of enterprises) life.run('addParty', { organisationId, role: 'beneficiary' });
  life.run('openCollection', { untilOn, organisationIds: enterprises });
  return life;
}
const to = (organisationId: string) => ({ organisationId, postId: `post-${organisationId.slice(4)}` });
const asks = ({ open }: Life): string[] => open.filter((id) => id.startsWith('need-ask.'));

describe('needs are collected', () => {
  test('by one weekly follow-up for all enterprises, which names who has told none', () => {
    const life = collecting();
    expect(life.followUp(weekly)).toMatchObject({
      dueOn: '2026-03-09',
      ownerPostId: 'post-coordinator',
      sideOrgId: ours,
    });
    life.goTo('2026-03-09').run('recordCollectionRound', { collectionId, nothingFrom: [third] });
    expect(life.state.collection?.without).toEqual([first, second]);
    expect(life.followUp(weekly).dueOn).toBe('2026-03-16');
    life.run('recordNeed', { partyId: first, shortcoming: text('gap') });
    expect(life.state.collection?.without).toEqual([second]);
    life.run('recordNeed', { partyId: second, shortcoming: text('gap') });
    // Nobody is left to be asked.
    expect(life.open).not.toContain(weekly);
    expect(life.refused('askForNeeds', { collectionId, to: [to(first)] })).toBe('wrong-state');
  });

  test('left out, all of the other sides are asked that have none open', () => {
    const life = begin([needs]);
    life.run('addParty', { organisationId: first, role: 'beneficiary' });
    life.run('recordNeed', { partyId: first, shortcoming: text('gap') });
    life.run('openCollection', { untilOn: '2026-04-30' });
    expect(life.state.collection?.without).toEqual([theirs]);
    life.run('closeCollection', { collectionId });
    life.run('recordNeed', { partyId: theirs, shortcoming: text('gap') });
    expect(life.refused('openCollection', { untilOn: '2026-04-30' })).toBe('wrong-state');
  });

  test('an enterprise is asked once the coordinator says so, and its answer ends the letter', () => {
    const life = collecting();
    expect(asks(life)).toEqual([]);
    const letters = life.run('askForNeeds', { collectionId, to: [to(first), to(second)] });
    expect(asks(life)).toEqual(['need-ask.ask-1', 'need-ask.ask-2']);
    const told = letters.flatMap((event) => event.notify ?? []).map((notice) => [notice.kind, notice.to]);
    expect(told).toEqual([
      ['assigned', { postId: 'post-enterprise-1' }],
      ['assigned', { postId: 'post-enterprise-2' }],
    ]);
    expect(life.followUp('need-ask.ask-2')).toMatchObject({ sideOrgId: second, ownerPostId: 'post-enterprise-2' });
    expect(life.refused('askForNeeds', { collectionId, to: [to(first)] })).toBe('already-exists');
    expect(life.refused('askForNeeds', { collectionId, to: [to(third), to(third)] })).toBe('already-exists');
    expect(life.refused('askForNeeds', { collectionId, to: [to('org-nobody')] })).toBe('unknown-party');
    expect(life.refused('answerAsk', { askId: 'ask-1', statusQuo: text('fine') })).toBe('shape-invalid');
    expect(life.refused('answerAsk', { askId: 'ask-9', shortcoming: text('gap') })).toBe('unknown-item');
    const [answered] = life.run('answerAsk', { askId: 'ask-1', shortcoming: text('gap') });
    expect(answered).toMatchObject({
      type: 'needRecorded',
      data: { partyId: first, needId: 'need-1', class: 'other' },
    });
    life.run('tellNoNeed', { askId: 'ask-2' });
    expect([asks(life), life.state.collection?.without]).toEqual([[], [third]]);
    expect(life.followUp('need.need-1').ownerPostId).toBe('post-coordinator');
  });

  test('what the office records itself ends the letter too', () => {
    const life = collecting();
    life.run('askForNeeds', { collectionId, to: [to(first)] });
    life.run('recordNeed', { partyId: first, shortcoming: text('gap') });
    expect(asks(life)).toEqual([]);
  });

  test('until the last day: then letters and rounds end by themselves', () => {
    const life = collecting('2026-03-11');
    life.run('askForNeeds', { collectionId, to: [to(first)] });
    life.goTo('2026-03-09').run('recordCollectionRound', { collectionId });
    // The next round is no later than the end.
    expect(life.followUp(weekly).dueOn).toBe('2026-03-11');
    life.goTo('2026-03-11').wake();
    expect(life.state.collection).toBeDefined();
    life.goTo('2026-03-12').wake();
    expect([life.state.collection, asks(life), life.open.includes(weekly)]).toEqual([undefined, [], false]);
    expect(life.events.find((event) => event.type === 'collectionClosed')?.data).toMatchObject({
      without: enterprises,
    });
    expect(life.refused('recordCollectionRound', { collectionId })).toBe('unknown-item');
    life.run('openCollection', { untilOn: '2026-06-30' });
    expect(life.state.collection?.id).toBe('collection-2');
  });

  test('once at a time, from parties, towards a day that is to come', () => {
    const life = collecting();
    expect(life.refused('openCollection', { untilOn: '2026-06-30' })).toBe('already-exists');
    life.run('closeCollection', { collectionId });
    expect(life.refused('openCollection', { untilOn: '2026-03-02' })).toBe('date-in-past');
    expect(life.refused('openCollection', { untilOn: '2026-06-30', organisationIds: ['org-nobody'] })).toBe(
      'unknown-party',
    );
    expect(life.open).not.toContain(weekly);
  });
});
