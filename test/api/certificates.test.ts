import type { Prisma } from '../../prisma/generated/client.ts';
import type { CertifiedPart } from '../../workflows/inputs.ts';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { certifyPart, lossesOfDayBefore } from '../../activities/caretaker/certify.ts';
import { localDateOf } from '../../domain/calendar/calendar.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { NOBODY_TO_RELAY, NOT_INTRODUCED } from '../../domain/notices/facts.ts';
import { startCertifiedWorld, TO_ON } from './certificate-world.ts';
import type { CertifiedWorld } from './certificate-world.ts';

let world: CertifiedWorld;
beforeAll(async () => {
  world = await startCertifiedWorld();
  await world.liveUntil('2026-04-20T10:00:00.000Z');
  await world.mailAll();
});
afterAll(() => world.api.stop());

const LOSSES = 'missing,stopped,late,mail-missing,follow-up-missing,follow-up-differs';
const losses = async (): Promise<string[]> => {
  const { items, isComplete, totals } = await world.certificate(`&outcome=${LOSSES}`);
  expect([isComplete, totals.lost]).toEqual([items.length + totals.byOutcome.waiting === 0, items.length]);
  return items.map((row: { outcome: string; id: string }) => `${row.outcome} ${row.id}`);
};

test('what lived as it should is complete, and every notice has its line', async () => {
  const { isComplete, totals, items } = await world.certificate();
  expect(items.filter((row: { at: string | null }) => row.at === null)).toEqual([]);
  expect(isComplete).toBe(true);
  expect(totals.expected).toBe(await world.api.db.notice.count());
  for (const status of ['sent', 'merged', 'suppressed']) {
    const count = await world.api.db.notice.count({ where: { status } });
    expect(count).toBeGreaterThan(0);
    expect([status, totals.byOutcome[status]]).toEqual([status, count]);
  }
});

describe('whatever one row is taken away, exactly that is named', () => {
  test('each notice', async () => {
    const { db } = world.api;
    const notices = await db.notice.findMany();
    // What somebody's act told, what fell due, and what climbed.
    expect(notices.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['assigned', 'overdue', 'escalation']));
    for (const { relay: _relay, facts, ...notice } of notices) {
      await db.notice.delete({ where: { id: notice.id } });
      expect(await losses()).toEqual([`missing ${notice.id}`]);
      await db.notice.create({ data: { ...notice, facts: facts as object } });
    }
  });

  test('each follow-up, open or ended; one with another date', async () => {
    const { db } = world.api;
    const followUps = await db.followUp.findMany();
    expect(new Set(followUps.map(({ status }) => status)).size).toBeGreaterThan(1);
    for (const data of followUps) {
      const { entityId, id } = data;
      const where = { entityId_id: { entityId, id } };
      if (data.closedAt === null) {
        await db.followUp.update({ where, data: { dueOn: '2027-01-01' } });
        expect(await losses()).toEqual([`follow-up-differs ${entityId}#${id}`]);
      }
      await db.followUp.delete({ where });
      expect(await losses()).toEqual([`follow-up-missing ${entityId}#${id}`]);
      await db.followUp.create({ data });
    }
  });

  test('each mail: by the notices that it is said to have carried', async () => {
    const { db } = world.api;
    const mails = await db.mail.findMany({ include: { notices: true } });
    expect(mails.length).toBeGreaterThan(5);
    for (const { notices, ...data } of mails) {
      const [carried] = notices.filter(({ status }) => status === 'sent');
      await db.mail.delete({ where: { id: data.id } });
      expect(await losses()).toEqual([`mail-missing ${carried?.id}`]);
      await db.mail.create({ data });
      await db.notice.updateMany({ where: { id: { in: notices.map(({ id }) => id) } }, data: { mailId: data.id } });
    }
    expect(await losses()).toEqual([]);
  });
});

test('lists are read page by page, losses first', async () => {
  const { db } = world.api;
  const { relay: _relay, facts, ...last } = await db.notice.findFirstOrThrow({ orderBy: { at: 'desc' } });
  await db.notice.delete({ where: { id: last.id } });
  const whole = (await world.certificate()).items;
  expect(whole[0]).toMatchObject({ id: last.id, outcome: 'missing', reason: null });
  const read: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = cursor ? `&cursor=${cursor}` : '';
    const page: Awaited<ReturnType<CertifiedWorld['certificate']>> = await world.certificate(query, 7);
    read.push(...page.items.map(({ id }: { id: string }) => id));
    cursor = page.nextCursor;
  }
  expect(read).toEqual(whole.map(({ id }: { id: string }) => id));
  await db.notice.create({ data: { ...last, facts: facts as object } });
});

test('what waits for a hand of ours is not lost and not complete, and says since when', async () => {
  const { db } = world.api;
  const before = await db.notice.findFirstOrThrow({ where: { status: 'sent' } });
  const { id, status, reason, mailId, at } = before;
  await db.notice.update({ where: { id }, data: { status: 'open', reason: NOBODY_TO_RELAY, mailId: null } });
  const { isComplete, totals, items } = await world.certificate('&outcome=waiting');
  expect([isComplete, totals.lost, totals.byOutcome.waiting]).toEqual([false, 0, 1]);
  expect(items).toMatchObject([{ id, outcome: 'waiting', since: at.toISOString(), reason: NOBODY_TO_RELAY }]);
  // What is to be told with it has not been told either; nor has whoever is to be introduced, and nobody was asked to do that.
  const other = await db.notice.findFirstOrThrow({ where: { status: 'suppressed' } });
  await db.notice.update({ where: { id: other.id }, data: { status: 'merged', reason: `merged: ${id}` } });
  const both = (await world.certificate('&outcome=waiting')).items;
  expect(new Map(both.map((row: { id: string; mergedInto: string | null }) => [row.id, row.mergedInto]))).toEqual(
    new Map([
      [id, null],
      [other.id, id],
    ]),
  );
  await db.notice.update({ where: { id }, data: { reason: NOT_INTRODUCED } });
  const { personId, agreementId } = before;
  expect(await losses()).toEqual([`missing introduction/${personId}/${agreementId}`]);
  await db.notice.update({ where: { id: other.id }, data: { status: other.status, reason: other.reason } });
  await db.notice.update({ where: { id }, data: { status, reason, mailId } });
  expect((await world.certificate()).isComplete).toBe(true);
});

test('a period, a unit: what lies outside is not counted; too long a period is refused', async () => {
  const { call } = world.api;
  const none = await call('GET', '/v1/certificates?from=2026-03-02&to=2026-03-29&unit=org-zzuet');
  expect(none.body).toMatchObject({ isComplete: true, totals: { expected: 0 } });
  const parts = ['from=2026-03-02&to=2026-03-20', `from=2026-03-21&to=${TO_ON}`].map(
    async (period) => (await call('GET', `/v1/certificates?${period}&unit=org-cnuktip`)).body.totals.expected,
  );
  const [early = 0, late = 0] = await Promise.all(parts);
  expect([early > 0, late > 0]).toEqual([true, true]);
  expect(early + late).toBe((await world.certificate()).totals.expected);
  for (const period of ['from=2026-01-01&to=2027-02-05', 'from=2026-03-02&to=2026-03-01'])
    expect(await call('GET', `/v1/certificates?${period}`)).toMatchObject({ status: 400 });
});

test('a unit is asked for with all below it, and one that is not there is not "complete"', async () => {
  const { call, db } = world.api;
  const { body } = await call('POST', '/v1/organisations', {
    code: 'the-whole',
    kind: 'university',
    nameEn: 'The whole',
  });
  await db.organisation.update({ where: { id: 'org-cnuktip' }, data: { parentId: body.id } });
  const all = (await world.certificate()).totals.expected;
  const whole = await call('GET', `/v1/certificates?from=2026-03-02&to=${TO_ON}&unit=${body.id}`);
  expect(whole.body.totals.expected).toBe(all);
  const open = (await call('GET', '/v1/follow-ups?homeUnit=org-cnuktip&limit=200')).body.items;
  expect(open.length).toBeGreaterThan(0);
  expect((await call('GET', `/v1/follow-ups?homeUnit=${body.id}&limit=200`)).body.items).toEqual(open);
  expect((await call('GET', `/v1/agreements?homeUnit=${body.id}`)).body.items).toHaveLength(
    (await call('GET', '/v1/agreements?homeUnit=org-cnuktip')).body.items.length,
  );
  for (const [path, pointer, type] of [
    ['certificates?unit=org-nowhere', '/unit', 'unknown-organisation'],
    ['meeting-list?homeUnit=org-nowhere', '/homeUnit', 'unknown-organisation'],
    ['follow-ups?owner=post-999', '/owner', 'unknown-post'],
  ]) {
    expect(await call('GET', `/v1/${path}`)).toMatchObject({
      status: 422,
      body: { type: `/problems/${type}`, errors: [{ pointer }] },
    });
  }
  expect((await call('GET', '/v1/agreements?q=org-nowhere')).status).toBe(200);
});

test('nobody of another side reads it', async () => {
  const { tokenFor, call, db } = world.api;
  const { id: personId } = await db.person.findFirstOrThrow({ where: { organisationId: 'org-zzuet' } });
  const authorization = await tokenFor({ id: 'other-side', personId, roles: ['coordinator', 'observer'] });
  expect((await call('GET', '/v1/certificates', undefined, { authorization })).status).toBe(403);
});

test('the night’s round names the day on which something is lost, and no other', async () => {
  const { db } = world.api;
  const { relay: _relay, facts, ...notice } = await db.notice.findFirstOrThrow({ where: { kind: 'overdue' } });
  await db.notice.delete({ where: { id: notice.id } });
  const day = localDateOf('Asia/Shanghai', notice.at.toISOString());
  const lateAt = '2026-04-20T09:00:00.000Z';
  const found = await lossesOfDayBefore(db, addDays(day, 1), lateAt);
  expect(found).toEqual([{ kind: 'not-complete', id: day, detail: 'missing 1' }]);
  expect(await lossesOfDayBefore(db, day, lateAt)).toEqual([]);
  // Where there are more than one part can take, the parts together have what the whole has.
  const { id: _id, ...more } = await db.entity.findFirstOrThrow({ where: { kind: 'agreement' } });
  const copies = Array.from({ length: 45 }, (_, n) => ({ ...more, id: `agreement-2026-8${100 + n}-a-b` }));
  await db.entity.createMany({
    data: copies.map((one) => ({ ...one, agreementId: one.id }) as Prisma.EntityCreateManyInput),
  });
  const parts: CertifiedPart[] = [];
  for (let after: string | null = ''; after !== null;) {
    const part: CertifiedPart = await certifyPart(db, { day, after, lateAt }, 0);
    parts.push(part);
    after = part.after;
  }
  await db.entity.deleteMany({ where: { id: { startsWith: 'agreement-2026-8' } } });
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.flatMap(({ lost }) => Object.entries(lost))).toEqual([['missing', 1]]);
  await db.notice.create({ data: { ...notice, facts: facts as object } });
});

test('whoever’s postbox stands still: exactly what that person should have read is named', async () => {
  const { db } = world.api;
  const notices = await db.notice.findMany({ where: { at: { lt: new Date('2026-04-10T00:00:00.000Z') } } });
  const people = new Set(notices.flatMap(({ personId }) => personId ?? []));
  expect(people.size).toBeGreaterThan(2);
  for (const personId of people) {
    const theirs = notices.filter((row) => row.personId === personId);
    const ids = { id: { in: theirs.map(({ id }) => id) } };
    await db.notice.updateMany({ where: ids, data: { status: 'open', mailId: null, reason: null } });
    expect((await losses()).toSorted()).toEqual(theirs.map(({ id }) => `late ${id}`).toSorted());
    // What waits for a hand is not lost, nor what waits for a day that has not come.
    for (const reason of ['held: nobody to pass it on', 'held: away, until 2026-05-04T16:00:00.000Z']) {
      await db.notice.updateMany({ where: ids, data: { reason } });
      expect(await losses()).toEqual([]);
    }
    await db.notice.updateMany({ where: ids, data: { reason: 'held: away, until 2026-04-15T16:00:00.000Z' } });
    expect(await losses()).toHaveLength(theirs.length);
    for (const { id, status, mailId, reason } of theirs)
      await db.notice.update({ where: { id }, data: { status, mailId, reason } });
  }
  expect(await losses()).toEqual([]);
});

test('a caretaker that stands still is named, and nobody else, by business time', async () => {
  const { db } = world.api;
  const { at, id } = await db.caretakerRun.findFirstOrThrow({ orderBy: { at: 'desc' } });
  const lastNight = (hoursAgo: number) =>
    db.caretakerRun.update({ where: { id }, data: { at: new Date(at.getTime() - hoursAgo * 3_600_000) } });
  await lastNight(35);
  expect(await losses()).toEqual([]);
  await lastNight(37);
  const { items, isComplete } = await world.certificate(`&outcome=${LOSSES}`);
  expect(isComplete).toBe(false);
  expect(items).toMatchObject([
    {
      id: 'caretaker/night',
      entityId: 'caretaker',
      what: 'wake',
      outcome: 'stopped',
      kind: 'caretaker',
      at: new Date(at.getTime() - 37 * 3_600_000).toISOString(),
    },
  ]);
  // What it missed after a period is no loss of that period.
  const before = await world.api.call('GET', '/v1/certificates?from=2026-03-02&to=2026-03-29');
  expect(before.body.isComplete).toBe(true);
  // A look that was asked for is no night, and no night at all counts from the first cooperation.
  await db.caretakerRun.updateMany({ data: { kind: 'asked' } });
  expect(await losses()).toEqual(['stopped caretaker/night']);
  await db.caretakerRun.updateMany({ data: { kind: 'night' } });
  await lastNight(0);
  expect(await losses()).toEqual([]);
});

/** Last: time goes on. */
test('whichever of them stands still is named, with what it should have told, and nobody else', async () => {
  let day = 0;
  for (const id of world.entityIds) {
    const { wakeAt } = await world.api.db.entity.findUniqueOrThrow({ where: { id } });
    const passed = Math.max(wakeAt?.getTime() ?? 0, Date.parse('2026-04-21T00:00:00.000Z') + day);
    await world.liveUntil(new Date(passed + 1_800_000).toISOString(), id);
    await world.mailAll();
    expect([id, await losses()]).toEqual([id, []]);
    await world.liveUntil(new Date(passed + 3 * 3_600_000).toISOString(), id);
    await world.mailAll();
    const { items, totals } = await world.certificate(`&outcome=${LOSSES}`);
    const wake = items.find(({ what }: { what: string }) => what === 'wake');
    expect(wake).toMatchObject({ entityId: id, outcome: 'stopped', dueAt: wakeAt?.toISOString() });
    for (const row of items) expect([row.entityId, row.outcome]).toEqual([id, 'stopped']);
    expect(totals.lost).toBe(items.length);
    await world.liveUntil(new Date(passed + 4 * 3_600_000).toISOString());
    await world.mailAll();
    expect(await losses()).toEqual([]);
    day += 86_400_000;
  }
});
