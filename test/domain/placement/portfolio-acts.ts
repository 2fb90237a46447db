import { addDays } from '../../../domain/calendar/local-date.ts';
import type { Actor } from '../../../domain/decider.ts';
import type { ResearcherProfile } from '../../../domain/matching/profiles.ts';
import { defaultTerms } from '../../../domain/matching/vocabulary-default.ts';
import type { PlacementState } from '../../../domain/placement/state.ts';
import { china, homeUnit, text } from '../agreement/life.ts';
import { dice } from '../matching/instances.ts';
import { actorOf, newAgreement } from './portfolio.ts';
import type { PlacementMember, Portfolio } from './portfolio.ts';
import { shandong } from './life.ts';

/** What people do to a portfolio, drawn from a seed: the same seed is the same year. */

export const PEOPLE = 60;
export const ENTERPRISES = 12;
export const NEEDS = 90;
export const PLACEMENTS = 80;
const LAST_ON = '2027-03-01';

const office: Actor = { id: 'token-coordinator', roles: ['coordinator', 'director'] };

export class People {
  readonly portfolio: Portfolio;
  readonly #roll: () => number;
  #commands = 0;

  constructor(portfolio: Portfolio, seed: number) {
    this.portfolio = portfolio;
    this.#roll = dice(seed);
  }

  chance = (share: number): boolean => this.#roll() < share;
  below = (most: number): number => Math.floor(this.#roll() * most);
  pick<T>(from: readonly T[]): T | undefined {
    return from[this.below(from.length)];
  }

  say(id: string, name: string, data: object, actor: Actor = office): void {
    this.#commands += 1;
    this.portfolio.send(id, { commandId: `said-${this.#commands}`, name, actor, data });
  }

  /** Twelve enterprises, sixty people, ninety needs. */
  settle(): void {
    for (let n = 1; n <= ENTERPRISES; n += 1) {
      const id = `agreement-2026-${String(n).padStart(4, '0')}-a-b`;
      this.portfolio.agreements.set(id, newAgreement(id));
      this.say(id, 'startAgreement', {
        parties: [
          { organisationId: `org-e${n}`, role: 'guest' },
          { organisationId: homeUnit.organisationId, role: 'host', ours: true },
        ],
        accept: true,
        adopted: { homeUnit, calendar: china, policy: { version: 1 } },
      });
    }
    for (let n = 1; n <= PEOPLE; n += 1) this.portfolio.people.set(`person-${n}`, this.#person(n));
    for (let n = 0; n < NEEDS; n += 1) {
      this.portfolio.needs.push({ enterpriseId: `org-e${1 + (n % ENTERPRISES)}`, terms: [this.#term(), this.#term()] });
    }
  }

  #term = (): string => this.pick(defaultTerms.slice(0, 12))?.id ?? '';

  #person(n: number): ResearcherProfile {
    return {
      personId: `person-${n}`,
      homeUnitId: 'org-college',
      level: 'lecturer',
      terms: [this.#term(), this.#term(), this.#term()],
      text: '',
      languages: [],
      halfDaysAWeek: 8 + this.below(3),
      absences: this.chance(0.2) ? [{ fromOn: '2026-07-01', toOn: '2026-08-20' }] : [],
      homeUnitConsents: (['yes', 'yes', 'yes', 'yes', 'unknown', 'no'] as const)[this.below(6)] ?? 'yes',
      exclusions: this.chance(0.3)
        ? [{ organisationId: `org-e${1 + this.below(ENTERPRISES)}`, kind: 'former-employer' }]
        : [],
      preferredTerms: [],
      places: [],
      knownEnterprises: [],
      area: '',
    };
  }

  get open(): PlacementMember[] {
    const isOver = (status: string): boolean => status === 'closed' || status === 'ending';
    return [...this.portfolio.placements.values()].filter(({ state }) => !isOver(state.status));
  }

  /** Our office proposes somebody for one of the needs; as many as there ought to be. */
  propose(): void {
    const need = this.below(NEEDS);
    const { enterpriseId = '' } = this.portfolio.needs[need] ?? {};
    const person = this.pick([...this.portfolio.people.values()]);
    const fromOn = addDays(this.portfolio.today, 1);
    if (!person || fromOn > '2027-01-10') return;
    const facts = this.portfolio.successorFacts(person.personId);
    const n = Number(enterpriseId.slice(5));
    this.say(`agreement-2026-${String(n).padStart(4, '0')}-a-b`, 'proposePlacement', {
      personId: person.personId,
      partyId: enterpriseId,
      schemeId: 'shandong',
      fromOn,
      toOn: LAST_ON,
      daysAYear: 40,
      purpose: text(`need-${String(need).padStart(3, '0')}`),
      isRequested: this.chance(0.2),
      coverOf: `agreement-2026-${String(n).padStart(4, '0')}-a-b.placement-9999`,
      facts: {
        ...facts,
        researcherPostId: `post-${person.personId}`,
        unitId: 'org-college',
        hostPostId: `post-${enterpriseId}`,
        isExcluded: person.exclusions.some(({ organisationId }) => organisationId === enterpriseId),
        unitConsents: person.homeUnitConsents === 'no' ? 'no' : facts.unitConsents,
        scheme: shandong,
      },
    });
  }

  /** Half days of a few weekdays, drawn anew each time. */
  plan(id: string): void {
    const weekdays = [1, 2, 3, 4, 5].filter(() => this.chance(0.35));
    const pattern = (weekdays.length > 0 ? weekdays : [1 + this.below(5)]).map((weekday) => ({
      weekday,
      half: this.chance(0.5) ? 'am' : 'pm',
    }));
    this.say(id, 'planDays', { pattern, underMinimumReason: text('as agreed') });
  }

  /** Somebody answers one of the questions that are open, or does not. */
  answer({ ref, state }: PlacementMember): void {
    const open = Object.values(state.followUps);
    const healing = open.filter(({ kind }) => kind.startsWith('cover-') || kind === 'placement-shortfall');
    const question = this.pick(healing.length > 0 && this.chance(0.8) ? healing : open);
    if (!question || this.chance(0.2)) return;
    const yes = this.chance(0.7) ? 'yes' : 'no';
    switch (question.kind) {
      case 'placement-willing':
        return this.say(ref.id, 'answerForPerson', { personId: state.researcher.personId, answer: yes, how: 'phone' });
      case 'placement-consent':
        return this.say(ref.id, 'answerForUnit', { personId: 'person-dean', answer: yes });
      case 'placement-host-answer':
        return this.say(ref.id, 'answerForHost', { personId: 'person-host', answer: yes });
      case 'placement-substitute':
        return this.say(ref.id, 'consentToSubstitute', { personId: 'person-host', answer: yes });
      case 'placement-other':
        return this.say(ref.id, 'closePlacement', { outcome: 'refused', reason: text('nobody else') });
      case 'placement-days':
      case 'placement-clash':
        return this.plan(ref.id);
      case 'cover-request':
        return this.#standIn(ref.id, state);
      case 'cover-consent':
        return this.say(ref.id, 'answerSubstitute', { answer: yes });
      case 'placement-shortfall':
        return this.#shortfall(ref.id, state);
      default:
        return;
    }
  }

  /** One after the other, or two at the same moment; some who were asked long ago. */
  #standIn(id: string, { cover }: PlacementState): void {
    const asked = Object.entries(cover?.requests ?? {});
    for (let times = this.chance(0.3) ? 2 : 1; times > 0; times -= 1) {
      const [candidateId, one] = this.pick(asked) ?? [];
      if (!candidateId || !one) return;
      this.say(id, 'answerCover', { candidateId, answer: this.chance(0.5) ? 'yes' : 'no' }, actorOf(one.personId));
    }
  }

  #shortfall(id: string, state: PlacementState): void {
    const way = this.below(4);
    if (way === 0) this.say(id, 'acceptShortfall', { reason: text('made up in autumn') });
    else if (way === 1) this.say(id, 'seekCover', {});
    else if (way === 2) this.plan(id);
    else this.#standIn(id, state);
  }

  /** Something goes wrong somewhere. */
  disrupt(): void {
    const member = this.pick(this.open.filter(({ state }) => state.stage === 'booked' || state.stage === 'on-site'));
    const { ref, state } = member ?? this.pick(this.open) ?? {};
    if (!ref || !state) return;
    const today = this.portfolio.today;
    const fromOn = addDays(today, this.below(4) === 0 ? 10 + this.below(60) : this.below(6) - 1);
    const untilOn = addDays(fromOn, this.below(this.chance(0.2) ? 120 : 14));
    const from = fromOn < today ? today : fromOn;
    const standIn = this.chance(0.35) ? this.pick(state.standIns)?.personId : undefined;
    const who = standIn ? { personId: standIn } : {};
    const reason = text('private');
    const report = (data: object) => this.say(ref.id, 'reportDisruption', { fromOn, reason, ...data });
    const end = untilOn < from ? from : untilOn;
    const kind = this.below(100);
    if (kind < 10) report({ cause: 'other-duty', by: 'person', untilOn, ...who });
    else if (kind < 50) report({ cause: 'illness', by: this.chance(0.8) ? 'person' : 'unit', untilOn, ...who });
    else if (kind < 58) report({ cause: 'recall', by: 'unit', untilOn });
    else if (kind < 66) report({ cause: 'point-unavailable', by: 'host', untilOn: end });
    else if (kind < 71) report({ cause: 'withdrawal', by: this.chance(0.7) ? 'person' : 'unit', ...who });
    else if (kind < 74) report({ cause: 'withdrawal', by: 'host', ...who });
    else if (kind < 77) report({ cause: 'left', by: 'unit' });
    else if (kind < 80) report({ cause: 'recall', by: 'unit' });
    else if (kind < 81) report({ cause: 'host-closing', by: 'host' });
    else if (kind < 85) this.#hold(ref.agreementId, 'Agreement', addDays(today, 3 + this.below(50)));
    else if (kind < 89) this.#hold(ref.id, 'Placement', addDays(today, 3 + this.below(50)));
    else if (kind < 92) this.say(ref.id, 'closePlacement', { outcome: 'withdrawn', reason });
    else if (kind < 95) this.say(ref.id, 'releaseDays', { fromOn: from, reason });
    else this.plan(ref.id);
  }

  #hold(id: string, what: 'Agreement' | 'Placement', untilOn: string): void {
    const isHeld = this.portfolio.member(id)?.state.hold;
    if (isHeld) this.say(id, `resume${what}`, {});
    else this.say(id, `pause${what}`, { untilOn, reason: text('a pause'), approverPersonId: 'person-director' });
  }

  /** Time goes on: minutes or hours, sometimes days; never past what falls due on the way. */
  wait(): void {
    const minutes = this.chance(0.75) ? this.below(60) : this.chance(0.85) ? this.below(400) : this.below(2400);
    this.portfolio.at = new Date(Date.parse(this.portfolio.at) + minutes * 60_000).toISOString();
  }
}
