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
    for (const { statusCode, body } of answers) expect([statusCode, body.includes('<form')]).toEqual([200, false]);
    const said = ['此事项随之结束', '此事项随之结束', '该事项已经办结'];
    expect(answers.map(({ body }, n) => body.includes(said[n] ?? ''))).toEqual([true, true, true]);
    expect(behind.sendings).toBe(0);
    expect((await world.db.link.findFirstOrThrow()).usedAt).toBeNull();
  },
);

test('every act there is can be read in both languages: each line of ours has its other one', async () => {
  await commitment();
  for (const personId of ['person-owner', 'person-coordinator']) {
    for (const action of Object.values(LinkAction)) {
      const { body } = await app.inject({ method: 'GET', url: (await link(action, { personId })).url });
      const main = /<main>[^]*<\/main>/.exec(body)?.[0] ?? '';
      // What a label, button, heading or sentence says stands between its tags; the pieces of a pair are taken out whole.
      const alone = main
        .replaceAll(/<span lang="([^"]+)">[^<]*<\/span><small lang="(?!\1)[^"]+">[^<]*<\/small>/g, '')
        .replaceAll(/<(option|optgroup)[^>]*>([^<]*)/g, (_all, _tag, text: string) =>
          text.includes(' · ') ? '' : text,
        )
        // Names of languages and people stand as they are called.
        .replaceAll(/<select id="(language|deputyPersonId)"[^]*?<\/select>/g, '')
        .replaceAll(/<(pre|blockquote|textarea)[^]*?<\/\1>/g, '')
        .replaceAll(/<[^>]*>/g, ' ');
      const words = alone.match(/[A-Za-z\u4e00-\u9fff][A-Za-z\u4e00-\u9fff ]{3,}/g) ?? [];
      expect([action, words]).toEqual([action, []]);
    }
  }
});

test('after an act the page shows the matter as it is now', async () => {
  await commitment();
  behind.recorded = () => world.db.followUp.updateMany({ data: { status: 'reported', dueOn: '2026-03-12' } });
  const { url } = await link('report');
  const before = await app.inject({ method: 'GET', url });
  expect(before.body).toContain('目前状态：未结');
  const after = await post(url, { name: '吴炯', evidence: '两名专家已到校' });
  expect(after.body).toContain('谢谢，已经登记');
  expect(after.body).toContain('How it stands: reported done, to be confirmed by another');
  expect(after.body).toContain('2026年3月12日');
  expect(after.body).not.toContain('目前状态：未结');
});

test('saying that it is done takes a sentence, and what was typed stays', async () => {
  await commitment();
  const { url } = await link('report');
  for (const evidence of ['', '  ', ' ok ']) {
    const page = await post(url, { name: '吴炯', evidence });
    expect(page.statusCode).toBe(422);
    expect(page.body).toContain('请用一句话写明完成情况');
    expect(page.body).toContain('Please say in a sentence what was done');
    expect(page.body).toContain('value="吴炯"');
    expect(page.body).toContain(`>${evidence}</textarea>`);
  }
  expect(behind.sendings).toBe(0);
  expect((await post(url, { name: '吴炯', evidence: '已送达' })).statusCode).toBe(200);
  expect(behind.sendings).toBe(1);
});

test('needs no script and fits a phone, for every act there is', async () => {
  await commitment();
  for (const action of Object.values(LinkAction)) {
    const page = await app.inject({ method: 'GET', url: (await link(action)).url });
    expect([action, page.statusCode]).toEqual([action, 200]);
    expect(page.body).not.toMatch(/<script|javascript:|\son[a-z]+=|src=|<link/i);
    expect(page.body).toContain('<meta name="viewport" content="width=device-width">');
  }
});

/** What holds already, and a proposal of somebody's that is decided here, stand in their fields; nothing else does. */
const proposed: ReadonlySet<string> = new Set<LinkAction>(['preferences', 'grant', 'hand-over']);

test('nothing is chosen before the reader chooses it, for every act there is', async () => {
  await commitment();
  const minutes = await world.followUp('minutes-confirmation', 'minutes-1', { ownerPostId: 'post-wechat' });
  const contact = await world.followUp('contact', 'communication');
  const looked: { id: string | null; action: string; change: object }[] = Object.values(LinkAction)
    .filter((action) => !proposed.has(action))
    .flatMap((action) =>
      [null, minutes.id, contact.id].map((id) => ({ id, action, change: id ? { followUpId: id } : {} })),
    );
  for (const { id, action, change } of looked) {
    const { url } = await link(action, {
      ...change,
      facts: { role: action === 'record' ? 'coordinator' : 'confirmer' },
    });
    const { body } = await app.inject({ method: 'GET', url });
    const chosen = [
      ...body.matchAll(/<input[^>]*\schecked[^>]*>/g),
      ...body.matchAll(/<option value="[^"]+"[^>]*\sselected/g),
      ...body.matchAll(/<input[^>]*type="date"[^>]*value="[^"]+"/g),
      // A list without an empty first line has its first one chosen.
      ...body.matchAll(/<select[^>]*>\s*<option value="[^"]+"/g),
    ].map(([tag]) => tag);
    expect([action, id, chosen]).toEqual([action, id, []]);
  }
});

test('minutes are answered in the place of others only by what was chosen', async () => {
  const { id: followUpId } = await world.followUp('minutes-confirmation', 'minutes-1', { ownerPostId: 'post-wechat' });
  const byLiaison = { personId: 'person-liaison', followUpId, facts: { role: 'confirmer' } };
  const { url } = await link('confirm-for', byLiaison);
  const page = await post(url, { name: 'Wang', how: 'phone' });
  expect([page.statusCode, page.body.includes('Please fill in what is missing')]).toEqual([422, true]);
  expect(page.body).toContain('value="Wang"');
  expect(page.body).toMatch(/<option value="phone"\s+selected/);
  expect((await post(url, { name: 'Wang', answer: 'agree' })).statusCode).toBe(422);
  expect(behind.sendings).toBe(0);
});

test('a question says what we assumed, not what was said, and is answered only by something', async () => {
  const said = { ownerCertainty: 'confirmed', dueCertainty: 'assumed' } as const;
  await world.followUp('commitment', 'commitment-1', said);
  const { url } = await link('answer', { personId: 'person-coordinator' });
  const { body } = await app.inject({ method: 'GET', url });
  expect(body).toMatch(/What we assumed[^<]*: [^<,·]*day, \d+ March 2026</);
  const page = await post(url, { name: 'Wu' });
  expect([page.statusCode, behind.sendings]).toEqual([422, 0]);
  expect(page.body).toContain('a day, who takes care of it, or that it is not wanted any more');
});

test('not mine, of who would be asked whose it is, names the post, and hands it over by that', async () => {
  await world.followUp('commitment', 'commitment-1', { ownerPostId: 'post-coordinator' });
  const { id, url } = await link('not-mine', { personId: 'person-coordinator' });
  const { body } = await app.inject({ method: 'GET', url });
  expect(body).toContain('please name the post that owes it');
  expect(body).toContain('正应由您答复');
  expect(body).toMatch(/<select id="ownerPostId" name="ownerPostId"\s+required/);
  expect(body).not.toContain('value="post-coordinator"');
  const bare = await post(url, { name: 'Wu Bo', reason: 'Not ours.' });
  expect(bare.statusCode).toBe(422);
  expect(bare.body).toContain('please name the post that owes it');
  const invented = await post(url, { name: 'Wu Bo', reason: 'Not ours.', ownerPostId: 'post-nowhere' });
  expect(invented.statusCode).toBe(409);
  expect(behind.applied.size).toBe(0);
  const done = await post(url, { name: 'Wu Bo', reason: 'Not ours.', ownerPostId: 'post-director' });
  expect(done.statusCode).toBe(200);
  expect(behind.applied.get(id)?.command).toMatchObject({
    name: 'declineFollowUp',
    data: { suggestedPostId: 'post-director' },
  });
});
