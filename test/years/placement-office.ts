import { daysBetween } from '../../domain/calendar/local-date.ts';
import { halfMonth, numberOf } from '../../domain/placement/half-month.ts';
import type { HalfDay } from '../../domain/placement/half-days.ts';
import type { PlacementState, Side } from '../../domain/placement/state.ts';
import { enterpriseId } from '../../stack/demonstration/enter-teachers.ts';
import { comes, patterns, placementState } from './placements-of-the-district.ts';
import type { Opened, World } from './placements-of-the-district.ts';

/**
 * Everybody of the district's placements does what is asked of them, by what is open: the three sides accept, days are booked and
 * logged, hosts confirm or stay silent, cover is taken, both sides assess. What was lived is counted here from the booked rows, so
 * that the product's own figures can be held against it.
 */

/** What came of the half days of a placement, as lived. */
export interface LivedPlacement {
  /** Every half day that was ever booked. */
  booked: Set<HalfDay>;
  /** Said to have been worked. */
  worked: Set<HalfDay>;
  /** Said not to have been worked, with a reason. */
  missed: Set<HalfDay>;
  yields: string[];
}

export interface Plot {
  /** Hosts that never answer whether somebody was there. */
  isSilent(enterpriseId: string): boolean;
  /** Why nothing was done in a half month; null where all that was planned was. */
  absentBecause(placementId: string, toOn: string): string | null;
  /** What a placement leads to. */
  yieldsOf(placementId: string): { kind: string; what: string }[];
  /** Where nobody was found, whether to look again; else it is accepted. */
  seeksAgain?: boolean;
}

interface Matter {
  entityId: string;
  /** `placement-3` */
  placementId: string;
  /** Its address in the API. */
  at: string;
  aboutId: string;
  s: PlacementState;
}

const RENEWAL_DAYS = 85;

export class PlacementOffice {
  readonly lived = new Map<string, LivedPlacement>();
  /** Each with the day: `2025-06-03 placement-pace placement-4`. */
  readonly acts: string[] = [];
  readonly #world: World;
  readonly #opened: Opened;
  readonly #plot: Plot;

  constructor(world: World, opened: Opened, plot: Plot) {
    this.#world = world;
    this.#opened = opened;
    this.#plot = plot;
  }

  entityId(placementId: string): string {
    return `${this.#opened.agreementId}.${placementId}`;
  }

  address(placementId: string): string {
    return `${this.#opened.at}/placements/${placementId}`;
  }

  /** The placement at an enterprise, by the enterprise's number, of those booked; needs are not matched in the enterprises' order. */
  async placementAt(n: number): Promise<string> {
    for (const id of this.lived.keys()) {
      if ((await this.state(id)).host.organisationId === enterpriseId(n)) return id;
    }
    throw new Error(`Nobody is sent to enterprise ${n}.`);
  }

  state(placementId: string): Promise<PlacementState> {
    return placementState(this.#world, this.entityId(placementId));
  }

  /** Whoever was found for cover is sought again until nobody is asked any more; what an answer opens is done at once too. */
  async actOnAll(): Promise<void> {
    for (let rounds = 12; rounds > 0; rounds -= 1) {
      await this.#snapshot();
      const before = this.acts.length;
      for (const matter of await this.#open()) await this.#act(matter);
      if (this.acts.length === before) return;
    }
    throw new Error(`There is no end to it: ${this.acts.slice(-12).join(', ')}`);
  }

  async #open(): Promise<(Matter & { kind: string })[]> {
    const rows = await this.#world.db.followUp.findMany({
      where: { agreementId: this.#opened.agreementId, status: 'open', kind: { in: Object.keys(this.#hands) } },
      orderBy: [{ entityId: 'asc' }, { id: 'asc' }],
    });
    const open: (Matter & { kind: string })[] = [];
    for (const { entityId, kind, aboutId } of rows) {
      const placementId = entityId.slice(this.#opened.agreementId.length + 1);
      const s = await placementState(this.#world, entityId);
      open.push({ entityId, kind, placementId, at: this.address(placementId), aboutId, s });
    }
    return open;
  }

  async #act(matter: Matter & { kind: string }): Promise<void> {
    const hand = this.#hands[matter.kind];
    // Somebody else's act may have ended it meanwhile.
    const row = await this.#world.db.followUp.findFirst({
      where: { entityId: matter.entityId, kind: matter.kind, aboutId: matter.aboutId, status: 'open' },
    });
    if (!hand || !row) return;
    if (await hand(matter)) this.acts.push(`${this.#world.today()} ${matter.kind} ${matter.placementId}`);
  }

  get #dean(): string {
    return this.#opened.ids.person('xu-yuanqing');
  }

  #post(address: string, body: object): Promise<{ created: string[] }> {
    return this.#opened.caller.post(address, body);
  }

  /** By the kind of what is open; false where nobody does anything about it. */
  readonly #hands: Readonly<Record<string, (m: Matter) => Promise<boolean>>> = {
    'placement-willing': (m) => this.#answer(m, 'person', m.s.researcher.personId),
    'placement-consent': (m) => this.#answer(m, 'unit', this.#dean),
    'placement-host-answer': (m) => this.#answer(m, 'host', this.#contactOf(m.s)),
    'placement-substitute': (m) => this.#answer(m, 'substitute', this.#contactOf(m.s)),
    'placement-document': async ({ at, s }) => {
      const signatures = { person: s.researcher.personId, unit: this.#dean, host: this.#contactOf(s) };
      await this.#post(`${at}/document`, {
        reference: 'In the archive of the college.',
        signedOn: this.#world.today(),
        signatures,
      });
      for (const needId of s.needIds) await this.#move(needId, 'discussed', 'intended', 'signed');
      return true;
    },
    'placement-terms': async ({ at }) => {
      const kinds = ['allowance', 'workload-credit', 'insurance', 'travel', 'certificate'];
      const terms = kinds.map((kind) => ({ kind, text: `Made up: ${kind} as usual.`, isAgreed: true }));
      await this.#post(`${at}/terms`, { terms });
      return true;
    },
    'placement-days': async (m) => {
      await this.#plan(m, await this.#freePattern(m.s));
      return true;
    },
    // Behind: one afternoon more a week, after which the pace is to hold.
    'placement-pace': async (m) => {
      if (m.s.pace.warnedOn === null || m.s.pace.fromOn >= m.s.pace.warnedOn) return false;
      await this.#plan(m, [...m.s.booking.pattern, { weekday: 5, half: 'pm' }]);
      return true;
    },
    'placement-log': (m) => this.#log(m),
    'placement-presence': async ({ at, aboutId, s }) => {
      if (this.#plot.isSilent(s.host.organisationId)) return false;
      await this.#post(`${at}/periods/${aboutId}/presence/confirm`, {});
      return true;
    },
    'cover-request': async ({ at, aboutId, entityId, s }) => {
      const before = s.cover?.round;
      const answered = await this.#opened.caller.refusal(`${at}/covers/${aboutId}`, { answer: 'yes' });
      // The time to answer may have run out on the way.
      if (answered !== 'taken') return false;
      const isSettled = async () => {
        const { cover } = await placementState(this.#world, entityId);
        return !cover || (cover.round !== before && cover.status !== 'booking' && cover.status !== 'looking');
      };
      await comes(`cover of ${entityId}`, isSettled);
      return true;
    },
    'cover-consent': async ({ at }) => {
      await this.#post(`${at}/covers/substitute`, { answer: 'yes' });
      return true;
    },
    'placement-shortfall': async ({ at }) => {
      if (this.#plot.seeksAgain) {
        await this.#post(`${at}/covers/again`, {});
        return true;
      }
      await this.#post(`${at}/covers/shortfall`, { reason: 'Nobody is free: the enterprise agreed to do without.' });
      return true;
    },
    'placement-assessment': async ({ at, aboutId, s }) => {
      const side = aboutId === 'assessment-unit' ? 'unit' : 'host';
      const personId = side === 'unit' ? this.#dean : this.#contactOf(s);
      await this.#post(`${at}/assessments`, {
        side,
        personId,
        rating: 'good',
        text: 'Made up: a sound piece of work.',
      });
      return true;
    },
    'placement-result': async ({ at, placementId }) => {
      await this.#post(`${at}/result`, { problem: 'solved', text: 'Made up: the line runs as it was wished for.' });
      for (const one of this.#plot.yieldsOf(placementId)) {
        await this.#post(`${at}/yields`, one);
        this.#of(placementId).yields.push(one.kind);
      }
      return true;
    },
    // Known from the first day, and thought of when it is asked: some months before the end.
    'placement-renewal': async ({ at, s }) => {
      if (daysBetween(this.#world.today(), s.period.toOn) > RENEWAL_DAYS) return false;
      await this.#post(`${at}/renewal`, { decision: 'end' });
      return true;
    },
    'placement-next-batch': async ({ at }) => {
      await this.#post(`${at}/next-batch`, { nobodyBecause: 'Made up: the next meeting decides about the next ten.' });
      return true;
    },
  };

  async #answer({ at, entityId }: Matter, side: Side | 'substitute', personId: string): Promise<boolean> {
    await this.#post(`${at}/answers/${side}`, { personId, answer: 'yes' });
    await comes(`answer of ${entityId}`, async () => {
      const { acceptance } = await placementState(this.#world, entityId);
      return acceptance[side === 'substitute' ? 'host' : side] !== null;
    });
    return true;
  }

  #contactOf({ host }: PlacementState): string {
    return this.#opened.people.contact(Number(host.organisationId.slice(-2)));
  }

  async #move(needId: string, ...steps: string[]): Promise<void> {
    for (const to of steps) {
      const refused = await this.#opened.caller.refusal(`${this.#opened.at}/needs/${needId}/move`, { to });
      // A successor's papers find the need signed.
      if (!['taken', 'wrong-state'].includes(refused)) throw new Error(`${needId} to ${to}: ${refused}`);
    }
  }

  /** The first of the patterns on which the person has nothing yet. */
  async #freePattern({ researcher, id }: PlacementState): Promise<(typeof patterns)[number]> {
    const taken = await this.#world.db.placementHalfDay.findMany({
      where: { researcherId: researcher.personId, placementId: { not: id } },
    });
    const isFree = (pattern: (typeof patterns)[number]): boolean =>
      !taken.some(({ onDate, half }) =>
        pattern.some((each) => each.half === half && each.weekday === (new Date(onDate).getUTCDay() || 7)),
      );
    const begin = Number(id.slice(id.lastIndexOf('-') + 1)) % patterns.length;
    const free = [...patterns.slice(begin), ...patterns.slice(0, begin)].find(isFree);
    if (!free) throw new Error(`${researcher.personId} has no half days left.`);
    return free;
  }

  async #plan({ at, entityId }: Matter, pattern: readonly { weekday: number; half: string }[]): Promise<void> {
    await this.#post(`${at}/days`, { pattern });
    await comes(
      `booking of ${entityId}`,
      async () => (await placementState(this.#world, entityId)).booking.asked === null,
    );
    const { status } = (await placementState(this.#world, entityId)).booking;
    if (status !== 'booked') throw new Error(`${entityId} is not booked: ${status}`);
    await this.#snapshot();
  }

  async #log({ at, aboutId, s, placementId, entityId }: Matter): Promise<boolean> {
    const period = halfMonth(s, numberOf(aboutId));
    if (!period) throw new Error(`${entityId} has no ${aboutId}.`);
    const rows = await this.#rowsOf(entityId);
    const own = this.#of(placementId);
    const days = rows.filter(
      (each) => each.slice(0, 10) >= period.fromOn && each.slice(0, 10) <= period.toOn && !own.worked.has(each),
    );
    const reason = this.#plot.absentBecause(placementId, period.toOn);
    await this.#post(`${at}/periods/${aboutId}/log`, {
      took: reason === null ? 'as-planned' : 'nothing',
      what: reason ?? 'Made up: trials on the line, and two operators trained.',
    });
    for (const day of days) (reason === null ? own.worked : own.missed).add(day);
    return true;
  }

  /** Rows of the booking, whoever keeps them. */
  async #rowsOf(placementId: string): Promise<HalfDay[]> {
    const rows = await this.#world.db.placementHalfDay.findMany({ where: { placementId } });
    return rows.map(({ onDate, half }): HalfDay => `${onDate}/${half === 'am' ? 'am' : 'pm'}`);
  }

  /** Whatever is booked now was booked once. */
  async #snapshot(): Promise<void> {
    const rows = await this.#world.db.placementHalfDay.findMany({
      where: { placementId: { startsWith: `${this.#opened.agreementId}.` } },
    });
    for (const { placementId, onDate, half } of rows) {
      this.#of(placementId.slice(this.#opened.agreementId.length + 1)).booked.add(
        `${onDate}/${half === 'am' ? 'am' : 'pm'}`,
      );
    }
  }

  #of(placementId: string): LivedPlacement {
    const own = this.lived.get(placementId) ?? { booked: new Set(), worked: new Set(), missed: new Set(), yields: [] };
    this.lived.set(placementId, own);
    return own;
  }
}
