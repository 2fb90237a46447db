import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { deciders } from '../../domain/deciders.ts';
import { Role } from '../../domain/decider.ts';
import { needCases } from './own-side-needs.ts';
import type { Case } from './own-side-needs.ts';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

/** People of another side act for their own side only. Enterprise A asks here, with every role that an outsider may have. */

let api: TestApi;
let authorization: string;
let at: string;
const us = 'org-cnuktip';
const a = 'org-fine-a';
const b = 'org-fine-b';
const people = { us: '', a: '', b: '', director: '' };
const posts = { us: '', a: '', b: '' };
const today = '2026-03-02';

beforeAll(async () => {
  api = await startTestApi();
  const directory = await fillDirectory(api);
  [people.us = '', , people.a = '', people.b = ''] = directory.people;
  people.director = directory.people[1] ?? '';
  const postOf = async (organisationId: string, holderId: string) =>
    (await api.post('/v1/posts', { organisationId, titleEn: 'Office', holderId })).id;
  Object.assign(posts, { us: directory.posts[0], a: await postOf(a, people.a), b: await postOf(b, people.b) });
  at = `/v1/agreements/${(await api.post('/v1/agreements', startBody())).entityId}`;
  await fillAgreement();
  await fillPlan();
  const given = { name: 'changeHolder', actor: { id: 'system', roles: [Role.system] }, data: { postId: posts.a } };
  await api.gateway.send(at.slice('/v1/agreements/'.length), { commandId: 'given', ...given });
  authorization = await api.tokenFor({ id: 'of-a', personId: people.a, roles: ['liaison', 'owner', 'confirmer'] });
});
afterAll(() => api.stop());

/** Of each kind, the first is A’s own and the second is B’s; the third, where there is one, is ours. */
async function fillAgreement(): Promise<void> {
  const post = (path: string, body: object) => api.post(`${at}/${path}`, body);
  const promise = (by: string, ownerPostId: string, beneficiaryOrganisationId: string) =>
    post('commitments', { sentence: 'We will', ownerOrganisationId: by, ownerPostId, beneficiaryOrganisationId });
  await post('stages/waive', { stage: 'visit', reason: 'Known', approverPersonId: people.director });
  await post('symposia', { onDate: today, attendance: [{ personId: people.b, organisationId: b }] });
  const to = [a, b].map((organisationId) => ({ organisationId, postId: organisationId === a ? posts.a : posts.b }));
  await post('symposia/symposium-1/minutes', { minutes: 'All agreed', to });
  await promise(a, posts.a, us);
  await promise(b, posts.b, us);
  await promise(us, posts.us, a);
  await promise(us, posts.us, b);
  await promise(a, posts.a, us);
  for (const id of [1, 2, 3, 4]) await post(`follow-ups/commitment.commitment-${id}/report`, {});
  for (const partyId of [a, b]) await post('needs', { partyId, shortcoming: 'Too slow', ownerPostId: posts.us });
  await post('collections', { untilOn: '2026-06-30', organisationIds: [a, b] });
  await post('collections/collection-1/asks', { to });
  for (const organisationId of [a, b]) await post('claims', { organisationId, claim: 'Twenty patents' });
  await post('builds', { form: 'base', purpose: 'other', name: 'Base' });
  for (const ownerPostId of [posts.a, posts.b]) {
    await post('builds/build-1/milestones', { name: 'Roof', dueOn: '2026-06-01', ownerPostId });
  }
  const groups = [{ organisationId: a, label: 'Three more', count: 3 }];
  await post('visits', { fromOn: today, direction: 'inbound', hostOrganisationId: us, groups });
}

async function fillPlan(): Promise<void> {
  const post = (path: string, body: object) => api.post(`${at}/plans/plan-1/${path}`, body);
  const sponsors = [
    { organisationId: us, postId: posts.us },
    { organisationId: a, postId: posts.a },
  ];
  await api.post(`${at}/plans`, { name: 'Plan', text: 'What', sponsors });
  await post('study', { question: 'Whether', team: [member(us), member(a)] });
  await post('study/report', { report: 'Yes', authorPersonIds: [people.a] });
  await post('study/decide', { decision: 'go', reasons: 'Good', decidedByPersonId: people.director });
  for (const key of ['approval', 'contribution']) await post('keys', { key, onDate: today, byOrganisationId: a });
  await post('project', { fromOn: today, toOn: '2026-12-01' });
  for (const byOrganisationId of [a, b, us]) {
    await post('deliverables', { name: 'Report', dueOn: '2026-06-01', byOrganisationId });
  }
  for (const n of [2, 3]) await post(`deliverables/deliverable-${n}/deliver`, { byPersonId: people.us, onDate: today });
  for (const ownerPostId of [posts.a, posts.b])
    await post('milestones', { name: 'M', dueOn: '2026-06-01', ownerPostId });
}

const member = (organisationId: string) => ({
  organisationId,
  personId: organisationId === us ? people.us : organisationId === a ? people.a : people.b,
});

const later = { kind: 'snoozed', untilOn: '2026-03-04', reason: 'Away' };
const returned = { reason: 'Not yet', dueOn: '2026-05-01' };

/** Whose turn a commitment or a follow-up is, or whom it is for. */
const followUps = (): Record<string, Case> => ({
  pauseFollowUp: {
    pointer: '/followUpId',
    foreign: [
      ['follow-ups/commitment.commitment-2/pause', later],
      ['follow-ups/commitment.commitment-3/pause', later],
      ['follow-ups/need.need-2/pause', later],
      ['follow-ups/minutes-confirmation.symposium-1.side-2/pause', later],
    ],
    own: ['follow-ups/commitment.commitment-5/pause', later],
  },
  resumeFollowUp: {
    pointer: '/followUpId',
    foreign: [['follow-ups/commitment.commitment-2/resume', {}]],
    own: ['follow-ups/commitment.commitment-5/resume', {}],
  },
  answerQuestion: {
    pointer: '/followUpId',
    foreign: [['follow-ups/commitment.commitment-2/answer', { dueOn: '2026-05-01' }]],
    own: ['follow-ups/commitment.commitment-5/answer', { dueOn: '2026-05-01', ownerPostId: posts.a }],
  },
  askExtension: {
    pointer: '/followUpId',
    foreign: [['follow-ups/commitment.commitment-2/ask-extension', { dueOn: '2026-05-20', reason: 'x' }]],
    own: ['follow-ups/commitment.commitment-5/ask-extension', { dueOn: '2026-05-20', reason: 'x' }],
  },
  acceptFollowUp: {
    pointer: '/followUpId',
    foreign: [['follow-ups/commitment.commitment-2/accept', {}]],
    own: null,
  },
  declineFollowUp: {
    pointer: '/followUpId',
    foreign: [['follow-ups/commitment.commitment-2/not-mine', { reason: 'x' }]],
    own: null,
  },
  reportFollowUp: {
    pointer: '/followUpId',
    foreign: [['follow-ups/commitment.commitment-2/report', {}]],
    own: ['follow-ups/commitment.commitment-5/report', {}],
  },
  // What A owes is confirmed by who it is for, never by A.
  returnFollowUp: {
    pointer: '/followUpId',
    foreign: [
      ['follow-ups/commitment.commitment-1/return', returned],
      ['follow-ups/commitment.commitment-2/return', returned],
      ['follow-ups/commitment.commitment-4/return', returned],
    ],
    own: null,
  },
  confirmFollowUp: {
    pointer: '/followUpId',
    foreign: [
      ['follow-ups/commitment.commitment-1/confirm', {}],
      ['follow-ups/commitment.commitment-2/confirm', {}],
      ['follow-ups/commitment.commitment-4/confirm', {}],
    ],
    own: ['follow-ups/commitment.commitment-3/confirm', {}],
  },
});

const duties = (own: Case['own']): Case => {
  const foreign = [posts.b, posts.us].map((id): [string, object] => [`posts/${id}/accept-duties`, {}]);
  return { pointer: '/postId', foreign, own };
};

const ofAgreement = (): Record<string, Case> => ({
  ...followUps(),
  acceptDuties: duties([`posts/${posts.a}/accept-duties`, {}]),
  nameGroupMember: {
    pointer: '/organisationId',
    foreign: [['groups/group-1/members', { organisationId: b }]],
    own: ['groups/group-1/members', { personId: people.a }],
  },
  recordSpeech: {
    pointer: '/speaker/organisationId',
    foreign: [['symposia/symposium-1/speeches', { speaker: member(us), kind: 'vision', points: 'We pay' }]],
    own: ['symposia/symposium-1/speeches', { speaker: member(a), kind: 'vision', points: 'We pay' }],
  },
  disputeMinutes: {
    pointer: '/organisationId',
    foreign: [['symposia/symposium-1/minutes/dispute', { ...member(b), reason: 'No' }]],
    own: null,
  },
  confirmMinutes: {
    pointer: '/organisationId',
    foreign: [['symposia/symposium-1/minutes/confirm', member(b)]],
    own: ['symposia/symposium-1/minutes/confirm', member(a)],
  },
  recordPoint: {
    pointer: '/organisationId',
    foreign: [['points', { kind: 'topic', text: 'They offer', organisationId: b }]],
    own: ['points', { kind: 'topic', text: 'We offer', organisationId: a }],
  },
  recordCommitment: {
    pointer: '/ownerOrganisationId',
    foreign: [
      ['commitments', { sentence: 'They pay', beneficiaryOrganisationId: a, ownerOrganisationId: us }],
      // Nobody named: it would be our unit.
      ['commitments', { sentence: 'Somebody pays', beneficiaryOrganisationId: a }],
    ],
    own: ['commitments', { sentence: 'We pay', beneficiaryOrganisationId: us, ownerOrganisationId: a }],
  },
  ...needCases({ a, b, person: people.us }),
  agreeMechanism: {
    pointer: '/liaisons/0/organisationId',
    foreign: [['mechanism', { liaisons: [{ organisationId: us, postId: posts.us }] }]],
    own: ['mechanism', { liaisons: [{ organisationId: a, postId: posts.a }] }],
  },
  proposeBuild: {
    pointer: '/ownerPostId',
    foreign: [['builds', { form: 'base', purpose: 'other', name: 'Theirs', ownerPostId: posts.b }]],
    own: ['builds', { form: 'base', purpose: 'other', name: 'Ours', ownerPostId: posts.a, proposer: member(a) }],
  },
  reachBuildMilestone: {
    pointer: '/milestoneId',
    foreign: [['builds/build-1/milestones/milestone-2/reach', { onDate: today }]],
    own: ['builds/build-1/milestones/milestone-1/reach', { onDate: today }],
  },
  proposePlan: {
    pointer: '/needIds/0',
    foreign: [['plans', { name: 'About their need', needIds: ['need-2'] }]],
    own: ['plans', { name: 'About our need', needIds: ['need-1'] }],
  },
  recordClaim: {
    pointer: '/organisationId',
    foreign: [['claims', { organisationId: b, claim: 'They failed' }]],
    own: ['claims', { organisationId: a, claim: 'We did it' }],
  },
  addEvidence: {
    pointer: '/claimId',
    foreign: [['claims/claim-2/evidence', { evidence: 'None' }]],
    own: ['claims/claim-1/evidence', { evidence: 'A list' }],
  },
  recordNote: {
    pointer: '/aboutId',
    foreign: [['notes', { aboutId: 'need-2', note: 'Interesting' }]],
    own: ['notes', { aboutId: 'need-1', note: 'Ours' }],
  },
});

const ofPlan = (): Record<string, Case> => ({
  // What a plan opens by itself is our own office’s.
  ...Object.fromEntries(
    Object.entries(followUps()).map(([name, { pointer, foreign }]): [string, Case] => {
      const [path, body] = foreign[0] ?? ['', {}];
      const ours = `follow-ups/project-end.plan-1/${path.split('/').at(-1)}`;
      return [name, { pointer, foreign: [[ours, body]], own: null }];
    }),
  ),
  acceptDuties: duties(null),
  sponsorPlan: {
    pointer: '/organisationId',
    foreign: [['sponsors', { organisationId: b, postId: posts.b }]],
    own: null,
  },
  startStudy: {
    pointer: '/ownerPostId',
    foreign: [['study', { question: 'Whether', team: [member(us), member(a)], ownerPostId: posts.us }]],
    own: null,
  },
  recordFinding: {
    pointer: '/byPersonId',
    foreign: [['study/findings', { kind: 'risk', finding: 'High', byPersonId: people.us }]],
    own: null,
  },
  recordApplication: {
    pointer: '/applicantOrganisationId',
    foreign: [['applications', { programme: 'P', deadlineOn: '2026-06-01', applicantOrganisationId: us }]],
    own: ['applications', { programme: 'P', deadlineOn: '2026-06-01', applicantOrganisationId: a }],
  },
  reachMilestone: {
    pointer: '/milestoneId',
    foreign: [['milestones/milestone-2/reach', { onDate: today }]],
    own: ['milestones/milestone-1/reach', { onDate: today }],
  },
  deliver: {
    pointer: '/deliverableId',
    foreign: [['deliverables/deliverable-2/deliver', { byPersonId: people.a, onDate: today }]],
    own: ['deliverables/deliverable-1/deliver', { byPersonId: people.a, onDate: today }],
  },
  returnDeliverable: {
    pointer: '/deliverableId',
    foreign: [
      ['deliverables/deliverable-1/return', returned],
      ['deliverables/deliverable-2/return', returned],
    ],
    own: null,
  },
  acceptDeliverable: {
    pointer: '/deliverableId',
    foreign: [
      ['deliverables/deliverable-1/accept', { byPersonId: people.a, onDate: today }],
      ['deliverables/deliverable-2/accept', { byPersonId: people.a, onDate: today }],
    ],
    own: ['deliverables/deliverable-3/accept', { byPersonId: people.a, onDate: today }],
  },
});

/** What the sides did or wrote together: nobody is spoken for, whoever of them enters it. */
const common = {
  agreement: [
    'recordVisit',
    'markStop',
    'confirmAttendance',
    'fileVisitNote',
    'recordSymposium',
    'changeStanding',
    'recordContact',
    'addContactNote',
    'correctContact',
    'rescheduleVisit',
    'planMeeting',
    'rescheduleMeeting',
    'cancelMeeting',
  ],
  plan: [
    'describePlan',
    'fileStudyReport',
    'fileApplication',
    'recordApplicationResult',
    'recordMeeting',
    'planMeeting',
    'rescheduleMeeting',
    'cancelMeeting',
  ],
};

const outside: readonly Role[] = [Role.liaison, Role.owner, Role.confirmer];
const mayBeCalled = (kind: 'agreement' | 'plan') =>
  [...deciders[kind].commands.values()].filter(({ who }) => who.some((role) => outside.includes(role)));

test('each command that an outsider may call is tried here, or is common to the sides', () => {
  const tried = (cases: object, both: string[]) => [...Object.keys(cases), ...both].toSorted();
  const names = (kind: 'agreement' | 'plan') => mayBeCalled(kind).map(({ name }) => name);
  expect(tried(ofAgreement(), common.agreement)).toEqual(names('agreement').toSorted());
  expect(tried(ofPlan(), common.plan)).toEqual(names('plan').toSorted());
});

const ask = (base: string, [path, body]: [string, object]) =>
  api.call('POST', `${base}/${path}`, body, { authorization });

describe.each([
  ['agreement', ofAgreement, ''],
  ['plan', ofPlan, '/plans/plan-1'],
] as const)('of an %s', (_kind, cases, under) => {
  test.each(Object.keys(cases()))('%s: not for another side, and for their own', async (name) => {
    const { pointer, foreign, own } = cases()[name] ?? { pointer: '', foreign: [], own: null };
    const events = await api.db.event.count();
    const sent = api.gateway.sent.length;
    for (const each of foreign) {
      const { status, body } = await ask(`${at}${under}`, each);
      expect([each[0], status, body.type]).toEqual([
        each[0],
        expect.any(Number),
        expect.stringMatching(/^\/problems\/(not-your-side|private-to-party|unknown-item)$/),
      ]);
      expect(body.errors[0].pointer).toBe(pointer);
    }
    expect(await api.db.event.count()).toBe(events);
    expect(api.gateway.sent.length).toBe(sent);
    if (own) expect(await ask(`${at}${under}`, own)).toMatchObject({ status: 200 });
  });
});

test('nobody is named as acting who is of another side', async () => {
  const confirm = { organisationId: a, personId: people.us };
  const { body } = await ask(at, ['symposia/symposium-1/minutes/confirm', confirm]);
  expect(body).toMatchObject({ type: '/problems/not-your-side', errors: [{ pointer: '/personId' }] });
});

test('our own people and scripts act for whoever told them, as before', async () => {
  expect((await api.call('POST', `${at}/symposia/symposium-1/minutes/confirm`, member(b))).status).toBe(200);
  expect((await api.call('POST', `${at}/follow-ups/commitment.commitment-2/return`, returned)).status).toBe(200);
});
