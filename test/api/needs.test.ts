import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { needProfiles } from '../../activities/need-profiles.ts';
import { linkToken, newLinkId } from '../../mail/link-token.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { Answer, TestApi } from '../support/api.ts';

/** The funnel of needs over the real domain and recorder: how many stand where, and an enterprise that tells one behind its link. */

type Body = Answer['body'];
const a = 'org-fine-a';
const b = 'org-fine-b';
let api: TestApi;
let people: string[] = [];
let id = '';
beforeAll(async () => {
  api = await startTestApi();
  ({ people } = await fillDirectory(api));
  id = (await api.post('/v1/agreements', startBody())).entityId;
}, 60_000);
afterAll(() => api.stop());

const at = (path: string) => `/v1/agreements/${id}/${path}`;
const get = async (query: string): Promise<Body> => (await api.call('GET', `/v1/needs?${query}`)).body;
const codeOf = ({ body }: Answer): string => String(body.type).replace('/problems/', '');

describe('the funnel', () => {
  test('counts needs by step, class and enterprise, the longest in its step first', async () => {
    await api.post(at('needs'), { partyId: a, shortcoming: 'x', class: 'new-product' });
    await api.post(at('needs'), { partyId: a, shortcoming: 'x', class: 'new-product' });
    await api.post(at('needs'), { partyId: b, shortcoming: 'x' });
    await api.post(at('needs/need-1/evaluate'), { class: 'process-upgrading' });
    await api.post(at('needs/need-1/move'), { to: 'discussed', skipped: 'entered-late' });
    await api.post(at('needs/need-3/match'), { reason: 'too-costly' });
    const funnel = await get(`agreement=${id}`);
    const rows = (part: string, by: string) => funnel[part].map((row: Body) => [row[by], row.count, row.stuck]);
    expect(funnel.total).toBe(3);
    expect(rows('steps', 'step')).toEqual([
      ['collected', 1, 0],
      ['discussed', 1, 0],
      ['unmatched', 1, 0],
    ]);
    expect(rows('classes', 'class').toSorted()).toEqual([
      ['new-product', 1, 0],
      ['other', 1, 0],
      ['process-upgrading', 1, 0],
    ]);
    expect(rows('enterprises', 'organisationId').toSorted()).toEqual([
      [a, 2, 0],
      [b, 1, 0],
    ]);
    expect(funnel.items[0]).toMatchObject({
      needId: 'need-1',
      step: 'discussed',
      sinceOn: '2026-03-02',
      followUp: { id: 'need-intend.need-1', kind: 'need-intend' },
    });
    expect(funnel.names[a]).toMatchObject({ nameEn: 'Fine Chemicals A' });
  });

  test('is filtered and read in pages, each need once', async () => {
    const ids = async (query: string) => (await get(query)).items.map((need: Body) => need.needId);
    expect(await ids('step=unmatched,collected')).toEqual(['need-2', 'need-3']);
    expect(await ids('class=process-upgrading')).toEqual(['need-1']);
    expect(await ids(`party=${b}`)).toEqual(['need-3']);
    expect(await ids('agreement=agreement-2026-0009-a-b')).toEqual([]);
    expect(codeOf(await api.call('GET', '/v1/needs?step=nowhere'))).toBe('shape-invalid');
    const seen: string[] = [];
    let cursor = '';
    do {
      const page: Body = await get(`limit=1${cursor && `&cursor=${cursor}`}`);
      seen.push(...page.items.map((need: Body) => need.needId));
      expect(page.total).toBe(3);
      cursor = page.nextCursor ?? '';
    } while (cursor);
    expect(seen).toEqual(['need-1', 'need-2', 'need-3']);
  });

  test('a need is stuck whose next step is late, or of which nobody is reminded', async () => {
    const followUp = (followUpId: string) => ({ where: { entityId_id: { entityId: id, id: followUpId } } });
    await api.db.followUp.update({ ...followUp('need.need-2'), data: { dueOn: '2026-03-01' } });
    // As those stand that were matched before each step had a follow-up.
    await api.db.followUp.update({ ...followUp('need-intend.need-1'), data: { status: 'done' } });
    const ids = async (query: string) => (await get(query)).items.map((need: Body) => need.needId);
    expect([await ids('stuck=true'), await ids('stuck=false')]).toEqual([['need-1', 'need-2'], ['need-3']]);
    expect((await get('stuck=true')).steps).toEqual([
      { step: 'collected', count: 1, stuck: 1 },
      { step: 'discussed', count: 1, stuck: 1 },
    ]);
  });

  test('a snapshot of an older version is read as it stands', async () => {
    const { state } = await api.db.entity.findUniqueOrThrow({ where: { id } });
    const old = JSON.parse(JSON.stringify(state));
    for (const need of Object.values<Body>(old.needs))
      Object.assign(need, { class: 'other', sharedWith: [], sinceOn: undefined });
    await api.db.entity.update({
      where: { id },
      data: { state: JSON.parse(JSON.stringify(old)) as Prisma.InputJsonValue },
    });
    expect((await get('step=unmatched')).items).toMatchObject([{ needId: 'need-3', sinceOn: '2026-03-02' }]);
  });
});

describe('classes', () => {
  test('are five, and those that an administrator added', async () => {
    const administrator = { authorization: await api.tokenFor({ id: 'administrator', roles: ['administrator'] }) };
    const added = { id: 'water-treatment', titleEn: 'Water treatment', titleZh: '水处理' };
    const need = { partyId: a, shortcoming: 'x', class: 'water-treatment' };
    expect(codeOf(await api.call('POST', at('needs'), need))).toBe('unknown-need-class');
    expect((await api.call('POST', '/v1/need-classes', added)).status).toBe(403);
    expect((await api.call('POST', '/v1/need-classes', added, administrator)).status).toBe(201);
    expect(codeOf(await api.call('POST', '/v1/need-classes', added, administrator))).toBe('already-exists');
    expect(codeOf(await api.call('POST', '/v1/need-classes', { ...added, id: 'other' }, administrator))).toBe(
      'already-exists',
    );
    await api.post(at('needs'), need);
    await api.post(at('needs/need-4/evaluate'), { class: 'water-treatment' });
    expect(codeOf(await api.call('POST', at('needs/need-4/class'), { class: 'fire' }))).toBe('unknown-need-class');
    const { items } = (await api.call('GET', '/v1/need-classes')).body;
    expect(items.map((each: Body) => each.id)).toEqual([
      'innovation-platform',
      'talent-and-team',
      'process-upgrading',
      'new-product',
      'other',
      'water-treatment',
    ]);
    expect(items.at(-1)).toEqual({
      id: 'water-treatment',
      title: { en: 'Water treatment', zh: '水处理' },
      isUsual: false,
    });
  });
});

describe('an enterprise that is asked', () => {
  const secret = 'Our catalyst loses its activity after forty hours.';

  async function link(followUpId: string, personId: string): Promise<string> {
    const linkId = newLinkId();
    const data = { entityId: id, agreementId: id, followUpId, personId, expiresAt: '2099-01-01T00:00:00.000Z' };
    await api.db.link.create({ data: { id: linkId, action: 'record', ...data, facts: { role: 'owner' } } });
    return `/l/${linkToken('x'.repeat(32), linkId)}`;
  }
  const press = async (url: string, fields: Record<string, string>) => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const payload = new URLSearchParams({ name: 'Wu Bo', ...fields }).toString();
    return api.app.inject({ method: 'POST', url, headers, payload });
  };

  test('tells its need behind its link: stored as its own, and told to no other', async () => {
    const office = async (organisationId: string, holderId = '') =>
      (await api.post('/v1/posts', { organisationId, titleEn: 'Office', holderId })).id;
    const to = [
      { organisationId: a, postId: await office(a, people[2]) },
      { organisationId: b, postId: await office(b, people[3]) },
    ];
    await api.post(at('collections'), { untilOn: '2026-06-30', organisationIds: [a, b] });
    expect((await get('')).collecting).toEqual([
      { agreementId: id, collectionId: 'collection-1', untilOn: '2026-06-30', without: [a, b] },
    ]);
    await api.post(at('collections/collection-1/asks'), { to });
    const url = await link('need-ask.ask-2', people[3] ?? '');
    const page = await api.app.inject({ method: 'GET', url });
    expect([page.statusCode, page.body.includes('name="shortcoming"')]).toEqual([200, true]);
    expect(page.body).not.toContain('Fine Chemicals A</');
    const nothingSaid = await press(url, { way: 'answerAsk' });
    expect(nothingSaid.body).toContain('需求须填写技术短板或期望项目');
    expect((await press(url, { way: 'answerAsk', shortcoming: secret })).statusCode).toBe(200);
    const [text] = await api.db.text.findMany({ where: { content: secret } });
    expect(text).toMatchObject({ ownerPartyId: b, writtenBy: people[3] });
    expect((await get(`party=${b}`)).items.at(-1)).toMatchObject({
      needId: 'need-5',
      step: 'collected',
      class: 'other',
    });
    expect((await get('')).collecting).toMatchObject([{ without: [a] }]);
    const reads = async (personId: string) => {
      const authorization = await api.tokenFor({ id: `of-${personId}`, personId, roles: ['owner', 'liaison'] });
      return (await api.call('GET', at('timeline?limit=200'), undefined, { authorization })).body;
    };
    expect(JSON.stringify(await reads(people[3] ?? ''))).toContain(secret);
    const rival = JSON.stringify(await reads(people[2] ?? ''));
    expect([rival.includes(secret), rival.includes('need-5'), rival.includes('ask-2')]).toEqual([false, false, false]);
    expect(rival).toContain('ask-1');
  });

  test('or says that it needs nothing for now', async () => {
    const url = await link('need-ask.ask-1', people[2] ?? '');
    expect((await press(url, { way: 'tellNoNeed' })).statusCode).toBe(200);
    expect((await get('')).collecting).toEqual([]);
    const open = await api.db.followUp.count({
      where: { entityId: id, kind: { in: ['need-ask', 'need-collection'] }, status: 'open' },
    });
    expect(open).toBe(0);
    const { state } = await api.db.entity.findUniqueOrThrow({ where: { id } });
    expect(state).toMatchObject({ collection: { without: [] } });
  });

  test('says also what and whom it wants, in its own words; nothing that it wrote is lost', async () => {
    await api.post(at('collections/collection-1/close'));
    await api.post(at('collections'), { untilOn: '2026-06-30', organisationIds: [b] });
    const [row] = await api.db.post.findMany({ where: { organisationId: b, holderId: people[3] ?? '' } });
    await api.post(at('collections/collection-2/asks'), { to: [{ organisationId: b, postId: row?.id }] });
    const url = await link('need-ask.ask-3', people[3] ?? '');
    for (const name of ['class', 'urgency', 'wantedSkills', 'place', 'fromOn', 'toOn', 'daysAYear', 'languages']) {
      expect((await api.app.inject({ method: 'GET', url })).body).toContain(` name="${name}"`);
    }
    const said = {
      way: 'answerAsk',
      expectedProject: 'A line that colours evenly',
      class: 'water-treatment',
      urgency: 'high',
      wantedSkills: '催化，basket weaving；fine chemicals',
      place: '二号车间',
      fromOn: '2026-09-01',
      toOn: '2027-08-31',
      daysAYear: '８０',
      languages: 'zh-CN,en',
      wantedPerson: '李老师，化工学院',
    };
    const mistyped = await press(url, { ...said, daysAYear: 'many' });
    expect(mistyped.statusCode).toBe(422);
    for (const kept of ['basket weaving', '二号车间', '2027-08-31', '李老师']) expect(mistyped.body).toContain(kept);
    const backwards = await press(url, { ...said, toOn: '2026-08-31' });
    expect(backwards.body).toContain('2026-08-31 早于 2026-09-01');
    expect((await press(url, said)).statusCode).toBe(200);
    const needId = (await get(`party=${b}`)).items.at(-1).needId;
    const profile = (await needProfiles(api.db, { agreementIds: [id], todayOn: '2026-03-02' })).find(
      (each) => each.needId === needId,
    );
    expect(profile).toMatchObject({
      class: 'water-treatment',
      urgency: 'high',
      terms: ['term-catalysis', 'term-fine-chemicals'],
      text: `${said.expectedProject}\n${said.wantedSkills}`,
      languages: ['zh-CN', 'en'],
      fromOn: '2026-09-01',
      toOn: '2027-08-31',
      daysAYear: 80,
      requestedPersonId: null,
    });
    const timeline = JSON.stringify((await api.call('GET', at('timeline?limit=200'))).body);
    for (const kept of [said.wantedSkills, said.place, said.wantedPerson]) expect(timeline).toContain(kept);
  });
});

test('for matching, open needs are loaded with what they are about, by agreement or home unit', async () => {
  const wanted = {
    termIds: ['term-catalysis'],
    languages: ['zh-CN'],
    area: 'henan/kaifeng',
    fromOn: '2026-09-01',
    toOn: '2027-08-31',
    daysAYear: 80,
    team: { least: 2, wanted: 3 },
    requestedPersonId: people[0],
  };
  const { created } = await api.post(at('needs'), {
    partyId: a,
    shortcoming: 'Yield',
    statusQuo: 'Batch',
    urgency: 'high',
    ...wanted,
  });
  const needId = created.find((each: string) => each.startsWith('need-'));
  // Known better after it was looked at.
  await api.post(at(`needs/${needId}/evaluate`), { daysAYear: 60, class: 'process-upgrading' });
  const profiles = await needProfiles(api.db, { agreementIds: [id], todayOn: '2026-03-02' });
  const { termIds: terms, ...same } = wanted;
  expect(profiles.find((each) => each.needId === needId)).toEqual({
    agreementId: id,
    needId,
    key: `${id}/${needId}`,
    enterpriseId: a,
    class: 'process-upgrading',
    terms,
    text: 'Yield\nBatch',
    urgency: 'high',
    ...same,
    daysAYear: 60,
  });
  // The one in talks looks for nobody any more; the others do, unmatched ones too.
  expect(profiles.map((each) => each.needId)).toEqual(['need-2', 'need-3', 'need-4', 'need-5', 'need-6', needId]);
  expect(profiles[0]).toMatchObject({
    fromOn: '2026-03-02',
    toOn: '2027-03-01',
    daysAYear: 60,
    team: { least: 1, wanted: 1 },
  });
  expect(await needProfiles(api.db, { homeUnitIds: ['org-cnuktip'], todayOn: '2026-03-02' })).toEqual(profiles);
  expect(await needProfiles(api.db, { homeUnitIds: ['org-zzuet'], todayOn: '2026-03-02' })).toEqual([]);
});
