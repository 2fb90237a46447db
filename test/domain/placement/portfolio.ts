import { keptBy } from '../../../activities/bookings.ts';
import type { Booking } from '../../../activities/bookings.ts';
import type { Candidate } from '../../../activities/cover.ts';
import type { Leaving } from '../../../activities/leaving.ts';
import { agreement } from '../../../domain/agreement/index.ts';
import type { AgreementState } from '../../../domain/agreement/state.ts';
import { localDateOf } from '../../../domain/calendar/calendar.ts';
import { addDays } from '../../../domain/calendar/local-date.ts';
import type { Actor, Decider, EntityRef, RecordedEvent } from '../../../domain/decider.ts';
import type { FollowUpHost } from '../../../domain/follow-up/host.ts';
import { coverCandidates } from '../../../domain/matching/cover.ts';
import type { NeedProfile, ResearcherProfile } from '../../../domain/matching/profiles.ts';
import { weightsFrom } from '../../../domain/matching/score.ts';
import { readVocabulary } from '../../../domain/matching/vocabulary.ts';
import { defaultTerms } from '../../../domain/matching/vocabulary-default.ts';
import type { BookingResult } from '../../../domain/placement/booking.ts';
import { tooManyEnterprises } from '../../../domain/placement/caps.ts';
import { notAsked } from '../../../domain/placement/cover.ts';
import { isHalfDay, onOf } from '../../../domain/placement/half-days.ts';
import { placement } from '../../../domain/placement/index.ts';
import type { PlacementState } from '../../../domain/placement/state.ts';
import { propose } from '../../../domain/propose.ts';
import type { Outcome, QueuedCommand } from '../../../domain/propose.ts';
import { storedText } from '../../../domain/text.ts';
import { bookingNews } from '../../../workflows/booking-news.ts';
import { childOpening, isBirth } from '../../../workflows/child-opening.ts';
import { coverNews } from '../../../workflows/cover-news.ts';
import { childNews, successorOf, toldToChild, toldToPredecessor } from '../../../workflows/family-news.ts';
import { leftNews } from '../../../workflows/left-news.ts';
import { shipped } from '../matching/judged-input.ts';

/**
 * Agreements and their placements as they live beside each other, in memory: the real deciders and the real telling of each other,
 * with rows of booked half days as activities/bookings.ts keeps them. Who is looked at next is for the caller to choose.
 */

export interface Member<S extends FollowUpHost & { status: string }> {
  ref: EntityRef;
  decider: Decider<S>;
  state: S;
  events: RecordedEvent[];
  inbox: QueuedCommand[];
}
export type AgreementMember = Member<AgreementState>;
export type PlacementMember = Member<PlacementState>;
type AnyMember = AgreementMember | PlacementMember;

export interface Row {
  placementId: string;
  enterpriseId: string;
}
export interface Need {
  enterpriseId: string;
  terms: readonly string[];
}

const scheme = shipped('shandong');
const vocabulary = readVocabulary(defaultTerms);
const weights = weightsFrom(undefined, scheme);
const BATCH = 5;

export class Portfolio {
  at: string;
  readonly agreements = new Map<string, AgreementMember>();
  readonly placements = new Map<string, PlacementMember>();
  /** By `person/2026-03-03/am`: nobody is in two places, as the primary key has it. */
  readonly rows = new Map<string, Row>();
  readonly people = new Map<string, ResearcherProfile>();
  readonly needs: Need[] = [];
  /** What somebody was told, in order. */
  readonly told: { id: string; kind: string }[] = [];
  /** What was refused, by command and code: for the report. */
  readonly refusals = new Map<string, number>();

  constructor(at: string) {
    this.at = at;
  }

  get today(): string {
    return localDateOf('Asia/Shanghai', this.at);
  }

  member(id: string): AnyMember | undefined {
    return this.placements.get(id) ?? this.agreements.get(id);
  }

  send(id: string, command: QueuedCommand): void {
    const to = this.member(id);
    // It does not run, or has ended: the signal goes nowhere.
    if (!to || to.state.status === 'closed' || to.inbox.some((one) => one.commandId === command.commandId)) return;
    to.inbox.push(command);
  }

  /** One pass of the loop, as workflows/entity.ts makes it. Gives what became of each command. */
  async pass(id: string): Promise<Outcome[]> {
    const child = this.placements.get(id);
    if (child) return this.#passOf(child, (events, before) => this.#afterPlacement(child, events, before));
    const head = this.agreements.get(id);
    return head ? this.#passOf(head, async (events) => this.#afterAgreement(head, events)) : [];
  }

  async #passOf<S extends FollowUpHost & { status: string }>(
    member: Member<S>,
    after: (events: RecordedEvent[], before: S) => Promise<void>,
  ): Promise<Outcome[]> {
    const { decider, ref } = member;
    const batch = member.inbox.splice(0, BATCH).map((queued) => ({
      ...queued,
      data: decider.commands.get(queued.name)?.schema(storedText).parse(queued.data),
    }));
    const before = member.state;
    const proposal = propose(decider, ref, { state: before, seq: member.events.length }, batch, this.at);
    const recorded: RecordedEvent[] = JSON.parse(JSON.stringify(proposal.events));
    member.state = decider.evolve(before, recorded);
    member.events.push(...recorded);
    for (const { notify } of recorded) for (const { kind } of notify ?? []) this.told.push({ id: ref.id, kind });
    for (const { name, outcome } of proposal.outcomes) {
      if (outcome.status !== 'refused') continue;
      const key = `${name}: ${outcome.refusal.refused}`;
      this.refusals.set(key, (this.refusals.get(key) ?? 0) + 1);
    }
    await after(recorded, before);
    return proposal.outcomes.map(({ outcome }) => outcome);
  }

  async #afterPlacement(member: PlacementMember, events: RecordedEvent[], before: PlacementState): Promise<void> {
    const { ref, state } = member;
    const was = placement.card(before, this.at);
    const is = placement.card(state, this.at);
    const seq = events.at(-1)?.seq;
    if (seq !== undefined && (was.stage !== is.stage || was.status !== is.status || was.light !== is.light)) {
      this.send(ref.agreementId, childNews({ ...ref, seq }, { stage: is.stage, status: is.status, light: is.light }));
    }
    for (const event of events) {
      const successor = successorOf(event, state);
      if (successor) this.send(ref.agreementId, successor);
    }
    await leftNews(events, state, { isPassedOn: () => true, tellOfLeaving: async (told) => this.#tellOfLeaving(told) });
    const world = {
      book: async (booking: Booking) => this.book(booking),
      release: async ({ placementId }: { placementId: string }) => this.#release(placementId),
      findCover: async () => this.findCover(state),
    };
    const back = [...(await bookingNews(events, state, world)), ...(await coverNews(events, state, world))];
    if (state.status !== 'closed') member.inbox.push(...back);
  }

  /** As activities/leaving.ts tells the other open placements of somebody who leaves. */
  #tellOfLeaving({ placementId, seq, ...data }: Leaving): number {
    const { personId } = data;
    const others = [...this.placements.values()].filter(
      ({ ref, state: { status, researcher, standIns } }) =>
        ref.id !== placementId &&
        status !== 'closed' &&
        [researcher, ...standIns].some((one) => one.personId === personId),
    );
    for (const { ref } of others) {
      const commandId = `${placementId}/${seq}/${ref.id}`;
      this.send(ref.id, { commandId, name: 'personLeft', actor: { id: 'system', roles: ['system'] }, data });
    }
    return others.length;
  }

  async #afterAgreement(member: AgreementMember, events: RecordedEvent[]): Promise<void> {
    const { ref } = member;
    for (const event of events) {
      if (isBirth(event)) this.#open(member, event);
      const predecessor = toldToPredecessor(event);
      if (predecessor) this.send(predecessor.workflowId, predecessor.command);
      for (const [id, child] of this.placements) {
        if (child.ref.agreementId !== ref.id || child.state.status === 'closed') continue;
        for (const command of toldToChild(ref.id, id, event)) this.send(id, command);
      }
    }
  }

  #open({ ref, state }: AgreementMember, event: RecordedEvent): void {
    const clock = { businessStart: this.at, realStart: this.at, speed: 1 };
    const { options } = childOpening({ ref, clock } as never, event, state, 'a cooperation');
    const [input] = options.args;
    const child = input.ref;
    this.placements.set(child.id, {
      ref: child,
      decider: placement,
      state: placement.initial(child),
      events: [],
      inbox: [...input.first],
    });
  }

  /** As the transaction of activities/bookings.ts: all of it, or what stands in the way. */
  book({ placementId, researcherId, enterpriseId, halfDays, caps }: Booking): BookingResult {
    const clash = [];
    for (const halfDay of halfDays) {
      const row = this.rows.get(`${researcherId}/${halfDay}`);
      if (!row || row.placementId === placementId) continue;
      if (this.placements.get(row.placementId)?.state.status === 'closed')
        this.rows.delete(`${researcherId}/${halfDay}`);
      else
        clash.push({ onDate: onOf(halfDay), half: halfDay.endsWith('am') ? ('am' as const) : ('pm' as const), ...row });
    }
    if (clash.length > 0) return { clash: clash.slice(0, 50) };
    const most = caps.maxEnterprises;
    const days = this.daysOf(researcherId, placementId);
    const here = halfDays.map((halfDay) => ({ enterpriseId, onDate: onOf(halfDay) }));
    const over = most ? tooManyEnterprises([...days, ...here], { enterpriseId, most: most.value }) : null;
    if (most && over) return { cap: { ...most, enterpriseIds: over } };
    for (const [key, row] of this.rows) {
      if (row.placementId === placementId && key.startsWith(`${researcherId}/`)) this.rows.delete(key);
    }
    for (const halfDay of halfDays) this.rows.set(`${researcherId}/${halfDay}`, { placementId, enterpriseId });
    return { booked: true };
  }

  #release(placementId: string): void {
    const kept = new Set(keptBy(this.placements.get(placementId)?.state));
    for (const [key, row] of this.rows) if (row.placementId === placementId && !kept.has(key)) this.rows.delete(key);
  }

  daysOf(personId: string, exceptId = ''): { enterpriseId: string; onDate: string }[] {
    return [...this.rows]
      .filter(([key, row]) => key.startsWith(`${personId}/`) && row.placementId !== exceptId)
      .map(([key, { enterpriseId }]) => ({ enterpriseId, onDate: key.slice(-13, -3) }));
  }

  /** As activities/cover.ts asks the matching. */
  findCover(s: PlacementState): Candidate[] {
    const on = this.today;
    const { cover } = s;
    const open = (cover?.open ?? []).filter((half) => onOf(half) > on);
    if (!cover || open.length === 0) return [];
    const taken = new Map<string, Set<string>>();
    const held = new Map<string, [string, Row][]>();
    for (const [key, row] of this.rows) {
      const personId = key.slice(0, -14);
      taken.set(personId, (taken.get(personId) ?? new Set()).add(key.slice(-13)));
      const own = held.get(personId);
      if (own) own.push([key, row]);
      else held.set(personId, [[key, row]]);
    }
    const isForGood = cover.untilOn === null;
    const found = coverCandidates(
      [...this.people.values()].map((one) => this.#profile(one, held.get(one.personId) ?? [])),
      {
        need: this.needOf(s, { fromOn: onOf(open[0] ?? `${on}/am`), toOn: onOf(open.at(-1) ?? `${on}/am`) }),
        scheme,
        vocabulary,
        weights,
        leastFit: 0.05,
        on,
        open,
        isForGood,
        taken,
        except: notAsked(s),
      },
    );
    return found.map(({ personId, halfDays }) => ({
      personId,
      postId: `post-${personId}`,
      unitId: this.people.get(personId)?.homeUnitId ?? '',
      ...(halfDays ? { halfDays: halfDays.filter(isHalfDay) } : {}),
      ...(isForGood ? { facts: this.successorFacts(personId) } : {}),
    }));
  }

  /** With the places that somebody holds now. */
  #profile(person: ResearcherProfile, rows: readonly [string, Row][]): ResearcherProfile {
    const held = new Map<string, { enterpriseId: string; days: string[] }>();
    for (const [key, { placementId, enterpriseId }] of rows) {
      const one = held.get(placementId) ?? { enterpriseId, days: [] };
      one.days.push(key.slice(-13, -3));
      held.set(placementId, one);
    }
    const places = [...held].map(([placementId, { enterpriseId, days }]) => {
      const inOrder = days.toSorted();
      return {
        placementId,
        enterpriseId,
        fromOn: inOrder[0] ?? '',
        toOn: inOrder.at(-1) ?? '',
        daysAYear: days.length / 2,
      };
    });
    return { ...person, places: places.filter(({ toOn }) => toOn >= this.today) };
  }

  successorFacts(personId: string): NonNullable<Candidate['facts']> {
    const consents = this.people.get(personId)?.homeUnitConsents;
    const enterprises = new Set(this.daysOf(personId).map(({ enterpriseId }) => enterpriseId));
    for (const { state } of this.placements.values()) {
      if (state.status !== 'closed' && state.researcher.personId === personId)
        enterprises.add(state.host.organisationId);
    }
    return {
      unitPostId: 'post-unit',
      unitConsents: consents === 'yes' ? 'yes' : 'unknown',
      enterpriseIds: [...enterprises].toSorted(),
    };
  }

  needOf(s: PlacementState, period: { fromOn: string; toOn: string }): NeedProfile {
    return {
      agreementId: s.agreementId,
      needId: 'need-1',
      key: s.id,
      enterpriseId: s.host.organisationId,
      class: 'other',
      terms: this.needs[Number(s.said.purpose?.slice(10, 13) ?? 0)]?.terms ?? [],
      text: '',
      urgency: 'normal',
      languages: [],
      area: '',
      ...period,
      toOn: period.toOn <= period.fromOn ? addDays(period.fromOn, 1) : period.toOn,
      daysAYear: s.daysAYear,
      team: { least: 1, wanted: 1 },
      requestedPersonId: null,
    };
  }
}

export const actorOf = (personId: string, roles: Actor['roles'] = ['owner']): Actor => ({
  id: personId,
  personId,
  postIds: [`post-${personId}`],
  roles,
});

export function newAgreement(id: string): AgreementMember {
  const ref = { kind: 'agreement' as const, id, agreementId: id };
  return { ref, decider: agreement, state: agreement.initial(ref), events: [], inbox: [] };
}
