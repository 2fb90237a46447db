import type { Decider, EntityRef, NoticeDraft, RecordedEvent } from '../decider.ts';
import type { FollowUp, FollowUpHost } from '../follow-up/host.ts';
import { foresee } from '../foresight/foresee.ts';
import { fallDue } from '../propose.ts';

/** A duty to tell somebody something, as the events alone have it. */
export interface ExpectedNotice {
  /** Of the row that has to be in the ledger; null where the entity has not recorded what fell due. */
  id: string | null;
  followUpId: string | null;
  /** The kind of the notice. */
  kind: string;
  /** The step of the ladder. */
  step: string | null;
  postId: string | null;
  personId: string | null;
  /** When it fell due, ISO instant: before `at` where the entity slept too long. */
  dueAt: string;
  /** When it was recorded. */
  at: string | null;
}

export interface ExpectedFollowUp {
  /** Null where it has ended. */
  now: FollowUp | null;
  /** As it was opened last, ISO instant. */
  firstDueAt: string;
}

/** What the events of an entity say must be there. */
export interface Expectation {
  notices: ExpectedNotice[];
  /** Every follow-up that was ever opened. */
  followUps: ReadonlyMap<string, ExpectedFollowUp>;
  /** The wake that passed without being recorded. */
  stoppedAt: string | null;
}

export interface Period {
  /** ISO instants; `toAt` itself is outside. */
  fromAt: string;
  toAt: string;
  /** A wake before this is overdue. */
  lateAt: string;
}

/**
 * What fell due in a period, computed again from an entity's events, oldest first: each fall at its recorded moment with the same
 * rules as in its loop, and by looking ahead from the last event what should have been recorded since. Of somebody's act the event
 * itself says who was to be told. Neither notices nor follow-up rows are asked. What an older version's rules recorded and today's
 * would not is expected of nobody.
 */
export function expectedOf<S extends FollowUpHost>(
  decider: Decider<S>,
  ref: EntityRef,
  events: readonly RecordedEvent[],
  period: Period,
): Expectation {
  let state = decider.initial(ref);
  const notices: ExpectedNotice[] = [];
  const opened = new Map<string, string>();
  for (const pass of passesOf(events)) {
    const [first] = pass;
    if (!first) continue;
    const isFall = fellDue(first);
    const wakeAt = isFall ? decider.nextWake(state) : null;
    const told = isFall ? againDue(decider, state, pass) : pass;
    for (const event of told) {
      const dueAt = wakeAt !== null && wakeAt < event.at ? wakeAt : event.at;
      if (within(period, dueAt)) notices.push(...duties(ref.id, event, dueAt));
    }
    for (const { type, data } of pass)
      if (type === 'followUpOpened') opened.set(String(data['id']), String(data['dueAt']));
    state = decider.evolve(state, pass);
  }
  const seq = events.at(-1)?.seq ?? 0;
  const stoppedAt = overdue(decider.nextWake(state), period);
  if (stoppedAt !== null) notices.push(...notRecorded(decider, { state, seq }, { ...period, fromAt: stoppedAt }));
  const followUps = new Map(
    [...opened].map(([id, firstDueAt]) => [id, { now: state.followUps[id] ?? null, firstDueAt }]),
  );
  return { notices, followUps, stoppedAt };
}

const within = ({ fromAt, toAt }: Period, at: string): boolean => at >= fromAt && at < toAt;
const overdue = (wakeAt: string | null, { toAt, lateAt }: Period): string | null =>
  wakeAt !== null && wakeAt < lateAt && wakeAt < toAt ? wakeAt : null;
const fellDue = (event: RecordedEvent): boolean => event.commandId === null;

/** Acts that follow one another, and what fell due at one instant. */
function passesOf(events: readonly RecordedEvent[]): RecordedEvent[][] {
  const passes: RecordedEvent[][] = [];
  let last: RecordedEvent | undefined;
  for (const event of events) {
    const goesOn = last && fellDue(last) === fellDue(event) && (!fellDue(event) || last.at === event.at);
    const pass = passes.at(-1);
    if (goesOn && pass) pass.push(event);
    else passes.push([event]);
    last = event;
  }
  return passes;
}

/** The same fall computed again: the recorded events with the notices that belong to them. */
function againDue<S>(decider: Decider<S>, state: S, recorded: readonly RecordedEvent[]): RecordedEvent[] {
  const [first] = recorded;
  if (!first) return [];
  const computed = fallDue(decider, { state, seq: first.seq - 1 }, first.at).events;
  return recorded.flatMap((event) => {
    const same = computed.find(({ type, data }) => type === event.type && data['id'] === event.data['id']);
    return same?.notify ? [{ ...event, notify: same.notify }] : [];
  });
}

const duties = (entityId: string, { seq, at, notify = [] }: RecordedEvent, dueAt: string): ExpectedNotice[] =>
  notify.map((notice, index) => ({ ...dutyOf(notice), id: `${entityId}/${seq}/${index}`, dueAt, at }));

/** Wake by wake, as it would have come; the loop itself makes one catch-up of it. */
function notRecorded<S>(
  decider: Decider<S>,
  from: { state: S; seq: number },
  { fromAt, toAt, lateAt }: Period,
): ExpectedNotice[] {
  const { steps } = foresee(decider, from, { fromAt, toAt: lateAt < toAt ? lateAt : toAt });
  return steps.flatMap(({ at: dueAt, notices }) =>
    notices.map((notice) => ({ ...dutyOf(notice), id: null, dueAt, at: null })),
  );
}

function dutyOf({ kind, to, followUpId, facts }: NoticeDraft): Omit<ExpectedNotice, 'id' | 'dueAt' | 'at'> {
  const step = facts['step'];
  return {
    followUpId: followUpId ?? null,
    kind,
    step: typeof step === 'string' ? step : null,
    postId: 'postId' in to ? to.postId : null,
    personId: 'personId' in to ? to.personId : null,
  };
}
