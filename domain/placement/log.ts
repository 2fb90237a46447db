import { z } from 'zod';
import { addDays } from '../calendar/local-date.ts';
import { command, eventType, Role } from '../decider.ts';
import type { Concern, Context, Decision, EventDraft } from '../decider.ts';
import { dateOn } from '../fields.ts';
import { today } from '../follow-up/clocks.ts';
import { inFuture } from '../follow-up/dates.ts';
import { closeFollowUps } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import type { TextFields } from '../text.ts';
import { halfMonth, halfMonthNumber, marksIn, numberOf, periodId, periodSubject } from './half-month.ts';
import type { HalfMonth } from './half-month.ts';
import { due, logAsked, logMissed, missedTask, nextWake, unsaidOf } from './log-clock.ts';
import { allLogged, daysRefused } from './log-rules.ts';
import type { LogEntry } from './log-rules.ts';
import { halvesOf, Mark, setMark } from './marks.ts';
import type { Marks } from './marks.ts';
import { notOwnLog } from './own-place.ts';
import { askPresence, openPresence } from './presence.ts';
import { plannedHalves } from './settled.ts';
import { notAtStage, unknownItem } from './state.ts';
import type { PlacementState } from './state.ts';

/** The log of days on site: asked for at the end of each half month [CX5], filed by the researcher, chased by our liaison. */
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
const logged = eventType<PlacementState, { periodId: string; days: LoggedDay[]; isFiled: boolean }>(
  'daysLogged',
  (s, d) => {
    for (const half of d.days.flatMap(halvesOf)) setMark(s.log.marks, half, Mark.logged);
    if (d.isFiled) fileLog(s, numberOf(d.periodId));
  },
);
const corrected = eventType<PlacementState, { periodId: string; days: LoggedDay[]; reason: string }>(
  'logCorrected',
  (s, d) => {
    for (const half of marksIn(s, numberOf(d.periodId), Mark.logged)) setMark(s.log.marks, half, Mark.none);
    for (const half of d.days.flatMap(halvesOf)) setMark(s.log.marks, half, Mark.logged);
  },
);
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
  took?: 'as-planned' | 'nothing' | undefined;
  what?: string | undefined;
}

/** Days, or why there are none, however it was said. */
function filedOf(s: PlacementState, context: Context, d: Filing, period: HalfMonth): Filed | Refusal {
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
  const kept = unsaidOf(s, { fromOn, toOn });
  if (kept.length > 0) return { days: kept.map((half) => ({ ...half, what })) };
  return plannedHalves(s).some(({ onDate }) => onDate >= fromOn && onDate <= toOn)
    ? allLogged(fromOn, toOn)
    : refuse('wrong-state', 'No planned day waits to be logged there.', '该半月没有待填报的计划日程。');
}

/** The half month that is logged, or why it cannot be. */
function fileable(s: PlacementState, context: Context, d: Pick<Filing, 'periodId'>): HalfMonth | Refusal {
  const refused = notAtStage(s, 'on-site', 'assessed') ?? notOwnLog(s, context);
  if (refused) return refused;
  return halfMonth(s, numberOf(d.periodId)) ?? unknownItem(d.periodId);
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
  days: z.array(entry(t)).max(62).default([]),
  /** Of a half month without any day. */
  nothingBecause: t.passage.optional(),
  /** In one word, instead of days: all that was planned took place, or nothing; `what` says what was done, or why not. */
  took: z.enum(['as-planned', 'nothing']).optional(),
  what: t.passage.optional(),
});

/** What follows from a log that is filed: nobody is asked for it any more, and the host is asked whether it is right. */
function afterFiling(s: PlacementState, context: Context, n: number, isComing: boolean): EventDraft[] {
  const task = missedTask(s);
  const isMended = task && s.log.missing.every((each) => each === n);
  return [
    ...closeFollowUps(s, periodSubject(n), Closing.done, 'placement-log'),
    ...(isMended ? closeFollowUps(s, task.about, Closing.done, 'placement-missed-log') : []),
    ...(isComing ? askPresence(s, context, n, { isComing: true }) : []),
  ];
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
        const period = fileable(s, context, d);
        if ('refused' in period) return period;
        const filed = filedOf(s, context, d, period);
        if ('refused' in filed) return filed;
        const { n, toOn } = period;
        const isFiled = today(s, context.at) > toOn;
        const refused =
          daysRefused(s, context, { entries: filed.days, period, marks: s.log.marks }) ??
          // While days are still to come nobody knows that there will be none.
          (filed.nothingBecause === undefined ? null : inFuture(s, addDays(toOn, isFiled ? 0 : 1), context));
        if (refused) return refused;
        const about = periodSubject(n);
        const { n: _n, ...days } = period;
        return [
          logged(about, { periodId: d.periodId, ...filed, isFiled }),
          // Filed in the night before it would have been asked for.
          ...(isFiled && n === s.log.next ? [logAsked(about, { periodId: about.id, ...days, isAsked: false })] : []),
          ...(isFiled ? afterFiling(s, context, n, filed.days.length > 0) : []),
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
        const period = fileable(s, context, d);
        if ('refused' in period) return period;
        const own = marksIn(s, period.n, Mark.logged);
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
        const filed = filedOf({ ...s, log: { ...s.log, marks } }, context, d, period);
        if ('refused' in filed) return filed;
        const refused = daysRefused(s, context, { entries: filed.days, period, marks });
        if (refused) return refused;
        const about = periodSubject(period.n);
        return [
          corrected(about, { periodId: d.periodId, reason: d.reason, ...filed }),
          // What the host was asked has changed: it is asked anew, or nothing is left to ask.
          ...closeFollowUps(s, about, Closing.superseded, 'placement-presence'),
          ...(period.n < s.log.next && filed.days.length > 0 ? [openPresence(s, context, period.n)] : []),
        ];
      },
    }),
  ],
};
