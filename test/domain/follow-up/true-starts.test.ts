import { describe, expect, test } from '@jest/globals';
import { Office } from './office.ts';

/** Mails count from the day on which their matter really began, and their owner hears in time. */

const days = (office: Office): string[] =>
  office.log.map(({ on, notice }) => `${on} ${notice.kind} ${'postId' in notice.to ? notice.to.postId : ''}`);

test.each(['placement-shortfall', 'placement-clash'] as const)(
  '%s: its owner hears with the next morning’s mail, not on its day alone',
  (kind) => {
    const office = new Office();
    office.open({ kind, about: { kind: 'cover', id: 'cover-1' }, ownerPostId: null });
    office.until('2026-03-05T12:00:00.000Z');
    const [first] = days(office).filter((line) => line.endsWith('post-coordinator'));
    expect(first).toBe('2026-03-03 due post-coordinator');
  },
);

describe('a question counts from when it arose', () => {
  const id = 'visit-note.visit-1';
  function declined(on: string): Office {
    const office = new Office();
    office.open({ dueOn: '2026-06-30' });
    office.until(`${on}T01:00:00.000Z`);
    expect(
      office.send('declineFollowUp', { followUpId: id, reason: 'why' }, 'person-owner', { postIds: ['post-owner'] }),
    ).toBe('done');
    return office;
  }
  const counted = (office: Office): string[] => days(office).filter((line) => line.includes('count-of-questions'));

  test('not from the opening of a matter that became one later', () => {
    const office = declined('2026-04-14');
    office.until('2026-04-27T12:00:00.000Z');
    expect(counted(office)).toEqual([]);
    office.until('2026-04-28T12:00:00.000Z');
    expect(counted(office)).toEqual(['2026-04-28 count-of-questions post-director']);
  });

  test('and what is put otherwise while it is one goes on counting', () => {
    const office = declined('2026-04-14');
    office.until('2026-04-20T01:00:00.000Z');
    office.send('extendFollowUp', { followUpId: id, dueOn: '2026-07-31', reason: 'why' });
    expect(office.state.followUps[id]?.clockSinceOn).toBe('2026-04-14');
  });

  test('once answered, its clock counts from the answer', () => {
    const office = declined('2026-04-14');
    office.until('2026-04-20T01:00:00.000Z');
    office.send('answerQuestion', { followUpId: id, ownerPostId: 'post-owner', dueOn: '2026-07-31' });
    expect(office.state.followUps[id]?.clockSinceOn).toBe('2026-04-20');
  });
});

test('what is back after a pause says that the pause ended, and so does a level that is told early for it', () => {
  const office = new Office();
  office.open({ dueOn: '2026-03-06' });
  office.until('2026-03-11T01:00:00.000Z');
  office.send('pauseFollowUp', {
    followUpId: 'visit-note.visit-1',
    kind: 'snoozed',
    untilOn: '2026-03-13',
    reason: 'why',
  });
  const before = office.log.length;
  office.until('2026-03-16T01:00:00.000Z');
  const back = office.log.slice(before, before + 2).map(({ notice }) => [notice.kind, notice.facts['cause']]);
  expect(back).toEqual([
    ['returned', 'pause-ended'],
    ['escalation', 'pause-ended'],
  ]);
});
