import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fillDirectory, startBody, startTestApi } from '../../support/api.ts';
import type { TestApi } from '../../support/api.ts';

/** A date that nobody named shows as our usual one, wherever it is read, until a person sets one: also the same. */

let api: TestApi;
let id: string;
const matter = 'visit-plan.visit';
beforeAll(async () => {
  api = await startTestApi();
  await fillDirectory(api);
  id = (await api.post('/v1/agreements', startBody())).entityId;
});
afterAll(() => api.stop());

async function shown() {
  const read = async (path: string) => (await api.call('GET', `/v1/agreements/${id}${path}`)).body;
  const { items } = await read('/follow-ups');
  const { rows } = await read('/flight-plan');
  const account = await read(`/follow-ups/${matter}/account`);
  const page = await api.call('GET', `/v1/agreements/${id}/flight-plan?format=html&language=en`);
  const { page: face } = await api.db.entity.findUniqueOrThrow({ where: { id } });
  const title = 'Record the first visit or waive it';
  const line =
    JSON.stringify(face)
      .split('\\n')
      .find((one) => one.startsWith(`- ${title}`)) ?? '';
  return {
    list: items.find((one: { id: string }) => one.id === matter).dueCertainty,
    plan: rows.find((one: { followUpId: string }) => one.followUpId === matter).isDefault,
    account: [account.clock.certainty, account.changes.at(-1).isDefault],
    html: page.body.includes('our usual date'),
    temporal: line.includes('(our usual date)'),
    dueOn: items.find((one: { id: string }) => one.id === matter).dueOn,
  };
}

test('in lists, flight plan, account and the Temporal UI', async () => {
  const before = await shown();
  expect(before).toMatchObject({
    list: 'default',
    plan: true,
    account: ['default', true],
    html: true,
    temporal: true,
  });
  await api.post(`/v1/agreements/${id}/flight-plan/amendments`, {
    amendments: [{ followUpId: matter, dueOn: before.dueOn }],
  });
  const after = await shown();
  expect(after).toMatchObject({ list: 'confirmed', plan: false, account: ['confirmed', false], temporal: false });
  expect(after.dueOn).toBe(before.dueOn);
});

test('a value of the policy too: setting it to what it is confirms it', async () => {
  const path = 'kinds.visit-plan.dueWorkingDays';
  const administrator = { authorization: await api.tokenFor({ id: 'admin', roles: ['administrator'] }) };
  const valueNow = async () => {
    const { values } = (await api.call('GET', `/v1/policies/agreements/${id}`)).body;
    return values.find((one: { path: string }) => one.path === path);
  };
  expect(await valueNow()).toMatchObject({ value: 10, isDefault: true, from: null });
  const change = { set: { [path]: 10 }, reason: 'Ten days are right for us' };
  await api.call('POST', '/v1/policies/organisations/org-cnuktip/changes', change, administrator);
  expect(await valueNow()).toMatchObject({ value: 10, isDefault: false, from: { scope: 'organisation' } });
});
