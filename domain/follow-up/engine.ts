import { addWorkingDays, plannedOn, workingDaysBetween } from '../calendar/calendar.ts';
import { later } from '../calendar/local-date.ts';
import type { Context, EventDraft, NoticeDraft, Subject } from '../decider.ts';
import { valuesFor } from '../policy/adopted.ts';
import { Certainty } from '../fields.ts';
import type { FollowUpKind } from '../policy/defaults.ts';
import type { StepPolicy } from '../policy/policy.ts';
import { valueOf } from '../policy/values.ts';
import { askedLaterOn, defaultDueOn, planClock, planningInstant, shiftSteps, today } from './clocks.ts';
import {
  Closing,
  followUpClosed,
  followUpOpened,
  followUpReminded,
  followUpResumed,
  questionsCounted,
} from './events.ts';
import type { Opened } from './events.ts';
import type { Beneficiary, BeneficiaryOf, FollowUp, FollowUpHost } from './host.ts';
import { cameBack } from './hand-over.ts';
import {
  ACCEPT,
  deciderOf,
  isRepetition,
  MEETING_LIST,
  nextRung,
  plannedRung,
  postAtLevel,
  postsBelow,
  stepPolicy,
} from './ladder.ts';
import { isAssumed } from './lights.ts';
import { noticeOf } from './notice.ts';
import { successionDue, successionWake } from './succession.ts';

export interface Opening {
  kind: FollowUpKind;
  about: Subject;
  /** Nobody given: the coordinator holds it and it is a question where `assumed` says so. */
  ownerPostId?: string | null;
  sideOrgId?: string | null;
  /** Who else reads the steps that are for both sides, e.g. the liaison of the other. */
  alsoPostIds?: readonly string[];
  /** A date that somebody named. In the past of the entry it counts from the day of entry (DOMAIN 2a "Entered late"). */
  dueOn?: string | null;
  /** The date given is one of ours all the same: by a rhythm that nobody agreed to, or an anniversary. */
  isDefault?: boolean;
  /** It came in with many others: where nobody named its date, ours is so much later (DOMAIN 2a). */
  laterByWorkingDays?: number | undefined;
  /** True where owner or date were not said by anybody and the matter is to be asked (S62). Matters of our own office are not. */
  asks?: boolean;
  /** Tell the owner at once that it is theirs. */
  tell?: boolean;
}

/** Stages call this to open a follow-up; its clock starts on the business day of `context.at`. */
export function openFollowUp(host: FollowUpHost, context: Context, opening: Opening): EventDraft {
  const openedOn = today(host, context.at);
  const id = `${opening.kind}.${opening.about.id}`;
  const ownerPostId = opening.ownerPostId ?? host.homeUnit.coordinatorPostId;
  const named = opening.dueOn && opening.dueOn >= openedOn ? opening.dueOn : null;
  const assumed = opening.asks === true && (!opening.ownerPostId || !named);
  const dueOn = named ? ownDate(host, opening, named) : defaultDueOn(host, { ...opening, openedOn, ownerPostId });
  const putOn = assumed ? askedLaterOn(host, { ...opening, openedOn, dueOn }) : null;
  // A question that is put later arises later: who hears that nobody has answered it hears that later, too.
  const asked = putOn ? { askedOn: putOn } : {};
  const clock = planClock(host, { id, kind: opening.kind, openedOn, dueOn, assumed, ...asked });
  const followUp: Opened = {
    id,
    kind: opening.kind,
    about: opening.about,
    ownerPostId,
    sideOrgId: opening.sideOrgId ?? host.homeUnit.organisationId,
    ownerCertainty: opening.ownerPostId || !opening.asks ? 'confirmed' : 'assumed',
    dueCertainty: dueCertaintyOf(opening, named !== null),
    openedOn,
    ...asked,
    ...(putOn ? { clockSinceOn: putOn } : {}),
    ...clock,
    level: 0,
    ...(named && !opening.isDefault && clock.dueOn !== named ? { askedDueOn: named } : {}),
    ...(opening.alsoPostIds && opening.alsoPostIds.length > 0 ? { alsoPostIds: [...opening.alsoPostIds] } : {}),
  };
  const tells = opening.tell && !assumed && ownerPostId !== host.homeUnit.coordinatorPostId;
  return followUpOpened(opening.about, followUp, tells ? [noticeOf(host, followUp, 'assigned', ownerPostId)] : []);
}

/** A date of ours, e.g. by a rhythm that nobody agreed to, is planned as every default is. */
const ownDate = ({ calendar }: FollowUpHost, { isDefault }: Opening, on: string): string =>
  isDefault ? plannedOn(calendar, on).on : on;

function dueCertaintyOf({ asks, isDefault }: Opening, isNamed: boolean): Certainty {
  if (isNamed && !isDefault) return Certainty.confirmed;
  return asks ? Certainty.assumed : Certainty.default;
}

/** Stages call this when the matter itself is settled. Closes what is open about the subject, of one kind or all. */
export function closeFollowUps(host: FollowUpHost, about: Subject, how: Closing, kind?: FollowUpKind): EventDraft[] {
  return Object.values(host.followUps)
    .filter((f) => f.about.kind === about.kind && f.about.id === about.id && (!kind || f.kind === kind))
    .map((f) => followUpClosed(f.about, { id: f.id, how }));
}

/** The entity ends: whatever is open ends with it. */
export function closeAllFollowUps(host: FollowUpHost): EventDraft[] {
  return Object.values(host.followUps).map((f) => followUpClosed(f.about, { id: f.id, how: Closing.closed }));
}

/**
 * What has fallen due by `context.at`, oldest first. After an outage the steps that passed meanwhile are one event with one
 * notice for each post, never a burst.
 */
export function due<S extends FollowUpHost>(
  host: S,
  context: Context,
  beneficiaryOf: BeneficiaryOf<S> = () => null,
): EventDraft[] {
  const drafts: EventDraft[] = [];
  for (const f of Object.values(host.followUps)) {
    if (host.hold && f.kind !== 'hold') continue;
    if (f.pause) {
      if (f.pause.untilAt <= context.at) drafts.push(...pauseEnds(host, f, context));
      continue;
    }
    if (f.handedFrom && f.steps.some(([key, at]) => key === ACCEPT && at <= context.at)) {
      drafts.push(cameBack(host, f, context, { why: 'not-accepted' }));
      continue;
    }
    const passed = f.steps.filter(([, at]) => at <= context.at).map(([key]) => key);
    const fired = { keys: passed, on: today(host, context.at), beneficiary: beneficiaryOf(host, f) };
    if (passed.length > 0) drafts.push(fire(host, f, fired));
  }
  return [...drafts, ...successionDue(host, context), ...countQuestions(host, context)];
}

/** Questions and what is about to reach the leaders are the coordinator's, telephoning is our liaison's (DOMAIN 2a); all else goes by level. */
export function readerOf(host: FollowUpHost, f: FollowUp, { notice, level }: StepPolicy): string {
  const { coordinatorPostId, liaisonPostId } = host.homeUnit;
  switch (notice) {
    case 'question':
    case 'escalation-ahead':
    case 'meeting-list':
      return coordinatorPostId;
    case 'reported':
      return deciderOf(host, f);
    case 'telephone':
      return liaisonPostId ?? coordinatorPostId;
    default:
      return postAtLevel(host, f, level);
  }
}

interface Fired {
  keys: string[];
  on: string;
  beneficiary: Beneficiary | null;
  /** What each notice says beside its rung. */
  facts?: NoticeDraft['facts'];
}

function fire(host: FollowUpHost, f: FollowUp, { keys, on, beneficiary, facts }: Fired): EventDraft {
  const byPost = new Map<string, NoticeDraft>();
  let level = f.level;
  for (const key of keys) {
    const step = stepPolicy(host, f, key);
    if (!step || (key === MEETING_LIST && isListed(f))) continue;
    const post = readerOf(host, f, step);
    if (step.notice === 'escalation') level = Math.max(level, step.level);
    const tell = (to: string): NoticeDraft =>
      noticeOf(host, f, step.notice, to, { step: key, level: step.level, ...facts, ...toldBefore(host, f, key, step) });
    byPost.set(post, tell(post));
    for (const also of alsoRead(f, { key, step, beneficiary })) if (!byPost.has(also)) byPost.set(also, tell(also));
  }
  const again = nextRung(host, f, { fired: keys, on });
  const meetingListOn = keys.includes(MEETING_LIST) && !isListed(f) ? { meetingListOn: on } : {};
  return followUpReminded(f.about, { id: f.id, steps: keys, level, ...(again ? { again } : {}), ...meetingListOn }, [
    ...byPost.values(),
  ]);
}

/** On the list already, because nobody accepts it with its post: the day stands, and nobody is told once more. */
const isListed = (f: FollowUp): boolean => f.untaken === true && f.meetingListOn !== undefined;

/** Posts may be held by one person: whoever heard of it at a level below need not hear of it once more at the next. */
function toldBefore(host: FollowUpHost, f: FollowUp, key: string, { notice, level }: StepPolicy): NoticeDraft['facts'] {
  const below = notice === 'escalation' && !isRepetition(key) ? postsBelow(host, f, level) : [];
  return below.length > 0 ? { toldPostIds: below } : {};
}

/** The other side's contact: who reads along, and for whom it was done, who may confirm it and is asked three times at the most. */
function alsoRead(
  f: FollowUp,
  { key, step, beneficiary }: { key: string; step: StepPolicy; beneficiary: Beneficiary | null },
): string[] {
  if (step.forBothSides) return f.alsoPostIds ?? [];
  const asks = step.notice === 'reported' && !isRepetition(key);
  return asks && beneficiary?.postId && beneficiary.postId !== f.ownerPostId ? [beneficiary.postId] : [];
}

/** Of three causes for which a matter is open again, and of an early rung, this one: the mail says which. */
export const PAUSE_ENDED = 'pause-ended';
const pauseEnded = { cause: PAUSE_ENDED };

/**
 * A pause ends: what is still to come moves by the working days it lasted, and the owner reads that it is back. A pause only buys
 * time: what was late already, or had climbed, comes back one level higher at once [A1]. What was reported meanwhile waits for
 * whoever confirms.
 */
function pauseEnds(host: FollowUpHost, f: FollowUp, context: Context): EventDraft[] {
  const on = today(host, context.at);
  if (f.reportedOn) return [resume(host, f, on, [noticeOf(host, f, 'reported', deciderOf(host, f), pauseEnded)])];
  const isBack = resume(host, f, on, [noticeOf(host, f, 'returned', postAtLevel(host, f, 0), pauseEnded)]);
  const wasLate = f.level > 0 || (f.pause && f.pause.fromOn > f.dueOn);
  // What is still to be accepted does not climb: if it returns, it goes on where it stood.
  const higher = wasLate && !isAssumed(f) && !f.handedFrom ? plannedRung(host, f) : null;
  return higher ? [isBack, fire(host, f, { keys: [higher], on, beneficiary: null, facts: pauseEnded })] : [isBack];
}

export function resume(host: FollowUpHost, f: FollowUp, on: string, notify: NoticeDraft[] = []): EventDraft {
  const days = f.pause ? Math.max(0, workingDaysBetween(host.calendar, f.pause.fromOn, on)) : 0;
  return followUpResumed(f.about, { id: f.id, steps: shiftSteps(host, f, days) }, notify);
}

/**
 * When the director hears how many questions are unanswered; null where that is not waited for. Of each question they hear once:
 * whatever counts only since the last time is told with the next count, a month after it at the earliest.
 */
export function questionCountAt(host: FollowUpHost): string | null {
  const { directorPostId } = host.homeUnit;
  if (host.hold || !directorPostId) return null;
  const countedOn = host.questionsCountedOn;
  if (!countedOn) return questionsFromAt(host);
  const fresh = countedFrom(host).find((at) => today(host, at) > countedOn);
  const next = addWorkingDays(host.calendar, countedOn, valueOf(valuesFor(host), 'questions.countEveryWorkingDays')).on;
  return fresh ? later(fresh, planningInstant(host, next)) : null;
}

/** From when the first of the questions that are open counts as unanswered; null where none is open. */
export function questionsFromAt(host: FollowUpHost): string | null {
  return countedFrom(host)[0] ?? null;
}

/** The same of each that is open, in order. */
const countedFrom = (host: FollowUpHost): string[] =>
  Object.values(host.followUps)
    .filter(isAssumed)
    .map((f) => countedFromAt(host, f))
    .toSorted();

/** From when a question counts as unanswered (DOMAIN 2a: after ten working days, as the policy has it). */
function countedFromAt(host: FollowUpHost, f: FollowUp): string {
  const after = valueOf(valuesFor(host, f), 'questions.countAfterWorkingDays');
  return planningInstant(host, addWorkingDays(host.calendar, f.askedOn ?? f.openedOn, after).on);
}

/** The questions of which the director hears: younger ones are with the coordinator, in time. `at` is an instant. */
export function unansweredQuestions(host: FollowUpHost, at: string): FollowUp[] {
  return Object.values(host.followUps).filter((f) => isAssumed(f) && countedFromAt(host, f) <= at);
}

function countQuestions(host: FollowUpHost, context: Context): EventDraft[] {
  const at = questionCountAt(host);
  const director = host.homeUnit.directorPostId;
  if (!at || at > context.at || !director) return [];
  const count = unansweredQuestions(host, context.at).length;
  return [
    questionsCounted(null, { on: today(host, context.at), count }, [
      { to: { postId: director }, kind: 'count-of-questions', facts: { count } },
    ]),
  ];
}

/** The earliest instant at which `due` has something to say; null if nothing is waited for. */
export function nextWake(host: FollowUpHost): string | null {
  const instants: string[] = [];
  for (const f of Object.values(host.followUps)) {
    if (host.hold && f.kind !== 'hold') continue;
    const at = f.pause ? f.pause.untilAt : f.steps[0]?.[1];
    if (at) instants.push(at);
  }
  const questions = questionCountAt(host);
  if (questions) instants.push(questions);
  const succession = successionWake(host);
  if (succession) instants.push(succession);
  return instants.toSorted()[0] ?? null;
}
