import { addWorkingDays, offMakeUpDay } from '../calendar/calendar.ts';
import { addDays, earlier, later } from '../calendar/local-date.ts';
import type { Context, EventDraft, NoticeDraft } from '../decider.ts';
import { planningInstant, today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import { valuesFor } from '../policy/adopted.ts';
import { valueOf } from '../policy/values.ts';
import { releaseRest } from './booking.ts';
import {
  chosen,
  coverBookingAsked,
  covered,
  coverSought,
  ended,
  leaving,
  narrowed,
  requested,
  short,
  successorFound,
} from './cover-events.ts';
import {
  coverSubject,
  daysOf,
  dropRows,
  isConsentAwaited,
  keptBy,
  nextRound,
  notAsked,
  shortly,
  stillOpen,
  tellOthers,
  thankChosen,
} from './cover.ts';
import type { Change } from './change.ts';
import type { CoverRequest, CoverState } from './cover.ts';
import { endPlacement } from './ending.ts';
import { onOf } from './half-days.ts';
import type { HalfDay } from './half-days.ts';
import { ownerOf, placementSubject } from './state.ts';
import type { PlacementState } from './state.ts';

/** The steps of healing, each with what undoes it where it comes to nothing. */

export const candidateSubject = (candidateId: string) => ({ kind: 'candidate', id: candidateId });

/** An answer of the machinery that does not come is asked for again. */
const ASK_AGAIN_MS = 60 * 60 * 1000;
export const machineWait = (context: Context): string => new Date(Date.parse(context.at) + ASK_AGAIN_MS).toISOString();

/** People have so many working days to say whether they stand in (GO2). */
function answerBy(s: PlacementState, context: Context): { dueOn: string; untilAt: string } {
  const on = today(s, context.at);
  const days = valueOf(valuesFor(s), 'cover.answerWithinWorkingDays');
  const dueOn = offMakeUpDay(s.calendar, addWorkingDays(s.calendar, on, days).on);
  return { dueOn, untilAt: planningInstant(s, addWorkingDays(s.calendar, dueOn, 1).on) };
}

/**
 * The enterprise agrees to whoever was chosen before they are to come, and in the usual time where that is earlier. Its silence
 * loses nobody who has said yes: until the first of their days our office may get its word by telephone.
 */
function consentBy(s: PlacementState, one: CoverRequest, context: Context): { dueOn: string; untilAt: string } {
  const { dueOn } = answerBy(s, context);
  const [first] = keptBy(s, one, context);
  const firstOn = first ? onOf(first) : dueOn;
  const before = addWorkingDays(s.calendar, firstOn, -1).on;
  const onToday = today(s, context.at);
  return { dueOn: earlier(dueOn, later(before, onToday)), untilAt: planningInstant(s, firstOn) };
}

export const seek = (
  s: PlacementState,
  cover: CoverState,
  context: Context,
  { notify = [], ...how }: { anew?: true; silent?: true; notify?: NoticeDraft[] } = {},
): EventDraft =>
  coverSought(
    coverSubject(cover.id),
    { coverId: cover.id, round: nextRound(s), untilAt: machineWait(context), ...how },
    notify,
  );

/** What our office had to decide about goes on: somebody is there for the days after all, or is looked for once more. */
export const goOn = (s: PlacementState, cover: CoverState, context: Context): EventDraft[] =>
  cover.status === 'short'
    ? [
        ...closeFollowUps(s, coverSubject(cover.id), Closing.superseded, 'placement-shortfall'),
        openFollowUp(s, context, { kind: 'placement-cover', about: coverSubject(cover.id) }),
      ]
    : [];

/** The first time for these days. */
export const seekFirst = (s: PlacementState, coverId: string, context: Context): EventDraft =>
  coverSought(coverSubject(coverId), { coverId, round: nextRound(s), untilAt: machineWait(context) });

/** Requests that are still open are taken back. */
export const takeBack = (s: PlacementState, cover: CoverState): EventDraft[] =>
  Object.keys(cover.requests).flatMap((id) => closeFollowUps(s, candidateSubject(id), Closing.superseded));

/**
 * Nobody is left to ask, or the enterprise has not agreed to whoever is: it is for our office, and the director hears of it at once,
 * with the days that are missing. Whoever was chosen stays so while they can come, and the enterprise may agree until then.
 */
export function fallShort(s: PlacementState, cover: CoverState, context: Context): EventDraft[] {
  const about = coverSubject(cover.id);
  // Those that have passed meanwhile are missing too.
  const { open } = cover;
  const days = daysOf(open);
  const [first] = open;
  const last = open.at(-1);
  const facts = { coverId: cover.id, days, firstOn: first ? onOf(first) : null, lastOn: last ? onOf(last) : null };
  const awaited = awaitedUntil(s, context);
  const change = {
    change: awaited ? ('unagreed' as const) : ('short' as const),
    fromOn: facts.firstOn ?? cover.fromOn,
    untilOn: facts.lastOn,
    days,
  };
  const notify = [...tellOthers(s, null, change), ...(awaited ? [] : thankChosen(s))];
  return [
    ...takeBack(s, cover),
    ...dropRows(s),
    short(about, { ...facts, ...(awaited ? { awaitedUntilAt: awaited } : {}) }, notify),
    ...closeFollowUps(s, about, Closing.superseded, 'placement-cover'),
    ...(awaited ? [] : closeFollowUps(s, about, Closing.superseded, 'cover-consent')),
    ...(cover.status === 'short' ? [] : [openFollowUp(s, context, { kind: 'placement-shortfall', about, tell: true })]),
  ];
}

/** Until when whoever was chosen could still come if the enterprise agreed; null where it is not asked about anybody. */
function awaitedUntil(s: PlacementState, context: Context): string | null {
  const one = s.cover?.requests[s.cover.chosen ?? ''];
  const last = one && isConsentAwaited(s) ? keptBy(s, one, context).at(-1) : undefined;
  return last ? planningInstant(s, onOf(last)) : null;
}

const closings = {
  covered: Closing.done,
  accepted: Closing.dropped,
  passed: Closing.dropped,
  merged: Closing.superseded,
} as const;

/** All days are kept again, or have passed, or are looked for with others. */
export function finish(
  s: PlacementState,
  cover: CoverState,
  how: 'covered' | 'accepted' | 'passed' | 'merged',
): EventDraft[] {
  return [
    ...takeBack(s, cover),
    ...(how === 'covered' ? [] : dropRows(s)),
    ...closeFollowUps(s, coverSubject(cover.id), closings[how]),
    ended(
      coverSubject(cover.id),
      { coverId: cover.id, how },
      // Where more is looked for, they are asked about all of it.
      how === 'accepted' || how === 'passed' ? thankChosen(s) : [],
    ),
  ];
}

/** Days that need nobody any more are not looked for; `left` are those that do. */
export function narrow(s: PlacementState, left: readonly HalfDay[]): EventDraft[] {
  const { cover } = s;
  if (!cover || left.length === cover.open.length) return [];
  if (left.length === 0) return finish(s, cover, 'passed');
  return [narrowed(coverSubject(cover.id), { coverId: cover.id, halfDays: [...left] }), ...dropRows(s)];
}

/** Nobody is needed after a day: whoever was to take the whole place over stands in until then. */
export function narrowUntil(s: PlacementState, untilOn: string, context: Context): EventDraft[] {
  const { cover } = s;
  const left = cover?.open.filter((halfDay) => onOf(halfDay) <= untilOn) ?? [];
  if (!cover || cover.untilOn !== null || left.length === 0) return narrow(s, left);
  const about = coverSubject(cover.id);
  return [
    narrowed(about, { coverId: cover.id, halfDays: left, untilOn }),
    ...(cover.status === 'short' ? [] : [...takeBack(s, cover), seek(s, cover, context)]),
  ];
}

/** The researcher's part of it ends, and the placement with it: now, or after the days that they still keep. */
export function leave(
  s: PlacementState,
  day: string,
  context: Context,
  { placementId, isTold = false }: { placementId?: string; isTold?: boolean } = {},
): EventDraft[] {
  const on = s.leaving && s.leaving.on < day ? s.leaving.on : day;
  const onToday = today(s, context.at);
  const isKept = (halfDay: HalfDay): boolean => onOf(halfDay) > onToday && onOf(halfDay) < on;
  const days = [...s.booking.planned, ...s.standIns.flatMap(({ halfDays }) => halfDays), ...(s.cover?.open ?? [])];
  if (!days.some(isKept)) return endForGood(s, context, on);
  const untilAt = planningInstant(s, on);
  const toldOn = isTold ? addDays(on, -1) : s.leaving?.toldOn;
  const more = { ...(placementId ? { placementId } : {}), ...(toldOn ? { toldOn } : {}) };
  return [leaving(placementSubject(s), { on, untilAt, ...more })];
}

/** That it ends, with the last day on which anybody comes; once, and again only where that day is another. */
export function endChange(s: PlacementState, lastOn: string, days: number): Change | null {
  const toldOn = s.leaving?.toldOn;
  if (toldOn === lastOn) return null;
  return { change: 'ended', fromOn: lastOn, days, ...(toldOn ? { insteadOfOn: toldOn } : {}) };
}

/**
 * The placement ends with the researcher's part of it.
 *
 * @param fromOn the first day on which nobody comes any more, today or before; left out, the days end today
 */
export function endForGood(s: PlacementState, context: Context, fromOn?: string): EventDraft[] {
  const onToday = today(s, context.at);
  const lastOn = fromOn && fromOn <= onToday ? addDays(fromOn, -1) : onToday;
  const change = endChange(s, lastOn, 0);
  return [
    // Beside what the disruption gave back already.
    ...releaseRest(s, context, 1),
    ...dropRows(s),
    ...endPlacement(s, context, { outcome: 'withdrawn' }, [
      ...(change ? tellOthers(s, null, change) : []),
      ...thankChosen(s),
    ]),
  ];
}

/** Candidates of the matching become requests; whoever was asked before is not asked again. */
export function request(
  s: PlacementState,
  cover: CoverState,
  found: readonly Omit<CoverRequest, 'answer'>[],
  context: Context,
): EventDraft[] {
  const asked = notAsked(s);
  const fresh = found.filter(
    (one) => !asked.has(one.personId) && keptBy(s, { ...one, answer: null }, context).length > 0,
  );
  if (fresh.length === 0) return fallShort(s, cover, context);
  const { dueOn, untilAt } = answerBy(s, context);
  const before = s.counters['candidate'] ?? 0;
  const requests = Object.fromEntries(
    fresh.map((one, index) => [`candidate-${before + 1 + index}`, shortly(one, cover.open)]),
  );
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
        fromOn: later(cover.fromOn, addDays(today(s, context.at), 1)),
      }),
    ];
  }
  if (s.isRequested) {
    const { dueOn, untilAt } = consentBy(s, one, context);
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
    round: nextRound(s),
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
    standInId: one.personId,
  };
  const fact = covered(
    coverSubject(cover.id),
    { coverId: cover.id, personId: one.personId, postId: one.postId, unitId: one.unitId, halfDays: kept },
    tellOthers(s, null, change),
  );
  const isWhole = open.every((each) => kept.includes(each));
  const rest = isWhole ? finish(s, cover, 'covered') : [seek(s, cover, context)];
  // Of what was written some may be the researcher's again by now.
  return [fact, ...(s.booking.asked ? dropRows(s) : []), ...rest];
}

/** Of what is short nothing is waited for but the word of the enterprise. */
export const waitsForSomebody = ({ status, chosen: candidateId }: CoverState): boolean =>
  status !== 'short' || candidateId !== null;

/** What has fallen due: an answer that did not come, or days that have passed meanwhile. */
export function fallDue(s: PlacementState, context: Context): EventDraft[] {
  const { cover } = s;
  if (s.leaving && s.leaving.untilAt <= context.at) {
    return [...(cover ? finish(s, cover, 'passed') : []), ...endForGood(s, context, s.leaving.on)];
  }
  if (!cover || !waitsForSomebody(cover) || cover.untilAt > context.at) return [];
  // The researcher keeps them after all.
  if (cover.open.length === 0) return finish(s, cover, 'passed');
  if (stillOpen(s, context).length === 0) return fallShort(s, cover, context);
  switch (cover.status) {
    case 'looking':
      return [seek(s, cover, context)];
    case 'asked':
      return [...takeBack(s, cover), seek(s, cover, context, { silent: true })];
    case 'consent':
    case 'short':
      return fallShort(s, cover, context);
    case 'booking': {
      const one = cover.chosen ? cover.requests[cover.chosen] : undefined;
      // The agreement did not take the successor: our office has to look at it.
      if (cover.untilOn === null) return fallShort(s, cover, context);
      return one ? [book(s, cover, one, context)] : [seek(s, cover, context)];
    }
  }
}
