import { workingDaysBetween } from '../calendar/calendar.ts';
import type { Context, EventDraft } from '../decider.ts';
import { shiftSteps, today } from './clocks.ts';
import { followUpReplanned } from './events.ts';
import type { FollowUp, FollowUpHost } from './host.ts';
import { plannedRung, rungInstead } from './ladder.ts';
import { isAssumed } from './lights.ts';
import { noticeOf } from './notice.ts';
import { staysWithSide } from './side.ts';

/**
 * "Not mine" is no way off the ladder: a matter that is late, or that somebody above its owner knows of, is no fresh question. It
 * goes on climbing as it stands, with who decides whose it is as its owner, until it is handed over or done.
 */

/** The post to which the question is put whose a matter is. */
export const asksWhose = ({ homeUnit }: FollowUpHost): string => homeUnit.coordinatorPostId;

/** Whether its date has passed, or a level above its owner was told. A question is never late (DOMAIN 2a). */
export const hasClimbed = (host: FollowUpHost, f: FollowUp, context: Context): boolean =>
  !isAssumed(f) && (f.dueOn < today(host, context.at) || f.level > 0 || f.meetingListOn !== undefined);

/** Declined by its owner: who decides whose it is has it, and reads so at once. */
export function climbsOn(
  host: FollowUpHost,
  f: FollowUp,
  context: Context,
  { reason, suggestedPostId }: { reason: string; suggestedPostId?: string },
): EventDraft {
  const ownerPostId = asksWhose(host);
  const sideOrgId = staysWithSide(f.kind) ? f.sideOrgId : host.homeUnit.organisationId;
  const next = { ...f, ownerPostId, sideOrgId };
  return followUpReplanned(
    f.about,
    {
      ...withOwner(host, f, next, context),
      declined: true,
      reason,
      ...(suggestedPostId ? { suggestedPostId } : {}),
    },
    [noticeOf(host, next, 'not-taken', ownerPostId, { declinedByPostId: f.ownerPostId, reason })],
  );
}

/** From one post of a person to another of the same: nobody new has it, and so nothing begins anew. */
export const climbsOnAt = (
  host: FollowUpHost,
  f: FollowUp,
  context: Context,
  { ownerPostId, reason }: { ownerPostId: string; reason: string },
): EventDraft => followUpReplanned(f.about, { ...withOwner(host, f, { ...f, ownerPostId }, context), reason });

const withOwner = (host: FollowUpHost, f: FollowUp, next: FollowUp, context: Context) => ({
  ...asItStands(host, f),
  ownerPostId: next.ownerPostId,
  sideOrgId: next.sideOrgId,
  ownerCertainty: 'confirmed' as const,
  steps: stepsOf(host, f, next, today(host, context.at)),
});

/** Date, levels told, light, and the policy by which it climbs. */
function asItStands(host: FollowUpHost, f: FollowUp) {
  const { id, dueCertainty, dueOn, dueAt, level, provisional, returned, escalationHeldOn, policyVersion } = f;
  const listedOn = listedForItself(host, f);
  return {
    id,
    dueCertainty,
    dueOn,
    dueAt,
    level,
    ...(provisional ? { provisional } : {}),
    ...(returned ? { returned } : {}),
    ...(escalationHeldOn ? { escalationHeldOn } : {}),
    ...(policyVersion === undefined ? {} : { policyVersion }),
    ...(listedOn ? { meetingListOn: listedOn } : {}),
  };
}

/** What is listed only because nobody accepts its post's duties is listed no more: somebody has it now. */
function listedForItself({ successions }: FollowUpHost, { untaken, ownerPostId, meetingListOn }: FollowUp) {
  const isOfPost = untaken && successions?.[ownerPostId ?? '']?.meetingListOn === meetingListOn;
  return isOfPost ? undefined : meetingListOn;
}

/** Its planned rung at the time it was planned for, as the new owner's line has it; a pause that it was in ends. */
function stepsOf(host: FollowUpHost, f: FollowUp, next: FollowUp, on: string): [string, string][] {
  const days = f.pause ? Math.max(0, workingDaysBetween(host.calendar, f.pause.fromOn, on)) : 0;
  const planned = plannedRung(host, f);
  return shiftSteps(host, f, days).map(([key, at]) => [key === planned ? rungInstead(host, next, key) : key, at]);
}
