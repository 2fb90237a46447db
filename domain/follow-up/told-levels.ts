import type { Decider, EventDraft, NoticeKind } from '../decider.ts';
import { today } from './clocks.ts';
import type { FollowUp, FollowUpHost, HomeUnit } from './host.ts';
import { nextRung, postAtLevel, postsBelow, reportingLine } from './ladder.ts';

/**
 * Levels are posts, and one person may hold several: a level held by somebody who has been told already is passed by without its
 * grace (DOMAIN 2a). Who holds what is known to the directory only, so the recorder, which can ask it, plans the next rung anew;
 * the loop follows what was recorded.
 */

/** Who reads for a post now, a notice of a kind that climbs also past who is away; null where nobody does. */
export type PersonAt = (postId: string, kind?: NoticeKind) => string | null;

/**
 * The post that a notice to `postId` reaches: the next of the line whose holder is not passed by, the post itself where there is
 * none. A leader is never told in another's place: that would be a surprise (DOMAIN 2a "Face").
 */
export function postReached(
  unit: HomeUnit,
  postId: string,
  { personAt, passedBy }: { personAt: PersonAt; passedBy: readonly (string | null)[] },
): string {
  const line = reportingLine(unit);
  const isOther = (candidate: string): boolean => {
    const person = personAt(candidate);
    return person !== null && !passedBy.includes(person) && (candidate === postId || candidate !== unit.leaderPostId);
  };
  const at = line.indexOf(postId);
  return at < 0 ? postId : (line.slice(at).find(isOther) ?? postId);
}

/** Who has heard of a matter: its owner, and whoever each of the levels told reached, in their order. */
export function peopleTold(
  unit: HomeUnit,
  personAt: PersonAt,
  { ownerPostId, toldPostIds }: { ownerPostId: string | null; toldPostIds: readonly string[] },
): (string | null)[] {
  const told = [personAt(ownerPostId ?? '')];
  for (const postId of toldPostIds) told.push(personAt(postReached(unit, postId, { personAt, passedBy: told })));
  return told;
}

function isHeldByTold(host: FollowUpHost, f: FollowUp, level: number, personAt: PersonAt): boolean {
  const person = personAt(postAtLevel(host, f, level));
  const { ownerPostId } = f;
  const told = peopleTold(host.homeUnit, personAt, { ownerPostId, toldPostIds: postsBelow(host, f, level) });
  return person !== null && told.includes(person);
}

/** The events of one pass, where a reminder plans no level whose holder has heard of it; the others as they are. */
export function passingByTold<E extends EventDraft>(
  host: FollowUpHost,
  events: readonly E[],
  { at, personAt }: { at: string; personAt: PersonAt },
): E[] {
  return events.map((event) => {
    const f = host.followUps[String(event.data['id'])];
    const { steps, again } = event.data;
    if (event.type !== 'followUpReminded' || !f || !Array.isArray(again) || !Array.isArray(steps)) return event;
    const { again: _planned, ...data } = event.data;
    const next = nextRung(host, f, {
      fired: steps.map(String),
      on: today(host, at),
      isNeedless: (level) => isHeldByTold(host, f, level, personAt),
    });
    return { ...event, data: { ...data, ...(next ? { again: next } : {}) } };
  });
}

/** Whose holders decide which levels are passed by: the line, and whoever owes what is open. */
export function postsOfLadder({ homeUnit, followUps }: FollowUpHost): string[] {
  const owners = Object.values(followUps).flatMap(({ ownerPostId }) => ownerPostId ?? []);
  return [...new Set([...reportingLine(homeUnit), ...owners])];
}

/** The same decider as it goes on where the holders are as they are now: for whoever looks ahead. */
export function knowingHolders<S extends FollowUpHost>(decider: Decider<S>, personAt: PersonAt): Decider<S> {
  return {
    ...decider,
    due: (state, context) => passingByTold(state, decider.due(state, context), { at: context.at, personAt }),
  };
}
