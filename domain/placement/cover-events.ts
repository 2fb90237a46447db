import { eventType } from '../decider.ts';
import type { Cause, CoverRequest } from './cover.ts';
import type { HalfDay } from './half-days.ts';
import type { PlacementState, Side } from './state.ts';

/** What is recorded while days that somebody cannot keep are healed. */

interface Disrupted {
  coverId: string;
  cause: Cause;
  by: Side;
  fromOn: string;
  untilOn: string | null;
  halfDays: HalfDay[];
  untilAt: string;
  cannot?: string[];
  /** Nobody is looked for: the place is what is missing, or it ends anyway. What is looked for already goes on. */
  isUncovered?: true;
  /** It was told of another placement of the same person. */
  isTold?: true | undefined;
}
export const disrupted = eventType<PlacementState, Disrupted>('placementDisrupted', (s, d) => {
  s.counters['cover'] = (s.counters['cover'] ?? 0) + 1;
  if (d.isUncovered) return;
  s.cover = {
    id: d.coverId,
    cause: d.cause,
    by: d.by,
    fromOn: d.fromOn,
    untilOn: d.untilOn,
    open: [...d.halfDays],
    status: 'looking',
    round: 1,
    untilAt: d.untilAt,
    requests: {},
    chosen: null,
    ...(d.cannot && d.cannot.length > 0 ? { cannot: [...d.cannot] } : {}),
  };
});
/** The matching is asked (again) who could stand in; the workflow brings the answer back as `proposeCover`. */
interface Sought {
  coverId: string;
  round: number;
  untilAt: string;
  anew?: true;
  /** Time has passed for those who have not answered. */
  silent?: true;
}
export const coverSought = eventType<PlacementState, Sought>('coverSought', (s, d) => {
  s.counters['cover-round'] = d.round;
  if (!s.cover) return;
  Object.assign(s.cover, { status: 'looking', round: d.round, untilAt: d.untilAt, chosen: null });
  if (d.anew) s.cover.requests = {};
  for (const one of Object.values(s.cover.requests)) {
    if (d.silent) one.answer ??= 'silent';
    // Of the others only that they were asked is still of use: the days would be carried for each of them.
    if (one.answer === 'silent') continue;
    delete one.halfDays;
    delete one.without;
    delete one.facts;
  }
});
export const requested = eventType<
  PlacementState,
  { coverId: string; requests: Record<string, Omit<CoverRequest, 'answer'>>; untilAt: string }
>('coverRequested', (s, d) => {
  if (!s.cover) return;
  s.counters['candidate'] = (s.counters['candidate'] ?? 0) + Object.keys(d.requests).length;
  for (const [id, one] of Object.entries(d.requests)) s.cover.requests[id] = { ...one, answer: null };
  Object.assign(s.cover, { status: 'asked', untilAt: d.untilAt });
});
export const answered = eventType<PlacementState, { candidateId: string; answer: 'yes' | 'no' }>(
  'coverAnswered',
  (s, d) => {
    const one = s.cover?.requests[d.candidateId];
    if (one) one.answer = d.answer;
  },
);
export const chosen = eventType<
  PlacementState,
  { candidateId: string; next: 'consent' | 'booking' | 'successor'; untilAt: string }
>('coverChosen', (s, d) => {
  if (!s.cover) return;
  Object.assign(s.cover, {
    chosen: d.candidateId,
    status: d.next === 'consent' ? 'consent' : 'booking',
    untilAt: d.untilAt,
  });
});
/** The rows of whoever stands in are to be written; the workflow brings the answer back as `settleCover`. */
export const coverBookingAsked = eventType<
  PlacementState,
  { coverId: string; round: number; personId: string; halfDays: HalfDay[]; untilAt: string }
>('coverBookingAsked', (s, d) => {
  s.counters['cover-round'] = d.round;
  if (s.cover) Object.assign(s.cover, { status: 'booking', round: d.round, untilAt: d.untilAt });
});
export const covered = eventType<
  PlacementState,
  { coverId: string; personId: string; postId: string; unitId?: string; halfDays: HalfDay[] }
>('placementCovered', (s, d) => {
  const known = s.standIns.find(({ personId }) => personId === d.personId);
  if (known) {
    known.halfDays = [...new Set([...known.halfDays, ...d.halfDays])].toSorted();
    known.sequence = (known.sequence ?? 0) + 1;
  } else {
    const n = (s.counters['stand-in'] ?? 0) + 1;
    s.counters['stand-in'] = n;
    const unit = d.unitId ? { unitId: d.unitId } : {};
    s.standIns.push({ personId: d.personId, postId: d.postId, halfDays: [...d.halfDays], ...unit, n, sequence: 0 });
  }
  if (s.cover) s.cover.open = s.cover.open.filter((halfDay) => !d.halfDays.includes(halfDay));
});
/** Somebody takes the place over for good, by a placement of their own; the workflow asks the agreement for it. */
export const successorFound = eventType<
  PlacementState,
  { coverId: string; candidateId: string; personId: string; fromOn: string }
>('successorFound', () => {});
interface Short {
  coverId: string;
  days: number;
  firstOn: string | null;
  lastOn: string | null;
  /** Whoever was chosen waits for the enterprise's word, at the longest until then: an ISO instant. */
  awaitedUntilAt?: string;
}
export const short = eventType<PlacementState, Short>('coverShort', (s, { awaitedUntilAt }) => {
  if (!s.cover) return;
  Object.assign(s.cover, { status: 'short' }, awaitedUntilAt ? { untilAt: awaitedUntilAt } : { chosen: null });
});
export const ended = eventType<PlacementState, { coverId: string; how: 'covered' | 'accepted' | 'passed' | 'merged' }>(
  'coverEnded',
  (s) => {
    s.cover = null;
  },
);
/** Some of the days need nobody any more: a hold, a place that is not there. */
export const narrowed = eventType<PlacementState, { coverId: string; halfDays: HalfDay[]; untilOn?: string }>(
  'coverNarrowed',
  (s, d) => {
    if (!s.cover) return;
    s.cover.open = [...d.halfDays];
    // The enterprise itself is there until then: nobody takes the place over.
    if (d.untilOn) s.cover.untilOn = d.untilOn;
  },
);
/** What was being booked for whoever was chosen is given back; the workflow lets the rows go. */
export const rowsDropped = eventType<PlacementState, { coverId: string }>('coverRowsDropped', () => {});
/** The researcher comes until the day before `on`, and the placement ends then. */
export const leaving = eventType<
  PlacementState,
  { on: string; untilAt: string; placementId?: string; toldOn?: string }
>('placementLeaving', (s, d) => {
  s.leaving = { on: d.on, untilAt: d.untilAt, ...(d.toldOn ? { toldOn: d.toldOn } : {}) };
});
