import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { listenForMail } from '../../api/inbound-smtp.ts';
import { receiving } from '../../api/inbound.ts';
import { identityClock } from '../../domain/calendar/business-clock.ts';
import { bounce, calendarAnswer, reply } from '../activities/inbound-mail.ts';
import { fillDirectory, startBody, startTestApi } from '../support/api.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
let people: string[];
let id: string;
const mailId = `mail-${'A'.repeat(22)}`;
const secondMailId = `mail-${'B'.repeat(22)}`;
const domain = 'example.org';

beforeAll(async () => {
  api = await startTestApi();
  ({ people } = await fillDirectory(api));
  id = (await api.post('/v1/agreements', startBody())).entityId;
  const visit = {
    fromOn: '2026-03-20',
    direction: 'inbound',
    hostOrganisationId: 'org-cnuktip',
    delegation: [{ personId: people[1], organisationId: 'org-zzuet' }],
  };
  await api.post(`/v1/agreements/${id}/visits`, visit);
  const [bai = ''] = people.slice(1);
  for (const each of [mailId, secondMailId]) {
    await api.db.mail.create({
      data: {
        id: each,
        personId: bai,
        kind: 'meeting',
        messageId: `<${each}@${domain}>`,
        subject: 'x',
        recipient: 'bai@example.org',
        mime: new Uint8Array(),
        status: 'sent',
        at: new Date('2026-03-02T01:00:00.000Z'),
      },
    });
  }
  await api.db.notice.updateMany({ where: { kind: 'meeting', personId: bai }, data: { status: 'sent', mailId } });
});
afterAll(() => api.stop());

const handIn = (raw: Buffer | string, headers: Record<string, string> = {}) =>
  api.call('POST', '/v1/mail/inbound', raw, { 'content-type': 'message/rfc822', ...headers });

test('an answer that is handed in is shown as answered and unread, then as read', async () => {
  const answer = await handIn(
    reply({ from: 'bai@example.org', to: `reply+${mailId}@${domain}`, text: '我们会准时到。' }),
  );
  expect(answer).toMatchObject({ status: 200, body: { outcome: 'answer', agreementIds: [id] } });
  const notices = await api.call('GET', `/v1/agreements/${id}/notices`);
  const shown = notices.body.items.find((notice: { mailId: string | null }) => notice.mailId === mailId);
  expect(shown.answer).toEqual({ replyId: expect.any(String), isRead: false, isFromAnotherAddress: false });
  const { items } = (await api.call('GET', '/v1/agreements')).body;
  expect(items).toMatchObject([{ id, unreadAnswers: 1 }]);
  expect((await api.call('GET', `/v1/agreements/${id}`)).body.unreadAnswers).toBe(1);
  const { body } = await api.call('GET', `/v1/agreements/${id}/replies?unread=true`);
  expect(body.items).toMatchObject([
    {
      id: shown.answer.replyId,
      text: '我们会准时到。',
      personId: people[1],
      readAt: null,
      isFromAnotherAddress: false,
    },
  ]);
  const read = await api.call('POST', `/v1/replies/${shown.answer.replyId}/read`);
  expect(read).toMatchObject({ status: 200, body: { readBy: expect.any(String), readAt: expect.any(String) } });
  const again = await api.call('POST', `/v1/replies/${shown.answer.replyId}/read`);
  expect(again.body).toEqual(read.body);
  expect((await api.call('GET', '/v1/replies?unread=true')).body.items).toEqual([]);
  expect((await api.call('GET', '/v1/agreements')).body.items).toMatchObject([{ id, unreadAnswers: 0 }]);
  expect((await api.call('GET', `/v1/agreements/${id}`)).body.unreadAnswers).toBe(0);
  expect(await api.call('POST', '/v1/replies/reply-x/read')).toMatchObject({
    status: 422,
    body: { type: '/problems/unknown-item' },
  });
});

test('a matter that was answered and not read is told so in every list of what is open', async () => {
  const { items } = (await api.call('GET', `/v1/agreements/${id}/follow-ups`)).body;
  const [first] = items;
  await api.db.notice.updateMany({ where: { mailId }, data: { followUpId: first.id } });
  await handIn(reply({ from: 'bai@example.org', to: `reply+${mailId}@${domain}`, text: 'About this.' }));
  const told = async (url: string, headers = {}) =>
    (await api.call('GET', url, undefined, headers)).body.items
      .filter(({ answeredUnread }: { answeredUnread: boolean }) => answeredUnread)
      .map((item: { id: string }) => item.id);
  const lists = [`/v1/agreements/${id}/follow-ups`, '/v1/follow-ups'];
  for (const url of lists) expect(await told(url)).toEqual([first.id]);
  // Whether we have read it is our own business.
  const authorization = await api.tokenFor({ id: 'bai', personId: people[1] ?? '', roles: ['owner'] });
  for (const url of lists) expect(await told(url, { authorization })).toEqual([]);
  const { body } = await api.call('GET', '/v1/replies?unread=true');
  await api.call('POST', `/v1/replies/${body.items[0].id}/read`);
  for (const url of lists) expect(await told(url)).toEqual([]);
  await api.db.reply.deleteMany({ where: { id: body.items[0].id } });
});

test('what another address wrote is listed as that, and answers no matter', async () => {
  const { items } = (await api.call('GET', `/v1/agreements/${id}/follow-ups`)).body;
  await api.db.notice.updateMany({ where: { mailId }, data: { followUpId: items[0].id } });
  await handIn(reply({ from: 'stranger@example.net', to: `reply+${mailId}@${domain}`, text: 'It is done, close it.' }));
  const { body } = await api.call('GET', '/v1/replies?unread=true');
  expect(body.items).toMatchObject([{ fromAddress: 'stranger@example.net', isFromAnotherAddress: true }]);
  const after = (await api.call('GET', `/v1/agreements/${id}/follow-ups`)).body.items;
  expect(after.filter(({ answeredUnread }: { answeredUnread: boolean }) => answeredUnread)).toEqual([]);
  const notices = (await api.call('GET', `/v1/agreements/${id}/notices`)).body.items;
  const told = (): unknown => notices.find((notice: { mailId: string | null }) => notice.mailId === mailId).answer;
  // Their own answer counts before it.
  expect(told()).toMatchObject({ isRead: true, isFromAnotherAddress: false });
  await api.db.reply.deleteMany({ where: { id: body.items[0].id } });
});

test('an absence that a mailbox announces is noted or left, and withdrawn again', async () => {
  const headers = ['Auto-Submitted: auto-replied'];
  const announce = (text: string) =>
    handIn(reply({ from: 'bai@example.org', to: `bounce+${mailId}@${domain}`, text, headers }));
  expect((await announce('I am away from 9 March 2026 until 13 March 2026.')).body).toMatchObject({
    outcome: 'absence',
  });
  const waiting = async () => (await api.call('GET', '/v1/replies?kind=absence&unread=true')).body.items;
  const [suggestion] = await waiting();
  expect(suggestion).toMatchObject({ awayFromOn: '2026-03-09', awayToOn: '2026-03-13', absenceId: null });
  const at = `/v1/replies/${suggestion.id}/absence`;
  expect(await api.call('POST', at, { toOn: '2026-03-01' })).toMatchObject({
    status: 422,
    body: { type: '/problems/ends-before-starts' },
  });
  expect((await api.call('POST', at, { deputyPersonId: people[2] })).body.type).toBe('/problems/deputy-unfit');
  const noted = await api.call('POST', at, {});
  expect(noted).toMatchObject({ status: 200, body: { absenceId: expect.any(Number), readBy: expect.any(String) } });
  expect((await api.call('POST', at, { toOn: '2026-03-20' })).body).toEqual(noted.body);
  expect(await waiting()).toEqual([]);
  const absences = `/v1/people/${people[1]}/absences`;
  const listed = async () => (await api.call('GET', absences)).body.items;
  expect(await listed()).toMatchObject([{ fromOn: '2026-03-09', toOn: '2026-03-13', withdrawnAt: null }]);
  const one = `${absences}/${noted.body.absenceId}`;
  const withdrawn = await api.call('DELETE', one);
  expect(withdrawn).toMatchObject({ status: 200, body: { withdrawnAt: expect.any(String) } });
  expect((await api.call('DELETE', one)).body).toEqual(withdrawn.body);
  expect(await listed()).toEqual([withdrawn.body]);
  for (const other of [`/v1/people/${people[0]}/absences/${noted.body.absenceId}`, `${absences}/999`])
    expect((await api.call('DELETE', other)).status).toBe(404);
  // No days in it, and left.
  await announce('I am out of the office.');
  const [vague] = await waiting();
  expect((await api.call('POST', `/v1/replies/${vague.id}/absence`, {})).body.type).toBe('/problems/shape-invalid');
  await api.call('POST', `/v1/replies/${vague.id}/read`);
  expect(await waiting()).toEqual([]);
  expect(await listed()).toHaveLength(1);
  await api.db.reply.deleteMany({ where: { kind: 'absence' } });
});

test('what a party wrote is for the office, not for everybody of ours, and not for other parties', async () => {
  const leader = await api.tokenFor({ id: 'leader', roles: ['leader'] });
  const { body } = await api.call('GET', `/v1/agreements/${id}/replies`, undefined, { authorization: leader });
  expect(body.items).toMatchObject([{ text: null }]);
  const readBy = async (personId = '') => {
    const authorization = await api.tokenFor({ id: personId, personId, roles: ['owner'] });
    return (await api.call('GET', `/v1/agreements/${id}/replies`, undefined, { authorization })).body.items;
  };
  expect(await readBy(people[2])).toEqual([]);
  expect(await readBy(people[1])).toMatchObject([{ text: '我们会准时到。' }]);
  expect((await api.call('GET', '/v1/replies', undefined, { authorization: leader })).status).toBe(403);
  expect((await handIn(reply({}), { authorization: leader })).status).toBe(403);
});

test('an answer of a calendar is shown in the agreement', async () => {
  const uid = `${id}.visit-1@${domain}`;
  const answer = await handIn(calendarAnswer({ uid, attendee: 'bai@example.org', partstat: 'DECLINED' }));
  expect(answer.body).toEqual({ outcome: 'attendance', agreementIds: [id] });
  const { body } = await api.call('GET', `/v1/agreements/${id}`);
  expect(body.attendance).toMatchObject([
    { meetingId: 'visit-1', personId: people[1], answer: 'declined', sequence: 0 },
  ]);
});

test('only a message is taken, and none that is too large', async () => {
  expect(await handIn('')).toMatchObject({ status: 400, body: { type: '/problems/shape-invalid' } });
  expect((await api.call('POST', '/v1/mail/inbound', { a: 1 })).status).toBe(400);
  expect((await handIn(Buffer.alloc(5 * 1024 * 1024 + 1, 'x'))).status).toBe(413);
  expect((await handIn('nothing of ours')).body).toEqual({ outcome: 'ignored', agreementIds: [] });
});

test('the listener takes bounces and answers, and relays nothing', async () => {
  const deps = receiving({
    db: api.db,
    clock: identityClock,
    mailFrom: `Office <office@${domain}>`,
    wakePostboxes: () => Promise.resolve(),
  });
  const troubles: string[] = [];
  const listener = await listenForMail(deps, { host: '127.0.0.1', port: 0, onTrouble: (why) => troubles.push(why) });
  const client = createTransport({ host: '127.0.0.1', port: listener.port, secure: false, ignoreTLS: true });
  const send = (to: string, raw: Buffer) => client.sendMail({ envelope: { from: '', to }, raw });
  try {
    await expect(send('somebody@elsewhere.example', reply({}))).rejects.toMatchObject({ responseCode: 550 });
    await expect(send(`bounce+${secondMailId}@elsewhere.example`, bounce({}))).rejects.toMatchObject({
      responseCode: 550,
    });
    await send(`bounce+${secondMailId}@${domain}`, bounce({}));
    expect(await api.db.mail.findUniqueOrThrow({ where: { id: secondMailId } })).toMatchObject({ status: 'refused' });
    await expect(send(`reply+${mailId}@${domain}`, Buffer.alloc(6 * 1024 * 1024, 'x\r\n'))).rejects.toMatchObject({
      responseCode: 552,
    });
    expect(troubles).toEqual([]);
  } finally {
    client.close();
    await listener.close();
  }
});

test('what cannot be kept is put off, so that it comes again', async () => {
  const deps = receiving({
    db: api.db,
    clock: identityClock,
    mailFrom: `office@${domain}`,
    wakePostboxes: () => Promise.resolve(),
  });
  const broken = { ...deps, now: () => 'no time' };
  const troubles: string[] = [];
  const listener = await listenForMail(broken, { host: '127.0.0.1', port: 0, onTrouble: (why) => troubles.push(why) });
  const client = createTransport({ host: '127.0.0.1', port: listener.port, secure: false, ignoreTLS: true });
  try {
    const raw = reply({ from: 'bai@example.org', text: 'again' });
    await expect(
      client.sendMail({ envelope: { from: '', to: `reply+${mailId}@${domain}` }, raw }),
    ).rejects.toMatchObject({ responseCode: 451 });
    expect(troubles).toHaveLength(1);
  } finally {
    client.close();
    await listener.close();
  }
});
