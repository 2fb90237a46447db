import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSuccessionWorld } from './succession-world.ts';
import type { SuccessionWorld } from './succession-world.ts';

/** A leader's page: once a month, on its first working day where the leader is (DOMAIN 2a "Face"). */

let world: SuccessionWorld;
const people: Record<string, string> = {};
const posts: Record<string, string> = {};

async function unit(code: string, leader: object): Promise<string> {
  const { post, call } = world.api;
  const org = `org-${code}`;
  await post('/v1/organisations', { code, nameEn: `Unit ${code}`, nameZh: `${code}处`, kind: 'unit', ours: true });
  const add = async (key: string, more: object = {}) => {
    const name = `${key}-${code}`;
    const body = {
      nameEn: `Person ${name}`,
      email: `${name}@example.org`,
      language: 'en',
      organisationId: org,
      ours: true,
    };
    people[name] = (await post('/v1/people', { ...body, ...more })).id;
    const office = { organisationId: org, titleEn: `The ${key}`, titleZh: `${key}职务`, holderId: people[name] };
    posts[name] = (await post('/v1/posts', office)).id;
  };
  for (const key of ['coordinator', 'office']) await add(key);
  await add('leader', leader);
  const line = { coordinatorPostId: posts[`coordinator-${code}`], leaderPostId: posts[`leader-${code}`] };
  expect((await call('PUT', `/v1/organisations/${org}/reporting-line`, line, { 'if-match': '"v1"' })).status).toBe(200);
  const { entityId } = await post('/v1/agreements', {
    homeUnitId: org,
    parties: [
      { organisationId: org, role: 'host' },
      { organisationId: 'org-guest', role: 'guest' },
    ],
    accept: true,
    besideOpenOne: true,
  });
  return `/v1/agreements/${entityId}`;
}

const pages = () => world.api.db.notice.findMany({ where: { kind: 'monthly-page' }, orderBy: { id: 'asc' } });
const newest = (address: string) => world.inbox.messages().find(({ to }) => to.includes(address));

beforeAll(async () => {
  world = await startSuccessionWorld();
  await world.api.post('/v1/organisations', {
    code: 'guest',
    nameEn: 'Guest University',
    nameZh: '来访大学',
    kind: 'university',
  });
  const british = await unit('gb', { country: 'GB', zone: 'Europe/London' });
  await unit('cn', { language: 'zh-CN', nameZh: '吴炯', salutationZh: '吴校长' });
  const { post } = world.api;
  const promise = { beneficiaryOrganisationId: 'org-guest', dueOn: '2026-04-30' };
  const sentence = 'We open the joint laboratory.';
  await post(`${british}/commitments`, { ...promise, sentence, ownerPostId: posts['office-gb'] });
  await post(`${british}/follow-ups/commitment.commitment-1/report`, {});
  const confirmer = await world.api.tokenFor({ id: 'test-director', roles: ['director'] });
  const confirmed = await world.api.call(
    'POST',
    `${british}/follow-ups/commitment.commitment-1/confirm`,
    {},
    { authorization: confirmer },
  );
  expect(confirmed.status).toBe(200);
  const owed = 'The leader signs the framework.';
  await post(`${british}/commitments`, { ...promise, sentence: owed, ownerPostId: posts['leader-gb'] });
  // Nobody said who or until when: a question.
  const asked = { sentence: 'Somebody sends the list.', beneficiaryOrganisationId: 'org-guest' };
  await post(`${british}/commitments`, asked);
  const visit = { fromOn: '2026-04-15', direction: 'inbound', hostOrganisationId: 'org-gb' };
  const delegation = ['office', 'coordinator'].map((key) => ({
    personId: people[`${key}-gb`],
    organisationId: 'org-gb',
  }));
  await post(`${british}/visits`, { ...visit, delegation });
  const [, , , id = ''] = british.split('/');
  const answered = { entityId: id, agreementId: id, meetingId: 'visit-1', sequence: 0, at: new Date('2026-03-05') };
  await world.api.db.attendance.createMany({
    data: [
      { ...answered, personId: people['office-gb'] ?? '', answer: 'declined' },
      { ...answered, personId: people['coordinator-gb'] ?? '', answer: 'tentative' },
    ],
  });
}, 120_000);
afterAll(() => world.stop());

describe('a leader’s page', () => {
  test('is written on the first working day where the leader is, and once', async () => {
    // 1 April is a Wednesday. Where it is still 31 March, that of March is made up, once.
    expect(await world.writePages('2026-03-31T16:05:00.000Z')).toBe(2);
    expect(await world.writePages('2026-03-31T16:06:00.000Z')).toBe(0);
    const ids = (await pages()).map(({ id }) => id);
    expect(ids.toSorted()).toEqual(
      [`${people['leader-cn']}/monthly-page/2026-04`, `${people['leader-gb']}/monthly-page/2026-03`].toSorted(),
    );
    expect(await world.writePages('2026-04-01T00:30:00.000Z')).toBe(1);
    expect(world.woken).toEqual(expect.arrayContaining([people['leader-cn'], people['leader-gb']]));
  });

  test('waits for the end of a holiday, each in their own country', async () => {
    expect(await world.writePages('2026-05-01T08:00:00.000Z')).toBe(1);
    expect((await pages()).map(({ id }) => id)).toContain(`${people['leader-gb']}/monthly-page/2026-05`);
    expect(await world.writePages('2026-05-05T08:00:00.000Z')).toBe(0);
    expect(await world.writePages('2026-05-05T16:05:00.000Z')).toBe(1);
  });

  test('after months in which nothing ran there is one of this month', async () => {
    expect(await world.writePages('2026-09-20T08:00:00.000Z')).toBe(2);
    expect((await pages()).filter(({ id }) => /2026-0[678]$/.test(id))).toEqual([]);
  });
});

describe('what it says', () => {
  test('achieved, decisions wanted, coming visits; in text and HTML; no person is named, no light shown', async () => {
    await world.api.db.notice.updateMany({ where: { kind: 'monthly-page' }, data: { status: 'suppressed' } });
    const { id } = await world.api.db.notice.findFirstOrThrow({
      where: { id: `${people['leader-gb']}/monthly-page/2026-04` },
    });
    await world.api.db.notice.update({ where: { id }, data: { status: 'open' } });
    const [subject] = await world.mailTo(people['leader-gb'] ?? '', '2026-04-01T08:00:00.000Z');
    expect(subject).toContain('Cooperations: your page for April 2026');
    const mail = world.inbox.messages().find((one) => one.subject === subject);
    for (const body of [mail?.text ?? '', mail?.html ?? '']) {
      for (const said of [
        'Achieved in March 2026',
        'We open the joint laboratory.',
        'Your decisions',
        'The leader signs the framework.',
        'Questions that wait for an answer',
        '1 question of earlier months to our coordinators',
        'the oldest asked on · Monday, 2 March 2026',
      ])
        expect(body).toContain(said);
      expect(body).toContain('Wednesday, 15 April 2026');
      expect(body).toContain('1 of those asked does not come');
      expect(body).toContain('first working day of each month');
      expect(body).not.toMatch(/Person (office|coordinator)-gb|overdue|\bred\b|escalat/);
    }
    // One printed page.
    expect((mail?.text ?? '').split('\n').length).toBeLessThan(60);
    expect(await world.api.db.notice.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'sent' });
  });

  test('through the office where one is named, in its reader’s language', async () => {
    const post = posts['leader-cn'] ?? '';
    await world.give(post, people['leader-cn'] ?? '', { officePostId: posts['office-cn'] });
    expect(await world.writePages('2026-10-09T08:00:00.000Z')).toBe(2);
    const page = await world.api.db.notice.findUniqueOrThrow({
      where: { id: `${people['leader-cn']}/monthly-page/2026-10` },
    });
    expect(page).toMatchObject({ postId: posts['office-cn'], personId: people['office-cn'] });
    const [subject] = await world.mailTo(people['office-cn'] ?? '', '2026-10-09T08:30:00.000Z');
    const { text = '' } = world.inbox.messages().find((mail) => mail.subject === subject) ?? {};
    expect(text).toContain('For: The leader. You are named as the office');
  });

  test('in Chinese to who reads Chinese; a month in which nothing happened says so', async () => {
    await world.api.db.notice.updateMany({ where: { kind: 'monthly-page' }, data: { status: 'suppressed' } });
    const id = `${people['leader-cn']}/monthly-page/2026-04`;
    await world.api.db.notice.update({ where: { id }, data: { status: 'open' } });
    const [subject] = await world.mailTo(people['leader-cn'] ?? '', '2026-04-01T01:00:00.000Z');
    expect(subject).toContain('对外合作月报（2026年4月）');
    const { text = '' } = newest('leader-cn@example.org') ?? {};
    // Where nothing was asked nothing is said of it.
    expect(text).not.toContain('待答复事项');
    for (const said of [
      '吴校长',
      '2026年3月主要进展',
      '当月无办结事项。',
      '目前没有需要您决定的事项。',
      '近期没有来访和会议安排。',
    ])
      expect(text).toContain(said);
  });

  test('a page of a month that is over is not sent any more', async () => {
    await world.api.db.notice.updateMany({ where: { kind: 'monthly-page' }, data: { status: 'suppressed' } });
    const id = `${people['leader-gb']}/monthly-page/2026-03`;
    await world.api.db.notice.update({ where: { id }, data: { status: 'open' } });
    expect(await world.mailTo(people['leader-gb'] ?? '', '2026-05-04T08:00:00.000Z')).toEqual([]);
    expect(await world.api.db.notice.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: 'suppressed' });
  });
});
