import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { FastifyInstance } from 'fastify';
import { LinkAction } from '../../mail/letter.ts';
import type { World } from '../activities/postbox-world.ts';
import { startLinkWorld } from './link-world.ts';
import type { Behind, LinkWorld } from './link-world.ts';

/** What holds for the page of every act there is. */

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

test.each(['grant', 'hold-escalation'])(
  '"%s" that came too late does not say that an open matter is settled',
  async (action) => {
    await commitment();
    const { url } = await link(action);
    const { body } = await app.inject({ method: 'GET', url });
    expect(body).toContain('此链接所请之事已有处理');
    expect(body).not.toContain('已经办结');
    expect(body).not.toContain('<form');
  },
);

test.each(['report', 'pause', 'accept', 'not-mine', 'confirm', 'open'])(
  'of a cooperation that has ended, or whose matter is gone, "%s" explains itself and does nothing',
  async (action) => {
    await commitment();
    await world.db.followUp.updateMany({ data: { status: 'closed' } });
    await world.db.entity.updateMany({ data: { closed: true } });
    const { url } = await link(action);
    const answers = [await app.inject({ method: 'GET', url }), await post(url, { name: '吴炯' })];
    await world.db.followUp.deleteMany();
    answers.push(await post(url, { name: '吴炯' }));
    for (const { statusCode, body } of answers) {
      expect([statusCode, body.includes('该事项已经办结'), body.includes('<form')]).toEqual([200, true, false]);
    }
    expect(behind.sendings).toBe(0);
    expect((await world.db.link.findFirstOrThrow()).usedAt).toBeNull();
  },
);

test('needs no script and fits a phone, for every act there is', async () => {
  await commitment();
  for (const action of Object.values(LinkAction)) {
    const page = await app.inject({ method: 'GET', url: (await link(action)).url });
    expect([action, page.statusCode]).toEqual([action, 200]);
    expect(page.body).not.toMatch(/<script|javascript:|\son[a-z]+=|src=|<link/i);
    expect(page.body).toContain('<meta name="viewport" content="width=device-width">');
  }
});
