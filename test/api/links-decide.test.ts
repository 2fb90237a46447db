import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { linkToken, newLinkId } from '../../mail/link-token.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

/** The pages over the real domain and recorder: what is pressed there settles the matter, by the rules of its own commands. */
let api: TestApi;
let people: string[] = [];
let posts: string[] = [];
let id = '';
beforeAll(async () => {
  api = await startTestApi();
  ({ people, posts } = await fillDirectory(api));
  id = await started();
  for (const stage of ['visit', 'symposium']) {
    await api.post(`/v1/agreements/${id}/stages/waive`, {
      stage,
      reason: 'They met before.',
      approverPersonId: people[0],
    });
  }
}, 60_000);
afterAll(() => api.stop());

const started = async (more: object = {}): Promise<string> =>
  (await api.post('/v1/agreements', startBody(more))).entityId;
const at = (path: string) => `/v1/agreements/${id}/${path}`;
const open = async (agreementId: string): Promise<string[]> => {
  const rows = await api.db.followUp.findMany({ where: { agreementId, closedAt: null }, orderBy: { id: 'asc' } });
  return rows.map((row) => row.id);
};
const followUp = (entityId: string, followUpId: string) =>
  api.db.followUp.findUniqueOrThrow({ where: { entityId_id: { entityId, id: followUpId } } });

/** Presses the button of a page that was issued to somebody of ours in a place of our line. */
async function press(
  action: string,
  followUpId: string,
  fields: Record<string, string>,
  { role = 'coordinator', entityId = id, facts = {} }: { role?: string; entityId?: string; facts?: object } = {},
) {
  const linkId = newLinkId();
  const agreementId = entityId.split('.')[0] ?? '';
  const expiresAt = '2099-01-01T00:00:00.000Z';
  const data = { entityId, agreementId, followUpId, personId: people[0] ?? '', expiresAt };
  await api.db.link.create({ data: { id: linkId, action, ...data, facts: { role, ...facts } } });
  const url = `/l/${linkToken('x'.repeat(32), linkId)}`;
  expect((await api.app.inject({ method: 'GET', url })).statusCode).toBe(200);
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const payload = new URLSearchParams({ name: 'Ren Xiang', ...fields }).toString();
  const { statusCode, body } = await api.app.inject({ method: 'POST', url, headers, payload });
  return { status: statusCode, body };
}

describe('recorded on a page', () => {
  test('a contact that was held ends the one that was waited for, and the next is waited for', async () => {
    // The mechanism is a month old: a contact of today is progress.
    const { state } = await api.db.entity.findUniqueOrThrow({ where: { id } });
    const month = JSON.stringify(state).replaceAll('"sinceOn":"2026-03-02"', '"sinceOn":"2026-01-30"');
    await api.db.entity.update({ where: { id }, data: { state: JSON.parse(month) as Prisma.InputJsonValue } });
    const contact = {
      way: 'recordContact',
      onDate: '2026-03-02',
      counterparts: people[1] ?? '',
      kind: 'call',
      summary: 'They send the list.',
    };
    expect((await press('record', 'contact.communication', contact, { role: 'liaison' })).status).toBe(200);
    const events = await api.db.event.findMany({ where: { entityId: id }, orderBy: { seq: 'desc' }, take: 3 });
    expect(events.map(({ type }) => type)).toEqual(['followUpOpened', 'followUpClosed', 'contactRecorded']);
    expect(events[1]?.data).toMatchObject({ id: 'contact.communication', how: 'done' });
    const { items } = (await api.call('GET', at('timeline?limit=200'))).body;
    expect(JSON.stringify(items)).toContain('They send the list.');
  });

  test('a payment that came in, a note of a visit and how far a base is', async () => {
    const payment = {
      amount: '500000',
      currency: 'CNY',
      fromOrganisationId: 'org-zzuet',
      toOrganisationId: 'org-cnuktip',
    };
    await api.post(at('payments'), { ...payment, dueOn: '2026-04-01' });
    await api.post(at('builds'), { form: 'base', purpose: 'talent-training', name: 'Talent base' });
    await api.post(at('visits'), {
      fromOn: '2026-03-02',
      direction: 'inbound',
      hostOrganisationId: 'org-cnuktip',
      delegation: [{ personId: people[1], organisationId: 'org-zzuet' }],
    });
    expect(await open(id)).toEqual(
      expect.arrayContaining(['payment.payment-1', 'build.build-1', 'visit-note.visit-1']),
    );
    const done = [
      await press('record', 'payment.payment-1', { way: 'movePayment', onDate: '2026-03-02' }),
      await press('record', 'visit-note.visit-1', { way: 'fileVisitNote', note: 'Both sides want to go on.' }),
      await press('record', 'build.build-1', { way: 'moveBuild', to: 'accepted', onDate: '2026-03-02' }),
    ];
    expect(done.map(({ status }) => status)).toEqual([200, 200, 200]);
    const left = await open(id);
    expect(left).not.toEqual(expect.arrayContaining(['payment.payment-1']));
    expect(left).not.toEqual(expect.arrayContaining(['visit-note.visit-1']));
    const types = (await api.db.event.findMany({ where: { entityId: id } })).map(({ type }) => type);
    expect(types).toEqual(expect.arrayContaining(['paymentMoved', 'visitNoteFiled', 'buildMoved']));
  });

  test('a proposal is accepted or declined', async () => {
    const accepted = await started({ accept: false, besideOpenOne: true });
    await press('record', 'intake.intake', { way: 'acceptIntake' }, { entityId: accepted });
    expect(await open(accepted)).not.toContain('intake.intake');
    const declined = await started({ accept: false, besideOpenOne: true });
    const reason = { way: 'declineIntake', reason: 'Not in our fields.' };
    await press('record', 'intake.intake', reason, { entityId: declined, role: 'director' });
    expect(await open(declined)).toEqual([]);
  });

  test('the text of a plan', async () => {
    await api.post(at('plans'), { name: 'Pilot plant' });
    const plan = `${id}.plan-1`;
    expect(await open(id)).toContain('plan-text.plan-1');
    const text = { way: 'describePlan', text: 'What, who and by when.' };
    expect((await press('record', 'plan-text.plan-1', text, { entityId: plan })).status).toBe(200);
    expect(await open(id)).not.toContain('plan-text.plan-1');
  });

  test('what the rules refuse is said in words', async () => {
    await api.post(at('builds'), { form: 'base', purpose: 'material-test', name: 'Test base' });
    const tooFar = { way: 'moveBuild', to: 'operating', onDate: '2026-03-02' };
    const { status, body } = await press('record', 'build.build-2', tooFar);
    expect([
      status,
      /<strong><span lang="[^"]+">[^<]{10,}<\/span><small lang="[^"]+">[^<]{5,}<\/small><\/strong>/.test(body),
    ]).toEqual([409, true]);
  });
});

describe('decided on a page', () => {
  let third = '';
  const promise = async (): Promise<string> => {
    const said = { sentence: 'We send two experts.', beneficiaryOrganisationId: 'org-zzuet', dueOn: '2026-03-20' };
    const { created } = await api.post(at('commitments'), {
      ...said,
      ownerOrganisationId: 'org-cnuktip',
      ownerPostId: third,
    });
    return `commitment.${(created as string[]).find((made) => made.startsWith('commitment-'))}`;
  };
  beforeAll(async () => {
    const expert = await api.post('/v1/people', { nameEn: 'An Expert', organisationId: 'org-cnuktip', ours: true });
    third = (await api.post('/v1/posts', { organisationId: 'org-cnuktip', titleEn: 'Expert', holderId: expert.id })).id;
  });

  test('a new date holds from then on, recorded in the place of whoever set it', async () => {
    const matter = await promise();
    expect(
      (await press('extend', matter, { dueOn: '2026-04-10', reason: 'The hall.' }, { role: 'director' })).status,
    ).toBe(200);
    expect(await followUp(id, matter)).toMatchObject({ dueOn: '2026-04-10' });
    const past = await press('extend', matter, { dueOn: '2026-02-10', reason: 'x' });
    expect([past.status, (await followUp(id, matter)).dueOn]).toEqual([409, '2026-04-10']);
  });

  test('a date that is named on a make-up day stands, and page and answer say so; off a holiday it moves, and they say that', async () => {
    const matter = await promise();
    const extend = async (dueOn: string) => {
      const { body } = await press('extend', matter, { dueOn, reason: 'The hall.' }, { role: 'director' });
      expect(body).toContain('谢谢，已经登记。');
      return body;
    };
    expect(await extend('2026-04-24')).not.toContain('make-up');
    const onMakeUpDay = await extend('2026-05-09');
    expect(onMakeUpDay).toContain('2026-05-09 is a make-up working day');
    expect(onMakeUpDay).toContain('调休上班日');
    expect(await followUp(id, matter)).toMatchObject({ dueOn: '2026-05-09' });
    const other = `/v1/agreements/${id}/follow-ups/${await promise()}/extend`;
    const made = await api.post(other, { dueOn: '2026-05-09', reason: 'x' });
    expect(made.amendments).toMatchObject([
      { dueOn: '2026-05-09', why: null, makeUpDay: { zh: expect.stringContaining('调休上班日') } },
    ]);
    const moved = await api.post(other, { dueOn: '2026-05-02', reason: 'x' });
    expect(moved.amendments).toMatchObject([
      { askedDueOn: '2026-05-02', dueOn: '2026-05-06', why: { zh: expect.stringContaining('顺延') }, makeUpDay: null },
    ]);
  });

  test('in a place that may not decide is refused by the command itself', async () => {
    const matter = await promise();
    for (const role of ['liaison', 'owner', 'leader']) {
      const { status } = await press('extend', matter, { dueOn: '2026-04-10', reason: 'x' }, { role });
      expect([role, status]).toEqual([role, 409]);
    }
    expect(await followUp(id, matter)).toMatchObject({ dueOn: '2026-03-20' });
  });

  test('handed over it is theirs to accept, and stays what it was until then', async () => {
    const matter = await promise();
    const dean = await api.post('/v1/people', { nameEn: 'A Dean', organisationId: 'org-cnuktip', ours: true });
    const office = { organisationId: 'org-cnuktip', titleEn: 'Dean', holderId: dean.id };
    const { id: ownerPostId } = await api.post('/v1/posts', office);
    const { body } = await press('hand-over', matter, { ownerPostId, reason: 'They know it.' });
    expect(body).toContain('两个工作日内未被接受的，退回原责任职务');
    expect(await followUp(id, matter)).toMatchObject({ ownerPostId });
    const { state } = await api.db.entity.findUniqueOrThrow({ where: { id } });
    expect(state).toMatchObject({ followUps: { [matter]: { handedFrom: { ownerPostId: third } } } });
    const handOver = { sinceOn: '2026-03-02', fromPostId: third, acceptByOn: '2026-03-04' };
    const { items } = (await api.call('GET', `/v1/agreements/${id}/follow-ups`)).body;
    expect(items.find((item: { id: string }) => item.id === matter)).toMatchObject({ handOver });
    expect(items.filter((item: { handOver: unknown }) => item.handOver === null).length).toBeGreaterThan(0);
    const account = await api.call('GET', `/v1/agreements/${id}/follow-ups/${matter}/account`);
    expect(account.body.owner).toMatchObject({ postId: ownerPostId, handOver });
  });

  test('taken by the reader for a post of their own, it is theirs at once', async () => {
    const matter = await promise();
    const { body } = await press('hand-over', matter, { ownerPostId: posts[0] ?? '', reason: 'I do it.' });
    expect(body).toContain('谢谢，已经登记。');
    expect(await followUp(id, matter)).toMatchObject({ ownerPostId: posts[0] });
  });
});
