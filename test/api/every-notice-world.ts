import { takeAttendance } from '../../activities/inbound/attendance.ts';
import { fileReply } from '../../activities/inbound/file-reply.ts';
import { identityClock } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { deciders } from '../../domain/deciders.ts';
import type { Actor } from '../../domain/decider.ts';
import { meetingUid } from '../../mail/invitation.ts';
import { startInbox } from '../../stack/inbox/inbox.ts';
import { week } from '../domain/placement/healing-life.ts';
import {
  coordinator,
  hostSpeaker,
  openData,
  researcher,
  researcherId,
  says,
  shandong,
  tuesdaysAndThursdays,
  unitSpeaker,
} from '../domain/placement/life.ts';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import { LivedOffice } from './lived-office.ts';
import type { TestApi } from '../support/api.ts';

/**
 * Six weeks of an office in which everything is told that can be told: somebody without an address, somebody not introduced, an
 * address that is refused, answers by mail, a post that changes hands, a leader's month, a workflow that was ended. Recorder,
 * postboxes, caretaker and SMTP server are the real ones; days pass by their own moments.
 */
export interface EveryNoticeWorld {
  api: TestApi;
  fromOn: string;
  toOn: string;
  stop(): Promise<void>;
}

const FROM_ON = '2026-03-02';
const TO_ON = '2026-04-10';
export async function startEveryNoticeWorld(): Promise<EveryNoticeWorld> {
  const office = await Office.open();
  try {
    await office.begin();
    await office.live('2026-03-05');
    await office.oneWeekLater();
    await office.live('2026-03-20');
    await office.someoneLeaves();
    await office.live('2026-04-02');
    await office.introduce();
    await office.live(TO_ON);
  } catch (error) {
    await office.stop();
    throw error;
  }
  return { api: office.api, fromOn: FROM_ON, toOn: TO_ON, stop: () => office.stop() };
}

class Office extends LivedOffice {
  #people: Record<'ren' | 'bai' | 'liu' | 'director' | 'leader' | 'wang' | 'heir', string> = {
    ren: '',
    bai: '',
    liu: '',
    director: '',
    leader: '',
    wang: '',
    heir: '',
  };
  #ownerPostId = '';
  #wangPostId = '';
  #agreementId = '';

  static async open(): Promise<Office> {
    const clock: BusinessClock = { ...identityClock };
    Object.assign(clock, { businessOriginAt: '2026-03-02T00:30:00.000Z', realOriginAt: new Date().toISOString() });
    const api = await startTestApi({ clock });
    return new Office({
      api,
      clock,
      inbox: await startInbox({ dir: null, httpPort: 0, smtpPort: 0 }),
      todayOn: FROM_ON,
    });
  }

  /** Owners of every sort, a cooperation with needs, a meeting, minutes, and a researcher who is ill. */
  async begin(): Promise<void> {
    const { api } = this;
    const { post, call, db } = api;
    const { people, posts, enterprises, partner, unit } = await fillDirectory(api);
    const person = async (nameEn: string, more: object = {}): Promise<string> =>
      (
        await post('/v1/people', {
          nameEn,
          organisationId: unit,
          ours: true,
          email: `${nameEn.toLowerCase()}@example.org`,
          ...more,
        })
      ).id;
    const postOf = async (organisationId: string, holderId: string | undefined, titleEn: string): Promise<string> =>
      (await post('/v1/posts', { organisationId, titleEn, holderId })).id;
    const [ren = '', bai = '', liu = ''] = people;
    const [liaisonPostId = ''] = posts;
    const [director, leader, wang, heir] = [
      await person('Director'),
      await person('Leader'),
      await person('Wang'),
      await person('Heir'),
    ];
    const keeper = await person('Coordinator');
    this.#people = { ren, bai, liu, director, leader, wang, heir };
    const line = {
      liaisonPostId,
      coordinatorPostId: await postOf(unit, keeper, 'Coordinator'),
      directorPostId: await postOf(unit, director, 'Director'),
      leaderPostId: await postOf(unit, leader, 'Leader'),
    };
    const { headers } = await call('GET', `/v1/organisations/${unit}`);
    const set = await call('PUT', `/v1/organisations/${unit}/reporting-line`, line, {
      'if-match': String(headers['etag']),
    });
    if (set.status !== 200) throw new Error(JSON.stringify(set.body));
    this.inbox.faults.rcpt((address) => (address === 'wang@example.org' ? { code: 550, text: 'no such user' } : null));
    await this.#policy();
    this.#ownerPostId = await postOf(unit, ren, 'Office');
    this.#wangPostId = await postOf(unit, wang, 'Laboratory');
    const theirs = await postOf(partner, bai, 'Office');
    const silent = await postOf(enterprises[0] ?? '', liu, 'Office');

    const id: string = (await post('/v1/agreements', startBody())).entityId;
    this.#agreementId = id;
    const at = `/v1/agreements/${id}`;
    const need = { shortcoming: 'x' };
    await post(`${at}/needs`, { partyId: partner, ...need, ownerPostId: theirs });
    await post(`${at}/needs`, { partyId: enterprises[0], ...need, ownerPostId: silent });
    for (let n = 0; n < 3; n += 1)
      await post(`${at}/needs`, { partyId: enterprises[1], ...need, ownerPostId: this.#ownerPostId });
    await post(`${at}/needs`, { partyId: enterprises[1], ...need, ownerPostId: this.#wangPostId });
    // Nobody said who or when: a question.
    await post(`${at}/commitments`, { sentence: 'x', beneficiaryOrganisationId: partner });
    const promise = { sentence: 'x', beneficiaryOrganisationId: unit, ownerPostId: this.#ownerPostId };
    for (const dueOn of ['2026-04-03', '2026-06-30']) await post(`${at}/commitments`, { ...promise, dueOn });
    await post(`${at}/follow-ups/need.need-3/pause`, { kind: 'snoozed', untilOn: '2026-03-06', reason: 'x' });
    await post(`${at}/follow-ups/need.need-4/reassign`, { ownerPostId: line.directorPostId, reason: 'x' });
    await post(`${at}/contacts`, {
      onDate: FROM_ON,
      kind: 'call',
      summary: 'x',
      counterparts: [{ personId: bai, organisationId: partner }],
    });
    await post(`${at}/planned-meetings`, {
      kind: 'contact',
      fromOn: '2026-03-25',
      invited: [
        { personId: director, organisationId: unit },
        { personId: bai, organisationId: partner },
      ],
    });
    await post(`${at}/symposia`, { onDate: FROM_ON, attendance: [{ personId: bai, organisationId: partner }] });
    await post(`${at}/symposia/symposium-1/minutes`, {
      minutes: 'x',
      to: [{ organisationId: partner, postId: theirs }],
    });

    const placement = `${id}.placement-1`;
    await db.post.createMany({
      data: ['post-researcher', 'post-college', 'post-unit-supervisor'].map((postId) => ({
        id: postId,
        organisationId: unit,
        holderId: ren,
      })),
    });
    await db.post.createMany({
      data: ['post-enterprise', 'post-host-supervisor'].map((postId) => ({
        id: postId,
        organisationId: partner,
        holderId: bai,
      })),
    });
    await this.#place(placement);
  }

  /** A placement as its own tests begin one: somebody is ill, and the others hear of it. */
  async #place(id: string): Promise<void> {
    const head = await this.api.db.entity.findUniqueOrThrow({ where: { id: this.#agreementId } });
    const { homeUnit, calendar, policy } = deciders.agreement.migrate(
      { kind: 'agreement', id: head.id, agreementId: head.id },
      head.state,
    );
    await this.tell(id, 'openPlacement', {
      ...openData({ toOn: '2026-03-27', daysAYear: 4 }, { scheme: { ...shandong, rules: [] } }),
      adopted: { homeUnit, calendar, policy },
    });
    await this.tell(id, 'answerForPerson', says(researcherId), researcher);
    await this.tell(id, 'answerForUnit', says('person-college'), unitSpeaker);
    await this.tell(id, 'answerForHost', says('person-enterprise'), hostSpeaker);
    await this.tell(id, 'planDays', { pattern: tuesdaysAndThursdays }, coordinator);
    await this.tell(id, 'settleBooking', { round: 1, result: { booked: true } });
    await this.tell(id, 'reportDisruption', { cause: 'illness', by: 'person', ...week }, researcher);
  }

  /** Each step of the ladder once, so that weeks are enough; later another time for a need, for what is open too. */
  async #policy(): Promise<void> {
    const administrator = { authorization: await this.api.tokenFor({ id: 'admin', roles: ['administrator'] }) };
    const set = {
      'ladder.directorGraceWorkingDays': 1,
      'ladder.leaderGraceWorkingDays': 2,
      'ladder.repeatTimes': 1,
      'ladder.repeatEveryWorkingDays': 1,
    };
    const { status, body } = await this.api.call('POST', '/v1/policies/changes', { set, reason: 'x' }, administrator);
    if (status !== 201) throw new Error(JSON.stringify(body));
  }

  async oneWeekLater(): Promise<void> {
    const { post, db } = this.api;
    const at = `/v1/agreements/${this.#agreementId}`;
    const owner: Actor = {
      id: this.#people.ren,
      personId: this.#people.ren,
      postIds: [this.#ownerPostId],
      roles: ['owner'],
    };
    await this.tell(
      this.#agreementId,
      'askExtension',
      { followUpId: 'need.need-5', dueOn: '2026-05-20', reason: 'text-late__________________' },
      owner,
    );
    await post(`${at}/follow-ups/need.need-5/refuse-extension`, { reason: 'x' });
    const later = { followUpId: 'commitment.commitment-3', dueOn: '2026-07-10' };
    await this.tell(this.#agreementId, 'askExtension', { ...later, reason: 'text-later_________________' }, owner);
    await post(`${at}/follow-ups/commitment.commitment-3/extend`, { dueOn: later.dueOn, reason: 'x' });
    await this.#decline();
    await this.tell(
      this.#agreementId,
      'reportFollowUp',
      { followUpId: 'commitment.commitment-2', evidence: 'text-done__________________' },
      owner,
    );
    // A mail was answered, and a mailbox says that somebody is away.
    const mail = await db.mail.findFirstOrThrow({
      where: { status: 'sent', notices: { some: { followUpId: { not: null } } } },
    });
    const now = this.now().toISOString();
    const draft = { from: mail.recipient, text: 'Thank you', at: now };
    await fileReply(db, mail, { kind: 'answer', key: 'answer-1', ...draft });
    await fileReply(db, mail, { kind: 'absence', key: 'absence-1', ...draft });
    this.ended = [this.#agreementId];
    // The office is closed where something falls due.
    await post('/v1/organisations/org-cnuktip/closures', {
      kind: 'closure',
      nameEn: 'Works',
      fromOn: '2026-03-16',
      toOn: '2026-03-20',
    });
    const waiting = await db.notice.findFirstOrThrow({
      where: { reason: 'relay', status: 'open' },
      orderBy: { at: 'asc' },
    });
    await post(`/v1/notices/${encodeURIComponent(waiting.id)}/relayed`, { by: 'Ren', how: 'phone' });
  }

  /** The director does not come to the meeting. */
  async #decline(): Promise<void> {
    const office = { name: 'Office', address: 'office@example.org' };
    const from = 'director@example.org';
    const uid = meetingUid(this.#agreementId, 'planned-meeting-1', office);
    const deps = { db: this.api.db, office, now: () => this.now().toISOString() };
    const taken = await takeAttendance(deps, { uid, attendee: from, answer: 'declined', sequence: 0 }, from);
    if (!taken?.wake) throw new Error('nobody is told of who declines');
  }

  async someoneLeaves(): Promise<void> {
    const { call } = this.api;
    const { headers, body } = await call('GET', `/v1/posts/${this.#ownerPostId}`);
    const { organisationId, titleEn, titleZh, deputyPostId, officePostId } = body;
    const changed = { organisationId, titleEn, titleZh, deputyPostId, officePostId, holderId: this.#people.heir };
    const answer = await call('PUT', `/v1/posts/${this.#ownerPostId}`, changed, {
      'if-match': String(headers['etag']),
    });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }

  async introduce(): Promise<void> {
    await this.api.post(`/v1/people/${this.#people.bai}/introduce`, { agreementId: this.#agreementId, byName: 'Ren' });
  }
}
