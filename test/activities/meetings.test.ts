import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import ICAL from 'ical.js';
import { receiveMail } from '../../activities/inbound/receive.ts';
import { tellInvited } from '../../domain/meeting/invitation.ts';
import type { Meeting, MeetingFacts } from '../../domain/meeting/invitation.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { agreementId, at, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';
import { calendarAnswer } from './inbound-mail.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());
let seq = 0;
beforeEach(async () => {
  await world.clear();
  // The agreement's own row.
  await world.followUp('commitment', 'commitment-1');
  seq = 500;
});

const arrived = () => world.arrived();
const owner = { personId: 'person-owner', at };
const partner = { personId: 'person-partner', at };
const introduce = () => world.db.person.updateMany({ data: { introducedAt: new Date(at) } });

const planned: Meeting = {
  id: 'visit-1',
  kind: 'visit',
  fromOn: '2026-03-20',
  toOn: '2026-03-20',
  invitation: { invited: ['person-owner'], sequence: 0, times: { from: '09:00', to: '11:30' } },
};
const calendar = { calendar: { zone: 'Asia/Shanghai' } };

/** Writes what an event told, as the recorder does. */
async function tell(
  personId: string,
  method: MeetingFacts['method'],
  change: Partial<Meeting> & { sequence?: number; reason?: string } = {},
): Promise<string> {
  const { sequence = 0, reason = null, ...rest } = change;
  const invitation = { ...planned.invitation, invited: [personId], sequence };
  const [draft] = tellInvited(calendar as never, { ...planned, ...rest, invitation }, method, reason);
  seq += 1;
  const id = `${agreementId}/${seq}/0`;
  await world.db.notice.create({
    data: {
      id,
      entityId: agreementId,
      agreementId,
      seq,
      kind: 'meeting',
      personId,
      facts: draft?.facts as Prisma.InputJsonValue,
      at: new Date(at),
    },
  });
  return id;
}
const statusOf = (id: string) => world.statusOf(id);

/** The calendar's part of the newest mail. */
async function event(): Promise<{ method: unknown; event: ICAL.Event }> {
  const { mime } = await world.db.mail.findFirstOrThrow({
    where: { kind: 'meeting' },
    orderBy: { realSentAt: 'desc' },
  });
  const source = Buffer.from(mime).toString('utf8');
  const file = /filename=invitation\.ics\r\n[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(source)?.[1] ?? '';
  const parsed = new ICAL.Component(ICAL.parse(Buffer.from(file, 'base64').toString('utf8')));
  const component = parsed.getFirstSubcomponent('vevent');
  if (!component) throw new Error('no event');
  return { method: parsed.getFirstPropertyValue('method'), event: new ICAL.Event(component) };
}

interface Imported {
  method: string;
  event: ICAL.Event;
}

/** What a calendar holds after it has read these mails: an event by its UID, in its newest version (RFC 5546). */
function imported(mails: readonly Imported[]) {
  const held = new Map<string, { sequence: number; startsAt: string; isCancelled: boolean }>();
  for (const { method, event: one } of mails) {
    if (one.sequence < (held.get(one.uid)?.sequence ?? -1)) continue;
    const startsAt = one.startDate.toString();
    held.set(one.uid, { sequence: one.sequence, startsAt, isCancelled: method === 'CANCEL' });
  }
  return held;
}

describe('invitations', () => {
  test('a mail of its own, with the meeting for the calendar, beside other mail', async () => {
    await world.notice('due', 'post-owner');
    const id = await tell('person-owner', 'request');
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'sent', count: 1 });
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'sent', count: 1 });
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'nothing' });
    expect(arrived()).toHaveLength(2);
    const [mail] = arrived();
    expect(mail?.subject).toBe('邀请：来访（3月20日）· 郑州工程技术学院 × CNUKTIP');
    expect(mail?.text).toContain('时间：2026年3月20日（周五） 09:00 至 11:30 (Asia/Shanghai)');
    expect(mail?.attachments.map(({ name }) => name)).toContain('invitation.ics');
    const read = await event();
    expect(read.method).toBe('REQUEST');
    expect(read.event.uid).toBe(`${agreementId}.visit-1@example.org`);
    expect(read.event.startDate.toString()).toBe('2026-03-20T01:00:00Z');
    expect(await statusOf(id)).toMatchObject({ status: 'sent' });
  });

  test('acceptance 7: asked, moved, called off: three mails with one UID, a rising SEQUENCE and the right METHOD; in two calendars it is one event', async () => {
    const seen = [];
    const mails: Imported[] = [];
    for (const [method, sequence, fromOn] of [
      ['request', 0, '2026-03-20'],
      ['request', 1, '2026-03-27'],
      ['cancel', 2, '2026-03-27'],
    ] as const) {
      await tell('person-owner', method, { sequence, fromOn, toOn: fromOn });
      expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'sent' });
      const read = await event();
      mails.push({ method: String(read.method), event: read.event });
      seen.push([arrived()[0]?.subject.slice(0, 2), read.method, read.event.sequence, read.event.uid]);
    }
    const uid = `${agreementId}.visit-1@example.org`;
    expect(seen).toEqual([
      ['邀请', 'REQUEST', 0, uid],
      ['变更', 'REQUEST', 1, uid],
      ['取消', 'CANCEL', 2, uid],
    ]);
    // One calendar reads its mail as it comes, the other the oldest last.
    for (const inOrder of [mails, mails.toReversed()]) {
      const calendarOfReader = imported(inOrder);
      expect(calendarOfReader.size).toBe(1);
      expect(calendarOfReader.get(uid)).toEqual({ sequence: 2, startsAt: '2026-03-27T01:00:00Z', isCancelled: true });
    }
    expect(imported(mails.slice(0, 2)).get(uid)).toMatchObject({
      startsAt: '2026-03-27T01:00:00Z',
      isCancelled: false,
    });
  });

  test('moved before it was told: one invitation, the newest; moved and called off unheard: nothing', async () => {
    const first = await tell('person-owner', 'request');
    const second = await tell('person-owner', 'request', { sequence: 1, fromOn: '2026-03-27', toOn: '2026-03-27' });
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'sent', count: 2 });
    expect(arrived()).toHaveLength(1);
    expect(arrived()[0]?.subject).toContain('邀请：来访（3月27日）');
    expect(await statusOf(first)).toEqual({ status: 'merged', reason: `merged: ${second}` });
    await introduce();
    const asked = await tell('person-partner', 'request');
    const off = await tell('person-partner', 'cancel', { sequence: 1 });
    expect(await world.postbox().sendMail(partner)).toMatchObject({ outcome: 'nothing' });
    expect(await statusOf(asked)).toEqual({ status: 'suppressed', reason: 'called-off' });
    expect(await statusOf(off)).toEqual({ status: 'suppressed', reason: 'never-invited' });
  });

  test('outsiders hear of changes beyond two mails a week, and of a cancellation after the end of it all', async () => {
    await introduce();
    for (const kind of ['due', 'overdue'] as const) {
      await world.notice(kind, 'post-partner');
      expect(await world.postbox().sendMail(partner)).toMatchObject({ outcome: 'sent' });
    }
    await tell('person-partner', 'request');
    expect(await world.postbox().sendMail(partner)).toMatchObject({ outcome: 'sent' });
    await world.db.entity.updateMany({ data: { closed: true } });
    await tell('person-partner', 'cancel', { sequence: 1 });
    expect(await world.postbox().sendMail(partner)).toMatchObject({ outcome: 'sent' });
    expect(arrived()).toHaveLength(4);
    const late = await tell('person-partner', 'request', { id: 'visit-2' });
    await world.postbox().sendMail(partner);
    expect(await statusOf(late)).toEqual({ status: 'suppressed', reason: 'closed' });
  });

  test('on a day off, on a make-up day or beyond the published holidays: the invitation says so, a cancellation does not', async () => {
    const said = async (personId: string, on: string): Promise<string> => {
      const id = `visit-${on}`;
      await tell(personId, 'request', { id, fromOn: on, toOn: on });
      await world.postbox().sendMail({ personId, at });
      return arrived()[0]?.text ?? '';
    };
    expect(await said('person-owner', '2026-03-28')).toContain('请留意：2026年3月28日（周六）为休息日。');
    expect(await said('person-owner', '2026-05-09')).toContain('请留意：2026年5月9日（周六）为调休上班日。');
    const coordinator = 'person-coordinator';
    expect(await said(coordinator, '2026-03-28')).toContain('Please note: Saturday, 28 March 2026 is a day off.');
    expect(await said(coordinator, '2027-10-04')).toContain(
      'Public holidays after 31 December 2026 are not published yet: the days after it are provisional.',
    );
    expect(await said(coordinator, '2026-03-27')).not.toMatch(/Please note|provisional/);
    await tell(coordinator, 'cancel', {
      id: 'visit-2026-03-28',
      fromOn: '2026-03-28',
      toOn: '2026-03-28',
      sequence: 1,
    });
    await world.postbox().sendMail({ personId: coordinator, at });
    expect(arrived()[0]?.subject).toContain('Cancelled');
    expect(arrived()[0]?.text).not.toContain('Please note');
  });

  test('one that is over is told to nobody', async () => {
    const id = await tell('person-owner', 'request', { fromOn: '2026-03-03', toOn: '2026-03-03' });
    await world.postbox().sendMail(owner);
    expect(await statusOf(id)).toEqual({ status: 'suppressed', reason: 'over' });
  });

  test('without mail, a few polite lines to pass on by hand', async () => {
    await introduce();
    const id = await tell('person-wechat', 'request');
    await world.postbox().sendMail({ personId: 'person-wechat', at });
    expect(await statusOf(id)).toEqual({ status: 'open', reason: 'relay' });
    const task = await world.db.notice.findUniqueOrThrow({ where: { id: `${id}/relay` } });
    expect(JSON.stringify(task.facts)).toContain('李主任您好，诚邀您参加：来访，2026年3月20日');
  });
});

describe('answers from calendars', () => {
  const uid = `${agreementId}.visit-1@example.org`;
  const wakePostboxes = async (ids: readonly string[]) => void world.woken.push(...ids);
  const receive = (change: Omit<Parameters<typeof calendarAnswer>[0], 'uid'> & { uid?: string }, now = at) =>
    receiveMail(
      { db: world.db, office: { address: 'office@example.org' }, now: () => now, wakePostboxes },
      { raw: calendarAnswer({ uid, ...change }), recipients: ['office@example.org'] },
    );
  const kept = async () =>
    (await world.db.attendance.findMany()).map(({ personId, answer, sequence }) => [personId, answer, sequence]);

  test('set attendance, and a later answer replaces an earlier one', async () => {
    await tell('person-owner', 'request');
    await world.postbox().sendMail(owner);
    const attendee = 'owner@example.org';
    expect(await receive({ attendee, partstat: 'TENTATIVE' })).toEqual({
      outcome: 'attendance',
      agreementIds: [agreementId],
    });
    expect(await kept()).toEqual([['person-owner', 'tentative', 0]]);
    expect(await receive({ attendee, partstat: 'TENTATIVE' })).toMatchObject({ outcome: 'known' });
    expect(await receive({ attendee, partstat: 'ACCEPTED' })).toMatchObject({ outcome: 'attendance' });
    await tell('person-owner', 'request', { sequence: 1 });
    await world.postbox().sendMail(owner);
    expect(await receive({ attendee, partstat: 'DECLINED', sequence: 1 })).toMatchObject({ outcome: 'attendance' });
    // An answer to the old date that was long on its way.
    expect(await receive({ attendee, partstat: 'ACCEPTED', sequence: 0 })).toMatchObject({ outcome: 'known' });
    expect(await kept()).toEqual([['person-owner', 'declined', 1]]);
  });

  test('who does not come, or may not, is told to our coordinator in the morning: one line for each person and meeting', async () => {
    await introduce();
    const coordinator = { personId: 'person-coordinator', at: '2026-03-05T01:00:00.000Z' };
    for (const personId of ['person-owner', 'person-partner']) {
      await tell(personId, 'request');
      await world.postbox().sendMail({ personId, at });
    }
    await receive({ attendee: 'partner@example.org', partstat: 'TENTATIVE' });
    await receive({ attendee: 'partner@example.org', partstat: 'DECLINED' }, '2026-03-04T02:00:00.000Z');
    await receive({ attendee: 'owner@example.org', partstat: 'TENTATIVE' });
    expect(world.woken).toEqual(['person-coordinator', 'person-coordinator', 'person-coordinator']);
    expect(await world.postbox().sendMail(coordinator)).toMatchObject({ outcome: 'sent', count: 2 });
    const text = arrived()[0]?.text ?? '';
    expect(text).toContain(
      'Ren Xiang (CNUKTIP) has declined: Visit, Friday, 20 March 2026 09:00 to 11:30 (Asia/Shanghai). Nothing was changed by it',
    );
    expect(text).toContain('owner姓名 (Zhengzhou University) may come, but has not promised it: Visit');
    expect(text.match(/Ren Xiang/g)).toHaveLength(1);
    expect(text).toMatch(/Look at [^:]+: http/);
    // Nothing more until they answer otherwise; then what was told is put right.
    expect(await world.postbox().sendMail(coordinator)).toMatchObject({ outcome: 'nothing' });
    await world.db.person.update({ where: { id: 'person-coordinator' }, data: { language: 'zh-CN' } });
    await receive({ attendee: 'partner@example.org' }, '2026-03-05T02:00:00.000Z');
    await world.postbox().sendMail({ ...coordinator, at: '2026-03-06T01:00:00.000Z' });
    expect(arrived()[0]?.text).toContain('CNUKTIP Ren Xiang现回复可以参加：来访（2026年3月20日（周五） 09:00 至 11:30');
    await world.db.person.update({ where: { id: 'person-coordinator' }, data: { language: 'en' } });
  });

  test('that somebody comes is told to nobody; of a meeting that was moved or is over the old answer is not told', async () => {
    const coordinator = { personId: 'person-coordinator', at: '2026-03-05T01:00:00.000Z' };
    await tell('person-owner', 'request');
    await world.postbox().sendMail(owner);
    const attendee = 'owner@example.org';
    await receive({ attendee });
    expect(await world.db.notice.count({ where: { kind: 'attendance' } })).toBe(0);
    await receive({ attendee, partstat: 'DECLINED' }, '2026-03-04T02:00:00.000Z');
    await tell('person-owner', 'request', { sequence: 1, fromOn: '2026-03-27', toOn: '2026-03-27' });
    expect(await world.postbox().sendMail(coordinator)).toMatchObject({ outcome: 'nothing' });
    await world.postbox().sendMail(owner);
    await receive({ attendee, partstat: 'DECLINED' }, '2026-03-04T03:00:00.000Z');
    expect(await world.db.notice.count({ where: { kind: 'attendance' } })).toBe(1);
    await receive({ attendee, partstat: 'DECLINED', sequence: 1 }, '2026-03-04T04:00:00.000Z');
    const after = { personId: 'person-coordinator', at: '2026-03-30T01:00:00.000Z' };
    expect(await world.postbox().sendMail(after)).toMatchObject({ outcome: 'nothing' });
  });

  test('of nobody else, for nobody else, and of no other meeting', async () => {
    await tell('person-owner', 'request');
    await world.postbox().sendMail(owner);
    for (const change of [
      { attendee: 'stranger@example.net' },
      { attendee: 'owner@example.org', from: 'stranger@example.net' },
      { attendee: 'owner@example.org', uid: `${agreementId}.visit-9@example.org` },
      { attendee: 'owner@example.org', uid: `${agreementId}.visit-1@example.net` },
      { attendee: 'owner@example.org', sequence: 7 },
    ])
      expect(await receive(change)).toMatchObject({ outcome: 'ignored' });
    expect(await kept()).toEqual([]);
  });
});
