import { z } from 'zod';
import { instantOf } from '../domain/calendar/calendar.ts';
import { addDays } from '../domain/calendar/local-date.ts';
import { compare } from '../domain/certificate/compare.ts';
import type { CertificateRow, Ledger, LedgerNotice } from '../domain/certificate/compare.ts';
import { expectedOf } from '../domain/certificate/expected.ts';
import type { Expectation, Period } from '../domain/certificate/expected.ts';
import { NoticeKind } from '../domain/decider.ts';
import type { EntityRef, RecordedEvent } from '../domain/decider.ts';
import { entityKindOf } from '../domain/decider.ts';
import { withDecider } from '../domain/deciders.ts';
import { mergedInto } from '../domain/notices/facts.ts';
import type { Database } from '../prisma/client.ts';
import { Prisma } from '../prisma/generated/client.ts';
import { hostOf } from './postbox/situation.ts';
import type { Transaction } from './postbox/situation.ts';
import { expectedPages } from './certificate-months.ts';
import { expectedTasks } from './certificate-tasks.ts';
import { lateNotices } from './late-notices.ts';
import { recordedEvent } from './record.ts';

/** What a certificate is asked for. Both days count, each in the zone of the entity's home unit. */
export interface CertificateAsked {
  fromOn: string;
  toOn: string;
  /** Home units; all of them if left out. */
  unitIds?: readonly string[] | undefined;
  /** A wake before this is overdue, and what could have been told before it is late: ISO instant. */
  lateAt: string;
}

export interface CertifiedRow extends CertificateRow {
  entityId: string;
  agreementId: string;
}

/** Entities read at once, each with all its events. */
const PAGE = 20;
/** Zones lie up to so much beside UTC; what is read too much is not counted. */
const ZONES_DAYS = 1;

export interface CertifiedPage {
  rows: CertifiedRow[];
  /** The last entity of the page, where there is a next one. */
  next: string | null;
}

/**
 * What fell due between two days against what became of it, page by page over the entities that lived then, those after an id alone.
 * Each page is read as of one instant, so that a pass that is recorded meanwhile is seen whole or not at all.
 */
export async function* certifiedPages(
  db: Database,
  asked: CertificateAsked,
  beginAfter = '',
): AsyncGenerator<CertifiedPage> {
  for (let after: string | null = beginAfter; after !== null;) {
    const from: string = after;
    const page = await db.$transaction((tx) => certifyPage(tx, asked, from), {
      isolationLevel: Prisma.TransactionIsolationLevel.RepeatableRead,
      timeout: 20_000,
      maxWait: 10_000,
    });
    yield page;
    after = page.next;
  }
}

const columns = { id: true, kind: true, agreementId: true, state: true } as const;
type EntityRow = Prisma.EntityGetPayload<{ select: typeof columns }>;

async function certifyPage(tx: Transaction, asked: CertificateAsked, after: string): Promise<CertifiedPage> {
  const entities = await tx.entity.findMany({
    where: { id: { gt: after }, ...livedIn(asked) },
    orderBy: { id: 'asc' },
    take: PAGE,
    select: columns,
  });
  const events = await eventsOf(tx, entities);
  const expected = new Map(
    entities.map((entity) => [entity.id, expectation(entity, events.get(entity.id) ?? [], asked)]),
  );
  for (const { entityId, ...task } of await expectedTasks(tx, entities)) {
    const its = expected.get(entityId);
    if (its && isWithin(its.period, task.dueAt)) its.notices.push(task);
  }
  const ledger = await ledgerOf(tx, expected, asked.lateAt);
  const rows = entities.flatMap(({ id, agreementId }) => {
    const its = expected.get(id);
    const lines = its ? compare(id, its, ledger(id)) : [];
    return lines.map((line) => ({ ...line, entityId: id, agreementId }));
  });
  // What is no single entity's is counted once, before the first of them.
  if (after === '') rows.unshift(...(await pageRows(tx, asked)));
  return { rows, next: entities.length < PAGE ? null : (entities.at(-1)?.id ?? null) };
}

function livedIn({ fromOn, toOn, unitIds }: CertificateAsked): Prisma.EntityWhereInput {
  return {
    startedAt: { lt: new Date(addDays(toOn, 1 + ZONES_DAYS)) },
    OR: [{ closed: false }, { updatedAt: { gte: new Date(addDays(fromOn, -ZONES_DAYS)) } }],
    ...inUnits({ unitIds }),
  };
}

const inUnits = ({ unitIds }: Pick<CertificateAsked, 'unitIds'>): Prisma.EntityWhereInput =>
  unitIds === undefined ? {} : { homeUnitId: { in: [...unitIds] } };

/** A leader's pages stand under the first of their cooperations. */
async function pageRows(tx: Transaction, asked: CertificateAsked): Promise<CertifiedRow[]> {
  const pages = await expectedPages(tx, asked);
  const agreements = await tx.entity.findMany({
    where: { id: { in: pages.map(({ entityId }) => entityId) }, ...inUnits(asked) },
    select: { id: true },
  });
  const within = pages.filter(({ entityId }) => agreements.some(({ id }) => id === entityId));
  const notices = await noticesOf(
    tx,
    within.map(({ id }) => id),
    asked.lateAt,
  );
  return within.flatMap(({ entityId, ...page }) =>
    compare(
      entityId,
      { notices: [page], followUps: new Map(), stoppedAt: null },
      { notices, followUps: new Map() },
    ).map((row) => ({ ...row, entityId, agreementId: entityId })),
  );
}

interface Expected extends Expectation {
  period: Period;
}

function expectation(entity: EntityRow, events: readonly RecordedEvent[], asked: CertificateAsked): Expected {
  const { zone } = hostOf(entity).calendar;
  const period: Period = {
    fromAt: instantOf(zone, asked.fromOn, '00:00'),
    toAt: instantOf(zone, addDays(asked.toOn, 1), '00:00'),
    lateAt: asked.lateAt,
  };
  const { id, agreementId } = entity;
  const ref: EntityRef = { kind: entityKindOf(entity.kind), id, agreementId };
  return { ...withDecider(ref.kind, (decider) => expectedOf(decider, ref, events, period)), period };
}

const isWithin = ({ fromAt, toAt }: Period, at: string): boolean => at >= fromAt && at < toAt;

const addressee = z.union([z.object({ postId: z.string() }), z.object({ personId: z.string() })]);
/** As the recorder wrote them: without facts, which are not compared. Null of events before that, and of those that told nobody. */
const duties = z
  .array(z.object({ kind: z.enum(NoticeKind), to: addressee, followUpId: z.string().optional() }))
  .nullable();

async function eventsOf(tx: Transaction, entities: readonly EntityRow[]): Promise<Map<string, RecordedEvent[]>> {
  const rows = await tx.event.findMany({
    where: { entityId: { in: entities.map(({ id }) => id) } },
    orderBy: [{ entityId: 'asc' }, { seq: 'asc' }],
  });
  const byEntity = new Map<string, RecordedEvent[]>();
  for (const row of rows) {
    const notify = (duties.parse(row.notify) ?? []).map(({ kind, to, followUpId }) => ({
      kind,
      to,
      ...(followUpId === undefined ? {} : { followUpId }),
      facts: {},
    }));
    const event = { ...recordedEvent(row), notify };
    const before = byEntity.get(row.entityId);
    if (before) before.push(event);
    else byEntity.set(row.entityId, [event]);
  }
  return byEntity;
}

async function ledgerOf(
  tx: Transaction,
  expected: ReadonlyMap<string, Expectation>,
  lateAt: string,
): Promise<(entityId: string) => Ledger> {
  const ids = [...expected.values()].flatMap(({ notices }) => notices.flatMap(({ id }) => (id === null ? [] : [id])));
  const byId = await noticesOf(tx, ids, lateAt);
  const followUps = await tx.followUp.findMany({
    where: { entityId: { in: [...expected.keys()] } },
    select: { entityId: true, id: true, status: true, dueOn: true },
  });
  return (entityId) => ({
    notices: byId,
    followUps: new Map(followUps.flatMap((row) => (row.entityId === entityId ? [[row.id, row]] : []))),
  });
}

const ledgerColumns = {
  id: true,
  kind: true,
  status: true,
  reason: true,
  postId: true,
  personId: true,
  mailId: true,
  at: true,
} as const;

/** These notices, and those whose line stands for them. */
async function noticesOf(
  tx: Transaction,
  ids: readonly string[],
  lateAt: string,
): Promise<ReadonlyMap<string, LedgerNotice>> {
  const read = (some: readonly string[]) =>
    tx.notice.findMany({ where: { id: { in: [...some] } }, select: ledgerColumns });
  const found = await read(ids);
  const leads = found.flatMap(({ status, mailId, reason }) =>
    status === 'merged' && mailId === null ? (mergedInto(reason) ?? []) : [],
  );
  const rows = [...found, ...(await read(leads))];
  const late = await lateNotices(tx, rows, lateAt);
  return new Map(rows.map((row) => [row.id, { ...row, at: row.at.toISOString(), isLate: late.has(row.id) }]));
}
