import { addWorkingDays } from '../calendar/calendar.ts';
import { policyOf, valuesFor } from '../policy/adopted.ts';
import { followUpPolicies } from '../policy/defaults.ts';
import type { FollowUpPolicy, PolicyValues, StepPolicy } from '../policy/policy.ts';
import { questionStepsWith, reportedStepsWith, valueOf } from '../policy/values.ts';
import { planningInstant } from './clocks.ts';
import type { FollowUp, FollowUpHost, HomeUnit } from './host.ts';
import { isAssumed } from './lights.ts';

/**
 * Who is told when nothing happens, level by level, inside our own office: a ladder never crosses an organisation (DOMAIN 2a).
 * The levels follow one another, each after its own grace; only the next rung is planned, so that a long ladder is carried small.
 */

const REPEAT = 'repeat-';
export const ASKED_AGAIN = 'question-again';
export const LEADER_AHEAD = 'leader-ahead';
export const LEADER = 'escalation-3';
export const MEETING_LIST = 'meeting-list';
/** The step at which what was handed over returns; it tells nobody by itself. */
export const ACCEPT = 'accept';

/** The posts of our line, from the liaison up. */
export function reportingLine(unit: HomeUnit): string[] {
  const { liaisonPostId, coordinatorPostId, directorPostId, leaderPostId } = unit;
  return [liaisonPostId, coordinatorPostId, directorPostId, leaderPostId].filter((post) => post !== null);
}

interface Level {
  level: 1 | 2 | 3;
  postId: string;
}

/** Level 1 is our liaison for what another side owes, unless the liaison has been told to telephone already; else the coordinator. */
function firstPost({ homeUnit }: FollowUpHost, f: FollowUp): string {
  const { liaisonPostId, coordinatorPostId, organisationId } = homeUnit;
  const isOurs = f.sideOrgId === null || f.sideOrgId === organisationId;
  const { steps }: FollowUpPolicy = followUpPolicies[f.kind];
  const telephones = steps.some((step) => step.notice === 'telephone');
  return isOurs || telephones || liaisonPostId === f.ownerPostId
    ? coordinatorPostId
    : (liaisonPostId ?? coordinatorPostId);
}

/** The levels above the owner, each with its post; one that is not there, or that the owner or a level below holds, is left out. */
function levelsOf(host: FollowUpHost, f: FollowUp): Level[] {
  const { directorPostId, leaderPostId } = host.homeUnit;
  const levels: (string | null)[] = [firstPost(host, f), directorPostId, leaderPostId];
  return ([1, 2, 3] as const).flatMap((level) => {
    const postId = levels[level - 1];
    const isTold = postId === f.ownerPostId || levels.slice(0, level - 1).includes(postId ?? null);
    return postId && !isTold ? [{ level, postId }] : [];
  });
}

/** Those who are asked again and again. A leader is told once, and never in another's place (DOMAIN 2a "Face"). */
const belowLeader = (host: FollowUpHost, f: FollowUp): Level[] => levelsOf(host, f).filter(({ level }) => level < 3);

/**
 * Whom a level tells. A level that is left out passes to the next above it, else to the highest below; where nobody but the owner
 * is left, to the coordinator.
 */
export function postAtLevel(host: FollowUpHost, f: FollowUp, level: number): string {
  const { coordinatorPostId, leaderPostId } = host.homeUnit;
  if (level === 0) return f.ownerPostId ?? coordinatorPostId;
  if (level === 3 && leaderPostId !== null) return leaderPostId;
  const levels = belowLeader(host, f);
  return (levels.find((one) => one.level >= level) ?? levels.at(-1))?.postId ?? coordinatorPostId;
}

/** Who above the owner is told of what nobody takes, one after the other; the leader only where nobody else is there. */
export function postsAbove(host: FollowUpHost, f: FollowUp): string[] {
  const posts = belowLeader(host, f).map(({ postId }) => postId);
  return posts.length > 0 ? posts : levelsOf(host, f).map(({ postId }) => postId);
}

/** Who decides about what somebody owes or has reported: the first of coordinator and director who does not owe it. */
export function deciderOf({ homeUnit }: FollowUpHost, f: FollowUp): string {
  const { coordinatorPostId, directorPostId } = homeUnit;
  return coordinatorPostId === f.ownerPostId ? (directorPostId ?? coordinatorPostId) : coordinatorPostId;
}

/** Whom a level has told before it: those need not be told again. */
export function postsBelow(host: FollowUpHost, f: FollowUp, level: number): string[] {
  return levelsOf(host, f).flatMap((one) => (one.level < level ? [one.postId] : []));
}

/** The rungs that follow the one that leads onwards, that one first. */
function chain(host: FollowUpHost, f: FollowUp): StepPolicy[] {
  const values = valuesFor(host, f);
  const rungs = f.reportedOn ? reportedStepsWith(values) : policyOf(host, f.kind, f).steps;
  const base = rungs.find((step) => step.onwards);
  if (!base) return [];
  const climbs = base.onwards === 'climb';
  const repeatEveryWorkingDays = valueOf(values, 'ladder.repeatEveryWorkingDays');
  const told = belowLeader(host, f);
  // What the coordinator owes comes to the director first, and counts as that level.
  const first = base.notice === 'escalation' ? (told[0]?.level ?? base.level) : base.level;
  const level = climbs ? (told.at(-1)?.level ?? 1) : first;
  const again = Array.from({ length: valueOf(values, 'ladder.repeatTimes') }, (_, n): StepPolicy => {
    return { ...above(`${REPEAT}${n + 1}`, repeatEveryWorkingDays), level, notice: base.notice };
  });
  return [
    ...(climbs ? climb(host, f, base) : [{ ...base, level: first }]),
    ...again,
    { ...above(MEETING_LIST, repeatEveryWorkingDays), level: 1, notice: 'meeting-list' },
  ];
}

const above = (key: string, offsetWorkingDays: number) => ({ key, offsetWorkingDays, from: 'below' as const });

/** The levels one after another, each after its own grace. The first comes at the policy's own time, whoever holds it. */
function climb(host: FollowUpHost, f: FollowUp, base: StepPolicy): StepPolicy[] {
  const values = valuesFor(host, f);
  const directorGraceWorkingDays = valueOf(values, 'ladder.directorGraceWorkingDays');
  const ahead = valueOf(values, 'ladder.leaderAnnouncedWorkingDays');
  const [first, ...others] = belowLeader(host, f);
  const { leaderPostId } = host.homeUnit;
  const leader: StepPolicy[] =
    leaderPostId === null || leaderPostId === f.ownerPostId
      ? []
      : [{ ...above(LEADER, ahead), level: 3, notice: 'escalation' }];
  // Nobody stands between the owner and the leader: what comes first is the announcement.
  if (!first && leader.length > 0) return [{ ...base, level: 1, notice: 'escalation-ahead' }, ...leader];
  const announced: StepPolicy = {
    ...above(LEADER_AHEAD, valueOf(values, 'ladder.leaderGraceWorkingDays') - ahead),
    level: 1,
    notice: 'escalation-ahead',
  };
  return [
    { ...base, level: first?.level ?? base.level },
    ...others.map(({ level }): StepPolicy => {
      return { ...above(`escalation-${level}`, directorGraceWorkingDays), level, notice: 'escalation' };
    }),
    ...(leader.length > 0 ? [announced, ...leader] : []),
  ];
}

/** A question is on no ladder, but it does not fall silent either: the coordinator is asked again each quarter. */
const askedAgain = (values: PolicyValues | undefined): StepPolicy => ({
  ...above(ASKED_AGAIN, valueOf(values, 'questions.againEveryWorkingDays')),
  level: 1,
  notice: 'question',
});

/** The next of the rungs that follow one another, where one is planned. */
export function plannedRung(host: FollowUpHost, f: FollowUp): string | null {
  const keys = new Set(chain(host, f).map(({ key }) => key));
  return f.steps.find(([key]) => keys.has(key))?.[0] ?? null;
}

/** The rung at which a follow-up climbs on that has another owner since `key` was planned: the first, where that level is left out now. */
export function rungInstead(host: FollowUpHost, f: FollowUp, key: string): string {
  const rungs = chain(host, f);
  return rungs.some((rung) => rung.key === key) ? key : (rungs[0]?.key ?? key);
}

/** The rung behind a step key, whichever ladder the follow-up is on now. */
export function stepPolicy(host: FollowUpHost, f: FollowUp, key: string): StepPolicy | undefined {
  const values = valuesFor(host, f);
  const { steps } = policyOf(host, f.kind, f);
  const rungs = [...chain(host, f), ...steps, ...questionStepsWith(values), ...reportedStepsWith(values)];
  if (key === ASKED_AGAIN) return askedAgain(values);
  return rungs.find((step) => step.key === key);
}

/** Whether a step is counted from the due date, so that it goes along when the date moves; the others count from a day that is past. */
export function isFromDue(host: FollowUpHost, f: FollowUp, key: string): boolean {
  return stepPolicy(host, f, key)?.from === undefined;
}

export const isRepetition = (key: string): boolean => key.startsWith(REPEAT);

/** Whether a rung counts from when the same level was told before, not from the one below it. */
export const isAgain = (key: string): boolean => isRepetition(key) || key === MEETING_LIST || key === ASKED_AGAIN;

/**
 * What is planned after steps that fired on a day: the next rung above, or the next repetition; none after the last.
 *
 * @param isNeedless whether a level need not be told, because its holder has been; it is passed by without its grace
 */
export function nextRung(
  host: FollowUpHost,
  f: FollowUp,
  {
    fired,
    on,
    isNeedless = () => false,
  }: { fired: readonly string[]; on: string; isNeedless?: (level: number) => boolean },
): [string, string] | null {
  const nightAfter = (days: number): string =>
    planningInstant(host, addWorkingDays(host.calendar, on, Math.max(1, days)).on);
  if (isAssumed(f)) {
    const isLast = f.steps.every(([key]) => key === ACCEPT || fired.includes(key));
    const again = askedAgain(valuesFor(host, f));
    return isLast ? [again.key, nightAfter(again.offsetWorkingDays)] : null;
  }
  const rungs = chain(host, f);
  // After an outage the rung that others follow need not be the last of those that fired.
  const at = rungs.findLastIndex((rung) => fired.includes(rung.key));
  // Without the leader there is nothing to announce.
  const levelOf = ({ key, level }: StepPolicy): number => (key === LEADER_AHEAD ? 3 : level);
  const isLevel = ({ key, from, notice }: StepPolicy): boolean =>
    from === 'below' && !isAgain(key) && (notice === 'escalation' || notice === 'escalation-ahead');
  const next = at < 0 ? undefined : rungs.slice(at + 1).find((rung) => !isLevel(rung) || !isNeedless(levelOf(rung)));
  if (!next) return null;
  return [next.key, nightAfter(next.offsetWorkingDays)];
}

/** Whether somebody has set or confirmed the number behind a rung; until then it is a default, and is shown as one. */
export function isRuleSet(host: FollowUpHost, f: FollowUp, key: string): boolean {
  const values = valuesFor(host, f) ?? {};
  return pathsOf(f, key).some((path) => values[path] !== undefined);
}

function pathsOf({ kind }: FollowUp, key: string): string[] {
  if (key === ASKED_AGAIN) return ['questions.againEveryWorkingDays'];
  if (isAgain(key)) return ['ladder.repeatEveryWorkingDays'];
  if (key === LEADER_AHEAD) return ['ladder.leaderGraceWorkingDays'];
  if (key === LEADER) return ['ladder.leaderAnnouncedWorkingDays'];
  const own = [`kinds.${kind}.steps.${key}`, `questions.steps.${key}`, `reported.steps.${key}`];
  return key === 'escalation-2' ? ['ladder.directorGraceWorkingDays'] : own;
}
