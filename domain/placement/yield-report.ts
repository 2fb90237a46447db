import { dayNumber } from '../calendar/local-date.ts';
import type { RecordedEvent } from '../decider.ts';
import { z } from 'zod';
import type { ProblemResult } from './assessment.ts';
import { yieldKinds } from './assessment.ts';
import type { YieldKind } from './assessment.ts';
import { yearsOf } from './half-days.ts';
import type { Period } from './half-days.ts';
import { counted } from './marks.ts';
import { Losses } from './lost-days.ts';
import type { Disruption, LostDays, Successor } from './lost-days.ts';
import { minimumOf } from './pace.ts';
import type { PlacementState } from './state.ts';

/**
 * What came of placements in a stretch of time: an exchange is expected to lead to something (S56), and it is measured, as are the
 * days behind it and what was done about those that were lost.
 */

/** What a placement led to, with what it refers to. */
export interface Yield {
  kind: YieldKind;
  /** The local date on which it was recorded. */
  on: string;
  planId: string | null;
  applicationId: string | null;
  /** The id of the text that says what it is. */
  what: string | null;
}

export interface PlacementYield {
  /** `open` as long as it is not closed. */
  outcome: string;
  daysDone: number;
  /** What the scheme asks for in this stretch, by the days of it; a placement that ended early owes nothing for the rest. */
  minimumDays: number;
  problem: ProblemResult | 'open';
  yields: Yield[];
  disruptions: Disruption[];
  lost: LostDays;
}

export const outcomes = ['open', 'fulfilled', 'withdrawn', 'refused', 'lapsed'] as const;
export const problems = ['solved', 'partly', 'explained', 'open'] as const;

/** The figures of several placements together. */
export interface YieldTotals {
  placements: number;
  byOutcome: Record<(typeof outcomes)[number], number>;
  byProblem: Record<(typeof problems)[number], number>;
  byYield: Record<YieldKind, number>;
  daysDone: number;
  minimumDays: number;
  disruptions: number;
  lost: LostDays;
}

type Told = Pick<RecordedEvent, 'type' | 'data' | 'at'>;

const EPSILON = 1e-9;
const recorded = z.looseObject({
  kind: z.enum(yieldKinds),
  planId: z.string().optional(),
  applicationId: z.string().optional(),
  what: z.string().optional(),
});
const closed = z.looseObject({ on: z.string() });

/**
 * One placement in a stretch, both ends included; null where it has no day in it.
 *
 * @param events all that was recorded of it, in order
 * @param onDay the local date of an instant, where the placement is kept
 * @param successors what was proposed in its place, in order
 */
export function yieldOf(
  s: PlacementState,
  events: readonly Told[],
  { period, onDay, successors = [] }: { period: Period; onDay: (at: string) => string; successors?: Successor[] },
): PlacementYield | null {
  if (s.period.fromOn > period.toOn || s.period.toOn < period.fromOn) return null;
  const isWithin = (at: string): boolean => onDay(at) >= period.fromOn && onDay(at) <= period.toOn;
  const losses = new Losses(events, successors);
  return {
    outcome: s.outcome ?? 'open',
    daysDone: counted(s.log.marks, period.fromOn, period.toOn) / 2,
    minimumDays: minimumWithin(s, period, endOf(s, events)),
    problem: s.assessment.result ?? 'open',
    yields: events
      .filter(({ type, at }) => type === 'yieldRecorded' && isWithin(at))
      .flatMap(({ data, at }) => referencesOf(data).map((one) => ({ ...one, on: onDay(at) }))),
    disruptions: losses.disruptions.filter(({ at }) => isWithin(at)),
    lost: losses.within(period),
  };
}

/** None where a newer version has a kind that no column is there for. */
function referencesOf(data: unknown): Omit<Yield, 'on'>[] {
  const read = recorded.safeParse(data);
  if (!read.success) return [];
  const { kind, planId, applicationId, what } = read.data;
  return [{ kind, planId: planId ?? null, applicationId: applicationId ?? null, what: what ?? null }];
}

/** The last day that somebody owed anything for; before all had said yes nobody did. */
function endOf(s: PlacementState, events: readonly Told[]): string {
  if (s.stage === 'proposed') return '';
  const end = events.find(({ type }) => type === 'placementEnding' || type === 'placementClosed');
  const on = end ? closed.parse(end.data).on : s.period.toOn;
  return on < s.period.toOn ? on : s.period.toOn;
}

/** Each year's minimum by the share of its days that lie in the stretch, rounded down to half days: nobody owes part of one. */
function minimumWithin(s: PlacementState, { fromOn, toOn }: Period, endOn: string): number {
  const until = toOn < endOn ? toOn : endOn;
  const halves = yearsOf(s.period).map((year) => {
    const first = year.fromOn > fromOn ? year.fromOn : fromOn;
    const last = year.toOn < until ? year.toOn : until;
    if (last < first) return 0;
    const share = lengthOf({ fromOn: first, toOn: last }) / lengthOf(year);
    return Math.floor((minimumOf(s, year)?.halfDays ?? 0) * share + EPSILON);
  });
  return halves.reduce((sum, each) => sum + each, 0) / 2;
}

const lengthOf = ({ fromOn, toOn }: Period): number => dayNumber(toOn) - dayNumber(fromOn) + 1;

export function totalOf(placements: readonly PlacementYield[]): YieldTotals {
  const sum = (of: (one: PlacementYield) => number): number => placements.reduce((all, one) => all + of(one), 0);
  const yields = placements.flatMap((one) => one.yields.map(({ kind }) => kind));
  return {
    placements: placements.length,
    byOutcome: countOf(
      outcomes,
      placements.map((one) => one.outcome),
    ),
    byProblem: countOf(
      problems,
      placements.map((one) => one.problem),
    ),
    byYield: countOf(yieldKinds, yields),
    daysDone: sum((one) => one.daysDone),
    minimumDays: sum((one) => one.minimumDays),
    disruptions: sum((one) => one.disruptions.length),
    lost: {
      coveredDays: sum((one) => one.lost.coveredDays),
      handedOnDays: sum((one) => one.lost.handedOnDays),
      missingDays: sum((one) => one.lost.missingDays),
      openDays: sum((one) => one.lost.openDays),
    },
  };
}

function countOf<Key extends string>(keys: readonly Key[], found: readonly string[]): Record<Key, number> {
  const counts = keys.map((key) => [key, found.filter((one) => one === key).length] as const);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one entry for each of the keys
  return Object.fromEntries(counts) as Record<Key, number>;
}
