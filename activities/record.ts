import type { Prisma } from '../prisma/generated/client.ts';
import type { Database } from '../prisma/client.ts';
import type { BusinessClock } from '../domain/calendar/business-clock.ts';
import { deciders } from '../domain/deciders.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import type { FollowUpHost } from '../domain/follow-up/host.ts';
import type { Outcome, Proposal } from '../domain/propose.ts';
import type { Page } from '../workflows/page.ts';
import { makePage } from './page.ts';
import type { PageSettings } from './page.ts';
import type { Recorded } from './record-contract.ts';
import { writeFollowUps } from './record-follow-ups.ts';
import { peopleToTell, writeNotices } from './record-notices.ts';

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
  const before: FollowUpHost = row ? decider.migrate(proposal.ref, row.state) : decider.initial(proposal.ref);
  // Each decider folds its own state: the snapshot was made by the same one.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const state: FollowUpHost = decider.evolve(before as never, proposal.events);
  const page = await makePage(tx, deps.page, proposal, state);
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

/** What Temporal and the domain hand us is JSON already; Prisma's input type does not know. */
function json(value: unknown): Prisma.InputJsonValue {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return value as Prisma.InputJsonValue;
}
