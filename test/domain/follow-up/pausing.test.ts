import { describe, expect, test } from '@jest/globals';
import { isRefusal } from '../../../domain/decider.ts';
import { pauseRefused } from '../../../domain/follow-up/pausing.ts';
import { Office } from './office.ts';

const followUpId = 'commitment.visit-1';
const pause = { followUpId, kind: 'waiting', untilOn: '2026-03-05', reason: 'text-1' };

describe('a pause in which somebody waits for another', () => {
  test('says for whom, else it is refused and the field is named', () => {
    const office = new Office();
    office.open({ kind: 'commitment', dueOn: '2026-03-20' });
    expect(office.send('pauseFollowUp', pause)).toBe('shape-invalid');
    const refusal = pauseRefused(office.state, office.state.followUps[followUpId]!, office.context, {
      kind: 'waiting',
      untilOn: '2026-03-05',
    });
    expect(refusal).toMatchObject({ faults: [{ pointer: '/waitingFor' }] });
    expect(refusal !== null && isRefusal(refusal) && refusal.detail.zh).toContain('waitingFor');
    expect(office.send('pauseFollowUp', { ...pause, waitingFor: 'org-partner' })).toBe('done');
    expect(office.state.followUps[followUpId]?.pause).toMatchObject({ waitingFor: 'org-partner' });
  });

  test('is asked of no other pause', () => {
    const office = new Office();
    office.open({ kind: 'commitment', dueOn: '2026-03-20' });
    expect(office.send('pauseFollowUp', { ...pause, kind: 'snoozed' })).toBe('done');
  });
});
