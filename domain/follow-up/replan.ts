import type { Context, EventDraft } from '../decider.ts';
import { anewDueOn, planClock, today } from './clocks.ts';
import type { PlannedClock } from './clocks.ts';
import { dateAgreed } from './deciding.ts';
import { followUpReplanned } from './events.ts';
import { handedFrom, stillHanded, withAcceptance } from './hand-over.ts';
import type { FollowUp, FollowUpHost } from './host.ts';
import { isAssumed } from './lights.ts';
import { noticeOf } from './notice.ts';

export interface Replanning {
  ownerPostId?: string;
  /** Its owner says that it is not theirs: it is a question whose it is. */
  asks?: boolean;
  dueOn?: string;
  returned?: boolean;
  reason?: string;
  /** Whose it may be, says who declines it. */
  suggestedPostId?: string;
  /** Its date is put off, which is possible so often. */
  extends?: boolean;
  /** Its owner reads of the new date, also where nobody has asked for one. */
  tellsOwner?: boolean;
  /** The new owner is to accept it. */
  toBeAccepted?: boolean;
}

/** Sets owner and date anew and starts the ladder from the day of `context`; a date that has passed would leave no step of it. */
export function replan(s: FollowUpHost, f: FollowUp, context: Context, to: Replanning): EventDraft {
  const ownerPostId = to.ownerPostId ?? f.ownerPostId;
  const ownerCertainty = to.asks ? 'assumed' : to.ownerPostId ? 'confirmed' : f.ownerCertainty;
  const assumed = ownerCertainty === 'assumed' || (!to.dueOn && f.dueCertainty === 'assumed');
  const openedOn = today(s, context.at);
  const hasPassed = !to.dueOn && !assumed && f.dueOn < openedOn;
  const dueOn = to.dueOn ?? (hasPassed ? anewDueOn(s, f.kind, openedOn, ownerPostId) : f.dueOn);
  const dueCertainty = to.dueOn ? 'confirmed' : hasPassed ? 'default' : f.dueCertainty;
  const clock = planClock(s, { id: f.id, kind: f.kind, openedOn, dueOn, assumed });
  const handed = handing(s, f, to, { clock, on: openedOn });
  const steps = handed?.steps ?? clock.steps;
  const next = { id: f.id, ownerPostId, sideOrgId: f.sideOrgId, ownerCertainty, dueCertainty, ...clock, steps };
  const tells = ownerCertainty !== 'assumed' && ownerPostId !== null && ownerPostId !== f.ownerPostId;
  return followUpReplanned(
    f.about,
    {
      ...next,
      level: 0,
      ...(assumed ? askedOn(f, openedOn) : {}),
      ...(to.returned ? { returned: true as const } : {}),
      ...(to.asks ? { declined: true as const } : {}),
      ...(to.reason ? { reason: to.reason } : {}),
      ...(to.suggestedPostId ? { suggestedPostId: to.suggestedPostId } : {}),
      ...(hasPassed ? { passedDueOn: f.dueOn } : {}),
      ...(to.dueOn && to.dueOn !== clock.dueOn ? { askedDueOn: to.dueOn } : {}),
      ...(to.dueOn && s.calendar.on.includes(clock.dueOn) ? { isMakeUpDay: true as const } : {}),
      ...(to.dueOn && f.dueOn !== clock.dueOn ? { wasDueOn: f.dueOn } : {}),
      ...(to.extends ? { extensions: (f.extensions ?? 0) + 1 } : {}),
      ...(handed ? { handedFrom: handed.handedFrom } : {}),
    },
    [
      ...(tells || (to.returned && ownerPostId)
        ? [
            noticeOf(
              s,
              { ...f, ...next },
              to.returned ? 'returned' : 'assigned',
              ownerPostId ?? s.homeUnit.coordinatorPostId,
            ),
          ]
        : []),
      ...(to.dueOn && !to.returned
        ? dateAgreed(s, f, context, {
            set: { namedOn: to.dueOn, next: { ...f, ...next }, reason: to.reason },
            toOwner: to.tellsOwner === true,
          })
        : []),
    ],
  );
}

/** A hand-over that begins, or goes on; also where the date is still a question: who owes it does not hang on that. */
function handing(
  s: FollowUpHost,
  f: FollowUp,
  to: Replanning,
  { clock, on }: { clock: PlannedClock; on: string },
): Pick<FollowUp, 'steps' | 'handedFrom'> | null {
  if (to.toBeAccepted) {
    return { steps: withAcceptance(s, f, clock.steps, on), handedFrom: f.handedFrom ?? handedFrom(f, on) };
  }
  const isDateAlone = to.dueOn && !to.returned && (to.ownerPostId ?? f.ownerPostId) === f.ownerPostId;
  return isDateAlone ? stillHanded(f, clock) : null;
}

/** A question that goes on has been asked since it was first put. */
function askedOn(f: FollowUp, on: string): Pick<FollowUp, 'askedOn'> {
  if (!isAssumed(f)) return { askedOn: on };
  return f.askedOn ? { askedOn: f.askedOn } : {};
}
