import { assemble, EntityKind, isRefusal } from '../decider.ts';
import type { Context, Decider, Decision, EventDraft } from '../decider.ts';
import { amendmentsConcern } from '../follow-up/amendments.ts';
import { childCard, pathOf } from '../follow-up/child-card.ts';
import { childHold } from '../follow-up/child-hold.ts';
import { followUpConcern } from '../follow-up/commands.ts';
import { migrateState } from '../migrate.ts';
import { permitted } from '../permission.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { acceptance, isKnownToHost } from './acceptance.ts';
import { assessment } from './assessment.ts';
import { booking } from './booking.ts';
import { course } from './course.ts';
import { ending } from './ending.ts';
import type { Ending } from './ending.ts';
import { agreementDocument } from './document.ts';
import { fallenFree } from './fallen-free.ts';
import { healing } from './healing.ts';
import { tellingOfHold, withHold } from './hold-days.ts';
import { left } from './left.ts';
import { log } from './log.ts';
import { onSite } from './on-site.ts';
import { opening } from './opening.ts';
import { paceWatch } from './pace-watch.ts';
import { presence } from './presence.ts';
import { renewal } from './renewal.ts';
import { tellStandIns } from './stand-in-days.ts';
import { newPlacement, placementStages } from './state.ts';
import type { PlacementState } from './state.ts';
import { swap } from './swap.ts';
import { terms } from './terms.ts';
import { welfare } from './welfare.ts';

const { commands, evolve, after, due, nextWake } = assemble<PlacementState>([
  opening,
  acceptance,
  agreementDocument,
  terms,
  booking,
  swap,
  fallenFree,
  onSite,
  log,
  presence,
  paceWatch,
  assessment,
  renewal,
  welfare,
  healing,
  left,
  childHold<PlacementState>({
    entity: 'placement',
    pause: {
      en: 'Put the placement on hold until a day, sixty working days ahead at the most, with a reason and who approves',
      zh: '暂停派驻：须有截止日（最多 60 个工作日）、理由和批准人',
    },
    resume: {
      en: 'End the hold of the placement; every date moves by the working days it lasted',
      zh: '恢复派驻；各项时限按暂停的工作日数顺延',
    },
  }),
  course,
  ending,
  followUpConcern<PlacementState>(),
  amendmentsConcern<PlacementState>(),
]);
/** What goes on where nobody comes any more, and the last days are still to be logged. */
const afterwards = assemble<PlacementState>([
  log,
  presence,
  ending,
  followUpConcern<PlacementState>(),
  amendmentsConcern<PlacementState>(),
]);
const clockOf = (s: PlacementState) => (s.ending ? afterwards : { due, nextWake });

function decide(s: PlacementState, name: string, data: unknown, context: Context): Decision {
  const spec = commands.get(name);
  if (!spec) return refuse('shape-invalid', `There is no command ${name}.`, `没有命令 ${name}。`);
  const denied = permitted(spec, context) ?? possible(s, name, context);
  // `data` has passed the command's schema: in the API, and again in the validator and the loop.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const decision = denied ?? spec.decide(s, data as never, context);
  return isRefusal(decision)
    ? decision
    : told(s, [...tellingOfHold(s, decision, context), ...withHold(s, decision, context)], context);
}

const told = (s: PlacementState, drafts: EventDraft[], context: Context): EventDraft[] =>
  tellStandIns(s, drafts, context, () => after(s, drafts, context));

function possible(s: PlacementState, name: string, context: Context): Refusal | null {
  if (name === 'openPlacement') return null;
  if (s.status === 'new') return refuse('not-started', `${s.id} has not been opened.`, `${s.id} 尚未建立。`);
  if (s.status === 'closed') return refuse('placement-closed', `${s.id} is closed.`, `${s.id} 已结束。`);
  return s.ending ? possibleAfterwards(s.ending, name, context) : null;
}

const logging: ReadonlySet<string> = new Set(['logDays', 'correctLog']);
/** The last days are logged, for a time, and confirmed; our office may end it at any moment. */
function possibleAfterwards({ on, untilAt }: Ending, name: string, { at }: Context): Refusal | null {
  const isKnown = name === 'closePlacement' || afterwards.commands.has(name);
  return isKnown && !(logging.has(name) && untilAt <= at)
    ? null
    : refuse(
        'placement-closed',
        `It ended on ${on}: what was worked until then can be logged for a time, and nothing else is done.`,
        `派驻已于 ${on} 结束，仅可在限期内补报此前的到岗日期。`,
      );
}

/** One researcher sent to one enterprise. Paths of its commands are relative to the placement's. */
export const placement: Decider<PlacementState> = {
  kind: EntityKind.placement,
  initial: newPlacement,
  commands,
  decide,
  evolve,
  migrate: (ref, carried) => migrateState(newPlacement(ref), carried),
  due: (s, context) => (s.status === 'closed' ? [] : told(s, clockOf(s).due(s, context), context)),
  nextWake: (s) => (s.status === 'closed' ? null : clockOf(s).nextWake(s)),
  card: (s, at) =>
    childCard(s, at, {
      path: pathOf(placementStages, s.stage, s.outcome === 'fulfilled'),
      // Of all parties of the agreement only the one it concerns: the others are its competitors (S45). And not before it is asked.
      partyIds: [...new Set([isKnownToHost(s) ? s.host.organisationId : '', s.unit.organisationId])].filter(
        (id) => id !== '',
      ),
    }),
};
