import { z } from 'zod';
import { adopted } from '../agreement/intake.ts';
import { partyRole } from '../agreement/parties.ts';
import { proposedPlacement, placementFacts } from '../agreement/placements.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { organisationId } from '../fields.ts';
import { adoption, policyFrom } from '../follow-up/adopting.ts';
import { today } from '../follow-up/clocks.ts';
import { refuse } from '../refusal.ts';
import { ask, willingAlready } from './acceptance.ts';
import { placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

/** How a placement comes to be: opened by its agreement; the researcher is asked first, and alone (DOMAIN 2a). */

const partyOfAgreement = z.object({ organisationId, role: partyRole, ours: z.boolean() });

type Proposed = z.output<z.ZodObject<ReturnType<typeof proposedPlacement>>> & {
  facts: z.output<typeof placementFacts>;
};

const opened = eventType<
  PlacementState,
  {
    startedOn: string;
    adopted: Omit<z.output<typeof adopted>, 'policy'>;
    parties: { organisationId: string; ours: boolean }[];
    proposed: Proposed;
  }
>('placementOpened', (s, { startedOn, adopted: given, parties, proposed }) => {
  s.status = 'open';
  s.startedOn = startedOn;
  s.homeUnit = given.homeUnit;
  s.calendar = given.calendar;
  if (given.others) s.others = given.others;
  for (const party of parties) s.parties[party.organisationId] = { ours: party.ours };
  Object.assign(s, stateOf(proposed));
});

function stateOf({ facts, ...d }: Proposed): Partial<PlacementState> {
  return {
    needIds: d.needIds,
    researcher: { personId: d.personId, postId: facts.researcherPostId },
    unit: { organisationId: facts.unitId, postId: facts.unitPostId },
    host: { organisationId: d.partyId, postId: facts.hostPostId },
    supervisors: { unit: d.unitSupervisorPostId ?? null, host: d.hostSupervisorPostId ?? null },
    scheme: facts.scheme,
    said: { ...(d.point ? { point: d.point } : {}), ...(d.purpose ? { purpose: d.purpose } : {}) },
    period: { fromOn: d.fromOn, toOn: d.toOn },
    ...(d.point ? { point: d.point } : {}),
    daysAYear: d.daysAYear,
    isRequested: d.isRequested,
    coverOf: d.coverOf ?? null,
    ...(facts.covers ? { covers: facts.covers } : {}),
  };
}

export const opening: Concern<PlacementState> = {
  events: [opened],
  commands: [
    command({
      name: 'openPlacement',
      path: '',
      who: [Role.system],
      describe: { en: 'The agreement opens the placement that was proposed in it', zh: '由合作建立所提出的派驻' },
      schema: (t) =>
        // Not strict: an agreement of a newer version may tell more, and an older placement takes what it knows.
        z.object({
          proposed: z.object({ ...proposedPlacement(t), facts: placementFacts }),
          adopted,
          parties: z.array(partyOfAgreement).min(1).max(200),
        }),
      decide: (s: PlacementState, d, context): Decision => {
        if (s.status !== 'new') return refuse('already-exists', `${s.id} has been opened.`, `${s.id} 已建立。`);
        const { policy, ...directory } = d.adopted;
        const next: PlacementState = {
          ...s,
          homeUnit: directory.homeUnit,
          calendar: directory.calendar,
          ...stateOf(d.proposed),
        };
        if (d.proposed.facts.unitConsents === 'yes') next.acceptance = { ...s.acceptance, unitConsents: true };
        next.policy = policyFrom(s, policy);
        const startedOn = today(next, context.at);
        return [
          opened(placementSubject(s), { startedOn, adopted: directory, parties: d.parties, proposed: d.proposed }),
          ...adoption(s, policy),
          ...(d.proposed.facts.isWilling ? willingAlready(next, context) : [ask(next, context, 'person')]),
        ];
      },
    }),
  ],
};
