import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { caretakerActivities } from '../../../activities/caretaker.ts';
import { identityClock } from '../../../domain/calendar/business-clock.ts';
import type { QueuedCommand } from '../../../domain/propose.ts';
import { policyValues } from '../../../domain/policy/values.ts';
import { fillDirectory, startBody, startTestApi } from '../../support/api.ts';
import type { TestApi } from '../../support/api.ts';

/** Values are set by scope, shown with where they come from, and adopted by what is open. */

let api: TestApi;
let agreementId: string;
let directory: Awaited<ReturnType<typeof fillDirectory>>;
const as = { administrator: { authorization: '' }, director: { authorization: '' } };
const grace = 'ladder.directorGraceWorkingDays';
const minutes = 'kinds.minutes.dueWorkingDays';

beforeAll(async () => {
  api = await startTestApi();
  directory = await fillDirectory(api);
  await api.post('/v1/organisations', {
    code: 'office',
    nameEn: 'Office',
    kind: 'unit',
    ours: true,
    parentId: 'org-cnuktip',
  });
  agreementId = (await api.post('/v1/agreements', startBody({ homeUnitId: 'org-office' }))).entityId;
  as.administrator.authorization = await api.tokenFor({ id: 'admin', roles: ['administrator'] });
  as.director.authorization = await api.tokenFor({
    id: 'director',
    personId: directory.people[0] ?? '',
    roles: ['director'],
  });
});
afterAll(() => api.stop());

const set = (where: string, values: object, who = as.administrator) =>
  api.call('POST', `/v1/policies${where}/changes`, { set: values, reason: 'as the office wants it' }, who);
const value = async (where: string, path: string) =>
  (await api.call('GET', `/v1/policies${where}`)).body.values.find((one: { path: string }) => one.path === path);

/** As the caretaker does, with the entity's command taken at once. */
async function caretakerLooks(at = '2026-03-02T01:00:00.000Z'): Promise<string[]> {
  const told: string[] = [];
  const { staleCalendars, adoptCalendars } = caretakerActivities({
    db: api.db,
    clock: identityClock,
    running: () => Promise.resolve(new Set()),
    isRunning: () => Promise.resolve(true),
    restore: () => Promise.resolve([]),
    wakePostboxes: () => Promise.resolve(),
    tell: async (id: string, command: QueuedCommand) => {
      told.push(`${id} ${command.name}`);
      await api.gateway.send(id, command);
      return true;
    },
  });
  const { ids } = await staleCalendars({ at, after: '' });
  await adoptCalendars({ at, ids });
  return told;
}

describe('what is set', () => {
  test('nothing at first: every value is the default, with its origin, its unit and its range', async () => {
    const { status, body } = await api.call('GET', '/v1/policies');
    expect(status).toBe(200);
    expect(body).toMatchObject({ scope: 'system', version: 0, changes: [] });
    expect(body.values.map(({ path }: { path: string }) => path)).toEqual(Object.keys(policyValues));
    for (const one of body.values) {
      expect(one).toMatchObject({ isDefault: true, from: null, value: one.default, inherited: one.default });
      expect(one.origin.length).toBeGreaterThan(1);
      expect(one.scopes.length > 0 || one.fixed !== null).toBe(true);
    }
  });

  test('cascades from the house over organisation and unit to the agreement, the nearest counts', async () => {
    expect((await set('', { [grace]: 3, 'hold.maxWorkingDays': 60 })).status).toBe(201);
    expect((await set('/organisations/org-cnuktip', { [grace]: 4 })).status).toBe(201);
    expect(await value('/organisations/org-office', grace)).toMatchObject({ value: 4, inherited: 4, default: 2 });
    // It comes from who set it, and no source stands for it any more.
    const { origin, originText, defaultOrigin } = await value('/organisations/org-office', grace);
    expect([origin, originText.en, originText.zh]).toEqual([
      'set',
      expect.stringMatching(/^set by /),
      expect.stringMatching(/^由.+设定$/),
    ]);
    expect(defaultOrigin).toBe(policyValues[grace]?.origin);
    expect((await set(`/agreements/${agreementId}`, { [grace]: 6 })).status).toBe(201);
    expect(await value(`/agreements/${agreementId}`, grace)).toMatchObject({
      value: 6,
      inherited: 4,
      default: 2,
      isDefault: false,
      from: { scope: 'agreement', scopeId: agreementId },
    });
    expect(await value('', grace)).toMatchObject({ value: 3, from: { scope: 'system', scopeId: null } });
    // Set to what it was, it is confirmed: no longer a default.
    expect(await value('', 'hold.maxWorkingDays')).toMatchObject({ value: 60, default: 60, isDefault: false });
  });

  test('is taken back to what holds above, and every version stays with who, when and why', async () => {
    await set(`/agreements/${agreementId}`, { [grace]: null });
    expect(await value(`/agreements/${agreementId}`, grace)).toMatchObject({ value: 4, inherited: 4 });
    const { body } = await api.call('GET', `/v1/policies/agreements/${agreementId}`);
    expect(body.changes).toMatchObject([
      { set: { [grace]: null }, by: 'admin', reason: 'as the office wants it' },
      { set: { [grace]: 6 } },
    ]);
    expect(body.changes[0].version).toBeGreaterThan(body.changes[1].version);
  });
});

describe('what cannot be set is refused in both languages, and pointed at', () => {
  test.each([
    ['a value that does not exist', '', { 'ladder.nonsense': 1 }, '/set/ladder.nonsense'],
    ['one beyond its range', '', { [grace]: 400 }, `/set/${grace}`],
    ['half a working day', '', { [grace]: 2.5 }, `/set/${grace}`],
    ['a word in place of a number', '', { [grace]: 'soon' }, `/set/${grace}`],
    ['a fixed one', '', { 'outsiders.mailsPerWeek': 5 }, '/set/outsiders.mailsPerWeek'],
    ['a postbox’s hours in an agreement', 'agreement', { 'reach.digestTime': '10:00' }, '/set/reach.digestTime'],
    [
      'an announcement longer than the grace',
      '',
      { 'ladder.leaderAnnouncedWorkingDays': 2 },
      '/set/ladder.leaderAnnouncedWorkingDays',
    ],
    ['a morning mail after the hours', '', { 'reach.digestTime': '20:00' }, '/set/reach.digestTime'],
  ])('%s', async (_what, where, values, pointer) => {
    const answer = await set(where === '' ? '' : `/agreements/${agreementId}`, values);
    expect([answer.status, answer.body.type]).toEqual([422, '/problems/policy-unfit']);
    expect(answer.body.detailZh).toMatch(/[\u4e00-\u9fff]/);
    expect(answer.body.errors).toEqual([expect.objectContaining({ pointer, detailZh: expect.any(String) })]);
  });

  test('more than an agreement can carry', async () => {
    const many = Object.entries(policyValues).filter(([, { scopes }]) => scopes.includes('agreement'));
    const answer = await set('', Object.fromEntries(many.map(([path, one]) => [path, one.value])));
    expect(answer.body.type).toBe('/problems/too-many');
  });
});

describe('who may set it (DOMAIN section 3)', () => {
  test('a director the own unit and what is below it, an administrator all, a coordinator nothing', async () => {
    expect((await set('/organisations/org-cnuktip', { [minutes]: 6 }, as.director)).status).toBe(201);
    expect((await set('/organisations/org-office', { [minutes]: 6 }, as.director)).status).toBe(201);
    expect((await set(`/agreements/${agreementId}`, { [minutes]: 6 }, as.director)).status).toBe(201);
    expect((await set('', { [minutes]: 6 }, as.director)).status).toBe(403);
    expect((await set('/organisations/org-zzuet', { [minutes]: 6 }, as.director)).status).toBe(403);
    expect((await set('/organisations/org-zzuet', { [minutes]: 6 })).status).toBe(201);
    const coordinator = await api.call('POST', '/v1/policies/changes', { set: { [minutes]: 6 }, reason: 'x' });
    expect(coordinator.status).toBe(403);
  });
});

describe('an agreement adopts it by a recorded event', () => {
  test('when the caretaker looks next, once, and its plans as well', async () => {
    await api.post(`/v1/agreements/${agreementId}/stages/waive`, {
      stage: 'visit',
      reason: 'known',
      approverPersonId: directory.people[1],
    });
    const sponsors = [{ organisationId: 'org-cnuktip', postId: directory.posts[0] }];
    await api.post(`/v1/agreements/${agreementId}/plans`, { name: 'A plan', text: 'What', sponsors });
    expect((await api.call('GET', `/v1/policies/agreements/${agreementId}`)).body.adopted.isCurrent).toBe(false);
    expect(await caretakerLooks()).toEqual([`${agreementId} adoptPolicy`, `${agreementId}.plan-1 adoptPolicy`]);
    const { adopted } = (await api.call('GET', `/v1/policies/agreements/${agreementId}`)).body;
    expect(adopted.isCurrent).toBe(true);
    expect(await caretakerLooks()).toEqual([]);
    const event = await api.db.event.findFirstOrThrow({ where: { entityId: agreementId, type: 'policyAdopted' } });
    expect(event.data).toMatchObject({ version: adopted.version, values: { [grace]: 4, [minutes]: 6 } });
    const { state } = await api.db.entity.findUniqueOrThrow({ where: { id: agreementId } });
    expect(state).toMatchObject({ policy: { values: { [grace]: 4 } } });
  });

  test('from its start, where its unit has set something; where nothing is set it carries nothing', async () => {
    const { entityId } = await api.post('/v1/agreements', startBody({ homeUnitId: 'org-office', besideOpenOne: true }));
    const events = await api.db.event.findMany({ where: { entityId }, orderBy: { seq: 'asc' } });
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(['agreementStarted', 'policyAdopted']);
    expect(events[1]?.data).toMatchObject({ values: { [grace]: 4, [minutes]: 6 }, keeps: [] });
  });
});

describe('the hours of a postbox', () => {
  test('are usual for an organisation, shown where they come from, and no agreement carries them', async () => {
    expect((await set('/organisations/org-cnuktip', { 'reach.digestTime': '09:15' })).status).toBe(201);
    expect(await value('/organisations/org-office', 'reach.digestTime')).toMatchObject({
      value: '09:15',
      default: '08:30',
      from: { scope: 'organisation', scopeId: 'org-cnuktip' },
    });
    expect(await caretakerLooks()).toEqual([]);
  });
});
