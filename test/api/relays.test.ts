import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { at } from '../activities/postbox-world.ts';
import type { World } from '../activities/postbox-world.ts';
import { startLinkWorld } from './link-world.ts';
import type { Behind, LinkWorld } from './link-world.ts';

let links: LinkWorld;
let world: World;
let app: FastifyInstance;
let behind: Behind;
beforeAll(async () => {
  links = await startLinkWorld();
  ({ world, app, behind } = links);
}, 60_000);
afterAll(() => links.stop());
beforeEach(() => links.clear());

const post: LinkWorld['post'] = (url, fields) => links.post(url, fields);

describe('what no mail can do', () => {
  const headers = (key: string) => ({ 'idempotency-key': key });

  test('what was settled while it waited to be passed on is listed no more', async () => {
    const followUp = await world.followUp('commitment', 'commitment-1', { ownerPostId: 'post-wechat' });
    await world.notice('due', 'post-wechat', { followUp });
    await world.postbox().sendMail({ personId: 'person-wechat', at });
    const list = async () =>
      (await app.inject({ method: 'GET', url: '/v1/relays' })).json<{ items: unknown[] }>().items;
    expect(await list()).toHaveLength(1);
    await world.db.followUp.updateMany({ data: { status: 'done', closedAt: at } });
    expect(await list()).toEqual([]);
  });

  test('a relay is listed, passed on and said so, by API', async () => {
    const followUp = await world.followUp('commitment', 'commitment-1', { ownerPostId: 'post-wechat' });
    await world.db.followUp.updateMany({ data: { ownerPostId: 'post-wechat' } });
    const noticeId = await world.notice('due', 'post-wechat', { followUp });
    await world.postbox().sendMail({ personId: 'person-wechat', at });
    const list = (await app.inject({ method: 'GET', url: '/v1/relays' })).json<{ items: Record<string, string>[] }>();
    expect(list.items).toMatchObject([{ noticeId, personId: 'person-wechat', channel: 'wechat' }]);
    expect((await app.inject({ method: 'GET', url: new URL(list.items[0]?.['url'] ?? '').pathname })).statusCode).toBe(
      200,
    );
    const url = `/v1/notices/${encodeURIComponent(noticeId)}/relayed`;
    const payload = { by: 'Wang Xinfang', how: 'wechat' };
    const bare = await app.inject({ method: 'POST', url, payload });
    expect(bare.statusCode).toBe(400);
    const first = await app.inject({ method: 'POST', url, payload, headers: headers('a') });
    expect(first.json()).toEqual({ noticeId, isNew: true });
    expect((await app.inject({ method: 'POST', url, payload, headers: headers('a') })).json()).toEqual(first.json());
    expect((await app.inject({ method: 'POST', url, payload, headers: headers('b') })).json()).toEqual({
      noticeId,
      isNew: false,
    });
    expect(await world.db.notice.findUnique({ where: { id: noticeId } })).toMatchObject({
      status: 'relayed',
      relay: { by: 'Wang Xinfang', how: 'wechat' },
    });
    expect((await app.inject({ method: 'GET', url: '/v1/relays' })).json()).toEqual({ items: [] });
    // The liaison's own task has become pointless.
    expect(await world.postbox().sendMail({ personId: 'person-liaison', at })).toMatchObject({ outcome: 'nothing' });
  });

  test('a notice that waits for nobody cannot be passed on', async () => {
    const noticeId = await world.notice('due', 'post-owner');
    const passed = (id: string, key: string) =>
      app.inject({
        method: 'POST',
        url: `/v1/notices/${encodeURIComponent(id)}/relayed`,
        payload: { by: 'x', how: 'phone' },
        headers: headers(key),
      });
    expect((await passed(noticeId, 'c')).statusCode).toBe(409);
    expect((await passed('nothing/1/0', 'd')).statusCode).toBe(422);
    behind.principal = { ...behind.principal, roles: ['observer'] };
    expect((await passed(noticeId, 'e')).statusCode).toBe(403);
  });

  test('an introduction goes out in the colleague’s name, then what was held', async () => {
    const followUp = await world.followUp('commitment', 'commitment-1', { ownerPostId: 'post-partner' });
    await world.db.followUp.updateMany({ data: { ownerPostId: 'post-partner' } });
    await world.notice('due', 'post-partner', { followUp });
    await world.postbox().sendMail({ personId: 'person-partner', at });
    const introduce = (key: string) =>
      app.inject({
        method: 'POST',
        url: '/v1/people/person-partner/introduce',
        payload: { byPersonId: 'person-coordinator' },
        headers: headers(key),
      });
    world.woken.length = 0;
    expect((await introduce('f')).json()).toMatchObject({ isNew: true });
    expect(world.woken).toEqual(['person-partner']);
    expect((await introduce('g')).json()).toMatchObject({ isNew: false });
    const later = { personId: 'person-partner', at: new Date(Date.parse(at) + 3_600_000).toISOString() };
    const count = world.inbox.messages().length;
    expect(await world.postbox().sendMail(later)).toMatchObject({ outcome: 'sent', count: 1 });
    const letter = world.inbox.messages()[0]!;
    expect(letter).toMatchObject({ fromName: 'coordinator姓名', from: 'office@example.org' });
    expect(letter.text).toContain('我是coordinator姓名');
    expect(letter.text).toContain('先作介绍，故此致函。');
    expect(letter.text.match(/\/l\/\S+/g)).toHaveLength(2);
    const why = /\/l\/\S+\/why/.exec(letter.text)?.[0] ?? '';
    expect((await app.inject({ method: 'GET', url: why })).body).toContain('以本人名义介绍');
    expect(await world.postbox().sendMail(later)).toMatchObject({ outcome: 'sent', count: 1 });
    expect(world.inbox.messages()[0]?.text).toContain('烦请');
    expect(world.inbox.messages().length - count).toBe(2);
  });

  test('the coordinator may do both from the mail', async () => {
    await world.notice('due', 'post-partner');
    await world.postbox().sendMail({ personId: 'person-partner', at });
    await world.postbox().sendMail({ personId: 'person-coordinator', at });
    const text = world.inbox.messages()[0]?.text ?? '';
    const url = /Release the introduction in my name: http:\/\/127\.0\.0\.1:3000(\/l\/\S+)/.exec(text)?.[1] ?? '';
    expect((await post(url, { name: 'Wang Xinfang' })).body).toContain('Thank you, this is recorded.');
    expect(await world.db.person.findUnique({ where: { id: 'person-partner' } })).toMatchObject({
      introducedAt: expect.any(Date),
    });

    const noticeId = await world.notice('due', 'post-wechat');
    await world.postbox().sendMail({ personId: 'person-wechat', at });
    await world.postbox().sendMail({ personId: 'person-liaison', at });
    const relay = world.inbox.messages()[0]?.text ?? '';
    const relayUrl = /Say that it was passed on: http:\/\/127\.0\.0\.1:3000(\/l\/\S+)/.exec(relay)?.[1] ?? '';
    expect((await post(relayUrl, { name: 'Wang Xinfang', how: 'phone' })).statusCode).toBe(200);
    expect(await world.db.notice.findUnique({ where: { id: noticeId } })).toMatchObject({
      status: 'relayed',
      relay: { by: 'Wang Xinfang', how: 'phone' },
    });
  });

  test('in nobody’s name no letter goes out', async () => {
    await world.notice('due', 'post-partner');
    const { personId: _personId, ...office } = behind.principal;
    behind.principal = office;
    const introduce = (payload: object, key: string) =>
      app.inject({ method: 'POST', url: '/v1/people/person-partner/introduce', payload, headers: headers(key) });
    const refused = await introduce({}, 'n');
    expect(refused.statusCode).toBe(400);
    expect(refused.json()).toMatchObject({
      type: '/problems/shape-invalid',
      detailZh: expect.stringContaining('令牌'),
      errors: [{ pointer: '/byPersonId' }],
    });
    expect(await world.db.notice.count({ where: { kind: 'introduction' } })).toBe(0);
    expect((await introduce({ byName: 'Wang Xinfang' }, 'o')).json()).toMatchObject({ isNew: true });
  });

  test('our own people need no introduction, strangers do not exist', async () => {
    const introduce = (id: string, key: string) =>
      app.inject({ method: 'POST', url: `/v1/people/${id}/introduce`, payload: {}, headers: headers(key) });
    expect((await introduce('person-owner', 'h')).statusCode).toBe(409);
    expect((await introduce('person-nobody', 'i')).statusCode).toBe(422);
    expect((await introduce('person-partner', 'j')).statusCode).toBe(400);
  });
});
