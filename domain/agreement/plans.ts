import { z } from 'zod';
import { command, eventType, Light, Role } from '../decider.ts';
import type { Concern, Decision } from '../decider.ts';
import { dateOn, itemId, organisationId, postId, tag } from '../fields.ts';
import { refuse } from '../refusal.ts';
import { settleStage } from './stage-follow-ups.ts';
import { inFuture } from '../follow-up/dates.ts';
import { count, nextId, notParty, unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';

/**
 * Specific cooperation plans as their agreement sees them: several, each at its own stage with its own clock and outcome
 * (S36, S65). A plan itself is an entity of its own (domain/plan), started from `planProposed` as recorded; it tells its
 * agreement by `planProgressed` when its face changes.
 */
export interface PlanSummary {
  stage: PlanStage;
  status: PlanStatus;
  light: Light;
  /** Somebody of ours and somebody of another party stand behind it. */
  sponsored: boolean;
}

export const planStage = z.enum(['feasibility', 'project']);
export type PlanStage = z.infer<typeof planStage>;
export const planStatus = z.enum(['open', 'hold', 'stopped', 'closed']);
export type PlanStatus = z.infer<typeof planStatus>;

export const sponsor = z.strictObject({ organisationId, postId });
export type Sponsor = z.infer<typeof sponsor>;

/** What is known of a plan when it is proposed; its text may come later and is chased (S30). */
export const proposedPlan = (t: { line: z.ZodType<string>; passage: z.ZodType<string> }) => ({
  name: t.line,
  text: t.passage.optional(),
  sponsors: z.array(sponsor).max(10).default([]),
  needIds: z.array(itemId('need')).max(20).default([]),
  tags: z.array(tag).max(20).default([]),
  /** Who else would support it: offers, partners behind a party (S32, S61). They need not be parties. */
  supportOrganisations: z.array(organisationId).max(20).default([]),
  proposedOn: dateOn.optional(),
  symposiumId: itemId('symposium').optional(),
});

/**
 * Both sides stand behind a plan: one sponsor of ours and one of another party. Where no party is ours (we only keep the
 * cooperation of others), sponsors of two parties.
 */
export function isSponsored(
  parties: Record<string, { ours: boolean }>,
  sponsoringOrganisationIds: readonly string[],
): boolean {
  const sides = [...new Set(sponsoringOrganisationIds)];
  const isOurs = (id: string): boolean => parties[id]?.ours === true;
  if (!Object.keys(parties).some(isOurs)) return sides.length >= 2;
  return sides.some(isOurs) && sides.some((id) => !isOurs(id));
}

/** Of a plan or placement, not ended yet: open, or on hold. */
export const isChildOpen = ({ status }: { status: string }): boolean => status === 'open' || status === 'hold';

/** The stage of the furthest open plan, null without one: what an agreement's path shows beyond communication. */
export function furthestPlanStage(s: AgreementState): PlanStage | null {
  const open = Object.values(s.plans).filter(isChildOpen);
  if (open.some((plan) => plan.stage === 'project')) return 'project';
  return open.length > 0 ? 'feasibility' : null;
}

const proposed = eventType<AgreementState, { planId: string; sponsored: boolean }>('planProposed', (s, d) => {
  s.plans[d.planId] = {
    stage: 'feasibility',
    status: 'open',
    light: Light.green,
    sponsored: d.sponsored,
  };
  count(s, d.planId);
});
const progressed = eventType<AgreementState, PlanSummary & { planId: string }>('planProgressed', (s, d) => {
  const { planId, ...summary } = d;
  if (s.plans[planId]) s.plans[planId] = { ...summary };
});

const subject = (planId: string) => ({ kind: 'plan', id: planId });

export const plans: Concern<AgreementState> = {
  events: [proposed, progressed],
  commands: [
    command({
      name: 'proposePlan',
      path: 'plans',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: {
        en: 'Propose a specific cooperation plan; its text and sponsors may come later and are asked for',
        zh: '提出具体合作方案；方案内容和支持人可后补，系统将跟进',
      },
      schema: (t) => z.strictObject(proposedPlan(t)),
      decide: (s: AgreementState, d, context): Decision => {
        if (s.stage === 'visit') {
          return refuse(
            'stage-not-allowed',
            'A plan follows from a symposium or regular communication: finish the visit stage or have it waived.',
            '具体方案应在座谈会或常态化沟通中提出：请先完成来访阶段或办理免去。',
          );
        }
        const foreign = d.sponsors.map((each) => notParty(s, each.organisationId)).find((no) => no !== null);
        if (foreign) return foreign;
        const unknown = d.needIds.find((id) => !s.needs[id] || s.needs[id]?.status === 'closed');
        if (unknown) return unknownItem(unknown);
        if (d.symposiumId && !s.symposia[d.symposiumId]) return unknownItem(d.symposiumId);
        const ahead = d.proposedOn ? inFuture(s, d.proposedOn, context) : null;
        if (ahead) return ahead;
        const planId = nextId(s, 'plan');
        const sponsored = isSponsored(
          s.parties,
          d.sponsors.map((each) => each.organisationId),
        );
        return [
          proposed(subject(planId), { planId, ...d, sponsored }),
          ...(sponsored ? settleStage(s, 'communication', 'plan') : []),
        ];
      },
    }),
    command({
      name: 'planProgressed',
      path: '',
      who: [Role.system],
      describe: { en: 'A plan tells its agreement where it stands', zh: '方案向合作报告进展' },
      schema: () =>
        z.object({
          planId: itemId('plan'),
          stage: planStage,
          status: planStatus,
          light: z.enum(Light),
          sponsored: z.boolean(),
        }),
      decide: (s: AgreementState, d): Decision => {
        const plan = s.plans[d.planId];
        if (!plan) return unknownItem(d.planId);
        return [
          progressed(subject(d.planId), d),
          ...(d.sponsored && !plan.sponsored ? settleStage(s, 'communication', 'plan') : []),
        ];
      },
    }),
  ],
};
