import type { FollowUpKind } from '../../domain/policy/defaults.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { enterpriseCode } from '../../stack/demonstration/organisations.ts';
import type { DirectoryIds } from '../../stack/demonstration/script.ts';
import type { Diary } from './diary.ts';

/** What a diligent office does about each kind of matter, as soon as a mail has asked for it. */

/** A side by keys of the directory. */
interface Side {
  org: string;
  liaisonPost: string;
  sponsorPost: string;
  /** Who is spoken with and works on a study; the platform's names a counterpart. */
  person: string;
}

export interface Cast {
  ours: Side;
  theirs: Side;
  /** Decides about a study, and is nobody's author. */
  decider: string;
}

export const platformCast: Cast = {
  ours: { org: 'org-zzuet', liaisonPost: 'zzuet-liaison', sponsorPost: 'zzuet-vice-president', person: 'liu-zhao' },
  theirs: {
    org: 'org-cnuktip',
    liaisonPost: 'cnuktip-liaison',
    sponsorPost: 'cnuktip-vice-chairman',
    person: 'li-hui',
  },
  decider: 'wu-bo',
};
export const districtCast: Cast = {
  ours: { org: 'org-ccce', liaisonPost: 'ccce-liaison', sponsorPost: 'ccce-vice-dean', person: 'xu-yuanqing' },
  theirs: {
    org: 'org-yuwangtai',
    liaisonPost: 'yuwangtai-liaison',
    sponsorPost: 'yuwangtai-deputy-head',
    person: 'wang-xuhe',
  },
  decider: 'ccce-head',
};

/** A mail has asked somebody about an open matter; today something is done about it. */
export interface Occasion {
  diary: Diary;
  cast: Cast;
  ids: DirectoryIds;
  /** The local date. */
  on: string;
  followUp: { id: string; kind: string; aboutId: string; entityId: string };
  /** How often its owner has been reminded of it. */
  reminders: number;
  /** Presses the button behind a link of the mail. */
  press(action: string, form: Record<string, string>): Promise<void>;
  /** Enters somebody whom the directory does not know; gives the id. */
  newPerson(nameEn: string, organisationId: string): Promise<string>;
}

type Act = (occasion: Occasion) => Promise<unknown>;

const member = ({ ids }: Occasion, side: Side) => ({ personId: ids.person(side.person), organisationId: side.org });
const both = (occasion: Occasion) => [member(occasion, occasion.cast.ours), member(occasion, occasion.cast.theirs)];
const sponsors = ({ cast, ids }: Occasion) =>
  [cast.ours, cast.theirs].map(({ org, sponsorPost }) => ({ organisationId: org, postId: ids.post(sponsorPost) }));

const MONTH = 30;
const buildSteps = ['accepted', 'building', 'operating'];
/** A study is filed when three quarters of its time are used, a review is decided a month ahead. */
const STUDY_REMINDERS = 3;
const REVIEW_REMINDERS = 2;

const report: Act = ({ press }) => press('report', { evidence: 'Done as agreed; the papers are with the office.' });

async function nameEverybody({ diary, newPerson }: Occasion): Promise<void> {
  for (let n = 1; n <= 10; n += 1) {
    const personId = await newPerson(`Teacher ${n} (name not reported)`, 'org-ccce');
    await diary.tell('nameGroupMember', { groupId: 'group-1', personId });
  }
  for (let n = 1; n <= 12; n += 1)
    await diary.tell('nameGroupMember', { groupId: 'group-3', organisationId: `org-${enterpriseCode(n)}` });
}

async function startProject({ diary, cast, on }: Occasion): Promise<void> {
  await diary.tellPlan('turnKey', { key: 'approval', onDate: on, byOrganisationId: cast.ours.org });
  await diary.tellPlan('turnKey', { key: 'contribution', onDate: on, byOrganisationId: cast.theirs.org });
  await diary.tellPlan('startProject', { fromOn: on, toOn: addDays(on, 12 * MONTH) });
  await diary.tellPlan('addMilestone', { name: 'First series of tests', dueOn: addDays(on, 3 * MONTH) });
  await diary.tellPlan('addDeliverable', {
    name: 'Report on the first series',
    dueOn: addDays(on, 4 * MONTH),
    byOrganisationId: cast.ours.org,
  });
}

/** By kind; what is not here does not come up in a diligent year. */
export const officeActs: Partial<Record<FollowUpKind, Act>> = {
  commitment: report,
  exploration: report,
  mechanism: ({ diary, cast, ids }) =>
    diary.tell('agreeMechanism', {
      channel: 'video',
      period: 'monthly',
      liaisons: [cast.ours, cast.theirs].map(({ org, liaisonPost }) => ({
        organisationId: org,
        postId: ids.post(liaisonPost),
      })),
    }),
  contact: (occasion) =>
    occasion.diary.tell('recordContact', {
      onDate: occasion.on,
      kind: 'call',
      summary: 'Where the matters stand, and what comes next.',
      counterparts: [member(occasion, occasion.cast.theirs)],
    }),
  naming: nameEverybody,
  need: ({ diary, followUp }) => diary.tell('evaluateNeed', { needId: followUp.aboutId }),
  'need-match': ({ diary, ids, followUp }) =>
    diary.tell('matchNeed', { needId: followUp.aboutId, personIds: [ids.person('xu-yuanqing')] }),
  'need-discuss': ({ diary, followUp }) => diary.tell('moveNeed', { needId: followUp.aboutId, to: 'discussed' }),
  'need-intend': ({ diary, followUp }) => diary.tell('moveNeed', { needId: followUp.aboutId, to: 'intended' }),
  'need-sign': ({ diary, followUp }) => diary.tell('moveNeed', { needId: followUp.aboutId, to: 'signed' }),
  'need-deliver': ({ diary, followUp }) => diary.tell('moveNeed', { needId: followUp.aboutId, to: 'delivered' }),
  build: async ({ diary, followUp, on }) => {
    const buildId = followUp.aboutId;
    // Which step it is at is not asked for: the one that fits is taken.
    for (const to of buildSteps) {
      if ((await diary.refusal('moveBuild', { buildId, to, onDate: on })) === 'taken') return;
    }
    // One that operates has no further step: what it did in the quarter is a milestone.
    const [milestoneId] = await diary.tell('addBuildMilestone', { buildId, name: 'A quarter of service', dueOn: on });
    await diary.tell('reachBuildMilestone', { buildId, milestoneId, onDate: on });
  },
  plan: (occasion) =>
    occasion.diary.tell('proposePlan', {
      name: 'Joint laboratory',
      text: 'A joint laboratory for cell applications.',
      sponsors: sponsors(occasion),
    }),
  'plan-text': ({ diary }) => diary.tellPlan('describePlan', { text: 'A test line for new chemical materials.' }),
  'plan-sponsors': async (occasion) => {
    for (const sponsor of sponsors(occasion)) await occasion.diary.tellPlan('sponsorPlan', sponsor);
  },
  'study-start': (occasion) =>
    occasion.diary.tellPlan('startStudy', {
      question: 'What does it cost, and who needs it?',
      team: both(occasion),
      ownerPostId: occasion.ids.post(occasion.cast.ours.liaisonPost),
    }),
  study: async ({ diary, ids, cast, reminders }) => {
    if (reminders < STUDY_REMINDERS) return;
    await diary.tellPlan('fileStudyReport', {
      report: 'It can be done, and it is wanted.',
      authorPersonIds: [ids.person(cast.ours.person)],
    });
  },
  'study-decision': ({ diary, ids, cast }) =>
    diary.tellPlan('decideStudy', {
      decision: 'go',
      reasons: 'It can be done.',
      decidedByPersonId: ids.person(cast.decider),
    }),
  'project-start': startProject,
  'project-meeting': (occasion) =>
    occasion.diary.tellPlan('recordMeeting', { kind: 'team', heldOn: occasion.on, present: both(occasion) }),
  milestone: ({ diary, followUp, on }) =>
    diary.tellPlan('reachMilestone', { milestoneId: followUp.aboutId, onDate: on }),
  delivery: ({ diary, ids, cast, followUp, on }) =>
    diary.tellPlan('deliver', {
      deliverableId: followUp.aboutId,
      byPersonId: ids.person(cast.ours.person),
      onDate: on,
    }),
  deliverable: ({ diary, ids, cast, followUp, on }) =>
    diary.tellPlan('acceptDeliverable', {
      deliverableId: followUp.aboutId,
      byPersonId: ids.person(cast.theirs.person),
      onDate: on,
    }),
  review: async ({ diary, on, reminders }) => {
    if (reminders < REVIEW_REMINDERS) return;
    await diary.tell('decideReview', { decision: 'renew', reason: 'It goes well.', partnerToldOn: on });
  },
};
