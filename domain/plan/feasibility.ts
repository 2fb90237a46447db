import { z } from 'zod';
import { participantFields } from '../agreement/visit.ts';
import { addWorkingDays } from '../calendar/calendar.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { dateOn, itemId, organisationId, personId, postId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { closeAllFollowUps, closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { holdMaxWorkingDays, holdRefused, openHold } from '../follow-up/hold.ts';
import { callOffMeetings } from '../meeting/planned.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { inPast } from '../follow-up/dates.ts';
import { areBothSides, notAtStage, notParties, planSubject } from './state.ts';
import type { PlanState } from './state.ts';

/**
 * The feasibility study: a joint team (S37) answers a question, somebody of it files the report, somebody else decides go,
 * revise, hold or stop, with reasons [WI1]. The target is sixty working days [UD1].
 */
export interface StudyState {
  status: 'running' | 'filed' | 'decided';
  /** Counts from 1; a revision or a return from the project starts the next. */
  round: number;
  team: string[];
  /** Who wrote a report of any round: none of them decides. */
  authors: string[];
}

const studySubject = { kind: 'study', id: 'study' };

const started = eventType<PlanState, { team: { personId: string }[]; round: number }>('studyStarted', (s, d) => {
  s.study = {
    status: 'running',
    round: d.round,
    team: [...new Set(d.team.map((member) => member.personId))],
    authors: s.study?.authors ?? [],
  };
});
const findingRecorded = eventType<PlanState, { kind: string; finding: string }>('findingRecorded', () => {});
const reportFiled = eventType<PlanState, { report: string; authorPersonIds: string[] }>('studyReportFiled', (s, d) => {
  if (!s.study) return;
  s.study.status = 'filed';
  s.study.authors = [...new Set([...s.study.authors, ...d.authorPersonIds])];
});
const decided = eventType<
  PlanState,
  { decision: StudyDecision; on: string; reasons: string; decidedByPersonId: string; untilOn?: string | undefined }
>('studyDecided', (s, d) => {
  if (!s.study) return;
  switch (d.decision) {
    case 'go':
      s.study.status = 'decided';
      s.stage = 'project';
      return;
    case 'revise':
      s.study.status = 'running';
      s.study.round += 1;
      return;
    case 'hold':
      // The report stays filed: after the hold it is decided anew.
      s.status = 'hold';
      s.hold = { sinceOn: d.on, untilOn: d.untilOn ?? d.on };
      return;
    case 'stop':
      s.study.status = 'decided';
      s.status = 'closed';
      s.outcome = 'stopped';
      s.followUps = {};
  }
});

const studyDecision = z.enum(['go', 'revise', 'hold', 'stop']);
type StudyDecision = z.infer<typeof studyDecision>;

/** Opens the study's own clock, held by its lead's post if one is named; in the past of the entry it counts from today. */
export function openStudyClock(
  s: PlanState,
  context: Context,
  clock: { dueOn?: string; ownerPostId?: string },
): EventDraft {
  return openFollowUp(s, context, {
    kind: 'study',
    about: studySubject,
    dueOn: clock.dueOn ?? null,
    ownerPostId: clock.ownerPostId ?? null,
    tell: true,
  });
}

const needsStudy = (s: PlanState, status: StudyState['status']): Refusal | null => {
  if (s.study?.status === status) return notAtStage(s, 'feasibility');
  return s.study
    ? refuse('wrong-state', `The study is ${s.study.status}.`, `研究现为 ${s.study.status}。`)
    : refuse('wrong-state', 'No study has been started.', '研究尚未启动。');
};

/** A study begins when both sides stand behind a plan that says what it is about (DOMAIN section 2, stage 3). */
function cannotStart(s: PlanState): Refusal | null {
  const elsewhere = notAtStage(s, 'feasibility');
  if (elsewhere) return elsewhere;
  if (s.study) return refuse('wrong-state', `The study is ${s.study.status}.`, `研究现为 ${s.study.status}。`);
  const unmet = [
    ...(s.described ? [] : [{ en: 'The text of the plan is not recorded.', zh: '方案内容未登记。' }]),
    ...(s.sponsored ? [] : [{ en: 'The plan has no sponsor on each side.', zh: '方案尚无双方支持人。' }]),
  ];
  return unmet.length > 0
    ? refuse('exit-criteria-unmet', unmet.map((u) => u.en).join(' '), unmet.map((u) => u.zh).join(''))
    : null;
}

export const feasibility: Concern<PlanState> = {
  events: [started, findingRecorded, reportFiled, decided],
  commands: [
    command({
      name: 'startStudy',
      path: 'study',
      tellsDates: true,
      who: [Role.coordinator, Role.liaison],
      describe: {
        en: 'Start the feasibility study: question, joint team, need answered, data asked of a party, funding route',
        zh: '启动可行性研究：研究问题、联合团队、对应需求、所需数据、经费来源',
      },
      schema: (t) =>
        z.strictObject({
          question: t.passage,
          team: z.array(participantFields(t)).min(2).max(40),
          leadPersonId: personId.optional(),
          /** Who is reminded; left out, the coordinator. */
          ownerPostId: postId.optional(),
          needIds: z.array(itemId('need')).max(20).default([]),
          dataAsked: z
            .array(z.strictObject({ organisationId, what: t.line }))
            .max(20)
            .default([]),
          fundingRoute: t.passage.optional(),
          dueOn: dateOn.optional(),
        }),
      decide: (s: PlanState, d, context): Decision => {
        const refused =
          cannotStart(s) ??
          notParties(
            s,
            [...d.team, ...d.dataAsked].map((each) => each.organisationId),
          ) ??
          (d.dueOn ? inPast(s, d.dueOn, context) : null);
        if (refused) return refused;
        if (
          !areBothSides(
            s.parties,
            d.team.map((member) => member.organisationId),
          )
        ) {
          return refuse('side-missing', 'The team has people of one side only.', '研究团队仅有一方人员。');
        }
        if (d.leadPersonId && !d.team.some((member) => member.personId === d.leadPersonId)) {
          return refuse(
            'unknown-person',
            `${d.leadPersonId} is not of the team.`,
            `${d.leadPersonId} 不在研究团队中。`,
          );
        }
        return [
          started(studySubject, { ...d, round: 1, on: today(s, context.at) }),
          ...closeFollowUps(s, planSubject(s), Closing.done, 'study-start'),
          openStudyClock(s, context, {
            ...(d.dueOn ? { dueOn: d.dueOn } : {}),
            ...(d.ownerPostId ? { ownerPostId: d.ownerPostId } : {}),
          }),
        ];
      },
    }),
    command({
      name: 'recordFinding',
      path: 'study/findings',
      who: [Role.coordinator, Role.liaison, Role.secretary],
      describe: {
        en: 'Record a finding of the study: technical, market, intellectual property, cost or risk',
        zh: '登记研究发现：技术、市场、知识产权、成本或风险',
      },
      schema: (t) =>
        z.strictObject({
          kind: z.enum(['technical', 'market', 'ip', 'cost', 'risk']),
          finding: t.passage,
          verdict: z.enum(['favourable', 'neutral', 'unfavourable']).optional(),
          byPersonId: personId.optional(),
        }),
      decide: (s: PlanState, d): Decision => needsStudy(s, 'running') ?? [findingRecorded(studySubject, d)],
    }),
    command({
      name: 'fileStudyReport',
      path: 'study/report',
      who: [Role.coordinator, Role.liaison, Role.secretary],
      describe: { en: 'File the report of the study, with its authors', zh: '提交研究报告及编写人' },
      schema: (t) => z.strictObject({ report: t.passage, authorPersonIds: z.array(personId).min(1).max(10) }),
      decide: (s: PlanState, d, context): Decision => {
        const refused = needsStudy(s, 'running');
        if (refused) return refused;
        const stranger = d.authorPersonIds.find((id) => !s.study?.team.includes(id));
        if (stranger) {
          return refuse('unknown-person', `${stranger} is not of the team.`, `${stranger} 不在研究团队中。`);
        }
        return [
          reportFiled(studySubject, { ...d, on: today(s, context.at) }),
          ...closeFollowUps(s, studySubject, Closing.done, 'study'),
          openFollowUp(s, context, { kind: 'study-decision', about: studySubject }),
        ];
      },
    }),
    command({
      name: 'decideStudy',
      path: 'study/decide',
      who: [Role.coordinator, Role.director, Role.leader],
      describe: {
        en: 'Decide on the study with reasons: go, revise, hold or stop; never by its author',
        zh: '对研究作出决定并说明理由：实施、修改、暂缓或终止；编写人不得决定',
      },
      schema: (t) =>
        z.strictObject({
          decision: studyDecision,
          reasons: t.passage,
          decidedByPersonId: personId,
          /** Until when it is to be revised, or is on hold (sixty working days at the most, also where none is given). */
          untilOn: dateOn.optional(),
        }),
      decide: (s: PlanState, d, context): Decision => {
        const unready = needsStudy(s, 'filed');
        if (unready) return unready;
        const deciding = [d.decidedByPersonId, context.actor.personId];
        const author = s.study?.authors.find((id) => deciding.includes(id));
        if (author) {
          return refuse('not-by-author', `${author} wrote the report of this study.`, `${author} 为研究报告编写人。`);
        }
        const on = today(s, context.at);
        const untilOn = d.untilOn ?? addWorkingDays(s.calendar, on, holdMaxWorkingDays(s)).on;
        const refused =
          (d.decision === 'hold' ? holdRefused(s, context, { untilOn }) : null) ?? inPast(s, untilOn, context);
        if (refused) return refused;
        const settled = closeFollowUps(s, studySubject, Closing.done, 'study-decision');
        switch (d.decision) {
          case 'go':
            return [
              decided(studySubject, { ...d, on }),
              ...settled,
              openFollowUp(s, context, { kind: 'project-start', about: planSubject(s) }),
            ];
          case 'revise':
            return [
              decided(studySubject, { ...d, on }),
              ...settled,
              openStudyClock(s, context, d.untilOn ? { dueOn: d.untilOn } : {}),
            ];
          case 'hold':
            return [decided(studySubject, { ...d, on, untilOn }), openHold(s, context, untilOn)];
          case 'stop':
            return [...closeAllFollowUps(s), ...callOffMeetings(s, context), decided(studySubject, { ...d, on })];
        }
      },
    }),
  ],
};
