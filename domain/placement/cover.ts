import type { Context, EventDraft, NoticeDraft } from '../decider.ts';
import { today } from '../follow-up/clocks.ts';
import { onOf } from './half-days.ts';
import type { HalfDay } from './half-days.ts';
import type { Change } from './change.ts';
import { rowsDropped } from './cover-events.ts';
import { sides } from './state.ts';
import type { TakenOver } from './taken-over.ts';
import type { PlacementState, Side } from './state.ts';

/**
 * What a placement knows of days that its researcher cannot keep: who was asked to stand in, who does, and what nobody keeps. The
 * words are those of `healing.ts`, which decides.
 */

/**
 * Why days are not kept. `other-duty`: an exam to supervise, a conference; a home unit that needs its person back recalls them.
 * `point` is the designated point, `host` the enterprise itself.
 */
export const causes = [
  'illness',
  'other-duty',
  'withdrawal',
  'recall',
  'left',
  'point-unavailable',
  'host-closing',
] as const;
export type Cause = (typeof causes)[number];

/** Nobody can stand in where the place is what is missing. */
export const canBeCovered = (cause: Cause): boolean => cause !== 'point-unavailable' && cause !== 'host-closing';

export interface CoverRequest {
  personId: string;
  postId: string;
  unitId: string;
  /** `silent`: nothing was said in time. Null also where somebody else was faster: they may be asked for what is left. */
  answer: 'yes' | 'no' | 'silent' | null;
  /** Which of the open half days this person could keep, where it is not all of them. */
  halfDays?: HalfDay[] | undefined;
  /** In its place those that they could not, where these are fewer: both are carried for each candidate. */
  without?: HalfDay[] | undefined;
  /** What a placement of their own would go by, where the researcher is not coming back. */
  facts?: SuccessorFacts | undefined;
}

/** As the API looks it up for a proposal (`placementFacts`), of whoever could take the place over. */
export interface SuccessorFacts {
  unitPostId: string;
  unitConsents: 'yes' | 'no' | 'asked' | 'unknown';
  enterpriseIds: string[];
}

export interface CoverState {
  /** `cover-1` */
  id: string;
  cause: Cause;
  /** The side that told us. */
  by: Side;
  fromOn: string;
  /** The last day; null where it is for good. */
  untilOn: string | null;
  /** Half days that nobody keeps yet. */
  open: HalfDay[];
  /**
   * `looking`: the matching is asked; `asked`: candidates are; `consent`: the enterprise, about a substitute; `booking`: the rows are
   * being written; `short`: nobody was found, or the enterprise has not agreed to whoever is `chosen`, and our office has to decide.
   */
  status: 'looking' | 'asked' | 'consent' | 'booking' | 'short';
  /** Numbers what is asked of the matching and of the rows, over all covers of a placement: an old answer fits no new question. */
  round: number;
  /** When it is looked again if nothing comes, ISO instant. */
  untilAt: string;
  /** By `candidate-1`... */
  requests: Record<string, CoverRequest>;
  chosen: string | null;
  /** Who has said that they cannot come on these days, beside the researcher: they are not asked. */
  cannot?: string[];
}

/** Somebody who keeps days in the researcher's place. */
export interface StandIn {
  personId: string;
  postId: string;
  halfDays: HalfDay[];
  /** Their home unit. Left out in what older versions recorded. */
  unitId?: string;
  /** Numbers those who stood in one after the other. What older versions recorded has none, nor an invitation. */
  n?: number;
  /** Of the invitation to these days: one more with each change of them. */
  sequence?: number;
}

/** Who keeps a half day: the researcher, somebody who stands in, or nobody. */
export function keeperOf(s: PlacementState, halfDay: HalfDay): { personId: string; postId: string } | null {
  if (s.booking.planned.includes(halfDay)) return s.researcher;
  return s.standIns.find((one) => one.halfDays.includes(halfDay)) ?? null;
}

/** Half days from today on that nobody keeps. */
export const stillOpen = (s: PlacementState, context: Pick<Context, 'at'>): HalfDay[] =>
  (s.cover?.open ?? []).filter((halfDay) => onOf(halfDay) > today(s, context.at));

/** The number of the next question to the matching or the rows. */
export const nextRound = (s: PlacementState): number =>
  Math.max(s.counters['cover-round'] ?? 1, s.cover?.round ?? 1) + 1;

/** Who is not asked again for what is open: whoever has answered, or let the time pass, and who cannot come. */
export const notAsked = (s: PlacementState): Set<string> =>
  new Set([
    s.researcher.personId,
    ...(s.cover?.cannot ?? []),
    ...Object.values(s.cover?.requests ?? {}).flatMap(({ personId, answer }) => (answer === null ? [] : [personId])),
  ]);

/** Whoever is chosen to stand in for some time has rows that are being written, and that no stand-in carries yet. */
export const hasRowsInFlight = ({ cover }: PlacementState): boolean =>
  cover !== null && cover.status === 'booking' && cover.untilOn !== null;

/** The enterprise is asked about whoever was chosen. Until it answers they are kept: without its consent nobody else may come either. */
export const isConsentAwaited = ({ cover }: Pick<PlacementState, 'cover'>): boolean =>
  cover !== null && cover.chosen !== null && (cover.status === 'consent' || cover.status === 'short');

/** Their time to answer has passed, and the days are open still: a yes is welcome. */
export function isLateYesTaken(s: PlacementState, candidateId: string, context: Pick<Context, 'at'>): boolean {
  const { cover } = s;
  const one = cover?.requests[candidateId];
  if (!cover || one?.answer !== 'silent' || cover.chosen !== null) return false;
  return keptBy(s, one, context).length > 0;
}

/** What a candidate would keep of what is open now. */
export function keptBy(
  s: PlacementState,
  { halfDays, without = [] }: CoverRequest,
  context: Pick<Context, 'at'>,
): HalfDay[] {
  // What is being booked for the researcher is not for two.
  const own = s.booking.asked?.halfDays ?? [];
  return stillOpen(s, context).filter(
    (one) => !own.includes(one) && !without.includes(one) && (halfDays?.includes(one) ?? true),
  );
}

/** The shorter of the two ways to say which days somebody could keep. */
export function shortly<T extends Pick<CoverRequest, 'halfDays' | 'without'>>(one: T, open: readonly HalfDay[]): T {
  const { halfDays, ...rest } = one;
  const without = halfDays ? open.filter((each) => !halfDays.includes(each)) : [];
  if (!halfDays || without.length >= halfDays.length) return one;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { ...rest, without } as T;
}

/** Half days as days. */
export const daysOf = (halfDays: readonly HalfDay[]): number => halfDays.length / 2;

/** What somebody who takes the place over on a day is to keep; undefined where nothing is open. */
export function takenOverOf({ cover }: PlacementState, fromOn: string): TakenOver | undefined {
  const open = (cover?.open ?? []).filter((half) => onOf(half) >= fromOn).toSorted();
  const [first] = open;
  const last = open.at(-1);
  return first && last ? { days: daysOf(open), firstOn: onOf(first), lastOn: onOf(last) } : undefined;
}

/** The post of a side that hears what changes: the supervisor, where one is named. */
function readerOf(s: PlacementState, side: Side): string {
  switch (side) {
    case 'person':
      return s.researcher.postId;
    case 'unit':
      return s.supervisors.unit ?? s.unit.postId;
    case 'host':
      return s.supervisors.host ?? s.host.postId;
  }
}

/** The sides that a placement has reached already: before the enterprise has been asked it knows of nothing. */
const reached = (s: PlacementState): Side[] =>
  s.stage === 'proposed' ? sides.filter((side) => s.acceptance[side] !== null) : [...sides];

/** The other sides are told at once; whoever stands in hears by the days that they keep (stand-in-days.ts). */
export function tellOthers(s: PlacementState, by: Side | null, change: Change): NoticeDraft[] {
  const posts = reached(s)
    .filter((side) => side !== by)
    .map((side) => readerOf(s, side));
  return [...new Set(posts)].map((postId) => changedNotice(s, postId, change));
}

/** Our office: whoever coordinates it, and the director. */
export const tellOffice = (s: PlacementState, change: Change): NoticeDraft[] => {
  const { coordinatorPostId, directorPostId } = s.homeUnit;
  return [...new Set([coordinatorPostId, ...(directorPostId ? [directorPostId] : [])])].map((postId) =>
    changedNotice(s, postId, change),
  );
};

const changedNotice = (s: PlacementState, postId: string, change: Change): NoticeDraft => ({
  to: { postId },
  kind: 'placement-changed' as const,
  facts: { about: { kind: 'placement', id: s.id.slice(s.id.lastIndexOf('.') + 1) }, ...change },
});

/** Whoever has said yes, and comes to nothing by what is decided now, hears it with our thanks. */
export function thankChosen(s: PlacementState): NoticeDraft[] {
  const { cover } = s;
  const one = cover?.chosen ? cover.requests[cover.chosen] : undefined;
  if (!cover || one?.answer !== 'yes' || cover.untilOn === null) return [];
  const halfDays = cover.open.filter((each) => !one.without?.includes(each) && (one.halfDays?.includes(each) ?? true));
  const [first] = halfDays;
  const last = halfDays.at(-1);
  const change = {
    change: 'not-needed' as const,
    fromOn: first ? onOf(first) : cover.fromOn,
    untilOn: last ? onOf(last) : cover.untilOn,
    days: daysOf(halfDays),
  };
  return [changedNotice(s, one.postId, change)];
}

export const coverSubject = (coverId: string) => ({ kind: 'cover', id: coverId });

/** Rows that were written for whoever was chosen, and that nobody will be told of, go. */
export const dropRows = (s: PlacementState): EventDraft[] =>
  s.cover && hasRowsInFlight(s) ? [rowsDropped(coverSubject(s.cover.id), { coverId: s.cover.id })] : [];
