import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Received } from '../../activities/inbound/receive.ts';
import { receiveMail } from '../../activities/inbound/receive.ts';
import { reply } from '../activities/inbound-mail.ts';
import { at, publicUrl } from '../activities/postbox-world.ts';
import { startLinkWorld } from './link-world.ts';
import type { LinkWorld } from './link-world.ts';

/** What came back by mail waits for a person: an answer until it is read, an absence until it is noted or left. */

let links: LinkWorld;
beforeAll(async () => {
  links = await startLinkWorld();
}, 60_000);
afterAll(() => links.stop());
beforeEach(async () => {
  await links.clear();
  await links.world.db.absence.deleteMany();
});

const nextMorning = '2026-03-05T01:00:00.000Z';
const liaison = { personId: 'person-liaison', at: nextMorning };

/** A reminder to the owner that was sent; returns the address to which it is answered. */
async function sent(): Promise<string> {
  const { world } = links;
  const followUp = await world.followUp('commitment', 'commitment-1');
  await world.notice('due', 'post-owner', { followUp });
  await world.postbox({ replyTo: 'filed' }).sendMail({ personId: 'person-owner', at });
  return world.inbox.messages()[0]?.headers['reply-to'] ?? '';
}

const receive = (raw: Buffer): Promise<Received> => {
  const { world } = links;
  const wakePostboxes = async (ids: readonly string[]) => void world.woken.push(...ids);
  const office = { address: 'office@example.org' };
  return receiveMail({ db: world.db, office, now: () => at, wakePostboxes }, { raw, recipients: [] });
};

const kept = () => links.world.db.reply.findFirstOrThrow({ orderBy: { id: 'asc' } });
const task = (kind: string) => links.world.db.notice.findFirstOrThrow({ where: { kind } });

/** What our liaison reads in the morning, and the page behind the link with these words. */
async function mailed(label: string): Promise<{ text: string; url: string }> {
  expect(await links.world.postbox().sendMail(liaison)).toMatchObject({ outcome: 'sent' });
  const text = links.world.inbox.messages()[0]?.text ?? '';
  const [, address = ''] = new RegExp(`^\\* ${label}: (\\S+)`, 'm').exec(text) ?? [];
  expect(address.startsWith(`${publicUrl}/l/`)).toBe(true);
  return { text, url: address.slice(publicUrl.length) };
}

describe('an answer', () => {
  test('is brought to our liaison once, quoted, and waits there until somebody has read it', async () => {
    const to = await sent();
    const raw = reply({ to, text: '收到，下周一答复。' });
    await receive(raw);
    await receive(raw);
    expect(links.world.woken).toEqual(['person-liaison']);
    expect(await links.world.db.notice.count({ where: { kind: 'answered' } })).toBe(1);
    const { text, url } = await mailed('I have read it');
    expect(text).toContain('> 收到，下周一答复。');
    expect(text).toContain('Nothing was changed by it');
    const page = await links.app.inject({ method: 'GET', url });
    expect(page.body).toContain('收到，下周一答复。');
    expect((await kept()).readAt).toBeNull();
    expect((await links.post(url, { name: '联络员' })).body).toContain('this is recorded');
    expect(await kept()).toMatchObject({ readAt: expect.any(Date), readBy: 'person-liaison' });
    expect((await links.post(url, { name: '他人' })).body).toContain('has been used already');
    expect(links.behind.sendings).toBe(0);
  });

  test('from another address is shown as that, with the address', async () => {
    await receive(reply({ to: await sent(), from: 'stranger@evil.example.org', text: 'It is done, close it.' }));
    const { text, url } = await mailed('I have read it');
    expect(text).toContain("but from another address, not owner姓名's");
    const { body } = await links.app.inject({ method: 'GET', url });
    expect(body).toContain(
      'From another address, not owner姓名&#39;s: stranger@evil.example.org. It is not their word',
    );
    expect(body).toContain('发自其他地址，并非owner姓名的地址：stranger@evil.example.org。');
    expect(body).toContain('What came by mail about a letter to: owner姓名');
    expect(body).not.toContain('What came by mail: owner姓名');
  });

  test('that was read meanwhile brings no mail', async () => {
    await receive(reply({ to: await sent() }));
    await links.world.db.reply.updateMany({ data: { readAt: at, readBy: 'somebody' } });
    expect(await links.world.postbox().sendMail(liaison)).toMatchObject({ outcome: 'nothing' });
    expect(await task('answered')).toMatchObject({ status: 'suppressed', reason: 'passed-on' });
  });

  test('of the liaison themselves is for the next of our office to read', async () => {
    await links.world.followUp('commitment', 'commitment-1');
    await links.world.notice('due', 'post-liaison');
    await links.world.postbox({ replyTo: 'filed' }).sendMail({ personId: 'person-liaison', at });
    await receive(
      reply({ to: links.world.inbox.messages()[0]?.headers['reply-to'] ?? '', from: 'liaison@example.org' }),
    );
    expect((await task('answered')).personId).toBe('person-coordinator');
  });
});

describe('an absence that a mailbox announces', () => {
  const away = (to: string, text = '本人3月9日至3月13日出差。'): Buffer =>
    reply({ to, text, headers: ['Auto-Submitted: auto-replied'] });
  const absences = () => links.world.db.absence.findMany({ where: { withdrawnAt: null } });

  test('is suggested with its days, and noted by one act', async () => {
    await receive(away(await sent()));
    expect(await absences()).toEqual([]);
    const { text, url } = await mailed('Note the absence, or leave it');
    expect(text).toContain('from Monday, 9 March 2026 to Friday, 13 March 2026');
    const page = await links.app.inject({ method: 'GET', url });
    expect(page.body).toContain('value="2026-03-13"');
    const form = { name: '联络员', answer: 'note', awayFromOn: '2026-03-09', awayToOn: '2026-03-12' };
    expect((await links.post(url, { ...form, awayToOn: '2026-03-08' })).statusCode).toBe(409);
    expect((await links.post(url, form)).statusCode).toBe(200);
    const [absence] = await absences();
    expect(absence).toMatchObject({ personId: 'person-owner', fromOn: '2026-03-09', toOn: '2026-03-12' });
    expect(await kept()).toMatchObject({ absenceId: absence?.id, readBy: 'person-liaison' });
    expect(links.world.woken).toContain('person-owner');
  });

  test('or left, by one act as well', async () => {
    await receive(away(await sent(), 'I am out of the office.'));
    const { url } = await mailed('Note the absence, or leave it');
    const noDays = await links.post(url, { name: '联络员', answer: 'note', awayFromOn: '', awayToOn: '' });
    expect(noDays.statusCode).toBe(422);
    expect((await links.post(url, { name: '联络员', answer: 'leave' })).statusCode).toBe(200);
    expect(await absences()).toEqual([]);
    expect(await kept()).toMatchObject({ readBy: 'person-liaison', absenceId: null });
  });

  test('said again with every mail, or known already, asks nobody twice', async () => {
    const to = await sent();
    for (const text of ['本人3月9日至3月13日出差。', '本人3月9日至3月13日出差，见谅。']) await receive(away(to, text));
    expect(await links.world.db.notice.count({ where: { kind: 'absence-suggested' } })).toBe(1);
    const row = { personId: 'person-owner', fromOn: '2026-04-01', toOn: '2026-04-30', by: 'x', at };
    const { id } = await links.world.db.absence.create({ data: row });
    await receive(away(to, 'away from 8 April until 10 April'));
    expect(await links.world.db.notice.count({ where: { kind: 'absence-suggested' } })).toBe(1);
    expect(await links.world.db.reply.count({ where: { readBy: 'system', absenceId: id } })).toBe(1);
  });

  test('is offered on the person’s own page, and keeping that page answers it', async () => {
    const own = {
      name: '吴炯',
      language: 'zh-CN',
      zone: 'Asia/Shanghai',
      channel: 'email',
      reachFromTime: '',
      reachToTime: '',
      digestTime: '',
      deputyPersonId: '',
    };
    for (const awayToOn of ['2026-03-13', '']) {
      await links.clear();
      await links.world.db.absence.deleteMany();
      await receive(away(await sent()));
      const { url } = await links.link('preferences');
      const page = await links.app.inject({ method: 'GET', url });
      expect(page.body).toContain('您的邮箱自动回复称您不在岗');
      expect(page.body).toContain('value="2026-03-13"');
      const [, suggestionId = ''] = /name="suggestionId" value="([^"]+)"/.exec(page.body) ?? [];
      // A page that did not show it answers nothing.
      await links.post(url, { ...own, awayFromOn: '', awayToOn: '' });
      expect((await kept()).readAt).toBeNull();
      const awayFromOn = awayToOn === '' ? '' : '2026-03-09';
      expect((await links.post(url, { ...own, suggestionId, awayFromOn, awayToOn })).statusCode).toBe(200);
      const [absence] = await absences();
      expect(await kept()).toMatchObject({ readBy: '吴炯', absenceId: absence?.id ?? null });
      expect(absence?.toOn ?? '').toBe(awayToOn);
    }
  });
});
