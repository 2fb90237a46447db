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
}
export const disrupted = eventType<PlacementState, Disrupted>('placementDisrupted', (s, d) => {
  s.counters['cover'] = (s.counters['cover'] ?? 0) + 1;
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
  };
});
/** The matching is asked (again) who could stand in; the workflow brings the answer back as `proposeCover`. */
export const coverSought = eventType<PlacementState, { coverId: string; round: number; untilAt: string; anew?: true }>(
  'coverSought',
  (s, d) => {
    if (!s.cover) return;
    Object.assign(s.cover, { status: 'looking', round: d.round, untilAt: d.untilAt, chosen: null });
    if (d.anew) s.cover.requests = {};
  },
);
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
  if (s.cover) Object.assign(s.cover, { status: 'booking', round: d.round, untilAt: d.untilAt });
});
export const covered = eventType<
  PlacementState,
  { coverId: string; personId: string; postId: string; halfDays: HalfDay[] }
>('placementCovered', (s, d) => {
  s.standIns.push({ personId: d.personId, postId: d.postId, halfDays: [...d.halfDays] });
  if (s.cover) s.cover.open = s.cover.open.filter((halfDay) => !d.halfDays.includes(halfDay));
});
/** Somebody takes the place over for good, by a placement of their own; the workflow asks the agreement for it. */
export const successorFound = eventType<
  PlacementState,
  { coverId: string; candidateId: string; personId: string; fromOn: string }
>('successorFound', () => {});
export const short = eventType<
  PlacementState,
  { coverId: string; days: number; firstOn: string | null; lastOn: string | null }
>('coverShort', (s) => {
  if (s.cover) Object.assign(s.cover, { status: 'short', chosen: null });
});
export const ended = eventType<PlacementState, { coverId: string; how: 'covered' | 'accepted' | 'passed' }>(
  'coverEnded',
  (s) => {
    s.cover = null;
  },
);
