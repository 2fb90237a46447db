import { z } from 'zod';
import type { RecordedEvent } from '../decider.ts';
import { causes } from './cover.ts';
import type { Cause } from './cover.ts';
import { onOf } from './half-days.ts';
import type { HalfDay, Period } from './half-days.ts';
import { sides } from './state.ts';
import type { PlacementState } from './state.ts';

/**
 * What became of the days that somebody could not keep, told from the record of a placement: somebody stood in, somebody took the
 * place over, somebody is still looked for, or nobody came. Each half day has one end, also where several disruptions concerned it.
 */
export interface Disruption {
  coverId: string;
  /** Null where a newer version knows of a cause that this one does not. */
  cause: Cause | null;
  by: string;
  /** When it was told, an ISO instant. */
  at: string;
  fromOn: string;
  /** The last day; null where it is for good. */
  untilOn: string | null;
  /** Half days of it, as days. */
  days: number;
  /** How it ended; `open` while somebody is looked for, `merged` where that goes on with the next one. */
  how: (typeof healedHow)[number];
  /** Who took the place over for good, `placement-3`. */
  successorId: string | null;
}

export const healedHow = ['covered', 'accepted', 'passed', 'merged', 'open'] as const;

export interface LostDays {
  /** Somebody stood in. */
  coveredDays: number;
  /** From the successor's first day on, as many as are booked there: somebody else's placement has them. */
  handedOnDays: number;
  missingDays: number;
  /** Somebody is still looked for, or is to take them over and has no days yet. */
  openDays: number;
}

/** A placement that was proposed in the place of this one. */
export interface Successor {
  fromOn: string;
  /** Half days that it has booked, also those that were worked or lost there since. */
  bookedHalfDays: number;
  /** It may still come to something: nobody has said no, and days are to be booked. */
  isAwaited: boolean;
}

type End = 'open' | 'covered' | 'handed-on' | 'missing';
type Told = Pick<RecordedEvent, 'type' | 'data' | 'at'>;

const coverId = z.string();
const halfDays = z.array(z.custom<HalfDay>((text) => typeof text === 'string'));
const disrupted = z.looseObject({
  coverId,
  cause: z.enum(causes).nullable().catch(null),
  by: z.string(),
  fromOn: z.string(),
  untilOn: z.string().nullable(),
  halfDays,
  isUncovered: z.boolean().optional(),
});
const covered = z.looseObject({ coverId, halfDays });
const ended = z.looseObject({
  coverId,
  // What a newer version calls an end is one.
  how: z.enum(['covered', 'accepted', 'passed', 'merged']).catch('passed'),
  placementId: z.string().optional(),
});
const booked = z.looseObject({ halfDayCount: z.number() });
const narrowed = z.looseObject({ halfDays });

/** The disruptions of a placement, in order, and the end of each half day that one concerned. */
export class Losses {
  readonly disruptions: Disruption[] = [];
  readonly #ends = new Map<HalfDay, End>();
  /** Half days that were left to whoever takes the place over. */
  readonly #left = new Map<HalfDay, Disruption>();

  /**
   * @param events of one placement, in their order; others than those of healing are passed over
   * @param successors what was proposed in its place, in order
   */
  constructor(events: readonly Told[], successors: readonly Successor[] = []) {
    for (const event of events) this.#apply(event);
    this.#handOn(successors);
  }

  /** How many half days could not be kept. */
  get halfDayCount(): number {
    return this.#ends.size;
  }

  /** Days of a stretch, both ends included, by what became of them. */
  within({ fromOn, toOn }: Period): LostDays {
    const ends = [...this.#ends].filter(([half]) => onOf(half) >= fromOn && onOf(half) <= toOn).map(([, end]) => end);
    const count = (wanted: End): number => ends.filter((end) => end === wanted).length / 2;
    return {
      coveredDays: count('covered'),
      handedOnDays: count('handed-on'),
      missingDays: count('missing'),
      openDays: count('open'),
    };
  }

  /** What this version cannot read is passed over: the report of all others must not fail for it. */
  #apply({ type, data, at }: Told): void {
    switch (type) {
      case 'placementDisrupted':
        return given(disrupted, data, (d) => this.#disrupt(d, at));
      case 'placementCovered':
        return given(covered, data, (d) => {
          for (const half of d.halfDays) this.#ends.set(half, 'covered');
        });
      case 'coverNarrowed':
        return given(narrowed, data, (d) => this.#keepOpen(d.halfDays));
      case 'coverEnded':
        return given(ended, data, (d) => this.#end(d));
      case 'placementEnding':
      case 'placementClosed':
        return this.#close();
      default:
    }
  }

  #disrupt({ halfDays: lost, isUncovered = false, ...d }: z.output<typeof disrupted>, at: string): void {
    // One cover at a time: what the one before left open is looked for with this one, or is not any more.
    if (!isUncovered) this.#keepOpen(lost);
    for (const half of lost) this.#ends.set(half, isUncovered ? 'missing' : 'open');
    const { coverId: id, cause, by, fromOn, untilOn } = d;
    const one = { coverId: id, cause, by, at, fromOn, untilOn, days: lost.length / 2 };
    this.disruptions.push({ ...one, how: isUncovered ? 'passed' : 'open', successorId: null });
  }

  #end({ coverId: id, how, placementId }: z.output<typeof ended>): void {
    const one = this.disruptions.find((each) => each.coverId === id);
    if (one) Object.assign(one, { how, successorId: placementId ?? null });
    // The next disruption says which of the days go on being looked for.
    if (how === 'merged') return;
    for (const [half, end] of this.#ends) {
      if (end !== 'open') continue;
      this.#ends.set(half, 'missing');
      if (one && placementId !== undefined) this.#left.set(half, one);
    }
  }

  /**
   * Nothing is handed on by being proposed: each successor has as many of the days from its first one on as it has booked. What is
   * left is open while one may still come to something, and missing after that.
   */
  #handOn(successors: readonly Successor[]): void {
    const left = [...this.#left.keys()].toSorted().filter((half) => this.#ends.get(half) === 'missing');
    const open = (): HalfDay[] => left.filter((half) => this.#ends.get(half) === 'missing');
    for (const { fromOn, bookedHalfDays } of successors) {
      const had = open().filter((half) => onOf(half) >= fromOn);
      for (const half of had.slice(0, bookedHalfDays)) this.#ends.set(half, 'handed-on');
    }
    for (const { fromOn } of successors.filter(({ isAwaited }) => isAwaited)) {
      for (const half of open().filter((each) => onOf(each) >= fromOn)) this.#ends.set(half, 'open');
    }
    for (const one of new Set(this.#left.values())) {
      const ends = new Set(left.filter((half) => this.#left.get(half) === one).map((half) => this.#ends.get(half)));
      one.how = ends.has('open') ? 'open' : ends.has('handed-on') ? 'covered' : 'passed';
    }
  }

  #keepOpen(left: readonly HalfDay[]): void {
    for (const [half, end] of this.#ends) if (end === 'open' && !left.includes(half)) this.#ends.set(half, 'missing');
  }

  /** With the placement ends what was looked for. */
  #close(): void {
    this.#keepOpen([]);
    for (const one of this.disruptions) if (one.how === 'open') one.how = 'passed';
  }
}

function given<T>(shape: z.ZodType<T>, data: unknown, then: (found: T) => void): void {
  const read = shape.safeParse(data);
  if (read.success) then(read.data);
}

/** What a placement that was proposed in another's place has of its days, by its state and its events. */
export function successorFrom(s: PlacementState, events: readonly Told[]): Successor {
  const isOver = s.status === 'closed' || s.status === 'ending';
  const counts = events.flatMap(({ type, data }) => {
    const read = type === 'bookingSettled' ? booked.safeParse(data).data : undefined;
    return read ? [read.halfDayCount] : [];
  });
  const isRefused = sides.some((side) => s.acceptance[side]?.answer === 'no');
  return {
    fromOn: s.period.fromOn,
    // What was given back at its end has come to nothing; what was lost is told of by its own record.
    bookedHalfDays: isOver ? s.booking.planned.length + new Losses(events).halfDayCount : Math.max(0, ...counts),
    isAwaited: !isOver && !isRefused && counts.length === 0,
  };
}
