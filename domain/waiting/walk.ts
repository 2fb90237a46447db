import { localDateOf } from '../calendar/calendar.ts';
import type { Decider, EntityRef, RecordedEvent, Subject } from '../decider.ts';
import type { FollowUpHost } from '../follow-up/host.ts';
import { isAssumed } from '../follow-up/lights.ts';
import type { FollowUpKind } from '../policy/defaults.ts';
import { turnOf, turnOfTold } from './turns.ts';
import type { Course, Turn, Unheard } from './turns.ts';

/** An entity with all its events, oldest first. */
export interface History {
  ref: EntityRef;
  events: readonly RecordedEvent[];
}

/** An open matter on a day, with whose turn it is. */
export interface OpenMatter {
  entityId: string;
  followUpId: string;
  kind: FollowUpKind;
  about: Subject;
  sideOrgId: string | null;
  openedSeq: number;
  openedOn: string;
  dueOn: string;
  isQuestion: boolean;
  turn: Turn;
}

export interface Walk<S> {
  /** Folds what was recorded before the local date `on`; gives the state as that day began. */
  upTo(on: string): S;
  /** What is open in that state, judged on a day. */
  matters(on: string): OpenMatter[];
}

const words = (data: Readonly<Record<string, unknown>>, key: string): string => {
  const value = data[key];
  return typeof value === 'string' ? value : '';
};

/** Walks through the days of an entity, forward only. Folding by the decider itself, so that this never tells another story. */
export function walkOf<S extends FollowUpHost>(
  decider: Decider<S>,
  { ref, events }: History,
  { zone, unheard }: { zone: string; unheard: Unheard },
): Walk<S> {
  let state = decider.initial(ref);
  let next = 0;
  let holdFor: string | null = null;
  const courses = new Map<string, Course>();

  function note({ type, data, seq }: RecordedEvent): void {
    const id = words(data, 'id');
    const course = courses.get(id);
    if (type === 'followUpOpened') courses.set(id, { openedSeq: seq, isReminded: false });
    else if (type === 'followUpReplanned' && course) course.isReminded = false;
    else if (type === 'followUpReminded' && course) course.isReminded = true;
    else if (type === 'agreementPaused' || type === 'planPaused' || type === 'placementPaused')
      holdFor = words(data, 'waitingFor') || null;
  }

  return {
    upTo(on) {
      const from = next;
      for (let event = events[next]; event && localDateOf(zone, event.at) < on; event = events[next]) {
        note(event);
        next += 1;
      }
      state = decider.evolve(state, events.slice(from, next));
      return state;
    },
    matters: (on) =>
      Object.values(state.followUps).map((f) => {
        const course = courses.get(f.id) ?? { openedSeq: 0, isReminded: false };
        const matter = { entityId: ref.id, followUpId: f.id };
        const turn = turnOf(state, f, { course, holdFor, on });
        return {
          ...matter,
          kind: f.kind,
          about: f.about,
          sideOrgId: f.sideOrgId,
          openedSeq: course.openedSeq,
          openedOn: f.openedOn,
          dueOn: f.dueOn,
          isQuestion: isAssumed(f),
          turn: turnOfTold(state, turn, (postId) => unheard(matter, postId, on)),
        };
      }),
  };
}
