import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { Problem } from '../../api/problem.ts';
import { refuse } from '../../domain/refusal.ts';
import { agreementId } from '../activities/postbox-world.ts';
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
const link: LinkWorld['link'] = (action, change) => links.link(action, change);
const commitment = () => world.followUp('commitment', 'commitment-1');

describe('a page', () => {
  test('is only shown by GET and HEAD, however often a scanner fetches it', async () => {
    await commitment();
    const { id, url } = await link('report');
    for (let i = 0; i < 5; i += 1) {
      for (const method of ['GET', 'HEAD'] as const) expect((await app.inject({ method, url })).statusCode).toBe(200);
    }
    expect(behind.sendings).toBe(0);
    expect(await world.db.link.findUnique({ where: { id } })).toMatchObject({
      usedAt: null,
      realClaimedAt: null,
      codeCount: 0,
    });
  });

  test('says whom it was issued to and what it is about, in both languages, the addressee’s first, with one form', async () => {
    await commitment();
    const { url } = await link('report');
    const page = await app.inject({ method: 'GET', url });
    expect(page.body).toContain('本链接发给：owner姓名');
    expect(page.body).toContain('落实约定事项');
    expect(page.body).toContain('2026年3月6日（周五）');
    expect(page.body).toContain('演示数据');
    expect(page.body.match(/<form /g)).toHaveLength(1);
    const english = await app.inject({
      method: 'GET',
      url: (await link('report', { personId: 'person-coordinator' })).url,
    });
    expect(english.body).toContain(
      '<span lang="en">This link was issued to: Wu Bo</span><small lang="zh-CN">本链接发给：',
    );
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
    expect(behind.sendings).toBe(0);
  });

  test('an expired link, a settled matter', async () => {
    await commitment();
    const expired = await link('report', { expiresAt: '2020-01-01T00:00:00.000Z' });
    expect((await post(expired.url, { name: '吴炯' })).statusCode).toBe(410);
    await world.db.followUp.updateMany({ data: { status: 'done' } });
    const settled = await post((await link('report')).url, { name: '吴炯' });
    expect(settled.statusCode).toBe(200);
    expect(settled.body).toContain('该事项已经办结');
    expect(behind.sendings).toBe(0);
  });

  test('what ended with its cooperation, is not wanted any more or was replaced is not called settled', async () => {
    await commitment();
    const { url } = await link('report');
    const page = async (): Promise<string> => (await app.inject({ method: 'GET', url })).body;
    await world.db.followUp.updateMany({ data: { status: 'closed' } });
    expect(await page()).toContain('The cooperation has ended, and this matter ended with it');
    await world.db.event.create({
      data: {
        entityId: agreementId,
        seq: 9_000,
        type: 'agreementClosed',
        at: new Date('2026-03-04T02:00:00.000Z'),
        by: 'token-coordinator',
        data: { outcome: 'terminated', on: '2026-03-04', reason: 'text-1' },
      },
    });
    expect(await page()).toContain('was ended early on Wednesday, 4 March 2026');
    expect(await page()).toContain('本合作已于2026年3月4日（周三）提前终止');
    await world.db.followUp.updateMany({ data: { status: 'dropped' } });
    expect(await page()).toContain('该事项不再推进');
    await world.db.followUp.updateMany({ data: { status: 'superseded' } });
    expect(await page()).toContain('已由新的事项取代');
    expect(await page()).not.toContain('办结');
    expect(behind.sendings).toBe(0);
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
    expect(behind.sendings).toBe(1);
    const sent = behind.applied.get(id)!;
    expect(sent.entityId).toBe(agreementId);
    expect(sent.command).toMatchObject({
      commandId: id,
      name: 'reportFollowUp',
      actor: { id: 'person-owner', personId: 'person-owner', postIds: ['post-owner'], roles: ['owner'] },
      data: { followUpId: 'commitment.commitment-1', evidence: expect.stringMatching(/^text-[A-Za-z0-9_-]{22}$/) },
    });
    expect(JSON.stringify(sent)).not.toContain('专家');
    expect(await world.db.text.findMany()).toMatchObject([{ content: '两名专家已到校', writtenBy: 'person-owner' }]);
    expect(await world.db.link.findUnique({ where: { id } })).toMatchObject({ usedBy: '吴炯' });
  });

  test('fifty at once: one effect', async () => {
    await commitment();
    const { url } = await link('report');
    const pages = await Promise.all(Array.from({ length: 50 }, () => post(url, { name: '吴炯', evidence: '已送达' })));
    expect(behind.sendings).toBe(1);
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
    expect(behind.sendings).toBe(0);
    expect((await post(url, { name: '吴炯', untilOn: '2026-03-09', reason: '出差' })).statusCode).toBe(200);
    expect([...behind.applied.values()][0]?.command).toMatchObject({
      name: 'pauseFollowUp',
      data: { kind: 'snoozed', untilOn: '2026-03-09', reason: expect.stringMatching(/^text-/) },
    });
  });

  test('a refusal says why and leaves the link usable, and no text behind', async () => {
    await commitment();
    const { url } = await link('pause');
    behind.refusal = {
      status: 'refused',
      refusal: refuse('pause-limit', 'At most 5 working days.', '最多 5 个工作日。'),
    };
    const page = await post(url, { name: '吴炯', untilOn: '2026-06-09', reason: '出差' });
    expect(page.statusCode).toBe(409);
    expect(page.body).toContain('最多 5 个工作日。');
    expect(page.body).toContain('value="出差"');
    expect(await world.db.text.count()).toBe(0);
    behind.refusal = null;
    expect((await post(url, { name: '吴炯', untilOn: '2026-03-09', reason: '出差' })).body).toContain('谢谢');
  });

  test('a refusal names matters, posts and organisations in words, not by the ids that callers of the API know', async () => {
    await commitment();
    const { url } = await link('ask-extension');
    behind.refusal = {
      status: 'refused',
      refusal: refuse(
        'wrong-state',
        'commitment.commitment-1 is due on 2026-03-12 with post-owner: ask for a later date; see visit-note.visit-2, plan-3 and agreement-2026-0001-a-b.placement-1.',
        'commitment.commitment-1 的期限为 2026-03-12，由 post-owner 负责；另见 visit-note.visit-2、plan-3。',
      ),
    };
    const { body, statusCode } = await post(url, { name: '吴炯', dueOn: '2026-06-09', reason: '出差' });
    behind.refusal = null;
    expect(statusCode).toBe(409);
    const [, message = ''] = /<strong>([^]*?)<\/strong>/.exec(body) ?? [];
    expect(message).toMatch(/“Keep a commitment[^”]*” is due on 2026-03-12 with Post of owner: ask for a later date;/);
    expect(message).toContain('see “File the visit note”, this plan and this placement.');
    expect(message).toMatch(/“落实约定事项[^”]*”的期限为 2026-03-12，由 ?owner职务 ?负责/);
    expect(message.replaceAll(/2026-03-12/g, '')).not.toMatch(/[a-z]-\d|[a-z]\.[a-z]/);
  });

  test('an outcome that is not known is asked for again with the same id', async () => {
    await commitment();
    const { id, url } = await link('report');
    behind.trouble = new Problem('outcome-unknown');
    const done = { name: '吴炯', evidence: '已送达' };
    expect((await post(url, done)).statusCode).toBe(503);
    behind.trouble = null;
    expect((await post(url, done)).statusCode).toBe(200);
    expect([...behind.applied.keys()]).toEqual([id]);
  });

  describe('sent again with other values after "later"', () => {
    const pause = (reason: string, untilOn = '2026-03-09') => ({ name: '吴炯', untilOn, reason });
    const later = async (code: 'outcome-unknown' | 'engine-away') => {
      await commitment();
      const made = await link('pause');
      behind.trouble = new Problem(code);
      expect((await post(made.url, pause('出差'))).statusCode).toBe(503);
      behind.trouble = null;
      return made;
    };

    test('nothing had been sent: they count, and their words are the ones that are kept', async () => {
      const { id, url } = await later('engine-away');
      expect(await world.db.text.count()).toBe(0);
      expect((await post(url, pause('开会', '2026-03-10'))).body).toContain('谢谢，已经登记');
      expect(behind.applied.get(id)?.command.data).toMatchObject({ untilOn: '2026-03-10' });
      expect(await world.db.text.findMany()).toMatchObject([{ content: '开会' }]);
    });

    test('the first ones may still be applied: nothing else is sent, and it is not called done', async () => {
      const { id, url } = await later('outcome-unknown');
      const page = await post(url, pause('开会', '2026-03-10'));
      expect(page.statusCode).toBe(409);
      expect(page.body).toContain('仍在登记中');
      expect(behind.sendings).toBe(1);
      // As before, they are: who acts may write the own name differently.
      expect((await post(url, { ...pause('出差'), name: '吴 炯' })).body).toContain('谢谢，已经登记');
      expect(behind.applied.get(id)?.command.data).toMatchObject({ untilOn: '2026-03-09' });
      expect(await world.db.text.findMany()).toMatchObject([{ content: '出差' }]);
    });

    test('the first ones have been applied meanwhile: the page says so', async () => {
      const { id, url } = await later('outcome-unknown');
      const outcome = { status: 'recorded', fromSeq: 1, toSeq: 1, created: [] };
      const row = { entityId: agreementId, name: 'pauseFollowUp', by: 'person-owner', outcome };
      await world.db.command.create({ data: { id, ...row } });
      const page = await post(url, pause('开会', '2026-03-10'));
      expect(page.statusCode).toBe(200);
      expect(page.body).toContain('本次填写的内容未登记');
      expect(page.body).not.toContain('<form');
      expect(behind.sendings).toBe(1);
      expect((await post(url, pause('开会'))).body).toContain('本链接已经使用');
    });

    test('refused after all: the link is free for other values', async () => {
      const { url } = await later('outcome-unknown');
      behind.refusal = { status: 'refused', refusal: refuse('pause-limit', 'Too long.', '过长。') };
      expect((await post(url, pause('出差'))).statusCode).toBe(409);
      behind.refusal = null;
      expect(await world.db.text.count()).toBe(0);
      expect((await post(url, pause('开会', '2026-03-10'))).body).toContain('谢谢，已经登记');
    });
  });

  test('an answer names a post that the page offers', async () => {
    await commitment();
    const { url } = await link('answer');
    expect((await app.inject({ method: 'GET', url })).body).toContain('value="post-director"');
    for (const ownerPostId of ['post-nonsense', 'post-elsewhere']) {
      const page = await post(url, { name: 'Wu', ownerPostId });
      expect(page.statusCode).toBe(409);
      expect(page.body).toContain('请从本页所列职务中选择');
    }
    expect(behind.sendings).toBe(0);
    expect((await post(url, { name: 'Wu', ownerPostId: 'post-director' })).statusCode).toBe(200);
  });

  test('no date stands in an answer’s field, passed or ahead: it is chosen', async () => {
    await commitment();
    const dated = (dueOn: string) => world.db.followUp.updateMany({ data: { dueOn } });
    await dated('2026-03-03');
    const past = await app.inject({ method: 'GET', url: (await link('answer')).url });
    expect(past.body).toMatch(/name="dueOn" type="date" value=""/);
    await dated('2026-04-01');
    const ahead = await app.inject({ method: 'GET', url: (await link('answer')).url });
    expect(ahead.body).toMatch(/name="dueOn" type="date" value=""/);
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
    expect([...behind.applied.values()].map((sent) => sent.command.data)).toEqual([
      { followUpId: 'commitment.commitment-1', dueOn: '2026-04-01', ownerPostId: 'post-director' },
      { followUpId: 'commitment.commitment-1', drop: true },
    ]);
  });

  test('more time than a pause buys is asked for, by its owner; less is a pause', async () => {
    await commitment();
    const wanted = { name: 'Owner', reason: 'The hall is closed.' };
    const pause = await link('pause');
    await post(pause.url, { ...wanted, untilOn: '2026-03-06' });
    expect(behind.applied.get(pause.id)?.command.name).toBe('pauseFollowUp');
    const ask = await link('pause');
    expect((await post(ask.url, { ...wanted, untilOn: '2026-04-20' })).statusCode).toBe(200);
    expect(behind.applied.get(ask.id)?.command).toMatchObject({
      name: 'askExtension',
      data: { followUpId: 'commitment.commitment-1', dueOn: '2026-04-20' },
    });
    const others = await link('pause', { personId: 'person-coordinator' });
    await post(others.url, { ...wanted, untilOn: '2026-04-20' });
    expect(behind.applied.get(others.id)?.command.name).toBe('pauseFollowUp');
  });

  test('a later date that was asked for is granted or refused; once decided, the page says that it is settled', async () => {
    await world.followUp('commitment', 'commitment-1', { extensionAsked: { dueOn: '2026-04-20', on: '2026-03-04' } });
    const grant = await link('grant', { personId: 'person-coordinator' });
    expect((await app.inject({ method: 'GET', url: grant.url })).body).toContain('value="2026-04-20"');
    await post(grant.url, { name: 'Wu Bo', dueOn: '2026-04-20' });
    expect(behind.applied.get(grant.id)?.command).toMatchObject({
      name: 'extendFollowUp',
      data: { dueOn: '2026-04-20' },
    });
    const refusal = await link('refuse', { personId: 'person-coordinator' });
    await post(refusal.url, { name: 'Wu Bo', reason: 'It was promised.' });
    expect(behind.applied.get(refusal.id)?.command.name).toBe('refuseExtension');
    await world.clear();
    await commitment();
    const late = await link('grant', { personId: 'person-coordinator' });
    expect((await app.inject({ method: 'GET', url: late.url })).body).not.toContain('<form');
  });

  test('what is not theirs is declined with a reason, and whose it may be where they know', async () => {
    await commitment();
    const { id, url } = await link('not-mine');
    expect((await app.inject({ method: 'GET', url })).body).toContain('<option value=""></option>');
    expect((await post(url, { name: 'Owner', reason: '' })).statusCode).toBe(422);
    await post(url, { name: 'Owner', reason: 'The school does it.', ownerPostId: 'post-coordinator' });
    expect(behind.applied.get(id)?.command).toMatchObject({
      name: 'declineFollowUp',
      data: { suggestedPostId: 'post-coordinator' },
    });
  });

  test('looking at a matter has no form, and a POST to it does nothing', async () => {
    await commitment();
    const { url } = await link('open');
    expect((await app.inject({ method: 'GET', url })).body).not.toContain('<form');
    expect((await post(url, { name: 'x' })).statusCode).toBe(200);
    expect(behind.sendings).toBe(0);
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
