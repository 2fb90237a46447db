import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startRehearsalWorld } from './rehearsal-world.ts';
import type { RehearsalWorld } from './rehearsal-world.ts';

/** What a rehearsal tells, who may have one, and when it no longer holds. */

let world: RehearsalWorld;
const as = { administrator: { authorization: '' }, director: { authorization: '' }, coordinator: {} };
beforeAll(async () => {
  world = await startRehearsalWorld({ count: 6, seed: 5 });
  as.administrator = world.administrator;
  as.director.authorization = await world.api.tokenFor({
    id: 'director',
    personId: 'person-director-1',
    roles: ['director'],
  });
}, 120_000);
afterAll(() => world.stop());

type Who = { authorization?: string };
const post = (path: string, body: object, who: Who = as.administrator) =>
  world.api.call('POST', `/v1/policies${path}`, body, who.authorization ? { authorization: who.authorization } : {});
const get = (path: string) => world.api.call('GET', `/v1/policies${path}`, undefined, as.administrator);
const set = { 'ladder.directorGraceWorkingDays': 6, 'kinds.need.steps.before': -6 };

describe('a rehearsal', () => {
  test('of values that are not set yet changes nothing, and cannot be migrated', async () => {
    const { status, body } = await post('/rehearsals', { days: 30, set });
    expect(status).toBe(201);
    expect(body).toMatchObject({ scope: 'system', tried: set, summary: { entities: 6 } });
    expect(await world.api.db.policyChange.count()).toBe(0);
    expect(await world.caretakerLooks()).toEqual([]);
    const migrated = await post('/migrations', { rehearsalId: body.id, reason: 'x' });
    expect([migrated.status, migrated.body.type]).toEqual([409, '/problems/rehearsal-outdated']);
    expect(migrated.body.detailZh).toMatch(/[\u4e00-\u9fff]/);
  });

  test('tells agreement by agreement and person by person, page by page, before and after', async () => {
    const { body } = await post('/rehearsals', { days: 60, set });
    const first = (await get(`/rehearsals/${body.id}/entities?limit=4`)).body;
    const second = (await get(`/rehearsals/${body.id}/entities?limit=4&cursor=${first.nextCursor}`)).body;
    const ids = [...first.items, ...second.items].map(({ entityId }: { entityId: string }) => entityId);
    expect([ids.length, new Set(ids).size, second.nextCursor]).toEqual([6, 6, null]);
    const people = (await get(`/rehearsals/${body.id}/people`)).body.items;
    const mails = people.reduce((n: number, one: { after: { mails: unknown[] } }) => n + one.after.mails.length, 0);
    expect(mails).toBe(body.summary.after.mails);
    expect(mails).toBeGreaterThan(5);
    const told = [...first.items, ...second.items].flatMap(({ after }: { after: { personId: string }[] }) => after);
    expect(told.every(({ personId }) => personId.startsWith('person-'))).toBe(true);
    expect((await get(`/rehearsals/${body.id}`)).body).toEqual(body);
  });

  test('asked for again with the same key is the same one', async () => {
    const headers = { ...as.administrator, 'idempotency-key': 'once' };
    const ask = () => world.api.call('POST', '/v1/policies/rehearsals', { days: 5 }, headers);
    const [first, second] = [await ask(), await ask()];
    expect(second.body.id).toBe(first.body.id);
  });

  test('of one agreement looks at it and its plans only', async () => {
    const row = await world.api.db.entity.findFirstOrThrow({ where: { kind: 'agreement' } });
    const { body } = await post(`/agreements/${row.id}/rehearsals`, { days: 30 }, as.director);
    const { items } = (await get(`/rehearsals/${body.id}/entities`)).body;
    expect(items.map(({ entityId }: { entityId: string }) => entityId.slice(0, row.id.length))).toEqual(
      items.map(() => row.id),
    );
    expect(body.summary.entities).toBe(items.length);
  });
});

describe('a migration', () => {
  test('is for a director of the unit or an administrator', async () => {
    expect((await post('/rehearsals', { days: 5 }, as.director)).status).toBe(403);
    expect((await post('/organisations/org-zzuet/rehearsals', { days: 5 }, as.director)).status).toBe(403);
    expect((await post('/organisations/org-cnuktip/rehearsals', { days: 5 }, as.director)).status).toBe(201);
    expect((await post('/organisations/org-cnuktip/rehearsals', { days: 5 }, as.coordinator)).status).toBe(403);
    const { body } = await post('/rehearsals', { days: 5 });
    expect((await post('/migrations', { rehearsalId: body.id, reason: 'x' }, as.director)).status).toBe(403);
  });

  test('is decided once, and not after a policy was changed or the night is over', async () => {
    const { id: first } = (await post('/rehearsals', { days: 5 })).body;
    expect((await post('/changes', { set, reason: 'as we want it' })).status).toBe(201);
    const outdated = await post('/migrations', { rehearsalId: first, reason: 'x' });
    expect([outdated.status, outdated.body.type]).toEqual([409, '/problems/rehearsal-outdated']);
    const { body: second } = await post('/rehearsals', { days: 5 });
    const { id: third } = (await post('/rehearsals', { days: 5 })).body;
    expect((await post('/migrations', { rehearsalId: second.id, reason: 'for all' })).status).toBe(201);
    const again = await post('/migrations', { rehearsalId: second.id, reason: 'for all' });
    expect(again.body.type).toBe('/problems/already-exists');
    expect((await get('/migrations')).body.items).toMatchObject([
      { rehearsalId: second.id, by: 'admin', reason: 'for all', finishedAt: null, effectiveAt: second.effectiveAt },
    ]);
    // Before its night the caretaker only has the edit adopted.
    await world.caretakerLooks();
    const moved = () => world.api.db.event.count({ where: { type: 'policyMigrated' } });
    expect(await moved()).toBe(0);
    await world.liveUntil('2026-05-12T01:00:00.000Z', { nightAt: second.effectiveAt });
    expect(await moved()).toBe(6);
    expect(await world.caretakerLooks()).toEqual([]);
    expect((await get('/migrations')).body.items[0].finishedAt).not.toBeNull();
    const late = await post('/migrations', { rehearsalId: third, reason: 'x' });
    expect(late.body.type).toBe('/problems/rehearsal-outdated');
  });
});
