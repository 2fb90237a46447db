import { addWorkingDays, localDateOf } from '../calendar/calendar.ts';
import type { Calendar } from '../calendar/calendar.ts';
import { introductionTaskOf, relayTaskOf } from '../notices/facts.ts';
import { repeatIdOf } from '../notices/task-repeats.ts';
import type { RepeatedTask } from '../notices/task-repeats.ts';
import { rehearsedPost } from './rehearsed-mails.ts';
import type { Course, ForeseenNotice, Reader, RehearsedPost, Standing } from './rehearsed-mails.ts';

/**
 * What our own people will be asked because no mail reaches somebody: to pass it on, or to introduce its reader, and again while
 * nobody has. It comes of the others' post and is post itself, so that all is run forward until nothing more comes of it.
 */

/** A task that was written before the rehearsal and is not done. */
export interface OpenTask {
  id: string;
  kind: RepeatedTask;
  entityId: string;
  agreementId: string;
  /** Of whom it speaks. */
  aboutPersonId: string;
  /** The follow-up that is to be passed on. */
  passesOn: string | null;
  /** The latest of its repeats, else itself, and how often it was repeated. */
  last: { id: string; at: string; isOpen: boolean };
  repeats: number;
}

export interface TaskCourse extends Course {
  /** The caretaker's looks, ISO instants. */
  nights: readonly string[];
  /** Who is asked at a moment, never the one it is about; null where nobody is there. */
  askedOf(
    task: { kind: RepeatedTask; entityId: string; aboutPersonId: string },
    at: string,
  ): { personId: string; postId: string } | null;
  /** The follow-up that a notice asks to confirm; null where it asks for anything else. */
  confirms(personId: string, notice: ForeseenNotice): string | null;
  calendarOf(entityId: string): Calendar | null;
}

export interface OpenBefore {
  tasks: readonly OpenTask[];
  /** Matters that wait to be passed on already (`waitingKey`): what comes of them is told with that. */
  waiting: ReadonlySet<string>;
  /** Ids of introductions that were asked for. */
  introductions: ReadonlySet<string>;
}

export interface Person {
  reader: Reader;
  notices: readonly ForeseenNotice[];
}

export const waitingKey = (personId: string, entityId: string, followUpId: string, confirms: string | null): string =>
  [personId, entityId, followUpId, confirms].join(' ');

/** Each round gives every task one repeat more; so many are a rule's mistake. */
const MOST_ROUNDS = 100;

/** The post of everybody, with the tasks that come of it. */
export function rehearsedOffice(
  people: ReadonlyMap<string, Person>,
  before: OpenBefore,
  course: TaskCourse,
): Map<string, RehearsedPost> {
  const posts = new Map<string, RehearsedPost>();
  let asked = new Map<string, ForeseenNotice[]>();
  let changed: readonly string[] = [...people.keys()];
  for (let round = 0; changed.length > 0 && round < MOST_ROUNDS; round += 1) {
    for (const personId of changed) {
      const { reader, notices } = people.get(personId) ?? {};
      if (reader)
        posts.set(personId, rehearsedPost(reader, [...(notices ?? []), ...(asked.get(personId) ?? [])], course));
    }
    const next = tasksFrom(posts, before, course);
    const ids = (of: readonly ForeseenNotice[] = []): string =>
      of
        .map(({ id, at }) => `${id} ${at}`)
        .toSorted()
        .join();
    const were = asked;
    changed = [...people.keys()].filter((personId) => ids(next.get(personId)) !== ids(were.get(personId)));
    asked = next;
  }
  return posts;
}

interface Chain extends OpenTask {
  /** Null where it was written before. */
  first: { personId: string; notice: ForeseenNotice } | null;
}

/** All that comes of the posts as they are, by whom it is asked of. */
function tasksFrom(
  posts: ReadonlyMap<string, RehearsedPost>,
  before: OpenBefore,
  course: TaskCourse,
): Map<string, ForeseenNotice[]> {
  const asked = new Map<string, ForeseenNotice[]>();
  const give = (personId: string, notice: ForeseenNotice): void => {
    asked.set(personId, [...(asked.get(personId) ?? []), notice]);
  };
  const settledAt = new Map([...posts.values()].flatMap((post) => [...post.settledAt]));
  const chains = [...before.tasks.map((task): Chain => ({ ...task, first: null })), ...begun(posts, before, course)];
  for (const chain of chains) {
    if (chain.first) give(chain.first.personId, chain.first.notice);
    for (const { personId, notice } of repeatsOf(chain, settledAt, course)) give(personId, notice);
  }
  return asked;
}

/** The tasks that are asked for the first time. */
function begun(posts: ReadonlyMap<string, RehearsedPost>, before: OpenBefore, course: TaskCourse): Chain[] {
  const waiting = new Set(before.waiting);
  const known = new Set([...before.introductions, ...before.tasks.map(({ id }) => id)]);
  const asks = [...posts].flatMap(([personId, post]) => post.asks.map((ask) => ({ ...ask, personId })));
  const chains: Chain[] = [];
  for (const { kind, notice, at, personId: aboutPersonId } of asks.toSorted((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : 0,
  )) {
    const { entityId, agreementId, followUpId } = notice;
    const isRelay = kind === 'relay';
    const id = isRelay ? relayTaskOf(notice.id) : introductionTaskOf(aboutPersonId, agreementId);
    const key =
      isRelay && followUpId
        ? waitingKey(aboutPersonId, entityId, followUpId, course.confirms(aboutPersonId, notice))
        : null;
    if (known.has(id) || (key !== null && waiting.has(key))) continue;
    const task = { kind, entityId, aboutPersonId };
    const to = course.askedOf(task, at);
    if (!to) continue;
    known.add(id);
    if (key !== null) waiting.add(key);
    const passesOn = isRelay ? followUpId : null;
    const first = taskNotice({ ...task, id, agreementId, passesOn }, to.postId, at);
    chains.push({
      ...task,
      id,
      agreementId,
      passesOn,
      last: { id, at, isOpen: true },
      repeats: 0,
      first: { ...to, notice: first },
    });
  }
  return chains;
}

/** As the caretaker asks again: so many working days after the last time, once that has been read and while it is not done. */
function repeatsOf(chain: Chain, settledAt: ReadonlyMap<string, string>, course: TaskCourse) {
  const calendar = course.calendarOf(chain.entityId);
  const found: { personId: string; notice: ForeseenNotice }[] = [];
  let { last, repeats } = chain;
  for (const night of course.nights) {
    const readAt = last.isOpen ? settledAt.get(last.id) : last.at;
    // Before this night, as the look comes before what else happens then.
    const standing = course.standingAt(chain.entityId, instantBefore(night));
    if (!calendar || readAt === undefined || readAt > night || !standing || !isAskedAgain(chain, standing)) continue;
    const days = standing.repeatsEvery[Math.min(repeats, standing.repeatsEvery.length - 1)] ?? 0;
    const on = localDateOf(calendar, night);
    if (on < addWorkingDays(calendar, localDateOf(calendar, last.at), days).on) continue;
    const to = course.askedOf(chain, night);
    if (!to) continue;
    const id = repeatIdOf(chain.id, on);
    found.push({ personId: to.personId, notice: taskNotice({ ...chain, id }, to.postId, night) });
    last = { id, at: night, isOpen: true };
    repeats += 1;
  }
  return found;
}

const isAskedAgain = ({ passesOn }: OpenTask, { isOnHold, followUps }: Standing): boolean =>
  !isOnHold && (passesOn === null || followUps[passesOn] !== undefined);

const instantBefore = (at: string): string => new Date(Date.parse(at) - 1).toISOString();

function taskNotice(
  {
    id,
    kind,
    entityId,
    agreementId,
    passesOn,
  }: Pick<OpenTask, 'id' | 'kind' | 'entityId' | 'agreementId' | 'passesOn'>,
  postId: string,
  at: string,
): ForeseenNotice {
  const task = { id, entityId, agreementId, kind, postId, at, isOurs: true, step: null, followUpId: null, dueOn: null };
  return { ...task, passesOn };
}
