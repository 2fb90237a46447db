import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NoticeKind } from '../../domain/decider.ts';
import { TaskKind } from '../../domain/notices/kinds.ts';
import type { Notice } from '../../prisma/generated/client.ts';
import { startEveryNoticeWorld } from './every-notice-world.ts';
import type { EveryNoticeWorld } from './every-notice-world.ts';

/** Over all that an office ever writes: whatever one row is taken away, the certificate names exactly that. */

let world: EveryNoticeWorld;
beforeAll(async () => {
  world = await startEveryNoticeWorld();
}, 900_000);
afterAll(() => world?.stop());

const LOSSES = 'missing,stopped,late,mail-missing,follow-up-missing,follow-up-differs';
async function certificate(query: string) {
  const { status, body } = await world.api.call(
    'GET',
    `/v1/certificates?from=${world.fromOn}&to=${world.toOn}&limit=200${query}`,
  );
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body;
}
const losses = async (): Promise<string[]> => {
  const { items, totals } = await certificate(`&outcome=${LOSSES}`);
  expect(totals.lost).toBe(items.length);
  return items.map((row: { outcome: string; id: string }) => `${row.outcome} ${row.id}`).toSorted();
};
/** Without what Prisma takes in another shape than it gives. */
const asGiven = ({ relay, facts, ...row }: Notice) => ({
  ...row,
  facts: facts as object,
  ...(relay ? { relay: relay as object } : {}),
});

test('every kind of notice and of mail is in it, sent and passed on and merged and gone astray', async () => {
  const kinds = new Set((await world.api.db.notice.groupBy({ by: ['kind'] })).map(({ kind }) => kind));
  const all = [...Object.values(NoticeKind), ...Object.values(TaskKind)];
  expect(all.filter((kind) => !kinds.has(kind))).toEqual([]);
  const statuses = await world.api.db.notice.groupBy({ by: ['status'] });
  expect(statuses.map(({ status }) => status).toSorted()).toEqual([
    'failed',
    'merged',
    'open',
    'relayed',
    'sent',
    'suppressed',
  ]);
  const mails = await world.api.db.mail.groupBy({ by: ['kind'] });
  expect(mails.map(({ kind }) => kind).toSorted()).toEqual(['follow-up', 'introduction', 'meeting']);
  // A task is asked again while nobody has done it.
  expect(await world.api.db.notice.count({ where: { id: { contains: '/again-' } } })).toBeGreaterThan(3);
});

test('nothing is lost, every notice has its line, and what waits for a colleague is counted as waiting', async () => {
  expect(await losses()).toEqual([]);
  const { totals, isComplete } = await certificate('');
  const { db } = world.api;
  expect(totals.expected).toBe(await db.notice.count());
  expect(isComplete).toBe(false);
  const waiting = await db.notice.findMany({ where: { status: 'open', reason: 'relay' } });
  const into = waiting.map(({ id }) => `merged: ${id}`);
  const told = await db.notice.count({ where: { status: 'merged', mailId: null, reason: { in: into } } });
  expect(told).toBeGreaterThan(0);
  expect(totals.byOutcome.waiting).toBe(waiting.length + told);
});

test('each notice', async () => {
  const { db } = world.api;
  for (const row of await db.notice.findMany({ orderBy: { id: 'asc' } })) {
    await db.notice.delete({ where: { id: row.id } });
    expect(await losses()).toEqual([`missing ${row.id}`]);
    await db.notice.create({ data: asGiven(row) });
  }
}, 900_000);

test('each mail, by all that it is said to have told', async () => {
  const { db } = world.api;
  for (const { notices, ...data } of await db.mail.findMany({ include: { notices: true }, orderBy: { id: 'asc' } })) {
    await db.mail.delete({ where: { id: data.id } });
    const told = notices.filter(({ status }) => ['sent', 'failed', 'unknown'].includes(status));
    expect(told).not.toEqual([]);
    expect(await losses()).toEqual(told.map(({ id }) => `mail-missing ${id}`).toSorted());
    await db.mail.create({ data });
    await db.notice.updateMany({ where: { id: { in: notices.map(({ id }) => id) } }, data: { mailId: data.id } });
  }
}, 900_000);

test('each follow-up', async () => {
  const { db } = world.api;
  for (const data of await db.followUp.findMany()) {
    const { entityId, id } = data;
    await db.followUp.delete({ where: { entityId_id: { entityId, id } } });
    expect(await losses()).toEqual([`follow-up-missing ${entityId}#${id}`]);
    await db.followUp.create({ data });
  }
}, 300_000);
