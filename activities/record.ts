import { isDeepStrictEqual } from 'node:util';
import { Prisma } from '../prisma/generated/client.ts';
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
import { passedByTold, peopleToTell, withSides, writeNotices } from './record-notices.ts';
import { writeRows } from './record-rows.ts';
import type { Pass } from './record-rows.ts';

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
  page: Page;
  wakeAt: Date | null;
  /** How many commands of the proposal are recorded. */
  knownCount: number;
}

/** A repeat reads at most this many events at once; the loop comes again for the rest. */
const CATCH_UP_EVENTS = 200;

export function recordActivities(deps: RecordDeps): RecordActivities {
  return {
    async record(proposal) {
      const { recorded, told } =
        (await writeAtOnce(deps, proposal)) ??
        (await deps.db.$transaction((tx) => writeUnderLock(deps, tx, proposal), { timeout: 8_000, maxWait: 4_000 }));
      if (told.length > 0) await deps.wakePostboxes(told);
      return recorded;
    },
  };
}

interface Written {
  recorded: Recorded;
  told: string[];
}

/**
 * Most passes tell nobody anything: they are a read and one statement, without a transaction around them. It fails as a whole
 * where an event or a command stands already (a repeat that was faster); then, as in any doubt, the lock decides. Null for that.
 */
async function writeAtOnce(deps: RecordDeps, proposal: Proposal): Promise<Written | null> {
  if (proposal.events.some((event) => event.notify)) return null;
  const row = await snapshot(deps.db, proposal, Prisma.empty);
  if (row && !isNext(row, proposal)) return null;
  const { recorded, pass } = await passOf(deps, deps.db, proposal, row);
  if (!pass) return { recorded, told: [] };
  return writeRows(deps.db, pass).then(
    () => ({ recorded, told: [] }),
    () => null,
  );
}

async function writeUnderLock(deps: RecordDeps, tx: Transaction, proposed: Proposal): Promise<Written> {
  const row = await snapshot(tx, proposed, Prisma.sql`FOR UPDATE`);
  if (row && !isNext(row, proposed)) {
    return { recorded: await standing(tx, proposed, row), told: await peopleToTell(tx, proposed) };
  }
  const proposal = await knowingHolders(tx, proposed, row);
  const { recorded, pass } = await passOf(deps, tx, proposal, row);
  if (!pass) return { recorded, told: [] };
  await writeRows(tx, pass);
  return { recorded, told: await writeNotices(tx, proposal, pass.after.homeUnit) };
}

/**
 * The proposal with what only the directory knows: which organisation a new owner belongs to, and which levels of a ladder have been
 * told by another post of the same person.
 */
async function knowingHolders(tx: Transaction, proposed: Proposal, row: Row | null): Promise<Proposal> {
  if (!row) return proposed;
  const { decider, before } = standingOf(proposed, row);
  const proposal = { ...proposed, events: await withSides(tx, proposed, before) };
  // What fell due was decided on the state after the commands.
  const fallen = proposal.events.findIndex(({ commandId }) => commandId === null);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const atFall = decider.evolve(before as never, proposal.events.slice(0, Math.max(0, fallen)));
  const events = await passedByTold(tx, proposal, atFall);
  if (events === proposed.events) return proposed;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const after = decider.evolve(before as never, events);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const card = decider.card(after as never, proposal.at);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { ...proposal, events, card, nextWakeAt: decider.nextWake(after as never) };
}

/** What the loop is told, and what is to be written; nothing where every command was refused. */
async function passOf(
  deps: RecordDeps,
  tx: Transaction,
  proposal: Proposal,
  row: Row | null,
): Promise<{ recorded: Recorded; pass: Pass | null }> {
  const { decider, before } = standingOf(proposal, row);
  // Each decider folds its own state: the snapshot was made by the same one.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const after: FollowUpHost = decider.evolve(before as never, proposal.events);
  const { events, nextWakeAt } = proposal;
  const page = row && events.length === 0 ? row.page : await makePage(tx, deps.page, proposal, after);
  const recorded = {
    events,
    outcomes: Object.fromEntries(proposal.outcomes.map((o) => [o.commandId, o.outcome])),
    nextWakeAt,
    page: row && isDeepStrictEqual(row.page, page) ? null : page,
  };
  return { recorded, pass: events.length === 0 ? null : { proposal, clock: deps.clock, before, after, page } };
}

/** The state that the proposal goes on from, with what folds it. */
function standingOf({ ref }: Proposal, row: Row | null) {
  const decider = deciders[ref.kind];
  const before: FollowUpHost = row ? decider.migrate(ref, row.state) : decider.initial(ref);
  return { decider, before };
}

/** The entity as Postgres has it, and what is known of the commands already. */
async function snapshot(tx: Transaction, { ref, outcomes }: Proposal, lock: Prisma.Sql): Promise<Row | null> {
  const commandIds = outcomes.map((o) => o.commandId);
  const rows = await tx.$queryRaw<Row[]>`
    SELECT seq, state, page, "wakeAt", (SELECT count(*)::int FROM command WHERE id = ANY(${commandIds})) AS "knownCount"
    FROM entity WHERE id = ${ref.id} ${lock}`;
  return rows[0] ?? null;
}

/**
 * Whether the proposal goes on from what stands. The count is as of before a lock was waited for; who held it has moved `seq`,
 * so together they cannot deceive.
 */
const isNext = (row: Row, proposal: Proposal): boolean => row.seq === proposal.baseSeq && row.knownCount === 0;

/** What Postgres holds already of this proposal: events beyond its base, or commands that were recorded in an earlier chapter. */
async function standing(tx: Transaction, proposal: Proposal, row: Row): Promise<Recorded> {
  const commandIds = proposal.outcomes.map((o) => o.commandId);
  const known = await tx.command.findMany({ where: { id: { in: commandIds } } });
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
    page: row.page,
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
