import { expect, test } from '@jest/globals';
import { actionsFor } from '../../../activities/postbox/links.ts';
import { booked, coordinator, open, researcher, researcherId, says, text } from '../placement/life.ts';
import { candidate, found, ill } from '../placement/healing-life.ts';

const asked = open();
const askedToStandIn = booked();
ill(askedToStandIn);
found(askedToStandIn, candidate('wang'));
const office = { ...coordinator, personId: 'person-office', postIds: ['post-office'] };

test('whether somebody is willing is theirs alone: nobody hands it over, nor says that it is not theirs', () => {
  for (const [life, followUpId] of [
    [asked, 'placement-willing.placement-1'],
    [askedToStandIn, 'cover-request.candidate-1'],
  ] as const) {
    const reason = text('why');
    for (const [name, more] of [
      ['reassignFollowUp', { ownerPostId: 'post-other' }],
      ['declineFollowUp', {}],
    ] as const) {
      const decision = life.decide(name, { followUpId, reason, ...more }, office);
      expect(decision).toMatchObject({ refused: 'wrong-state', detail: { en: expect.stringContaining('privately') } });
    }
    const paused = { followUpId, kind: 'snoozed', untilOn: '2026-03-04', reason };
    expect(life.refused('pauseFollowUp', paused, office)).toBeNull();
    const amended = (more: object) => ({ amendments: [{ followUpId, dueOn: '2026-03-04', ...more }] });
    expect(life.decide('amendFlightPlan', amended({ ownerPostId: 'post-other' }), office)).toMatchObject({
      refused: 'wrong-state',
      faults: [{ pointer: '/amendments/0/ownerPostId' }],
    });
    expect(life.refused('amendFlightPlan', amended({}), office)).toBeNull();
  }
  const willing = open();
  willing.run('answerForPerson', says(researcherId), researcher);
  const consent = { followUpId: 'placement-consent.placement-1', ownerPostId: 'post-other', reason: text('why') };
  expect(willing.refused('reassignFollowUp', consent, office)).toBeNull();
});

test('no mail about it offers either', () => {
  for (const kind of ['placement-willing', 'cover-request'] as const) {
    for (const mail of ['assigned', 'reminder', 'due', 'overdue', 'escalation', 'escalation-ahead'] as const) {
      const offered = [{}, { accepts: true }, { place: 'coordinator' as const }].flatMap((it) =>
        actionsFor(mail, kind, it),
      );
      expect(offered).not.toContain('not-mine');
      expect(offered).not.toContain('hand-over');
    }
  }
  expect(actionsFor('due', 'need')).toContain('not-mine');
});
