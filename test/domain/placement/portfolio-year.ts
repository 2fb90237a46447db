import { People, PLACEMENTS } from './portfolio-acts.ts';
import { Laws } from './portfolio-laws.ts';
import { Portfolio } from './portfolio.ts';
import type { PlacementMember } from './portfolio.ts';

/** A year of a portfolio from a seed: acts, passes and clocks in any order, with the laws looked at after every step. */

export interface Year {
  broken: string[];
  disruptions: number;
  steps: number;
  placements: number;
  covers: Record<string, number>;
  causes: Record<string, number>;
  refusals: Record<string, number>;
  /** Bytes of the largest carried state while days were healed. */
  largestBytes: number;
}

export async function liveYear(seed: number, disruptions: number): Promise<Year> {
  const year = new RandomYear(seed);
  await year.begin();
  for (let n = 0; n < disruptions && year.broken.length === 0; n += 1) await year.oneDisruption();
  if (year.broken.length === 0) await year.comeToRest();
  return year.report(disruptions);
}

class RandomYear {
  readonly portfolio = new Portfolio('2026-03-02T01:00:00.000Z');
  readonly people: People;
  readonly laws = new Laws(this.portfolio);
  readonly broken: string[] = [];
  #steps = 0;
  #largest = 0;
  readonly #wakes = new WeakMap<object, { at: string | null }>();

  constructor(seed: number) {
    this.people = new People(this.portfolio, seed);
  }

  async begin(): Promise<void> {
    this.people.settle();
    await this.untilQuiet();
    for (const id of this.portfolio.agreements.keys()) {
      for (const stage of ['visit', 'symposium']) {
        this.people.say(id, 'waiveStage', {
          stage,
          reason: 'text-entered-late__________'.slice(0, 27),
          approverPersonId: 'person-director',
        });
      }
    }
    await this.untilQuiet();
    for (let tries = 0; tries < 400 && this.people.open.length < PLACEMENTS; tries += 1) {
      this.people.propose();
      await this.untilQuiet();
    }
    for (let round = 0; round < 40; round += 1) {
      for (const member of this.people.open) this.people.answer(member);
      await this.untilQuiet();
    }
  }

  async oneDisruption(): Promise<void> {
    const { people } = this;
    people.disrupt();
    if (people.open.length < PLACEMENTS) people.propose();
    for (let n = 4 + people.below(12); n > 0 && this.broken.length === 0; n -= 1) {
      if (people.chance(0.5)) for (let times = people.below(6); times > 0; times -= 1) this.#somebodyAnswers();
      if (people.chance(0.4)) people.wait();
      for (let steps = people.below(8); steps > 0 && this.broken.length === 0; steps -= 1) await this.oneStep();
    }
  }

  #somebodyAnswers(): void {
    const isHealing = this.people.chance(0.6);
    const member = this.people.pick(
      this.people.open.filter(({ state }) =>
        isHealing ? state.cover !== null : Object.keys(state.followUps).length > 0,
      ),
    );
    if (member) this.people.answer(member);
  }

  /** A pass of anybody who has something to do. False where nobody has. */
  async oneStep(): Promise<boolean> {
    const ids = [...this.portfolio.placements.keys(), ...this.portfolio.agreements.keys()];
    const id = this.people.pick(ids.filter((each) => this.#isAwake(each)));
    if (id === undefined) return false;
    this.#steps += 1;
    const member = this.portfolio.placements.get(id);
    if (!member) {
      await this.portfolio.pass(id);
      return true;
    }
    await this.#passOf(member);
    if (this.#steps % 100 === 0) for (const each of ids) this.broken.push(...this.laws.ofPlacement(each));
    return true;
  }

  async #passOf(member: PlacementMember): Promise<void> {
    const { state: before } = member;
    const seq = member.events.length;
    await this.portfolio.pass(member.ref.id);
    this.broken.push(...this.laws.afterPass(member, before, member.events.slice(seq)));
    if (member.state.cover) this.#largest = Math.max(this.#largest, JSON.stringify(member.state).length);
  }

  #isAwake(id: string): boolean {
    const member = this.portfolio.member(id);
    if (!member || member.state.status === 'closed') return false;
    if (member.inbox.length > 0) return true;
    const known = this.#wakes.get(member.state);
    // The two kinds of members have a decider of their own each.
    const at = known ? known.at : member.decider.nextWake(member.state as never);
    if (!known) this.#wakes.set(member.state, { at });
    return at !== null && at <= this.portfolio.at;
  }

  async untilQuiet(): Promise<void> {
    let steps = 0;
    while (this.broken.length === 0 && (await this.oneStep())) {
      steps += 1;
      if (steps > 20_000) throw new Error('it does not come to rest');
    }
  }

  /** Nobody says anything any more: what is looked for ends, by the clock alone, with somebody who was told. */
  async comeToRest(): Promise<void> {
    await this.untilQuiet();
    for (let days = 0; days < 90 && this.broken.length === 0; days += 1) {
      this.portfolio.at = new Date(Date.parse(this.portfolio.at) + 86_400_000).toISOString();
      await this.untilQuiet();
    }
    if (this.broken.length > 0) return;
    for (const { ref, state } of this.people.open) {
      const isShort = state.cover === null || state.cover.status === 'short';
      if (!isShort) this.broken.push(`${ref.id}: cover is still ${state.cover?.status ?? ''} after ninety days`);
      if (state.booking.asked) this.broken.push(`${ref.id}: days are still asked for`);
    }
  }

  report(disruptions: number): Year {
    if (process.env['FUZZ_DEBUG']) this.debug();
    const covers: Record<string, number> = {};
    for (const { events } of this.portfolio.placements.values()) {
      for (const { type, data } of events) {
        if (/^(cover|placement(Covered|Disrupted|Leaving|Closed)|successor)/.test(type)) {
          const name = typeof data['how'] === 'string' ? `${type} ${data['how']}` : type;
          covers[name] = (covers[name] ?? 0) + 1;
        }
      }
    }
    return {
      broken: this.broken,
      disruptions,
      steps: this.#steps,
      placements: this.portfolio.placements.size,
      covers,
      causes: Object.fromEntries(this.laws.causes),
      refusals: Object.fromEntries(this.portfolio.refusals),
      largestBytes: this.#largest,
    };
  }

  debug(): void {
    const id = this.broken[0]?.split(/[ :]/)[0] ?? '';
    for (const m of this.portfolio.placements.values()) {
      if (m.ref.id !== id && m.state.coverOf !== id) continue;
      process.stdout.write(`== ${m.ref.id} ${m.state.status} ${m.state.stage} ${JSON.stringify(m.inbox)}\n`);
      for (const e of m.events)
        process.stdout.write(`${e.seq} ${e.at} ${e.type} ${JSON.stringify(e.data).slice(0, 300)}\n`);
    }
  }
}
