import type { Context, EventDraft } from '../decider.ts';
import { today } from '../follow-up/clocks.ts';
import { openFollowUp } from '../follow-up/engine.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { notForSide } from './acceptance.ts';
import { release } from './booking.ts';
import { disrupted, ended } from './cover-events.ts';
import { coverSubject, endForGood, machineWait, seekFirst, takeBack } from './cover-steps.ts';
import { canBeCovered, daysOf, stillOpen, tellOthers } from './cover.ts';
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
}

/** Which side can tell of what. */
const tellers: Record<Cause, readonly Side[]> = {
  illness: ['person', 'unit'],
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
  if (s.cover && s.cover.untilOn === null) {
    return refuse('wrong-state', 'The researcher is leaving for good already.', '研究人员已确定退出。');
  }
  if (!tellers[d.cause].includes(d.by)) {
    return refuse('not-your-side', 'This is for another side to say.', '此事须由另一方告知。');
  }
  if (d.untilOn && d.untilOn < d.fromOn) {
    return refuse('ends-before-starts', `${d.untilOn} lies before ${d.fromOn}.`, `${d.untilOn} 早于 ${d.fromOn}。`);
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
    return refuse('unknown-person', `${whoOf(s, d)} keeps no days here.`, `${whoOf(s, d)} 在此没有派驻日程。`);
  }
  return mayTell(s, d, context) ? null : notForSide(s, d.by, context);
}

/** Whoever stands in speaks for themselves. */
const mayTell = (s: PlacementState, d: Reported, { actor }: Context): boolean =>
  isStandIn(s, d) && d.by === 'person' && actor.personId === d.personId;

/** Half days from a day on, or between two, that the person was to keep. */
function affected(s: PlacementState, d: Reported, fromOn: string): HalfDay[] {
  const own = isStandIn(s, d)
    ? s.standIns.filter(({ personId }) => personId === d.personId).flatMap(({ halfDays }) => halfDays)
    : s.booking.planned;
  return own.filter((each) => onOf(each) >= fromOn && (isForGood(d) || onOf(each) <= (d.untilOn ?? '')));
}

/**
 * The days are given back at once, so that the person is free and somebody else can have them; the other sides are told. What was
 * looked for already goes on with it.
 */
export function heal(s: PlacementState, d: Reported & { reason?: string | undefined }, context: Context): EventDraft[] {
  const coverId = `cover-${(s.counters['cover'] ?? 0) + 1}`;
  const onToday = today(s, context.at);
  const fromOn = d.fromOn > onToday ? d.fromOn : onToday;
  const freed = affected(s, d, fromOn);
  const halfDays = [...new Set([...stillOpen(s, context), ...freed])].toSorted();
  // A stand-in who gives up ends nothing but their own part.
  const untilOn = isForGood(d) && !isStandIn(s, d) ? null : (d.untilOn ?? halfDays.map(onOf).at(-1) ?? fromOn);
  const change = { change: 'disrupted' as const, fromOn, untilOn, days: daysOf(freed) };
  const drafts = [
    ...stopFormer(s),
    disrupted(
      coverSubject(coverId),
      { ...d, coverId, fromOn, untilOn, halfDays, untilAt: machineWait(context) },
      tellOthers(s, d.by, change),
    ),
    ...(freed.length > 0 ? release(s, context, { personId: whoOf(s, d), fromOn, untilOn: d.untilOn, coverId }) : []),
  ];
  return [...drafts, ...whatNext(s, { cause: d.cause, coverId, halfDays, untilOn }, context)];
}

/** Candidates for what was looked for before need not answer any more: they may be asked again, for all of it. */
function stopFormer(s: PlacementState): EventDraft[] {
  return s.cover
    ? [...takeBack(s, s.cover), ended(coverSubject(s.cover.id), { coverId: s.cover.id, how: 'passed' })]
    : [];
}

interface Healed {
  cause: Cause;
  coverId: string;
  halfDays: HalfDay[];
  untilOn: string | null;
}

function whatNext(s: PlacementState, { cause, coverId, halfDays, untilOn }: Healed, context: Context): EventDraft[] {
  const over = ended(coverSubject(coverId), { coverId, how: 'passed' });
  if (cause === 'host-closing') return endForGood(s, context);
  // Nothing was planned for these days: there is nothing to keep.
  if (halfDays.length === 0) return untilOn === null ? endForGood(s, context) : [over];
  if (!canBeCovered(cause)) {
    return [over, openFollowUp(s, context, { kind: 'placement-days', about: placementSubject(s), tell: true })];
  }
  return [
    openFollowUp(s, context, { kind: 'placement-cover', about: coverSubject(coverId), tell: true }),
    seekFirst(coverId, context),
  ];
}
