import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/common';
import { clientProblem } from '../../api/client-errors.ts';
import { deliver } from '../../api/delivery.ts';
import { problemOf } from '../../api/problem-of-error.ts';
import { problemTypes } from '../../api/problem-types.ts';
import { Problem, problemBody } from '../../api/problem.ts';
import type { ProblemCode } from '../../api/problem-types.ts';
import { commitments } from '../../domain/agreement/commitments.ts';
import { communication } from '../../domain/agreement/communication.ts';
import { holds } from '../../domain/agreement/holds.ts';
import { againstScheme } from '../../domain/agreement/placements.ts';
import { plans } from '../../domain/agreement/plans.ts';
import { points } from '../../domain/agreement/points.ts';
import { review } from '../../domain/agreement/review.ts';
import { begin, beginAt, owner, text, theirs } from '../domain/agreement/life.ts';
import {
  accepted as acceptedPlacement,
  facts,
  hostSupervisor,
  open as openPlacement,
  proposed,
} from '../domain/placement/life.ts';
import { day, onSite } from '../domain/placement/site-life.ts';
import { childIdOf, entityRow } from './placement-rows.ts';
import { approved, key, member, open, running } from '../domain/plan/life.ts';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { Answer, TestApi } from '../support/api.ts';
import { sendRaw } from '../support/raw-request.ts';

/**
 * Each code of a problem has one row that provokes it by the real rules: a code without one does not compile, and one that
 * nothing can provoke any more fails.
 */

let api: TestApi;
let directory: Awaited<ReturnType<typeof fillDirectory>>;
let at: string;
beforeAll(async () => {
  api = await startTestApi();
  directory = await fillDirectory(api);
  at = `/v1/agreements/${(await api.post('/v1/agreements', startBody())).entityId}`;
});
afterAll(() => api.stop());

const inChinese = /\p{Script=Han}/u;
/** The code, after a look at the words: whoever meets a problem reads it in either language, and so each field at fault. */
function codeOf({ status, body }: Answer): string {
  if (status >= 400) {
    const { title, titleZh, detail, detailZh, advice, adviceZh, errors = [] } = body;
    for (const words of [title, detail, advice]) expect(words).toMatch(/[a-z]/);
    for (const words of [titleZh, detailZh, adviceZh]) expect(words).toMatch(inChinese);
    for (const error of errors) expect([error, inChinese.test(error.detailZh)]).toEqual([error, true]);
  }
  return String(body.type).replace('/problems/', '');
}
const asked = async (...request: Parameters<TestApi['call']>) => codeOf(await api.call(...request));
const posted = (path: string, body: object = {}, headers = {}) => asked('POST', `${at}/${path}`, body, headers);
const visit = (more: object = {}) => ({
  fromOn: '2026-02-27',
  direction: 'inbound',
  hostOrganisationId: 'org-cnuktip',
  ...more,
});
/** Another agreement, for what ends or holds one. */
const another = async (more: object = {}) =>
  `/v1/agreements/${(await api.post('/v1/agreements', startBody({ besideOpenOne: true, ...more }))).entityId}`;
const outsider = async (person: number, roles: string[]) => ({
  authorization: await api.tokenFor({ id: randomUUID(), personId: directory.people[person] ?? '', roles }),
});
const administrator = async () => ({
  authorization: await api.tokenFor({ id: randomUUID(), roles: ['administrator'] }),
});
/** A placement at an enterprise of the agreement, as the recorder writes it. Gives what the address calls it. */
async function storedPlacement(): Promise<string> {
  const life = openPlacement({ partyId: 'org-fine-a' }, { unitId: 'org-cnuktip' });
  const agreementId = at.replace('/v1/agreements/', '');
  await api.db.entity.create({ data: entityRow(life, { agreementId, homeUnitId: 'org-cnuktip' }) });
  return childIdOf(life);
}
/** A body as it comes, before anybody could have read it. */
const raw = async (payload: string, type = 'application/json', url = `${at}/visits`) => {
  const headers = { authorization: (await outsider(0, ['coordinator'])).authorization, 'content-type': type };
  const answer = await api.app.inject({ method: 'POST', url, headers, payload });
  return codeOf({ status: answer.statusCode, headers: {}, body: answer.json() });
};
/** What is no request. */
const sentAsWritten = async (bytes: string) => codeOf(await sendRaw(api.app, bytes));
const reportingLine = (headers: Record<string, string>) =>
  asked('PUT', '/v1/organisations/org-cnuktip/reporting-line', { coordinatorPostId: directory.posts[1] }, headers);
/** What the delivery of a command comes to, when Temporal answers like this. */
const delivered = async (error: Error, withinMs: number) => {
  const attempt = () => Promise.reject(error);
  return deliver({ attempt, findOutcome: () => Promise.resolve(null), withinMs }).then(
    () => 'delivered',
    (problem) => problemOf(problem).code,
  );
};
const grpc = (details: string) => Object.assign(new Error(details), { code: 14, details, metadata: {} });

const ends = { outcome: 'achieved', reason: text('done') };
const approver = { approverPersonId: 'person-director', reason: text('known') };
const project = { fromOn: '2026-03-02', toOn: '2026-11-30' };

const provoked: Record<ProblemCode, () => string | null | Promise<string>> = {
  // Of the agreement and its plans
  'already-exists': () => asked('POST', '/v1/agreements', startBody()),
  'not-started': () => asked('GET', '/v1/agreements/agreement-2020-0001-a-b'),
  'agreement-closed': async () => {
    const other = await another({ accept: false });
    await api.post(`${other}/intake/decline`, { reason: 'Not our field' });
    return asked('POST', `${other}/visits`, visit());
  },
  'not-accepted': async () => asked('POST', `${await another({ accept: false })}/visits`, visit()),
  'stage-not-allowed': () => posted('plans', { name: 'Too early' }),
  'exit-criteria-unmet': () => posted('advance'),
  'unknown-item': () => posted('visits/visit-99/attendance'),
  'unknown-party': async () => {
    await api.post('/v1/organisations', { code: 'other', nameEn: 'Other', kind: 'other' });
    return posted('visits', visit({ hostOrganisationId: 'org-other' }));
  },
  'unknown-need-class': () => posted('needs', { partyId: 'org-zzuet', shortcoming: 'x', class: 'marketing' }),
  'step-skipped': async () => {
    const [needId] = (await api.post(`${at}/needs`, { partyId: 'org-zzuet', shortcoming: 'x' })).created;
    return posted(`needs/${needId}/move`, { to: 'signed' });
  },
  'unknown-person': () => posted('visits', visit({ hosts: [{ personId: 'person-999', organisationId: 'org-zzuet' }] })),
  'unknown-organisation': () => posted('visits', visit({ hostOrganisationId: 'org-nobody' })),
  'unknown-post': () => posted('needs', { partyId: 'org-zzuet', shortcoming: 'x', ownerPostId: 'post-999' }),
  'no-home-unit': () => asked('POST', '/v1/agreements', startBody({ homeUnitId: 'org-zzuet', besideOpenOne: true })),
  'wrong-state': () => posted('intake/accept'),
  'ends-before-starts': () => posted('visits', visit({ toOn: '2026-02-26' })),
  'day-off': () => posted('visits', visit({ fromOn: '2026-03-28' })),
  'date-in-future': () => posted('symposia', { onDate: '2026-03-03' }),
  'date-in-past': () =>
    posted('commitments', { sentence: 'x', beneficiaryOrganisationId: 'org-zzuet', dueOn: '2026-03-01' }),
  'too-many': () => posted('visits', visit({ stops: Array.from({ length: 500 }, () => ({ name: 'x' })) })),
  'pause-limit': () =>
    beginAt('communication', [holds]).refused('pauseAgreement', { ...approver, untilOn: '2026-06-30' }),
  'owner-to-be-named': () => {
    const life = beginAt('communication', [commitments]);
    const promise = { sentence: text('we will'), beneficiaryOrganisationId: theirs, dueOn: '2026-04-01' };
    life.run('recordCommitment', { ...promise, ownerPostId: 'post-coordinator' });
    return life.refused('declineFollowUp', { followUpId: 'commitment.commitment-1', reason: text('why') });
  },
  'later-date-limit': () => {
    const life = beginAt('communication', [commitments]);
    const promise = { sentence: text('we will'), beneficiaryOrganisationId: theirs };
    life.run('recordCommitment', { ...promise, ownerPostId: 'post-owner', dueOn: '2026-04-01' });
    const later = { followUpId: 'commitment.commitment-1', dueOn: '2026-12-31', reason: text('why') };
    return life.refused('extendFollowUp', later);
  },
  'not-permitted': async () => posted('visits', visit(), await outsider(0, ['observer'])),
  'not-by-author': () =>
    begin([]).refused(
      'waiveStage',
      { ...approver, stage: 'visit' },
      { id: 'token-director', personId: 'person-director', roles: ['director'] },
    ),
  'not-by-owner': () => {
    const life = beginAt('communication', [commitments]);
    const promise = { sentence: text('we will'), beneficiaryOrganisationId: theirs };
    life.run('recordCommitment', { ...promise, ownerPostId: 'post-owner', dueOn: '2026-04-01' });
    const followUp = { followUpId: 'commitment.commitment-1' };
    life.run('reportFollowUp', followUp, owner);
    return life.refused('confirmFollowUp', followUp, { ...owner, roles: ['confirmer'] });
  },
  'key-missing': () => {
    const life = approved();
    life.run('turnKey', key('approval'));
    return life.refused('startProject', project);
  },
  'plans-open': () => {
    const life = beginAt('communication', [plans, review]);
    life.run('proposePlan', { name: text('plan') });
    return life.refused('closeAgreement', ends);
  },
  'on-hold': () => {
    const life = running();
    life.run('pausePlan', { ...approver, untilOn: '2026-04-30' });
    return life.refused('extendProject', { toOn: '2027-01-29', reason: text('x') });
  },
  'not-on-hold': () => running().refused('resumePlan'),
  'never-a-task': () => {
    const life = beginAt('symposium', [points, commitments]);
    life.run('recordPoint', { kind: 'hope', text: text('hope') });
    const promise = { sentence: text('we hope'), beneficiaryOrganisationId: theirs };
    return life.refused('recordCommitment', { ...promise, pointId: 'point-1' });
  },
  'named-counterpart-missing': () =>
    beginAt('communication', [communication]).refused('recordContact', {
      onDate: '2026-03-02',
      kind: 'call',
      summary: text('called'),
    }),
  'private-to-party': async () =>
    posted('needs', { partyId: 'org-fine-a', shortcoming: 'x' }, await outsider(3, ['liaison'])),
  'not-your-side': async () =>
    posted('claims', { organisationId: 'org-fine-a', claim: 'x' }, await outsider(3, ['liaison'])),
  'side-missing': () =>
    open().refused('startStudy', { question: text('q'), team: [member(theirs), member(theirs, 2)] }),
  'no-quorum': () => {
    const present = [member(theirs)];
    return running().refused('recordMeeting', { kind: 'closing-review', heldOn: '2026-03-02', present });
  },
  'extension-limit': () =>
    running('2026-11-30').refused('extendProject', { toOn: '2027-12-01', reason: text('delay') }),
  'plan-closed': () => {
    const life = running();
    life.run('closePlan', { outcome: 'withdrawn', reason: text('money') });
    return life.refused('closePlan', { outcome: 'withdrawn', reason: text('money') });
  },
  'placement-closed': () => {
    const life = openPlacement();
    life.run('closePlacement', { outcome: 'lapsed', reason: text('money') });
    return life.refused('closePlacement', { outcome: 'lapsed', reason: text('money') });
  },
  'day-outside-period': () => onSite().refused('logDays', { periodId: 'period-1', days: [day('2026-03-20')] }),
  'too-many-hours': () => onSite().refused('logDays', { periodId: 'period-1', days: [day('2026-03-03', 'whole', 25)] }),
  'logged-twice': () =>
    onSite().refused('logDays', { periodId: 'period-1', days: [day('2026-03-03'), day('2026-03-03', 'pm')] }),
  'not-your-placement': () =>
    onSite().refused('logDays', { periodId: 'period-1', days: [day('2026-03-03')] }, hostSupervisor),
  'below-minimum': () => onSite().refused('closePlacement', { outcome: 'fulfilled', reason: text('done') }),
  'signature-missing': () =>
    acceptedPlacement().refused('fileAgreementDocument', {
      reference: text('archive'),
      signedOn: '2026-03-02',
      signatures: {},
    }),
  'day-not-plannable': () => acceptedPlacement().refused('planDays', { halfDays: ['2026-03-07/am'] }),
  'no-days-of-theirs': () =>
    onSite().refused('reportDisruption', {
      cause: 'recall',
      by: 'unit',
      fromOn: '2026-03-10',
      personId: 'person-director',
    }),
  'cover-taken': () => {
    const life = onSite();
    life.run('reportDisruption', { cause: 'illness', by: 'person', fromOn: '2026-03-23', untilOn: '2026-03-27' });
    const candidates = ['7', '8'].map((n) => ({ personId: `person-${n}`, postId: `post-${n}`, unitId: 'org-ours' }));
    life.run('proposeCover', { round: life.state.cover?.round, candidates }, { id: 'system', roles: ['system'] });
    life.run('answerCover', { candidateId: 'candidate-1', answer: 'yes' });
    return life.refused('answerCover', { candidateId: 'candidate-2', answer: 'yes' });
  },
  'unknown-scheme': () =>
    posted('placements', {
      personId: directory.people[0],
      partyId: 'org-zzuet',
      schemeId: 'nobody-s',
      fromOn: '2026-03-02',
      toOn: '2027-03-01',
      daysAYear: 60,
    }),
  'scheme-limit': () => {
    const enterpriseIds = ['org-a', 'org-b', 'org-c'];
    return againstScheme({ ...proposed, facts: { ...facts, unitConsents: 'yes', enterpriseIds } })?.refused ?? null;
  },
  'shape-invalid': () => posted('visits', visit({ colour: 'red' })),

  // Of researchers, the vocabulary and schemes
  'person-of-another-unit': () =>
    asked('POST', '/v1/researchers', {
      personId: directory.people[1],
      homeUnitId: 'org-cnuktip',
      level: 'lecturer',
    }),
  'person-of-another-side': async () => {
    const childId = await storedPlacement();
    return posted(`placements/${childId}/answers/host`, { personId: directory.people[0], answer: 'yes' });
  },
  'unknown-skill': () => asked('GET', '/v1/researchers?term=basket%20weaving'),
  'scheme-without-limits': () =>
    asked('POST', '/v1/schemes', {
      id: 'free',
      title: { en: 'As you like it', zh: '随意派驻' },
      source: 'a test',
      rules: [{ rule: 'home-unit-consent', source: 'a test' }],
    }),

  // Of the transport
  unauthorised: () => asked('GET', '/v1/agreements', undefined, { authorization: 'Bearer wrong-token-0123456789' }),
  'no-such-page': () => asked('GET', '/v1/nothing'),
  'method-not-allowed': () => asked('PUT', '/v1/agreements'),
  'media-type-unsupported': () => raw('<visit/>', 'application/xml'),
  'file-empty': () => raw('', 'text/csv', '/v1/imports'),
  'unknown-import': () => asked('GET', '/v1/imports/import-none'),
  'unknown-follow-up': () => asked('GET', `${at}/follow-ups/visit-note.visit-9/account`),
  // Of calendars
  'no-holidays-known': () => asked('POST', '/v1/calendars/XX/years', { year: 2027, off: ['2027-01-01'], on: [] }),
  'too-far-ahead': () => asked('POST', '/v1/calendars/CN/years', { year: 2031, off: ['2031-01-01'], on: [] }),
  'day-twice': () => asked('POST', '/v1/calendars/CN/years', { year: 2027, off: ['2027-02-08', '2027-02-08'], on: [] }),
  'day-unfit': () => asked('POST', '/v1/calendars/CN/years', { year: 2027, off: ['2027-01-01'], on: ['2027-02-10'] }),
  'hours-unfit': () =>
    asked('POST', '/v1/people', { nameEn: 'Late Riser', reachFromTime: '19:00', reachToTime: '09:00' }),
  'deputy-unfit': () =>
    asked('POST', `/v1/people/${directory.people[0]}/absences`, {
      fromOn: '2026-03-09',
      toOn: '2026-03-13',
      deputyPersonId: directory.people[0],
    }),
  'policy-unfit': async () =>
    asked('POST', '/v1/policies/changes', { set: { 'ladder.repeatTimes': 99 }, reason: 'x' }, await administrator()),
  'rehearsal-outdated': async () => {
    const who = await administrator();
    const set = { 'ladder.repeatTimes': 3 };
    const tried = await api.call('POST', '/v1/policies/rehearsals', { days: 5, set }, who);
    return asked('POST', '/v1/policies/migrations', { rehearsalId: tried.body.id, reason: 'x' }, who);
  },
  'closure-too-long': () =>
    asked('POST', '/v1/organisations/org-zzuet/closures', {
      kind: 'vacation',
      nameEn: 'Summer',
      fromOn: '2026-07-11',
      toOn: '2026-12-30',
    }),
  'import-faulty': async () => {
    const headers = { authorization: 'Bearer test-coordinator-token-0123456789abcdef', 'content-type': 'text/csv' };
    const answer = await api.app.inject({ method: 'POST', url: '/v1/imports', headers, payload: 'no heading of ours' });
    return codeOf({ status: answer.statusCode, headers: {}, body: answer.json() });
  },
  'not-json': () => raw('{"fromOn":'),
  'body-too-large': () => raw(JSON.stringify({ purpose: 'x'.repeat(300_000) })),
  'request-malformed': () => sentAsWritten('GET /v1/researchers?term=催化 HTTP/1.1\r\nHost: here\r\n\r\n'),
  'headers-too-large': () => sentAsWritten(`GET / HTTP/1.1\r\nHost: here\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`),
  'request-too-slow': () => clientProblem({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }).code,
  'address-too-long': () => asked('GET', `/v1/agreements/${'a'.repeat(600)}`),
  'too-many-requests': async () => {
    const guess = (n: number) => ({ authorization: `Bearer guess-number-${n}-0123456789` });
    for (let n = 0; n < 100; n += 1) await api.call('GET', '/v1/people', undefined, guess(n));
    return asked('GET', '/v1/people', undefined, guess(100));
  },
  'idempotency-key-missing': () => posted('visits', visit(), { 'idempotency-key': '' }),
  'idempotency-key-reused': async () => {
    const same = { 'idempotency-key': randomUUID() };
    await posted('points', { kind: 'topic', text: 'One' }, same);
    return posted('points', { kind: 'topic', text: 'Two' }, same);
  },
  'request-in-flight': async () => {
    const same = { 'idempotency-key': randomUUID() };
    const both = await Promise.all([1, 2].map(() => posted('points', { kind: 'topic', text: 'One' }, same)));
    return both.find((code) => code !== 'undefined') ?? '';
  },
  'if-match-missing': () => reportingLine({}),
  'version-stale': () => reportingLine({ 'if-match': '"v999"' }),
  'outcome-unknown': () => delivered(grpc('Connection dropped'), 60),
  'engine-away': () => delivered(grpc('No connection established'), 60),
  // Its whole time went by in the queue before the agreement.
  'too-busy': () => delivered(grpc('never asked'), 0),
  'matching-under-way': async () => {
    const both = [1, 2].map(() => asked('POST', '/v1/matchings', { homeUnitId: 'org-cnuktip', schemeId: 'own' }));
    return (await Promise.all(both)).find((code) => code !== 'undefined') ?? '';
  },
  'pin-not-possible': async () => {
    const [needId] = (await api.post(`${at}/needs`, { partyId: 'org-fine-a', shortcoming: 'x' })).created;
    const pinned = [{ personId: directory.people[0], needKey: `${at.replace('/v1/agreements/', '')}/${needId}` }];
    return asked('POST', '/v1/matchings', { homeUnitId: 'org-cnuktip', schemeId: 'own', pinned });
  },
  'not-running': () => delivered(new WorkflowNotFoundError('workflow not found for ID: x', 'w', undefined), 2_000),
  'database-away': () => problemOf(Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: '' })).code,
  internal: () => problemOf(Object.assign(new TypeError('x of undefined'), { code: '' })).code,
};

test.each(Object.keys(problemTypes) as ProblemCode[])('%s', async (code) => {
  expect(await provoked[code]()).toBe(code);
});

test('each says in a sentence what it is and what to do', () => {
  for (const { status, title, titleZh, advice, adviceZh } of Object.values(problemTypes)) {
    expect([titleZh, titleZh.length > 3 && inChinese.test(titleZh)]).toEqual([titleZh, true]);
    expect(adviceZh).toMatch(/^\P{Cc}*[。]$/u);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(title.length).toBeGreaterThan(5);
    expect(advice).toMatch(/^[A-Z].*[.>]$/s);
  }
});

test('a problem without words of its own says in both languages what to do', () => {
  for (const code of Object.keys(problemTypes) as ProblemCode[]) {
    const { detail, detailZh, title, titleZh } = problemBody(new Problem(code), '/', 'r');
    expect([detail, detailZh]).toEqual([problemTypes[code].advice, problemTypes[code].adviceZh]);
    expect([title, titleZh]).toEqual([problemTypes[code].title, problemTypes[code].titleZh]);
  }
});

test('a body that does not fit is told by field in both languages', async () => {
  const unfit = { ...visit(), fromOn: '2026-02-30', colour: 'red', stops: 1 };
  const { body } = await api.call('POST', `${at}/visits`, unfit);
  expect(body.errors).toEqual(
    expect.arrayContaining([
      { pointer: '/fromOn', detail: 'this date does not exist', detailZh: '该日期不存在' },
      { pointer: '/colour', detail: 'this field is not known here', detailZh: '此处没有该字段' },
      expect.objectContaining({ pointer: '/stops', detailZh: '类型须为列表' }),
    ]),
  );
  expect(body.detailZh).toMatch(/^\/\S+：.+（另有 2 处）$/);
});
