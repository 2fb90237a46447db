import { expect, test } from '@jest/globals';
import type { AgreementState } from '../../../domain/agreement/state.ts';
import { accountOf } from './account.ts';
import { byHand, c1, days, morning, promise, promised, why } from './by-hand.ts';
import { anAgreement, calendar } from './lives.ts';
import type { Looped } from './lives.ts';

/** Accounts by hand of matters with which somebody did something; see by-hand.ts. */

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
      03-16 extension-asked coordinator
      03-16 extension-agreed owner`),
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

test('22. what nobody put a name or a day to is a question: asked the next morning, on the day we assumed and then each quarter, on no ladder', () => {
  const life = anAgreement();
  life.send('recordCommitment', promise);
  life.sleepUntil(morning('2026-03-04'));
  byHand(life, c1, {
    dueOn: '2026-03-30',
    owner: 'coordinator',
    told: days('03-03 question coordinator'),
    next: days(`03-30 deadline coordinator
      03-30 question coordinator
      07-01 question coordinator
      09-28 question coordinator
      12-30 question coordinator`),
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
