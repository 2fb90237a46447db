import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { candidate, candidateActor, found, ill, says, settles } from '../domain/placement/healing-life.ts';
import { ref, researcher, researcherId, text } from '../domain/placement/life.ts';
import type { PlacementLife } from '../domain/placement/life.ts';
import { booked, plannedBy } from '../domain/placement/site-life.ts';
import { startPlacementMail } from './placement-mail-world.ts';
import type { Mail, PlacementMail } from './placement-mail-world.ts';

/** What the people of a placement read in their mails, as its days change. */

let mail: PlacementMail;
beforeAll(async () => {
  mail = await startPlacementMail();
}, 120_000);
afterAll(() => mail.stop());
beforeEach(() => mail.clear());

const host = 'person-host-supervisor';
const thursdaysAndFridays = plannedBy(
  [
    [2, 'am'],
    [4, 'am'],
    [5, 'am'],
  ],
  '2026-03-02',
  '2027-03-01',
);

/** Lives until a day, recording each; gives what one of the people was sent, with the day. */
async function live(life: PlacementLife, until: string, ...personIds: string[]): Promise<[string, string, Mail][]> {
  const read: [string, string, Mail][] = [];
  while (life.at.slice(0, 10) < until) {
    const next = new Date(Date.parse(life.at) + 86_400_000).toISOString().slice(0, 10);
    life.live(next);
    await mail.record(life);
    for (const personId of personIds) {
      for (const one of await mail.mailsTo(life, personId)) read.push([next, personId, one]);
    }
  }
  return read;
}

describe('the log of a half month in which somebody stood in', () => {
  test('is asked of each who kept days, and the host reads who kept which', async () => {
    const life = booked(thursdaysAndFridays);
    await live(life, '2026-03-10', researcherId, host);
    ill(life, { fromOn: '2026-03-10', untilOn: '2026-03-23' });
    found(life, candidate('wang'));
    says(life, 'wang', 'yes');
    settles(life);
    await mail.record(life);
    const asked = await live(life, '2026-03-17', researcherId, 'person-wang');
    const logs = asked.filter(([, , one]) => one.text.includes('Say on which days of the half month you were on site'));
    expect(logs.map(([on, who]) => [on, who])).toEqual([
      ['2026-03-17', researcherId],
      ['2026-03-17', 'person-wang'],
    ]);
    expect(logs[0]?.[2].text).toContain('It is about 2 to 15 March 2026; 1.5 days were planned.');
    expect(logs[1]?.[2].text).toContain('It is about 2 to 15 March 2026; 1 day was planned.');
    const asPlanned = { periodId: 'period-1', took: 'as-planned', what: text('work') };
    life.run('logDays', asPlanned, candidateActor('wang'));
    life.run('logDays', asPlanned, researcher);
    await mail.record(life);
    const read = await live(life, '2026-03-19', host);
    const question = read.map(([, , one]) => one).find(({ text: words }) => words.includes('The log has these days'));
    expect(question?.text).toContain('The log has these days: 3 March (morning), 5 March (morning), 6 March (morning)');
    expect(question?.text).toContain('Of these The wang stood in on: 12 March (morning), 13 March (morning).');
  });
});

describe('an invitation that was held until its reader was introduced', () => {
  const introduced = (introducedAt: Date | null) =>
    mail.world.db.person.update({ where: { id: host }, data: { introducedAt } });
  const statuses = () =>
    mail.world.db.notice.findMany({
      where: { kind: 'meeting', personId: host },
      select: { status: true, reason: true },
      orderBy: { seq: 'asc' },
    });

  test('asks to the days that are kept when it is written, from the first to the last of them', async () => {
    await introduced(null);
    const life = booked(thursdaysAndFridays);
    await live(life, '2026-03-10', host);
    life.run('releaseDays', { fromOn: '2026-03-20', reason: text('another plant') });
    await live(life, '2026-03-18', host);
    await introduced(new Date('2026-03-18'));
    const [asked, ...more] = await mail.mailsTo(life, host);
    expect(more).toEqual([]);
    expect(asked?.subject).toContain('19 March');
    expect(asked?.text).not.toContain('2027');
    expect(asked?.calendar).toContain('20260319');
    expect(asked?.calendar).not.toMatch(/DTSTART[^\n]*2026030/);
  });

  test('is not sent where none is left, nor once the placement has ended', async () => {
    await introduced(null);
    const life = booked(thursdaysAndFridays);
    await live(life, '2026-03-20', host);
    life.run('reportDisruption', { cause: 'withdrawal', by: 'unit', fromOn: '2026-03-23' });
    found(life);
    life.run('acceptShortfall', { reason: text('nobody') });
    await live(life, '2026-03-25', host);
    await introduced(new Date('2026-03-25'));
    const read = await mail.mailsTo(life, host);
    expect(read.filter(({ calendar }) => calendar !== '')).toEqual([]);
    expect((await statuses()).every(({ status }) => status === 'suppressed')).toBe(true);
    expect((await statuses()).map(({ reason }) => reason)).toContain('over');
  });
});

test('a hold is told to each side at once: until when, and why', async () => {
  const life = booked(thursdaysAndFridays);
  await live(life, '2026-03-10', host, researcherId);
  const id = text('reason-of-hold');
  await mail.world.db.text.create({
    data: {
      id,
      entityId: ref.id,
      content: 'The line is being rebuilt.',
      ownerPartyId: null,
      writtenBy: 'office',
      at: life.at,
    },
  });
  life.run('pausePlacement', { untilOn: '2026-03-31', reason: id, approverPersonId: 'person-director' });
  await mail.record(life);
  for (const reader of [host, researcherId]) {
    const words = (await mail.mailsTo(life, reader)).map((one) => one.text).join('\n');
    expect(words).toContain('The placement is on hold until Tuesday, 31 March 2026; 4.5 days on site are not kept.');
    expect(words).toContain('The line is being rebuilt.');
  }
});
