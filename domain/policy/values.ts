import type { Bilingual } from '../decider.ts';
import { followUpPolicies } from './defaults.ts';
import type { FollowUpKind } from './defaults.ts';
import { everywhere, generalValues } from './general.ts';
import type { GeneralPath } from './general.ts';
import { questionSteps, reportedSteps } from './ladders.ts';
import { stepName } from './step-words.ts';
import type { DefaultStep, FollowUpPolicy, PolicyValues, StepPolicy } from './policy.ts';

/**
 * Every value that rules go by, in one flat table: path -> value. Whatever is not set by a person is what stands here. Numbers of
 * a kind of follow-up stand with its words (`agreement-kinds.ts`, `plan-kinds.ts`), all others in `general.ts`; nothing twice.
 */

/** `organisation` stands for units too: they are one tree. */
export type PolicyScope = 'system' | 'organisation' | 'agreement';
export type PolicyUnit = 'working-days' | 'days' | 'times' | 'periods' | 'percent' | 'time-of-day';

export interface PolicyValue {
  value: number | string;
  unit: PolicyUnit;
  /** Both ends included; of a time of day HH:MM. */
  range: readonly [number, number] | readonly [string, string];
  /** The code of a source (`sources.ts`), a section of DOMAIN, or `inferred`. */
  origin: string;
  /** Where it may be set; none: it is fixed, and `fixed` says why. */
  scopes: readonly PolicyScope[];
  title: Bilingual;
  fixed?: Bilingual;
}

export type PolicyPath =
  GeneralPath | `kinds.${FollowUpKind}.${string}` | `questions.steps.${string}` | `reported.steps.${string}`;

const stepTitle: Record<NonNullable<StepPolicy['from']> | 'due', Bilingual> = {
  due: { en: 'from the due date', zh: '自到期日起' },
  opened: { en: 'from opening', zh: '自建立起' },
  half: { en: 'from half of the time', zh: '自时间过半起' },
  'three-quarters': { en: 'from three quarters of the time', zh: '自时间过四分之三起' },
  below: { en: 'from the level below', zh: '自下一级获知起' },
};

/** A rung stays on its side of the date it counts from; above the owner nobody is told before something is late. */
function rangeOf({ offsetWorkingDays: days, from, level }: StepPolicy): readonly [number, number] {
  if (from === 'half' || from === 'three-quarters') return [0, 0];
  if (from === 'opened') return level > 0 && days > 0 ? [1, 250] : [0, 250];
  if (days < 0) return [-260, -1];
  return days === 0 ? [0, 5] : [1, 60];
}

const isShare = ({ from }: StepPolicy): boolean => from === 'half' || from === 'three-quarters';
const shareOfTime: Bilingual = {
  en: 'It comes when a share of the time is used, and moves with the time.',
  zh: '按已用时间的比例计算，随办理时限变动。',
};

const stepValue = (what: Bilingual, step: DefaultStep): PolicyValue => ({
  value: step.offsetWorkingDays,
  unit: 'working-days',
  range: rangeOf(step),
  origin: step.origin,
  ...(isShare(step) ? { scopes: [], fixed: shareOfTime } : { scopes: everywhere }),
  title: {
    en: `${what.en}: ${stepName(step.key).en}, ${stepTitle[step.from ?? 'due'].en}`,
    zh: `${what.zh}：${stepName(step.key).zh}，${stepTitle[step.from ?? 'due'].zh}`,
  },
});

/** As what has its date from a record (`datedBy`), these have the day of the matter itself, which somebody may still name. */
const datedByMatter: ReadonlySet<string> = new Set<FollowUpKind>(['contact', 'expiry', 'review']);
const dateOfMatter: Bilingual = {
  en: 'Its date is that of the matter itself: of the visit, the end, the anniversary or the agreed rhythm.',
  zh: '其日期由事项本身决定：来访日、到期日、周年日或商定的频次。',
};

function valuesOfKind(
  kind: string,
  { title, dueWorkingDays, steps, origin, datedBy }: FollowUpPolicy,
): [string, PolicyValue][] {
  const due: PolicyValue = {
    value: dueWorkingDays,
    unit: 'working-days',
    range: [1, 750],
    origin,
    ...(datedBy || datedByMatter.has(kind) ? { scopes: [], fixed: dateOfMatter } : { scopes: everywhere }),
    title: { en: `${title.en}: due after`, zh: `${title.zh}：办理时限` },
  };
  return [
    [`kinds.${kind}.dueWorkingDays`, due],
    ...steps.map((step): [string, PolicyValue] => [`kinds.${kind}.steps.${step.key}`, stepValue(title, step)]),
  ];
}

const asked: Bilingual = { en: 'A question to the coordinator', zh: '待协调人确认' };
const reported: Bilingual = { en: 'Reported done, to be confirmed', zh: '已报告完成待确认' };

export const policyValues: Readonly<Record<string, PolicyValue>> = Object.fromEntries([
  ...Object.entries<PolicyValue>(generalValues),
  ...questionSteps.map((step): [string, PolicyValue] => [`questions.steps.${step.key}`, stepValue(asked, step)]),
  ...reportedSteps.map((step): [string, PolicyValue] => [`reported.steps.${step.key}`, stepValue(reported, step)]),
  ...Object.entries(followUpPolicies).flatMap(([kind, policy]) => valuesOfKind(kind, policy)),
]);

/** A value of the table as it holds where `values` were set. */
export function valueOf<Path extends GeneralPath>(
  values: PolicyValues | undefined,
  path: Path,
): (typeof generalValues)[Path]['value'] extends string ? string : number;
export function valueOf(values: PolicyValues | undefined, path: GeneralPath): number | string {
  return values?.[path] ?? generalValues[path].value;
}

/** A kind of follow-up as it is timed where `values` were set; the words are the same everywhere. */
export function kindPolicy(values: PolicyValues | undefined, kind: FollowUpKind): FollowUpPolicy {
  const policy: FollowUpPolicy = followUpPolicies[kind];
  if (!values) return policy;
  return {
    ...policy,
    dueWorkingDays: numberAt(values, `kinds.${kind}.dueWorkingDays`) ?? policy.dueWorkingDays,
    steps: stepsWith(values, `kinds.${kind}.steps`, policy.steps),
  };
}

export const questionStepsWith = (values: PolicyValues | undefined): readonly DefaultStep[] =>
  stepsWith(values, 'questions.steps', questionSteps);
export const reportedStepsWith = (values: PolicyValues | undefined): readonly DefaultStep[] =>
  stepsWith(values, 'reported.steps', reportedSteps);

function stepsWith(
  values: PolicyValues | undefined,
  at: string,
  steps: readonly DefaultStep[],
): readonly DefaultStep[] {
  if (!values) return steps;
  return steps.map((step) => {
    const offsetWorkingDays = numberAt(values, `${at}.${step.key}`);
    return offsetWorkingDays === undefined ? step : { ...step, offsetWorkingDays };
  });
}

function numberAt(values: PolicyValues, path: string): number | undefined {
  const value = values[path];
  return typeof value === 'number' ? value : undefined;
}
