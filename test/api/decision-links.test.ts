import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FollowUp } from '../../domain/follow-up/host.ts';
import { refuse } from '../../domain/refusal.ts';
import { agreementId } from '../activities/postbox-world.ts';
import type { World } from '../activities/postbox-world.ts';
import { startLinkWorld } from './link-world.ts';
import type { LinkWorld } from './link-world.ts';

/** The pages at which a decision is taken, an answer recorded for somebody else, and a matter recorded. */
let links: LinkWorld;
let world: World;
beforeAll(async () => {
  links = await startLinkWorld();
  ({ world } = links);
}, 60_000);
afterAll(() => links.stop());
beforeEach(() => links.clear());

const commitment = (change: Partial<FollowUp> = {}) => world.followUp('commitment', 'commitment-1', change);
const page = async (url: string) => (await links.app.inject({ method: 'GET', url })).body;
const sent = (id: string) => links.behind.applied.get(id)?.command;
const byCoordinator = { personId: 'person-coordinator', facts: { role: 'coordinator' } };

describe('a new date', () => {
  test('is set by whoever may, without having been asked for, with a reason', async () => {
    await commitment();
    const { id, url } = await links.link('extend', byCoordinator);
    expect(await page(url)).toContain('By which day instead?');
    // The date that holds is no new one.
    expect(await page(url)).toMatch(/name="dueOn" type="date" value=""/);
    const missing = await links.post(url, { name: 'Wu Bo', dueOn: '2026-04-20', reason: '' });
    expect(missing.statusCode).toBe(422);
    expect(
      (await links.post(url, { name: 'Wu Bo', dueOn: '2026-04-20', reason: 'The hall is closed.' })).statusCode,
    ).toBe(200);
    expect(sent(id)).toMatchObject({
      name: 'extendFollowUp',
      actor: { id: 'person-coordinator', roles: ['coordinator'] },
      data: { followUpId: 'commitment.commitment-1', dueOn: '2026-04-20' },
    });
  });

  test('is the one that was asked for, where one was', async () => {
    await commitment({ extensionAsked: { dueOn: '2026-05-08', on: '2026-03-04' } });
    const body = await page((await links.link('extend', byCoordinator)).url);
    expect(body).toContain('value="2026-05-08"');
    expect(body).toContain('Asked for instead, not decided yet: Friday, 8 May 2026, asked on Wednesday, 4 March 2026');
  });

  test('is refused in words where the rules refuse it, and the page can be sent again', async () => {
    await commitment();
    const { url } = await links.link('extend', { ...byCoordinator, facts: { role: 'director' } });
    links.behind.refusal = { status: 'refused', refusal: refuse('date-in-past', 'It has passed.', '该日期已过。') };
    const refusal = await links.post(url, { name: 'Wu Bo', dueOn: '2026-01-20', reason: 'x' });
    expect([refusal.statusCode, refusal.body.includes('It has passed.')]).toEqual([409, true]);
    expect(refusal.body).toContain('value="2026-01-20"');
  });
});

describe('asking for a later date', () => {
  const wanted = { name: 'Owner', untilOn: '2026-04-20', reason: 'The hall is closed.' };

  test('is answered with who decides, and that the date stands until then', async () => {
    await commitment();
    const { url } = await links.link('pause');
    expect(await page(url)).toContain('更晚的日期视为申请，由我方协调人决定，决定之前原定日期不变');
    const answer = await links.post(url, wanted);
    expect(answer.body).toContain('您的延期申请已提交协调人，由其决定并告知您。在此之前，下列日期仍然有效。');
    expect(answer.body).toContain('2026年3月6日（周五）');
    const pause = await links.post((await links.link('pause')).url, { ...wanted, untilOn: '2026-03-06' });
    expect(pause.body).toContain('谢谢，已经登记');
  });

  test('by its own link is a request whatever the date, and says so', async () => {
    await commitment();
    const { id, url } = await links.link('ask-extension');
    expect(await page(url)).toContain('决定之前原定日期不变，提醒照常');
    const answer = await links.post(url, { name: 'Owner', dueOn: '2026-03-09', reason: '场地未定' });
    expect(answer.body).toContain('您的延期申请已提交协调人');
    expect(answer.body).toContain('Your request for a later date is with the coordinator');
    expect(links.behind.applied.get(id)?.command).toMatchObject({
      name: 'askExtension',
      data: { dueOn: '2026-03-09' },
    });
  });

  test('of a coordinator goes to the director', async () => {
    await commitment({ ownerPostId: 'post-coordinator' });
    const { url } = await links.link('pause', { personId: 'person-coordinator' });
    expect((await links.post(url, wanted)).body).toContain('is with the director, who decides');
  });

  test('shows at every page of the matter while it is open', async () => {
    await commitment({ extensionAsked: { dueOn: '2026-04-20', on: '2026-03-04' } });
    for (const action of ['open', 'pause', 'report']) {
      expect(await page((await links.link(action)).url)).toContain(
        '已申请改至（尚待决定）：2026年4月20日（周一），2026年3月4日（周三）提出',
      );
    }
  });
});

describe('handing over', () => {
  test('offers the posts of our own organisation that somebody holds, but not the one that owes it', async () => {
    await commitment();
    await world.db.post.update({ where: { id: 'post-director' }, data: { holderId: null } });
    const body = await page((await links.link('hand-over', byCoordinator)).url);
    const offered = [...body.matchAll(/<option value="(post-[^"]+)"/g)].map((match) => match[1]);
    expect(offered).toEqual(['post-british', 'post-coordinator', 'post-liaison']);
  });

  test('has the suggested post chosen, and goes there with one press; it says what happens if nobody accepts', async () => {
    await commitment();
    const { id, url } = await links.link('hand-over', {
      ...byCoordinator,
      facts: { role: 'coordinator', suggestedPostId: 'post-british' },
    });
    expect(await page(url)).toMatch(/<option value="post-british" +selected/);
    expect(await page(url)).toContain('value="as suggested"');
    const answer = await links.post(url, { name: 'Wu Bo', ownerPostId: 'post-british', reason: 'They said so.' });
    expect(answer.body).toContain('If nobody there accepts it within two working days');
    expect(sent(id)).toMatchObject({
      name: 'reassignFollowUp',
      actor: { roles: ['coordinator'] },
      data: { followUpId: 'commitment.commitment-1', ownerPostId: 'post-british' },
    });
  });

  test('to an outside post only where it was suggested, and says that its holder does not know us', async () => {
    await commitment();
    const refused = await links.post((await links.link('hand-over', byCoordinator)).url, {
      name: 'Wu Bo',
      ownerPostId: 'post-partner',
      reason: 'x',
    });
    expect([refused.statusCode, links.behind.sendings]).toEqual([409, 0]);
    const { url } = await links.link('hand-over', {
      ...byCoordinator,
      facts: { role: 'coordinator', suggestedPostId: 'post-partner' },
    });
    expect(await page(url)).toContain('Post of partner (does not know us yet)');
    const answer = await links.post(url, { name: 'Wu Bo', ownerPostId: 'post-partner', reason: 'x' });
    expect(answer.body).toContain('our request goes out only when the introduction is released');
  });

  test('to nobody is not sent', async () => {
    await commitment();
    const { url } = await links.link('hand-over', byCoordinator);
    expect((await links.post(url, { name: 'Wu Bo', ownerPostId: '', reason: 'x' })).statusCode).toBe(422);
  });
});

test('what was to go to the leader can be held while it is about to go, and not twice', async () => {
  await commitment({ steps: [['escalation-3', '2026-03-10T18:00:00.000Z']] });
  const ahead = await links.link('hold-escalation', byCoordinator);
  await links.post(ahead.url, { name: 'Wu Bo', reason: 'They meet tomorrow.' });
  expect(sent(ahead.id)?.name).toBe('holdEscalation');
  await world.clear();
  await commitment({ escalationHeldOn: '2026-03-04', steps: [['escalation-3', '2026-03-17T18:00:00.000Z']] });
  expect(await page((await links.link('hold-escalation', byCoordinator)).url)).not.toContain('<form');
  await world.clear();
  await commitment({ steps: [] });
  expect(await page((await links.link('hold-escalation', byCoordinator)).url)).not.toContain('<form');
});

describe('an answer of somebody without mail', () => {
  const code = () => /\d{6}/.exec(world.inbox.messages()[0]?.text ?? '')?.[0] ?? '';
  const byLiaison = { personId: 'person-liaison' };

  async function minutes() {
    const f = await world.followUp('minutes-confirmation', 'minutes-1', {
      ownerPostId: 'post-wechat',
      sideOrgId: 'org-cnuktip',
    });
    await world.db.followUp.updateMany({
      data: { aboutKind: 'minutes', aboutId: 'symposium-1.side-1', sideOrgId: 'org-cnuktip' },
    });
    const relayOf = await world.notice('confirm-minutes', 'post-wechat', { followUp: f });
    await world.db.notice.update({ where: { id: relayOf }, data: { reason: 'relay' } });
    return { followUpId: f.id, facts: { relayOf, aboutPersonId: 'person-wechat' } };
  }

  test('is recorded by the liaison as theirs, with the way it was given, under a code of the liaison’s own', async () => {
    const about = await minutes();
    const { id, url } = await links.link('confirm-for', { ...byLiaison, ...about });
    const shown = await page(url);
    expect(shown).toContain('You answer for: wechat姓名');
    expect(shown).toContain('Never enter what they have not said.');
    const answer = { name: 'Wang Xinfang', answer: 'agree', how: 'wechat' };
    await links.post(url, answer);
    expect(world.inbox.messages()[0]?.to).toEqual(['liaison@example.org']);
    expect(links.behind.sendings).toBe(0);
    expect((await links.post(url, { ...answer, code: code() })).body).toContain('Thank you, this is recorded.');
    expect(sent(id)).toMatchObject({
      name: 'confirmMinutes',
      actor: { id: 'person-liaison', personId: 'person-liaison', roles: ['confirmer'] },
      data: { symposiumId: 'symposium-1', organisationId: 'org-cnuktip', personId: 'person-wechat', how: 'wechat' },
    });
    // Who has answered was told.
    expect(await world.db.notice.findUniqueOrThrow({ where: { id: about.facts.relayOf } })).toMatchObject({
      status: 'relayed',
      relay: { by: 'Wang Xinfang', how: 'wechat' },
    });
  });

  test('may ask for a change, which is said', async () => {
    const { id, url } = await links.link('confirm-for', { ...byLiaison, ...(await minutes()) });
    expect((await links.post(url, { name: 'x', answer: 'change', how: 'phone' })).statusCode).toBe(422);
    const change = { name: 'x', answer: 'change', how: 'phone', reason: 'The second point.' };
    await links.post(url, change);
    await links.post(url, { ...change, code: code() });
    expect(sent(id)).toMatchObject({ name: 'disputeMinutes', data: { how: 'phone', personId: 'person-wechat' } });
  });

  test('that something was done for them is confirmed in their place', async () => {
    await commitment({ reportedOn: '2026-03-04', reportedBy: 'person-owner' });
    const { id, url } = await links.link('confirm-for', { ...byLiaison, facts: { aboutPersonId: 'person-wechat' } });
    expect(await page(url)).not.toContain('name="answer"');
    await links.post(url, { name: 'x', how: 'phone' });
    await links.post(url, { name: 'x', how: 'phone', code: code() });
    expect(sent(id)).toMatchObject({ name: 'confirmFollowUp', actor: { personId: 'person-liaison' } });
  });

  test('on the telephone is theirs who holds the post', async () => {
    const { followUpId } = await minutes();
    const { id, url } = await links.link('confirm-for', { ...byLiaison, followUpId });
    await links.post(url, { name: 'x', answer: 'agree', how: 'phone' });
    await links.post(url, { name: 'x', answer: 'agree', how: 'phone', code: code() });
    expect(sent(id)).toMatchObject({ data: { personId: 'person-wechat' } });
  });

  test('the link that was passed on to them shows the minutes and asks for no code that cannot come', async () => {
    const { followUpId } = await minutes();
    const { url } = await links.link('open', { personId: 'person-wechat', followUpId });
    expect((await links.app.inject({ method: 'GET', url })).statusCode).toBe(200);
    expect(await page(url)).not.toContain('<form');
    expect(await page(url)).toContain('告知向您转达的我方联络人，由其代您登记');
    const old = await links.link('confirm-minutes', { personId: 'person-wechat', followUpId });
    expect(await page(old.url)).toContain('告知向您转达的我方联络人，由其代您登记');
  });
});

describe('a matter that ends when it is recorded', () => {
  const contact = () => world.followUp('contact', 'communication', { ownerPostId: 'post-liaison' });
  const followUpId = 'contact.communication';
  const held = {
    way: 'recordContact',
    name: 'Wang Xinfang',
    onDate: '2026-03-03',
    counterparts: 'person-partner',
    kind: 'call',
    summary: 'They send the list by Friday.',
  };

  test('is recorded on its page where a few fields suffice, by the same command as through the API', async () => {
    await contact();
    const { id, url } = await links.link('record', {
      personId: 'person-liaison',
      followUpId,
      facts: { role: 'liaison' },
    });
    const shown = await page(url);
    expect(shown).toContain('With whom?');
    expect(shown).toContain('Ren Xiang, CNUKTIP');
    expect(shown).not.toContain('value="person-owner"');
    expect((await links.post(url, held)).body).toContain('Thank you, this is recorded.');
    expect(sent(id)).toMatchObject({
      name: 'recordContact',
      actor: { id: 'person-liaison', roles: ['liaison'] },
      data: {
        onDate: '2026-03-03',
        kind: 'call',
        summary: expect.stringMatching(/^text-/),
        counterparts: [{ personId: 'person-partner', organisationId: 'org-cnuktip' }],
      },
    });
    expect(await world.db.text.findMany()).toMatchObject([{ content: 'They send the list by Friday.' }]);
  });

  test('what is missing is named, and what was filled in stands', async () => {
    await contact();
    const { url } = await links.link('record', { personId: 'person-liaison', followUpId, facts: { role: 'liaison' } });
    const answer = await links.post(url, { ...held, counterparts: '', name: '' });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('Please fill in what is missing: With whom?, Your name');
    expect(answer.body).toContain('They send the list by Friday.');
    expect(links.behind.sendings).toBe(0);
  });

  test('tells the call of the API with an example for this very matter, and who records it for those without a token', async () => {
    await contact();
    for (const [personId, words] of [
      ['person-liaison', 'Without a token: answer the mail'],
      ['person-owner', '没有令牌的，请直接回复来信'],
    ] as const) {
      const body = await page((await links.link('record', { personId, followUpId, facts: { role: 'liaison' } })).url);
      expect(body).toContain(`POST /v1/agreements/${agreementId}/contacts`);
      expect(body).toContain('&quot;personId&quot;: &quot;person-partner&quot;');
      expect(body).toContain(words);
      expect(body).toMatch(/Post of coordinator|coordinator职务/);
    }
  });

  test('has no form for somebody in whose place it is not, who is told how all the same', async () => {
    await contact();
    const { url } = await links.link('record', { personId: 'person-owner', followUpId });
    const body = await page(url);
    expect(body).not.toContain('<form');
    expect(body).toContain(`POST /v1/agreements/${agreementId}/contacts`);
    const pressed = await links.post(url, held);
    expect([pressed.statusCode, links.behind.sendings]).toEqual([403, 0]);
  });

  test('names the item in the address of the call', async () => {
    const f = await world.followUp('payment', 'payment-3', { ownerPostId: 'post-coordinator' });
    const { id, url } = await links.link('record', { ...byCoordinator, followUpId: f.id });
    expect(await page(url)).toContain(`POST /v1/agreements/${agreementId}/payments/payment-3/move`);
    await links.post(url, { way: 'movePayment', name: 'Wu Bo', onDate: '2026-03-04', note: '' });
    expect(sent(id)).toMatchObject({ data: { paymentId: 'payment-3', to: 'received', onDate: '2026-03-04' } });
  });

  test('is over once it was recorded elsewhere', async () => {
    await contact();
    await world.db.followUp.updateMany({ data: { status: 'done' } });
    const { url } = await links.link('record', { personId: 'person-liaison', followUpId, facts: { role: 'liaison' } });
    expect(await page(url)).not.toContain('<form');
    expect((await links.post(url, held)).body).toContain('settled already');
    expect(links.behind.sendings).toBe(0);
  });
});
