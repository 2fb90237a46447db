import { describe, expect, test } from '@jest/globals';
import { planMail } from '../../../domain/notices/compose.ts';
import type { WaitingNotice } from '../../../domain/notices/facts.ts';
import { due } from '../../../domain/follow-up/engine.ts';
import { lightOf } from '../../../domain/follow-up/lights.ts';
import { Office } from './office.ts';

const id = 'commitment.visit-1';
const commitment = { kind: 'commitment', dueOn: '2026-03-06' } as const;
const pause = (untilOn: string) => ({ followUpId: id, kind: 'acknowledged', untilOn, reason: 'text-1' });

function opened(): Office {
  const office = new Office();
  office.open(commitment);
  return office;
}

/** What the postbox of each reader makes of the last event's notices, as things stand right after it. */
function mailed(office: Office): string[] {
  const f = office.state.followUps[id]!;
  return (office.events.at(-1)?.notify ?? []).flatMap((draft, index) => {
    const waiting: WaitingNotice = {
      id: `a/${index}`,
      agreementId: 'a',
      entityId: 'a',
      kind: draft.kind,
      followUpId: id,
      at: office.at,
      postId: 'postId' in draft.to ? draft.to.postId : null,
      isOurs: true,
      dueOn: f.dueOn,
      followUp: { status: 'open', ownerPostId: f.ownerPostId, dueOn: f.dueOn, isAssumed: false },
      isEntityClosed: false,
      isSettled: false,
    };
    const reader = { isOurs: true, isIntroduced: true, takesMail: true, remindersOff: false };
    const { mail } = planMail(reader, [waiting], { at: office.at, recentMailAts: [] });
    return mail ? [`${draft.kind} ${waiting.postId}`] : [];
  });
}

describe('a matter whose date has passed', () => {
  test('handed over, its clock starts anew with the policy’s time, and the event says which date had passed', () => {
    const office = opened();
    office.until('2026-03-12T02:00:00.000Z');
    office.send('reassignFollowUp', { followUpId: id, ownerPostId: 'post-other', reason: 'text-1' });
    const f = office.state.followUps[id]!;
    expect(office.send('acceptFollowUp', { followUpId: id })).toBe('done');
    expect([f.dueOn, f.level, lightOf(office.state, f, office.at)]).toEqual(['2026-04-10', 0, 'green']);
    expect(office.events.at(-2)?.data).toMatchObject({ dueOn: '2026-04-10', passedDueOn: '2026-03-06' });
    expect(f).not.toHaveProperty('passedDueOn');
    office.log.length = 0;
    office.until('2026-04-15T02:00:00.000Z');
    expect(office.told().map((line) => line.slice(11))).toEqual([
      'reminder post-other',
      'due post-other',
      'overdue post-other',
      'escalation post-coordinator',
    ]);
  });

  test('handed over, it gets no year where its kind has one', () => {
    const office = new Office();
    office.open({ kind: 'expiry', dueOn: '2026-03-06' });
    office.until('2026-03-12T02:00:00.000Z');
    office.send('reassignFollowUp', { followUpId: 'expiry.visit-1', ownerPostId: 'post-other', reason: 'text-1' });
    expect(office.state.followUps['expiry.visit-1']?.dueOn).toBe('2026-04-10');
  });

  test('of which the owner only was asked, starts when the owner is named', () => {
    const office = new Office();
    office.open({ ...commitment, ownerPostId: null, asks: true });
    office.until('2026-03-12T02:00:00.000Z');
    expect(office.send('answerQuestion', { followUpId: id, ownerPostId: 'post-owner' })).toBe('done');
    expect(office.state.followUps[id]?.dueOn).toBe('2026-04-10');
  });

  test('handed over in time, it keeps its date', () => {
    const office = opened();
    office.send('reassignFollowUp', { followUpId: id, ownerPostId: 'post-other', reason: 'text-1' });
    expect(office.state.followUps[id]?.dueOn).toBe('2026-03-06');
    expect(office.events.at(-1)?.data).not.toHaveProperty('passedDueOn');
  });
});

describe('who may set owner and date', () => {
  test('what stands is no question: it is neither answered nor dropped that way', () => {
    const office = opened();
    expect(office.send('answerQuestion', { followUpId: id, dueOn: '2026-05-06' })).toBe('wrong-state');
    expect(office.send('answerQuestion', { followUpId: id, drop: true })).toBe('wrong-state');
    expect(office.state.followUps[id]?.dueOn).toBe('2026-03-06');
  });

  test('who holds the post that owes it does not extend it, whatever their role; another does', () => {
    const office = opened();
    const later = { followUpId: id, dueOn: '2026-03-20', reason: 'text-1' };
    const owner = { roles: ['director' as const], postIds: ['post-director', 'post-owner'] };
    expect(office.send('extendFollowUp', later, 'person-2', owner)).toBe('not-by-owner');
    expect(office.state.followUps[id]?.dueOn).toBe('2026-03-06');
    expect(office.send('extendFollowUp', later, 'person-3', { postIds: ['post-coordinator'] })).toBe('done');
    expect(office.state.followUps[id]?.dueOn).toBe('2026-03-20');
  });
});

describe('when a pause ends', () => {
  test('its owner reads that it is back', () => {
    const office = opened();
    office.send('pauseFollowUp', pause('2026-03-05'));
    office.until('2026-03-05T16:00:00.000Z');
    expect(mailed(office)).toEqual(['returned post-owner']);
  });

  test('above the owner both read it: the owner, and the next level up', () => {
    const office = opened();
    office.until('2026-03-11T02:00:00.000Z');
    expect(office.state.followUps[id]?.level).toBe(1);
    expect(office.send('pauseFollowUp', pause('2026-03-13'))).toBe('done');
    office.until('2026-03-14T02:00:00.000Z');
    expect(office.told().slice(-2)).toEqual(['2026-03-13 returned post-owner', '2026-03-13 escalation post-director']);
  });

  test('of what was reported done, whoever confirms reads it, not the owner', () => {
    const office = opened();
    office.send('reportFollowUp', { followUpId: id }, 'person-7');
    office.send('pauseFollowUp', pause('2026-03-05'));
    office.until('2026-03-05T16:00:00.000Z');
    expect(office.told().slice(-1)).toEqual(['2026-03-05 reported post-coordinator']);
  });
});

describe('what was reported done', () => {
  test('by an owning coordinator is the director’s to confirm', () => {
    const office = new Office();
    office.open({ ...commitment, ownerPostId: 'post-coordinator' });
    office.send('reportFollowUp', { followUpId: id }, 'person-7');
    office.until('2026-03-04T00:00:00.000Z');
    expect(office.told()).toEqual(['2026-03-03 reported post-director']);
  });

  test('is asked about at once, after five and ten working days, and five times more; then it is for the leaders’ meeting', () => {
    const office = opened();
    office.send('reportFollowUp', { followUpId: id }, 'person-7');
    office.until('2027-01-01T00:00:00.000Z');
    expect(office.told()).toEqual([
      '2026-03-03 reported post-coordinator',
      '2026-03-09 reported post-coordinator',
      '2026-03-16 reported post-coordinator',
      '2026-03-23 reported post-coordinator',
      '2026-03-30 reported post-coordinator',
      '2026-04-07 reported post-coordinator',
      '2026-04-14 reported post-coordinator',
      '2026-04-21 reported post-coordinator',
      '2026-04-28 meeting-list post-coordinator',
    ]);
  });
});

describe('passes', () => {
  test('minutes that are unconfirmed turn red in lists the day after, and nobody is told of that', () => {
    const office = new Office();
    office.open({ kind: 'minutes-confirmation' });
    const { dueOn } = office.state.followUps['minutes-confirmation.visit-1']!;
    expect(dueOn).toBe('2026-03-30');
    office.until('2026-03-31T02:00:00.000Z');
    expect(office.events.at(-1)).toMatchObject({ type: 'followUpReminded', data: { steps: ['late'], level: 0 } });
    expect(office.told().at(-1)).toMatch(/^2026-03-30 confirm-minutes/);
  });

  test('whose day after the date has a step of its own get no other', () => {
    expect(opened().state.followUps[id]?.steps.map(([key]) => key)).toEqual(['before', 'due', 'overdue', 'escalation']);
  });

  test('after an outage over several rungs the ladder goes on from the highest, though it was not the last', () => {
    const office = new Office();
    office.open({ kind: 'study' });
    office.at = '2026-12-01T01:00:00.000Z';
    office.take(due(office.state, office.context));
    expect(office.state.followUps['study.visit-1']?.steps.map(([key]) => key)).toEqual(['escalation-2']);
  });
});
