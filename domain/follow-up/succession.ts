import { z } from 'zod';
import { addWorkingDays } from '../calendar/calendar.ts';
import { command, eventType, Role } from '../decider.ts';
import type { CommandSpec, Context, Decision, EventDraft } from '../decider.ts';
import { followUpId, postId } from '../fields.ts';
import { refuse } from '../refusal.ts';
import { acceptWithin, planningInstant, today } from './clocks.ts';
import type { FollowUp, FollowUpHost, Succession } from './host.ts';
import { postsAbove } from './ladder.ts';

/**
 * A post changes hands (S71): its open matters stay with it, and whoever holds it now accepts them within the grace. What nobody
 * accepted climbs our own line, one level for each further grace, and ends on the leaders' meeting list. Clocks of the matters go
 * on meanwhile, and neither a pause nor a hold keeps this one from running: it is about who, not about when.
 */

/** The matters of a post that wait to be accepted. */
export const untakenOf = ({ followUps }: FollowUpHost, ownerPostId: string): FollowUp[] =>
  Object.values(followUps).filter((f) => f.untaken && f.ownerPostId === ownerPostId);

const nightAfterGrace = (host: FollowUpHost, on: string): string =>
  planningInstant(host, addWorkingDays(host.calendar, on, acceptWithin(host) + 1).on);

const changed = eventType<FollowUpHost, { postId: string; ids: string[]; on: string; at: string }>(
  'holderChanged',
  (s, d) => {
    const listedOn = s.successions?.[d.postId]?.meetingListOn;
    for (const id of d.ids) {
      const f = s.followUps[id];
      if (!f) continue;
      // What was listed for want of whoever came before is asked of the next.
      if (f.untaken) offTheList(f, listedOn);
      f.untaken = true;
    }
    s.successions = { ...s.successions, [d.postId]: { on: d.on, at: d.at, level: 0 } };
  },
);

const acceptedAll = eventType<FollowUpHost, { postId: string; ids: string[] }>('dutiesAccepted', (s, d) => {
  for (const id of d.ids) settleDuty(s, id);
});

/** Nobody accepted them in time: who is told, and when the next is. */
const untold = eventType<FollowUpHost, { postId: string; level: number; at?: string; meetingListOn?: string }>(
  'dutiesNotAccepted',
  (s, d) => {
    const succession = s.successions?.[d.postId];
    if (!succession) return;
    succession.level = d.level;
    if (d.at) succession.at = d.at;
    else delete succession.at;
    if (!d.meetingListOn) return;
    succession.meetingListOn = d.meetingListOn;
    for (const f of untakenOf(s, d.postId)) f.meetingListOn ??= d.meetingListOn;
  },
);

/** Somebody has it: taken, handed on or ended. Also of follow-ups that waited for nothing; to be called from folds only. */
export function settleDuty(s: FollowUpHost, id: string): void {
  const f = s.followUps[id];
  if (f?.untaken) {
    offTheList(f, s.successions?.[f.ownerPostId ?? '']?.meetingListOn);
    delete f.untaken;
  }
  forgetSettled(s);
}

/** What was listed because nobody accepted it is off the list with that; not where its own ladder has come to its end meanwhile. */
function offTheList(f: FollowUp, listedOn: string | undefined): void {
  if (listedOn && f.meetingListOn === listedOn && f.steps.length > 0) delete f.meetingListOn;
}

/** What was listed because nobody accepts it stays listed, whatever happens to its date; to be called from folds only. */
export function keepListed(s: FollowUpHost, f: FollowUp): void {
  const listedOn = f.untaken ? s.successions?.[f.ownerPostId ?? '']?.meetingListOn : undefined;
  if (listedOn) f.meetingListOn ??= listedOn;
}

/** A succession of which nothing waits any more is not carried on. */
export function forgetSettled(s: FollowUpHost): void {
  const waiting = Object.entries(s.successions ?? {}).filter(([post]) => untakenOf(s, post).length > 0);
  if (waiting.length > 0) s.successions = Object.fromEntries(waiting);
  else delete s.successions;
}

const waiting = (host: FollowUpHost): [postId: string, succession: Succession, at: string][] =>
  Object.entries(host.successions ?? {}).flatMap(([post, succession]) =>
    succession.at && untakenOf(host, post).length > 0 ? [[post, succession, succession.at]] : [],
  );

/** When the next hears of duties that nobody accepted; null where none wait. */
export const successionWake = (host: FollowUpHost): string | null =>
  waiting(host)
    .map(([, , at]) => at)
    .toSorted()[0] ?? null;

export function successionDue(host: FollowUpHost, context: Context): EventDraft[] {
  return waiting(host).flatMap(([post, succession, at]) =>
    at <= context.at ? [climb(host, post, succession, context)] : [],
  );
}

/** Of what nobody accepts: who is told when, or that it is put on the leaders' meeting list. `on` is a local date. */
export interface UntakenAhead {
  on: string;
  postId: string;
  isListed: boolean;
}

/** What is still to come, in order, the list last; nothing where none of the post waits, or everybody has been told. */
export function untakenAhead(host: FollowUpHost, ownerPostId: string): UntakenAhead[] {
  const { at, level = 0 } = host.successions?.[ownerPostId] ?? {};
  const posts = linesAbove(host, ownerPostId);
  if (!at || posts === null) return [];
  let on = today(host, at);
  return [...posts, null].slice(level).map((post, index) => {
    if (index > 0) on = today(host, nightAfterGrace(host, on));
    return { on, postId: post ?? host.homeUnit.coordinatorPostId, isListed: post === null };
  });
}

/** The next of it that is news to a reader: whoever has heard is told once more only that it is on the list. */
export const nextUntaken = (
  host: FollowUpHost,
  ownerPostId: string,
  readerPostId: string | null,
): UntakenAhead | null =>
  untakenAhead(host, ownerPostId).find((ahead) => ahead.isListed || ahead.postId !== readerPostId) ?? null;

function linesAbove(host: FollowUpHost, ownerPostId: string): string[] | null {
  const [first] = untakenOf(host, ownerPostId);
  return first ? postsAbove(host, first) : null;
}

/** One notice for all matters of the post, to the next level; after the last the leaders' meeting has them. */
function climb(host: FollowUpHost, ownerPostId: string, { level }: Succession, context: Context): EventDraft {
  const on = today(host, context.at);
  const matters = untakenOf(host, ownerPostId);
  const posts = linesAbove(host, ownerPostId) ?? [];
  const to = posts[level] ?? host.homeUnit.coordinatorPostId;
  const isLast = level >= posts.length;
  return untold(
    null,
    {
      postId: ownerPostId,
      level: level + 1,
      ...(isLast ? { meetingListOn: on } : { at: nightAfterGrace(host, on) }),
    },
    [
      {
        to: { postId: to },
        kind: 'duties-not-accepted',
        facts: {
          ownerPostId,
          count: matters.length,
          // That it is on the list is news to the coordinator too, who has heard before that nobody accepts it.
          ...(isLast ? { isListed: true } : { toldPostIds: posts.slice(0, level) }),
        },
      },
    ],
  );
}

/** Sent by the caretaker when the directory has another holder. What was handed over by itself waits for acceptance already. */
const changeHolder: CommandSpec<FollowUpHost> = command({
  name: 'changeHolder',
  path: '',
  who: [Role.system],
  describe: {
    en: 'A post has changed hands: its open matters stay with it and are to be accepted by whoever holds it now',
    zh: '职务人员变动：未结事项仍属该职务，由现任者接受',
  },
  // Not strict: a caretaker of a newer version may tell more.
  schema: () => z.object({ postId }),
  decide: (s: FollowUpHost, d, context): Decision => {
    const ids = Object.values(s.followUps).flatMap((f) => (f.ownerPostId === d.postId && !f.handedFrom ? [f.id] : []));
    if (ids.length === 0) {
      return refuse('wrong-state', `${d.postId} owes nothing here.`, `${d.postId} 在此没有未结事项。`);
    }
    const on = today(s, context.at);
    return [changed(null, { postId: d.postId, ids, on, at: nightAfterGrace(s, on) })];
  },
});

const acceptDuties: CommandSpec<FollowUpHost> = command({
  name: 'acceptDuties',
  path: 'posts/{postId}/accept-duties',
  who: [Role.owner, Role.liaison, Role.coordinator, Role.director],
  describe: {
    en: 'Accept what came with a post that changed hands: the matters named, or all of them',
    zh: '职务人员变动后，接受所列或全部事项',
  },
  schema: () => z.strictObject({ postId, followUpIds: z.array(followUpId).min(1).max(200).optional() }),
  decide: (s: FollowUpHost, d): Decision => {
    const ids = untakenOf(s, d.postId).map(({ id }) => id);
    const wanted = d.followUpIds ? ids.filter((id) => d.followUpIds?.includes(id)) : ids;
    if (wanted.length === 0) {
      return refuse('wrong-state', `Nothing of ${d.postId} waits to be accepted.`, `${d.postId} 没有待接受的事项。`);
    }
    return [acceptedAll(null, { postId: d.postId, ids: wanted })];
  },
});

export const successionCommands = [changeHolder, acceptDuties];
export const successionEvents = [changed, acceptedAll, untold];
