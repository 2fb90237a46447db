import { addWorkingDays } from '../calendar/calendar.ts';
import { addDays } from '../calendar/local-date.ts';
import type { Context, EventDraft } from '../decider.ts';
import { planningInstant, today } from '../follow-up/clocks.ts';
import { closeAllFollowUps, closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';
import { releaseRest } from './booking.ts';
import { placementClosed } from './closing.ts';
import {
  chosen,
  coverBookingAsked,
  covered,
  coverSought,
  ended,
  requested,
  short,
  successorFound,
} from './cover-events.ts';
import { canBeCovered, daysOf, keptBy, stillOpen, tellOthers } from './cover.ts';
import type { CoverRequest, CoverState } from './cover.ts';
import { onOf } from './half-days.ts';
import { ownerOf, placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

/** The steps of healing, each with what undoes it where it comes to nothing. */

export const coverSubject = (coverId: string) => ({ kind: 'cover', id: coverId });
export const candidateSubject = (candidateId: string) => ({ kind: 'candidate', id: candidateId });

/** An answer of the machinery that does not come is asked for again. */
const ASK_AGAIN_MS = 60 * 60 * 1000;
export const machineWait = (context: Context): string => new Date(Date.parse(context.at) + ASK_AGAIN_MS).toISOString();

/** People have so many working days to say whether they stand in (GO2). */
function answerBy(s: PlacementState, context: Context): { dueOn: string; untilAt: string } {
  const on = today(s, context.at);
  const days = valueOf(valuesFor(s), 'cover.answerWithinWorkingDays');
  const dueOn = addWorkingDays(s.calendar, on, days).on;
  return { dueOn, untilAt: planningInstant(s, addWorkingDays(s.calendar, dueOn, 1).on) };
}

export const seek = (s: PlacementState, cover: CoverState, context: Context, anew = false): EventDraft =>
  coverSought(coverSubject(cover.id), {
    coverId: cover.id,
    round: cover.round + 1,
    untilAt: machineWait(context),
    ...(anew ? { anew: true as const } : {}),
  });

/** The first time for these days. */
export const seekFirst = (coverId: string, context: Context): EventDraft =>
  coverSought(coverSubject(coverId), { coverId, round: 2, untilAt: machineWait(context) });

/** Requests that are still open are taken back. */
export const takeBack = (s: PlacementState, cover: CoverState): EventDraft[] =>
  Object.keys(cover.requests).flatMap((id) => closeFollowUps(s, candidateSubject(id), Closing.superseded));

/** Nobody is left to ask: it is for our office, and the director hears of it at once, with the days that are missing. */
export function fallShort(s: PlacementState, cover: CoverState, context: Context): EventDraft[] {
  const open = stillOpen(s, context);
  const days = daysOf(open);
  const [first] = open;
  const last = open.at(-1);
  const facts = { coverId: cover.id, days, firstOn: first ? onOf(first) : null, lastOn: last ? onOf(last) : null };
  const change = { change: 'short' as const, fromOn: facts.firstOn ?? cover.fromOn, untilOn: facts.lastOn, days };
  return [
    ...takeBack(s, cover),
    short(coverSubject(cover.id), facts, canBeCovered(cover.cause) ? tellOthers(s, cover.by, change) : []),
    ...closeFollowUps(s, coverSubject(cover.id), Closing.superseded, 'placement-cover'),
    openFollowUp(s, context, { kind: 'placement-shortfall', about: coverSubject(cover.id), tell: true }),
  ];
}

/** All days are kept again, or have passed. */
export function finish(s: PlacementState, cover: CoverState, how: 'covered' | 'accepted' | 'passed'): EventDraft[] {
  return [
    ...takeBack(s, cover),
    ...closeFollowUps(s, coverSubject(cover.id), how === 'covered' ? Closing.done : Closing.dropped),
    ended(coverSubject(cover.id), { coverId: cover.id, how }),
  ];
}

/** The placement ends with the researcher's part of it. */
export function endForGood(s: PlacementState, context: Context): EventDraft[] {
  const on = today(s, context.at);
  const change = { change: 'ended' as const, fromOn: on, days: 0 };
  return [
    // Beside what the disruption gave back already.
    ...releaseRest(s, context, 1),
    ...closeAllFollowUps(s),
    placementClosed(placementSubject(s), { outcome: 'withdrawn', on }, tellOthers(s, null, change)),
  ];
}

/** Candidates of the matching become requests; whoever was asked before is not asked again. */
export function request(
  s: PlacementState,
  cover: CoverState,
  found: readonly Omit<CoverRequest, 'answer'>[],
  context: Context,
): EventDraft[] {
  const asked = new Set(Object.values(cover.requests).map((one) => one.personId));
  const fresh = found.filter((one) => !asked.has(one.personId) && one.personId !== s.researcher.personId);
  if (fresh.length === 0) return fallShort(s, cover, context);
  const { dueOn, untilAt } = answerBy(s, context);
  const before = s.counters['candidate'] ?? 0;
  const requests = Object.fromEntries(fresh.map((one, index) => [`candidate-${before + 1 + index}`, one]));
  return [
    requested(coverSubject(cover.id), { coverId: cover.id, requests, untilAt }),
    ...Object.entries(requests).map(([id, one]) =>
      openFollowUp(s, context, {
        kind: 'cover-request',
        about: candidateSubject(id),
        ownerPostId: one.postId,
        sideOrgId: one.unitId,
        dueOn,
        tell: true,
      }),
    ),
  ];
}

/** The first yes: others need not answer any more. */
export function choose(s: PlacementState, cover: CoverState, candidateId: string, context: Context): EventDraft[] {
  const one = cover.requests[candidateId];
  if (!one) return [];
  const others = Object.keys(cover.requests).filter((id) => id !== candidateId);
  const back = others.flatMap((id) => closeFollowUps(s, candidateSubject(id), Closing.superseded));
  if (cover.untilOn === null) {
    const next = { candidateId, next: 'successor' as const, untilAt: machineWait(context) };
    return [
      chosen(coverSubject(cover.id), next),
      ...back,
      successorFound(coverSubject(cover.id), {
        coverId: cover.id,
        candidateId,
        personId: one.personId,
        fromOn: addDays(today(s, context.at), 1),
      }),
    ];
  }
  if (s.isRequested) {
    const { dueOn, untilAt } = answerBy(s, context);
    return [
      chosen(coverSubject(cover.id), { candidateId, next: 'consent', untilAt }),
      ...back,
      openFollowUp(s, context, {
        kind: 'cover-consent',
        about: coverSubject(cover.id),
        ...ownerOf(s, 'host'),
        dueOn,
        tell: true,
      }),
    ];
  }
  return [
    chosen(coverSubject(cover.id), { candidateId, next: 'booking', untilAt: machineWait(context) }),
    ...back,
    book(s, cover, one, context),
  ];
}

export function book(s: PlacementState, cover: CoverState, one: CoverRequest, context: Context): EventDraft {
  return coverBookingAsked(coverSubject(cover.id), {
    coverId: cover.id,
    round: cover.round + 1,
    personId: one.personId,
    halfDays: keptBy(s, one, context),
    untilAt: machineWait(context),
  });
}

/** The rows are written: what is still open is looked for anew. */
export function settle(s: PlacementState, cover: CoverState, context: Context): EventDraft[] {
  const one = cover.chosen ? cover.requests[cover.chosen] : undefined;
  if (!one) return [];
  const open = stillOpen(s, context);
  const kept = keptBy(s, one, context);
  const [first] = kept;
  const change = {
    change: 'covered' as const,
    fromOn: first ? onOf(first) : cover.fromOn,
    untilOn: cover.untilOn,
    days: daysOf(kept),
  };
  const fact = covered(
    coverSubject(cover.id),
    { coverId: cover.id, personId: one.personId, postId: one.postId, halfDays: kept },
    tellOthers(s, null, change),
  );
  const isWhole = open.every((each) => kept.includes(each));
  return isWhole ? [fact, ...finish(s, cover, 'covered')] : [fact, seek(s, cover, context)];
}

/** What has fallen due: an answer that did not come, or days that have passed meanwhile. */
export function fallDue(s: PlacementState, context: Context): EventDraft[] {
  const { cover } = s;
  if (!cover || cover.status === 'short' || cover.untilAt > context.at) return [];
  if (stillOpen(s, context).length === 0) return fallShort(s, cover, context);
  switch (cover.status) {
    case 'looking':
    case 'asked':
      return [...(cover.status === 'asked' ? takeBack(s, cover) : []), seek(s, cover, context)];
    case 'consent':
      return [
        ...closeFollowUps(s, coverSubject(cover.id), Closing.superseded, 'cover-consent'),
        seek(s, cover, context),
      ];
    case 'booking': {
      const one = cover.chosen ? cover.requests[cover.chosen] : undefined;
      // The agreement did not take the successor: our office has to look at it.
      if (cover.untilOn === null) return fallShort(s, cover, context);
      return one ? [book(s, cover, one, context)] : [seek(s, cover, context)];
    }
  }
}
