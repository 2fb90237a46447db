import { setTimeout as sleep } from 'node:timers/promises';
import type { EntityKind } from '../../domain/decider.ts';
import { deciders } from '../../domain/deciders.ts';
import type { Caller } from '../source-cases/caller.ts';
import type { DirectoryIds } from '../../stack/demonstration/script.ts';

/** Lives that use every command of both deciders, on the demonstration's first day, Monday 2026-03-02. */

export interface Stage {
  coordinator: Caller;
  /** Somebody else: what one has reported another confirms. */
  liaison: Caller;
  ids: DirectoryIds;
}

const ours = 'org-zzuet';
const theirs = 'org-cnuktip';
const today = '2026-03-02';

/** Sends commands by their names; addresses come from the command tables. */
export function sender(base: string, kind: EntityKind) {
  return async (caller: Caller, command: string, fields: object = {}): Promise<string[]> => {
    const spec = deciders[kind].commands.get(command);
    if (!spec) throw new Error(`There is no command ${command}.`);
    const body = new Map<string, unknown>(Object.entries(fields));
    const path = spec.path.replaceAll(/\{(\w+)\}/g, (_braces, name: string) => {
      const value = String(body.get(name));
      body.delete(name);
      return value;
    });
    const { created } = await caller.post(`${base}/${path}`, Object.fromEntries(body));
    return created;
  };
}

export async function startAgreement({ coordinator }: Stage, more: object = {}): Promise<string> {
  const { entityId } = await coordinator.post('/v1/agreements', {
    homeUnitId: 'org-zzuet-uec',
    title: 'A life on record',
    parties: [
      { organisationId: ours, role: 'guest' },
      { organisationId: theirs, role: 'host' },
    ],
    besideOpenOne: true,
    accept: true,
    ...more,
  });
  return String(entityId);
}

/** From intake to close, with two plans beside each other. */
export async function wholeLife(stage: Stage): Promise<void> {
  const id = await startAgreement(stage, { accept: false });
  const base = `/v1/agreements/${id}`;
  const { coordinator: by, liaison, ids } = stage;
  const tell = sender(base, 'agreement');
  await tell(by, 'acceptIntake');
  await tell(by, 'addParty', { organisationId: 'org-hibri', role: 'partner' });
  await visits(stage, tell);
  await tell(by, 'advance');
  await symposium(stage, tell);
  const approval = { approverPersonId: ids.person('wu-bo') };
  await tell(by, 'waiveStage', { stage: 'symposium', reason: 'Settled by letter.', ...approval });
  await tell(by, 'returnToStage', { stage: 'symposium', reason: 'A point was forgotten.' });
  await tell(by, 'waiveStage', { stage: 'symposium', reason: 'Settled now.', ...approval });
  await followUps(stage, tell);
  await communication(stage, tell);
  await needsAndBuilds(stage, tell);
  await documents(stage, tell);
  await plans(stage, base, tell);
  await tell(by, 'pauseAgreement', { untilOn: '2026-03-20', reason: 'Examinations.', ...approval });
  await tell(by, 'extendHold', { untilOn: '2026-04-10', reason: 'Still examinations.', ...approval });
  await tell(by, 'resumeAgreement', {});
  await tell(by, 'openReview', { dueOn: '2026-03-10', reason: 'A new dean.' });
  await tell(by, 'decideReview', { decision: 'renew', reason: 'It goes well.', partnerToldOn: today });
  await tell(liaison, 'recordNote', { note: 'The last word.' });
  await tell(by, 'closeAgreement', { outcome: 'achieved', reason: 'What was wanted stands.' });
}

type Tell = ReturnType<typeof sender>;

async function visits({ coordinator: by, ids }: Stage, tell: Tell): Promise<void> {
  const one = { personId: ids.person('ren-xiang'), organisationId: theirs };
  await tell(by, 'recordVisit', {
    fromOn: '2026-02-27',
    direction: 'outbound',
    hostOrganisationId: theirs,
    hosts: [one],
    groups: [{ organisationId: theirs, label: 'executives', count: 1 }],
    stops: [{ name: 'The institute' }],
  });
  await tell(by, 'markStop', { visitId: 'visit-1', stop: 1, outcome: 'done' });
  await tell(by, 'confirmAttendance', { visitId: 'visit-1' });
  await tell(by, 'fileVisitNote', { visitId: 'visit-1', note: 'Seen and discussed.' });
  await tell(by, 'nameGroupMember', { groupId: 'group-1', personId: one.personId });
  await tell(by, 'recordVisit', { fromOn: '2026-04-15', direction: 'inbound', hostOrganisationId: ours });
  await tell(by, 'cancelVisit', { visitId: 'visit-2', reason: 'No room.' });
}

async function symposium({ coordinator: by, ids }: Stage, tell: Tell): Promise<void> {
  const speaker = { personId: ids.person('ren-xiang'), organisationId: theirs };
  const symposiumId = 'symposium-1';
  await tell(by, 'recordSymposium', { onDate: '2026-02-27', chair: speaker, agenda: ['Welcome'] });
  await tell(by, 'recordSpeech', { symposiumId, speaker, kind: 'vision', points: 'Cells.' });
  await tell(by, 'recordPoint', { kind: 'field', text: 'biomedicine', symposiumId });
  await tell(by, 'changeStanding', { pointId: 'point-1', standing: 'agreed' });
  await tell(by, 'parkPoint', { pointId: 'point-1', reason: 'Later.' });
  await tell(by, 'recordPoint', { kind: 'model', text: 'joint school', symposiumId, reviewOn: '2026-05-20' });
  const commitment = { sentence: 'We shall send the papers.', beneficiaryOrganisationId: theirs };
  await tell(by, 'recordCommitment', { ...commitment, ownerPostId: ids.post('zzuet-liaison'), dueOn: '2026-03-20' });
  await tell(by, 'amendCommitment', { commitmentId: 'commitment-1', reason: 'Sooner.', dueOn: '2026-03-18' });
  await tell(by, 'recordCommitment', commitment);
  await tell(by, 'dropCommitment', { commitmentId: 'commitment-2', reason: 'Said twice.' });
  await tell(by, 'recordCommitment', commitment);
  const minutes = {
    symposiumId,
    minutes: 'Agreed.',
    to: [{ organisationId: theirs, postId: ids.post('cnuktip-liaison') }],
  };
  const answer = { symposiumId, organisationId: theirs, personId: ids.person('ren-xiang') };
  await tell(by, 'sendMinutes', minutes);
  await tell(by, 'disputeMinutes', { ...answer, reason: 'A word is missing.' });
  await tell(by, 'sendMinutes', minutes);
  await tell(by, 'confirmMinutes', answer);
}

async function followUps({ coordinator: by, liaison, ids }: Stage, tell: Tell): Promise<void> {
  const followUpId = 'commitment.commitment-1';
  const travel = { kind: 'waiting', waitingFor: theirs, untilOn: '2026-03-09', reason: 'They travel.' };
  await tell(liaison, 'pauseFollowUp', { followUpId, ...travel });
  await tell(liaison, 'resumeFollowUp', { followUpId });
  await tell(liaison, 'reportFollowUp', { followUpId });
  await tell(by, 'returnFollowUp', { followUpId, reason: 'Not all of it.', dueOn: '2026-03-25' });
  await tell(liaison, 'reportFollowUp', { followUpId, evidence: 'All of it.' });
  await tell(by, 'confirmFollowUp', { followUpId });
  const asked = 'commitment.commitment-3';
  await tell(by, 'answerQuestion', { followUpId: asked, ownerPostId: ids.post('zzuet-liaison'), dueOn: '2026-03-27' });
  const handed = { followUpId: asked, ownerPostId: ids.post('zzuet-uec-director'), reason: 'Leave.' };
  await tell(by, 'reassignFollowUp', handed);
  await tell(by, 'extendFollowUp', { followUpId: asked, dueOn: '2026-04-03', reason: 'Asked for.' });
}

async function communication({ coordinator: by, ids }: Stage, tell: Tell): Promise<void> {
  const counterparts = [{ personId: ids.person('ren-xiang'), organisationId: theirs }];
  await tell(by, 'agreeMechanism', { channel: 'video', period: 'fortnightly' });
  await tell(by, 'recordContact', {
    onDate: today,
    kind: 'call',
    summary: 'Spoken.',
    counterparts,
    openItems: ['The list'],
  });
  await tell(by, 'addContactNote', { contactId: 'contact-1', note: 'Friendly.' });
  await tell(by, 'correctContact', { contactId: 'contact-1', reason: 'It was a meeting.', kind: 'meeting' });
}

async function needsAndBuilds({ coordinator: by, ids }: Stage, tell: Tell): Promise<void> {
  const needId = 'need-1';
  const buildId = 'build-1';
  await tell(by, 'recordNeed', { partyId: theirs, shortcoming: 'No test line.' });
  await tell(by, 'classifyNeed', { needId, class: 'other', urgency: 'high' });
  await tell(by, 'matchNeed', { needId, reason: 'no-researcher' });
  await tell(by, 'matchNeed', { needId, personIds: [ids.person('liu-zhao')] });
  await tell(by, 'shareNeed', { needId, withOrganisationIds: ['org-hibri'] });
  await theNeedOnItsWay(by, needId, tell);
  await tell(by, 'closeNeed', { needId, outcome: 'served' });
  await collecting(by, ids.post('cnuktip-liaison'), tell);
  await tell(by, 'proposeBuild', { form: 'base', purpose: 'talent-training', name: 'A base' });
  await tell(by, 'moveBuild', { buildId, to: 'accepted', onDate: today });
  await tell(by, 'addBuildMilestone', { buildId, name: 'Walls', dueOn: '2026-06-30' });
  await tell(by, 'reachBuildMilestone', { buildId, milestoneId: 'milestone-1', onDate: today });
}

/** There and back once: the steps of the funnel. */
async function theNeedOnItsWay(by: Stage['coordinator'], needId: string, tell: Tell): Promise<void> {
  await tell(by, 'returnNeed', { needId, to: 'collected', reason: 'need-changed' });
  await tell(by, 'evaluateNeed', { needId, urgency: 'normal', termIds: ['term-fine-chemicals'] });
  for (const to of ['discussed', 'intended', 'signed', 'delivered']) {
    await tell(by, 'moveNeed', { needId, to, ...(to === 'discussed' ? { skipped: 'entered-late' } : {}) });
  }
}

async function collecting(by: Stage['coordinator'], postId: string, tell: Tell): Promise<void> {
  const collectionId = 'collection-1';
  const organisationIds = [theirs, 'org-hibri'];
  await tell(by, 'openCollection', { untilOn: '2026-06-30', organisationIds });
  await tell(by, 'recordCollectionRound', { collectionId });
  const to = organisationIds.map((organisationId) => ({ organisationId, postId }));
  await tell(by, 'askForNeeds', { collectionId, to });
  await tell(by, 'answerAsk', { askId: 'ask-1', expectedProject: 'A test line for both.' });
  await tell(by, 'tellNoNeed', { askId: 'ask-2' });
  await tell(by, 'closeCollection', { collectionId });
}

async function documents({ coordinator: by }: Stage, tell: Tell): Promise<void> {
  await tell(by, 'recordInstrument', { kind: 'memorandum', name: 'Memorandum', organisationIds: [ours, theirs] });
  await tell(by, 'moveInstrument', { instrumentId: 'instrument-1', to: 'legally-reviewed', onDate: today });
  await tell(by, 'recordPayment', {
    amount: '500000',
    currency: 'CNY',
    fromOrganisationId: theirs,
    toOrganisationId: ours,
  });
  await tell(by, 'movePayment', { paymentId: 'payment-1', to: 'due', onDate: today });
  await tell(by, 'recordPublication', { aboutId: 'symposium-1', publishedOn: '2026-02-28' });
  await tell(by, 'recordClaim', { organisationId: ours, claim: 'Good results.' });
  await tell(by, 'addEvidence', { claimId: 'claim-1', evidence: 'A prize.' });
}

async function plans(stage: Stage, base: string, tell: Tell): Promise<void> {
  for (const planId of ['plan-1', 'plan-2']) {
    await tell(stage.coordinator, 'proposePlan', { name: planId });
    await there(stage.coordinator, `${base}/plans/${planId}`);
    await study(stage, sender(`${base}/plans/${planId}`, 'plan'));
  }
  await project(stage, sender(`${base}/plans/plan-1`, 'plan'));
  const tellPlan = sender(`${base}/plans/plan-2`, 'plan');
  await tellPlan(stage.coordinator, 'returnToStudy', { reason: 'The market has moved.' });
  await tellPlan(stage.coordinator, 'closePlan', { outcome: 'merged', reason: 'One is enough.' });
  await plansEnded(stage.coordinator, base);
}

async function study({ coordinator: by, liaison, ids }: Stage, tell: Tell): Promise<void> {
  await tell(by, 'describePlan', { text: 'What it is about.' });
  await tell(by, 'sponsorPlan', { organisationId: ours, postId: ids.post('zzuet-vice-president') });
  await tell(by, 'sponsorPlan', { organisationId: theirs, postId: ids.post('cnuktip-vice-chairman') });
  await tell(by, 'startStudy', {
    question: 'Is there a market?',
    team: [
      { personId: ids.person('liu-zhao'), organisationId: ours },
      { personId: ids.person('li-hui'), organisationId: theirs },
    ],
  });
  const followUpId = 'study.study';
  await tell(liaison, 'pauseFollowUp', { followUpId, kind: 'snoozed', untilOn: '2026-03-06', reason: 'Leave.' });
  await tell(liaison, 'resumeFollowUp', { followUpId });
  await tell(by, 'reassignFollowUp', { followUpId, ownerPostId: ids.post('zzuet-uec-director'), reason: 'Leave.' });
  await tell(by, 'extendFollowUp', { followUpId, dueOn: '2026-06-03', reason: 'Data came late.' });
  await tell(by, 'recordFinding', { kind: 'market', finding: 'Small, and growing.' });
  await tell(by, 'fileStudyReport', { report: 'Feasible.', authorPersonIds: [ids.person('liu-zhao')] });
  await tell(by, 'pausePlan', {
    untilOn: '2026-03-20',
    reason: 'Examinations.',
    approverPersonId: ids.person('wu-bo'),
  });
  await tell(by, 'resumePlan', {});
  await tell(by, 'decideStudy', { decision: 'go', reasons: 'Paid for.', decidedByPersonId: ids.person('wu-bo') });
}

async function project({ coordinator: by, ids }: Stage, tell: Tell): Promise<void> {
  const [one, other] = [ids.person('liu-zhao'), ids.person('li-hui')];
  const applicationId = 'application-1';
  const deliverableId = 'deliverable-1';
  await tell(by, 'recordApplication', { programme: 'Talent', deadlineOn: '2026-04-30' });
  await tell(by, 'fileApplication', { applicationId, filedOn: today });
  await tell(by, 'recordApplicationResult', { applicationId, result: 'granted', onDate: today });
  await tell(by, 'turnKey', { key: 'approval', onDate: today, byOrganisationId: ours });
  await tell(by, 'turnKey', { key: 'contribution', onDate: today, byOrganisationId: theirs });
  await tell(by, 'startProject', { fromOn: today, toOn: '2027-03-01' });
  await tell(by, 'addMilestone', { name: 'First series', dueOn: '2026-06-30' });
  await tell(by, 'reachMilestone', { milestoneId: 'milestone-1', onDate: today });
  await tell(by, 'addDeliverable', { name: 'Report', dueOn: '2026-06-30', byOrganisationId: ours });
  await tell(by, 'addDeliverable', { name: 'Film', dueOn: '2026-06-30', byOrganisationId: ours });
  await tell(by, 'dropDeliverable', { deliverableId: 'deliverable-2', reason: 'Nobody asked.' });
  await tell(by, 'deliver', { deliverableId, byPersonId: one, onDate: today });
  await tell(by, 'returnDeliverable', { deliverableId, reason: 'A page is missing.', dueOn: '2026-07-31' });
  await tell(by, 'deliver', { deliverableId, byPersonId: one, onDate: today });
  await tell(by, 'acceptDeliverable', { deliverableId, byPersonId: other, onDate: today });
  await tell(by, 'extendProject', { toOn: '2027-09-01', reason: 'More to do.' });
  await tell(by, 'recordMeeting', {
    kind: 'closing-review',
    heldOn: today,
    present: [
      { personId: one, organisationId: ours },
      { personId: other, organisationId: theirs },
      { personId: ids.person('wu-bo'), organisationId: ours, as: 'adviser' },
    ],
  });
  await tell(by, 'closeProject', { summary: 'Achieved.' });
}

/** A proposal that is not pursued. */
export async function declinedLife(stage: Stage): Promise<void> {
  const id = await startAgreement(stage, { accept: false });
  await sender(`/v1/agreements/${id}`, 'agreement')(stage.coordinator, 'declineIntake', { reason: 'Not our field.' });
}

/** A party that comes when a plan is open already. */
export async function joinedLate(stage: Stage): Promise<void> {
  const id = await startAgreement(stage);
  const base = `/v1/agreements/${id}`;
  const { coordinator: by, ids } = stage;
  const tell = sender(base, 'agreement');
  for (const skipped of ['visit', 'symposium'])
    await tell(by, 'waiveStage', { stage: skipped, reason: 'Settled.', approverPersonId: ids.person('wu-bo') });
  await tell(by, 'proposePlan', { name: 'A plan' });
  await there(by, `${base}/plans/plan-1`);
  await tell(by, 'addParty', { organisationId: 'org-hibri', role: 'partner' });
  await tell(by, 'recordNote', { note: 'Three of us now.' });
  await tell(by, 'addParty', { organisationId: 'org-zzuet-uec', role: 'partner', ours: true });
}

/** A meeting that settles the dates of the flight plan before it ends, of the agreement and of its plan. */
export async function settledMeeting(stage: Stage): Promise<void> {
  const { coordinator: by, ids } = stage;
  const base = `/v1/agreements/${await startAgreement(stage)}`;
  const tell = sender(base, 'agreement');
  const approval = { reason: 'Settled by letter.', approverPersonId: ids.person('wu-bo') };
  for (const skipped of ['visit', 'symposium']) await tell(by, 'waiveStage', { stage: skipped, ...approval });
  const commitment = { sentence: 'We shall send the papers.', beneficiaryOrganisationId: theirs };
  for (let n = 0; n < 2; n += 1) await tell(by, 'recordCommitment', commitment);
  const settled = { dueOn: '2026-04-10', ownerPostId: ids.post('zzuet-liaison') };
  await tell(by, 'amendFlightPlan', {
    amendments: ['commitment.commitment-1', 'commitment.commitment-2'].map((followUpId) => ({
      followUpId,
      ...settled,
    })),
    reason: 'Said at the table.',
  });
  await tell(by, 'proposePlan', { name: 'plan-1' });
  await there(by, `${base}/plans/plan-1`);
  const amendments = [{ followUpId: 'plan-text.plan-1', dueOn: '2026-04-10' }];
  await sender(`${base}/plans/plan-1`, 'plan')(by, 'amendFlightPlan', { amendments });
}

/** A calendar comes while an agreement and its plan run: the caretaker brings it, on a clock on which nights are short. */
export async function calendarLife(stage: Stage, more?: (id: string) => Promise<unknown>): Promise<void> {
  const { coordinator: by, ids } = stage;
  const id = await startAgreement(stage);
  const base = `/v1/agreements/${id}`;
  const tell = sender(base, 'agreement');
  await tell(by, 'waiveStage', { stage: 'visit', reason: 'Known.', approverPersonId: ids.person('wu-bo') });
  await tell(by, 'proposePlan', { name: 'plan-1' });
  await there(by, `${base}/plans/plan-1`);
  await more?.(id);
  await by.post('/v1/calendars/CN/years', { year: 2027, off: ['2027-01-01', '2027-02-08'], on: ['2027-01-30'] });
  for (let tries = 200; tries > 0; tries -= 1) {
    const { items } = await by.get('/v1/caretaker');
    if (items.some((round: { checked: { calendars: number } }) => round.checked.calendars >= (more ? 3 : 2))) return;
    await sleep(100);
  }
  throw new Error('Nobody was told the new calendar.');
}

/** Many callers at once, over several chapters: only concurrent runs show what replay trips over. */
export async function busyLife(stage: Stage): Promise<void> {
  const id = await startAgreement(stage);
  const tell = sender(`/v1/agreements/${id}`, 'agreement');
  const caller = async (): Promise<void> => {
    for (let i = 0; i < 6; i += 1) await tell(stage.coordinator, 'recordNote', { note: 'One of many.' });
  };
  await Promise.all(Array.from({ length: 12 }, caller));
}

/** Meetings ahead, of an agreement and of a plan: planned, moved, called off. */
export async function meetingsLife(stage: Stage): Promise<void> {
  const base = `/v1/agreements/${await startAgreement(stage)}`;
  const { coordinator: by, ids } = stage;
  const tell = sender(base, 'agreement');
  const invited = [{ personId: ids.person('ren-xiang'), organisationId: theirs }];
  await tell(by, 'recordVisit', {
    fromOn: '2026-04-15',
    direction: 'inbound',
    hostOrganisationId: ours,
    delegation: invited,
  });
  await tell(by, 'rescheduleVisit', { visitId: 'visit-1', fromOn: '2026-04-22', reason: 'A train is late.' });
  const approval = { approverPersonId: ids.person('wu-bo') };
  await tell(by, 'waiveStage', { stage: 'visit', reason: 'Known to each other.', ...approval });
  await tell(by, 'proposePlan', { name: 'plan-1' });
  await there(by, `${base}/plans/plan-1`);
  const meetingId = 'planned-meeting-1';
  for (const [send, kind] of [
    [tell, 'symposium'],
    [sender(`${base}/plans/plan-1`, 'plan'), 'team'],
  ] as const) {
    await send(by, 'planMeeting', { kind, fromOn: '2026-03-25', times: { from: '09:00', to: '11:00' }, invited });
    await send(by, 'rescheduleMeeting', { meetingId, fromOn: '2026-03-26' });
    await send(by, 'cancelMeeting', { meetingId, reason: 'No room.' });
  }
}

export async function there(by: Caller, path: string): Promise<void> {
  for (let tries = 200; tries > 0; tries -= 1) {
    if ((await by.ask('GET', path)).status === 200) return;
    await sleep(50);
  }
  throw new Error(`${path} has not been opened.`);
}

/** The agreement hears of its plans' ends a moment later. */
async function plansEnded(by: Caller, base: string): Promise<void> {
  for (let tries = 200; tries > 0; tries -= 1) {
    if ((await by.get(base)).stage === 'communication') return;
    await sleep(50);
  }
  throw new Error('The plans have not ended.');
}
