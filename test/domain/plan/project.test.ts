import { describe, expect, test } from '@jest/globals';
import type { Actor } from '../../../domain/decider.ts';
import { ours, text, theirs } from '../agreement/life.ts';
import { approved, filed, key, member, open, running, someoneElse, system } from './life.ts';
import type { PlanLife } from './life.ts';

const today = '2026-03-02';
const deliverable = { name: text('report'), dueOn: '2026-06-01', byOrganisationId: theirs };
const deliver = { deliverableId: 'deliverable-1', byPersonId: 'person-maker', onDate: today };
const accept = { deliverableId: 'deliverable-1', byPersonId: someoneElse, onDate: today };
const adviser = { ...member('org-adviser'), as: 'adviser' };
const meeting = (kind: string, present: object[], more: object = {}) => ({ kind, heldOn: today, present, ...more });
const both = [member(ours), member(theirs)];

describe('two keys', () => {
  test('an approval is for twelve months; after that it is given anew', () => {
    const life = approved();
    life.run('turnKey', { ...key('approval'), onDate: '2025-02-28' });
    life.run('turnKey', key('contribution'));
    const start = { fromOn: today, toOn: '2027-03-01' };
    expect(life.refused('startProject', start)).toBe('key-missing');
    expect(life.why('startProject', start)).toContain('2026-02-28');
    life.run('turnKey', key('approval'));
    life.run('startProject', start);
    expect(life.state.project?.fromOn).toBe(today);
  });

  test('start a project, both or none', () => {
    const life = approved();
    const start = { fromOn: today, toOn: '2027-03-01' };
    expect(life.refused('startProject', start)).toBe('key-missing');
    life.run('turnKey', { ...key('approval'), byOrganisationId: 'org-ministry' });
    expect(life.why('startProject', start)).toBe('Not turned: contribution.');
    expect(life.refused('turnKey', key('approval'))).toBe('wrong-state');
    expect(life.refused('turnKey', { ...key('contribution'), byOrganisationId: 'org-ministry' })).toBe('unknown-party');
    expect(life.refused('turnKey', { ...key('contribution'), onDate: '2026-03-03' })).toBe('date-in-future');
    life.run('turnKey', key('contribution'));
    expect(life.refused('startProject', { fromOn: today, toOn: today })).toBe('ends-before-starts');
    life.run('startProject', start);
    expect(life.open).toEqual(['project-end.plan-1', 'project-meeting.plan-1']);
    expect(life.refused('startProject', start)).toBe('wrong-state');
  });

  test('belong to the project stage', () => {
    expect(filed().refused('turnKey', key('approval'))).toBe('stage-not-allowed');
    expect(approved().refused('addDeliverable', deliverable)).toBe('stage-not-allowed');
  });
});

describe('applications', () => {
  const application = { programme: text('fund'), deadlineOn: '2026-05-15', ownerPostId: 'post-writer' };
  test('are chased to the deadline, then for their result', () => {
    const life = approved();
    life.run('recordApplication', application);
    const told = life.live('2026-05-08').filter((notice) => notice.followUpId === 'application.application-1');
    expect(told.map((notice) => notice.to)).toContainEqual({ postId: 'post-writer' });
    const result = { applicationId: 'application-1', result: 'granted', onDate: '2026-05-08' };
    expect(life.refused('recordApplicationResult', result)).toBe('wrong-state');
    life.run('fileApplication', { applicationId: 'application-1', filedOn: '2026-05-08' });
    expect(life.open).toContain('application-result.application-1');
    expect(life.open).not.toContain('application.application-1');
    life.run('recordApplicationResult', result);
    expect(life.open).toEqual(['project-start.plan-1']);
    expect(life.refused('fileApplication', { applicationId: 'application-1', filedOn: today })).toBe('wrong-state');
  });

  test('one entered after its deadline counts as nothing overdue', () => {
    const life = approved();
    life.run('recordApplication', { ...application, deadlineOn: '2025-12-01' });
    expect(life.open).toEqual(['project-start.plan-1']);
    const [event] = life.run('fileApplication', { applicationId: 'application-1', filedOn: '2025-12-03' });
    expect(event?.data['late']).toBe(true);
    expect(open().refused('recordApplication', application)).toBe('stage-not-allowed');
  });
});

describe('deliverables', () => {
  test('are accepted by somebody else than who delivered, or come back with a date', () => {
    const life = running();
    life.run('addDeliverable', deliverable);
    expect(life.refused('acceptDeliverable', accept)).toBe('wrong-state');
    life.run('deliver', deliver);
    expect(life.open).toContain('deliverable.deliverable-1');
    expect(life.refused('acceptDeliverable', { ...accept, byPersonId: 'person-maker' })).toBe('not-by-author');
    life.run('returnDeliverable', { deliverableId: 'deliverable-1', reason: text('thin'), dueOn: '2026-07-01' });
    expect(life.state.followUps['delivery.deliverable-1']?.dueOn).toBe('2026-07-01');
    life.run('deliver', deliver);
    life.run('acceptDeliverable', accept);
    expect(life.open.filter((id) => id.endsWith('deliverable-1'))).toEqual([]);
  });

  test('milestones are reminded of ten, three and one working days before', () => {
    const life = running();
    life.run('addMilestone', { name: text('m'), dueOn: '2026-04-30', ownerPostId: 'post-lead' });
    const told = life.live('2026-04-29').filter((notice) => notice.followUpId === 'milestone.milestone-1');
    expect(told.map((notice) => notice.on)).toEqual(['2026-04-16', '2026-04-27', '2026-04-29']);
    life.run('reachMilestone', { milestoneId: 'milestone-1', onDate: '2026-04-29' });
    expect(life.open).not.toContain('milestone.milestone-1');
    expect(life.refused('reachMilestone', { milestoneId: 'milestone-1', onDate: today })).toBe('unknown-item');
  });
});

describe('meetings', () => {
  test('a quorum is checked at the meeting: without it nothing is decided', () => {
    const life = running();
    const decisions = [text('buy it')];
    expect(life.refused('recordMeeting', meeting('team', [member(ours)], { decisions }))).toBe('no-quorum');
    expect(life.refused('recordMeeting', meeting('committee', both, { decisions }))).toBe('no-quorum');
    expect(life.refused('recordMeeting', meeting('committee', [...both, adviser], { decisions }))).toBeNull();
    expect(life.refused('recordMeeting', meeting('team', [member('org-nobody')]))).toBe('unknown-party');
  });

  test('only one of both sides is progress', () => {
    const life = running().goTo('2026-03-16');
    const openedOn = () => life.state.followUps['project-meeting.plan-1']?.openedOn;
    life.run('recordMeeting', meeting('team', [member(ours)]));
    expect(openedOn()).toBe('2026-03-02');
    life.run('recordMeeting', meeting('team', both));
    expect(openedOn()).toBe('2026-03-16');
  });
});

describe('the end', () => {
  const summary = { summary: text('all well'), outcomes: ['technology-transfer'] };
  const closingReview = (life: PlanLife) => life.run('recordMeeting', meeting('closing-review', [...both, adviser]));

  test('needs accepted deliverables and a closing review with its quorum', () => {
    const life = running();
    expect(life.why('closeProject', summary)).toBe('No deliverable was accepted. The closing review was not held.');
    life.run('addDeliverable', deliverable);
    life.run('addDeliverable', deliverable);
    expect(life.refused('recordMeeting', meeting('closing-review', both))).toBe('no-quorum');
    closingReview(life);
    expect(life.why('closeProject', summary)).toContain('deliverable-2 is agreed');
    life.run('deliver', deliver);
    life.run('acceptDeliverable', accept);
    expect(life.refused('closeProject', summary)).toBe('exit-criteria-unmet');
    life.run('dropDeliverable', { deliverableId: 'deliverable-2', reason: text('double') });
    life.run('closeProject', summary);
    expect(life.state).toMatchObject({ status: 'closed', outcome: 'achieved', followUps: {} });
    expect(life.card.path.map((step) => step.state)).toEqual(['done', 'done']);
  });

  test('is moved once, by twelve months at the most', () => {
    const life = running('2026-11-30');
    const extend = (toOn: string) => ({ toOn, reason: text('delay') });
    expect(life.refused('extendProject', extend('2027-12-01'))).toBe('extension-limit');
    expect(life.refused('extendProject', extend('2026-11-30'))).toBe('ends-before-starts');
    life.run('extendProject', extend('2027-11-30'));
    expect(life.state.followUps['project-end.plan-1']?.dueOn).toBe('2027-11-30');
    expect(life.refused('extendProject', extend('2027-12-31'))).toBe('extension-limit');
  });

  test('has its end in one place: its follow-up takes no other date, by whatever way', () => {
    const life = running('2026-11-30');
    const followUpId = 'project-end.plan-1';
    const later = { followUpId, dueOn: '2027-06-30' };
    const end = () => [life.state.project?.toOn, life.state.followUps[followUpId]?.dueOn];
    expect(life.refused('extendFollowUp', { ...later, reason: text('delay') })).toBe('wrong-state');
    const owner: Actor = { id: 'token-owner', roles: ['owner'] };
    expect(life.refused('askExtension', { ...later, reason: text('delay') }, owner)).toBe('wrong-state');
    expect(life.refused('amendFlightPlan', { amendments: [later] })).toBe('wrong-state');
    expect(end()).toEqual(['2026-11-30', '2026-11-30']);
    life.run('extendProject', { toOn: '2027-06-30', reason: text('delay') });
    expect(end()).toEqual(['2027-06-30', '2027-06-30']);
    // What has a date of its own is extended as before.
    const regular = { followUpId: 'project-meeting.plan-1', dueOn: '2026-06-24', reason: text('travel') };
    life.run('extendFollowUp', regular);
    expect(life.state.followUps['project-meeting.plan-1']?.dueOn).toBe('2026-06-24');
  });
});

describe('the course', () => {
  test('back to the study: keys and project begin anew', () => {
    const life = running();
    life.run('addDeliverable', deliverable);
    life.run('returnToStudy', { reason: text('other market') });
    expect(life.state).toMatchObject({ stage: 'feasibility', project: null, deliverables: {} });
    expect(life.state.study).toMatchObject({ status: 'running', round: 2 });
    expect(life.open).toEqual(['study.study']);
    expect(life.refused('returnToStudy', { reason: text('again') })).toBe('stage-not-allowed');
    expect(life.refused('turnKey', key('approval'))).toBe('stage-not-allowed');
  });

  test('on hold it stands still and says only that', () => {
    const life = running();
    const hold = { untilOn: '2026-04-30', reason: text('audit'), approverPersonId: someoneElse };
    life.run('pausePlan', hold);
    expect(life.refused('pausePlan', hold)).toBe('on-hold');
    expect(life.refused('extendProject', { toOn: '2027-01-29', reason: text('x') })).toBe('on-hold');
    expect(new Set(life.live('2026-05-08').map((notice) => notice.followUpId))).toEqual(new Set(['hold.hold']));
    life.run('resumePlan');
    expect(life.refused('resumePlan')).toBe('not-on-hold');
    expect(life.state.followUps['project-end.plan-1']!.dueOn > '2026-11-30').toBe(true);
  });

  test('held by its agreement it leaves the reminding to it; a hold of its own outlives that one', () => {
    const hold = { untilOn: '2026-04-30', reason: text('audit'), approverPersonId: someoneElse };
    const life = running();
    life.run('pausePlan', hold, system);
    expect(life.open).not.toContain('hold.hold');
    expect(life.live('2026-05-08')).toEqual([]);
    life.run('resumePlan', {}, system);
    expect(life.state.hold).toBeNull();
    const own = running();
    own.run('pausePlan', hold);
    expect(own.refused('resumePlan', {}, system)).toBe('on-hold');
    own.run('resumePlan');
    expect(own.state.status).toBe('open');
  });

  test('held twice, it is silent until both holds have ended, whichever ends first', () => {
    const hold = { untilOn: '2026-04-30', reason: text('audit'), approverPersonId: someoneElse };
    const family = { ...hold, untilOn: '2026-05-20', waitingFor: 'org-that-came-later' };
    const ownFirst = running();
    ownFirst.run('pausePlan', hold);
    ownFirst.run('pausePlan', family, system);
    expect(ownFirst.open).toContain('hold.hold');
    ownFirst.goTo('2026-03-16').run('resumePlan');
    expect(ownFirst.state).toMatchObject({ status: 'hold', hold: { untilOn: '2026-05-20', fromAbove: true } });
    expect(ownFirst.open).not.toContain('hold.hold');
    expect(ownFirst.live('2026-05-08')).toEqual([]);
    ownFirst.run('resumePlan', {}, system);
    expect(ownFirst.state).toMatchObject({ status: 'open', hold: null });
    // Its clocks stood still from the first day of the first hold to the last of the second.
    const once = running();
    once.run('pausePlan', hold);
    once.goTo('2026-05-08').run('resumePlan');
    expect(ownFirst.state.followUps).toEqual(once.state.followUps);

    const familyFirst = running();
    familyFirst.run('pausePlan', hold);
    familyFirst.run('pausePlan', family, system);
    familyFirst.goTo('2026-03-16').run('resumePlan', {}, system);
    expect(familyFirst.state.hold).toEqual({ sinceOn: today, untilOn: '2026-04-30' });
    expect(familyFirst.refused('resumePlan', {}, system)).toBe('on-hold');
    familyFirst.run('resumePlan');
    expect(familyFirst.state.status).toBe('open');
  });

  test('a plan ends at any time, and then it has ended', () => {
    const life = running();
    life.run('closePlan', { outcome: 'withdrawn', reason: text('money') });
    expect(life.state).toMatchObject({ status: 'closed', outcome: 'withdrawn', followUps: {} });
    expect(life.refused('closePlan', { outcome: 'merged', reason: text('money') })).toBe('plan-closed');
  });
});
