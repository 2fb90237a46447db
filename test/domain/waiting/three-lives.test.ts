import { expect, test } from '@jest/globals';
import { communication } from '../../../domain/agreement/communication.ts';
import { commitments } from '../../../domain/agreement/commitments.ts';
import { holds } from '../../../domain/agreement/holds.ts';
import { review } from '../../../domain/agreement/review.ts';
import { symposium } from '../../../domain/agreement/symposium.ts';
import { ledgerOf, sharesByStage } from '../../../domain/waiting/ledger.ts';
import type { LedgerDay } from '../../../domain/waiting/ledger.ts';
import { begin, china, confirmer, homeUnit, Life, ours, owner, person, text, theirs } from '../agreement/life.ts';

/** Three lives worked out by hand, each day with whom it is put down to and why. All days are of China's calendar of 2026. */

const concerns = [symposium, commitments, communication, holds, review];

/** A day as the tables write it: `side org-x post-y`, `pause waiting org-x`, `hold org-x`, `system`, with the matter. */
function written({ on, stage, turn, matter }: LedgerDay): string {
  const who = {
    side: () => (turn.of === 'side' ? `${turn.postId}` : ''),
    pause: () => (turn.of === 'pause' ? `pause (${turn.kind}) for ${turn.waitingFor}` : ''),
    hold: () => (turn.of === 'hold' ? `hold for ${turn.waitingFor}` : ''),
    system: () => 'system',
  }[turn.of]();
  return `${on} ${stage} | ${who} | ${matter?.followUpId ?? '-'}`;
}

function ledger(life: Life, todayOn: string) {
  const ref = { kind: 'agreement', id: life.state.id, agreementId: life.state.id } as const;
  const found = ledgerOf({ agreement: { ref, events: life.events }, children: [] }, todayOn);
  if (!found) throw new Error('it never started');
  return found;
}

const table = (life: Life, todayOn: string): string[] => ledger(life, todayOn).days.map(written);
const sums = (life: Life, todayOn: string) =>
  sharesByStage(ledger(life, todayOn).days).map(({ stage, workingDays, shares }) => [
    stage,
    workingDays,
    Object.fromEntries(shares.map(({ turn, workingDays: days }) => [turn.of === 'side' ? turn.postId : turn.of, days])),
  ]);

test('first life: a visit is recorded, its note is late, then the stage goes on', () => {
  // Monday 2 March: started. Nobody has planned the visit: the coordinator's turn. Wednesday 4: it is recorded, so the note is
  // wanted by Monday 9. Filed on Tuesday 10. The yearly review is open all the time and is nobody's turn yet. Attendance is
  // confirmed and the stage left on Thursday 12: then the symposium is to be held.
  const life = begin(concerns);
  life.live('2026-03-04');
  life.run('recordVisit', { fromOn: '2026-03-04', direction: 'inbound', hostOrganisationId: ours });
  life.live('2026-03-10');
  life.run('fileVisitNote', { visitId: 'visit-1', note: text('note') });
  life.live('2026-03-12');
  life.run('confirmAttendance', { visitId: 'visit-1' });
  life.run('advance');
  life.live('2026-03-16');
  expect(table(life, '2026-03-16')).toEqual([
    '2026-03-03 visit | post-coordinator | visit-plan.visit',
    '2026-03-04 visit | post-coordinator | visit-plan.visit',
    '2026-03-05 visit | post-coordinator | visit-note.visit-1',
    '2026-03-06 visit | post-coordinator | visit-note.visit-1',
    '2026-03-09 visit | post-coordinator | visit-note.visit-1',
    '2026-03-10 visit | post-coordinator | visit-note.visit-1',
    // Nothing but the review: nobody has anything to do by any date.
    '2026-03-11 visit | system | review.review-2027',
    '2026-03-12 visit | system | review.review-2027',
    '2026-03-13 symposium | post-coordinator | symposium.symposium',
    '2026-03-16 symposium | post-coordinator | symposium.symposium',
  ]);
  expect(sums(life, '2026-03-16')).toEqual([
    ['visit', 8, { 'post-coordinator': 6, system: 2 }],
    ['symposium', 2, { 'post-coordinator': 2 }],
  ]);
  expect(written(ledger(life, '2026-03-16').now!)).toBe(
    '2026-03-16 symposium | post-coordinator | symposium.symposium',
  );
});

/** At the stage of communication without its own plan to be asked for: what waits is the commitments and contacts. */
function speaking(): Life {
  const life = begin(concerns);
  const waive = (stage: string) =>
    life.run('waiveStage', { stage, reason: text('late'), approverPersonId: 'person-director' });
  waive('visit');
  waive('symposium');
  life.run('agreeMechanism', {
    channel: 'video',
    period: 'monthly',
    liaisons: [
      { organisationId: ours, postId: 'post-liaison' },
      { organisationId: theirs, postId: 'post-dean' },
    ],
  });
  return life;
}

test('second life: the other side owes, pauses, reports; ours confirms; two matters on one day go to the earlier date', () => {
  // Monday 2 March: two things are promised, the dean's by Friday 6 and the liaison's by Tuesday 10. The search for a plan
  // (coordinator, 60 working days) waits behind both. Wednesday 4: the dean asks to wait for the ministry's office until Friday
  // 6; the day itself still began as the dean's. Thursday and Friday the pause is not the dean's: the liaison's matter waits
  // and goes first. The liaison's is reported on Thursday 5, so on Friday it waits for the coordinator to confirm. Confirmed on
  // Friday: from Monday 9 the dean's is the earliest again. Reported on Wednesday 11, confirmed on Friday 13, then the plan.
  const life = speaking();
  const promise = (ownerOrganisationId: string, ownerPostId: string, dueOn: string) =>
    life.run('recordCommitment', {
      sentence: text('sentence'),
      beneficiaryOrganisationId: ours,
      ownerOrganisationId,
      ownerPostId,
      dueOn,
    });
  promise(theirs, 'post-dean', '2026-03-06');
  promise(ours, 'post-liaison', '2026-03-10');
  life.live('2026-03-04');
  const dean = { followUpId: 'commitment.commitment-1' };
  const liaison = { followUpId: 'commitment.commitment-2' };
  life.run(
    'pauseFollowUp',
    { ...dean, kind: 'waiting', untilOn: '2026-03-06', reason: text('why'), waitingFor: 'org-office' },
    owner,
  );
  life.live('2026-03-05');
  life.run('reportFollowUp', liaison, owner);
  life.live('2026-03-06');
  life.run('confirmFollowUp', liaison, confirmer);
  life.live('2026-03-11');
  life.run('reportFollowUp', dean, owner);
  life.live('2026-03-13');
  life.run('confirmFollowUp', dean, confirmer);
  life.live('2026-03-17');
  expect(table(life, '2026-03-17')).toEqual([
    '2026-03-03 communication | post-dean | commitment.commitment-1',
    '2026-03-04 communication | post-dean | commitment.commitment-1',
    '2026-03-05 communication | post-liaison | commitment.commitment-2',
    '2026-03-06 communication | post-coordinator | commitment.commitment-2',
    '2026-03-09 communication | post-dean | commitment.commitment-1',
    '2026-03-10 communication | post-dean | commitment.commitment-1',
    '2026-03-11 communication | post-dean | commitment.commitment-1',
    '2026-03-12 communication | post-coordinator | commitment.commitment-1',
    '2026-03-13 communication | post-coordinator | commitment.commitment-1',
    '2026-03-16 communication | post-coordinator | plan.communication',
    '2026-03-17 communication | post-coordinator | plan.communication',
  ]);
  expect(sums(life, '2026-03-17')).toEqual([
    ['communication', 11, { 'post-coordinator': 5, 'post-dean': 5, 'post-liaison': 1 }],
  ]);
  // By itself the dean's promise: three days before and after the pause are the dean's, two are the pause's.
  const own = ledger(life, '2026-03-17').matters.find(({ matter }) => matter.followUpId === dean.followUpId);
  expect(own?.days.map((turn) => (turn.of === 'side' ? turn.postId : turn.of))).toEqual([
    'post-dean', // Tuesday 3
    'post-dean', // Wednesday 4
    'pause', // Thursday 5
    'pause', // Friday 6
    'post-dean', // Monday 9
    'post-dean', // Tuesday 10
    'post-dean', // Wednesday 11
    'post-coordinator', // Thursday 12
    'post-coordinator', // Friday 13
  ]);
});

test('third life: intake, a question, a hold over a public holiday that nobody ends, a contact, the end', () => {
  // Monday 30 March: proposed, accepted on Wednesday 1 April. A promise without owner and date is recorded on that day: a
  // question, which waits behind the plan for the visit (confirmed). The visit is recorded on Thursday 2 with its note at
  // once: only the question is left. Friday 3: on hold for the partner until Wednesday 8 (Monday 6 is Qingming, no working
  // day). Nobody ends it, so Thursday 9 and Friday 10 are the coordinator's to decide. Resumed on Friday 10, answered on
  // Monday 13 (the owner is the dean, by the 20th), closed on Wednesday 15: what comes later does not count.
  const proposal = new Life(concerns).goTo('2026-03-30');
  proposal.run('startAgreement', {
    parties: [
      { organisationId: theirs, role: 'guest' },
      { organisationId: ours, role: 'host', ours: true },
    ],
    adopted: { homeUnit, calendar: china, policy: { version: 1 } },
  });
  proposal.live('2026-04-01');
  proposal.run('acceptIntake');
  proposal.run('recordCommitment', {
    sentence: text('sentence'),
    beneficiaryOrganisationId: ours,
    ownerOrganisationId: theirs,
  });
  proposal.live('2026-04-02');
  proposal.run('recordVisit', {
    fromOn: '2026-04-02',
    direction: 'inbound',
    hostOrganisationId: ours,
    delegation: [person(theirs)],
  });
  proposal.run('fileVisitNote', { visitId: 'visit-1', note: text('note') });
  proposal.live('2026-04-03');
  proposal.run('pauseAgreement', {
    untilOn: '2026-04-08',
    reason: text('why'),
    waitingFor: theirs,
    approverPersonId: 'person-director',
  });
  proposal.live('2026-04-10');
  proposal.run('resumeAgreement');
  proposal.live('2026-04-13');
  proposal.run('answerQuestion', {
    followUpId: 'commitment.commitment-1',
    ownerPostId: 'post-dean',
    dueOn: '2026-04-20',
  });
  proposal.live('2026-04-15');
  proposal.run('closeAgreement', { outcome: 'terminated', reason: text('over') });
  const rows = [
    '2026-03-31 intake | post-coordinator | intake.intake',
    '2026-04-01 intake | post-coordinator | intake.intake',
    '2026-04-02 visit | post-coordinator | visit-plan.visit',
    '2026-04-03 visit | post-coordinator | commitment.commitment-1',
    `2026-04-07 visit | hold for ${theirs} | hold.hold`,
    `2026-04-08 visit | hold for ${theirs} | hold.hold`,
    '2026-04-09 visit | post-coordinator | hold.hold',
    '2026-04-10 visit | post-coordinator | hold.hold',
    '2026-04-13 visit | post-coordinator | commitment.commitment-1',
    '2026-04-14 visit | post-dean | commitment.commitment-1',
    '2026-04-15 visit | post-dean | commitment.commitment-1',
  ];
  expect(table(proposal, '2026-04-30')).toEqual(rows);
  expect(ledger(proposal, '2026-04-30')).toMatchObject({ untilOn: '2026-04-15', now: null });
  expect(sums(proposal, '2026-04-30')).toEqual([
    ['intake', 2, { 'post-coordinator': 2 }],
    ['visit', 9, { 'post-coordinator': 5, 'post-dean': 2, hold: 2 }],
  ]);
});

test('a later date that is asked for waits for whoever decides, not for who asked', () => {
  // Monday 2 March: promised by the liaison for Tuesday 10. On Wednesday 4 a later date is asked for: from Thursday on it is the
  // coordinator's turn, who agrees to Tuesday 17 on Monday 9. Asked once more on the 12th, of what the coordinator refuses on the 13th.
  const life = speaking();
  const liaison = { followUpId: 'commitment.commitment-1', reason: text('why') };
  life.run('recordCommitment', {
    sentence: text('sentence'),
    beneficiaryOrganisationId: theirs,
    ownerOrganisationId: ours,
    ownerPostId: 'post-liaison',
    dueOn: '2026-03-10',
  });
  life.live('2026-03-04');
  life.run('askExtension', { ...liaison, dueOn: '2026-03-20' }, owner);
  life.live('2026-03-09');
  life.run('extendFollowUp', { ...liaison, dueOn: '2026-03-17' });
  life.live('2026-03-12');
  life.run('askExtension', { ...liaison, dueOn: '2026-03-31' }, owner);
  life.live('2026-03-13');
  life.run('refuseExtension', liaison);
  life.live('2026-03-17');
  const own = ledger(life, '2026-03-17').matters.find(({ matter }) => matter.followUpId === liaison.followUpId);
  expect(own?.days.map((turn) => (turn.of === 'side' ? turn.postId : turn.of))).toEqual([
    'post-liaison', // Tuesday 3
    'post-liaison', // Wednesday 4
    'post-coordinator', // Thursday 5
    'post-coordinator', // Friday 6
    'post-coordinator', // Monday 9
    'post-liaison', // Tuesday 10
    'post-liaison', // Wednesday 11
    'post-liaison', // Thursday 12
    'post-coordinator', // Friday 13
    'post-liaison', // Monday 16
    'post-liaison', // Tuesday 17
  ]);
  expect(sums(life, '2026-03-17')).toEqual([['communication', 11, { 'post-liaison': 7, 'post-coordinator': 4 }]]);
});

test('what the coordinator owes and asks more time for waits for the director', () => {
  const life = speaking();
  const plan = { followUpId: 'plan.communication', reason: text('why') };
  life.live('2026-03-04');
  life.run('askExtension', { ...plan, dueOn: '2026-06-26' }, owner);
  life.live('2026-03-06');
  expect(table(life, '2026-03-06')).toEqual([
    '2026-03-03 communication | post-coordinator | plan.communication',
    '2026-03-04 communication | post-coordinator | plan.communication',
    '2026-03-05 communication | post-director | plan.communication',
    '2026-03-06 communication | post-director | plan.communication',
  ]);
});

test('a question whose date has passed is ours, though others owe something for later', () => {
  // Monday 2 March: the dean promises something for Friday 10 April, and of another sentence nobody says who: our date is Monday 30
  // March. Until then the dean's is what is waited for, on the 30th the liaison's contact of 1 April, of which both sides were reminded
  // on the 27th; from the 31st the unanswered question, which was for the 30th; on Thursday 2 April,
  // when it is answered, the contact is overdue, and what is red comes first, as in every list.
  const life = speaking();
  const promise = { sentence: text('sentence'), beneficiaryOrganisationId: ours };
  life.run('recordCommitment', {
    ...promise,
    ownerOrganisationId: theirs,
    ownerPostId: 'post-dean',
    dueOn: '2026-04-10',
  });
  life.run('recordCommitment', promise);
  life.live('2026-04-02');
  life.run('answerQuestion', { followUpId: 'commitment.commitment-2', ownerPostId: 'post-dean', dueOn: '2026-04-20' });
  life.live('2026-04-03');
  expect(table(life, '2026-04-03').slice(-6)).toEqual([
    '2026-03-27 communication | post-dean | commitment.commitment-1',
    '2026-03-30 communication | post-liaison | contact.communication',
    '2026-03-31 communication | post-coordinator | commitment.commitment-2',
    '2026-04-01 communication | post-coordinator | commitment.commitment-2',
    '2026-04-02 communication | post-liaison | contact.communication',
    '2026-04-03 communication | post-liaison | contact.communication',
  ]);
});
