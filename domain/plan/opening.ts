import { z } from 'zod';
import { adopted } from '../agreement/intake.ts';
import { partyRole } from '../agreement/parties.ts';
import { isSponsored, proposedPlan, sponsor } from '../agreement/plans.ts';
import type { Sponsor } from '../agreement/plans.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { organisationId } from '../fields.ts';
import { adoption, policyFrom } from '../follow-up/adopting.ts';
import { today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import { notParties, planSubject } from './state.ts';
import type { PlanState } from './state.ts';

/** How a plan comes to be: opened by its agreement with a name at least; text and sponsors are chased until they are there (S30). */

/** A party of the agreement, as it tells its plan. */
const partyOfAgreement = z.object({ organisationId, role: partyRole, ours: z.boolean() });

const opened = eventType<
  PlanState,
  {
    startedOn: string;
    adopted: Omit<z.output<typeof adopted>, 'policy'>;
    parties: { organisationId: string; ours: boolean }[];
    sponsors: Sponsor[];
    sponsored: boolean;
    text?: string | undefined;
  }
>('planOpened', (s, d) => {
  s.status = 'open';
  s.startedOn = d.startedOn;
  s.homeUnit = d.adopted.homeUnit;
  s.calendar = d.adopted.calendar;
  if (d.adopted.others) s.others = d.adopted.others;
  for (const party of d.parties) s.parties[party.organisationId] = { ours: party.ours };
  for (const each of d.sponsors) s.sponsors[each.organisationId] = each.postId;
  s.sponsored = d.sponsored;
  s.described = d.text !== undefined;
});
const described = eventType<PlanState, { text: string }>('planDescribed', (s) => {
  s.described = true;
});
const sponsored = eventType<PlanState, { organisationId: string; postId: string; sponsored: boolean }>(
  'planSponsored',
  (s, d) => {
    s.sponsors[d.organisationId] = d.postId;
    s.sponsored = d.sponsored;
  },
);

const partyAdded = eventType<PlanState, { organisationId: string; ours: boolean }>('planPartyAdded', (s, d) => {
  s.parties[d.organisationId] = { ours: d.ours };
});

/** What a plan waits for before its study: its text, its sponsors, and the start itself. */
function askFor(s: PlanState, context: Context, has: { text: boolean; sponsors: boolean }): EventDraft[] {
  const about = planSubject(s);
  return [
    ...(has.text ? [] : [openFollowUp(s, context, { kind: 'plan-text', about })]),
    ...(has.sponsors ? [] : [openFollowUp(s, context, { kind: 'plan-sponsors', about })]),
    openFollowUp(s, context, { kind: 'study-start', about }),
  ];
}

export const opening: Concern<PlanState> = {
  events: [opened, described, sponsored, partyAdded],
  commands: [
    command({
      name: 'openPlan',
      path: '',
      who: [Role.system],
      describe: { en: 'The agreement opens the plan that was proposed in it', zh: '由合作建立所提出的方案' },
      schema: (t) =>
        // Not strict: an agreement of a newer version may tell more, and an older plan takes what it knows.
        z.object({
          proposed: z.object(proposedPlan(t)),
          adopted,
          parties: z.array(partyOfAgreement).min(1).max(200),
        }),
      decide: (s: PlanState, d, context): Decision => {
        if (s.status !== 'new') return refuse('already-exists', `${s.id} has been opened.`, `${s.id} 已建立。`);
        const next: PlanState = { ...s, homeUnit: d.adopted.homeUnit, calendar: d.adopted.calendar };
        const { policy, ...directory } = d.adopted;
        next.policy = policyFrom(s, policy);
        const parties = Object.fromEntries(d.parties.map((party) => [party.organisationId, { ours: party.ours }]));
        const sponsors = d.proposed.sponsors;
        const isBacked = isSponsored(
          parties,
          sponsors.map((each) => each.organisationId),
        );
        const startedOn = today(next, context.at);
        return [
          opened(planSubject(s), {
            ...d.proposed,
            startedOn,
            sponsored: isBacked,
            adopted: directory,
            parties: d.parties,
          }),
          ...adoption(s, policy),
          ...askFor(next, context, { text: d.proposed.text !== undefined, sponsors: isBacked }),
        ];
      },
    }),
    command({
      name: 'admitParty',
      path: '',
      who: [Role.system],
      describe: { en: 'The agreement tells of a party that was added to it', zh: '合作告知新增的合作方' },
      schema: () => partyOfAgreement,
      decide: (s: PlanState, d): Decision =>
        s.parties[d.organisationId]
          ? refuse('already-exists', `${d.organisationId} is a party.`, `${d.organisationId} 已是合作方。`)
          : [partyAdded(planSubject(s), d)],
    }),
    command({
      name: 'describePlan',
      path: 'text',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: { en: 'Enter the text of the plan, or a new version of it', zh: '录入方案内容或其新版本' },
      schema: (t) => z.strictObject({ text: t.passage, name: t.line.optional() }),
      decide: (s: PlanState, d): Decision => [
        described(planSubject(s), d),
        ...closeFollowUps(s, planSubject(s), Closing.done, 'plan-text'),
      ],
    }),
    command({
      name: 'sponsorPlan',
      path: 'sponsors',
      who: [Role.coordinator, Role.liaison],
      describe: { en: 'Name the post that sponsors the plan on one side', zh: '登记一方的方案支持人' },
      schema: () => sponsor,
      decide: (s: PlanState, d): Decision => {
        const foreign = notParties(s, [d.organisationId]);
        if (foreign) return foreign;
        if (s.sponsors[d.organisationId] === d.postId) {
          return refuse('already-exists', `${d.postId} sponsors it already.`, `${d.postId} 已是支持人。`);
        }
        const isBacked = isSponsored(s.parties, [...Object.keys(s.sponsors), d.organisationId]);
        return [
          sponsored(planSubject(s), { ...d, sponsored: isBacked }),
          ...(isBacked ? closeFollowUps(s, planSubject(s), Closing.done, 'plan-sponsors') : []),
        ];
      },
    }),
  ],
};
