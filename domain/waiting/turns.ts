import type { FollowUp, FollowUpHost } from '../follow-up/host.ts';
import { deciderOf } from '../follow-up/ladder.ts';
import { isAssumed } from '../follow-up/lights.ts';
import type { FollowUpKind, PauseKind } from '../policy/defaults.ts';

/**
 * Whom a working day of waiting is put down to: a side with the post that owes the next step, a pause that somebody asked
 * for, a hold, or the system, where it is nobody's turn yet.
 */
export type Turn =
  | { of: 'side'; organisationId: string | null; postId: string | null }
  | { of: 'pause'; kind: PauseKind; waitingFor: string | null }
  | { of: 'hold'; waitingFor: string | null }
  | { of: 'system' };

/** What the state of a follow-up does not say of it, but its events do. */
export interface Course {
  /** The number of the event that opened it: `contact.communication` is opened again and again. */
  openedSeq: number;
  /** A step has fired since it was planned last. */
  isReminded: boolean;
}

/**
 * Whether a post of another side had not heard on a day of a matter of which it was to be told: nobody had introduced us, or passed
 * it on. The days until then are our office's. Of the notices, for events do not know when somebody was reached.
 */
export type Unheard = (matter: { entityId: string; followUpId: string }, postId: string, on: string) => boolean;

/** They stand for a day that is to come; until the first reminder nobody has anything to do. All others are work from the day they open. */
const appointments: ReadonlySet<string> = new Set<FollowUpKind>([
  'contact',
  'review',
  'expiry',
  'payment',
  'itinerary',
  'project-meeting',
  'project-end',
]);

const ofOurs = ({ homeUnit }: FollowUpHost, postId: string): Turn => ({
  of: 'side',
  organisationId: homeUnit.organisationId,
  postId,
});
const office = (host: FollowUpHost): Turn => ofOurs(host, host.homeUnit.coordinatorPostId);

/**
 * Whose turn it is in one open matter on a day. A hold and a pause count as far as they were agreed to: what goes on beyond
 * its end is for whoever has to decide. What is assumed waits for our answer; what is reported, and a later date that was asked for,
 * wait for whoever of us decides it: the owner has done their part.
 *
 * @param holdFor the party that the hold waits for, by id
 */
export function turnOf(
  host: FollowUpHost,
  f: FollowUp,
  { course, holdFor, on }: { course: Course; holdFor: string | null; on: string },
): Turn {
  if (host.hold) return on <= host.hold.untilOn ? { of: 'hold', waitingFor: holdFor } : office(host);
  if (f.pause && on <= f.pause.untilOn) {
    return { of: 'pause', kind: f.pause.kind, waitingFor: f.pause.waitingFor ?? null };
  }
  if (isAssumed(f)) return office(host);
  if (f.reportedOn || f.extensionAsked) return ofOurs(host, deciderOf(host, f));
  if (appointments.has(f.kind) && !course.isReminded && on <= f.dueOn) return { of: 'system' };
  return {
    of: 'side',
    organisationId: f.sideOrgId ?? host.homeUnit.organisationId,
    postId: f.ownerPostId ?? host.homeUnit.coordinatorPostId,
  };
}

/** The same, where the other side may not have heard of it yet. */
export function turnOfTold(host: FollowUpHost, turn: Turn, isUnheard: (postId: string) => boolean): Turn {
  const isTheirs = turn.of === 'side' && turn.organisationId !== host.homeUnit.organisationId;
  return isTheirs && turn.postId !== null && isUnheard(turn.postId) ? office(host) : turn;
}

/** Two days are put down to the same if this is the same. */
export function turnKey(turn: Turn): string {
  switch (turn.of) {
    case 'side':
      return `side ${turn.organisationId} ${turn.postId}`;
    case 'pause':
      return `pause ${turn.kind} ${turn.waitingFor}`;
    case 'hold':
      return `hold ${turn.waitingFor}`;
    case 'system':
      return 'system';
  }
}
