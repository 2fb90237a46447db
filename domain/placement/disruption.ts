import type { Context, EventDraft } from '../decider.ts';
import { today } from '../follow-up/clocks.ts';
import { openFollowUp } from '../follow-up/engine.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { addDays } from '../calendar/local-date.ts';
import { notForSide } from './acceptance.ts';
import { lastDayOf, notSettled, release } from './booking.ts';
import { disrupted, ended, leaving, short } from './cover-events.ts';
import { endChange, endForGood, finish, leave, machineWait, narrow, narrowUntil, seekFirst } from './cover-steps.ts';
import { canBeCovered, coverSubject, daysOf, stillOpen, tellOthers } from './cover.ts';
import type { Cause } from './cover.ts';
import { onOf } from './half-days.ts';
import type { HalfDay } from './half-days.ts';
import { placementSubject, sides } from './state.ts';
import type { PlacementState, Side } from './state.ts';

/** What happens when somebody tells that days cannot be kept. */

export interface Reported {
  cause: Cause;
  by: Side;
  fromOn: string;
  untilOn?: string | undefined;
  /** Who cannot come: the researcher, or somebody who stands in. */
  personId?: string | undefined;
  /** It was told of another placement of the same person. */
  isTold?: true | undefined;
}

/** Which side can tell of what. */
const tellers: Record<Cause, readonly Side[]> = {
  illness: ['person', 'unit'],
  'other-duty': ['person'],
  withdrawal: sides,
  recall: ['unit'],
  left: ['person', 'unit'],
  'point-unavailable': ['host'],
  'host-closing': ['host'],
};
const forGood: ReadonlySet<Cause> = new Set<Cause>(['withdrawal', 'left', 'host-closing']);

const isForGood = ({ untilOn }: Pick<Reported, 'untilOn'>): boolean => untilOn === undefined;
const whoOf = (s: PlacementState, d: Reported): string => d.personId ?? s.researcher.personId;
const isStandIn = (s: PlacementState, d: Reported): boolean => whoOf(s, d) !== s.researcher.personId;

export function cannotReport(s: PlacementState, d: Reported, context: Context): Refusal | null {
  const isGoing = s.leaving !== undefined || s.cover?.untilOn === null;
  if (isGoing && isForGood(d) && !isStandIn(s, d) && d.by !== 'host') {
    return refuse('wrong-state', 'The researcher is leaving for good already.', '研究人员已确定退出。');
  }
  if (!tellers[d.cause].includes(d.by)) {
    return refuse('not-your-side', 'This is for another side to say.', '此事须由另一方告知。');
  }
  if (d.untilOn && d.untilOn < d.fromOn) {
    return refuse('ends-before-starts', `${d.untilOn} lies before ${d.fromOn}.`, `${d.untilOn} 早于 ${d.fromOn}。`);
  }
  if (d.untilOn && d.untilOn < today(s, context.at)) {
    return refuse(
      'date-in-past',
      `${d.untilOn} has passed: say in the log which days were not kept.`,
      `${d.untilOn} 已过，请在日志中注明未到岗日期。`,
    );
  }
  const lastOn = lastDayOf(s);
  if (d.fromOn > lastOn) {
    return refuse(
      'day-outside-period',
      `Nobody comes after ${lastOn}: say from a day until then.`,
      `派驻至 ${lastOn} 为止，请填写该日及以前的日期。`,
    );
  }
  if (forGood.has(d.cause) && d.untilOn) {
    return refuse(
      'shape-invalid',
      `${d.cause} is for good: leave out untilOn.`,
      `${d.cause} 为长期情形，请不填写截止日。`,
    );
  }
  if (!forGood.has(d.cause) && d.cause !== 'recall' && !d.untilOn) {
    return refuse('shape-invalid', 'Say until when (untilOn).', '请填写截止日（untilOn）。');
  }
  if (isStandIn(s, d) && !s.standIns.some(({ personId }) => personId === d.personId)) {
    return refuse('no-days-of-theirs', `${whoOf(s, d)} keeps no days here.`, `${whoOf(s, d)} 在此没有派驻日程。`);
  }
  // What is being booked would be booked on days that are not kept.
  return notSettled(s) ?? (mayTell(s, d, context) ? null : notForSide(s, d.by, context));
}

/** Whoever stands in speaks for themselves. */
const mayTell = (s: PlacementState, d: Reported, { actor }: Context): boolean =>
  isStandIn(s, d) && d.by === 'person' && actor.personId === d.personId;

/** The enterprise is not there any more, or wants nobody: nobody is looked for. */
const endsIt = (s: PlacementState, d: Reported): boolean =>
  d.cause === 'host-closing' || (d.cause === 'withdrawal' && d.by === 'host' && !isStandIn(s, d));

/** The point is closed to everybody. */
const isEverybodys = (s: PlacementState, d: Reported): boolean => endsIt(s, d) || d.cause === 'point-unavailable';

/** Half days from a day on, or between two, that were to be kept: by the person, or by everybody where the place is not there. */
function affected(s: PlacementState, d: Reported, fromOn: string): HalfDay[] {
  const of = ({ halfDays }: { halfDays: readonly HalfDay[] }): readonly HalfDay[] => halfDays;
  const stood = s.standIns.filter(({ personId }) => isEverybodys(s, d) || personId === d.personId).flatMap(of);
  // What is being booked is the person's too: only what another placement tells can come between.
  const theirs = [...s.booking.planned, ...(s.booking.asked?.halfDays ?? [])];
  const own = isStandIn(s, d) && !isEverybodys(s, d) ? [] : theirs;
  return [...new Set([...own, ...stood])].filter((each) => isMeant(d, each, fromOn)).toSorted();
}

const isMeant = (d: Reported, halfDay: HalfDay, fromOn: string): boolean =>
  onOf(halfDay) >= fromOn && (isForGood(d) || onOf(halfDay) <= (d.untilOn ?? ''));

/**
 * The days are given back at once, so that the person is free and somebody else can have them; the other sides are told. What was
 * looked for already goes on with it.
 */
export function heal(s: PlacementState, d: Reported & { reason?: string | undefined }, context: Context): EventDraft[] {
  const onToday = today(s, context.at);
  const fromOn = d.fromOn > onToday ? d.fromOn : onToday;
  const told = { ...d, coverId: `cover-${(s.counters['cover'] ?? 0) + 1}`, fromOn };
  const freed = affected(s, d, fromOn);
  if (endsIt(s, d)) return endFor(s, { told, freed }, context);
  // Where the researcher leaves for good, somebody who takes the whole place over is looked for already.
  return canBeCovered(d.cause) && s.cover?.untilOn !== null
    ? seekFor(s, { told, freed }, context)
    : goWithout(s, { told, freed }, context);
}

interface Lost {
  told: Reported & { coverId: string; reason?: string | undefined };
  freed: HalfDay[];
}

const giveBack = (s: PlacementState, { told, freed }: Lost, context: Context): EventDraft[] => {
  const { fromOn, untilOn, coverId } = told;
  const who = isEverybodys(s, told) ? {} : { personId: whoOf(s, told) };
  return freed.length > 0 ? release(s, context, { ...who, fromOn, untilOn, coverId }) : [];
};

/** Whoever leaves earlier does so all the same. */
const lastOnOf = ({ leaving: before }: PlacementState, fromOn: string): string =>
  addDays(before && before.on < fromOn ? before.on : fromOn, -1);

/** Nobody can be sent there any more. */
function endFor(s: PlacementState, { told, freed }: Lost, context: Context): EventDraft[] {
  const { coverId, fromOn } = told;
  const lost = { ...told, untilOn: null, halfDays: freed, untilAt: machineWait(context), isUncovered: true as const };
  const end = leave(s, fromOn, context, { isTold: true });
  const isNow = !end.some(({ type }) => type === leaving.type);
  const change = isNow ? null : endChange(s, lastOnOf(s, fromOn), daysOf(freed));
  const notify = change ? tellOthers(s, told.by, change) : [];
  return [
    ...(isNow ? stopFormer(s, 'passed') : narrowUntil(s, addDays(fromOn, -1), context)),
    disrupted(coverSubject(coverId), lost, notify),
    ...giveBack(s, { told, freed }, context),
    ...end,
  ];
}

/** Nothing is booked yet: it ends, and nobody is looked for. */
export const endOpening = (s: PlacementState, d: Reported, context: Context): EventDraft[] => {
  const coverId = `cover-${(s.counters['cover'] ?? 0) + 1}`;
  const told = { ...d, coverId };
  return [
    ...stopFormer(s, 'passed'),
    disrupted(coverSubject(coverId), {
      ...told,
      untilOn: null,
      halfDays: [],
      untilAt: machineWait(context),
      isUncovered: true,
    }),
    ...endForGood(s, context),
  ];
};

/** The days are not kept, and nobody stands in: our office agrees on others. */
function goWithout(s: PlacementState, { told, freed }: Lost, context: Context): EventDraft[] {
  const { coverId, fromOn } = told;
  const untilOn = told.untilOn ?? (isStandIn(s, told) ? (freed.map(onOf).at(-1) ?? fromOn) : null);
  const lost = { ...told, untilOn, halfDays: freed, untilAt: machineWait(context), isUncovered: true as const };
  const change = { change: 'unkept' as const, fromOn, untilOn, days: daysOf(freed) };
  const left = s.cover?.open.filter((each) => !isEverybodys(s, told) || !isMeant(told, each, fromOn)) ?? [];
  const open = s.cover?.open.length ?? 0;
  return [
    disrupted(coverSubject(coverId), lost, tellOthers(s, told.by, change)),
    ...giveBack(s, { told, freed }, context),
    ...(s.cover?.untilOn === null ? [] : narrow(s, left)),
    ...(freed.length > 0 || left.length < open
      ? [openFollowUp(s, context, { kind: 'placement-days', about: placementSubject(s), tell: true })]
      : []),
  ];
}

/** Somebody else is looked for, for all days that nobody keeps. */
function seekFor(s: PlacementState, { told, freed }: Lost, context: Context): EventDraft[] {
  const { coverId, fromOn } = told;
  const halfDays = [...new Set([...stillOpen(s, context), ...freed])].toSorted();
  // A stand-in who gives up ends nothing but their own part.
  const isLeaving = isForGood(told) && !isStandIn(s, told);
  const untilOn = isLeaving ? null : (told.untilOn ?? halfDays.map(onOf).at(-1) ?? fromOn);
  const change = { change: 'disrupted' as const, fromOn, untilOn, days: daysOf(freed) };
  const cannot = [...new Set([...(s.cover?.cannot ?? []), ...(isStandIn(s, told) ? [whoOf(s, told)] : [])])];
  return [
    ...stopFormer(s, 'merged'),
    disrupted(
      coverSubject(coverId),
      { ...told, untilOn, halfDays, untilAt: machineWait(context), cannot },
      tellOthers(s, told.by, change),
    ),
    ...giveBack(s, { told, freed }, context),
    ...whatNext(s, { coverId, halfDays, fromOn, isLeaving }, context),
  ];
}

/** Candidates for what was looked for before need not answer any more: they may be asked again, for all of it. */
const stopFormer = (s: PlacementState, how: 'merged' | 'passed'): EventDraft[] =>
  s.cover ? finish(s, s.cover, how) : [];

interface Healed {
  coverId: string;
  halfDays: HalfDay[];
  fromOn: string;
  isLeaving: boolean;
}

function whatNext(s: PlacementState, { coverId, halfDays, fromOn, isLeaving }: Healed, context: Context): EventDraft[] {
  const about = coverSubject(coverId);
  // Nothing was planned for these days: there is nothing to keep.
  if (halfDays.length === 0) {
    const over = ended(about, { coverId, how: 'passed' });
    if (!isLeaving) return [over];
    if (s.stage === 'proposed') return [over, ...leave(s, fromOn, context)];
    // Days were still to be agreed on: the enterprise counts on somebody, and our office says what becomes of it.
    return [
      short(about, { coverId, days: 0, firstOn: null, lastOn: null }),
      openFollowUp(s, context, { kind: 'placement-shortfall', about, tell: true }),
    ];
  }
  return [
    openFollowUp(s, context, { kind: 'placement-cover', about: coverSubject(coverId), tell: true }),
    seekFirst(s, coverId, context),
  ];
}
