import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { Answer, TestApi } from '../support/api.ts';

/**
 * Enterprises at one table are each other's competitors (S45). Words are planted wherever a need of each may carry one; then
 * each side, with every role an outsider may have, reads everything there is under /v1.
 */

let api: TestApi;
let id: string;
let directory: Awaited<ReturnType<typeof fillDirectory>>;
const sides = ['zzuet', 'fine-a', 'fine-b'] as const;
type Side = (typeof sides)[number];
const needOf: Record<Side, string> = { zzuet: 'need-1', 'fine-a': 'need-2', 'fine-b': 'need-3' };
const personOf: Record<Side, string> = { zzuet: '', 'fine-a': '', 'fine-b': '' };
const postOf: Record<Side, string> = { zzuet: '', 'fine-a': '', 'fine-b': '' };
let rehearsalId = '';
const canary = (side: Side) => `canary-${side}`;

beforeAll(async () => {
  api = await startTestApi();
  directory = await fillDirectory(api);
  id = (await api.post('/v1/agreements', startBody())).entityId;
  const [, university = '', a = '', b = ''] = directory.people;
  Object.assign(personOf, { zzuet: university, 'fine-a': a, 'fine-b': b });
  for (const side of sides) await plant(side);
  await api.post(`/v1/agreements/${id}/stages/waive`, { stage: 'visit', reason: 'x', approverPersonId: university });
  const needIds = Object.values(needOf);
  const team = [directory.people[0], university].map((personId, n) => ({
    personId,
    organisationId: n === 0 ? 'org-cnuktip' : 'org-zzuet',
  }));
  const sponsors = team.map(({ organisationId }, n) => ({
    organisationId,
    postId: n === 0 ? directory.posts[0] : postOf.zzuet,
  }));
  await api.post(`/v1/agreements/${id}/plans`, { name: 'A plan of all', text: 'What', needIds, sponsors });
  await api.post(`/v1/agreements/${id}/plans/plan-1/study`, { question: 'Whether', team, needIds });
  const administrator = { authorization: await api.tokenFor({ id: 'administrator', roles: ['administrator'] }) };
  const rehearsal = await api.call('POST', `/v1/policies/agreements/${id}/rehearsals`, {}, administrator);
  rehearsalId = String(rehearsal.body.id);
});
afterAll(() => api.stop());

async function plant(side: Side): Promise<void> {
  const organisationId = `org-${side}`;
  const word = canary(side);
  const office = { organisationId, titleEn: `Office of ${side}`, holderId: personOf[side] };
  postOf[side] = (await api.post('/v1/posts', office)).id;
  const at = `/v1/agreements/${id}`;
  const need = needOf[side];
  const text = { statusQuo: word, mainProducts: word, shortcoming: word, expectedProject: word };
  const made = await api.post(`${at}/needs`, {
    partyId: organisationId,
    ...text,
    tags: [word],
    ownerPostId: postOf[side],
  });
  expect(made.created).toContain(need);
  await api.post(`${at}/needs/${need}/class`, { class: 'new-product', tags: [word] });
  await api.post(`${at}/needs/${need}/match`, { reason: 'too-costly' });
  const paused = { kind: 'waiting', untilOn: '2026-03-05', reason: word, waitingFor: organisationId };
  await api.post(`${at}/follow-ups/need.${need}/pause`, paused);
  await api.post(`${at}/follow-ups/need.${need}/resume`);
  const extended = { dueOn: '2026-06-01', reason: word };
  await api.post(`${at}/follow-ups/need.${need}/extend`, extended);
  const reassigned = { ownerPostId: directory.posts[0], reason: word };
  await api.post(`${at}/follow-ups/need.${need}/reassign`, reassigned);
  await api.post(`${at}/follow-ups/need.${need}/reassign`, { ...reassigned, ownerPostId: postOf[side] });
  await api.post(`${at}/notes`, { aboutId: need, note: word });
  await api.post(`${at}/publications`, { aboutId: need, publishedOn: '2026-03-02', author: word });
  const [notice] = await api.db.notice.findMany({ where: { agreementId: id, followUpId: `need.${need}` } });
  if (!notice) throw new Error(`nobody was told of ${need}`);
  // As the postbox leaves it to our liaison, where no mail reaches somebody.
  const task = {
    kind: 'relay',
    postId: directory.posts[0] ?? '',
    personId: directory.people[0] ?? '',
    reason: 'relay',
  };
  await api.db.notice.create({
    data: { ...notice, ...task, id: `${notice.id}/relay`, facts: { text: word, linkId: word }, relay: { by: word } },
  });
}

/** Nothing of these is there: our coordinators' alone, and no need is in them. */
const NOT_HERE: ReadonlySet<string> = new Set(['/v1/imports/:id']);

/** Every GET under /v1, with ids of what is there. */
async function readAll(authorization?: string): Promise<{ url: string; answer: Answer }[]> {
  const ids: Record<string, string[]> = {
    '/v1/agreements/:id': [id],
    '/v1/organisations/:id': sides.map((side) => `org-${side}`),
    '/v1/people/:id': Object.values(personOf),
    '/v1/posts/:id': Object.values(postOf),
    '/v1/policies/organisations/:id': sides.map((side) => `org-${side}`),
    '/v1/policies/agreements/:id': [id],
  };
  const inPlan = await api.db.followUp.findFirst({ where: { entityId: `${id}.plan-1`, status: 'open' } });
  const ofPlan = inPlan?.id ?? 'none';
  const routes = api.app.policies.filter(
    ({ url, method }) => method === 'GET' && url.startsWith('/v1/') && !NOT_HERE.has(url),
  );
  const urls = routes.flatMap(({ url }) => {
    const stem = Object.keys(ids).find((start) => url.startsWith(start));
    const named = stem ? (ids[stem] ?? []).map((each) => url.replace(':id', each)) : [url];
    const addressed = named.map((each) =>
      each.replace(':planId', 'plan-1').replace(':country', 'CN').replace(':rehearsalId', rehearsalId),
    );
    return addressed.flatMap((each) =>
      each.includes(':followUpId') && !each.includes('/plans/')
        ? sides.map((side) => each.replace(':followUpId', `need.${needOf[side]}`))
        : [each.replace(':followUpId', ofPlan)],
    );
  });
  const searched = ['q=canary', ...Object.values(postOf).map((post) => `owner=${post}`)];
  const statuses = 'status=open,paused,reported,done,dropped,superseded,closed';
  const asked = [...urls, ...searched.map((query) => `/v1/agreements?${query}`), `/v1/follow-ups?${statuses}`];
  const read: { url: string; answer: Answer }[] = [];
  for (const url of asked) {
    const answer = await api.call('GET', url, undefined, authorization ? { authorization } : {});
    read.push({ url, answer });
  }
  return read;
}

test('the words are there to be found: the coordinator of the home unit reads them', async () => {
  const all = await readAll();
  for (const { url, answer } of all) expect([url, answer.status]).toEqual([url, 200]);
  expect(all.map(({ url }) => url)).toEqual(
    expect.arrayContaining(
      ['timeline', 'plans', 'follow-ups', 'notices'].map((part) => `/v1/agreements/${id}/${part}`),
    ),
  );
  const found = (part: string) => JSON.stringify(all.filter(({ url }) => url.endsWith(part)));
  for (const side of sides) {
    for (const part of [id, '/timeline', '/notices']) expect(found(part)).toContain(canary(side));
  }
});

describe.each(sides)('somebody of %s', (side) => {
  const others = sides.filter((other) => other !== side);

  test('reads nothing of what the others need, anywhere', async () => {
    const roles = ['liaison', 'owner', 'confirmer', 'observer'];
    const all = await readAll(await api.tokenFor({ id: `of-${side}`, personId: personOf[side], roles }));
    for (const { url, answer } of all) {
      // Other people of outside are not found, and what is our own office’s is forbidden.
      expect([url, [200, 403, 404].includes(answer.status)]).toEqual([url, true]);
      const text = JSON.stringify(answer.body);
      for (const other of others) {
        expect([url, text.includes(canary(other))]).toEqual([url, false]);
        // A problem says again what was asked for.
        const names = answer.status === 200 && new RegExp(`\\b${needOf[other]}\\b`).test(text);
        expect([url, names]).toEqual([url, false]);
      }
    }
    const whole = JSON.stringify(all.map(({ answer }) => answer.body));
    expect(whole).toContain(canary(side));
  });

  test('sees the notices to its own people and posts, without what they are made of', async () => {
    const authorization = await api.tokenFor({ id: `told-${side}`, personId: personOf[side], roles: ['observer'] });
    const { body } = await api.call('GET', `/v1/agreements/${id}/notices`, undefined, { authorization });
    expect(body.items.length).toBeGreaterThan(0);
    for (const notice of body.items) expect(notice).toMatchObject({ personId: personOf[side], facts: {} });
  });

  test('finds its own need among what is open, under its own name, and no other’s', async () => {
    const authorization = await api.tokenFor({ id: `open-${side}`, personId: personOf[side], roles: ['observer'] });
    const read = async (url: string) => (await api.call('GET', url, undefined, { authorization })).body;
    const needsIn = (items: { about: { kind: string; id: string; name: unknown } }[]) =>
      items.filter(({ about }) => about.kind === 'need').map(({ about }) => [about.id, about.name !== null]);
    const own = [[needOf[side], true]];
    expect(needsIn((await read('/v1/follow-ups')).items)).toEqual(own);
    const dossier = await read(`/v1/agreements/${id}`);
    expect(needsIn(dossier.card.items).every(([needId]) => needId === needOf[side])).toBe(true);
    expect(dossier.items.need).toMatchObject([{ id: needOf[side], name: { en: expect.any(String) } }]);
  });

  test('finds no agreement by the post that takes care of another’s need', async () => {
    const authorization = await api.tokenFor({ id: `looks-${side}`, personId: personOf[side], roles: ['observer'] });
    for (const owner of sides) {
      const { body } = await api.call('GET', `/v1/agreements?owner=${postOf[owner]}`, undefined, { authorization });
      expect([owner, body.items.length]).toEqual([owner, owner === side ? 1 : 0]);
    }
  });
});
