import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
let at = '';
let enterprise = '';
let other = '';

beforeAll(async () => {
  api = await startTestApi();
  const { enterprises } = await fillDirectory(api);
  [enterprise = '', other = ''] = enterprises;
  const { entityId } = await api.post('/v1/agreements', startBody());
  at = `/v1/agreements/${entityId}`;
  await api.post(`${at}/needs`, { partyId: enterprise, shortcoming: 'Nobody knows our solvent.' });
  // A fortnight has passed: what was recorded moves back, as the clock stands still.
  await api.db.$executeRaw`UPDATE event SET at = at - interval '14 days', data = CASE WHEN type = 'agreementStarted'
    THEN jsonb_set(data, '{startedOn}', '"2026-02-16"') ELSE data END`;
});
afterAll(() => api.stop());

const total = (shares: { workingDays: number }[]): number => shares.reduce((sum, share) => sum + share.workingDays, 0);

test('GET waiting: shares by stage and follow-up, with names, that add up to the working days passed', async () => {
  const { status, body } = await api.call('GET', `${at}/waiting`);
  expect(status).toBe(200);
  // 16 to 23 February were the Spring Festival; 24 to 27 and the make-up day of the 28th, then Monday 2 March.
  expect(body).toMatchObject({ startedOn: '2026-02-16', untilOn: '2026-03-02', workingDays: 6 });
  expect([total(body.shares), total(body.stages)]).toEqual([6, 6]);
  expect(body.stages).toMatchObject([
    { stage: 'visit', workingDays: 6, shares: [{ of: 'side', organisationId: 'org-cnuktip' }] },
  ]);
  expect(body.names[body.shares[0].postId]).toMatchObject({ nameEn: 'Coordinator' });
  for (const followUp of body.followUps) expect(total(followUp.shares)).toBe(followUp.workingDays);
  expect(body.now.followUpId).toBeTruthy();
});

test('outsiders: no post of another side, nothing of another party’s needs, the same sum; a stranger finds nothing', async () => {
  const { id: personId } = await api.post('/v1/people', { nameEn: 'Outsider', organisationId: other });
  const authorization = await api.tokenFor({ id: 'outsider', personId, roles: ['observer'] });
  const { status, body } = await api.call('GET', `${at}/waiting`, undefined, { authorization });
  expect(status).toBe(200);
  expect(total(body.shares)).toBe(6);
  expect(JSON.stringify(body)).not.toMatch(/post-/);
  expect(body.followUps.map((f: { kind: string }) => f.kind)).not.toContain('need');
  // Whose need it is reads it, though it is our unit's turn.
  const { id: ownId } = await api.post('/v1/people', { nameEn: 'Of the enterprise', organisationId: enterprise });
  const own = await api.tokenFor({ id: 'own', personId: ownId, roles: ['observer'] });
  const readers: Record<string, string>[] = [{}, { authorization: own }];
  for (const headers of readers) {
    const { body: known } = await api.call('GET', `${at}/waiting`, undefined, headers);
    expect(known.followUps).toContainEqual(
      expect.objectContaining({
        about: { kind: 'need', id: 'need-1', name: { en: 'Fine Chemicals A', zh: 'Fine Chemicals A' } },
      }),
    );
  }
  await api.post('/v1/organisations', { code: 'far', nameEn: 'Far away', kind: 'enterprise' });
  const { id: farId } = await api.post('/v1/people', { nameEn: 'Stranger', organisationId: 'org-far' });
  const stranger = await api.tokenFor({ id: 'stranger', personId: farId, roles: ['observer'] });
  const refused = await api.call('GET', `${at}/waiting`, undefined, { authorization: stranger });
  expect(refused.status).toBe(404);
});

test('until another side has heard of it, it is waited for our own office', async () => {
  const [personId, others] = [
    await api.post('/v1/people', { nameEn: 'Theirs', organisationId: 'org-zzuet' }),
    'org-zzuet',
  ];
  const { id: theirs } = await api.post('/v1/posts', {
    organisationId: others,
    titleEn: 'Office',
    holderId: personId.id,
  });
  const [commitmentId] = (
    await api.post(`${at}/commitments`, {
      sentence: 'The university sends the list.',
      beneficiaryOrganisationId: 'org-cnuktip',
      ownerOrganisationId: others,
      ownerPostId: theirs,
      dueOn: '2026-03-20',
    })
  ).created;
  await api.db.$executeRaw`UPDATE event SET at = at - interval '14 days' WHERE "aboutId" = ${commitmentId}`;
  const id = `commitment.${commitmentId}`;
  const share = async () => {
    const { body } = await api.call('GET', `${at}/waiting`);
    const { shares } = body.followUps.find((f: { id: string }) => f.id === id);
    return Object.fromEntries(
      shares.map((one: { organisationId: string; workingDays: number }) => [one.organisationId, one.workingDays]),
    );
  };
  const entityId = at.split('/').at(-1)!;
  await api.db.notice.deleteMany({ where: { followUpId: id } });
  expect(await share()).toEqual({ [others]: 6 });
  const facts = {
    entityId,
    agreementId: entityId,
    seq: 1,
    followUpId: id,
    kind: 'assigned',
    postId: theirs,
    facts: {},
  };
  await api.db.notice.create({ data: { ...facts, id: 'held', at: '2026-02-17T01:00:00.000Z' } });
  expect(await share()).toEqual({ 'org-cnuktip': 6 });
  const heard = { status: 'relayed', settledAt: '2026-02-27T01:00:00.000Z' };
  await api.db.notice.update({ where: { id: 'held' }, data: heard });
  expect(await share()).toEqual({ 'org-cnuktip': 3, [others]: 3 });
});
