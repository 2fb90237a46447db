import { viewLink } from '../../api/link-view.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { lateNotices } from '../../activities/late-notices.ts';
import { linkIdOf } from '../../mail/link-token.ts';
import { agreementId, at, linkSecret, publicUrl, startWorld } from './postbox-world.ts';
import type { World } from './postbox-world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
}, 60_000);
afterAll(() => world.stop());
beforeEach(() => world.clear());

const arrived = () => world.arrived();
const statusOf = (id: string) => world.statusOf(id);
const owner = { personId: 'person-owner', at };
const partner = { personId: 'person-partner', at };

const reminderToOwner: World['reminderToOwner'] = (kind) => world.reminderToOwner(kind);

describe('one mail', () => {
  test('tells all that is open, once each, and writes down what became of it', async () => {
    const commitment = await world.followUp('commitment', 'commitment-1');
    const minutes = await world.followUp('minutes', 'symposium-1');
    const weak = await world.notice('reminder', 'post-owner', { followUp: commitment, step: 'before' });
    const strong = await world.notice('due', 'post-owner', { followUp: commitment, step: 'due' });
    const other = await world.notice('assigned', 'post-owner', { followUp: minutes });
    expect(await world.postbox().sendMail(owner)).toEqual({ outcome: 'sent', count: 3, retryInMs: null });
    expect(arrived()).toHaveLength(1);
    const mail = arrived()[0]!;
    expect(mail.to).toEqual(['owner@example.org']);
    expect(mail.subject).toBe('落实约定事项（3月6日）等2项 · 郑州工程技术学院 × CNUKTIP');
    expect(mail.text).toContain('尊敬的吴校长：');
    expect(mail.text).toContain('来信缘由：按规则到期当日发，发给owner职务');
    expect(mail.text).toContain('如未办理：');
    expect(mail.headers['in-reply-to']).toContain(agreementId);
    expect(mail.headers['list-unsubscribe']).toBeUndefined();
    expect(await statusOf(strong)).toEqual({ status: 'sent', reason: null });
    expect(await statusOf(other)).toEqual({ status: 'sent', reason: null });
    expect(await statusOf(weak)).toEqual({ status: 'merged', reason: `merged: ${strong}` });
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'nothing' });
    expect(await world.postbox().nextMail(owner)).toEqual({ reachAt: null, count: 0 });
  });

  test('a draft to a counterpart comes with what another organisation owes, not with what our own university owes', async () => {
    const escalated = async (about: string, sideOrgId: string): Promise<string> => {
      const followUp = await world.followUp('commitment', about, { ownerPostId: 'post-owner', sideOrgId });
      await world.notice('escalation', 'post-coordinator', { followUp, step: 'escalation' });
      await world.postbox().sendMail({ personId: 'person-coordinator', at });
      return arrived()[0]?.text ?? '';
    };
    expect(await escalated('commitment-1', 'org-zzuet')).not.toMatch(/many thanks/i);
    expect(await escalated('commitment-2', 'org-cnuktip')).toMatch(/many thanks/i);
  });

  test('its links are signed, kept, and lead to what its rules allow', async () => {
    await reminderToOwner();
    await world.postbox().sendMail(owner);
    const tokens = [...(arrived()[0]?.text ?? '').matchAll(/\/l\/([A-Za-z0-9_-]+)/g)].map((match) => match[1] ?? '');
    const ids = tokens.map((token) => linkIdOf(linkSecret, token) ?? '');
    const rows = await world.db.link.findMany({ where: { id: { in: ids } } });
    expect(rows.map((row) => row.action).toSorted()).toEqual([
      'ask-extension',
      'not-mine',
      'open',
      'pause',
      'preferences',
      'report',
    ]);
    expect(rows.every((row) => row.personId === 'person-owner')).toBe(true);
    // A person's own page is about no matter; all else is.
    for (const { action, followUpId } of rows)
      expect(followUpId).toBe(action === 'preferences' ? null : 'commitment.commitment-1');
    expect(arrived()[0]?.text).toContain(`${publicUrl}/l/`);
  });

  test('it ends with why it came and a link to the account, also where there is nothing to do', async () => {
    await reminderToOwner();
    await world.postbox().sendMail(owner);
    const noted = await world.notice('contact-noted', 'post-owner', { facts: { onDate: '2026-03-03' } });
    await world.postbox().sendMail({ ...owner, at: '2026-03-05T01:00:00.000Z' });
    expect(await statusOf(noted)).toMatchObject({ status: 'sent' });
    const found = arrived().map(({ text }) => /\/l\/([A-Za-z0-9_-]+)\/why/.exec(text ?? '')?.[1] ?? '');
    const rows = await Promise.all(
      found.map((token) => world.db.link.findUnique({ where: { id: linkIdOf(linkSecret, token) ?? '' } })),
    );
    expect(rows).toMatchObject([
      { action: 'open', followUpId: null, facts: { noticeId: noted } },
      { followUpId: 'commitment.commitment-1', facts: { voice: 'ours' } },
    ]);
  });

  test('a mail of reminders only can be switched off by one click', async () => {
    const followUp = await world.followUp('commitment', 'commitment-1');
    await world.notice('reminder', 'post-owner', { followUp, step: 'before' });
    await world.postbox().sendMail(owner);
    expect(arrived()[0]?.headers['list-unsubscribe']).toContain(`${publicUrl}/l/`);
    expect(arrived()[0]?.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
  });

  test('a demonstration says so in the mail', async () => {
    await reminderToOwner();
    await world.postbox({ isDemonstration: true }).sendMail(owner);
    expect(arrived()[0]?.subject).toMatch(/^【演示】/);
    expect(arrived()[0]?.text).toContain('演示数据');
  });

  test('says of a date that it is not the one that was named, because that is a day off', async () => {
    const moved = { dueOn: '2026-03-09', askedDueOn: '2026-03-07' };
    const followUp = await world.followUp('commitment', 'commitment-1', moved);
    await world.notice('assigned', 'post-owner', { followUp });
    await world.postbox().sendMail(owner);
    expect(arrived()[0]?.text).toContain('时限：2026年3月9日（周一）（原定2026年3月7日（周六）为休息日，顺延）');
    const english = await world.followUp('commitment', 'commitment-2', { ...moved, ownerPostId: 'post-coordinator' });
    await world.notice('assigned', 'post-coordinator', { followUp: english });
    await world.postbox().sendMail({ personId: 'person-coordinator', at });
    expect(arrived()[0]?.text).toContain(
      'Due: Monday, 9 March 2026 (Saturday, 7 March 2026, which was named, is a day off)',
    );
    // Moved again by a hold or a calendar, it has another reason.
    const held = await world.followUp('commitment', 'commitment-3', { ...moved, dueOn: '2026-03-20' });
    await world.notice('assigned', 'post-owner', { followUp: held });
    await world.postbox().sendMail(owner);
    expect(arrived()[0]?.text).not.toContain('原定');
  });

  test('quotes the sentence of a commitment as it was said', async () => {
    await reminderToOwner();
    await world.db.text.create({
      data: { id: 'text-1', entityId: agreementId, content: '每季度派两名专家<b>', writtenBy: 'tester', at },
    });
    await world.db.event.create({
      data: {
        entityId: agreementId,
        seq: 1,
        type: 'commitmentRecorded',
        aboutKind: 'commitment',
        aboutId: 'commitment-1',
        at,
        by: 'tester',
        data: { sentence: 'text-1' },
      },
    });
    await world.postbox().sendMail(owner);
    expect(arrived()[0]?.text).toContain('> 每季度派两名专家<b>');
    expect(arrived()[0]?.html).toContain('每季度派两名专家&lt;b&gt;');
  });
});

describe('when', () => {
  test('the morning for a reminder, at once for what is assigned, quiet hours and the reader’s own holidays', async () => {
    const followUp = await world.followUp('commitment', 'commitment-1');
    await world.notice('due', 'post-owner', { followUp });
    expect(await world.postbox().nextMail(owner)).toEqual({ reachAt: '2026-03-05T00:30:00.000Z', count: 1 });
    await world.notice('assigned', 'post-owner', { followUp });
    expect(await world.postbox().nextMail(owner)).toEqual({ reachAt: at, count: 2 });
    const night = '2026-03-04T14:00:00.000Z';
    expect(await world.postbox().nextMail({ ...owner, at: night })).toMatchObject({
      reachAt: '2026-03-05T00:30:00.000Z',
    });
    const goodFriday = '2026-04-03T09:00:00.000Z';
    await world.notice('assigned', 'post-british', { at: goodFriday });
    expect(await world.postbox().nextMail({ personId: 'person-british', at: goodFriday })).toMatchObject({
      reachAt: '2026-04-07T07:30:00.000Z',
    });
  });

  test('a quiet time within the hours: written and sent after it', async () => {
    const quietTimes = [{ weekday: null, fromTime: '08:45', toTime: '10:00' }];
    await world.db.person.update({ where: { id: 'person-owner' }, data: { quietTimes } });
    await reminderToOwner('escalation');
    expect((await world.postbox().nextMail(owner)).reachAt).toBe('2026-03-04T02:00:00.000Z');
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'nothing' });
    const later = { ...owner, at: '2026-03-04T02:00:00.000Z' };
    expect(await world.postbox().sendMail(later)).toMatchObject({ outcome: 'sent' });
    await world.db.person.update({ where: { id: 'person-owner' }, data: { quietTimes: [] } });
  });

  test('a person who is unknown or owes nothing wakes nobody', async () => {
    expect(await world.postbox().nextMail({ personId: 'person-nobody', at })).toEqual({ reachAt: null, count: 0 });
    expect(await world.postbox().sendMail({ personId: 'person-nobody', at })).toMatchObject({ outcome: 'nothing' });
  });
});

describe('facts and holders at the claim', () => {
  test('what is solved meanwhile is suppressed with that reason', async () => {
    const id = await reminderToOwner();
    await world.db.followUp.updateMany({ data: { status: 'done' } });
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'nothing' });
    expect(arrived()).toHaveLength(0);
    expect(await statusOf(id)).toEqual({ status: 'suppressed', reason: 'solved' });
  });

  test('a cooperation that has ended sends nothing, whatever was open', async () => {
    const id = await reminderToOwner('escalation');
    const introduction = await world.notice('introduction', 'post-partner', { facts: { byName: 'Wu Bo' } });
    await world.db.entity.updateMany({ data: { closed: true } });
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'nothing' });
    expect(await world.postbox().sendMail(partner)).toMatchObject({ outcome: 'nothing' });
    expect(arrived()).toHaveLength(0);
    expect(await statusOf(id)).toEqual({ status: 'suppressed', reason: 'closed' });
    expect(await statusOf(introduction)).toEqual({ status: 'suppressed', reason: 'closed' });
  });

  test('a new holder of the post gets it, the old one does not', async () => {
    const id = await reminderToOwner();
    await world.db.post.update({ where: { id: 'post-owner' }, data: { holderId: 'person-director' } });
    expect(await world.postbox().sendMail(owner)).toMatchObject({ outcome: 'nothing' });
    expect(world.woken).toEqual(['person-director']);
    expect(await world.postbox().sendMail({ personId: 'person-director', at })).toMatchObject({ outcome: 'sent' });
    expect(arrived().map((mail) => mail.to)).toEqual([['director@example.org']]);
    expect(await statusOf(id)).toMatchObject({ status: 'sent' });
  });

  test('a vacant post is read by its deputy, else by the coordinator, who is told so', async () => {
    const id = await reminderToOwner();
    await world.db.post.update({ where: { id: 'post-owner' }, data: { holderId: null } });
    await world.postbox().sendMail(owner);
    expect(world.woken).toEqual(['person-coordinator']);
    await world.postbox().sendMail({ personId: 'person-coordinator', at });
    expect(arrived()[0]?.text).toContain('as stand-in for Post of owner');
    expect(await statusOf(id)).toMatchObject({ status: 'sent' });
  });
});

describe('people outside', () => {
  test('are held until introduced; our coordinator is asked to introduce us, once', async () => {
    const followUp = await world.followUp('commitment', 'commitment-1', {
      ownerPostId: 'post-partner',
      sideOrgId: 'org-cnuktip',
    });
    await world.db.followUp.updateMany({ data: { ownerPostId: 'post-partner' } });
    const id = await world.notice('due', 'post-partner', { followUp });
    expect(await world.postbox().nextMail(partner)).toMatchObject({ reachAt: at });
    expect(await world.postbox().sendMail(partner)).toMatchObject({ outcome: 'nothing' });
    expect(await statusOf(id)).toEqual({ status: 'open', reason: 'held: not introduced' });
    expect(world.woken).toEqual(['person-coordinator']);
    // Held notices keep no postbox awake.
    expect(await world.postbox().nextMail(partner)).toEqual({ reachAt: null, count: 1 });
    await world.postbox().sendMail({ personId: 'person-coordinator', at });
    expect(arrived()[0]?.text).toContain('Mail about this cooperation waits for Ren Xiang (CNUKTIP)');
    expect(await world.db.notice.count({ where: { kind: 'introduction-wanted' } })).toBe(1);
  });

  test('read a courteous mail without light or lateness; a third one waits for the week to end', async () => {
    await world.db.person.update({ where: { id: 'person-partner' }, data: { introducedAt: at } });
    for (let day = 4; day <= 6; day += 1) {
      const when = `2026-03-0${day}T01:00:00.000Z`;
      const followUp = await world.followUp('commitment', `commitment-${day}`, {
        ownerPostId: 'post-partner',
        dueOn: '2026-03-03',
      });
      await world.db.followUp.updateMany({ data: { ownerPostId: 'post-partner', dueOn: '2026-03-03' } });
      await world.notice('overdue', 'post-partner', { followUp, at: when });
      await world.postbox().sendMail({ ...partner, at: when });
    }
    expect(arrived()).toHaveLength(2);
    expect(arrived()[0]?.text).toContain('尊敬的Ren Xiang：');
    expect(arrived()[0]?.text).toContain('烦请告知目前进展');
    expect(arrived()[0]?.text).not.toMatch(/逾期|督办|灯色/);
    expect(await world.postbox().nextMail({ ...partner, at: '2026-03-06T01:00:00.000Z' })).toEqual({
      reachAt: '2026-03-12T00:30:00.000Z',
      count: 1,
    });
  });

  test('two mails a week over all cooperations: the third waits, whichever it is about', async () => {
    await world.db.person.update({ where: { id: 'person-partner' }, data: { introducedAt: at } });
    await world.followUp('commitment', 'commitment-1');
    const { card, page, clock, state, ...entity } = await world.db.entity.findUniqueOrThrow({
      where: { id: agreementId },
    });
    const json = { card, page, clock, state } as object as { card: object; page: object; clock: object; state: object };
    const ids = [agreementId, ...[2, 3, 4].map((n) => `agreement-2026-000${n}-zzuet-cnuktip`)];
    for (const id of ids.slice(1)) await world.db.entity.create({ data: { ...entity, ...json, id, agreementId: id } });
    const notices: string[] = [];
    for (const [day, entityId] of ids.slice(0, 3).entries()) {
      const when = `2026-03-0${4 + day}T01:00:00.000Z`;
      notices.push(await world.notice('due', 'post-partner', { entityId, at: when }));
      await world.postbox().sendMail({ ...partner, at: when });
    }
    const statuses = await Promise.all(notices.map(async (id) => (await statusOf(id)).status));
    expect(statuses).toEqual(['sent', 'sent', 'open']);
    expect(arrived()).toHaveLength(2);
    await world.notice('due', 'post-partner', { entityId: ids[3] ?? '', at: '2026-03-09T01:00:00.000Z' });
    expect(await world.postbox().sendMail({ ...partner, at: '2026-03-09T01:00:00.000Z' })).toMatchObject({
      outcome: 'nothing',
    });
    // A week after the first, one mail with both.
    expect(await world.postbox().sendMail({ ...partner, at: '2026-03-12T01:00:00.000Z' })).toMatchObject({ count: 2 });
  });

  test('of the third it stands at once why it waits, so that it does not count as late', async () => {
    await world.db.person.update({ where: { id: 'person-partner' }, data: { introducedAt: at } });
    for (const day of [4, 5]) {
      const when = `2026-03-0${day}T01:00:00.000Z`;
      await world.notice('due', 'post-partner', { at: when });
      await world.postbox().sendMail({ ...partner, at: when });
    }
    const third = { ...partner, at: '2026-03-06T01:00:00.000Z' };
    const id = await world.notice('due', 'post-partner', { at: third.at });
    expect(await world.postbox().nextMail(third)).toMatchObject({ reachAt: third.at });
    expect(await world.postbox().sendMail(third)).toMatchObject({ outcome: 'nothing' });
    const reason = 'held: two mails this week, until 2026-03-11T01:00:00.000Z';
    expect(await statusOf(id)).toEqual({ status: 'open', reason });
    // Its hour is in the week after, and there is nothing to do before.
    expect(await world.postbox().nextMail(third)).toMatchObject({ reachAt: '2026-03-12T00:30:00.000Z' });
    const rows = await world.db.notice.findMany({ where: { id } });
    expect([...(await lateNotices(world.db, rows, '2026-03-09T16:05:00.000Z'))]).toEqual([]);
    expect([...(await lateNotices(world.db, rows, '2026-03-13T16:05:00.000Z'))]).toEqual([id]);
  });

  test('a date of ours leaves them the usual days from our first request, and stays as it was said', async () => {
    await world.db.person.update({ where: { id: 'person-partner' }, data: { introducedAt: at, language: 'en' } });
    const theirs = { ownerPostId: 'post-partner', sideOrgId: 'org-cnuktip' };
    const change = { ...theirs, dueCertainty: 'default' as const, openedOn: '2026-02-02', dueOn: '2026-03-03' };
    const followUp = await world.followUp('minutes', 'symposium-1', change);
    await world.notice('overdue', 'post-partner', { followUp, step: 'overdue' });
    expect(await world.postbox().sendMail(partner)).toMatchObject({ outcome: 'sent' });
    // Five working days from Wednesday 4 March, and no word of a date that we had noted for ourselves.
    expect(arrived()[0]?.text).toContain('Date: Wednesday, 11 March 2026 (our suggestion)');
    expect(arrived()[0]?.text).not.toMatch(/3 March|The date we noted/);
    const { id } = await world.db.link.findFirstOrThrow({ where: { action: 'open' } });
    expect((await viewLink(world.db, id, at))?.matter.due?.en).toBe('Wednesday, 11 March 2026');
    const later = '2026-03-12T01:00:00.000Z';
    await world.notice('overdue', 'post-partner', { followUp, step: 'repeat-1', at: later });
    expect(await world.postbox().sendMail({ ...partner, at: later })).toMatchObject({ outcome: 'sent' });
    expect(arrived()[0]?.text).toContain('The date we noted was Wednesday, 11 March 2026');
  });

  test('such a date does not slide while it waits to be passed on, and a letter of ours to a counterpart names no other', async () => {
    const theirs = { ownerPostId: 'post-wechat', sideOrgId: 'org-cnuktip' };
    const change = { ...theirs, dueCertainty: 'default' as const, openedOn: '2026-02-02', dueOn: '2026-03-03' };
    const followUp = await world.followUp('minutes', 'symposium-1', change);
    const wechat = { personId: 'person-wechat' };
    const texts: string[] = [];
    for (const when of [at, '2026-03-11T01:00:00.000Z', '2026-03-18T01:00:00.000Z']) {
      await world.notice('overdue', 'post-wechat', { followUp, step: 'overdue', at: when });
      await world.postbox().sendMail({ ...wechat, at: when });
      const task = await world.db.notice.findFirstOrThrow({ where: { kind: 'relay' } });
      texts.push((task.facts as { text: string }).text);
    }
    for (const text of texts) expect(text).toContain('2026年3月11日（周三）');
    const { id } = await world.db.link.findFirstOrThrow({ where: { personId: 'person-wechat' } });
    expect((await viewLink(world.db, id, '2026-04-01T01:00:00.000Z'))?.matter.due?.en).toBe('Wednesday, 11 March 2026');
    await world.notice('escalation', 'post-director', { followUp, step: 'escalation-2' });
    await world.postbox().sendMail({ personId: 'person-director', at });
    expect(arrived()[0]?.text).toContain('（原商定日期为2026年3月11日（周三））');
  });

  test('the other side’s liaison reads along of the next contact, and owes nothing', async () => {
    await world.db.person.update({ where: { id: 'person-partner' }, data: { introducedAt: at, language: 'en' } });
    const followUp = await world.followUp('contact', 'communication', { alsoPostIds: ['post-partner'] });
    const id = await world.notice('reminder', 'post-partner', { followUp, step: 'before' });
    expect(await world.postbox().sendMail(partner)).toMatchObject({ outcome: 'sent' });
    expect(arrived()[0]?.text).toContain('We would be glad to speak with you around');
    // The later steps of a contact are for our own liaison: nothing is announced that does not come.
    expect(arrived()[0]?.text).not.toMatch(/write once more|get in touch/);
    expect(await statusOf(id)).toMatchObject({ status: 'sent' });
    const links = await world.db.link.findMany({ where: { personId: 'person-partner' }, select: { action: true } });
    expect(links.map((link) => link.action).toSorted()).toEqual(['open', 'preferences', 'unsubscribe']);
  });

  test('without mail: a relay task with at most 200 characters and a signed link', async () => {
    const followUp = await world.followUp('commitment', 'commitment-1', { ownerPostId: 'post-wechat' });
    await world.db.followUp.updateMany({ data: { ownerPostId: 'post-wechat' } });
    const id = await world.notice('due', 'post-wechat', { followUp });
    const wechat = { personId: 'person-wechat', at };
    await world.postbox().sendMail(wechat);
    expect(await statusOf(id)).toEqual({ status: 'open', reason: 'relay' });
    expect(world.woken).toEqual(['person-liaison']);
    expect(await world.postbox().nextMail(wechat)).toEqual({ reachAt: null, count: 0 });
    await world.postbox().sendMail({ personId: 'person-liaison', at });
    const text = arrived()[0]?.text ?? '';
    expect(text).toContain('is reached by WeChat, not by mail');
    const quoted = /^> (李主任您好.*)$/m.exec(text)?.[1] ?? '';
    expect(quoted).toContain('烦请您于2026年3月6日（周五）前协助办理');
    expect(quoted.length).toBeLessThanOrEqual(200);
    const token = /^> .*\/l\/([A-Za-z0-9_-]{43})$/m.exec(text)?.[1] ?? '';
    const link = await world.db.link.findUniqueOrThrow({ where: { id: linkIdOf(linkSecret, token) ?? '' } });
    expect(link).toMatchObject({ action: 'report', personId: 'person-wechat', mailId: null });
  });
});
