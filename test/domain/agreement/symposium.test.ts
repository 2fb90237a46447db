import { describe, expect, test } from '@jest/globals';
import { commitments } from '../../../domain/agreement/commitments.ts';
import { communication } from '../../../domain/agreement/communication.ts';
import { points, pointsByStanding } from '../../../domain/agreement/points.ts';
import { symposium } from '../../../domain/agreement/symposium.ts';
import { begin, beginAt, confirmer, firstDayOn, ours, person, text, theirs } from './life.ts';
import type { Life } from './life.ts';

const concerns = [symposium, points, commitments, communication];
const third = 'org-alumni';
const held = {
  onDate: '2025-04-01',
  chair: person(ours, 3),
  attendance: [person(theirs, 1), person(theirs, 2), person(ours, 1)],
};
const toTheirs = { organisationId: theirs, postId: 'post-zzuet-office' };
const toThird = { organisationId: third, postId: 'post-alumni' };
const minutes = (...to: object[]) => ({ symposiumId: 'symposium-1', minutes: text('minutes'), to });
const answer = (organisationId: string) => ({ symposiumId: 'symposium-1', organisationId, personId: 'person-9' });

function atSymposium(): Life {
  const life = beginAt('symposium', concerns);
  life.run('addParty', { organisationId: third, role: 'partner' });
  return life;
}

describe('recording a symposium', () => {
  test('settles the stage and asks our own coordinator for the minutes within five working days', () => {
    const life = atSymposium();
    expect(life.open).toEqual(['symposium.symposium']);
    life.run('recordSymposium', held);
    expect(life.open).toEqual(['minutes.symposium-1']);
    expect(life.followUp('minutes.symposium-1')).toMatchObject({
      dueOn: '2026-03-09',
      ownerPostId: 'post-coordinator',
    });
  });

  test('at another stage it moves none and is there when the stage is entered', () => {
    const life = begin(concerns);
    life.run('recordSymposium', held);
    expect(life.state.stage).toBe('visit');
    expect(life.open).toEqual(['minutes.symposium-1', 'visit-plan.visit']);
    life.run('waiveStage', { stage: 'visit', reason: text('late'), approverPersonId: 'person-d' });
    expect(life.open).not.toContain('symposium.symposium');
  });

  test('people known by number only become a question, not a duty', () => {
    const life = atSymposium();
    life.run('recordSymposium', { ...held, groups: [{ organisationId: theirs, label: text('teachers'), count: 10 }] });
    expect(life.state.groups['group-1']).toEqual({ unnamed: 10 });
    expect(life.followUp('naming.symposium-1').dueCertainty).toBe('assumed');
  });

  test.each([
    ['a day ahead', { ...held, onDate: '2026-03-03' }, 'date-in-future'],
    ['a chair of no party', { ...held, chair: person('org-other') }, 'unknown-party'],
    ['a group of no party', { ...held, groups: [{ organisationId: 'org-other', label: text('x') }] }, 'unknown-party'],
    ['published before it was held', { ...held, publication: { publishedOn: '2025-03-31' } }, 'ends-before-starts'],
  ])('%s is refused', (_what, data, code) => {
    expect(atSymposium().refused('recordSymposium', data)).toBe(code);
  });

  test('speeches keep their order within each symposium', () => {
    const life = atSymposium();
    life.run('recordSymposium', held);
    life.run('recordSymposium', { ...held, onDate: '2025-05-06' });
    const speak = (symposiumId: string) =>
      life.run('recordSpeech', { symposiumId, speaker: person(theirs), kind: 'introduction', points: text('s') })[0]
        ?.data;
    expect(speak('symposium-1')).toMatchObject({ speechId: 'speech-1', order: 1 });
    expect(speak('symposium-2')).toMatchObject({ speechId: 'speech-2', order: 1 });
    expect(speak('symposium-1')).toMatchObject({ speechId: 'speech-3', order: 2 });
    expect(life.state.symposia['symposium-1']?.speeches).toEqual(['speech-1', 'speech-3']);
    const said = { symposiumId: 'symposium-9', speaker: person(theirs), kind: 'reply', points: text('s') };
    expect(life.refused('recordSpeech', said)).toBe('unknown-item');
    expect(life.refused('recordSpeech', { ...said, symposiumId: 'symposium-1', speaker: person('org-other') })).toBe(
      'unknown-party',
    );
  });
});

describe('minutes', () => {
  test('each other side is asked; the stage opens when every one has confirmed', () => {
    const life = atSymposium();
    expect(life.why('advance')).toBe('No symposium is recorded.');
    life.run('recordSymposium', held);
    expect(life.why('advance')).toContain('minutes of symposium-1 are not sent');
    life.run('sendMinutes', minutes(toTheirs, toThird));
    expect(life.open).toEqual(['minutes-confirmation.symposium-1.side-1', 'minutes-confirmation.symposium-1.side-2']);
    expect(life.followUp('minutes-confirmation.symposium-1.side-2')).toMatchObject({
      ownerPostId: 'post-alumni',
      sideOrgId: third,
    });
    life.run('confirmMinutes', answer(theirs), confirmer);
    expect(life.open).toEqual(['minutes-confirmation.symposium-1.side-2']);
    expect(life.why('advance')).toBe(`${third} has not confirmed the minutes of symposium-1.`);
    life.run('confirmMinutes', answer(third), confirmer);
    life.run('advance');
    expect(life.state.stage).toBe('communication');
  });

  test('an answer that another hand records says for whom and how it was given; their own does not', () => {
    const life = atSymposium();
    life.run('recordSymposium', held);
    life.run('sendMinutes', minutes(toTheirs, toThird));
    const byLiaison = { id: 'person-liaison', personId: 'person-liaison', roles: ['confirmer' as const] };
    const [told] = life.run('confirmMinutes', { ...answer(theirs), how: 'wechat' }, byLiaison);
    expect(told).toMatchObject({
      type: 'minutesConfirmed',
      data: { personId: answer(theirs).personId, how: 'wechat', onBehalfOfOrgId: theirs },
    });
    const own = { ...byLiaison, id: answer(third).personId, personId: answer(third).personId };
    expect(life.run('confirmMinutes', answer(third), own)[0]?.data).not.toHaveProperty('onBehalfOfOrgId');
  });

  test('consent is never assumed: after all reminders our liaison telephones, then it climbs, and the side is still unconfirmed', () => {
    const life = atSymposium();
    life.run('recordSymposium', held);
    life.run('sendMinutes', minutes(toTheirs));
    const told = life
      .live('2026-06-30')
      .filter((notice) => notice.followUpId === 'minutes-confirmation.symposium-1.side-1');
    expect(told.slice(0, 6).map((notice) => [notice.on, notice.kind])).toEqual([
      ['2026-03-03', 'confirm-minutes'],
      ['2026-03-09', 'confirm-minutes'],
      ['2026-03-16', 'confirm-minutes'],
      ['2026-03-30', 'confirm-minutes'],
      ['2026-04-07', 'telephone'],
      ['2026-04-14', 'escalation'],
    ]);
    expect(told[4]?.to).toEqual({ postId: 'post-liaison' });
    expect(told.slice(5).every(({ to }) => 'postId' in to && to.postId === 'post-coordinator')).toBe(true);
    expect(told).toHaveLength(12);
    expect(told.at(-1)?.kind).toBe('meeting-list');
    expect(life.refused('advance')).toBe('exit-criteria-unmet');
  });

  test('a request to confirm can be paused by its id like any follow-up', () => {
    const life = atSymposium();
    life.run('recordSymposium', held);
    life.run('sendMinutes', minutes(toTheirs));
    const followUpId = 'minutes-confirmation.symposium-1.side-1';
    life.run('pauseFollowUp', {
      followUpId,
      kind: 'waiting',
      waitingFor: theirs,
      untilOn: '2026-03-12',
      reason: text('away'),
    });
    expect(life.live('2026-03-10').filter((notice) => notice.followUpId === followUpId)).toEqual([]);
  });

  test('a dispute withdraws the version; the next one asks everybody again', () => {
    const life = atSymposium();
    life.run('recordSymposium', held);
    life.run('sendMinutes', minutes(toTheirs, toThird));
    life.run('confirmMinutes', answer(theirs), confirmer);
    life.run('disputeMinutes', { ...answer(third), reason: text('wrong name') }, confirmer);
    expect(life.open).toEqual(['minutes.symposium-1']);
    expect(life.refused('confirmMinutes', answer(third), confirmer)).toBe('wrong-state');
    expect(life.refused('sendMinutes', minutes(toThird))).toBe('shape-invalid');
    life.run('sendMinutes', minutes(toThird, toTheirs));
    expect(life.open).toHaveLength(2);
    expect(life.followUp('minutes-confirmation.symposium-1.side-1').ownerPostId).toBe('post-zzuet-office');
    life.run('confirmMinutes', answer(third), confirmer);
    expect(life.why('advance')).toBe(`${theirs} has not confirmed the minutes of symposium-1.`);
  });

  test('who was not asked, or has answered, cannot answer; we do not ask ourselves', () => {
    const life = atSymposium();
    life.run('recordSymposium', held);
    expect(life.refused('confirmMinutes', answer(theirs), confirmer)).toBe('wrong-state');
    expect(life.refused('sendMinutes', minutes({ organisationId: ours, postId: 'post-us' }))).toBe('shape-invalid');
    expect(life.refused('sendMinutes', minutes(toTheirs, toTheirs))).toBe('already-exists');
    expect(life.refused('sendMinutes', minutes({ organisationId: 'org-other', postId: 'post-x' }))).toBe(
      'unknown-party',
    );
    expect(life.refused('sendMinutes', { ...minutes(toTheirs), symposiumId: 'symposium-2' })).toBe('unknown-item');
    life.run('sendMinutes', minutes(toTheirs));
    life.run('confirmMinutes', answer(theirs), confirmer);
    expect(life.refused('confirmMinutes', answer(theirs), confirmer)).toBe('wrong-state');
    expect(life.refused('disputeMinutes', { ...answer(theirs), reason: text('late') }, confirmer)).toBe('wrong-state');
    expect(life.refused('sendMinutes', minutes(toTheirs))).toBe('wrong-state');
  });
});

describe('points', () => {
  const point = (kind: string, standing = 'discussed', more: object = {}) => ({
    kind,
    standing,
    text: text(kind),
    ...more,
  });

  function confirmed(): Life {
    const life = atSymposium();
    life.run('recordSymposium', held);
    life.run('sendMinutes', minutes(toTheirs));
    life.run('confirmMinutes', answer(theirs), confirmer);
    return life;
  }

  test('agreed fields are kept apart from discussed ones', () => {
    const life = atSymposium();
    life.run('recordPoint', point('field', 'agreed', { tag: 'biomedicine' }));
    life.run('recordPoint', point('field', 'discussed', { tag: 'cell-therapy' }));
    life.run('recordPoint', point('offer', 'proposed', { organisationId: ours }));
    expect(pointsByStanding(life.state)).toEqual({
      discussed: ['point-2'],
      proposed: ['point-3'],
      agreed: ['point-1'],
      signed: [],
    });
  });

  test('a standing only rises, and may skip a step', () => {
    const life = atSymposium();
    life.run('recordPoint', point('topic'));
    life.run('changeStanding', { pointId: 'point-1', standing: 'agreed' });
    expect(life.refused('changeStanding', { pointId: 'point-1', standing: 'agreed' })).toBe('wrong-state');
    expect(life.refused('changeStanding', { pointId: 'point-1', standing: 'proposed' })).toBe('wrong-state');
    expect(life.refused('changeStanding', { pointId: 'point-2', standing: 'agreed' })).toBe('unknown-item');
    life.run('changeStanding', { pointId: 'point-1', standing: 'signed' });
    expect(life.state.points['point-1']?.standing).toBe('signed');
  });

  test('only agreed items that somebody has to do keep the stage open', () => {
    const life = confirmed();
    for (const kind of ['field', 'principle', 'hope', 'topic', 'strategy', 'barrier'])
      life.run('recordPoint', point(kind, 'agreed'));
    life.run('recordPoint', point('study', 'proposed'));
    expect(life.refused('advance')).toBeNull();
    life.run('changeStanding', { pointId: 'point-7', standing: 'agreed' });
    expect(life.why('advance')).toBe('point-7 is agreed: make it a commitment or park it.');
  });

  test('each of the three ways settles an agreed item: commitment, parked with a reason, mechanism agreed', () => {
    const life = confirmed();
    life.run('recordPoint', point('study', 'agreed'));
    life.run('recordPoint', point('offer', 'agreed'));
    life.run('recordPoint', point('mechanism', 'agreed'));
    expect(life.why('advance').match(/point-\d/g)).toEqual(['point-1', 'point-2', 'point-3']);
    life.run('recordCommitment', { sentence: text('s'), pointId: 'point-1', beneficiaryOrganisationId: theirs });
    expect(life.why('advance').match(/point-\d/g)).toEqual(['point-2', 'point-3']);
    life.run('parkPoint', { pointId: 'point-2', reason: text('no funds') });
    expect(life.refused('parkPoint', { pointId: 'point-2', reason: text('again') })).toBe('wrong-state');
    life.run('agreeMechanism', { period: 'monthly' });
    life.run('advance');
    expect(life.state.stage).toBe('communication');
  });

  test('a model is explored with a review date and asks for no deliverable; parked, it is let go', () => {
    const life = atSymposium();
    life.run('recordPoint', point('model', 'agreed', { reviewOn: '2026-06-20' }));
    // 20 June is a Saturday after the Dragon Boat holiday: the next working day is Monday.
    expect(life.followUp('exploration.point-1').dueOn).toBe('2026-06-22');
    expect(life.refused('recordPoint', point('model', 'agreed', { reviewOn: firstDayOn }))).toBe('date-in-past');
    expect(life.refused('recordPoint', point('field', 'agreed', { reviewOn: '2026-06-20' }))).toBe('shape-invalid');
    life.run('parkPoint', { pointId: 'point-1', reason: text('not now') });
    expect(life.open).not.toContain('exploration.point-1');
  });

  test('a point brings the symposium of its speech with it, and no other', () => {
    const life = atSymposium();
    life.run('recordSymposium', held);
    life.run('recordSymposium', { ...held, onDate: '2025-05-06' });
    life.run('recordSpeech', { symposiumId: 'symposium-2', speaker: person(ours), kind: 'offer', points: text('s') });
    const [recorded] = life.run('recordPoint', point('offer', 'proposed', { speechId: 'speech-1' }));
    expect(recorded?.data).toMatchObject({ speechId: 'speech-1', symposiumId: 'symposium-2' });
    expect(
      life.refused('recordPoint', point('offer', 'proposed', { speechId: 'speech-1', symposiumId: 'symposium-1' })),
    ).toBe('unknown-item');
    expect(life.refused('recordPoint', point('offer', 'proposed', { speechId: 'speech-2' }))).toBe('unknown-item');
    expect(life.refused('recordPoint', point('offer', 'proposed', { organisationId: 'org-other' }))).toBe(
      'unknown-party',
    );
  });
});
