import { z } from 'zod';
import type { RecordedEvent } from '../decider.ts';
import { causes } from './cover.ts';
import type { Cause } from './cover.ts';
import { onOf } from './half-days.ts';
import type { HalfDay, Period } from './half-days.ts';

/**
 * What became of the days that somebody could not keep, told from the record of a placement: somebody stood in, somebody took the
 * place over, somebody is still looked for, or nobody came. Each half day has one end, also where several disruptions concerned it.
 */
export interface Disruption {
  coverId: string;
  cause: Cause;
  by: string;
  /** When it was told, an ISO instant. */
  at: string;
  fromOn: string;
  /** The last day; null where it is for good. */
  untilOn: string | null;
  /** Half days of it, as days. */
  days: number;
  /** How it ended; `open` while somebody is looked for. */
  how: 'covered' | 'accepted' | 'passed' | 'open';
  /** Who took the place over for good, `placement-3`. */
  successorId: string | null;
}

export interface LostDays {
  /** Somebody stood in. */
  coveredDays: number;
  /** From the successor's first day on: somebody else's placement has them. */
  handedOnDays: number;
  missingDays: number;
  /** Somebody is still looked for. */
  openDays: number;
}

type End = 'open' | 'covered' | 'handed-on' | 'missing';
type Told = Pick<RecordedEvent, 'type' | 'data' | 'at'>;

const coverId = z.string();
const halfDays = z.array(z.custom<HalfDay>((text) => typeof text === 'string'));
const disrupted = z.looseObject({
  coverId,
  cause: z.enum(causes),
  by: z.string(),
  fromOn: z.string(),
  untilOn: z.string().nullable(),
  halfDays,
});
const covered = z.looseObject({ coverId, halfDays });
const ended = z.looseObject({
  coverId,
  how: z.enum(['covered', 'accepted', 'passed']),
  placementId: z.string().optional(),
});
const successor = z.looseObject({ fromOn: z.string() });

/** The disruptions of a placement, in order, and the end of each half day that one concerned. */
export class Losses {
  readonly disruptions: Disruption[] = [];
  readonly #ends = new Map<HalfDay, End>();
  #successorFrom = '';

  /** @param events of one placement, in their order; others than those of healing are passed over */
  constructor(events: readonly Told[]) {
    for (const event of events) this.#apply(event);
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

  #apply({ type, data, at }: Told): void {
    switch (type) {
      case 'placementDisrupted':
        return this.#disrupt(disrupted.parse(data), at);
      case 'placementCovered':
        for (const half of covered.parse(data).halfDays) this.#ends.set(half, 'covered');
        return;
      case 'successorFound':
        this.#successorFrom = successor.parse(data).fromOn;
        return;
      case 'coverEnded':
        return this.#end(ended.parse(data));
      default:
    }
  }

  #disrupt({ halfDays: lost, ...d }: z.output<typeof disrupted>, at: string): void {
    for (const half of lost) this.#ends.set(half, 'open');
    const { coverId: id, cause, by, fromOn, untilOn } = d;
    const one = { coverId: id, cause, by, at, fromOn, untilOn, days: lost.length / 2 };
    this.disruptions.push({ ...one, how: 'open', successorId: null });
  }

  #end({ coverId: id, how, placementId }: z.output<typeof ended>): void {
    const one = this.disruptions.find((each) => each.coverId === id);
    if (one) Object.assign(one, { how, successorId: placementId ?? null });
    for (const [half, end] of this.#ends) {
      if (end !== 'open') continue;
      const isHandedOn = placementId !== undefined && onOf(half) >= this.#successorFrom;
      this.#ends.set(half, isHandedOn ? 'handed-on' : 'missing');
    }
  }
}
