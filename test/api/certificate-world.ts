import { recordActivities } from '../../activities/record.ts';
import { identityClock } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { deciders } from '../../domain/deciders.ts';
import type { Decider, EntityRef } from '../../domain/decider.ts';
import { propose } from '../../domain/propose.ts';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { Answer, TestApi } from '../support/api.ts';

/** An agreement with a plan that lives some weeks: its wakes are recorded when they come, its notices are mailed. */
export interface CertifiedWorld {
  api: TestApi;
  /** The agreement and its plan. */
  entityIds: string[];
  /** Records what falls due up to an instant, wake by wake, but nothing of `stopped`; then it is that time. */
  liveUntil(at: string, stopped?: string): Promise<void>;
  /** As the postboxes would: one mail for each person and moment, the rest told otherwise. */
  mailAll(): Promise<void>;
  certificate(query?: string, limit?: number): Promise<Answer['body']>;
}

export const FROM_ON = '2026-03-02';
export const TO_ON = '2026-05-29';

export async function startCertifiedWorld(): Promise<CertifiedWorld> {
  const clock: BusinessClock = { ...identityClock };
  const turnTo = (at: string): void => {
    Object.assign(clock, { businessOriginAt: at, realOriginAt: new Date().toISOString() });
  };
  turnTo('2026-03-02T00:30:00.000Z');
  const api = await startTestApi({ clock });
  const { record } = recordActivities({
    db: api.db,
    clock,
    page: { language: 'en', apiUrl: 'http://api', uiUrl: 'http://ui', namespace: 'default', isDemonstration: false },
    wakePostboxes: () => Promise.resolve(),
  });
  const entityIds = await startLife(api);

  async function wake(id: string): Promise<void> {
    const row = await api.db.entity.findUniqueOrThrow({ where: { id } });
    const ref: EntityRef = { kind: row.kind as EntityRef['kind'], id, agreementId: row.agreementId };
    const at = row.wakeAt?.toISOString() ?? '';
    await record(propose(deciders[ref.kind] as Decider<unknown>, ref, { state: row.state, seq: row.seq }, [], at));
  }

  /** As the caretaker would have, the night before. */
  async function lookRound(at: string): Promise<void> {
    const row = { kind: 'night', onDate: at.slice(0, 10), at: new Date(at), endedAt: new Date(at) };
    const checked = { open: 2, overdue: 0, putBack: 0, calendars: 0 };
    await api.db.caretakerRun.upsert({
      where: { id: row.onDate },
      create: { id: row.onDate, ...row, checked, findings: [] },
      update: row,
    });
  }

  return {
    api,
    entityIds,
    async liveUntil(at, stopped = '') {
      const next = () =>
        api.db.entity.findFirst({ where: { wakeAt: { lte: at }, id: { not: stopped } }, orderBy: { wakeAt: 'asc' } });
      for (let entity = await next(); entity; entity = await next()) await wake(entity.id);
      turnTo(at);
      await lookRound(at);
    },
    mailAll: () => mailAll(api),
    certificate: async (query = '', limit = 200) => {
      const period = `from=${FROM_ON}&to=${TO_ON}`;
      const { status, body } = await api.call('GET', `/v1/certificates?${period}&limit=${limit}${query}`);
      if (status !== 200) throw new Error(JSON.stringify(body));
      return body;
    },
  };
}

async function startLife(api: TestApi): Promise<string[]> {
  const { people, posts, enterprises, partner, unit } = await fillDirectory(api);
  const office = { organisationId: unit, titleEn: 'Director', holderId: people[3] };
  const directorPostId = (await api.post('/v1/posts', office)).id;
  const line = { liaisonPostId: posts[0], coordinatorPostId: posts[1], directorPostId };
  const set = await api.call('PUT', `/v1/organisations/${unit}/reporting-line`, line, { 'if-match': '"v2"' });
  if (set.status !== 200) throw new Error(JSON.stringify(set.body));
  const owner = { organisationId: partner, titleEn: 'Office', holderId: people[1] };
  const ownerPostId = (await api.post('/v1/posts', owner)).id;
  const id: string = (await api.post('/v1/agreements', startBody())).entityId;
  const at = `/v1/agreements/${id}`;
  const need = { shortcoming: 'x', ownerPostId };
  for (const partyId of [partner, ...enterprises]) await api.post(`${at}/needs`, { partyId, ...need });
  await api.post(`${at}/follow-ups/need.need-1/pause`, {
    kind: 'waiting',
    untilOn: '2026-03-09',
    reason: 'x',
    waitingFor: partner,
  });
  await api.post(`${at}/follow-ups/need.need-2/reassign`, { ownerPostId: posts[0], reason: 'x' });
  await api.post(`${at}/needs/need-3/class`, { class: 'new-product' });
  await api.post(`${at}/needs/need-3/match`, { reason: 'too-costly' });
  await api.post(`${at}/stages/waive`, { stage: 'visit', reason: 'x', approverPersonId: people[1] });
  const sponsors = [
    { organisationId: unit, postId: posts[0] },
    { organisationId: partner, postId: ownerPostId },
  ];
  await api.post(`${at}/plans`, { name: 'A plan', text: 'What', needIds: ['need-1'], sponsors });
  return [id, `${id}.plan-1`];
}

async function mailAll({ db }: TestApi): Promise<void> {
  const open = await db.notice.findMany({ where: { status: 'open', mailId: null }, orderBy: { id: 'asc' } });
  const firstOf = new Map<string, string>();
  for (const [index, { id, personId, at }] of open.entries()) {
    const settle = (data: object) => db.notice.update({ where: { id }, data: { ...data, settledAt: at } });
    if (personId === null || index % 11 === 5) {
      await settle({ status: 'suppressed', reason: 'solved' });
      continue;
    }
    const mailId = `mail-${personId}-${at.toISOString()}`;
    const first = firstOf.get(mailId);
    const sent = { messageId: mailId, subject: 's', recipient: 'r', mime: new Uint8Array(), status: 'sent' };
    await db.mail.upsert({
      where: { id: mailId },
      create: { id: mailId, personId, kind: 'follow-up', at, ...sent },
      update: {},
    });
    await settle(first ? { status: 'merged', reason: `merged: ${first}`, mailId } : { status: 'sent', mailId });
    firstOf.set(mailId, first ?? id);
  }
}
