import { keptBy } from '../../../activities/bookings.ts';
import type { RecordedEvent } from '../../../domain/decider.ts';
import { tooManyEnterprises } from '../../../domain/placement/caps.ts';
import { onOf } from '../../../domain/placement/half-days.ts';
import type { HalfDay } from '../../../domain/placement/half-days.ts';
import type { PlacementState } from '../../../domain/placement/state.ts';
import type { PlacementMember, Portfolio } from './portfolio.ts';

/** What has to hold at every instant, whatever happens to a portfolio (issue, section 4). Each law says what breaks it. */

const MOST_ENTERPRISES = 3;
/** What takes days from an enterprise without anybody having agreed on it. */
const takers = [
  'placementDisrupted',
  'placementPaused',
  'placementHeldFromAbove',
  'placementEnding',
  'placementClosed',
];
const ends: ReadonlySet<string> = new Set(['placementEnding', 'placementClosed']);
/** Nobody comes any more, whether or not the last days are logged. */
const isOver = ({ status }: Pick<PlacementState, 'status'>): boolean => status === 'closed' || status === 'ending';

const keptOf = ({ booking, standIns }: PlacementState): HalfDay[] => [
  ...booking.planned,
  ...standIns.flatMap(({ halfDays }) => halfDays),
];

export class Laws {
  readonly #portfolio: Portfolio;
  /** Half days that were planned and that nobody keeps, with the event that says why, by placement. */
  readonly lost = new Map<string, Map<HalfDay, string>>();
  /** For the report: how many half days were lost by what. */
  readonly causes = new Map<string, number>();

  constructor(portfolio: Portfolio) {
    this.#portfolio = portfolio;
  }

  /** After a pass of one placement: what it did, and how it stands. */
  afterPass({ ref, state }: PlacementMember, before: PlacementState, events: readonly RecordedEvent[]): string[] {
    const { today } = this.#portfolio;
    const broken: string[] = [];
    const lost = this.lost.get(ref.id) ?? new Map<HalfDay, string>();
    this.lost.set(ref.id, lost);
    const now = keptOf(state);
    const [had, has] = [new Set(keptOf(before)), new Set(now)];
    if (has.size < now.length) broken.push('a half day is kept by two people at one place');
    const gone = [...had].filter((each) => !has.has(each) && onOf(each) >= today);
    for (const each of gone) {
      const isAgreed = events.some(isByPeople);
      const taker = events.find((event) => takers.includes(event.type) && isAbout(event, each));
      if (taker) this.causes.set(nameOf(taker), (this.causes.get(nameOf(taker)) ?? 0) + 1);
      if (taker && !isAgreed) lost.set(each, `${taker.seq} ${nameOf(taker)}`);
      if (!taker && !isAgreed) broken.push(`nothing in the record explains that ${each} is lost`);
    }
    for (const each of has) lost.delete(each);
    // Days were agreed on anew, or somebody let those that were looked for go.
    if (events.some(({ type }) => type === 'bookingSettled')) lost.clear();
    if (events.some(({ type, data }) => type === 'coverEnded' && data['how'] === 'accepted')) {
      for (const each of before.cover?.open ?? []) lost.delete(each);
    }
    return [...broken, ...this.ofPlacement(ref.id)].map((law) => `${ref.id} on ${today}: ${law}`);
  }

  ofPlacement(id: string): string[] {
    const member = this.#portfolio.placements.get(id);
    if (!member) return [];
    const { state, inbox } = member;
    return [
      ...this.#rows(member),
      ...this.#scheme(state),
      ...(state.status === 'closed' || inbox.length > 0 ? [] : this.#waits(member)),
      ...(inbox.length > 0 ? [] : this.#alerts(member)),
    ];
  }

  /** Rows are what is kept, and of a placement that has ended none lies ahead. */
  #rows({ ref, state, inbox }: PlacementMember): string[] {
    const { rows, today } = this.#portfolio;
    const written = [...rows]
      .filter(([key, row]) => row.placementId === ref.id && key.slice(-13, -3) > today)
      .map(([key]) => key);
    if (isOver(state)) {
      return written.length > 0 ? [`closed, with ${written.length} rows ahead, the first ${written[0] ?? ''}`] : [];
    }
    if (inbox.length > 0 || state.booking.asked) return [];
    const kept = keptBy(state).filter((key) => key.slice(-13, -3) > today);
    const missing = kept.find((key) => rows.get(key)?.placementId !== ref.id);
    const surplus = written.find((key) => !kept.includes(key));
    return [
      ...(missing && state.cover?.status !== 'booking' ? [`${missing} is kept and has no row`] : []),
      ...(surplus ? [`${surplus} has a row and nobody keeps it`] : []),
    ];
  }

  /** Limits hold at every instant, for whoever is here. */
  #scheme({ researcher, standIns, host, status }: PlacementState): string[] {
    if (status === 'closed') return [];
    const broken: string[] = [];
    for (const { personId } of [researcher, ...standIns]) {
      const days = this.#portfolio.daysOf(personId);
      const served = new Set(days.map((day) => day.enterpriseId));
      for (const enterpriseId of served.size > MOST_ENTERPRISES ? served : []) {
        const over = tooManyEnterprises(days, { enterpriseId, most: MOST_ENTERPRISES });
        if (over) broken.push(`${personId} is at ${over.join(', ')} within twelve months`);
      }
    }
    for (const { personId } of standIns) {
      const profile = this.#portfolio.people.get(personId);
      if (profile?.homeUnitConsents !== 'yes') broken.push(`${personId} stands in without the consent of the unit`);
      if (profile?.exclusions.some(({ organisationId }) => organisationId === host.organisationId)) {
        broken.push(`${personId} stands in at ${host.organisationId}, which is excluded`);
      }
    }
    return broken;
  }

  /** Nothing waits for ever. */
  #waits({ state, decider }: PlacementMember): string[] {
    const { cover } = state;
    const wake = decider.nextWake(state);
    const broken: string[] = [];
    if (wake === null && Object.keys(state.followUps).length === 0) broken.push('nobody will look at it again');
    if (cover && cover.status !== 'short' && wake === null) broken.push(`cover ${cover.status} without a clock`);
    return broken;
  }

  /** Every day that was lost has cover, somebody who looks for it, or somebody who was told and has to act. */
  #alerts(member: PlacementMember): string[] {
    const lost = [...(this.lost.get(member.ref.id) ?? [])].filter(([each]) => onOf(each) > this.#portfolio.today);
    const [first] = lost.filter(([each]) => !this.#isLookedAfter(member, each));
    return first ? [`${first[0]} is lost by ${first[1]}, and nobody is told`] : [];
  }

  #isLookedAfter({ ref, state, events }: PlacementMember, halfDay: HalfDay): boolean {
    const kinds = new Set(Object.values(state.followUps).map(({ kind }) => kind));
    if (isOver(state)) return this.#isEndAnswered(ref.id, events);
    const { cover, hold, booking, leaving } = state;
    if (cover?.open.includes(halfDay)) return cover.status !== 'short' || kinds.has('placement-shortfall');
    // Its end is waited for, and asks for days.
    if (hold) return true;
    if (kinds.has('placement-days') || kinds.has('placement-clash') || booking.asked) return true;
    return leaving !== undefined && onOf(halfDay) >= leaving.on && this.#isEndAnswered(ref.id, events);
  }

  /** Why a placement ends: people said so, the enterprise is what is missing, or somebody took over. */
  #isEndAnswered(id: string, events: readonly RecordedEvent[]): boolean {
    const said = events.some(
      ({ type, data }) =>
        (ends.has(type) && data['reason'] !== undefined) ||
        (type === 'coverEnded' && data['how'] === 'accepted') ||
        (type === 'placementDisrupted' && data['isUncovered'] === true && data['by'] === 'host'),
    );
    if (said) return true;
    const next = [...this.#portfolio.placements.values()].filter((one) => followsOn(one, id));
    return next.some(({ ref, state, events: own }) => !isOver(state) || this.#isHeard(ref.id, own));
  }

  /** A successor that came to nothing comes back to the agreement. */
  #isHeard(id: string, events: readonly RecordedEvent[]): boolean {
    const head = this.#portfolio.agreements.get(id.slice(0, id.lastIndexOf('.')));
    const childId = id.slice(id.lastIndexOf('.') + 1);
    const asked = head?.events.some((event) => event.type === 'followUpOpened' && event.about?.id === childId);
    const isComing = head?.inbox.some(({ data }) => JSON.stringify(data).includes(`"${childId}"`));
    return asked === true || isComing === true || this.#isEndAnswered(id, events);
  }
}

/** Its first command waits still, perhaps. */
const followsOn = ({ state, inbox }: PlacementMember, id: string): boolean =>
  state.coverOf === id || (state.status === 'new' && JSON.stringify(inbox).includes(`"coverOf":"${id}"`));

const isByPeople = ({ type, data }: RecordedEvent): boolean =>
  type === 'bookingSettled' ||
  (type === 'bookingReleased' && data['reason'] !== undefined) ||
  (ends.has(type) && data['reason'] !== undefined);

/** Minimal change: what is taken lies within what was said. */
function isAbout({ type, data }: RecordedEvent, halfDay: HalfDay): boolean {
  if (ends.has(type)) return true;
  const from = typeof data['fromOn'] === 'string' ? data['fromOn'] : '';
  const until = typeof data['untilOn'] === 'string' ? data['untilOn'] : '9999';
  return onOf(halfDay) >= from && onOf(halfDay) <= until;
}

const nameOf = ({ type, data }: RecordedEvent): string => {
  const { cause, by } = data;
  return typeof cause === 'string' && typeof by === 'string' ? `${cause} by ${by}` : type;
};
