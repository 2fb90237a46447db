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
/** What stands for each, by number: its needs, and the letter that asked for the second one; fine-b has not answered its own. */
const idsOf: Record<Side, string[]> = {
  zzuet: ['need-1', 'need-4', 'ask-1'],
  'fine-a': ['need-2', 'need-5', 'ask-2'],
  'fine-b': ['need-3', 'ask-3'],
};
const needsOf = (side: Side) => idsOf[side].filter((each) => each.startsWith('need-'));
/** Found for the needs of all; has not said willing. */
let researcherId = '';
const personOf: Record<Side, string> = { zzuet: '', 'fine-a': '', 'fine-b': '' };
const postOf: Record<Side, string> = { zzuet: '', 'fine-a': '', 'fine-b': '' };
let rehearsalId = '';
let matchingId = '';
const canary = (side: Side) => `canary-${side}`;

beforeAll(async () => {
  api = await startTestApi();
  directory = await fillDirectory(api);
  id = (await api.post('/v1/agreements', startBody())).entityId;
  const [, university = '', a = '', b = ''] = directory.people;
  Object.assign(personOf, { zzuet: university, 'fine-a': a, 'fine-b': b });
  const researcher = { nameEn: 'Re Searcher', organisationId: 'org-cnuktip' };
  researcherId = (await api.post('/v1/people', researcher)).id;
  await api.post('/v1/researchers', { personId: researcherId, homeUnitId: 'org-cnuktip', level: 'lecturer' });
  for (const side of sides) await plant(side);
  await collect();
  for (const side of sides) await moveOn(side);
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
  const plan = await api.post('/v1/matchings', { agreementIds: [id], schemeId: 'own', leastFitPercent: 0 });
  matchingId = String(plan.id);
});
afterAll(() => api.stop());

async function plant(side: Side): Promise<void> {
  const organisationId = `org-${side}`;
  const word = canary(side);
  const office = { organisationId, titleEn: `Office of ${side}`, holderId: personOf[side] };
  postOf[side] = (await api.post('/v1/posts', office)).id;
  const at = `/v1/agreements/${id}`;
  const need = needOf[side];
  const text = {
    statusQuo: word,
    mainProducts: word,
    shortcoming: word,
    expectedProject: word,
    wantedSkills: word,
    wantedPerson: word,
  };
  const made = await api.post(`${at}/needs`, {
    partyId: organisationId,
    ...text,
    tags: [word],
    ownerPostId: postOf[side],
    place: word,
    area: word,
    termIds: ['term-fine-chemicals'],
    requestedPersonId: directory.people[0],
  });
  expect(made.created).toContain(need);
  await api.post(`${at}/needs/${need}/class`, { class: 'new-product', tags: [word], area: word, place: word });
  await api.post(`${at}/needs/${need}/match`, { reason: 'too-costly' });
  const paused = { kind: 'waiting', untilOn: '2026-03-05', reason: word, waitingFor: organisationId };
  await api.post(`${at}/follow-ups/need-match.${need}/pause`, paused);
  await api.post(`${at}/follow-ups/need-match.${need}/resume`);
  const extended = { dueOn: '2026-06-01', reason: word };
  await api.post(`${at}/follow-ups/need-match.${need}/extend`, extended);
  const reassigned = { ownerPostId: directory.posts[0], reason: word };
  await api.post(`${at}/follow-ups/need-match.${need}/reassign`, reassigned);
  await api.post(`${at}/follow-ups/need-match.${need}/reassign`, { ...reassigned, ownerPostId: postOf[side] });
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

/** All are asked for more; one has not answered yet. */
async function collect(): Promise<void> {
  const at = `/v1/agreements/${id}`;
  const organisationIds = sides.map((side) => `org-${side}`);
  await api.post(`${at}/collections`, { untilOn: '2026-06-30', organisationIds });
  const to = sides.map((side) => ({ organisationId: `org-${side}`, postId: postOf[side] }));
  await api.post(`${at}/collections/collection-1/asks`, { to });
  for (const [n, side] of (['zzuet', 'fine-a'] as const).entries()) {
    const word = canary(side);
    const text = {
      statusQuo: word,
      mainProducts: word,
      shortcoming: word,
      expectedProject: word,
      wantedSkills: word,
      wantedPerson: word,
    };
    const { created } = await api.post(`${at}/asks/ask-${n + 1}/answer`, text);
    expect(created).toContain(`need-${n + 4}`);
  }
  await api.post(`${at}/collections/collection-1/rounds`, { note: 'By telephone' });
}

/** There and back, so that each step has been recorded, and each kind of follow-up has been open. */
async function moveOn(side: Side): Promise<void> {
  const need = `/v1/agreements/${id}/needs/${needOf[side]}`;
  await api.post(`${need}/match`, { personIds: [researcherId] });
  for (const to of ['discussed', 'intended', 'signed', 'delivered']) await api.post(`${need}/move`, { to });
  await api.post(`${need}/return`, { to: 'collected', reason: 'need-changed' });
  const word = canary(side);
  await api.post(`${need}/evaluate`, { area: word, termIds: ['term-fine-chemicals'], place: word });
  await api.post(`${need}/match`, { personIds: [researcherId] });
  await api.post(`${need}/return`, { to: 'evaluated', reason: 'need-changed' });
  const at = `/v1/agreements/${id}/follow-ups/need-match.${needOf[side]}`;
  await api.post(`${at}/reassign`, { ownerPostId: postOf[side], reason: word });
}

/** Nothing of these is there: our coordinators' alone, and no need is in them; a placement has a test of its own. */
const isNotHere = (url: string): boolean => url === '/v1/imports/:id' || url.includes('/placements/:placementId');

/** Every GET under /v1, with ids of what is there. */
async function readAll(authorization?: string): Promise<{ url: string; answer: Answer }[]> {
  const ids: Record<string, string[]> = {
    '/v1/agreements/:id': [id],
    '/v1/organisations/:id': sides.map((side) => `org-${side}`),
    '/v1/people/:id': Object.values(personOf),
    '/v1/posts/:id': Object.values(postOf),
    '/v1/researchers/:id': [researcherId],
    '/v1/vocabulary-terms/:id': ['term-dyes'],
    '/v1/schemes/:id': ['own'],
    '/v1/matchings/:id': [matchingId],
    '/v1/policies/organisations/:id': sides.map((side) => `org-${side}`),
    '/v1/policies/agreements/:id': [id],
  };
  const inPlan = await api.db.followUp.findFirst({ where: { entityId: `${id}.plan-1`, status: 'open' } });
  const ofPlan = inPlan?.id ?? 'none';
  const routes = api.app.policies.filter(
    ({ url, method }) => method === 'GET' && url.startsWith('/v1/') && !isNotHere(url),
  );
  const urls = routes.flatMap(({ url }) => {
    const stem = Object.keys(ids).find((start) => url.startsWith(start));
    const named = stem ? (ids[stem] ?? []).map((each) => url.replace(':id', each)) : [url];
    const addressed = named.map((each) =>
      each
        .replace(':planId', 'plan-1')
        .replace(':country', 'CN')
        .replace(':rehearsalId', rehearsalId)
        .replace(':otherId', matchingId),
    );
    return addressed.flatMap((each) =>
      each.includes(':followUpId') && !each.includes('/plans/')
        ? sides.map((side) => each.replace(':followUpId', `need-match.${needOf[side]}`))
        : [each.replace(':followUpId', ofPlan)],
    );
  });
  const searched = ['q=canary', ...Object.values(postOf).map((post) => `owner=${post}`)];
  const statuses = 'status=open,paused,reported,done,dropped,superseded,closed';
  const funnel = ['stuck=true', 'stuck=false', 'step=evaluated', 'class=new-product', `agreement=${id}`, 'limit=1'];
  const asked = [
    ...urls,
    ...searched.map((query) => `/v1/agreements?${query}`),
    `/v1/follow-ups?${statuses}`,
    ...[...funnel, ...sides.map((side) => `party=org-${side}`)].map((query) => `/v1/needs?${query}`),
  ];
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

test('a plan of who goes where is about the needs of all, and has none of their words', async () => {
  const { body } = await api.call('GET', `/v1/matchings/${matchingId}`);
  const page = await api.call('GET', `/v1/matchings/${matchingId}?format=html`);
  const row = await api.db.matching.findFirstOrThrow();
  const told = JSON.stringify([body, page.body, row]);
  for (const side of sides) expect([told.includes(needOf[side]), told.includes(canary(side))]).toEqual([true, false]);
  expect(body.blocked.map(({ personId }: { personId: string }) => personId)).toContain(researcherId);
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
      // Who has told none yet is our own office's list, and who was found is told by nobody but the researcher.
      const isNamed = answer.status === 200 && text.includes(researcherId);
      expect([url, /collection-1/.test(text), isNamed]).toEqual([url, false, false]);
      for (const other of others) {
        expect([url, text.includes(canary(other))]).toEqual([url, false]);
        // A problem says again what was asked for.
        const names = idsOf[other].filter((each) => answer.status === 200 && new RegExp(`\\b${each}\\b`).test(text));
        expect([url, names]).toEqual([url, []]);
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
    const own = needsOf(side).map((needId) => [needId, true]);
    const known = needsIn((await read('/v1/follow-ups')).items);
    expect(known).toHaveLength(own.length);
    expect(known).toEqual(expect.arrayContaining(own));
    const funnel = await read('/v1/needs');
    expect(funnel.items.map((need: { needId: string }) => need.needId).toSorted()).toEqual(needsOf(side));
    expect([funnel.total, funnel.enterprises.length, funnel.collecting]).toEqual([own.length, 1, []]);
    const asks = (await read('/v1/follow-ups')).items.filter(({ kind }: { kind: string }) => kind === 'need-ask');
    expect(asks.map(({ about }: { about: { id: string } }) => about.id)).toEqual(side === 'fine-b' ? ['ask-3'] : []);
    const dossier = await read(`/v1/agreements/${id}`);
    expect(needsIn(dossier.card.items).every(([needId]) => needsOf(side).includes(String(needId)))).toBe(true);
    const named = needsOf(side).map((needId) => ({ id: needId, name: { en: expect.any(String) } }));
    expect(dossier.items.need).toMatchObject(named);
  });

  test('finds no agreement by the post that takes care of another’s need', async () => {
    const authorization = await api.tokenFor({ id: `looks-${side}`, personId: personOf[side], roles: ['observer'] });
    for (const owner of sides) {
      const { body } = await api.call('GET', `/v1/agreements?owner=${postOf[owner]}`, undefined, { authorization });
      expect([owner, body.items.length]).toEqual([owner, owner === side ? 1 : 0]);
    }
  });
});

test('a leader and an observer of ours see the funnel, and neither texts nor who was found', async () => {
  const [personId = ''] = directory.people;
  const authorization = await api.tokenFor({ id: 'leads', personId, roles: ['leader', 'observer'] });
  for (const url of [`/v1/agreements/${id}`, `/v1/agreements/${id}/timeline?limit=200`, '/v1/needs?limit=200']) {
    const { status, body } = await api.call('GET', url, undefined, { authorization });
    expect(status).toBe(200);
    const told = JSON.stringify(body);
    expect([url, told.includes(researcherId), told.includes('need-5')]).toEqual([url, false, true]);
  }
  const funnel = (await api.call('GET', '/v1/needs')).body;
  expect(funnel.items.find((need: { needId: string }) => need.needId === 'need-1')).toMatchObject({
    step: 'evaluated',
    personIds: [researcherId],
    requestedPersonId: directory.people[0],
  });
  expect(funnel.collecting).toMatchObject([{ collectionId: 'collection-1', without: ['org-fine-b'] }]);
});
