import { expect, test } from '@jest/globals';
import { actionsFor } from '../../../activities/postbox/links.ts';
import { onlyTheirs } from '../../../domain/follow-up/personal.ts';

test('whether somebody is willing is theirs alone: nobody hands it over, nor says that it is not theirs', () => {
  for (const followUpId of ['placement-willing.placement-1', 'cover-request.candidate-1']) {
    for (const name of ['reassignFollowUp', 'declineFollowUp'])
      expect(onlyTheirs(name, { followUpId })).toMatchObject({ refused: 'wrong-state' });
    expect(onlyTheirs('pauseFollowUp', { followUpId })).toBeNull();
  }
  expect(onlyTheirs('reassignFollowUp', { followUpId: 'placement-consent.placement-1' })).toBeNull();
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
