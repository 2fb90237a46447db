import { expect, test } from '@jest/globals';
import type { AgreementState } from '../../../domain/agreement/state.ts';
import { plan } from '../../../domain/plan/index.ts';
import type { PlanState } from '../../../domain/plan/state.ts';
import { homeUnit, ours, text, theirs } from '../agreement/life.ts';
import { bothSponsors, member, openData } from '../plan/life.ts';
import { accountOf } from './account.ts';
import { agreementId, anAgreement, aPlan, calendar, Looped } from './lives.ts';

/**
 * Accounts written by hand from DOMAIN sections 2 and 2a, not from what the system says: who has been told of a matter, and who
 * will be if it is ignored. Each is worked out with a calendar of 2026 in hand: 6 April, 1, 4 and 5 May, 19 June, 25 September and
 * 1, 2, 5, 6, 7 October are free; Saturday 9 May, Sunday 20 September and Saturday 10 October are worked. Everything begins on
 * Monday 2 March.
 *
 * The ordinary ladder: a reminder three working days ahead, the day itself, one after; the first level above the owner two after;
 * then the director two later, the announcement of the leader to the coordinator one later, the leader one later; five repetitions
 * to the highest below the leader, five working days apart, and five later the leaders' meeting list.
 */

interface ByHand {
  status?: string;
  dueOn: string;
  owner: string;
  told: string[];
  next: string[];
}

const c1 = 'commitment.commitment-1';
const promise = { sentence: text('we will'), beneficiaryOrganisationId: theirs };
const why = { reason: text('why') };
const morning = (on: string): string => `${on}T02:00:00.000Z`;

/** `2026-03-17 reminder owner`, posts without their prefix. */
function byHand(life: Looped<AgreementState> | Looped<PlanState>, id: string, expected: ByHand): void {
  const account =
    life.ref.kind === 'plan' ? accountOf(life as Looped<PlanState>, id) : accountOf(life as Looped<AgreementState>, id);
  const post = (postId: string | null): string => String(postId).replace('post-', '');
  expect({
    status: account?.status,
    dueOn: account?.clock.dueOn,
    owner: post(account?.owner.postId ?? null),
    told: account?.told.map(({ on, kind, postId }) => `${on} ${kind} ${post(postId)}`),
    next: account?.next.map(({ on, what, postId }) => `${on} ${what} ${post(postId)}`),
  }).toEqual({ status: 'open', ...expected });
}

const days = (line: string): string[] =>
  line
    .trim()
    .split('\n')
    .map((one) => `2026-${one.trim()}`);

function promised(ownerPostId: string, more: object = {}): Looped<AgreementState> {
  const life = anAgreement();
  life.send('recordCommitment', { ...promise, ownerPostId, dueOn: '2026-03-20', ...more });
  return life;
}

function speaking(): Looped<AgreementState> {
  const life = anAgreement();
  for (const stage of ['visit', 'symposium'])
    life.send('waiveStage', { stage, reason: text('late'), approverPersonId: 'person-director' });
  return life;
}

test('1. an intake: five working days to decide, the coordinator owes it, it ends unpursued after thirty days', () => {
  byHand(anAgreement(false), 'intake.intake', {
    dueOn: '2026-03-09',
    owner: 'coordinator',
    told: [],
    next: days(`03-04 reminder coordinator
      03-09 deadline coordinator
      03-09 due coordinator
      03-10 overdue coordinator
      03-11 escalation director
      03-12 escalation-ahead coordinator
      03-13 escalation leader
      03-20 escalation director
      03-27 escalation director`),
  });
});

test('2. a first visit nobody records: reminded, then up the line', () => {
  const life = anAgreement();
  life.sleepUntil(morning('2026-03-12'));
  byHand(life, 'visit-plan.visit', {
    dueOn: '2026-03-16',
    owner: 'coordinator',
    told: days('03-11 reminder coordinator'),
    next: days(`03-16 deadline coordinator
      03-16 due coordinator
      03-17 overdue coordinator
      03-18 escalation director
      03-19 escalation-ahead coordinator
      03-20 escalation leader
      03-27 escalation director
      04-03 escalation director
      04-13 escalation director
      04-20 escalation director
      04-27 escalation director
      05-07 meeting-list coordinator`),
  });
});

test('3. minutes to be confirmed: asked at once, after 5, 10 and 20 working days, then the telephone; no leader can consent for them', () => {
  const life = anAgreement();
  life.send('waiveStage', { stage: 'visit', reason: text('late'), approverPersonId: 'person-director' });
  life.send('recordSymposium', { onDate: '2026-03-02' });
  const to = [{ organisationId: theirs, postId: 'post-dean' }];
  life.send('sendMinutes', { symposiumId: 'symposium-1', minutes: text('minutes'), to });
  life.sleepUntil(morning('2026-03-10'));
  byHand(life, 'minutes-confirmation.symposium-1.side-1', {
    dueOn: '2026-03-30',
    owner: 'dean',
    told: days(`03-03 confirm-minutes dean
      03-09 confirm-minutes dean`),
    next: days(`03-16 confirm-minutes dean
      03-30 deadline dean
      03-30 confirm-minutes dean
      04-07 telephone liaison
      04-14 escalation coordinator
      04-21 escalation coordinator
      04-28 escalation coordinator
      05-08 escalation coordinator
      05-14 escalation coordinator
      05-21 escalation coordinator
      05-28 meeting-list coordinator`),
  });
});

test('4. what the other side owes reminds its own person, then climbs our line from our liaison up', () => {
  byHand(promised('post-dean', { ownerOrganisationId: theirs, beneficiaryOrganisationId: ours }), c1, {
    dueOn: '2026-03-20',
    owner: 'dean',
    told: days('03-02 assigned dean'),
    next: days(`03-17 reminder dean
      03-20 deadline dean
      03-20 due dean
      03-23 overdue dean
      03-24 escalation liaison
      03-26 escalation director
      03-27 escalation-ahead coordinator
      03-30 escalation leader
      04-07 escalation director
      04-14 escalation director
      04-21 escalation director
      04-28 escalation director
      05-08 escalation director
      05-14 meeting-list coordinator`),
  });
});

test('5. what our liaison owes goes to the coordinator first', () => {
  byHand(promised('post-liaison'), c1, {
    dueOn: '2026-03-20',
    owner: 'liaison',
    told: days('03-02 assigned liaison'),
    next: days(`03-17 reminder liaison
      03-20 deadline liaison
      03-20 due liaison
      03-23 overdue liaison
      03-24 escalation coordinator
      03-26 escalation director
      03-27 escalation-ahead coordinator
      03-30 escalation leader
      04-07 escalation director
      04-14 escalation director
      04-21 escalation director
      04-28 escalation director
      05-08 escalation director
      05-14 meeting-list coordinator`),
  });
});

test('6. what the director owes is not escalated to the director: the leader is announced next, and the coordinator asked again', () => {
  byHand(promised('post-director'), c1, {
    dueOn: '2026-03-20',
    owner: 'director',
    told: days('03-02 assigned director'),
    next: days(`03-17 reminder director
      03-20 deadline director
      03-20 due director
      03-23 overdue director
      03-24 escalation coordinator
      03-25 escalation-ahead coordinator
      03-26 escalation leader
      04-02 escalation coordinator
      04-10 escalation coordinator
      04-17 escalation coordinator
      04-24 escalation coordinator
      05-06 escalation coordinator
      05-12 meeting-list coordinator`),
  });
});

test('7. what the leader owes stays below the leader, who is reminded as its owner only', () => {
  byHand(promised('post-leader'), c1, {
    dueOn: '2026-03-20',
    owner: 'leader',
    told: days('03-02 assigned leader'),
    next: days(`03-17 reminder leader
      03-20 deadline leader
      03-20 due leader
      03-23 overdue leader
      03-24 escalation coordinator
      03-26 escalation director
      04-02 escalation director
      04-10 escalation director
      04-17 escalation director
      04-24 escalation director
      05-06 escalation director
      05-12 meeting-list coordinator`),
  });
});

test('8. the next contact: a month after the rhythm was agreed, both liaisons read of it three working days ahead', () => {
  const life = speaking();
  const liaisons = [
    { organisationId: ours, postId: 'post-liaison' },
    { organisationId: theirs, postId: 'post-dean' },
  ];
  life.send('agreeMechanism', { channel: 'video', period: 'monthly', liaisons });
  byHand(life, 'contact.communication', {
    dueOn: '2026-04-01',
    owner: 'liaison',
    told: [],
    next: days(`03-27 reminder liaison
      03-27 reminder dean
      04-01 deadline liaison
      04-01 due liaison
      04-02 overdue liaison
      04-03 escalation coordinator
      04-08 escalation director
      04-09 escalation-ahead coordinator
      04-10 escalation leader
      04-17 escalation director
      04-24 escalation director
      05-06 escalation director
      05-12 escalation director
      05-19 escalation director
      05-26 meeting-list coordinator`),
  });
});

test('9. a need for which there was nobody is looked at again twenty working days later', () => {
  const life = speaking();
  life.send('recordNeed', { partyId: theirs, class: 'process-upgrading', shortcoming: text('gap') });
  life.sleepUntil(morning('2026-03-10'));
  life.send('matchNeed', { needId: 'need-1', reason: 'no-capacity' });
  byHand(life, 'need.need-1', {
    dueOn: '2026-04-08',
    owner: 'coordinator',
    told: [],
    next: days(`04-02 reminder coordinator
      04-08 deadline coordinator
      04-08 due coordinator
      04-09 overdue coordinator
      04-10 escalation director
      04-13 escalation-ahead coordinator
      04-14 escalation leader
      04-21 escalation director
      04-28 escalation director
      05-08 escalation director
      05-14 escalation director
      05-21 escalation director
      05-28 meeting-list coordinator`),
  });
});

test('10. a study: looked at after 20, 30, 40 and 45 of its 60 working days, and by the director after 120 whatever its date', () => {
  const life = aPlan();
  life.send('startStudy', { question: text('question'), team: [member(ours), member(theirs)] });
  byHand(life, 'study.study', {
    dueOn: '2026-05-28',
    owner: 'coordinator',
    told: [],
    next: days(`03-30 reminder coordinator
      04-14 reminder coordinator
      04-28 reminder coordinator
      05-08 reminder coordinator
      05-28 deadline coordinator
      05-28 due coordinator
      05-29 overdue coordinator
      06-01 escalation director
      06-02 escalation-ahead coordinator
      06-03 escalation leader
      06-10 escalation director
      06-17 escalation director
      06-25 escalation director
      07-02 escalation director
      07-09 escalation director
      07-16 meeting-list coordinator
      08-21 escalation director`),
  });
});

test('11. a plan whose text was never given is chased', () => {
  const life = new Looped(plan, { kind: 'plan', id: `${agreementId}.plan-1`, agreementId });
  const adopted = { homeUnit, calendar, policy: { version: 1 } };
  life.send('openPlan', { ...openData({ sponsors: bothSponsors }), adopted });
  life.sleepUntil(morning('2026-03-17'));
  byHand(life, 'plan-text.plan-1', {
    dueOn: '2026-03-16',
    owner: 'coordinator',
    told: days(`03-11 reminder coordinator
      03-16 due coordinator
      03-17 overdue coordinator`),
    next: days(`03-18 escalation director
      03-19 escalation-ahead coordinator
      03-20 escalation leader
      03-27 escalation director
      04-03 escalation director
      04-13 escalation director
      04-20 escalation director
      04-27 escalation director
      05-07 meeting-list coordinator`),
  });
});

test('12. the end of a project is asked about 60, 30 and 10 working days ahead', () => {
  const life = aPlan();
  life.send('startStudy', { question: text('question'), team: [member(ours), member(theirs)] });
  life.send('fileStudyReport', { report: text('report'), authorPersonIds: [member(theirs).personId] });
  life.send('decideStudy', { decision: 'go', reasons: text('why'), decidedByPersonId: 'person-director' });
  life.send('turnKey', { key: 'approval', onDate: '2026-03-02', byOrganisationId: ours });
  life.send('turnKey', { key: 'contribution', onDate: '2026-03-02', byOrganisationId: theirs });
  life.send('startProject', { fromOn: '2026-03-02', toOn: '2026-08-31' });
  byHand(life, 'project-end.plan-1', {
    dueOn: '2026-08-31',
    owner: 'coordinator',
    told: [],
    next: days(`06-05 reminder coordinator
      07-20 reminder coordinator
      08-17 reminder coordinator
      08-31 deadline coordinator
      08-31 due coordinator
      09-01 overdue coordinator
      09-02 escalation director
      09-03 escalation-ahead coordinator
      09-04 escalation leader
      09-11 escalation director
      09-18 escalation director
      09-24 escalation director
      10-09 escalation director
      10-15 escalation director
      10-22 meeting-list coordinator`),
  });
});

test('13. the coordinator keeps it from the leader once: five working days later it is there', () => {
  const life = promised('post-owner');
  life.sleepUntil(morning('2026-03-27'));
  life.send('holdEscalation', { followUpId: c1, ...why });
  byHand(life, c1, {
    dueOn: '2026-03-20',
    owner: 'owner',
    told: days(`03-02 assigned owner
      03-17 reminder owner
      03-20 due owner
      03-23 overdue owner
      03-24 escalation coordinator
      03-26 escalation director
      03-27 escalation-ahead coordinator`),
    next: days(`04-07 escalation leader
      04-14 escalation director
      04-21 escalation director
      04-28 escalation director
      05-08 escalation director
      05-14 escalation director
      05-21 meeting-list coordinator`),
  });
});

test('14. a pause moves what is still to come by the two working days it lasts, and its end is told', () => {
  const life = promised('post-owner');
  life.sleepUntil(morning('2026-03-16'));
  life.send('pauseFollowUp', {
    followUpId: c1,
    kind: 'waiting',
    untilOn: '2026-03-18',
    waitingFor: 'org-office',
    ...why,
  });
  byHand(life, c1, {
    status: 'paused',
    dueOn: '2026-03-20',
    owner: 'owner',
    told: days('03-02 assigned owner'),
    next: days(`03-18 returned owner
      03-19 reminder owner
      03-20 deadline owner
      03-24 due owner
      03-25 overdue owner
      03-26 escalation coordinator
      03-30 escalation director
      03-31 escalation-ahead coordinator
      04-01 escalation leader
      04-09 escalation director
      04-16 escalation director
      04-23 escalation director
      04-30 escalation director
      05-11 escalation director
      05-18 meeting-list coordinator`),
  });
});

test('15. a pause of what is red already ends one level higher, at once', () => {
  const life = promised('post-owner');
  life.sleepUntil(morning('2026-03-24'));
  life.send('pauseFollowUp', { followUpId: c1, kind: 'acknowledged', untilOn: '2026-03-25', ...why });
  byHand(life, c1, {
    status: 'paused',
    dueOn: '2026-03-20',
    owner: 'owner',
    told: days(`03-02 assigned owner
      03-17 reminder owner
      03-20 due owner
      03-23 overdue owner
      03-24 escalation coordinator`),
    next: days(`03-25 returned owner
      03-25 escalation director
      03-26 escalation-ahead coordinator
      03-27 escalation leader
      04-03 escalation director
      04-13 escalation director
      04-20 escalation director
      04-27 escalation director
      05-07 escalation director
      05-13 meeting-list coordinator`),
  });
});

test('16. handed over and not accepted within two working days, it returns; its clock stood still meanwhile', () => {
  const life = promised('post-owner');
  life.sleepUntil(morning('2026-03-09'));
  life.send('reassignFollowUp', { followUpId: c1, ownerPostId: 'post-new', ...why });
  byHand(life, c1, {
    dueOn: '2026-03-20',
    owner: 'new',
    told: days(`03-02 assigned owner
      03-09 assigned new`),
    next: days(`03-12 not-taken coordinator
      03-12 returned owner
      03-20 deadline owner
      03-20 reminder owner
      03-25 due owner
      03-26 overdue owner
      03-27 escalation coordinator
      03-31 escalation director
      04-01 escalation-ahead coordinator
      04-02 escalation leader
      04-10 escalation director
      04-17 escalation director
      04-24 escalation director
      05-06 escalation director
      05-12 escalation director
      05-19 meeting-list coordinator`),
  });
});

test('17. handed over and accepted, the new owner is reminded as the old one was', () => {
  const life = promised('post-owner');
  life.sleepUntil(morning('2026-03-09'));
  life.send('reassignFollowUp', { followUpId: c1, ownerPostId: 'post-new', ...why });
  life.sleepUntil(morning('2026-03-10'));
  life.send('acceptFollowUp', { followUpId: c1 });
  byHand(life, c1, {
    dueOn: '2026-03-20',
    owner: 'new',
    told: days(`03-02 assigned owner
      03-09 assigned new`),
    next: days(`03-17 reminder new
      03-20 deadline new
      03-20 due new
      03-23 overdue new
      03-24 escalation coordinator
      03-26 escalation director
      03-27 escalation-ahead coordinator
      03-30 escalation leader
      04-07 escalation director
      04-14 escalation director
      04-21 escalation director
      04-28 escalation director
      05-08 escalation director
      05-14 meeting-list coordinator`),
  });
});

test('18. more time is asked for: somebody else decides, and the clock goes on until then', () => {
  const life = promised('post-owner');
  life.sleepUntil(morning('2026-03-16'));
  life.send('askExtension', { followUpId: c1, dueOn: '2026-04-10', ...why });
  byHand(life, c1, {
    dueOn: '2026-03-20',
    owner: 'owner',
    told: days(`03-02 assigned owner
      03-16 extension-asked coordinator`),
    next: days(`03-17 reminder owner
      03-20 deadline owner
      03-20 due owner
      03-23 overdue owner
      03-24 escalation coordinator
      03-26 escalation director
      03-27 escalation-ahead coordinator
      03-30 escalation leader
      04-07 escalation director
      04-14 escalation director
      04-21 escalation director
      04-28 escalation director
      05-08 escalation director
      05-14 meeting-list coordinator`),
  });
});

test('19. the later date is granted: the ladder starts anew from there', () => {
  const life = promised('post-owner');
  life.sleepUntil(morning('2026-03-16'));
  life.send('askExtension', { followUpId: c1, dueOn: '2026-04-10', ...why });
  life.send('extendFollowUp', { followUpId: c1, dueOn: '2026-04-10', ...why });
  byHand(life, c1, {
    dueOn: '2026-04-10',
    owner: 'owner',
    told: days(`03-02 assigned owner
      03-16 extension-asked coordinator`),
    next: days(`04-07 reminder owner
      04-10 deadline owner
      04-10 due owner
      04-13 overdue owner
      04-14 escalation coordinator
      04-16 escalation director
      04-17 escalation-ahead coordinator
      04-20 escalation leader
      04-27 escalation director
      05-07 escalation director
      05-13 escalation director
      05-20 escalation director
      05-27 escalation director
      06-03 meeting-list coordinator`),
  });
});

test('20. reported and confirmed by nobody: who decides is asked the next working day, after five and ten, and again', () => {
  const life = promised('post-owner');
  life.sleepUntil(morning('2026-03-16'));
  life.send('reportFollowUp', { followUpId: c1 });
  byHand(life, c1, {
    status: 'reported',
    dueOn: '2026-03-20',
    owner: 'owner',
    told: days('03-02 assigned owner'),
    next: days(`03-17 reported coordinator
      03-20 deadline owner
      03-23 reported coordinator
      03-30 reported coordinator
      04-07 reported coordinator
      04-14 reported coordinator
      04-21 reported coordinator
      04-28 reported coordinator
      05-08 reported coordinator
      05-14 meeting-list coordinator`),
  });
});

test('what would have prevented it, in the account of each kind of standing', () => {
  const first = (life: Looped<AgreementState>, id: string): string | undefined =>
    accountOf(life, id)?.prevention[0]?.en;
  expect(first(anAgreement(false), 'intake.intake')).toContain('Recording it by 2026-03-09');
  expect(first(promised('post-owner'), c1)).toContain('Reporting it done by 2026-03-20, confirmed by another');
  const question = anAgreement();
  question.send('recordCommitment', promise);
  expect(first(question, c1)).toContain('Answering who owes it and until when');
  const reported = promised('post-owner');
  reported.send('reportFollowUp', { followUpId: c1 });
  expect(first(reported, c1)).toContain('Confirming what was reported');
});

test('21. everybody was told and nothing happened: it is for the leaders’ meeting, and nothing more is sent', () => {
  const life = promised('post-owner');
  life.sleepUntil(morning('2026-05-20'));
  byHand(life, c1, {
    dueOn: '2026-03-20',
    owner: 'owner',
    told: days(`03-02 assigned owner
      03-17 reminder owner
      03-20 due owner
      03-23 overdue owner
      03-24 escalation coordinator
      03-26 escalation director
      03-27 escalation-ahead coordinator
      03-30 escalation leader
      04-07 escalation director
      04-14 escalation director
      04-21 escalation director
      04-28 escalation director
      05-08 escalation director
      05-14 meeting-list coordinator`),
    next: [],
  });
});

test('22. what nobody put a name or a day to is a question: asked the next morning and on the day we assumed, on no ladder', () => {
  const life = anAgreement();
  life.send('recordCommitment', promise);
  life.sleepUntil(morning('2026-03-04'));
  byHand(life, c1, {
    dueOn: '2026-03-30',
    owner: 'coordinator',
    told: days('03-03 question coordinator'),
    next: days(`03-30 deadline coordinator
      03-30 question coordinator`),
  });
});

test('23. our unit closes over the date: it moves to the first day after, and so does everything before and after it', () => {
  const life = promised('post-owner');
  life.sleepUntil(morning('2026-03-10'));
  const closed = ['2026-03-19', '2026-03-20', '2026-03-23', '2026-03-24'];
  const off = [...calendar.off, ...closed].toSorted();
  life.send('adoptCalendar', { calendar: { ...calendar, off, version: `${calendar.version} closed` }, others: null });
  byHand(life, c1, {
    dueOn: '2026-03-25',
    owner: 'owner',
    told: days(`03-02 assigned owner
      03-10 date-moved owner`),
    next: days(`03-16 reminder owner
      03-25 deadline owner
      03-25 due owner
      03-26 overdue owner
      03-27 escalation coordinator
      03-31 escalation director
      04-01 escalation-ahead coordinator
      04-02 escalation leader
      04-10 escalation director
      04-17 escalation director
      04-24 escalation director
      05-06 escalation director
      05-12 escalation director
      05-19 meeting-list coordinator`),
  });
});

test('24. a visit to come is prepared for ten, three and one working days ahead', () => {
  const life = anAgreement();
  life.send('recordVisit', { fromOn: '2026-03-25', direction: 'inbound', hostOrganisationId: ours });
  byHand(life, 'itinerary.visit-1', {
    dueOn: '2026-03-25',
    owner: 'coordinator',
    told: [],
    next: days(`03-11 meeting coordinator
      03-20 meeting coordinator
      03-24 meeting coordinator
      03-25 deadline coordinator
      03-26 overdue coordinator
      03-27 escalation director
      03-30 escalation-ahead coordinator
      03-31 escalation leader
      04-08 escalation director
      04-15 escalation director
      04-22 escalation director
      04-29 escalation director
      05-09 escalation director
      05-15 meeting-list coordinator`),
  });
});
