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
