import type { Client } from '@temporalio/client';
import { missedLeaving } from '../activities/leaving.ts';
import { recordedEvent } from '../activities/record.ts';
import { agreement } from '../domain/agreement/index.ts';
import type { AgreementState } from '../domain/agreement/state.ts';
import { childIdOf, EntityKind } from '../domain/decider.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import type { Language } from '../domain/notices/names.ts';
import type { QueuedCommand } from '../domain/propose.ts';
import { plan } from '../domain/plan/index.ts';
import { placement } from '../domain/placement/index.ts';
import type { FollowUpHost } from '../domain/follow-up/host.ts';
import { businessClockSchema } from '../domain/calendar/business-clock.ts';
import type { Database } from '../prisma/client.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { birthEvents, childOpening, isBirth } from '../workflows/child-opening.ts';
import { childNews, holdEvents, placementFactsOf, toldToChild } from '../workflows/family-news.ts';
import { TASK_QUEUE } from '../workflows/inputs.ts';

type Row = Prisma.EntityGetPayload<object>;

interface Family {
  head: Row;
  state: AgreementState;
  /** Plans and placements. */
  children: Row[];
  /** Of the agreement: what its children are told, or opened by. */
  events: RecordedEvent[];
}

/** What has to be known of a child to tell what it has missed. Placements do not follow parties. */
type Child = Pick<FollowUpHost, 'hold'> & {
  parties?: Record<string, unknown>;
  sponsored?: boolean;
  lastLoggedOn?: string;
  needIds?: string[];
  outcome?: string;
};

/**
 * What an agreement and its plans and placements tell each other is lost on one that does not run. Opens children that were
 * proposed and never came to run, and tells each side what it does not know yet, by commands that change nothing when they are
 * repeated.
 * @returns the ids of the children that were opened
 */
export async function reconcileFamily(
  db: Database,
  client: Client,
  agreementId: string,
  language: Language,
): Promise<string[]> {
  const family = await readFamily(db, agreementId);
  if (!family) return [];
  const opened = await openChildren(client, family, language);
  for (const row of family.children) {
    const child = childOf(row);
    await tell(client, agreementId, newsFor(family, row, child));
    if (row.closed) continue;
    await tell(client, row.id, missedBy(family, row.id, child));
    if (row.kind === EntityKind.placement) await tell(client, row.id, await missedLeaving(db, row));
  }
  return opened;
}

function childOf({ id, kind, agreementId, state }: Row): Child {
  if (kind === EntityKind.plan) {
    const { hold, parties, sponsored } = plan.migrate({ kind, id, agreementId }, state);
    return { hold, parties, sponsored };
  }
  const placed = placement.migrate({ kind: EntityKind.placement, id, agreementId }, state);
  return { hold: placed.hold, ...placementFactsOf(placed) };
}

/** Read anew, after everybody was put back. Null where the agreement itself has come to its end. */
async function readFamily(db: Database, agreementId: string): Promise<Family | null> {
  const rows = await db.entity.findMany({ where: { agreementId }, orderBy: { id: 'asc' } });
  const head = rows.find((row) => row.id === agreementId);
  if (!head || head.closed) return null;
  const events = await db.event.findMany({
    where: { entityId: agreementId, type: { in: [...birthEvents, 'partyAdded', ...holdEvents] } },
    orderBy: { seq: 'asc' },
  });
  return {
    head,
    state: agreement.migrate({ kind: EntityKind.agreement, id: agreementId, agreementId }, head.state),
    children: rows.filter((row) => row.id !== agreementId),
    events: events.map(recordedEvent),
  };
}

/** A child without a snapshot has recorded nothing: it is begun as its agreement would have begun it. */
async function openChildren(client: Client, family: Family, language: Language): Promise<string[]> {
  const { head, state, children, events } = family;
  const there = new Set(children.map((row) => row.id));
  const ref = { kind: EntityKind.agreement, id: head.id, agreementId: head.id };
  const input = { ref, clock: businessClockSchema.parse(head.clock), language };
  const opened: string[] = [];
  for (const event of events.filter(isBirth)) {
    const { workflowType, options } = childOpening(input, event, state, head.title);
    const { workflowId } = options;
    if (there.has(workflowId)) continue;
    try {
      await client.workflow.start(workflowType, { ...options, taskQueue: TASK_QUEUE });
      await tell(client, workflowId, missedBy(family, workflowId, { parties: state.parties, hold: null }));
      opened.push(workflowId);
    } catch (error) {
      // It is on its way: only its first record is still to come.
      if (!(error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError')) throw error;
    }
  }
  return opened;
}

/** How the child stands, if its agreement has another picture of it. */
function newsFor({ state }: Family, row: Row, { sponsored, lastLoggedOn, needIds, outcome }: Child): QueuedCommand[] {
  const childId = childIdOf(row);
  const asPlan = state.plans[childId];
  const asPlacement = state.placements[childId];
  const known = asPlan ?? asPlacement;
  const { stage, status, light } = row;
  const isKnown =
    known?.stage === stage &&
    known.status === status &&
    known.light === light &&
    asPlan?.sponsored === sponsored &&
    asPlacement?.lastLoggedOn === lastLoggedOn;
  const face = {
    stage,
    status,
    light,
    ...(sponsored === undefined ? {} : { sponsored }),
    ...(lastLoggedOn === undefined ? {} : { lastLoggedOn }),
    ...(needIds === undefined ? {} : { needIds }),
    ...(outcome === undefined ? {} : { outcome }),
  };
  return known && !isKnown ? [childNews(row, face)] : [];
}

/** Parties that a plan has not heard of, and the agreement's hold, or the end of it. */
function missedBy({ head, state, events }: Family, childId: string, { parties, hold }: Child): QueuedCommand[] {
  const newcomers = events.filter(
    ({ type, data }) => parties && type === 'partyAdded' && !Object.hasOwn(parties, String(data['organisationId'])),
  );
  const heldUntilOn = hold?.fromAbove ? hold.untilOn : hold?.aboveUntilOn;
  const lastHold = events.findLast(({ type }) => holdEvents.some((one) => one === type));
  const isMissed = heldUntilOn !== state.hold?.untilOn;
  const missed = [...newcomers, ...(lastHold && isMissed ? [lastHold] : [])];
  return missed.flatMap((event) => toldToChild(head.id, childId, event));
}

async function tell(client: Client, id: string, commands: readonly QueuedCommand[]): Promise<void> {
  for (const command of commands) await client.workflow.getHandle(id).signal<[QueuedCommand]>('tell', command);
}
