import { z } from 'zod';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { dateOn, itemId, organisationId, postId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { inFuture } from '../follow-up/dates.ts';
import { count, nextId, notParty, unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';
import { participantFields } from './visit.ts';

/**
 * Builds: bases and platforms that are set up over years (S47 to S50). What one speaker proposed is not accepted yet; each
 * is looked at every quarter, also in operation, until it is dropped.
 */
export interface BuildState {
  form: 'base' | 'platform';
  status: BuildStatus;
  /** Since when it is in this status. */
  sinceOn: string;
  /** Milestones not reached yet. */
  open: string[];
}

const course = ['proposed', 'accepted', 'building', 'operating'] as const;
export type BuildStatus = (typeof course)[number] | 'dropped';
/** The three bases and three platforms of the source, and what else may come. */
export const buildPurpose = z.enum([
  'achievement-transformation',
  'material-test',
  'talent-training',
  'cooperation-innovation',
  'public-testing',
  'high-quality-development',
  'other',
]);

const proposed = eventType<AgreementState, { buildId: string; form: BuildState['form']; proposedOn: string }>(
  'buildProposed',
  (s, d) => {
    s.builds[d.buildId] = { form: d.form, status: 'proposed', sinceOn: d.proposedOn, open: [] };
    count(s, d.buildId);
  },
);
const moved = eventType<AgreementState, { buildId: string; to: BuildStatus; onDate: string }>('buildMoved', (s, d) => {
  const build = s.builds[d.buildId];
  if (!build) return;
  build.status = d.to;
  build.sinceOn = d.onDate;
  if (d.to === 'dropped') build.open = [];
});
const milestoneAdded = eventType<AgreementState, { buildId: string; milestoneId: string }>(
  'buildMilestoneAdded',
  (s, d) => {
    s.builds[d.buildId]?.open.push(d.milestoneId);
    count(s, d.milestoneId);
  },
);
const milestoneReached = eventType<AgreementState, { buildId: string; milestoneId: string; onDate: string }>(
  'buildMilestoneReached',
  (s, d) => {
    const build = s.builds[d.buildId];
    if (build) build.open = build.open.filter((id) => id !== d.milestoneId);
  },
);

const subject = (buildId: string) => ({ kind: 'build', id: buildId });
const milestoneSubject = (milestoneId: string) => ({ kind: 'milestone', id: milestoneId });

function findLive(s: AgreementState, buildId: string): BuildState | Refusal {
  const build = s.builds[buildId];
  if (!build) return unknownItem(buildId);
  return build.status === 'dropped'
    ? refuse('wrong-state', `${buildId} was dropped.`, `${buildId} 已不再推进。`)
    : build;
}

/** Progress was recorded: the next look is a quarter later, by the same post. */
function lookInAQuarter(s: AgreementState, context: Context, buildId: string): EventDraft[] {
  const held = s.followUps[`build.${buildId}`];
  return [
    ...closeFollowUps(s, subject(buildId), Closing.done, 'build'),
    openFollowUp(s, context, { kind: 'build', about: subject(buildId), ownerPostId: held?.ownerPostId ?? null }),
  ];
}

export const builds: Concern<AgreementState> = {
  events: [proposed, moved, milestoneAdded, milestoneReached],
  commands: [
    command({
      name: 'proposeBuild',
      path: 'builds',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: {
        en: 'Record that somebody proposes to set up a base or a platform, with which partners',
        zh: '登记共建基地或平台的提议：提议人、合作方',
      },
      schema: (t) =>
        z.strictObject({
          form: z.enum(['base', 'platform']),
          purpose: buildPurpose,
          name: t.line,
          proposer: participantFields(t).optional(),
          proposedOn: dateOn.optional(),
          partnerOrganisationIds: z.array(organisationId).max(40).default([]),
          symposiumId: itemId('symposium').optional(),
          ownerPostId: postId.optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const sides = [...(d.proposer ? [d.proposer.organisationId] : []), ...d.partnerOrganisationIds];
        const foreign = sides.map((id) => notParty(s, id)).find((no) => no !== null);
        if (foreign) return foreign;
        if (d.symposiumId && !s.symposia[d.symposiumId]) return unknownItem(d.symposiumId);
        const proposedOn = d.proposedOn ?? today(s, context.at);
        const ahead = inFuture(s, proposedOn, context);
        if (ahead) return ahead;
        const buildId = nextId(s, 'build');
        return [
          proposed(subject(buildId), { buildId, ...d, proposedOn }),
          openFollowUp(s, context, {
            kind: 'build',
            about: subject(buildId),
            ownerPostId: d.ownerPostId ?? null,
            tell: true,
          }),
        ];
      },
    }),
    command({
      name: 'moveBuild',
      path: 'builds/{buildId}/move',
      who: [Role.coordinator],
      describe: {
        en: 'Move a base or platform on, one step at a time: accepted, building, operating; or drop it with a note',
        zh: '推进基地或平台：已接受、建设中、运行中，逐步登记；或说明理由后不再推进',
      },
      schema: (t) =>
        z.strictObject({
          buildId: itemId('build'),
          to: z.enum(['accepted', 'building', 'operating', 'dropped']),
          onDate: dateOn,
          note: t.passage.optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const build = findLive(s, d.buildId);
        if ('refused' in build) return build;
        const next = course.find((_status, index) => course[index - 1] === build.status);
        if (d.to !== 'dropped' && d.to !== next) {
          return refuse(
            'wrong-state',
            `${d.buildId} is ${build.status}; what follows is ${next ?? 'nothing but dropping it'}.`,
            `${d.buildId} 现为 ${build.status}，下一步为 ${next ?? '不再推进'}。`,
          );
        }
        const ahead = inFuture(s, d.onDate, context);
        if (ahead) return ahead;
        if (d.onDate < build.sinceOn) {
          return refuse(
            'ends-before-starts',
            `${d.buildId} is ${build.status} since ${build.sinceOn}.`,
            `${d.buildId} 自 ${build.sinceOn} 起为 ${build.status}。`,
          );
        }
        if (d.to !== 'dropped') return [moved(subject(d.buildId), d), ...lookInAQuarter(s, context, d.buildId)];
        if (!d.note) return refuse('shape-invalid', 'Say in a note why it is dropped.', '请说明不再推进的理由。');
        return [
          moved(subject(d.buildId), d),
          ...closeFollowUps(s, subject(d.buildId), Closing.dropped),
          ...build.open.flatMap((id) => closeFollowUps(s, milestoneSubject(id), Closing.dropped)),
        ];
      },
    }),
    command({
      name: 'addBuildMilestone',
      path: 'builds/{buildId}/milestones',
      tellsDates: true,
      who: [Role.coordinator, Role.secretary],
      describe: { en: 'Set a milestone of a base or platform', zh: '设定基地或平台的里程碑' },
      schema: (t) =>
        z.strictObject({ buildId: itemId('build'), name: t.line, dueOn: dateOn, ownerPostId: postId.optional() }),
      decide: (s: AgreementState, d, context): Decision => {
        const build = findLive(s, d.buildId);
        if ('refused' in build) return build;
        const on = today(s, context.at);
        if (d.dueOn < on)
          return refuse('date-in-past', `${d.dueOn} lies before today, ${on}.`, `${d.dueOn} 早于今天（${on}）。`);
        if (build.open.length >= 20) {
          return refuse('too-many', `${d.buildId} has 20 open milestones.`, `${d.buildId} 已有 20 个未完成里程碑。`);
        }
        const milestoneId = nextId(s, 'milestone');
        return [
          milestoneAdded(milestoneSubject(milestoneId), { ...d, milestoneId }),
          openFollowUp(s, context, {
            kind: 'milestone',
            about: milestoneSubject(milestoneId),
            ownerPostId: d.ownerPostId ?? s.followUps[`build.${d.buildId}`]?.ownerPostId ?? null,
            dueOn: d.dueOn,
            tell: true,
          }),
        ];
      },
    }),
    command({
      name: 'reachBuildMilestone',
      path: 'builds/{buildId}/milestones/{milestoneId}/reach',
      who: [Role.coordinator, Role.secretary, Role.liaison],
      describe: { en: 'A milestone of a base or platform is reached', zh: '登记基地或平台的里程碑已完成' },
      schema: (t) =>
        z.strictObject({
          buildId: itemId('build'),
          milestoneId: itemId('milestone'),
          onDate: dateOn,
          evidence: t.passage.optional(),
        }),
      decide: (s: AgreementState, d, context): Decision => {
        const build = findLive(s, d.buildId);
        if ('refused' in build) return build;
        if (!build.open.includes(d.milestoneId)) return unknownItem(d.milestoneId);
        return (
          inFuture(s, d.onDate, context) ?? [
            milestoneReached(milestoneSubject(d.milestoneId), d),
            ...closeFollowUps(s, milestoneSubject(d.milestoneId), Closing.done),
            ...lookInAQuarter(s, context, d.buildId),
          ]
        );
      },
    }),
  ],
};
