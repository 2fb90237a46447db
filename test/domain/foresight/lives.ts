import fc from 'fast-check';
import { loadCalendar } from '../../../activities/calendars.ts';
import { agreement } from '../../../domain/agreement/index.ts';
import type { AgreementState } from '../../../domain/agreement/state.ts';
import { addDays } from '../../../domain/calendar/local-date.ts';
import type { Actor, Decider, EntityRef, RecordedEvent } from '../../../domain/decider.ts';
import { plan } from '../../../domain/plan/index.ts';
import type { PlanState } from '../../../domain/plan/state.ts';
import { propose } from '../../../domain/propose.ts';
import { storedText } from '../../../domain/text.ts';
import { homeUnit, ours, text, theirs } from '../agreement/life.ts';
import { bothSponsors, member, openData } from '../plan/life.ts';

/** Entities at some moment of their lives, brought there by commands and by the real loop's passes. */

export const agreementId = 'agreement-2026-0001-zzuet-cnuktip';
const START = '2026-03-02T01:00:00.000Z';
const dayMs = 86_400_000;
export const everybody: Actor = {
  id: 'person-9',
  roles: ['coordinator', 'secretary', 'liaison', 'director', 'leader', 'owner', 'confirmer', 'system'],
};
export const calendar = loadCalendar('CN', { fromOn: '2026-03-02' });
const adopted = { homeUnit, calendar, policy: { version: 1 } };

/** The loop without Temporal: each pass one proposal, followed through JSON as it comes back from Postgres. */
export class Looped<S> {
  state: S;
  seq = 0;
  at = START;
  nextWakeAt: string | null = null;
  readonly events: RecordedEvent[] = [];
  #n = 0;

  constructor(
    readonly decider: Decider<S>,
    readonly ref: EntityRef,
  ) {
    this.state = decider.initial(ref);
  }

  /** For a failing property: the whole of it fills pages. */
  [fc.toStringMethod](): string {
    return `${this.ref.id} at ${this.at}: ${this.events.map((event) => event.type).join(' ')}`;
  }

  /** Sends a command; true if it was taken. */
  send(name: string, data: object): boolean {
    const parsed = this.decider.commands.get(name)?.schema(storedText).parse(data);
    return this.#pass([{ commandId: `c${(this.#n += 1)}`, name, actor: everybody, data: parsed }]);
  }

  /** As the loop does while nobody says anything: a pass at each wake up to and with `until`. */
  sleepUntil(until: string): void {
    while (this.nextWakeAt !== null && this.nextWakeAt <= until) {
      if (this.nextWakeAt > this.at) this.at = this.nextWakeAt;
      this.#pass([]);
    }
    this.at = until;
  }

  sleep(days: number): void {
    this.sleepUntil(later(this.at, days));
  }

  #pass(batch: Parameters<typeof propose>[3]): boolean {
    const proposal = propose(this.decider, this.ref, { state: this.state, seq: this.seq }, batch, this.at);
    const recorded: RecordedEvent[] = JSON.parse(JSON.stringify(proposal.events));
    this.state = this.decider.evolve(this.state, recorded);
    this.seq += recorded.length;
    this.events.push(...recorded);
    this.nextWakeAt = proposal.nextWakeAt;
    return proposal.outcomes.every(({ outcome }) => outcome.status === 'recorded');
  }
}

export const later = (at: string, days: number): string => new Date(Date.parse(at) + days * dayMs).toISOString();

export function anAgreement(accept = true): Looped<AgreementState> {
  const life = new Looped(agreement, { kind: 'agreement', id: agreementId, agreementId });
  const parties = [
    { organisationId: theirs, role: 'guest' },
    { organisationId: ours, role: 'host', ours: true },
  ];
  life.send('startAgreement', { parties, accept, adopted });
  return life;
}

export function aPlan(): Looped<PlanState> {
  const life = new Looped(plan, { kind: 'plan', id: `${agreementId}.plan-1`, agreementId });
  life.send('openPlan', { ...openData({ text: text('what'), sponsors: bothSponsors }), adopted });
  return life;
}

/** At the stage of communication, with so many commitments and needs: far more than an agreement has in real life. */
export function aBigAgreement(commitments: number, needs: number): Looped<AgreementState> {
  const life = anAgreement();
  for (const stage of ['visit', 'symposium'])
    life.send('waiveStage', { stage, reason: text('late'), approverPersonId: 'person-director' });
  for (let n = 1; n <= commitments; n += 1) {
    const dueOn = addDays('2026-03-20', n * 5);
    const commitment = { sentence: text('we will'), beneficiaryOrganisationId: theirs };
    life.send('recordCommitment', n % 3 === 0 ? commitment : { ...commitment, ownerPostId: `post-${n}`, dueOn });
  }
  for (let n = 1; n <= needs; n += 1) {
    life.send('addParty', { organisationId: `org-enterprise-${n}`, role: 'beneficiary' });
    life.send('recordNeed', { partyId: `org-enterprise-${n}`, class: 'process-upgrading', shortcoming: text('gap') });
  }
  return life;
}

interface Move {
  name: string;
  data: object;
  /** Fields that are dates, as days from now. */
  on?: Record<string, number>;
}

const days = (min: number, max: number) => fc.integer({ min, max });
const move = (name: string, data: object, on: Record<string, fc.Arbitrary<number>> = {}): fc.Arbitrary<Move> =>
  fc.record(on).map((dates) => ({ name, data, on: dates }));

const ofFollowUps = (ids: readonly string[]): fc.Arbitrary<Move>[] =>
  ids.flatMap((followUpId) => [
    move(
      'pauseFollowUp',
      { followUpId, kind: 'waiting', waitingFor: 'org-office', reason: text('why') },
      { untilOn: days(1, 9) },
    ),
    move('extendFollowUp', { followUpId, reason: text('why') }, { dueOn: days(0, 90) }),
    move('answerQuestion', { followUpId, ownerPostId: 'post-owner' }, { dueOn: days(0, 60) }),
    move('reportFollowUp', { followUpId }),
  ]);

const agreementMoves = fc.oneof(
  move('recordVisit', { direction: 'inbound', hostOrganisationId: ours }, { fromOn: days(-3, 40) }),
  move('waiveStage', { stage: 'visit', reason: text('why'), approverPersonId: 'person-director' }),
  move('waiveStage', { stage: 'symposium', reason: text('why'), approverPersonId: 'person-director' }),
  move('recordCommitment', { sentence: text('we will'), beneficiaryOrganisationId: theirs }),
  move(
    'recordCommitment',
    { sentence: text('we will'), beneficiaryOrganisationId: theirs, ownerPostId: 'post-owner' },
    { dueOn: days(1, 60) },
  ),
  move('recordNeed', { partyId: theirs, class: 'process-upgrading', shortcoming: text('gap') }),
  move('recordInstrument', { kind: 'memorandum', name: text('m'), organisationIds: [ours, theirs] }),
  move('pauseAgreement', { reason: text('why'), approverPersonId: 'person-director' }, { untilOn: days(1, 60) }),
  move('resumeAgreement', {}),
  ...ofFollowUps(['commitment.commitment-1', 'commitment.commitment-2', 'need.need-1', 'visit-note.visit-1']),
);
const planMoves = fc.oneof(
  move('startStudy', { question: text('question'), team: [member(ours), member(theirs)] }),
  move('fileStudyReport', { report: text('report'), authorPersonIds: [member(theirs).personId] }),
  move('decideStudy', { decision: 'go', reasons: text('why'), decidedByPersonId: 'person-director' }),
  move('recordApplication', { programme: text('p') }, { deadlineOn: days(1, 90) }),
  move('pausePlan', { reason: text('why'), approverPersonId: 'person-director' }, { untilOn: days(1, 60) }),
  ...ofFollowUps(['study.study', 'plan-sponsors.plan-1']),
);

const moves = (one: fc.Arbitrary<Move>) =>
  fc.array(fc.record({ one, sleep: days(0, 12) }), { minLength: 2, maxLength: 14 });

function lived<S>(life: Looped<S>, acts: readonly { one: Move; sleep: number }[]): Looped<S> {
  for (const { one, sleep } of acts) {
    life.sleep(sleep);
    const now = life.at.slice(0, 10);
    const dates = Object.fromEntries(Object.entries(one.on ?? {}).map(([field, n]) => [field, addDays(now, n)]));
    life.send(one.name, { ...one.data, ...dates });
  }
  return life;
}

export const anyAgreement: fc.Arbitrary<Looped<AgreementState>> = fc
  .tuple(fc.boolean(), moves(agreementMoves))
  .map(([accept, acts]) => lived(anAgreement(accept), acts));
export const anyPlan: fc.Arbitrary<Looped<PlanState>> = moves(planMoves).map((acts) => lived(aPlan(), acts));
