import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
let directory: Awaited<ReturnType<typeof fillDirectory>>;
let id: string;

beforeAll(async () => {
  api = await startTestApi();
  directory = await fillDirectory(api);
  id = (await api.post('/v1/agreements', startBody({ title: 'Institute and platform' }))).entityId;
});
afterAll(() => api.stop());

describe('starting', () => {
  test('answers 201 with its address; number and codes of two parties make the id', async () => {
    expect(id).toBe('agreement-2026-0001-cnuktip-zzuet');
    const answer = await api.call('POST', '/v1/agreements', startBody({ besideOpenOne: true }));
    expect(answer).toMatchObject({
      status: 201,
      headers: { location: '/v1/agreements/agreement-2026-0002-cnuktip-zzuet' },
    });
  });

  test('adopts the reporting line and the calendar of the home unit', async () => {
    const row = await api.db.entity.findUniqueOrThrow({ where: { id } });
    expect(row.state).toMatchObject({
      homeUnit: {
        organisationId: 'org-cnuktip',
        liaisonPostId: directory.posts[0],
        coordinatorPostId: directory.posts[1],
        directorPostId: null,
      },
      calendar: { zone: 'Asia/Shanghai' },
      parties: { 'org-cnuktip': { ours: true }, 'org-zzuet': { ours: false } },
    });
  });

  test('the same parties again join what is open (S70)', async () => {
    const { status, body } = await api.call('POST', '/v1/agreements', startBody());
    expect(status).toBe(409);
    expect(body).toMatchObject({ type: '/problems/already-exists' });
    expect(body.detail).toContain(id);
  });

  test('a unit without a coordinator cannot keep one', async () => {
    const answer = await api.call(
      'POST',
      '/v1/agreements',
      startBody({ homeUnitId: 'org-zzuet', besideOpenOne: true }),
    );
    expect(answer).toMatchObject({
      status: 422,
      body: { type: '/problems/no-home-unit', errors: [{ pointer: '/homeUnitId' }] },
    });
  });

  test('a unit takes the posts it has not filled from the unit above', async () => {
    await api.post('/v1/organisations', {
      code: 'office',
      nameEn: 'Office',
      kind: 'unit',
      ours: true,
      parentId: 'org-cnuktip',
    });
    const { entityId } = await api.post('/v1/agreements', startBody({ homeUnitId: 'org-office' }));
    const row = await api.db.entity.findUniqueOrThrow({ where: { id: entityId } });
    expect(row.state).toMatchObject({
      homeUnit: { organisationId: 'org-office', coordinatorPostId: directory.posts[1] },
    });
  });
});

describe('what was said is kept and shown, and never leaves Postgres', () => {
  const CANARY = 'a cell therapy of our own 细胞治疗';

  test('texts are stored, commands and events carry their ids', async () => {
    const visit = await api.post(`/v1/agreements/${id}/visits`, {
      fromOn: '2026-02-27',
      direction: 'inbound',
      hostOrganisationId: 'org-cnuktip',
      purpose: CANARY,
      delegation: [{ personId: directory.people[1], organisationId: 'org-zzuet', titles: ['President', 'Professor'] }],
      stops: [{ name: 'Institute' }, { name: 'Centre', within: ['Park', 'City'] }],
    });
    expect(visit.created).toContain('visit-1');
    const [sent] = api.gateway.sent.slice(-1);
    expect(JSON.stringify(sent)).not.toContain('cell therapy');
    expect(JSON.stringify(await api.db.event.findMany())).not.toContain('cell therapy');
    expect(await api.db.text.count({ where: { content: CANARY } })).toBe(1);
  });

  test('the dossier groups by item, resolves texts and names, keeps order', async () => {
    await api.post(`/v1/agreements/${id}/visits/visit-1/stops`, { stop: 1, outcome: 'skipped', reason: 'Rain' });
    const { body, headers } = await api.call('GET', `/v1/agreements/${id}`);
    const [visit] = body.items.visit;
    expect(visit.facts).toMatchObject({
      purpose: CANARY,
      stops: [{ name: 'Institute' }, { name: 'Centre', within: ['Park', 'City'] }],
    });
    expect(visit.facts.delegation[0].titles).toEqual(['President', 'Professor']);
    expect(visit.entries.map((entry: { type: string }) => entry.type)).toContain('stopMarked');
    expect(body.names[directory.people[1] ?? '']).toMatchObject({ nameEn: 'Bai Zhonghu' });
    expect(body.names['org-zzuet']).toMatchObject({ nameZh: '郑州工程技术学院' });
    expect(headers['etag']).toBe(`"v${body.version}"`);
    expect(body.card.path[0]).toMatchObject({ stage: 'visit', state: 'current' });
  });

  test('the timeline tells it in sentences, page by page', async () => {
    const first = await api.call('GET', `/v1/agreements/${id}/timeline?limit=2`);
    expect(first.body.items).toHaveLength(2);
    expect(first.body.items[0].sentence).toEqual({ en: 'The cooperation was started', zh: '合作建立' });
    expect(String(first.headers['link'])).toContain('rel="next"');
    const second = await api.call('GET', `/v1/agreements/${id}/timeline?limit=100&cursor=${first.body.nextCursor}`);
    expect(second.body.items[0].seq).toBe(3);
    expect(second.body.nextCursor).toBeNull();
  });
});

describe('private needs', () => {
  let need: { created: string[] };
  const secret = 'Our catalyst dies after 40 hours';

  beforeAll(async () => {
    need = await api.post(`/v1/agreements/${id}/needs`, {
      partyId: 'org-fine-a',
      class: 'process-upgrading',
      shortcoming: secret,
    });
  });

  const dossierFor = async (personId: string | undefined, roles: string[]) => {
    const token = await api.tokenFor({ id: `p-${Math.random()}`, ...(personId ? { personId } : {}), roles });
    return api.call('GET', `/v1/agreements/${id}`, undefined, { authorization: token });
  };

  test('the text belongs to its party', async () => {
    expect(await api.db.text.findFirst({ where: { content: secret } })).toMatchObject({ ownerPartyId: 'org-fine-a' });
    expect(need.created).toContain('need-1');
  });

  test('the party and the coordinator of the home unit read it', async () => {
    expect(JSON.stringify((await dossierFor(directory.people[2], ['observer'])).body)).toContain(secret);
    expect(JSON.stringify((await api.call('GET', `/v1/agreements/${id}`)).body)).toContain(secret);
  });

  test('another enterprise at the same table neither reads it nor sees that it is there', async () => {
    const { status, body } = await dossierFor(directory.people[3], ['observer']);
    expect(status).toBe(200);
    expect(JSON.stringify(body)).not.toContain(secret);
    expect(body.items.need ?? []).toHaveLength(0);
  });

  test('our own people without that role see that there is one, not what it says', async () => {
    const { body } = await dossierFor(directory.people[0], ['liaison']);
    expect(JSON.stringify(body)).not.toContain(secret);
    expect(body.items.need[0]).toMatchObject({ id: 'need-1', hasHiddenTexts: true });
  });

  test('who is no party does not find the agreement at all', async () => {
    await api.post('/v1/organisations', { code: 'stranger', nameEn: 'Stranger', kind: 'enterprise' });
    const { id: person } = await api.post('/v1/people', { nameEn: 'A Stranger', organisationId: 'org-stranger' });
    const answer = await dossierFor(person, ['observer']);
    expect(answer).toMatchObject({ status: 404, body: { type: '/problems/not-started' } });
    const token = await api.tokenFor({ id: 'stranger', personId: person, roles: ['observer'] });
    expect((await api.call('GET', '/v1/agreements', undefined, { authorization: token })).body.items).toEqual([]);
    expect((await api.call('GET', '/v1/follow-ups', undefined, { authorization: token })).body.items).toEqual([]);
  });

  test('nobody of another side writes one for a competitor', async () => {
    const authorization = await api.tokenFor({
      id: 'rival',
      personId: directory.people[3] ?? '',
      roles: ['liaison'],
    });
    const before = await api.db.text.count();
    const forA = { partyId: 'org-fine-a', class: 'process-upgrading', shortcoming: 'Says its rival' };
    const answer = await api.call('POST', `/v1/agreements/${id}/needs`, forA, { authorization });
    expect(answer).toMatchObject({ status: 403, body: { type: '/problems/private-to-party' } });
    expect(await api.db.text.count()).toBe(before);
  });
  test('shared, it is read by whom it was shared with', async () => {
    await api.post(`/v1/agreements/${id}/needs/need-1/share`, { withOrganisationIds: ['org-fine-b'] });
    expect(JSON.stringify((await dossierFor(directory.people[3], ['observer'])).body)).toContain(secret);
  });
});

describe('lists', () => {
  test('filters and sorts', async () => {
    const ids = async (query: string) =>
      (await api.call('GET', `/v1/agreements?${query}`)).body.items.map((item: { id: string }) => item.id);
    expect(await ids('stage=visit,symposium&status=open')).toContain(id);
    expect(await ids('stage=project')).toEqual([]);
    expect(await ids('party=org-zzuet&homeUnit=org-cnuktip')).toContain(id);
    expect((await api.call('GET', '/v1/agreements?party=org-nowhere')).body.type).toBe(
      '/problems/unknown-organisation',
    );
    expect(await ids('party=org-stranger')).toEqual([]);
    expect(await ids('dueBefore=2026-03-01')).toEqual([]);
    expect(await ids('sort=-startedAt&limit=200')).toEqual((await ids('sort=startedAt&limit=200')).toReversed());
    expect(await ids('q=zhengzhou%20university')).toContain(id);
    expect(await ids(`q=${encodeURIComponent('工程技术')}`)).toContain(id);
    expect(await ids('q=nobody-knows-this')).toEqual([]);
    expect((await api.call('GET', '/v1/agreements?owner=post-999')).body.type).toBe('/problems/unknown-post');
  });

  test('by owner: whatever the post has to do in it, however little urgent', async () => {
    const [mostUrgent = '', ours = ''] = directory.posts;
    const { entityId } = await api.post('/v1/agreements', startBody({ besideOpenOne: true }));
    const person = (await api.post('/v1/people', { nameEn: 'Pan Lin', organisationId: 'org-cnuktip', ours: true })).id;
    const post = async (titleEn: string) =>
      (await api.post('/v1/posts', { organisationId: 'org-cnuktip', titleEn, holderId: person })).id;
    const [later, never] = [await post('Later'), await post('Never')];
    const promise = (ownerPostId: string, dueOn: string) =>
      api.post(`/v1/agreements/${entityId}/commitments`, {
        sentence: 'We will',
        beneficiaryOrganisationId: 'org-zzuet',
        ownerPostId,
        dueOn,
      });
    await promise(mostUrgent, '2026-03-03');
    await promise(later, '2027-03-02');
    await promise(never, '2027-03-02');
    await api.post(`/v1/agreements/${entityId}/commitments/commitment-3/drop`, { reason: 'Not wanted' });
    const found = async (owner: string, headers = {}) =>
      (await api.call('GET', `/v1/agreements?owner=${owner}&limit=200`, undefined, headers)).body.items.map(
        (item: { id: string }) => item.id,
      );
    for (const owner of [mostUrgent, ours, later]) expect(await found(owner)).toContain(entityId);
    expect(await found(later)).toEqual([entityId]);
    expect(await found(never)).toEqual([]);
    const authorization = await api.tokenFor({ id: 'pan', personId: person, roles: ['owner'] });
    expect(await found('me', { authorization })).toEqual([entityId]);
  });

  test('pages reach every agreement once', async () => {
    const seen: string[] = [];
    let next: string | null = '';
    while (next !== null) {
      const { body } = await api.call('GET', `/v1/agreements?limit=1&sort=title${next ? `&cursor=${next}` : ''}`);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      next = body.nextCursor;
    }
    expect(seen.length).toBe(await api.db.entity.count({ where: { kind: 'agreement' } }));
    expect(new Set(seen).size).toBe(seen.length);
  });

  test.each(['colour=red', 'stage=party', 'limit=0', 'limit=500', 'sort=fun', 'dueBefore=2026-02-30', 'cursor=abc'])(
    'an unknown parameter or value is 400: %s',
    async (query) => {
      const answer = await api.call('GET', `/v1/agreements?${query}`);
      expect(answer).toMatchObject({ status: 400, body: { type: '/problems/shape-invalid' } });
      expect(answer.body.errors[0].pointer).toMatch(/^\?/);
    },
  );

  test('follow-ups say what is open, whose turn it is and what is assumed', async () => {
    const { body } = await api.call('GET', `/v1/agreements/${id}/follow-ups`);
    const note = body.items.find((item: { kind: string }) => item.kind === 'visit-note');
    expect(note).toMatchObject({
      about: { kind: 'visit', id: 'visit-1' },
      status: 'open',
      title: { en: expect.any(String) },
    });
    expect((await api.call('GET', '/v1/follow-ups?kind=visit-note')).body.items).toHaveLength(1);
    expect((await api.call('GET', `/v1/agreements/${id}/notices`)).status).toBe(200);
  });

  test('who holds the post that owes it is refused more time, by whatever role; another gives it', async () => {
    const { body } = await api.call('GET', `/v1/agreements/${id}/follow-ups`);
    const note = body.items.find((item: { kind: string }) => item.kind === 'visit-note');
    const extend = (by: Record<string, string>) => {
      const later = { dueOn: '2026-04-30', reason: 'Illness' };
      return api.call('POST', `/v1/agreements/${id}/follow-ups/${note.id}/extend`, later, by);
    };
    const { holderId } = await api.db.post.findUniqueOrThrow({ where: { id: note.ownerPostId } });
    const owner = { id: 'owes-the-note', personId: holderId ?? '', roles: ['coordinator'] };
    const refused = await extend({ authorization: await api.tokenFor(owner) });
    expect(refused).toMatchObject({ status: 403, body: { type: '/problems/not-by-owner' } });
    expect((await extend({})).status).toBe(200);
  });
});

describe('plans', () => {
  test('are listed, read and commanded at their own address', async () => {
    await api.post(`/v1/agreements/${id}/stages/waive`, {
      stage: 'visit',
      reason: 'Known to each other',
      approverPersonId: directory.people[1],
    });
    const { created } = await api.post(`/v1/agreements/${id}/plans`, { name: 'Joint institute' });
    expect(created).toContain('plan-1');
    expect((await api.call('GET', `/v1/agreements/${id}/plans`)).body.items).toMatchObject([
      { id: 'plan-1', stage: 'feasibility' },
    ]);
    const plan = await api.call('GET', `/v1/agreements/${id}/plans/plan-1`);
    expect(plan).toMatchObject({ status: 200, body: { kind: 'plan', agreementId: id } });
    for (const path of ['plan-9', 'plan-9/timeline', 'plan-99/timeline']) {
      expect(await api.call('GET', `/v1/agreements/${id}/plans/${path}`)).toMatchObject({
        status: 404,
        body: { type: '/problems/not-started' },
      });
    }
    const told = await api.call('GET', `/v1/agreements/${id}/plans/plan-1/timeline`);
    expect(told.body.items.map((event: { type: string }) => event.type)).toContain('planOpened');
    expect(
      (await api.call('POST', `/v1/agreements/${id}/plans/plan-9/close`, { outcome: 'x' })).status,
    ).toBeGreaterThanOrEqual(400);
  });
});
