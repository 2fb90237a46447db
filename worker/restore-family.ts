import type { Client } from '@temporalio/client';
import { recordedEvent } from '../activities/record.ts';
import { agreement } from '../domain/agreement/index.ts';
import type { AgreementState } from '../domain/agreement/state.ts';
import { EntityKind } from '../domain/decider.ts';
import type { RecordedEvent } from '../domain/decider.ts';
import type { Language } from '../domain/notices/names.ts';
import type { QueuedCommand } from '../domain/propose.ts';
import { plan } from '../domain/plan/index.ts';
import type { PlanState } from '../domain/plan/state.ts';
import { businessClockSchema } from '../domain/calendar/business-clock.ts';
import type { Database } from '../prisma/client.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { holdEvents, planNews, toldToPlan } from '../workflows/family-news.ts';
import { planWorkflowId, TASK_QUEUE, workflowTypes } from '../workflows/inputs.ts';
import { planOpening } from '../workflows/plan-opening.ts';

type Row = Prisma.EntityGetPayload<object>;

interface Family {
  head: Row;
  state: AgreementState;
  plans: Row[];
  /** Of the agreement: what its plans are told, or opened by. */
  events: RecordedEvent[];
}

/**
 * What an agreement and its plans tell each other is lost on one that does not run. Opens plans that were proposed and never came
 * to run, and tells each side what it does not know yet, by commands that change nothing when they are repeated.
 * @returns the ids of the plans that were opened
 */
export async function reconcileFamily(
  db: Database,
  client: Client,
  agreementId: string,
  language: Language,
): Promise<string[]> {
  const family = await readFamily(db, agreementId);
  if (!family) return [];
  const opened = await openPlans(client, family, language);
  for (const row of family.plans) {
    const state = plan.migrate({ kind: EntityKind.plan, id: row.id, agreementId }, row.state);
    await tell(client, agreementId, newsFor(family, row, state));
    if (!row.closed) await tell(client, row.id, missedBy(family, row.id, state));
  }
  return opened;
}

/** Read anew, after everybody was put back. Null where the agreement itself has come to its end. */
async function readFamily(db: Database, agreementId: string): Promise<Family | null> {
  const rows = await db.entity.findMany({ where: { agreementId }, orderBy: { id: 'asc' } });
  const head = rows.find((row) => row.id === agreementId);
  if (!head || head.closed) return null;
  const events = await db.event.findMany({
    where: { entityId: agreementId, type: { in: ['planProposed', 'partyAdded', ...holdEvents] } },
    orderBy: { seq: 'asc' },
  });
  return {
    head,
    state: agreement.migrate({ kind: EntityKind.agreement, id: agreementId, agreementId }, head.state),
    plans: rows.filter((row) => row.kind === EntityKind.plan),
    events: events.map(recordedEvent),
  };
}

/** A plan without a snapshot has recorded nothing: it is begun as its agreement would have begun it. */
async function openPlans(client: Client, family: Family, language: Language): Promise<string[]> {
  const { head, state, plans, events } = family;
  const there = new Set(plans.map((row) => row.id));
  const ref = { kind: EntityKind.agreement, id: head.id, agreementId: head.id };
  const input = { ref, clock: businessClockSchema.parse(head.clock), language };
  const opened: string[] = [];
  for (const event of events.filter(({ type }) => type === 'planProposed')) {
    const opening = planOpening(input, event, state, head.title);
    if (there.has(opening.workflowId)) continue;
    try {
      await client.workflow.start(workflowTypes.plan, { ...opening, taskQueue: TASK_QUEUE });
      await tell(
        client,
        opening.workflowId,
        missedBy(family, opening.workflowId, { parties: state.parties, hold: null }),
      );
      opened.push(opening.workflowId);
    } catch (error) {
      // It is on its way: only its first record is still to come.
      if (!(error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError')) throw error;
    }
  }
  return opened;
}

/** How the plan stands, if its agreement has another picture of it. */
function newsFor({ head, state }: Family, row: Row, { sponsored }: PlanState): QueuedCommand[] {
  const known = Object.entries(state.plans).find(([planId]) => planWorkflowId(head.id, planId) === row.id)?.[1];
  const { stage, status, light } = row;
  const isKnown =
    known?.stage === stage && known.status === status && known.light === light && known.sponsored === sponsored;
  return known && !isKnown ? [planNews(row, { stage, status, light, sponsored })] : [];
}

/** Parties that the plan has not heard of, and its agreement's hold, or the end of it. */
function missedBy(
  { head, state, events }: Family,
  planId: string,
  { parties, hold }: Pick<PlanState, 'parties' | 'hold'>,
): QueuedCommand[] {
  const newcomers = events.filter(
    ({ type, data }) => type === 'partyAdded' && !Object.hasOwn(parties, String(data['organisationId'])),
  );
  const heldUntilOn = hold?.fromAbove ? hold.untilOn : hold?.aboveUntilOn;
  const lastHold = events.findLast(({ type }) => holdEvents.some((one) => one === type));
  const isMissed = heldUntilOn !== state.hold?.untilOn;
  const missed = [...newcomers, ...(lastHold && isMissed ? [lastHold] : [])];
  return missed.flatMap((event) => toldToPlan(head.id, planId, event));
}

async function tell(client: Client, id: string, commands: readonly QueuedCommand[]): Promise<void> {
  for (const command of commands) await client.workflow.getHandle(id).signal<[QueuedCommand]>('tell', command);
}
