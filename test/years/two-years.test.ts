import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createApi } from '../../stack/demonstration/api.ts';
import { districtCase } from '../../stack/demonstration/case-district.ts';
import { platformCase } from '../../stack/demonstration/case-platform.ts';
import { enterDirectory } from '../../stack/demonstration/load.ts';
import type { DirectoryIds } from '../../stack/demonstration/script.ts';
import { Caller } from '../source-cases/caller.ts';
import { diaryOf, onFreeDays, outsideHours, soon } from './diary.ts';
import type { Diary } from './diary.ts';
import { startYears } from './years.ts';
import type { Years } from './years.ts';

/**
 * Both source cases through all five stages and more than two years, on the time-skipping server with Postgres, API and mail as in
 * the product. The tests follow each other in business time; each begins where the one before ended.
 */

let years: Years;
let ids: DirectoryIds;
let district: Diary;
let platform: Diary;

beforeAll(async () => {
  years = await startYears();
  ids = await enterDirectory(createApi(years));
}, 120_000);
afterAll(() => years.stop(), 60_000);

async function enter(start: object): Promise<Diary> {
  const { entityId } = await new Caller(years.apiUrl, years.token).post('/v1/agreements', start);
  return diaryOf(years, entityId);
}

const LONG = 200_000;

test(
  'January 2025: clocks run on working days, make-up days among them, and stand still over the Spring Festival',
  async () => {
    expect(years.today()).toBe('2025-01-06');
    district = await enter(districtCase.start);
    for (const { command, fields } of districtCase.steps(ids, years.today())) await district.tell(command, fields);
    const liaison = { ownerPostId: ids.post('ccce-liaison') };
    // A Saturday that is worked, and a day of the holiday, which moves to the first working day after it.
    await district.tell('answerQuestion', { followUpId: 'commitment.commitment-2', dueOn: '2025-02-08', ...liaison });
    await district.tell('answerQuestion', { followUpId: 'commitment.commitment-3', dueOn: '2025-01-29', ...liaison });
    platform = await enter({ ...platformCase.start, accept: false });
    await years.liveUntil('2025-01-16');
    expect(await platform.told('intake.intake')).toEqual([
      'reminder 2025-01-08',
      'due 2025-01-13',
      'overdue 2025-01-14',
      'escalation 2025-01-15',
      'escalation-ahead 2025-01-16',
    ]);
    await platform.tell('acceptIntake');
    await years.liveUntil('2025-02-14');
    expect(await district.told('commitment.commitment-1')).toEqual([
      'assigned 2025-01-06',
      'reminder 2025-01-13',
      'due 2025-01-16',
      'overdue 2025-01-17',
      'escalation 2025-01-20',
      // Five working days on: the Sunday 26 January is one, 28 January to 4 February are not.
      'escalation 2025-01-22',
      'escalation-ahead 2025-01-23',
      'escalation 2025-01-24',
      'escalation 2025-02-07',
      'escalation 2025-02-13',
    ]);
    expect(await district.told('commitment.commitment-2')).toEqual([
      'assigned 2025-01-06',
      'reminder 2025-02-05',
      // Due on a Saturday that is worked; nobody is reminded on one, so it comes the day before.
      'due 2025-02-07',
      'overdue 2025-02-10',
      'escalation 2025-02-11',
      'escalation 2025-02-13',
      'escalation-ahead 2025-02-14',
    ]);
    expect((await district.told('commitment.commitment-3')).slice(1, 3)).toEqual([
      'reminder 2025-01-24',
      'due 2025-02-05',
    ]);
    // The other side is asked for its consent, never told that it gave it; after 25 working days our liaison telephones.
    expect(await district.told('minutes-confirmation.symposium-1.side-1')).toEqual([
      'confirm-minutes 2025-01-07',
      'confirm-minutes 2025-01-13',
      'confirm-minutes 2025-01-20',
      'confirm-minutes 2025-02-10',
      'telephone 2025-02-14',
    ]);
  },
  LONG,
);

test(
  'February to April: a planned visit is prepared for, recorded, and the symposium follows; each stage is a chapter',
  async () => {
    expect((await platform.row()).stage).toBe('visit');
    const [visit, ...rest] = platformCase.steps(ids, '2025-04-02');
    if (!visit) throw new Error('The case begins with a visit.');
    await platform.tell(visit.command, visit.fields);
    const first = await platform.run();

    const waiver = { reason: 'The minutes are with both sides.', approverPersonId: ids.person('ccce-head') };
    expect(await district.refusal('advance')).toBe('exit-criteria-unmet');
    await district.tell('waiveStage', { stage: 'symposium', ...waiver });
    // Its plan of 2021 is open: the path shows the furthest.
    expect((await district.row()).stage).toBe('feasibility');

    await years.liveUntil('2025-04-02');
    expect(await platform.told('itinerary.visit-1')).toEqual([
      'meeting 2025-03-18',
      'meeting 2025-03-27',
      'meeting 2025-03-31',
      'overdue 2025-04-02',
    ]);
    for (const { command, fields } of rest) await platform.tell(command, fields);
    expect((await platform.row()).stage).toBe('communication');
    await soon(async () => (await platform.run()).runId !== first.runId);
  },
  LONG,
);

test(
  'spring: silence is told to the liaison and climbs; a contact ends it and the next one is waited for',
  async () => {
    await years.liveUntil('2025-05-20');
    // A month after the visit is 1 May: the first working day after the holiday, reminded of on the Monday after a worked Sunday.
    expect(await platform.told('contact.communication')).toEqual([
      'reminder 2025-04-28',
      'due 2025-05-06',
      'overdue 2025-05-07',
      'escalation 2025-05-08',
      'escalation 2025-05-12',
      'escalation-ahead 2025-05-13',
      'escalation 2025-05-14',
    ]);
    expect((await platform.row()).light).toBe('red');
    await platform.tell('recordContact', {
      onDate: '2025-05-20',
      kind: 'call',
      summary: 'The platform names two topics for a study.',
      counterparts: [{ personId: ids.person('ren-xiang'), organisationId: 'org-cnuktip' }],
    });
    const next = await years.db.followUp.findUniqueOrThrow({
      where: { entityId_id: { entityId: platform.id, id: 'contact.communication' } },
    });
    expect(next).toMatchObject({ status: 'open', dueOn: '2025-06-19', level: 0 });
  },
  LONG,
);

test(
  "summer: both plans are studied; time used is told; the decision is somebody else's",
  async () => {
    await platform.tell('proposePlan', {
      name: 'Cell therapy: joint laboratory',
      text: 'A joint laboratory for cell applications.',
      sponsors: [
        { organisationId: 'org-zzuet', postId: ids.post('zzuet-vice-president') },
        { organisationId: 'org-cnuktip', postId: ids.post('cnuktip-vice-chairman') },
      ],
    });
    await soon(async () => (await years.db.entity.count({ where: { id: `${platform.id}.plan-1` } })) === 1);
    // Named in 2021 without a text (S30): chased from January on, by now on the fifth repetition.
    expect((await district.told('plan-text.plan-1')).slice(0, 4)).toEqual([
      'reminder 2025-01-15',
      'due 2025-01-20',
      'overdue 2025-01-21',
      'escalation 2025-01-22',
    ]);
    await district.tellPlan('describePlan', { text: 'Testing of new chemical materials.' });
    await district.tellPlan('sponsorPlan', { organisationId: 'org-ccce', postId: ids.post('ccce-vice-dean') });
    await district.tellPlan('sponsorPlan', {
      organisationId: 'org-yuwangtai',
      postId: ids.post('yuwangtai-deputy-head'),
    });
    await platform.tellPlan('startStudy', {
      question: 'Is there a market?',
      team: [
        { personId: ids.person('liu-zhao'), organisationId: 'org-zzuet' },
        { personId: ids.person('li-hui'), organisationId: 'org-cnuktip' },
      ],
      ownerPostId: ids.post('zzuet-liaison'),
    });
    await district.tellPlan('startStudy', {
      question: 'What does a test line cost?',
      team: [
        { personId: ids.person('xu-yuanqing'), organisationId: 'org-ccce' },
        { personId: ids.person('wang-xuhe'), organisationId: 'org-yuwangtai' },
      ],
    });
    await years.liveUntil('2025-09-01');
    // Sixty working days from 20 May, looked at after 20, 30, 40 and 45: the Dragon Boat Festival of 2 June is none of them.
    expect(await platform.told('study.study')).toEqual([
      'assigned 2025-05-20',
      'reminder 2025-06-18',
      'reminder 2025-07-02',
      'reminder 2025-07-16',
      'reminder 2025-07-23',
      'due 2025-08-13',
      'overdue 2025-08-14',
      'escalation 2025-08-15',
      'escalation 2025-08-19',
      'escalation-ahead 2025-08-20',
      'escalation 2025-08-21',
      'escalation 2025-08-28',
    ]);
    const decision = { decision: 'go', reasons: 'Feasible, and paid for.', decidedByPersonId: ids.person('wu-bo') };
    const before = await platform.run();
    await platform.tellPlan('fileStudyReport', {
      report: 'It is feasible.',
      authorPersonIds: [ids.person('liu-zhao')],
    });
    await platform.tellPlan('decideStudy', decision);
    await district.tellPlan('fileStudyReport', {
      report: 'Costs known.',
      authorPersonIds: [ids.person('xu-yuanqing')],
    });
    await district.tellPlan('decideStudy', { ...decision, decision: 'revise', untilOn: '2025-09-15' });
    await years.liveUntil('2025-09-15');
    await district.tellPlan('fileStudyReport', {
      report: 'Costs halved.',
      authorPersonIds: [ids.person('xu-yuanqing')],
    });
    await district.tellPlan('decideStudy', { ...decision, decidedByPersonId: ids.person('ccce-head') });
    for (const one of [platform, district]) await soon(async () => (await one.row()).stage === 'project');
    await soon(async () => (await platform.run()).runId !== before.runId);
    expect((await platform.run()).status).toBe('RUNNING');
  },
  LONG,
);

test(
  'autumn: two keys start the projects; a milestone is reminded of around the National Day',
  async () => {
    for (const [one, ours, theirs] of [
      [platform, 'org-zzuet', 'org-cnuktip'],
      [district, 'org-ccce', 'org-yuwangtai'],
    ] as const) {
      const project = { fromOn: '2025-09-15', toOn: '2026-08-31' };
      await one.tellPlan('turnKey', { key: 'approval', onDate: '2025-09-10', byOrganisationId: ours });
      await expect(one.tellPlan('startProject', project)).rejects.toThrow('key-missing');
      await one.tellPlan('turnKey', { key: 'contribution', onDate: '2025-09-12', byOrganisationId: theirs });
      await one.tellPlan('startProject', project);
      await one.tellPlan('addMilestone', { name: 'First series', dueOn: '2025-10-11' });
      await one.tellPlan('addDeliverable', { name: 'Report', dueOn: '2026-06-30', byOrganisationId: ours });
    }
    await years.liveUntil('2025-10-14');
    // 11 October is a Saturday that is worked; 1 to 8 October are free, Sunday 28 September is worked.
    expect(await platform.told('milestone.milestone-1')).toEqual([
      'reminder 2025-09-22',
      'reminder 2025-09-30',
      'due 2025-10-10',
      'overdue 2025-10-13',
      'escalation 2025-10-14',
    ]);
    for (const one of [platform, district]) {
      await one.tellPlan('reachMilestone', { milestoneId: 'milestone-1', onDate: '2025-10-14' });
    }
  },
  LONG,
);

test(
  'January 2026: the yearly review is asked for ahead, decided, and begins a chapter',
  async () => {
    await years.liveUntil('2026-01-06');
    expect(await district.told('review.review-2026')).toEqual([
      'reminder 2025-10-13',
      'reminder 2025-11-24',
      'reminder 2025-12-22',
      'due 2026-01-06',
    ]);
    const before = await district.run();
    const review = { decision: 'renew', reason: 'It goes well.', partnerToldOn: '2026-01-05' };
    await district.tell('decideReview', review);
    await platform.tell('decideReview', review);
    await soon(async () => (await district.run()).runId !== before.runId);
    const next = await years.db.followUp.findMany({ where: { kind: 'review', status: 'open' } });
    expect(next.map((f) => [f.id, f.dueOn])).toEqual([
      ['review.review-2027', '2027-01-06'],
      ['review.review-2027', '2027-01-06'],
    ]);
  },
  LONG,
);

test(
  '2026: deliverables are accepted, the closing review is held, the projects end achieved and their workflows with them',
  async () => {
    await years.liveUntil('2026-07-01');
    expect(await district.told('project-end.plan-1')).toEqual(['reminder 2026-06-05']);
    expect((await district.told('delivery.deliverable-1')).slice(-4)).toEqual([
      'reminder 2026-06-25',
      'reminder 2026-06-29',
      'due 2026-06-30',
      'overdue 2026-07-01',
    ]);
    for (const [one, ours, theirs] of [
      [
        platform,
        { personId: ids.person('liu-zhao'), organisationId: 'org-zzuet' },
        { personId: ids.person('li-hui'), organisationId: 'org-cnuktip' },
      ],
      [
        district,
        { personId: ids.person('xu-yuanqing'), organisationId: 'org-ccce' },
        { personId: ids.person('wang-xuhe'), organisationId: 'org-yuwangtai' },
      ],
    ] as const) {
      const deliverableId = 'deliverable-1';
      await one.tellPlan('deliver', { deliverableId, byPersonId: ours.personId, onDate: '2026-07-01' });
      await one.tellPlan('acceptDeliverable', { deliverableId, byPersonId: theirs.personId, onDate: '2026-07-01' });
      expect(await one.refusal('closeAgreement', { outcome: 'achieved', reason: 'Done.' })).toBe('plans-open');
      await one.tellPlan('recordMeeting', {
        kind: 'closing-review',
        heldOn: '2026-07-01',
        present: [ours, theirs, { personId: ids.person('wu-bo'), organisationId: 'org-zzuet', as: 'adviser' }],
      });
      await one.tellPlan('closeProject', { summary: 'Achieved.' });
      await soon(async () => (await one.run('plan')).status === 'COMPLETED');
      // Regular communication goes on beside plans.
      await soon(async () => (await one.row()).stage === 'communication');
      // It has begun a new chapter with that.
      await soon(async () => (await one.run()).status === 'RUNNING');
    }
  },
  LONG,
);

test(
  '2027: closing ends the workflow; a finished cooperation sends nothing',
  async () => {
    await years.liveUntil('2027-01-11');
    await district.tell('closeAgreement', { outcome: 'achieved', reason: 'What was wanted stands.' });
    await platform.tell('decideReview', { decision: 'lapse', reason: 'Both agree.', partnerToldOn: '2027-01-08' });
    for (const one of [district, platform]) {
      await soon(async () => (await one.run()).status === 'COMPLETED');
      expect(await one.row()).toMatchObject({ closed: true, openCount: 0, status: 'closed' });
      expect(await one.refusal('recordNote', { note: 'Too late.' })).toBe('agreement-closed');
    }
    await years.liveUntil('2027-01-18');
    const counts = async () => [
      await years.db.notice.count(),
      await years.db.mail.count(),
      years.inbox.messages().length,
    ];
    const before = await counts();
    await years.liveUntil('2027-04-30');
    expect(await counts()).toEqual(before);
    expect(await years.db.followUp.count({ where: { closedAt: null } })).toBe(0);
    // Two years of follow-up, every run short enough to be read and replayed at one look.
    for (const one of [district, platform]) expect((await one.run()).events).toBeLessThan(420);
  },
  LONG,
);

test('in all that time nothing was planned for a free day, and no mail left outside working hours', async () => {
  expect(await onFreeDays(years)).toEqual([]);
  expect(await outsideHours(years)).toEqual([]);
  expect(years.inbox.messages().length).toBeGreaterThan(100);
});
