import { describe, expect, test } from '@jest/globals';
import { commitments } from '../../../domain/agreement/commitments.ts';
import { communication } from '../../../domain/agreement/communication.ts';
import { points } from '../../../domain/agreement/points.ts';
import { symposium } from '../../../domain/agreement/symposium.ts';
import { beginAt, coordinator, firstDayOn, homeUnit, ours, owner, person, text, theirs } from './life.ts';
import type { Life } from './life.ts';

const concerns = [symposium, points, commitments, communication];
const said = { sentence: text('the exact sentence'), beneficiaryOrganisationId: ours };
const sure = { ...said, ownerPostId: 'post-zzuet-dean', ownerOrganisationId: theirs, dueOn: '2026-03-20' };
const id = 'commitment.commitment-1';

const start = (): Life => beginAt('symposium', concerns);
const state = (life: Life) => life.state.commitments['commitment-1'];

describe('recording a commitment', () => {
  test('what nobody said is assumed and asked of the coordinator, never chased', () => {
    const life = start();
    life.run('recordCommitment', said);
    expect(state(life)).toMatchObject({ status: 'open', owner: 'assumed', due: 'assumed', by: ours });
    expect(life.followUp(id)).toMatchObject({ ownerPostId: homeUnit.coordinatorPostId, dueOn: '2026-03-30' });
    const told = life.live('2026-06-30').filter((notice) => notice.followUpId === id);
    expect(told.map((notice) => notice.kind)).toEqual(['question', 'question']);
  });

  test('said in full it tells its owner at once and climbs two working days after the date', () => {
    const life = start();
    const [, opened] = life.run('recordCommitment', sure);
    expect(opened?.notify).toMatchObject([{ kind: 'assigned', to: { postId: 'post-zzuet-dean' } }]);
    const told = life.live('2026-03-25').filter((notice) => notice.followUpId === id);
    expect(told.map((notice) => [notice.on, notice.kind])).toEqual([
      ['2026-03-17', 'reminder'],
      ['2026-03-20', 'due'],
      ['2026-03-23', 'overdue'],
      ['2026-03-24', 'escalation'],
    ]);
  });

  test("it is the speaker's side that owes it, unless another is named", () => {
    const life = start();
    life.run('recordCommitment', { ...said, speaker: person(theirs) });
    expect(life.followUp(id).sideOrgId).toBe(theirs);
    life.run('recordCommitment', { ...said, speaker: person(theirs), ownerOrganisationId: ours });
    expect(life.followUp('commitment.commitment-2').sideOrgId).toBe(ours);
  });

  test('a date named long ago stays on record and a new one is asked for; one still ahead holds', () => {
    const life = start();
    const [recorded] = life.run('recordCommitment', { ...said, ownerPostId: 'post-a', statedDueOn: '2021-06-30' });
    expect(recorded?.data).toMatchObject({ statedDueOn: '2021-06-30', due: 'assumed' });
    expect(life.followUp(id)).toMatchObject({
      ownerCertainty: 'confirmed',
      dueCertainty: 'assumed',
      dueOn: '2026-03-30',
    });
    life.run('recordCommitment', { ...said, ownerPostId: 'post-a', statedDueOn: '2026-05-01' });
    // 1 to 5 May are holidays.
    expect(life.followUp('commitment.commitment-2')).toMatchObject({ dueCertainty: 'confirmed', dueOn: '2026-05-06' });
  });

  test.each(['principle', 'hope', 'topic'])('a %s is never a task', (kind) => {
    const life = start();
    life.run('recordPoint', { kind, standing: 'agreed', text: text(kind) });
    expect(life.refused('recordCommitment', { ...said, pointId: 'point-1' })).toBe('never-a-task');
  });

  test.each([
    ['a date before today', { ...said, dueOn: '2026-03-01' }, 'date-in-past'],
    ['a beneficiary of no party', { ...said, beneficiaryOrganisationId: 'org-other' }, 'unknown-party'],
    ['a speaker of no party', { ...said, speaker: person('org-other'), ownerOrganisationId: ours }, 'unknown-party'],
    ['an unknown point', { ...said, pointId: 'point-1' }, 'unknown-item'],
    ['an unknown speech', { ...said, speechId: 'speech-1' }, 'unknown-item'],
  ])('%s is refused', (_what, data, code) => {
    expect(start().refused('recordCommitment', data)).toBe(code);
  });

  test('it is traced to the symposium of its speech', () => {
    const life = start();
    life.run('recordSymposium', { onDate: '2025-04-01' });
    life.run('recordSpeech', { symposiumId: 'symposium-1', speaker: person(theirs), kind: 'offer', points: text('s') });
    const [recorded] = life.run('recordCommitment', { ...said, speechId: 'speech-1' });
    expect(recorded?.data).toMatchObject({ symposiumId: 'symposium-1', sentence: said.sentence });
  });
});

describe('the life of a commitment', () => {
  test('reported is not kept until somebody else confirms', () => {
    const life = start();
    life.run('recordCommitment', sure);
    life.run('reportFollowUp', { followUpId: id }, owner);
    expect(state(life)?.status).toBe('reported');
    expect(life.refused('confirmFollowUp', { followUpId: id }, { ...owner, roles: ['confirmer'] })).toBe(
      'not-by-owner',
    );
    life.run('confirmFollowUp', { followUpId: id }, coordinator);
    expect(state(life)?.status).toBe('kept');
    expect(life.open).not.toContain(id);
  });

  describe('owed to another side', () => {
    const liaison = 'post-their-liaison';
    const reported = (): Life => {
      const life = start();
      life.run('agreeMechanism', { liaisons: [{ organisationId: theirs, postId: liaison }] });
      const owed = { beneficiaryOrganisationId: theirs, ownerOrganisationId: ours, ownerPostId: 'post-ours' };
      life.run('recordCommitment', { ...sure, ...owed });
      life.run('reportFollowUp', { followUpId: id }, owner);
      return life;
    };
    const closing = (life: Life, by: Parameters<Life['run']>[2]) =>
      life.run('confirmFollowUp', { followUpId: id }, by).find((event) => event.type === 'followUpClosed')?.data;

    test('its liaison is asked to confirm as well, three times at the most', () => {
      const told = reported()
        .live('2026-06-30')
        .filter((notice) => notice.kind === 'reported' && 'postId' in notice.to && notice.to.postId === liaison);
      expect(told.map((notice) => notice.on)).toEqual(['2026-03-03', '2026-03-09', '2026-03-16']);
    });

    test('whoever of ours confirms does so on its behalf; its liaison does not', () => {
      expect(closing(reported(), coordinator)).toEqual({ id, how: 'done', onBehalfOfOrgId: theirs });
      const partner = { id: 'person-zzuet-1', roles: ['confirmer' as const], postIds: [liaison] };
      expect(closing(reported(), partner)).toEqual({ id, how: 'done' });
    });

    test('what is owed to us is on nobody’s behalf', () => {
      const life = start();
      life.run('recordCommitment', sure);
      life.run('reportFollowUp', { followUpId: id }, owner);
      expect(closing(life, coordinator)).toEqual({ id, how: 'done' });
    });
  });

  test('returned, it is open again', () => {
    const life = start();
    life.run('recordCommitment', sure);
    life.run('reportFollowUp', { followUpId: id }, owner);
    life.run('returnFollowUp', { followUpId: id, reason: text('not yet'), dueOn: '2026-04-10' });
    expect(state(life)?.status).toBe('open');
  });

  test('answering the question confirms owner and date one after the other', () => {
    const life = start();
    life.run('recordCommitment', said);
    life.run('answerQuestion', { followUpId: id, ownerPostId: 'post-a' });
    expect(state(life)).toMatchObject({ owner: 'confirmed', due: 'assumed' });
    life.run('answerQuestion', { followUpId: id, dueOn: '2026-04-10' });
    expect(state(life)).toMatchObject({ owner: 'confirmed', due: 'confirmed' });
    life.run('recordCommitment', said);
    life.run('answerQuestion', { followUpId: 'commitment.commitment-2', drop: true });
    expect(life.state.commitments['commitment-2']?.status).toBe('dropped');
  });

  test('a mended sentence leaves the clock alone; a new date sets it anew and keeps the owner', () => {
    const life = start();
    life.run('recordCommitment', sure);
    const before = life.followUp(id);
    life.goTo('2026-03-10');
    life.run('amendCommitment', {
      commitmentId: 'commitment-1',
      reason: text('typing error'),
      sentence: text('mended'),
    });
    expect(life.followUp(id)).toEqual(before);
    life.run('amendCommitment', { commitmentId: 'commitment-1', reason: text('later'), dueOn: '2026-04-10' });
    expect(life.followUp(id)).toMatchObject({
      dueOn: '2026-04-10',
      ownerPostId: 'post-zzuet-dean',
      ownerCertainty: 'confirmed',
    });
    expect(state(life)).toMatchObject({ status: 'open', due: 'confirmed' });
  });

  test('an overdue one does not lose its date by being given to somebody else', () => {
    const life = start();
    life.run('recordCommitment', sure);
    life.goTo('2026-03-25');
    const handed = { commitmentId: 'commitment-1', reason: text('ill'), ownerPostId: 'post-b' };
    expect(life.refused('amendCommitment', handed)).toBe('date-in-past');
    life.run('amendCommitment', { ...handed, dueOn: '2026-04-10' });
    expect(life.followUp(id).ownerPostId).toBe('post-b');
  });

  test('dropped, it is chased no longer and cannot be changed', () => {
    const life = start();
    life.run('recordCommitment', sure);
    life.run('dropCommitment', { commitmentId: 'commitment-1', reason: text('obsolete') });
    expect(state(life)?.status).toBe('dropped');
    expect(life.live('2026-06-30').filter((notice) => notice.followUpId === id)).toEqual([]);
    expect(life.refused('dropCommitment', { commitmentId: 'commitment-1', reason: text('again') })).toBe('wrong-state');
    expect(life.refused('amendCommitment', { commitmentId: 'commitment-2', reason: text('x') })).toBe('unknown-item');
  });
});

test('twenty commitments carry little besides their clocks', () => {
  const life = start();
  for (let n = 0; n < 20; n += 1) life.run('recordCommitment', { ...sure, statedDueOn: firstDayOn });
  expect(JSON.stringify(life.state.commitments).length).toBeLessThan(2_800);
});
