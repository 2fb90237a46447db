import { z } from 'zod';
import { offMakeUpDay } from '../calendar/calendar.ts';
import { count, nextId } from '../agreement/state.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { dateOn, itemId, organisationId, personId, postId, tag } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { closeAllFollowUps, closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { callOffMeetings } from '../meeting/planned.ts';
import { refuse } from '../refusal.ts';
import { projectMeeting } from './meetings.ts';
import { inFuture, inPast } from '../follow-up/dates.ts';
import { notAtStage, notParties, notRunning, planSubject, unknownItem } from './state.ts';
import type { PlanState } from './state.ts';

/** The project: two keys to start [MI2], milestones, one extension, and an end with accepted deliverables and a closing review. */
export interface ProjectState {
  fromOn: string;
  toOn: string;
  extended: boolean;
  /** The day of the closing review, which needs a quorum. */
  reviewedOn: string | null;
}
export interface Keys {
  approval: string | null;
  contribution: string | null;
}

const keyTurned = eventType<PlanState, { key: keyof Keys; onDate: string }>('projectKeyTurned', (s, d) => {
  s.keys[d.key] = d.onDate;
});
const started = eventType<PlanState, { fromOn: string; toOn: string }>('projectStarted', (s, d) => {
  s.project = { fromOn: d.fromOn, toOn: d.toOn, extended: false, reviewedOn: null };
});
const milestoneAdded = eventType<PlanState, { milestoneId: string; dueOn: string }>('milestoneAdded', (s, d) => {
  s.milestones.push(d.milestoneId);
  count(s, d.milestoneId);
});
const milestoneReached = eventType<PlanState, { milestoneId: string; onDate: string }>('milestoneReached', (s, d) => {
  s.milestones = s.milestones.filter((id) => id !== d.milestoneId);
});
const extended = eventType<PlanState, { formerlyToOn: string; toOn: string }>('projectExtended', (s, d) => {
  if (s.project) Object.assign(s.project, { toOn: d.toOn, extended: true });
});
const closed = eventType<PlanState, { on: string; summary: string }>('projectClosed', (s) => {
  s.status = 'closed';
  s.outcome = 'achieved';
  s.followUps = {};
});

const milestoneSubject = (id: string) => ({ kind: 'milestone', id });

/** The same day twelve months later; from 29 February, 1 March. */
function yearAfter(on: string): string {
  const day = new Date(Date.UTC(Number(on.slice(0, 4)) + 1, Number(on.slice(5, 7)) - 1, Number(on.slice(8, 10))));
  return day.toISOString().slice(0, 10);
}

/** The end is asked about; a project entered after its end is asked about today. */
function openEnd(s: PlanState, context: Context, toOn: string): EventDraft {
  const on = offMakeUpDay(s.calendar, today(s, context.at));
  return openFollowUp(s, context, { kind: 'project-end', about: planSubject(s), dueOn: toOn > on ? toOn : on });
}

/** What stands between a project and its end (DOMAIN section 2, stage 5). */
function unmetToClose(s: PlanState): { en: string; zh: string }[] {
  const all = Object.entries(s.deliverables).filter(([, each]) => each.status !== 'dropped');
  return [
    ...(all.length === 0 ? [{ en: 'No deliverable was accepted.', zh: '尚无验收的成果。' }] : []),
    ...all
      .filter(([, each]) => each.status !== 'accepted')
      .map(([id, each]) => ({
        en: `${id} is ${each.status}, not accepted.`,
        zh: `${id} 现为 ${each.status}，未验收。`,
      })),
    ...(s.project?.reviewedOn ? [] : [{ en: 'The closing review was not held.', zh: '尚未举行结题评审。' }]),
  ];
}

export const project: Concern<PlanState> = {
  events: [keyTurned, started, milestoneAdded, milestoneReached, extended, closed],
  commands: [
    command({
      name: 'turnKey',
      path: 'keys',
      who: [Role.coordinator, Role.director],
      describe: {
        en: 'Turn one of the two keys of the project: the approval, or the contribution that a partner has confirmed',
        zh: '登记启动条件之一：立项批准，或合作方投入确认',
      },
      schema: (t) =>
        z.strictObject({
          key: z.enum(['approval', 'contribution']),
          onDate: dateOn,
          /** Who approved, or the partner that contributes. */
          byOrganisationId: organisationId,
          byPersonId: personId.optional(),
          reference: t.line.optional(),
        }),
      decide: (s: PlanState, d, context): Decision => {
        const refused = notAtStage(s, 'project') ?? inFuture(s, d.onDate, context);
        if (refused) return refused;
        const renews =
          d.key === 'approval' && s.keys.approval !== null && today(s, context.at) > yearAfter(s.keys.approval);
        if (s.keys[d.key] && !renews) {
          return refuse(
            'wrong-state',
            `The ${d.key} was turned on ${s.keys[d.key]}.`,
            `该条件已于 ${s.keys[d.key]} 登记。`,
          );
        }
        // The approval may come from a programme or ministry that is no party; the contribution comes from a party.
        const foreign = d.key === 'contribution' ? notParties(s, [d.byOrganisationId]) : null;
        return foreign ?? [keyTurned(planSubject(s), d)];
      },
    }),
    command({
      name: 'startProject',
      path: 'project',
      who: [Role.coordinator, Role.director],
      describe: { en: 'Start the project, when both keys are turned', zh: '两项启动条件均具备后启动项目' },
      schema: (t) =>
        z.strictObject({
          fromOn: dateOn,
          toOn: dateOn,
          instrumentId: itemId('instrument').optional(),
          leadPersonIds: z.array(personId).max(20).default([]),
          budget: t.line.optional(),
        }),
      decide: (s: PlanState, d, context): Decision => {
        const refused = notAtStage(s, 'project');
        if (refused) return refused;
        if (s.project) {
          return refuse(
            'wrong-state',
            `The project runs since ${s.project.fromOn}.`,
            `项目已于 ${s.project.fromOn} 启动。`,
          );
        }
        const missing = (['approval', 'contribution'] as const).filter((key) => !s.keys[key]);
        if (missing.length > 0) {
          const zh = missing.map((key) => (key === 'approval' ? '立项批准' : '合作方投入'));
          return refuse('key-missing', `Not turned: ${missing.join(', ')}.`, `尚缺：${zh.join('、')}。`);
        }
        const { approval } = s.keys;
        // A project starts within twelve months of its approval [MI2].
        if (approval && d.fromOn > yearAfter(approval)) {
          const last = yearAfter(approval);
          return refuse(
            'key-missing',
            `The approval of ${approval} was for a start until ${last}: it has to be given anew.`,
            `${approval} 的立项批准有效期至 ${last}，须重新批准。`,
          );
        }
        if (d.toOn <= d.fromOn) {
          return refuse('ends-before-starts', `${d.toOn} is not after ${d.fromOn}.`, `${d.toOn} 须晚于 ${d.fromOn}。`);
        }
        return [
          started(planSubject(s), { ...d, on: today(s, context.at) }),
          ...closeFollowUps(s, planSubject(s), Closing.done, 'project-start'),
          openEnd(s, context, d.toOn),
          openFollowUp(s, context, { kind: projectMeeting, about: planSubject(s) }),
        ];
      },
    }),
    command({
      name: 'addMilestone',
      path: 'milestones',
      tellsDates: true,
      who: [Role.coordinator, Role.secretary],
      describe: { en: 'Set a milestone of the project', zh: '设定项目里程碑' },
      schema: (t) => z.strictObject({ name: t.line, dueOn: dateOn, ownerPostId: postId.optional() }),
      decide: (s: PlanState, d, context): Decision => {
        const refused = notRunning(s) ?? inPast(s, d.dueOn, context);
        if (refused) return refused;
        if (s.milestones.length >= 40) return refuse('too-many', '40 milestones are open.', '已有 40 个未完成里程碑。');
        const milestoneId = nextId(s, 'milestone');
        return [
          milestoneAdded(milestoneSubject(milestoneId), { milestoneId, ...d }),
          openFollowUp(s, context, {
            kind: 'milestone',
            about: milestoneSubject(milestoneId),
            ownerPostId: d.ownerPostId ?? null,
            dueOn: d.dueOn,
            tell: true,
          }),
        ];
      },
    }),
    command({
      name: 'reachMilestone',
      path: 'milestones/{milestoneId}/reach',
      who: [Role.coordinator, Role.secretary, Role.liaison, Role.owner],
      describe: { en: 'A milestone of the project is reached', zh: '登记项目里程碑已完成' },
      schema: (t) =>
        z.strictObject({ milestoneId: itemId('milestone'), onDate: dateOn, evidence: t.passage.optional() }),
      decide: (s: PlanState, d, context): Decision => {
        if (!s.milestones.includes(d.milestoneId)) return unknownItem(d.milestoneId);
        return (
          inFuture(s, d.onDate, context) ?? [
            milestoneReached(milestoneSubject(d.milestoneId), d),
            ...closeFollowUps(s, milestoneSubject(d.milestoneId), Closing.done),
          ]
        );
      },
    }),
    command({
      name: 'extendProject',
      path: 'project/extend',
      who: [Role.coordinator, Role.director],
      describe: { en: 'Extend the project once, by twelve months at the most', zh: '项目延期一次，最多十二个月' },
      schema: (t) => z.strictObject({ toOn: dateOn, reason: t.passage }),
      decide: (s: PlanState, d, context): Decision => {
        if (!s.project) return refuse('stage-not-allowed', 'The project has not started.', '项目尚未启动。');
        const { toOn: formerlyToOn } = s.project;
        if (s.project.extended) {
          return refuse('extension-limit', 'It was extended once already.', '项目已延期一次。');
        }
        if (d.toOn <= formerlyToOn) {
          return refuse(
            'ends-before-starts',
            `It ends on ${formerlyToOn} as it is.`,
            `项目现定于 ${formerlyToOn} 结束。`,
          );
        }
        if (d.toOn > yearAfter(formerlyToOn)) {
          return refuse(
            'extension-limit',
            `At most until ${yearAfter(formerlyToOn)}.`,
            `最晚至 ${yearAfter(formerlyToOn)}。`,
          );
        }
        return [
          extended(planSubject(s), { formerlyToOn, ...d }),
          ...closeFollowUps(s, planSubject(s), Closing.superseded, 'project-end'),
          openEnd(s, context, d.toOn),
        ];
      },
    }),
    command({
      name: 'closeProject',
      path: 'project/close',
      who: [Role.coordinator, Role.director],
      describe: {
        en: 'Close the project, when its deliverables are accepted and the closing review is held; the plan ends achieved',
        zh: '成果验收并完成结题评审后结题；方案以达成目标结束',
      },
      schema: (t) => z.strictObject({ summary: t.passage, outcomes: z.array(tag).max(10).default([]) }),
      decide: (s: PlanState, d, context): Decision => {
        const refused = notRunning(s);
        if (refused) return refused;
        const unmet = unmetToClose(s);
        return unmet.length > 0
          ? refuse('exit-criteria-unmet', unmet.map((u) => u.en).join(' '), unmet.map((u) => u.zh).join(''))
          : [
              ...closeAllFollowUps(s),
              ...callOffMeetings(s, context),
              closed(planSubject(s), { ...d, on: today(s, context.at) }),
            ];
      },
    }),
  ],
};
