import { dateOn } from '../fields.ts';
import type { Context, EventDraft } from '../decider.ts';
import { inFuture } from '../follow-up/dates.ts';
import { today } from '../follow-up/clocks.ts';
import { closeFollowUps, openFollowUp } from '../follow-up/engine.ts';
import { Closing } from '../follow-up/events.ts';
import type { FollowUpKind } from '../policy/defaults.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { unknownItem } from './state.ts';
import type { AgreementState } from './state.ts';

/**
 * A need on its way from being heard of to being served. Carried are its party, the step and since when; what it is about, its
 * class and the wanted skills are in the events, because room is tight and no rule of the agreement asks for them.
 */
export interface NeedState {
  partyId: string;
  status: NeedStatus;
  /** The local date of the step; left out where an older version carried the need. */
  sinceOn?: string;
  /** Left out while it was shared with nobody. */
  sharedWith?: string[];
}

/** The steps in order: the funnel of DOMAIN section 3, from Luzhou's practice [CX4]. */
export const needSteps = ['collected', 'evaluated', 'matched', 'discussed', 'intended', 'signed', 'delivered'] as const;
export type NeedStep = (typeof needSteps)[number];

/**
 * As it is carried: `open` is the first step, collected, under the word it always had; `unmatched` stands where `evaluated` does:
 * looked for and not found, it stays visible and is looked at again (S44).
 */
export type NeedStatus = 'open' | 'unmatched' | 'closed' | Exclude<NeedStep, 'collected'>;

/** As it is shown: by the words of the funnel. */
export type NeedPlace = NeedStep | 'unmatched' | 'closed';
export const placeOf = (status: NeedStatus): NeedPlace => (status === 'open' ? 'collected' : status);
export const statusOf = (step: NeedStep): NeedStatus => (step === 'collected' ? 'open' : step);
export const needPlaces: readonly NeedPlace[] = [...needSteps, 'unmatched', 'closed'];

/** How far it is, as an index of `needSteps`; closed is nowhere. */
export function reached(status: NeedStatus): number {
  const place = status === 'unmatched' ? 'evaluated' : placeOf(status);
  return needSteps.findIndex((step) => step === place);
}

/** What asks for the next step, each with a clock of its own: "collect weekly, evaluate monthly, match quarterly" [CX4]. */
const asksOn: Readonly<Record<NeedStatus, FollowUpKind | null>> = {
  open: 'need',
  evaluated: 'need-match',
  unmatched: 'need-match',
  matched: 'need-discuss',
  discussed: 'need-intend',
  intended: 'need-sign',
  signed: 'need-deliver',
  delivered: null,
  closed: null,
};

export const needSubject = (needId: string) => ({ kind: 'need', id: needId });

/** Whether people of an organisation may read a need: its party and those it was shared with. Our own unit keeps it. */
export function mayReadNeed(s: AgreementState, need: NeedState, reader: string): boolean {
  return reader === need.partyId || (need.sharedWith ?? []).includes(reader) || reader === s.homeUnit.organisationId;
}

export function findOpenNeed(s: AgreementState, needId: string): NeedState | Refusal {
  const need = s.needs[needId];
  if (!need) return unknownItem(needId);
  return need.status === 'closed' ? refuse('wrong-state', `${needId} is closed.`, `${needId} 已关闭。`) : need;
}

/** Evolution's side of a step; `onDate` is missing in what older versions recorded. */
export function standsAt(
  s: AgreementState,
  needId: string,
  status: NeedStatus,
  { onDate, at }: { onDate?: string; at: string },
): void {
  const need = s.needs[needId];
  if (!need) return;
  // Looked for again and not found again, it is without since the first time.
  if (need.status !== status || !need.sinceOn) need.sinceOn = onDate ?? today(s, at);
  need.status = status;
}

/** When a step was taken, at the latest today and not before the step that it follows. */
export const takenOn = dateOn.optional();
export function dayOf(
  s: AgreementState,
  need: NeedState,
  onDate: string | undefined,
  context: Context,
): string | Refusal {
  const on = onDate ?? today(s, context.at);
  const ahead = inFuture(s, on, context);
  if (ahead) return ahead;
  const since = need.sinceOn;
  return since && on < since
    ? refuse('ends-before-starts', `It stands where it does since ${since}.`, `该需求自 ${since} 起处于当前环节。`)
    : on;
}

/**
 * The next step is asked for by whoever held the one before. It is our unit's turn: whose need it is waits for us (S44). What
 * was open about the need, under whatever kind an older version opened it, ends with the step.
 */
export function askOnwards(
  s: AgreementState,
  context: Context,
  needId: string,
  { status, how = Closing.done }: { status: NeedStatus; how?: Closing },
): EventDraft[] {
  const about = needSubject(needId);
  const held = Object.values(s.followUps).find((f) => f.about.kind === about.kind && f.about.id === needId);
  const kind = asksOn[status];
  return [
    ...closeFollowUps(s, about, how),
    ...(kind ? [openFollowUp(s, context, { kind, about, ownerPostId: held?.ownerPostId ?? null })] : []),
  ];
}
