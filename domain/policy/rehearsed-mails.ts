import type { Calendar } from '../calendar/calendar.ts';
import { localDateOf } from '../calendar/calendar.ts';
import { startOfDay } from '../calendar/zones.ts';
import type { FollowUp, FollowUpHost } from '../follow-up/host.ts';
import { questionsFromAt } from '../follow-up/engine.ts';
import { isAssumed } from '../follow-up/lights.ts';
import { planMail } from '../notices/compose.ts';
import type { HoldReason, MailPlan } from '../notices/compose.ts';
import { monthOfPage } from '../notices/facts.ts';
import type { Addressee, FollowUpNow, Voice, WaitingNotice } from '../notices/facts.ts';
import type { MailKind } from '../notices/kinds.ts';
import { repeatsEvery } from '../notices/task-repeats.ts';
import { backAfter, reachAt } from '../notices/timing.ts';
import type { Reach } from '../notices/timing.ts';
import { valuesFor } from './adopted.ts';
import { valueOf } from './values.ts';

/**
 * The mails that one person gets of foreseen notices: the postbox's own rules (`planMail`, `reachAt`) run forward, mail by mail,
 * each with the facts as they will stand then.
 */

export interface Reader {
  addressee: Omit<Addressee, 'backAt'>;
  /** The reader's own, in their zone. */
  calendar: Calendar;
  reach: Reach;
  /** Mails of the last seven days that count for the weekly limit: ISO instants. */
  recentMailAts: readonly string[];
}

/** A notice that will be written for somebody. */
export interface ForeseenNotice {
  id: string;
  entityId: string;
  agreementId: string;
  kind: MailKind;
  followUpId: string | null;
  /** The rung, where one planned it. */
  step: string | null;
  at: string;
  postId: string | null;
  isOurs: boolean;
  dueOn: string | null;
  /** Of a task to pass something on: the follow-up that it is about. */
  passesOn?: string | null;
}

export interface RehearsedMail {
  /** When it leaves, ISO instant. */
  at: string;
  voice: Voice;
  /** What it tells, the most urgent first; of each matter the weaker notices follow that it stands for. */
  notices: ForeseenNotice[];
}

export interface RehearsedPost {
  mails: RehearsedMail[];
  /** What reaches them otherwise or not at all. */
  relayed: ForeseenNotice[];
  suppressed: ForeseenNotice[];
  held: { notice: ForeseenNotice; reason: HoldReason }[];
  /** What our own people have to be asked because of it (rehearsed-tasks.ts), in order. */
  asks: TaskAsked[];
  /** When each notice was told, or was over: ISO instants by its id. */
  settledAt: ReadonlyMap<string, string>;
}

/** No mail reaches the reader: a notice is to be passed on by hand, or the reader to be introduced. */
export interface TaskAsked {
  kind: 'relay' | 'introduction-wanted';
  notice: ForeseenNotice;
  at: string;
}

/** Of an entity what a mail asks for when it is claimed. */
export interface Standing {
  followUps: Readonly<Record<string, FollowUpNow>>;
  /** From when the first open question counts as unanswered, an instant. */
  questionsFromAt: string | null;
  isOnHold: boolean;
  /** Working days until a task that nobody has done is asked again, after none, one ... repeats; the last for all later ones. */
  repeatsEvery: readonly number[];
}

export interface Course {
  /** How an entity stands at an instant. */
  standingAt(entityId: string, at: string): Standing | undefined;
  toAt: string;
  hoursMatter: boolean;
}

/** So many mails to one person in one rehearsal are a rule's mistake. */
const MOST_MAILS = 2_000;
const WEEK_MS = 7 * 86_400_000;

export function rehearsedPost(reader: Reader, notices: readonly ForeseenNotice[], course: Course): RehearsedPost {
  const coming = notices.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const settledAt = new Map<string, string>();
  const post: RehearsedPost = { mails: [], relayed: [], suppressed: [], held: [], asks: [], settledAt };
  const recent = [...reader.recentMailAts];
  /** Each open notice with the moment at which it asks for a mail; null where it waits for others. */
  const open = new Map<string, { notice: ForeseenNotice; reachAt: string | null }>();
  let [at, arrived] = ['', 0];
  /** Takes in what is written at one moment. */
  const arrive = (moment: string): void => {
    const end = coming.findIndex(({ at: later }, n) => n >= arrived && later > moment);
    const written = coming.slice(arrived, end < 0 ? undefined : end);
    for (const notice of written) {
      // What a colleague is asked for is asked for at once.
      const askedAt = isMailed(reader.addressee) ? reachOf(reader, notice, { now: notice.at, course }) : notice.at;
      open.set(notice.id, { notice, reachAt: askedAt });
    }
    arrived += written.length;
  };
  while (post.mails.length < MOST_MAILS) {
    const earliest = [...open.values()].flatMap(({ reachAt: own }) => own ?? []).toSorted()[0];
    const next = coming[arrived]?.at;
    // Whatever is written before that moment is in the same mail.
    if (next !== undefined && (earliest === undefined || next <= earliest)) {
      arrive(next);
      continue;
    }
    if (earliest === undefined || earliest > course.toAt) break;
    if (earliest > at) at = earliest;
    const plan = planAt(reader, { open: [...open.values()].map(({ notice }) => notice), at, recent }, course);
    const asked = [...(plan.mail?.items ?? []).flatMap((item) => [item.notice, ...item.merged]), ...plan.later];
    const isMail = asked.some(({ id }) => (open.get(id)?.reachAt ?? '~') <= at);
    for (const id of settle(post, isMail ? plan : { ...plan, mail: null }, at)) {
      open.delete(id);
      settledAt.set(id, at);
    }
    if (isMail && !isMeeting(plan)) recent.push(at);
    for (const { notice, reason, untilAt } of plan.held) {
      const held = open.get(notice.id);
      if (reason === 'not-introduced' && held) post.asks.push({ kind: 'introduction-wanted', notice: held.notice, at });
      const until = untilAt === null ? null : reachOf(reader, { ...notice, at: untilAt }, { now: at, course });
      // Held beyond its moment: it asks again when that ends.
      if (held) held.reachAt = until === null || until > at ? until : null;
    }
  }
  const left = [...open.values()].map(({ notice }) => notice);
  const { held } = planAt(reader, { open: left, at: at || course.toAt, recent }, course);
  post.held.push(...held.map(({ notice, reason }) => ({ notice: foreseen(left, notice), reason })));
  return post;
}

/** When one notice may be told, by its kind, the reader's hours, calendar and absences. */
const reachOf = (
  { calendar, reach }: Reader,
  notice: Pick<ForeseenNotice, 'kind' | 'at'>,
  { now, course }: { now: string; course: Course },
): string => reachAt(calendar, notice, { now, hoursMatter: course.hoursMatter, reach });

interface Waiting {
  open: readonly ForeseenNotice[];
  at: string;
  recent: readonly string[];
}

function planAt(reader: Reader, { open, at, recent }: Waiting, course: Course): MailPlan & { open: typeof open } {
  const zone = reader.calendar.zone;
  const back = backAfter(reader.reach.absences, localDateOf(zone, at));
  const addressee: Addressee = { ...reader.addressee, ...(back === null ? {} : { backAt: startOfDay(zone, back) }) };
  const since = new Date(Date.parse(at) - WEEK_MS).toISOString();
  const waiting = open.map((notice) => waitingNotice(notice, at, course));
  const plan = planMail(addressee, waiting, { at, recentMailAts: recent.filter((one) => one > since) });
  return { ...plan, open };
}

/** Writes down what becomes of each notice at a moment; gives the ids of those that are no longer open. */
function settle(post: RehearsedPost, plan: ReturnType<typeof planAt>, at: string): Set<string> {
  const { open, mail } = plan;
  const of = (notice: WaitingNotice): ForeseenNotice => foreseen(open, notice);
  if (mail) {
    const notices = mail.items.flatMap((item) => [item.notice, ...item.merged].map(of));
    post.mails.push({ at, voice: mail.voice, notices });
  }
  post.asks.push(...plan.relays.map((item) => ({ kind: 'relay' as const, notice: of(item.notice), at })));
  const relayed = plan.relays.flatMap((item) => [item.notice, ...item.merged].map(of));
  const suppressed = plan.suppressed.map(({ notice }) => of(notice));
  post.relayed.push(...relayed);
  post.suppressed.push(...suppressed);
  const told = mail?.items.flatMap((item) => [item.notice, ...item.merged]) ?? [];
  return new Set([...told, ...relayed, ...suppressed].map(({ id }) => id));
}

const isMeeting = (plan: MailPlan): boolean => plan.mail?.items[0]?.notice.meeting !== undefined;

function foreseen(open: readonly ForeseenNotice[], { id }: WaitingNotice): ForeseenNotice {
  const found = open.find((one) => one.id === id);
  if (!found) throw new Error(`${id} is not open`);
  return found;
}

function waitingNotice(notice: ForeseenNotice, at: string, course: Course): WaitingNotice {
  const standing = course.standingAt(notice.entityId, at);
  const { step: _step, passesOn, ...rest } = notice;
  const isCount = notice.kind === 'count-of-questions';
  const isPassedBy =
    (passesOn && standing?.followUps[passesOn] === undefined) ||
    // The page of a month that is over is replaced by the next one.
    (notice.kind === 'monthly-page' && (monthOfPage(notice.id) ?? '') < at.slice(0, 7));
  return {
    ...rest,
    followUp: notice.followUpId ? (standing?.followUps[notice.followUpId] ?? ended) : null,
    isEntityClosed: false,
    isSettled: isPassedBy || (isCount && standing !== undefined && (standing.questionsFromAt ?? NEVER) > at),
  };
}

/** After every instant. */
const NEVER = '9999';
const ended: FollowUpNow = { status: 'closed', ownerPostId: null, dueOn: '', isAssumed: false };

/** @param before as it stood a moment ago: what has not changed is shared, because many are looked at together */
export function standingOf(host: FollowUpHost, before?: Standing): Standing {
  const followUps: Record<string, FollowUpNow> = {};
  for (const f of Object.values(host.followUps)) {
    const now = nowOf(f);
    const was = before?.followUps[f.id];
    followUps[f.id] = was && JSON.stringify(was) === JSON.stringify(now) ? was : now;
  }
  const repeats = valueOf(valuesFor(host), 'ladder.repeatTimes');
  const every = Array.from({ length: repeats + 1 }, (_, n) => repeatsEvery(host, n));
  const isSame = before && JSON.stringify(before.repeatsEvery) === JSON.stringify(every);
  return {
    followUps,
    questionsFromAt: questionsFromAt(host),
    isOnHold: host.hold !== null && host.hold !== undefined,
    repeatsEvery: isSame ? before.repeatsEvery : every,
  };
}

/** Whether a mail may be written to somebody; what is for others waits for a hand of ours. */
const isMailed = ({ takesMail, isOurs, isIntroduced }: Reader['addressee']): boolean =>
  takesMail && (isOurs || isIntroduced);

const nowOf = (f: FollowUp): FollowUpNow => ({
  status: f.pause ? 'paused' : f.reportedOn ? 'reported' : 'open',
  ownerPostId: f.ownerPostId,
  ...(f.alsoPostIds ? { alsoPostIds: f.alsoPostIds } : {}),
  dueOn: f.dueOn,
  isAssumed: isAssumed(f),
  isOnMeetingList: f.meetingListOn !== undefined,
  asksExtension: f.extensionAsked !== undefined,
});
