import { addWorkingDays, localDateOf, workingDaysBetween } from '../calendar/calendar.ts';
import type { Context, EventDraft } from '../decider.ts';
import { policyOf } from '../policy/adopted.ts';
import { acceptWithin, planningInstant, shiftSteps, today } from './clocks.ts';
import type { PlannedClock } from './clocks.ts';
import { followUpAccepted, followUpReplanned } from './events.ts';
import type { FollowUp, FollowUpHost, HandedFrom } from './host.ts';
import { ACCEPT } from './ladder.ts';
import { noticeOf } from './notice.ts';
import { holds } from './who.ts';

/**
 * What is handed over is accepted by its new owner within the grace, else it returns to who had it, with the date it had
 * (DOMAIN 2 "Ladder"): nobody gets rid of a matter by naming somebody.
 */

/**
 * A new owner's steps, with the one at which it returns: in the night after the last whole day of the grace. Until then it does
 * not climb; if it returns, it goes on where it stood.
 */
export function withAcceptance(
  host: FollowUpHost,
  f: FollowUp,
  steps: readonly [string, string][],
  on: string,
): [string, string][] {
  const nightAfter = (days: number): string =>
    planningInstant(host, addWorkingDays(host.calendar, on, acceptWithin(host) + days).on);
  const above = new Set(policyOf(host, f.kind).steps.flatMap(({ key, level }) => (level > 0 ? [key] : [])));
  const later = ([key, at]: [string, string]): [string, string] =>
    above.has(key) && at < nightAfter(2) ? [key, nightAfter(2)] : [key, at];
  return [...steps.map(later), [ACCEPT, nightAfter(1)] satisfies [string, string]].toSorted(([, a], [, b]) =>
    a < b ? -1 : a > b ? 1 : 0,
  );
}

export function handedFrom(f: FollowUp, on: string): HandedFrom {
  const {
    ownerPostId,
    sideOrgId,
    askedOn,
    dueOn,
    dueAt,
    provisional,
    steps,
    level,
    ownerCertainty,
    dueCertainty,
    meetingListOn,
    escalationHeldOn,
    reportedOn,
    reportedBy,
    returned,
    policyVersion,
  } = f;
  return {
    ownerPostId,
    sideOrgId,
    ...(askedOn ? { askedOn } : {}),
    dueOn,
    dueAt,
    ...(provisional ? { provisional } : {}),
    steps,
    level,
    ownerCertainty,
    dueCertainty,
    ...(meetingListOn ? { meetingListOn } : {}),
    ...(escalationHeldOn ? { escalationHeldOn } : {}),
    // What was reported goes back to be confirmed: its steps ask for that, and its own ladder has ended.
    ...(reportedOn && reportedBy ? { reportedOn, reportedBy } : {}),
    ...(returned ? { returned } : {}),
    ...(policyVersion === undefined ? {} : { policyVersion }),
    on,
  };
}

/**
 * A date alone takes nothing over: who is to accept it is still to, by the same day. If it returns, then with the date that was
 * named meanwhile, for whoever answered when has not to be asked again.
 */
export function stillHanded(f: FollowUp, clock: PlannedClock): Pick<FollowUp, 'steps' | 'handedFrom'> | null {
  const { handedFrom: former, steps } = f;
  if (!former) return null;
  const returnsAt = steps.filter(([key]) => key === ACCEPT);
  return {
    steps: [...clock.steps, ...returnsAt].toSorted(([, a], [, b]) => (a < b ? -1 : a > b ? 1 : 0)),
    handedFrom: { ...formerWith(former, clock), dueOn: clock.dueOn, dueAt: clock.dueAt, dueCertainty: 'confirmed' },
  };
}

/** The steps of a question, or of what was reported, do not count to its date; any others go by the new one and today's policy. */
function formerWith(former: HandedFrom, { steps }: PlannedClock): HandedFrom {
  if (former.ownerCertainty === 'assumed' || former.reportedOn) return former;
  const { policyVersion: _formerly, ...rest } = former;
  return { ...rest, steps };
}

export const accepted = (f: FollowUp): EventDraft =>
  followUpAccepted(f.about, { id: f.id, steps: f.steps.filter(([key]) => key !== ACCEPT) });

/** Whoever acts on what was handed to their post, or came with it, has taken it. */
export const takenOver = (f: FollowUp, context: Context): EventDraft[] =>
  (f.handedFrom || f.untaken) && holds(context, f.ownerPostId) ? [accepted(f)] : [];

/** What it was handed over from stands again; its clock stood still meanwhile. The coordinator reads of it. */
export function cameBack(
  host: FollowUpHost,
  f: FollowUp,
  context: Context,
  { why, reason, suggestedPostId }: { why: 'not-accepted' | 'declined'; reason?: string; suggestedPostId?: string },
): EventDraft {
  const { on: handedOn, ...former } = f.handedFrom ?? handedFrom(f, f.openedOn);
  const on = today(host, context.at);
  const steps = shiftSteps(host, { ...f, ...former }, Math.max(1, workingDaysBetween(host.calendar, handedOn, on)));
  const back = { ...f, ...former, steps };
  const { coordinatorPostId } = host.homeUnit;
  const facts = { notTakenByPostId: f.ownerPostId, ...(reason ? { reason } : {}) };
  return followUpReplanned(
    f.about,
    {
      id: f.id,
      sideOrgId: f.sideOrgId,
      ...former,
      steps,
      cameBack: why,
      ...(reason ? { reason } : {}),
      ...(suggestedPostId ? { suggestedPostId } : {}),
    },
    [
      noticeOf(host, back, 'not-taken', coordinatorPostId, facts),
      // Nobody has said that it is theirs: what returns is the question, which is the coordinator's.
      ...(former.ownerCertainty !== 'assumed' && former.ownerPostId && former.ownerPostId !== coordinatorPostId
        ? [noticeOf(host, back, 'returned', former.ownerPostId, facts)]
        : []),
    ],
  );
}

/** What was handed over and not accepted yet, as it is shown. */
export interface PendingHandOver {
  /** The day on which it left the post that has it back unless it is accepted. */
  sinceOn: string;
  fromPostId: string | null;
  /** The last day on which it may be accepted: it returns in the night after. */
  acceptByOn: string;
}

/** Null of what waits for no acceptance. */
export function pendingHandOver({ calendar }: FollowUpHost, f: FollowUp): PendingHandOver | null {
  const returnsAt = f.steps.find(([key]) => key === ACCEPT)?.[1];
  if (!f.handedFrom || returnsAt === undefined) return null;
  const { on: sinceOn, ownerPostId: fromPostId } = f.handedFrom;
  return { sinceOn, fromPostId, acceptByOn: addWorkingDays(calendar, localDateOf(calendar.zone, returnsAt), -1).on };
}
