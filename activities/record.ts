import type { Prisma } from '../prisma/generated/client.ts';
import type { Database } from '../prisma/client.ts';
import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import { deciders } from '../domain/deciders.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import { lightOf } from '../domain/follow-up/engine.ts';
import type { FollowUp, FollowUpHost } from '../domain/follow-up/host.ts';
import type { Outcome, Proposal } from '../domain/propose.ts';
import type { Page } from '../workflows/page.ts';
import { seatsOf } from './holders.ts';
import { makePage } from './page.ts';
import type { PageSettings } from './page.ts';
import type { Recorded } from './record-contract.ts';

/**
 * Writes one pass of an entity: events, snapshot, what became of the commands, follow-ups and notices, in one transaction.
 * Keys are (entity, seq) and the command id, so a repeat finds what stands and writes nothing.
 */
export interface RecordDeps {
  db: Database;
  clock: BusinessClock;
  page: PageSettings;
  /** Wakes the postboxes of these people; called after commit, and again on a repeat. */
  wakePostboxes(personIds: readonly string[]): Promise<void>;
}

export interface RecordActivities {
  record(proposal: Proposal): Promise<Recorded>;
}

type Transaction = Prisma.TransactionClient;
interface Row {
  seq: number;
  state: FollowUpHost;
  card: Page;
  wakeAt: Date | null;
}

/** A repeat reads at most this many events at once; the loop comes again for the rest. */
const CATCH_UP_EVENTS = 200;

export function recordActivities(deps: RecordDeps): RecordActivities {
  return {
    async record(proposal) {
      const { recorded, told } = await deps.db.$transaction((tx) => write(deps, tx, proposal), {
        timeout: 8_000,
        maxWait: 4_000,
      });
      if (told.length > 0) await deps.wakePostboxes(told);
      return recorded;
    },
  };
}

async function write(
  deps: RecordDeps,
  tx: Transaction,
  proposal: Proposal,
): Promise<{ recorded: Recorded; told: string[] }> {
  const row = await lock(tx, proposal.ref.id);
  const stands = row ? await standing(tx, proposal, row) : null;
  if (row && stands) return { recorded: stands, told: await peopleToTell(tx, proposal) };

  const decider = deciders[proposal.ref.kind];
  const before = row?.state ?? decider.initial(proposal.ref);
  // Each decider folds its own state: the snapshot was made by the same one.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const state: FollowUpHost = decider.evolve(before as never, proposal.events);
  const page = await makePage(tx, deps.page, proposal, state.calendar.zone);
  const outcomes = Object.fromEntries(proposal.outcomes.map((o) => [o.commandId, o.outcome]));
  const recorded = { events: proposal.events, outcomes, nextWakeAt: proposal.nextWakeAt, page };
  if (proposal.events.length === 0) return { recorded: row ? { ...recorded, page: row.card } : recorded, told: [] };

  await writeEntity(tx, deps, proposal, state, page, row !== null);
  await tx.event.createMany({ data: proposal.events.map((event) => eventRow(proposal.ref.id, event)) });
  const commands = proposal.outcomes.filter((o) => o.outcome.status === 'recorded');
  if (commands.length > 0) {
    await tx.command.createMany({
      data: commands.map((c) => ({
        id: c.commandId,
        entityId: proposal.ref.id,
        name: c.name,
        by: c.by,
        outcome: json(c.outcome),
      })),
    });
  }
  await writeFollowUps(tx, proposal, before, state);
  return { recorded, told: await writeNotices(tx, proposal, state.homeUnit.coordinatorPostId) };
}

async function lock(tx: Transaction, entityId: string): Promise<Row | null> {
  const rows = await tx.$queryRaw<Row[]>`
    SELECT seq, state, page AS card, "wakeAt" FROM entity WHERE id = ${entityId} FOR UPDATE`;
  return rows[0] ?? null;
}

/** What Postgres holds already of this proposal: events beyond its base, or commands that were recorded in an earlier chapter. */
async function standing(tx: Transaction, proposal: Proposal, row: Row): Promise<Recorded | null> {
  const commandIds = proposal.outcomes.map((o) => o.commandId);
  const known = commandIds.length > 0 ? await tx.command.findMany({ where: { id: { in: commandIds } } }) : [];
  if (row.seq === proposal.baseSeq && known.length === 0) return null;
  const events = await tx.event.findMany({
    where: { entityId: proposal.ref.id, seq: { gt: proposal.baseSeq } },
    orderBy: { seq: 'asc' },
    take: CATCH_UP_EVENTS,
  });
  return {
    events: events.map(recordedEvent),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    outcomes: Object.fromEntries(known.map((command) => [command.id, command.outcome as unknown as Outcome])),
    nextWakeAt: row.wakeAt ? new Date(row.wakeAt).toISOString() : null,
    page: row.card,
  };
}

function eventRow(entityId: string, event: RecordedEvent): Prisma.EventCreateManyInput {
  return {
    entityId,
    seq: event.seq,
    type: event.type,
    aboutKind: event.about?.kind ?? null,
    aboutId: event.about?.id ?? null,
    at: new Date(event.at),
    by: event.by,
    commandId: event.commandId,
    data: json(event.data),
  };
}

type EventRow = Prisma.EventGetPayload<object>;

/** An event as it was recorded, read back. */
export function recordedEvent(row: EventRow): RecordedEvent {
  return {
    seq: row.seq,
    type: row.type,
    about: row.aboutKind && row.aboutId ? { kind: row.aboutKind, id: row.aboutId } : null,
    at: row.at.toISOString(),
    by: row.by,
    commandId: row.commandId,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    data: row.data as Record<string, unknown>,
  };
}

async function writeEntity(
  tx: Transaction,
  deps: RecordDeps,
  proposal: Proposal,
  state: FollowUpHost,
  page: Page,
  exists: boolean,
): Promise<void> {
  const { ref, card, at } = proposal;
  const columns = {
    seq: proposal.events.at(-1)?.seq ?? proposal.baseSeq,
    state: json(state),
    card: json(card),
    page: json(page),
    status: card.status,
    stage: card.stage,
    light: card.light,
    homeUnitId: card.homeUnitId,
    ownerPostId: card.ownerPostId,
    partyIds: card.partyIds,
    parentId: card.parentId,
    title: page.attributes.title,
    searchText: [page.attributes.title, ref.id, ...page.attributes.parties].join(' ').toLowerCase(),
    nextDueAt: card.nextDueAt,
    wakeAt: proposal.nextWakeAt,
    lastContactOn: card.lastContactOn,
    openCount: card.openCount,
    closed: card.closed,
    updatedAt: at,
  };
  if (exists) await tx.entity.update({ where: { id: ref.id }, data: columns, select: { id: true } });
  else {
    await tx.entity.create({
      data: {
        id: ref.id,
        kind: ref.kind,
        agreementId: ref.agreementId,
        clock: json(deps.clock),
        startedAt: at,
        ...columns,
      },
      select: { id: true },
    });
  }
}

/** One row a follow-up; the open ones are written at each pass, because their lights move with time. */
async function writeFollowUps(
  tx: Transaction,
  proposal: Proposal,
  before: FollowUpHost,
  after: FollowUpHost,
): Promise<void> {
  const opened = new Map<string, FollowUp>(Object.entries(before.followUps));
  const how = new Map<string, string>();
  for (const event of proposal.events) {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    if (event.type === 'followUpOpened') opened.set(String(event.data['id']), event.data as unknown as FollowUp);
    if (event.type === 'followUpClosed') how.set(String(event.data['id']), String(event.data['how']));
  }
  const rows = [...opened.values()].map((was) => {
    const now = after.followUps[was.id];
    const f = now ?? was;
    const ended = now ? null : (how.get(was.id) ?? 'closed');
    return {
      entityId: proposal.ref.id,
      id: f.id,
      agreementId: proposal.ref.agreementId,
      kind: f.kind,
      aboutKind: f.about.kind,
      aboutId: f.about.id,
      ownerPostId: f.ownerPostId,
      sideOrgId: f.sideOrgId,
      ownerCertainty: f.ownerCertainty,
      dueCertainty: f.dueCertainty,
      openedOn: f.openedOn,
      dueOn: f.dueOn,
      dueAt: f.dueAt,
      nextAt: ended ? null : (f.pause?.untilAt ?? f.steps[0]?.[1] ?? null),
      level: f.level,
      light: ended ? 'green' : lightOf(after, f, proposal.at),
      status: ended ?? (f.pause ? 'paused' : f.reportedOn ? 'reported' : 'open'),
      pausedUntilOn: f.pause?.untilOn ?? null,
      closedAt: ended ? proposal.at : null,
      homeUnitId: after.homeUnit.organisationId,
    };
  });
  if (rows.length === 0) return;
  // One statement for all rows: a pass must not cost a round trip for each follow-up.
  await tx.$executeRaw`
    INSERT INTO follow_up ("entityId", id, "agreementId", kind, "aboutKind", "aboutId", "ownerPostId", "sideOrgId", "ownerCertainty",
      "dueCertainty", "openedOn", "dueOn", "dueAt", "nextAt", level, light, status, "pausedUntilOn", "closedAt", "homeUnitId")
    SELECT r."entityId", r.id, r."agreementId", r.kind, r."aboutKind", r."aboutId", r."ownerPostId", r."sideOrgId", r."ownerCertainty",
      r."dueCertainty", r."openedOn", r."dueOn", r."dueAt", r."nextAt", r.level, r.light, r.status, r."pausedUntilOn", r."closedAt", r."homeUnitId"
    FROM jsonb_populate_recordset(NULL::follow_up, ${JSON.stringify(rows)}::jsonb) AS r
    ON CONFLICT ("entityId", id) DO UPDATE SET
      "ownerPostId" = excluded."ownerPostId", "sideOrgId" = excluded."sideOrgId", "ownerCertainty" = excluded."ownerCertainty",
      "dueCertainty" = excluded."dueCertainty", "openedOn" = excluded."openedOn", "dueOn" = excluded."dueOn", "dueAt" = excluded."dueAt",
      "nextAt" = excluded."nextAt", level = excluded.level, light = excluded.light, status = excluded.status,
      "pausedUntilOn" = excluded."pausedUntilOn", "closedAt" = excluded."closedAt"`;
}

/**
 * Notices are written with the event that caused them; returns the people whose postboxes are to wake. What a vacant post is to
 * be told is its deputy's, else the coordinator's to read.
 */
async function writeNotices(tx: Transaction, proposal: Proposal, coordinatorPostId: string): Promise<string[]> {
  const drafts = proposal.events.flatMap((event) =>
    (event.notify ?? []).map((notice, index) => ({ event, notice, index })),
  );
  if (drafts.length === 0) return [];
  const postIds = drafts.flatMap(({ notice }) => ('postId' in notice.to ? [notice.to.postId] : []));
  const seats = await seatsOf(tx, postIds, () => coordinatorPostId || null);
  const rows = drafts.map(({ event, notice, index }) => ({
    id: `${proposal.ref.id}/${event.seq}/${index}`,
    entityId: proposal.ref.id,
    agreementId: proposal.ref.agreementId,
    seq: event.seq,
    followUpId: notice.followUpId ?? null,
    kind: notice.kind,
    postId: 'postId' in notice.to ? notice.to.postId : null,
    personId: 'personId' in notice.to ? notice.to.personId : (seats.get(notice.to.postId)?.personId ?? null),
    facts: json(notice.facts),
    at: proposal.at,
  }));
  await tx.notice.createMany({ data: rows });
  return [...new Set(rows.flatMap((row) => (row.personId ? [row.personId] : [])))];
}

/** On a repeat: whoever still has an open notice of this entity; their postbox may have missed its call. */
async function peopleToTell(tx: Transaction, proposal: Proposal): Promise<string[]> {
  const open = await tx.notice.findMany({
    where: { entityId: proposal.ref.id, seq: { gt: proposal.baseSeq }, status: 'open', personId: { not: null } },
    select: { personId: true },
    distinct: ['personId'],
  });
  return open.flatMap((notice) => (notice.personId ? [notice.personId] : []));
}

/** What Temporal and the domain hand us is JSON already; Prisma's input type does not know. */
function json(value: unknown): Prisma.InputJsonValue {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return value as Prisma.InputJsonValue;
}
