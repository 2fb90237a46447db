import { test } from '@jest/globals';
import { plan } from '../../../domain/plan/index.ts';
import { homeUnit, ours, text, theirs } from '../agreement/life.ts';
import { bothSponsors, member, openData } from '../plan/life.ts';
import { byHand, c1, days, morning, promised, speaking } from './by-hand.ts';
import { agreementId, anAgreement, aPlan, calendar, Looped } from './lives.ts';

/** Accounts by hand of kinds of matters, each as its policy has it; see by-hand.ts. */

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

test('9. a need for which there was nobody is looked at again a quarter later, sixty working days', () => {
  const life = speaking();
  life.send('recordNeed', { partyId: theirs, class: 'process-upgrading', shortcoming: text('gap') });
  life.sleepUntil(morning('2026-03-10'));
  life.send('matchNeed', { needId: 'need-1', reason: 'no-capacity' });
  byHand(life, 'need-match.need-1', {
    dueOn: '2026-06-05',
    owner: 'coordinator',
    told: [],
    next: days(`06-02 reminder coordinator
      06-05 deadline coordinator
      06-05 due coordinator
      06-08 overdue coordinator
      06-09 escalation director
      06-10 escalation-ahead coordinator
      06-11 escalation leader
      06-18 escalation director
      06-26 escalation director
      07-03 escalation director
      07-10 escalation director
      07-17 escalation director
      07-24 meeting-list coordinator`),
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
      05-11 escalation director
      05-18 meeting-list coordinator`),
  });
});
