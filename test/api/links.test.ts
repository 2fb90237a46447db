import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { fastify } from 'fastify';
import type { FastifyInstance } from 'fastify';
import { createSerializerCompiler, validatorCompiler } from 'fastify-zod-openapi';
import { setTimeout as sleep } from 'node:timers/promises';
import { linkRoutes } from '../../api/links.ts';
import type { Principal } from '../../api/principal.ts';
import { answerProblems } from '../../api/problem-answers.ts';
import { Problem } from '../../api/problem.ts';
import { relayRoutes } from '../../api/relays.ts';
import { identityClock } from '../../domain/calendar/business-clock.ts';
import type { Outcome, QueuedCommand } from '../../domain/propose.ts';
import { refuse } from '../../domain/refusal.ts';
import { codeSender } from '../../mail/code-mail.ts';
import { linkToken, newLinkId } from '../../mail/link-token.ts';
import { agreementId, at, linkSecret, publicUrl, startWorld } from '../activities/postbox-world.ts';
import type { World } from '../activities/postbox-world.ts';

let world: World;
let app: FastifyInstance;
/** What reached the agreement, each command once however often it was sent. */
const applied = new Map<string, { entityId: string; command: QueuedCommand }>();
let sendings = 0;
let refusal: Outcome | null = null;
let trouble: Problem | null = null;
let principal: Principal;

const recorded: Outcome = { status: 'recorded', fromSeq: 1, toSeq: 1, created: [] };

beforeAll(async () => {
  world = await startWorld();
  app = fastify();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(createSerializerCompiler({ stringify: JSON.stringify }));
  answerProblems(app);
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (request) => {
    request.principal = principal;
  });
  const wakePostboxes = async (ids: readonly string[]) => void world.woken.push(...ids);
  // Business time goes on from the day of the tests' world.
  const clock = { ...identityClock, realOriginAt: new Date().toISOString(), businessOriginAt: at };
  const deps = { db: world.db, clock, linkSecret, publicUrl, wakePostboxes };
  await linkRoutes(app, {
    ...deps,
    isDemonstration: true,
    sendCode: codeSender({
      smtpUrl: world.inbox.smtpUrl,
      from: 'office@example.org',
      publicUrl,
      isDemonstration: true,
    }),
    sendCommand: async (entityId, command) => {
      sendings += 1;
      await sleep(20);
      if (trouble) throw trouble;
      if (refusal) return refusal;
      applied.set(command.commandId, { entityId, command });
      return recorded;
    },
  });
  relayRoutes(app, deps);
  await app.ready();
}, 60_000);
afterAll(async () => {
  await app.close();
  await world.stop();
});
beforeEach(async () => {
  await world.clear();
  applied.clear();
  sendings = 0;
  refusal = null;
  trouble = null;
  principal = { id: 'token-coordinator', roles: ['coordinator'], organisationId: null, unitIds: [], isOurs: true };
  await world.db.idempotentRequest.deleteMany();
});

async function link(
  action: string,
  change: { personId?: string; followUpId?: string | null; facts?: Record<string, string>; expiresAt?: string } = {},
): Promise<{ id: string; url: string }> {
  const id = newLinkId();
  const { personId = 'person-owner', followUpId = 'commitment.commitment-1', facts = {}, expiresAt } = change;
  await world.db.link.create({
    data: {
      id,
      action,
      entityId: agreementId,
      agreementId,
      followUpId,
      personId,
      facts: { role: action.startsWith('confirm') ? 'confirmer' : 'owner', ...facts },
      expiresAt: expiresAt ?? '2099-01-01T00:00:00.000Z',
    },
  });
  return { id, url: `/l/${linkToken(linkSecret, id)}` };
}

const commitment = () => world.followUp('commitment', 'commitment-1');
const post = (url: string, fields: Record<string, string>) =>
  app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams(fields).toString(),
  });

describe('a page', () => {
  test('is only shown by GET and HEAD, however often a scanner fetches it', async () => {
    await commitment();
    const { id, url } = await link('report');
    for (let i = 0; i < 5; i += 1) {
      for (const method of ['GET', 'HEAD'] as const) expect((await app.inject({ method, url })).statusCode).toBe(200);
    }
    expect(sendings).toBe(0);
    expect(await world.db.link.findUnique({ where: { id } })).toMatchObject({
      usedAt: null,
      realClaimedAt: null,
      codeCount: 0,
    });
  });

  test('says whom it was issued to and what it is about, in the reader’s language, with one form', async () => {
    await commitment();
    const { url } = await link('report');
    const page = await app.inject({ method: 'GET', url });
    expect(page.body).toContain('本链接发给: owner姓名');
    expect(page.body).toContain('落实约定事项');
    expect(page.body).toContain('2026年3月6日（周五）');
    expect(page.body).toContain('演示数据');
    expect(page.body.match(/<form /g)).toHaveLength(1);
    const english = await app.inject({
      method: 'GET',
      url: (await link('report', { personId: 'person-coordinator' })).url,
    });
    expect(english.body).toContain('This link was issued to: Wu Bo');
    expect(english.body).not.toContain('本链接');
  });

  test('has the headers that keep it private', async () => {
    await commitment();
    const { headers } = await app.inject({ method: 'GET', url: (await link('report')).url });
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; form-action 'self'; frame-ancestors 'none'/,
    );
  });

  test('escapes what people wrote', async () => {
    await commitment();
    await world.db.person.update({ where: { id: 'person-owner' }, data: { nameZh: '<img src=x onerror=alert(1)>' } });
    const { url } = await link('report');
    const page = await post(url, { name: '', evidence: '</textarea><script>alert(1)</script>' });
    expect(page.statusCode).toBe(422);
    expect(page.body).not.toMatch(/<script|<img/i);
    expect(page.body).toContain('&lt;/textarea&gt;');
    await world.db.person.update({ where: { id: 'person-owner' }, data: { nameZh: 'owner姓名' } });
  });

  test('a mutilated, foreign or over-long link is answered politely', async () => {
    const { url } = await link('report');
    for (const bad of [`${url.slice(0, -1)}_`, `${url}x`, '/l/x', `/l/${'A'.repeat(43)}`, `/l/${'A'.repeat(90)}`]) {
      const page = await app.inject({ method: 'GET', url: bad });
      expect(page.statusCode).toBe(410);
      expect(page.body).toContain('This link is not complete or not one of ours');
      expect((await post(bad, { name: 'x' })).statusCode).toBe(410);
    }
    expect(sendings).toBe(0);
  });

  test('an expired link, a settled matter', async () => {
    await commitment();
    const expired = await link('report', { expiresAt: '2020-01-01T00:00:00.000Z' });
    expect((await post(expired.url, { name: '吴炯' })).statusCode).toBe(410);
    await world.db.followUp.updateMany({ data: { status: 'done' } });
    const settled = await post((await link('report')).url, { name: '吴炯' });
    expect(settled.statusCode).toBe(200);
    expect(settled.body).toContain('该事项已经办结');
    expect(sendings).toBe(0);
  });
});

describe('acting', () => {
  test('ten POSTs have one effect, and the later ones are told so kindly', async () => {
    await commitment();
    const { id, url } = await link('report');
    const pages = [];
    for (let i = 0; i < 10; i += 1) pages.push(await post(url, { name: '吴炯', evidence: '两名专家已到校' }));
    expect(pages.map((page) => page.statusCode)).toEqual(Array(10).fill(200));
    expect(pages[0]?.body).toContain('谢谢，已经登记');
    expect(pages[9]?.body).toContain('本链接已经使用');
    expect(sendings).toBe(1);
    const sent = applied.get(id)!;
    expect(sent.entityId).toBe(agreementId);
    expect(sent.command).toMatchObject({
      commandId: id,
      name: 'reportFollowUp',
      actor: { id: 'person-owner', personId: 'person-owner', roles: ['owner'] },
      data: { followUpId: 'commitment.commitment-1', evidence: expect.stringMatching(/^text-[A-Za-z0-9_-]{22}$/) },
    });
    expect(JSON.stringify(sent)).not.toContain('专家');
    expect(await world.db.text.findMany()).toMatchObject([{ content: '两名专家已到校', writtenBy: 'person-owner' }]);
    expect(await world.db.link.findUnique({ where: { id } })).toMatchObject({ usedBy: '吴炯' });
  });

  test('fifty at once: one effect', async () => {
    await commitment();
    const { url } = await link('report');
    const pages = await Promise.all(Array.from({ length: 50 }, () => post(url, { name: '吴炯' })));
    expect(sendings).toBe(1);
    expect(pages.every((page) => page.statusCode === 200)).toBe(true);
    expect(pages.filter((page) => page.body.includes('谢谢，已经登记'))).toHaveLength(1);
  });

  test('who acts gives a name; dates exist', async () => {
    await commitment();
    const { url } = await link('pause');
    const missing = await post(url, { untilOn: '2026-02-30', reason: '出差' });
    expect(missing.statusCode).toBe(422);
    expect(missing.body).toContain('您的姓名');
    expect(missing.body).toContain('延至哪一天');
    expect(sendings).toBe(0);
    expect((await post(url, { name: '吴炯', untilOn: '2026-03-09', reason: '出差' })).statusCode).toBe(200);
    expect([...applied.values()][0]?.command).toMatchObject({
      name: 'pauseFollowUp',
      data: { kind: 'snoozed', untilOn: '2026-03-09', reason: expect.stringMatching(/^text-/) },
    });
  });

  test('a refusal says why and leaves the link usable, and no text behind', async () => {
    await commitment();
    const { url } = await link('pause');
    refusal = { status: 'refused', refusal: refuse('pause-limit', 'At most 5 working days.', '最多 5 个工作日。') };
    const page = await post(url, { name: '吴炯', untilOn: '2026-06-09', reason: '出差' });
    expect(page.statusCode).toBe(409);
    expect(page.body).toContain('最多 5 个工作日。');
    expect(page.body).toContain('value="出差"');
    expect(await world.db.text.count()).toBe(0);
    refusal = null;
    expect((await post(url, { name: '吴炯', untilOn: '2026-03-09', reason: '出差' })).body).toContain('谢谢');
  });

  test('an outcome that is not known is asked for again with the same id', async () => {
    await commitment();
    const { id, url } = await link('report');
    trouble = new Problem('outcome-unknown');
    expect((await post(url, { name: '吴炯' })).statusCode).toBe(503);
    trouble = null;
    expect((await post(url, { name: '吴炯' })).statusCode).toBe(200);
    expect([...applied.keys()]).toEqual([id]);
  });

  test('a question is answered, or what was assumed dropped', async () => {
    await commitment();
    await post((await link('answer')).url, { name: 'Wu', dueOn: '2026-04-01', ownerPostId: 'post-director' });
    await post((await link('answer')).url, {
      name: 'Wu',
      dueOn: '2026-04-01',
      ownerPostId: 'post-director',
      drop: 'yes',
    });
    expect([...applied.values()].map((sent) => sent.command.data)).toEqual([
      { followUpId: 'commitment.commitment-1', dueOn: '2026-04-01', ownerPostId: 'post-director' },
      { followUpId: 'commitment.commitment-1', drop: true },
    ]);
  });

  test('looking at a matter has no form, and a POST to it does nothing', async () => {
    await commitment();
    const { url } = await link('open');
    expect((await app.inject({ method: 'GET', url })).body).not.toContain('<form');
    expect((await post(url, { name: 'x' })).statusCode).toBe(200);
    expect(sendings).toBe(0);
  });

  test('one click unsubscribes without a page', async () => {
    await commitment();
    const { url } = await link('unsubscribe');
    expect((await app.inject({ method: 'GET', url })).statusCode).toBe(200);
    const before = await world.db.person.findUniqueOrThrow({ where: { id: 'person-owner' } });
    expect(before.remindersOffAt).toBeNull();
    expect((await post(url, { 'List-Unsubscribe': 'One-Click' })).statusCode).toBe(200);
    const after = await world.db.person.findUniqueOrThrow({ where: { id: 'person-owner' } });
    expect(after.remindersOffAt).not.toBeNull();
  });
});

describe('confirming needs a code sent to the addressee', () => {
  const newest = () => world.inbox.messages()[0]!;
  const minutes = async () => {
    const followUp = await world.followUp('minutes-confirmation', 'minutes-1', { sideOrgId: 'org-cnuktip' });
    await world.db.followUp.updateMany({
      data: { aboutKind: 'minutes', aboutId: 'symposium-1.side-1', sideOrgId: 'org-cnuktip' },
    });
    await world.db.text.create({ data: { id: 'text-m', content: '一、双方商定……', writtenBy: 'x', at } });
    await world.db.event.create({
      data: {
        entityId: agreementId,
        seq: 900,
        type: 'minutesSent',
        aboutKind: 'symposium',
        aboutId: 'symposium-1',
        at,
        by: 'x',
        data: { minutes: 'text-m' },
      },
    });
    return link('confirm-minutes', { personId: 'person-partner', followUpId: followUp.id });
  };

  test('the first POST mails six digits, the second acts with them', async () => {
    const { url } = await minutes();
    expect((await app.inject({ method: 'GET', url })).body).toContain('一、双方商定……');
    const asked = await post(url, { name: '任翔', answer: 'agree' });
    expect(asked.body).toContain('p…@example.org');
    expect(sendings).toBe(0);
    expect(newest().to).toEqual(['partner@example.org']);
    const code = /\d{6}/.exec(newest().text)?.[0] ?? '';
    const wrong = await post(url, { name: '任翔', answer: 'agree', code: code === '000000' ? '000001' : '000000' });
    expect(wrong.statusCode).toBe(422);
    expect(sendings).toBe(0);
    expect((await post(url, { name: '任翔', answer: 'agree', code })).body).toContain('谢谢');
    expect([...applied.values()][0]?.command).toMatchObject({
      name: 'confirmMinutes',
      actor: { roles: ['confirmer'] },
      data: { symposiumId: 'symposium-1', organisationId: 'org-cnuktip', personId: 'person-partner' },
    });
  });

  test('five wrong tries end a code; a code is not guessed by asking for ever', async () => {
    const { url } = await minutes();
    await post(url, { name: 'x', answer: 'agree' });
    const code = /\d{6}/.exec(newest().text)?.[0] ?? '';
    const wrong = code === '000000' ? '000001' : '000000';
    for (let i = 0; i < 5; i += 1) await post(url, { name: 'x', answer: 'agree', code: wrong });
    expect((await post(url, { name: 'x', answer: 'agree', code })).body).toContain('新的验证码已发送');
    expect(sendings).toBe(0);
    for (let i = 0; i < 5; i += 1) await post(url, { name: 'x', answer: 'agree' });
    expect((await post(url, { name: 'x', answer: 'agree' })).statusCode).toBe(429);
  });

  test('asking for a change says what', async () => {
    const { url } = await minutes();
    expect((await post(url, { name: '任翔', answer: 'change' })).statusCode).toBe(422);
    await post(url, { name: '任翔', answer: 'change', reason: '第二条有误' });
    const code = /\d{6}/.exec(newest().text)?.[0] ?? '';
    await post(url, { name: '任翔', answer: 'change', reason: '第二条有误', code });
    expect([...applied.values()][0]?.command).toMatchObject({
      name: 'disputeMinutes',
      data: { reason: expect.stringMatching(/^text-/) },
    });
  });
});

describe('what no mail can do', () => {
  const headers = (key: string) => ({ 'idempotency-key': key });

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
    principal = { ...principal, roles: ['observer'] };
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
    expect(letter.text).not.toContain('/l/');
    expect(await world.postbox().sendMail(later)).toMatchObject({ outcome: 'sent', count: 1 });
    expect(world.inbox.messages()[0]?.text).toContain('烦请');
    expect(world.inbox.messages().length - count).toBe(2);
  });

  test('the coordinator may do both from the mail', async () => {
    await world.notice('due', 'post-partner');
    await world.postbox().sendMail({ personId: 'person-partner', at });
    await world.postbox().sendMail({ personId: 'person-liaison', at });
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

  test('our own people need no introduction, strangers do not exist', async () => {
    const introduce = (id: string, key: string) =>
      app.inject({ method: 'POST', url: `/v1/people/${id}/introduce`, payload: {}, headers: headers(key) });
    expect((await introduce('person-owner', 'h')).statusCode).toBe(409);
    expect((await introduce('person-nobody', 'i')).statusCode).toBe(422);
    expect((await introduce('person-partner', 'j')).statusCode).toBe(400);
  });
});
