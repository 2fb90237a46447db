import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { agreementId, at } from '../activities/postbox-world.ts';
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
    expect(behind.sendings).toBe(0);
    expect(newest().to).toEqual(['partner@example.org']);
    const code = /\d{6}/.exec(newest().text)?.[0] ?? '';
    const wrong = await post(url, { name: '任翔', answer: 'agree', code: code === '000000' ? '000001' : '000000' });
    expect(wrong.statusCode).toBe(422);
    expect(behind.sendings).toBe(0);
    expect((await post(url, { name: '任翔', answer: 'agree', code })).body).toContain('谢谢');
    expect([...behind.applied.values()][0]?.command).toMatchObject({
      name: 'confirmMinutes',
      actor: { roles: ['confirmer'] },
      data: { symposiumId: 'symposium-1', organisationId: 'org-cnuktip', personId: 'person-partner' },
    });
  });

  test('the code’s mail greets whom it is for, says why it came, and shows the product’s own time', async () => {
    const { url } = await minutes();
    await post(url, { name: '任翔', answer: 'agree' });
    const { text } = newest();
    expect(text).toContain('尊敬的Ren Xiang：');
    expect(text).not.toContain('任翔');
    expect(text.indexOf('来信缘由')).toBeGreaterThan(text.search(/\d{6}/));
    const own = [...text.matchAll(/http:\S+(\/l\/\S+)/g)].map(([, path = '']) => path);
    expect(own).toHaveLength(2);
    // The link that takes the code is not in the mail that brings it.
    expect(own.some((path) => path.startsWith(url))).toBe(false);
    for (const path of own) expect((await app.inject({ method: 'GET', url: path })).statusCode).toBe(200);
    expect(newest().sentAt).toMatch(/^2026-03-04/);
  });

  test('five wrong tries end a code; a code is not guessed by asking for ever', async () => {
    const { url } = await minutes();
    await post(url, { name: 'x', answer: 'agree' });
    const code = /\d{6}/.exec(newest().text)?.[0] ?? '';
    const wrong = code === '000000' ? '000001' : '000000';
    for (let i = 0; i < 5; i += 1) await post(url, { name: 'x', answer: 'agree', code: wrong });
    expect((await post(url, { name: 'x', answer: 'agree', code })).body).toContain('新的验证码已发送');
    expect(behind.sendings).toBe(0);
    for (let i = 0; i < 5; i += 1) await post(url, { name: 'x', answer: 'agree' });
    expect((await post(url, { name: 'x', answer: 'agree' })).statusCode).toBe(429);
  });

  test('asking for a change says what', async () => {
    const { url } = await minutes();
    expect((await post(url, { name: '任翔', answer: 'change' })).statusCode).toBe(422);
    await post(url, { name: '任翔', answer: 'change', reason: '第二条有误' });
    const code = /\d{6}/.exec(newest().text)?.[0] ?? '';
    await post(url, { name: '任翔', answer: 'change', reason: '第二条有误', code });
    expect([...behind.applied.values()][0]?.command).toMatchObject({
      name: 'disputeMinutes',
      data: { reason: expect.stringMatching(/^text-/) },
    });
  });
});
