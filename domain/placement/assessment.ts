import { z } from 'zod';
import { addWorkingDays } from '../calendar/calendar.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft, Subject } from '../decider.ts';
import { itemId, personId } from '../fields.ts';
import { planningInstant, today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { onBehalf } from '../follow-up/who.ts';
import { valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';
import { refuse } from '../refusal.ts';
import { notOwnLog, notOwnSide } from './own-place.ts';
import { notAtStage, ownerOf, placementSubject } from './state.ts';
import type { PlacementState, Side } from './state.ts';

/**
 * What came of a placement: each side's supervisor assesses it for their own side [KT4], the problem it was for is solved or
 * explained, and what it led to is recorded (S56, S58, S59). Grades are exchanged when both are given; words stay with their side.
 */
export type Assessor = Exclude<Side, 'person'>;
const assessors = ['unit', 'host'] as const satisfies readonly Assessor[];

/** As staff are graded in China: 优秀, 良好, 合格, 不合格. */
const rating = z.enum(['excellent', 'good', 'sufficient', 'insufficient']);
export type Rating = z.output<typeof rating>;

export interface AssessmentState {
  /** When both sides were asked, near the end. */
  askedOn: string | null;
  /** What a side's supervisor gave, and when. */
  by: Partial<Record<Assessor, { on: string; rating: Rating }>>;
  /** The problem it was for. */
  result: ProblemResult | null;
  /** What came of it (S56, S58): kinds only; references are in the events. */
  yields: string[];
  /** The answer to the renewal question. */
  renewal: 'renew' | 'end' | null;
}

const problemResult = z.enum(['solved', 'partly', 'explained']);
export type ProblemResult = z.output<typeof problemResult>;
/** An exchange is to lead to something (S56): project, application, result or patent, trained people (S59), transformation (S58). */
export const yieldKinds = ['project', 'application', 'result', 'patent', 'training', 'transformation'] as const;
const yieldKind = z.enum(yieldKinds);
export type YieldKind = z.output<typeof yieldKind>;

const assessmentSubject = (side: Assessor): Subject => ({ kind: 'assessment', id: `assessment-${side}` });

const asked = eventType<PlacementState, { on: string }>('assessmentsAsked', (s, d) => {
  s.assessment.askedOn = d.on;
});
interface Given {
  side: Assessor;
  rating: Rating;
  on: string;
  text: string;
  /** Who assesses, and for which side, where somebody else wrote it down. */
  personId?: string | undefined;
  onBehalfOfOrgId?: string;
}

const given = eventType<PlacementState, Given>('sideAssessed', (s, d) => {
  s.assessment.by[d.side] = { on: d.on, rating: d.rating };
});
/** Both have given theirs, and each may know the other's. */
const exchanged = eventType<PlacementState, { ratings: Record<Assessor, Rating> }>('assessmentsExchanged', () => {});
const resultRecorded = eventType<PlacementState, { problem: ProblemResult; text: string }>('resultRecorded', (s, d) => {
  s.assessment.result = d.problem;
});
const yieldRecorded = eventType<PlacementState, { kind: YieldKind }>('yieldRecorded', (s, d) => {
  if (!s.assessment.yields.includes(d.kind)) s.assessment.yields.push(d.kind);
});
const assessed = eventType<PlacementState, { on: string }>('placementAssessed', (s) => {
  s.stage = 'assessed';
});

function askAt(s: PlacementState): string | null {
  const isRunning = s.status === 'open' && !s.hold && s.stage === 'on-site' && s.assessment.askedOn === null;
  if (!isRunning) return null;
  const before = valueOf(valuesFor(s), 'placement.assessBeforeEndWorkingDays');
  return planningInstant(s, addWorkingDays(s.calendar, s.period.toOn, -before).on);
}

/** Asked of whoever has not said it yet. */
function ask(s: PlacementState, context: Context): EventDraft[] {
  const at = askAt(s);
  if (!at || at > context.at) return [];
  const on = today(s, context.at);
  return [
    asked(placementSubject(s), { on }),
    ...assessors
      .filter((side) => !s.assessment.by[side])
      .map((side) =>
        openFollowUp(s, context, {
          kind: 'placement-assessment',
          about: assessmentSubject(side),
          ...ownerOf(s, side),
          ownerPostId: s.supervisors[side] ?? s[side].postId,
          dueOn: s.period.toOn,
          tell: true,
        }),
      ),
    ...(s.assessment.result
      ? []
      : [openFollowUp(s, context, { kind: 'placement-result', about: placementSubject(s), ...ownerOf(s, 'person') })]),
  ];
}

/** The last thing that was missing ends the stage on site. */
function completed(s: PlacementState, context: Context, now: Partial<AssessmentState>): EventDraft[] {
  const { by, result } = { ...s.assessment, ...now };
  return s.stage === 'on-site' && by.unit && by.host && result
    ? [assessed(placementSubject(s), { on: today(s, context.at) })]
    : [];
}

export const assessment: Concern<PlacementState> = {
  events: [asked, given, exchanged, resultRecorded, yieldRecorded, assessed],
  clock: { due: ask, nextWake: askAt },
  commands: [
    command({
      name: 'assess',
      path: 'assessments',
      who: [Role.confirmer, Role.owner, Role.liaison, Role.coordinator, Role.director],
      describe: {
        en: 'Assess the placement for one side: a grade, and words that stay with that side; once, and not for the other side',
        zh: '代表一方考核派驻工作：等次和仅属该方的评语；每方一次，不得代另一方填写',
      },
      privateTo: 'side',
      schema: (t) =>
        z.strictObject({
          side: z.enum(assessors),
          rating,
          text: t.privatePassage,
          /** Who of that side assesses: needed where somebody else writes it down (api/side-people.ts). */
          personId: personId.optional(),
        }),
      decide: (s: PlacementState, d, context): Decision => {
        const refused = notAtStage(s, 'on-site') ?? notOwnSide(s, d.side, context);
        if (refused) return refused;
        if (d.personId === s.researcher.personId) {
          return refuse('not-by-author', 'Nobody assesses their own placement.', '本人不可考核自己的派驻。');
        }
        if (s.assessment.by[d.side]) {
          return refuse('already-exists', 'This side has assessed the placement.', '该方已作出考核评价。');
        }
        const on = today(s, context.at);
        const by = { ...s.assessment.by, [d.side]: { on, rating: d.rating } };
        const { unit, host } = by;
        return [
          given(assessmentSubject(d.side), {
            ...d,
            on,
            ...(d.personId
              ? onBehalf({ personId: d.personId, organisationId: s[d.side].organisationId }, context)
              : {}),
          }),
          ...closeFollowUps(s, assessmentSubject(d.side), Closing.done),
          ...(unit && host
            ? [exchanged(placementSubject(s), { ratings: { unit: unit.rating, host: host.rating } })]
            : []),
          ...completed(s, context, { by }),
        ];
      },
    }),
    command({
      name: 'recordResult',
      path: 'result',
      who: [Role.owner, Role.secretary, Role.liaison, Role.coordinator],
      describe: {
        en: 'Say whether the problem the placement was for is solved, partly solved, or explained if it is not',
        zh: '登记派驻所针对问题的结果：已解决、部分解决，未解决的说明原因',
      },
      schema: (t) => z.strictObject({ problem: problemResult, text: t.passage }),
      decide: (s: PlacementState, d, context): Decision =>
        notAtStage(s, 'on-site', 'assessed') ??
        notOwnLog(s, context) ?? [
          resultRecorded(placementSubject(s), d),
          ...closeFollowUps(s, placementSubject(s), Closing.done, 'placement-result'),
          ...completed(s, context, { result: d.problem }),
        ],
    }),
    command({
      name: 'recordYield',
      path: 'yields',
      who: [Role.owner, Role.secretary, Role.liaison, Role.coordinator],
      describe: {
        en: 'Record what the placement led to: project, application, result, patent, training or transformation',
        zh: '登记派驻成效：项目、申报、成果、专利、人才培养或成果转化',
      },
      schema: (t) =>
        z.strictObject({
          kind: yieldKind,
          /** A plan of the same agreement, and an application of that plan. */
          planId: itemId('plan').optional(),
          applicationId: itemId('application').optional(),
          what: t.passage.optional(),
        }),
      decide: (s: PlacementState, d, context): Decision =>
        notAtStage(s, 'on-site', 'assessed') ??
        notOwnLog(s, context) ??
        (d.applicationId && !d.planId
          ? refuse(
              'shape-invalid',
              'An application belongs to a plan: give its planId.',
              '请填写申报所属方案的 planId。',
            )
          : [yieldRecorded(placementSubject(s), d)]),
    }),
  ],
};
