import { recordActivities } from '../../activities/record.ts';
import type { EntityGateway } from '../../api/gateway.ts';
import { businessNow } from '../../domain/calendar/business-clock.ts';
import type { BusinessClock } from '../../domain/calendar/business-clock.ts';
import { deciders } from '../../domain/deciders.ts';
import { isRefusal } from '../../domain/decider.ts';
import type { Decider, EntityRef, RecordedEvent } from '../../domain/decider.ts';
import { propose } from '../../domain/propose.ts';
import type { Outcome, QueuedCommand } from '../../domain/propose.ts';
import { storedText } from '../../domain/text.ts';
import type { Database } from '../../prisma/client.ts';

/** The entity loop without Temporal: the same domain and the same recorder, one command after the other. For tests of the API. */
export function inlineGateway(
  db: Database,
  clock: BusinessClock,
): EntityGateway & {
  sent: QueuedCommand[];
  /** Has an entity record what has fallen due by now, as its timer would. */
  look(entityId: string): Promise<void>;
} {
  const { record } = recordActivities({
    db,
    clock,
    page: { language: 'en', apiUrl: 'http://api', uiUrl: 'http://ui', namespace: 'default', isDemonstration: false },
    wakePostboxes: () => Promise.resolve(),
  });
  const sent: QueuedCommand[] = [];
  let queue: Promise<unknown> = Promise.resolve();

  async function apply(ref: EntityRef, queued: QueuedCommand): Promise<Outcome> {
    const decider = deciders[ref.kind] as Decider<unknown>;
    const row = await db.entity.findUnique({ where: { id: ref.id } });
    const spec = decider.commands.get(queued.name);
    if (!spec) throw new Error(`no command ${queued.name}`);
    const data: unknown = spec.schema(storedText).parse(queued.data);
    const from = { state: row?.state ?? decider.initial(ref), seq: row?.seq ?? 0 };
    const now = businessNow(clock, Date.now());
    const check = decider.decide(from.state, queued.name, data, { at: now, actor: queued.actor });
    if (isRefusal(check)) return { status: 'refused', refusal: check };
    const recorded = await record(propose(decider, ref, from, [{ ...queued, data }], now));
    for (const event of recorded.events) if (event.type === 'planProposed') await openPlan(ref, event);
    const outcome = recorded.outcomes[queued.commandId];
    if (!outcome) throw new Error('not recorded');
    return outcome;
  }

  /** As the agreement's workflow does by starting a child. */
  async function openPlan(ref: EntityRef, event: RecordedEvent): Promise<void> {
    const { planId, ...proposed } = event.data;
    const row = await db.entity.findUniqueOrThrow({ where: { id: ref.id } });
    const state = row.state as unknown as ReturnType<typeof deciders.agreement.initial>;
    const id = `${ref.id}.${String(planId)}`;
    await apply(
      { kind: 'plan', id, agreementId: ref.id },
      {
        commandId: `${id}-open`,
        name: 'openPlan',
        actor: { id: 'system', roles: ['system'] },
        data: {
          proposed,
          adopted: { homeUnit: state.homeUnit, calendar: state.calendar, policy: state.policy },
          parties: Object.entries(state.parties).map(([organisationId, party]) => ({ organisationId, ...party })),
        },
      },
    );
  }

  const inTurn = (ref: EntityRef, command: QueuedCommand): Promise<Outcome> => {
    sent.push(command);
    const next = queue.then(() => apply(ref, command));
    queue = next.catch(() => undefined);
    return next;
  };

  async function look(ref: EntityRef): Promise<void> {
    const decider = deciders[ref.kind] as Decider<unknown>;
    const { state, seq } = await db.entity.findUniqueOrThrow({ where: { id: ref.id } });
    await record(propose(decider, ref, { state, seq }, [], businessNow(clock, Date.now())));
  }
  const refOf = (entityId: string): EntityRef => {
    const [agreementId = '', planId] = entityId.split('.');
    const kind = planId === undefined ? 'agreement' : planId.startsWith('placement-') ? 'placement' : 'plan';
    return { kind, id: entityId, agreementId };
  };

  return {
    sent,
    look: (entityId) => look(refOf(entityId)),
    send: (entityId, command) => inTurn(refOf(entityId), command),
    start: (input, command) => inTurn(input.ref, command),
    check: () => Promise.resolve(),
  };
}
