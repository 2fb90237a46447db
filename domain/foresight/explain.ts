import { addMonths } from '../calendar/local-date.ts';
import { localDateOf } from '../calendar/calendar.ts';
import { endOfDay } from '../calendar/zones.ts';
import type { Bilingual, Decider, EntityRef, RecordedEvent, Subject } from '../decider.ts';
import { LATE } from '../follow-up/clocks.ts';
import { pendingHandOver } from '../follow-up/hand-over.ts';
import type { PendingHandOver } from '../follow-up/hand-over.ts';
import type { FollowUp, FollowUpHost } from '../follow-up/host.ts';
import { MEETING_LIST, stepPolicy } from '../follow-up/ladder.ts';
import type { Certainty } from '../fields.ts';
import { policyOf, valuesFor } from '../policy/adopted.ts';
import type { FollowUpKind } from '../policy/defaults.ts';
import { SET_BY_US } from '../policy/origin-words.ts';
import { changesOf, endOf, openedIn, pausesOf } from './told-by-events.ts';
import type { ClockChange, PauseTold } from './told-by-events.ts';
import { byDay, flightRows, isRunning } from './flight-plan.ts';
import type { FlightRow } from './flight-plan.ts';
import { prevention } from './prevention.ts';
import { ruleText } from './words.ts';

/** The whole account of one follow-up: why somebody was written to, or was not, and what comes next (issue "Why did I get this?"). */
export interface Account {
  entityId: string;
  followUpId: string;
  kind: FollowUpKind;
  about: Subject;
  title: Bilingual;
  /** What its owner is to do. */
  task: Bilingual;
  /** open | paused | held | reported | done | dropped | superseded | closed */
  status: string;
  owner: {
    postId: string | null;
    sideOrgId: string | null;
    certainty: Certainty;
    /** Handed over and not accepted yet; null where nothing waits for that. */
    handOver: PendingHandOver | null;
    /** Since when it came with its post and nobody there has accepted it; null where nothing waits for that. */
    untakenSinceOn: string | null;
  };
  /** Since when it is for the leaders' meeting; null where it is not. */
  meetingListOn: string | null;
  clock: {
    openedOn: string;
    dueOn: string;
    certainty: Certainty;
    isProvisional: boolean;
    /** To its reader, of another side, we wrote later than planned: `dueOn` is the date that they were told, and not our own. */
    isToldLate: boolean;
    /** A later date that is asked for and not decided: until then `dueOn` stands. */
    extensionAsked: { dueOn: string; on: string } | null;
  };
  /** By what the rules were computed. Where they come from, and whose calendar data, is for our own people: else null. */
  basis: {
    policyVersion: number;
    origin: string | null;
    calendarId: string | null;
    calendarVersion: string | null;
    zone: string;
  };
  /** Who set owner and date, when: the opening first. */
  changes: ClockChange[];
  pauses: PauseTold[];
  told: ToldSoFar[];
  /** Rungs that fired without a notice on record: something was lost, and it is said. */
  untold: { on: string; steps: string[] }[];
  prevention: Bilingual[];
  /** What comes next if it is ignored, for a year ahead. */
  next: (FlightRow & { rule: Bilingual | null })[];
}

/** A notice as the ledger has it. */
export interface NoticeOnRecord {
  id: string;
  /** Of the event with which it was written. */
  seq: number;
  kind: string;
  postId: string | null;
  step: string | null;
  level: number | null;
  at: string;
  status: string;
  reason: string | null;
  settledAt: string | null;
  /** Of a merged one: what became of the notice that tells it too. */
  toldBy?: { id: string; status: string; reason: string | null };
}

export interface ToldSoFar extends NoticeOnRecord {
  on: string;
  rule: Bilingual | null;
}

/** An entity with all that was recorded of it, oldest first. */
export interface Recounted<S> {
  decider: Decider<S>;
  ref: EntityRef;
  state: S;
  seq: number;
  events: readonly RecordedEvent[];
}

const MONTHS_AHEAD = 12;

/**
 * Recomputed from events, state and policy each time; no text of it is stored. Of one that was opened several times it tells the last
 * time. `at` is business now, an ISO instant. Null if the entity never had such a follow-up.
 */
export function explain<S extends FollowUpHost>(
  entity: Recounted<S>,
  followUpId: string,
  notices: readonly NoticeOnRecord[],
  at: string,
): Account | null {
  const { state } = entity;
  const opened = openedIn(entity.events, followUpId);
  if (!opened) return null;
  const since = entity.events.filter((event) => event.seq >= opened.seq);
  const open = state.followUps[followUpId];
  const f = open ?? asItEnded(entity, followUpId, opened);
  if (!f) return null;
  const { zone, id: calendarId, version: calendarVersion } = state.calendar;
  const policy = policyOf(state, f.kind, f);
  const status = open ? statusOf(state, open) : endOf(since, followUpId);
  const told = notices.filter((notice) => notice.seq >= opened.seq).map((notice) => toldOf(state, f, notice));
  return {
    entityId: state.id,
    followUpId,
    kind: f.kind,
    about: f.about,
    title: policy.title,
    task: policy.task,
    status,
    owner: {
      postId: f.ownerPostId,
      sideOrgId: f.sideOrgId,
      certainty: f.ownerCertainty,
      handOver: open ? pendingHandOver(state, open) : null,
      untakenSinceOn: (open?.untaken && state.successions?.[open.ownerPostId ?? '']?.on) ?? null,
    },
    meetingListOn: open?.meetingListOn ?? null,
    clock: {
      openedOn: f.openedOn,
      dueOn: f.dueOn,
      certainty: f.dueCertainty,
      isProvisional: f.provisional === true,
      isToldLate: false,
      extensionAsked: open?.extensionAsked ?? null,
    },
    basis: {
      policyVersion: f.policyVersion ?? state.policy.version,
      origin: isSetByUs(state, f) ? SET_BY_US : policy.origin,
      calendarId,
      calendarVersion,
      zone,
    },
    changes: changesOf(since, followUpId, zone),
    pauses: pausesOf(since, f, zone),
    told,
    untold: firedWithout(since, followUpId, told, zone),
    prevention: open ? prevention(state, open) : [],
    next: open ? nextOf(entity, open, at) : [],
  };
}

function statusOf(host: FollowUpHost, f: FollowUp): string {
  if (!isRunning(host, f)) return 'held';
  return f.pause ? 'paused' : f.reportedOn ? 'reported' : 'open';
}

/** A follow-up that is over, as it stood when it ended. */
/** A person of ours has set a number of its kind: the source of the default stands behind it no more. */
const isSetByUs = (host: FollowUpHost, f: FollowUp): boolean =>
  Object.keys(valuesFor(host, f) ?? {}).some((path) => path.startsWith(`kinds.${f.kind}.`));

function asItEnded<S extends FollowUpHost>(
  { decider, ref, events }: Recounted<S>,
  id: string,
  opened: RecordedEvent,
): FollowUp | null {
  const closed = events.find(
    (event) => event.seq > opened.seq && event.type === 'followUpClosed' && event.data['id'] === id,
  );
  const until = closed?.seq ?? opened.seq + 1;
  const then = decider.evolve(
    decider.initial(ref),
    events.filter((event) => event.seq < until),
  );
  return then.followUps[id] ?? null;
}

function toldOf(host: FollowUpHost, f: FollowUp, notice: NoticeOnRecord): ToldSoFar {
  return { ...notice, on: localDateOf(host.calendar.zone, notice.at), rule: ruleOf(host, f, notice.step) };
}

function ruleOf(host: FollowUpHost, f: FollowUp, step: string | null): Bilingual | null {
  const rung = step ? stepPolicy(host, f, step) : undefined;
  return rung ? ruleText(rung, valuesFor(host, f)) : null;
}

/** It is on the list already, because nobody accepts it: nobody is told once more. */
const LISTED_BEFORE = 'listed-before';

/** A rung that fires tells somebody, but for the one that only moves the light; where the ledger has nothing of it, the account says so. */
function firedWithout(
  events: readonly RecordedEvent[],
  id: string,
  told: readonly ToldSoFar[],
  zone: string,
): Account['untold'] {
  const recorded = new Set(told.map((notice) => notice.seq));
  return events
    .filter(({ type, data, seq }) => type === 'followUpReminded' && data['id'] === id && !recorded.has(seq))
    .map(({ at, data }) => ({
      on: localDateOf(zone, at),
      steps: [data['steps']]
        .flat()
        .map((step) => (step === MEETING_LIST && !data['meetingListOn'] ? LISTED_BEFORE : String(step))),
    }))
    .filter(({ steps }) => steps.some((step) => step !== LATE && step !== LISTED_BEFORE));
}

function nextOf<S extends FollowUpHost>(entity: Recounted<S>, f: FollowUp, at: string): Account['next'] {
  const { zone } = entity.state.calendar;
  const toAt = endOfDay(zone, addMonths(localDateOf(zone, at), MONTHS_AHEAD));
  return flightRows({ decider: entity.decider, from: entity }, { fromAt: at, toAt })
    .filter((row) => row.followUpId === f.id || (f.untaken && row.untakenOfPostId === f.ownerPostId))
    .map((row) => ({ ...row, rule: ruleOf(entity.state, f, row.step) }));
}

/**
 * The account for somebody of another side whom our first request reached late: they have one date, the one that they were told, and
 * not also the one that we had planned. What comes counts from ours, so its rule would not fit theirs and is left out.
 */
export function asToldLate(account: Account, toldDueOn: string): Account {
  const { dueOn } = account.clock;
  if (toldDueOn === dueOn) return account;
  const inPlace = (text: string): string => text.replaceAll(dueOn, toldDueOn);
  return {
    ...account,
    clock: { ...account.clock, dueOn: toldDueOn, isToldLate: true },
    changes: account.changes.map((change) => (change.dueOn === dueOn ? { ...change, dueOn: toldDueOn } : change)),
    told: account.told.map((notice) => ({ ...notice, rule: null })),
    prevention: account.prevention.map(({ en, zh }) => ({ en: inPlace(en), zh: inPlace(zh) })),
    next: account.next
      .map((row) => ({ ...row, rule: null, ...(row.what === 'deadline' ? { on: toldDueOn } : {}) }))
      .toSorted(byDay),
  };
}
