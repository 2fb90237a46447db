import { z } from 'zod';
import { addDays } from '../calendar/local-date.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { dateOn, personId } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { inFuture } from '../follow-up/dates.ts';
import { closeFollowUps } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { TextFields } from '../text.ts';
import { halfMonth, halfMonthNumber, marksIn, numberOf, periodId, periodSubject } from './half-month.ts';
import type { HalfMonth } from './half-month.ts';
import { keepersOf, keptWithin, loggedFor, logSubject } from './keepers.ts';
import type { Keeper } from './keepers.ts';
import { askKeepers, due, logAsked, logMissed, missedTask, nextWake, unsaidOf } from './log-clock.ts';
import { allLogged, daysRefused } from './log-rules.ts';
import type { LogEntry } from './log-rules.ts';
import { halvesOf, Mark, setMark } from './marks.ts';
import type { HalfDayOn, Marks } from './marks.ts';
import { notOwnLog } from './own-place.ts';
import { askPresence, openPresence } from './presence.ts';
import { openLogs } from './settled.ts';
import { notAtStage, unknownItem } from './state.ts';
import type { PlacementState } from './state.ts';

/** The log of days on site: asked for at the end of each half month [CX5], filed by whoever kept them, chased by our liaison. */
export interface LogState {
  /** Half days by what is known of them. */
  marks: Marks;
  /** The half month whose log is asked for next; 0 before the first day on site. */
  next: number;
  /** Half months whose log did not come in time and is not there yet. */
  missing: number[];
  /** How many in a row did not come. */
  missed: number;
}

type LoggedDay = { onDate: string; half: 'am' | 'pm' | 'whole' };
interface Logged {
  periodId: string;
  days: LoggedDay[];
  isFiled: boolean;
  /** Somebody else still has to log theirs of the half month. */
  isPart?: true;
}
const logged = eventType<PlacementState, Logged>('daysLogged', (s, d) => {
  for (const half of d.days.flatMap(halvesOf)) setMark(s.log.marks, half, Mark.logged);
  if (d.isFiled && !d.isPart) fileLog(s, numberOf(d.periodId));
});
interface Corrected {
  periodId: string;
  days: LoggedDay[];
  reason: string;
  /** What it replaces; left out, all that was logged of the half month. */
  insteadOf?: HalfDayOn[];
}
const corrected = eventType<PlacementState, Corrected>('logCorrected', (s, d) => {
  const before = d.insteadOf ?? marksIn(s, numberOf(d.periodId), Mark.logged);
  for (const half of before) setMark(s.log.marks, half, Mark.none);
  for (const half of d.days.flatMap(halvesOf)) setMark(s.log.marks, half, Mark.logged);
});
/** One that comes late leaves a gap less; one in time ends the row. */
function fileLog(s: PlacementState, n: number): void {
  s.log.missed = s.log.missing.includes(n) ? Math.max(0, s.log.missed - 1) : 0;
  s.log.missing = s.log.missing.filter((each) => each !== n);
}

interface Filed {
  days: (LogEntry & { what: string })[];
  nothingBecause?: string | undefined;
}
interface Filing extends Filed {
  periodId: string;
  personId?: string | undefined;
  took?: 'as-planned' | 'nothing' | undefined;
  what?: string | undefined;
}

/** Days, or why there are none, however it was said. */
function filedOf(s: PlacementState, context: Context, d: Filing, { period, whose }: Fileable): Filed | Refusal {
  const { days, nothingBecause, took, what } = d;
  const ways = [days.length > 0, nothingBecause !== undefined, took !== undefined && what !== undefined];
  if (ways.filter(Boolean).length !== 1 || (took === undefined) !== (what === undefined)) {
    return refuse(
      'shape-invalid',
      'Name days, or say why there are none in this half month; of what took place as planned, say what was done.',
      '请填报到岗日期；本半月未到岗的，请说明原因；按计划到岗的，请填写工作内容。',
    );
  }
  if (!took || what === undefined) return { days, nothingBecause };
  if (took === 'nothing') return { days: [], nothingBecause: what };
  const now = today(s, context.at);
  const { fromOn } = period;
  const toOn = period.toOn < now ? period.toOn : now;
  const kept = unsaidOf(s, { fromOn, toOn }, whose);
  if (kept.length > 0) return { days: kept.map((half) => ({ ...half, what })) };
  return whose.some((one) => keptWithin(one, { fromOn, toOn }).length > 0)
    ? allLogged(fromOn, toOn)
    : refuse('wrong-state', 'No planned day waits to be logged there.', '该半月没有待填报的计划日程。');
}

interface Fileable {
  period: HalfMonth;
  /** Whose days are logged. */
  whose: Keeper[];
}

/** The half month that is logged, and for whom, or why it cannot be. */
function fileable(s: PlacementState, context: Context, d: Pick<Filing, 'periodId' | 'personId'>): Fileable | Refusal {
  const refused = notAtStage(s, 'on-site', 'assessed') ?? notOwnLog(s, context);
  if (refused) return refused;
  const whose = loggedFor(s, d.personId, context);
  if ('refused' in whose) return whose;
  const period = halfMonth(s, numberOf(d.periodId));
  return period ? { period, whose } : unknownItem(d.periodId);
}

const entry = (t: TextFields) =>
  z.strictObject({
    onDate: dateOn,
    half: z.enum(['am', 'pm', 'whole']),
    hours: z.number().gt(0).max(1_000).optional(),
    /** What was done. */
    what: t.passage,
  });
const filing = (t: TextFields) => ({
  periodId,
  /** Whose days, where somebody stands in: left out, one's own; of our office, everybody's. */
  personId: personId.optional(),
  days: z.array(entry(t)).max(62).default([]),
  /** Of a half month without any day. */
  nothingBecause: t.passage.optional(),
  /** In one word, instead of days: all that was planned took place, or nothing; `what` says what was done, or why not. */
  took: z.enum(['as-planned', 'nothing']).optional(),
  what: t.passage.optional(),
});

/** Who still has to log theirs of a half month once this is filed: of whom something is unsaid, and asked or to be asked for. */
function othersToLog(s: PlacementState, { period, whose }: Fileable, entries: readonly LoggedDay[]): Keeper[] {
  const marks = { ...s.log.marks };
  for (const half of entries.flatMap(halvesOf)) setMark(marks, half, Mark.logged);
  const after = { ...s, log: { ...s.log, marks } };
  const isAsked = (one: Keeper): boolean =>
    period.n >= s.log.next || s.followUps[`placement-log.${logSubject(period.n, one).id}`] !== undefined;
  return keepersOf(s).filter(
    (one) =>
      !whose.some(({ personId: its }) => its === one.personId) &&
      isAsked(one) &&
      unsaidOf(after, period, [one]).length > 0,
  );
}

/**
 * What follows from a log that is filed: its people are not asked for it any more, and once nobody's is waited for the host is asked
 * whether it is right.
 */
function afterFiling(
  s: PlacementState,
  context: Context,
  n: number,
  { others, isComing }: { others: readonly Keeper[]; isComing: boolean },
): EventDraft[] {
  const task = missedTask(s);
  const isMended = task && others.length === 0 && s.log.missing.every((each) => each === n);
  const waiting = new Set(others.map((one) => logSubject(n, one).id));
  const isAwaited = waiting.size > 0 && !s.log.missing.includes(n);
  return [
    ...openLogs(s)
      .filter(({ about }) => numberOf(about.id) === n && !waiting.has(about.id))
      .flatMap(({ about }) => closeFollowUps(s, about, Closing.done, 'placement-log')),
    ...(isMended ? closeFollowUps(s, task.about, Closing.done, 'placement-missed-log') : []),
    ...(isAwaited ? [] : askPresence(s, context, n, { isComing })),
  ];
}

/** Whether the log of somebody is still to come; what has been missed may come, and nobody waits for it. */
const isWaitedFor = (s: PlacementState, n: number): boolean =>
  !s.log.missing.includes(n) && openLogs(s).some(({ about }) => numberOf(about.id) === n);

/** What is logged of the half days that these people keep; whatever nobody was to keep is the researcher's. */
function loggedOf(s: PlacementState, { period, whose }: Fileable): { own: HalfDayOn[]; isAll: boolean } {
  const all = marksIn(s, period.n, Mark.logged);
  const others = keepersOf(s)
    .filter((one) => !whose.some(({ personId: its }) => its === one.personId))
    .flatMap((one) => keptWithin(one, period));
  const isTheirs = (half: HalfDayOn): boolean =>
    others.some(({ onDate, half: its }) => onDate === half.onDate && its === half.half);
  const isOwn = whose.some(({ standInId }) => standInId === null);
  const kept = whose.flatMap((one) => keptWithin(one, period));
  const own = all.filter((half) =>
    isOwn ? !isTheirs(half) : kept.some(({ onDate, half: its }) => onDate === half.onDate && its === half.half),
  );
  return { own, isAll: own.length === all.length };
}

export const log: Concern<PlacementState> = {
  events: [logAsked, logged, corrected, logMissed],
  listens: [
    {
      // Half months that ended while everything stood still are not asked for.
      to: 'placementResumed',
      apply: (s, d: { on: string }) => {
        if (s.log.next > 0) s.log.next = Math.max(s.log.next, halfMonthNumber(s, d.on));
      },
    },
  ],
  clock: { due, nextWake },
  commands: [
    command({
      name: 'logDays',
      path: 'periods/{periodId}/log',
      who: [Role.owner, Role.secretary, Role.liaison, Role.coordinator],
      describe: {
        en: 'Log the days on site of a half month and what was done, or say why there were none; half days count',
        zh: '填报半月到岗日期和工作内容；未到岗的说明原因；半天亦可填报',
      },
      schema: (t) => z.strictObject(filing(t)),
      decide: (s: PlacementState, d, context): Decision => {
        const whom = fileable(s, context, d);
        if ('refused' in whom) return whom;
        const filed = filedOf(s, context, d, whom);
        if ('refused' in filed) return filed;
        const { period } = whom;
        const { n, toOn } = period;
        const isFiled = today(s, context.at) > toOn;
        const refused =
          daysRefused(s, context, { entries: filed.days, period, marks: s.log.marks }) ??
          // While days are still to come nobody knows that there will be none.
          (filed.nothingBecause === undefined ? null : inFuture(s, addDays(toOn, isFiled ? 0 : 1), context));
        if (refused) return refused;
        const others = isFiled ? othersToLog(s, whom, filed.days) : [];
        return [
          logged(periodSubject(n), {
            periodId: d.periodId,
            ...filed,
            isFiled,
            ...(others.length > 0 ? { isPart: true as const } : {}),
          }),
          // Filed in the night before it would have been asked for.
          ...(isFiled && n === s.log.next ? askKeepers(s, context, period, others) : []),
          ...(isFiled ? afterFiling(s, context, n, { others, isComing: filed.days.length > 0 }) : []),
        ];
      },
    }),
    command({
      name: 'correctLog',
      path: 'periods/{periodId}/correct',
      who: [Role.owner, Role.secretary, Role.liaison, Role.coordinator],
      describe: {
        en: 'Correct a log before the host has said whether it is right: these days instead of those logged',
        zh: '在接收单位确认之前更正日志：以所填日期替换原填报日期',
      },
      schema: (t) => z.strictObject({ ...filing(t), reason: t.line }),
      decide: (s: PlacementState, d, context): Decision => {
        const whom = fileable(s, context, d);
        if ('refused' in whom) return whom;
        const { period } = whom;
        const { own, isAll } = loggedOf(s, whom);
        const said = marksIn(s, period.n, Mark.confirmed, Mark.disputed, Mark.struck);
        if (own.length === 0 || said.length > 0) {
          return refuse(
            'wrong-state',
            said.length > 0 ? 'The host has answered already: our liaison settles it.' : 'Nothing is logged there.',
            said.length > 0 ? '接收单位已答复，请由我方联络员处理。' : '该半月尚无日志。',
          );
        }
        const marks = { ...s.log.marks };
        for (const half of own) setMark(marks, half, Mark.none);
        const filed = filedOf({ ...s, log: { ...s.log, marks } }, context, d, whom);
        if ('refused' in filed) return filed;
        const refused = daysRefused(s, context, { entries: filed.days, period, marks });
        if (refused) return refused;
        const about = periodSubject(period.n);
        const isLeft = filed.days.length > 0 || !isAll;
        return [
          corrected(about, {
            periodId: d.periodId,
            reason: d.reason,
            ...filed,
            ...(isAll ? {} : { insteadOf: own }),
          }),
          // What the host was asked has changed: it is asked anew, or nothing is left to ask.
          ...closeFollowUps(s, about, Closing.superseded, 'placement-presence'),
          ...(period.n < s.log.next && isLeft && !isWaitedFor(s, period.n) ? [openPresence(s, context, period.n)] : []),
        ];
      },
    }),
  ],
};
