import { bestBundle } from './bundles.ts';
import type { Bundle } from './bundles.ts';
import { IN, OUT } from './numbered.ts';
import type { Numbered } from './numbered.ts';
import { Simplex } from './simplex.ts';

/** Prices of the limits that bind people together. A bound follows from any of them, however they were found. */
export interface Prices {
  /** By need, of a place there. */
  places: Float64Array;
  /** By need, of being short of its least number; only where its team is decided. */
  teams: Float64Array;
  /** By cut. */
  cuts: number[];
}

/** One of a team of at least three is a third of a team: `least` times the share of this edge is at most all shares of its need. */
interface Cut {
  edge: number;
  need: number;
  row: number;
}

/** The row of a team's least number, and the column of what is short of it. */
interface Team {
  row: number;
  shortage: number;
}

export interface Effort {
  /** To begin with; without them, those of the last search. */
  prices?: Prices;
  /** A bound that is not above this is low enough. */
  beaten: number;
  work: number;
  /** The optimum is not looked for more exactly than this. */
  tolerance: number;
  /** Whether teams count as wholes; it takes longer. */
  hasCuts: boolean;
}

/** Where the search was cut short, because the bound is low enough or by the limit, the shares are of what stood then. */
export interface Relaxed {
  /** No plan with what is decided has more; minus infinity where there is none. */
  bound: number;
  /** By edge: which share of it the best mixture of bundles takes. */
  shares: Float64Array;
}

/** Multiples of this are exact in floating point, so that a bound is proven and not a matter of rounding. */
const GRAIN = 1 / 1_024;
/** What is missing costs so much that it is only missing where it must. */
const PENALTY = 50_000;
const SHORTAGE_PENALTY = 5_000;
const CUT_PENALTY = 1_000;
/** Rows with the same limit make the simplex method walk on the spot; a little difference sends it on. */
const TILT = 1e-6;
const VISIBLE = 1e-4;
const TOO_LITTLE = 1e-6;
const ROUNDS = 400;

/**
 * The relaxation in bundles: each researcher takes a mixture of bundles that keep the person's own limits, and needs have
 * their places (Dantzig-Wolfe decomposition). Bundles are made when they are wanted (column generation); each round also
 * proves a bound by Lagrange's multipliers. Duals are taken part of the way from the best prices so far, which calms them
 * (Wentges 1997: Weighted Dantzig-Wolfe decomposition).
 */
export class Relaxation {
  private readonly problem: Numbered;
  private readonly simplex: Simplex;
  private readonly bundles: { column: number; owner: number; edges: number[] }[] = [];
  private readonly known = new Set<string>();
  private readonly cuts: Cut[] = [];
  private readonly cutsOf: Cut[][];
  private readonly teams: (Team | undefined)[];
  private best: Prices;

  constructor(problem: Numbered, places: Float64Array) {
    this.problem = problem;
    const limits = [
      ...problem.researchers.map((_, i) => 1 + TILT * (1 + ((i * 7) % 101) / 101)),
      ...problem.needs.map((_, j) => (problem.wanted[j] ?? 0) + TILT * (1 + ((j * 13) % 103) / 103)),
    ];
    this.simplex = new Simplex(limits);
    this.cutsOf = problem.needs.map(() => []);
    this.best = { places: places.map(onGrain), teams: new Float64Array(problem.needs.length), cuts: [] };
    this.teams = problem.needs.map((_, j) => this.openTeam(j));
  }

  /** A row that asks for the least number, and what is short of it: at no cost, unless the team is decided. */
  private openTeam(need: number): Team | undefined {
    const least = this.problem.least[need] ?? 1;
    return least < 2 ? undefined : this.simplex.addDemand(least);
  }

  /** The prices that the last search ended with, for the next one to begin with. */
  get prices(): Prices {
    return this.best;
  }

  get work(): number {
    return this.simplex.work;
  }

  /** Makes the bundles of a plan known, so that the mixture starts from it. */
  learn(plan: readonly number[], decided: Uint8Array): void {
    const edgesBy = this.problem.researchers.map((): number[] => []);
    for (const edge of plan) edgesBy[this.problem.from[edge] ?? 0]?.push(edge);
    edgesBy.forEach((edges, owner) => this.addBundle(owner, edges, decided));
  }

  /** Stops early when no plan can have more than `beaten` points. */
  solve(decided: Uint8Array, { prices, beaten, work, tolerance, hasCuts }: Effort): Relaxed {
    if (prices) this.best = prices;
    const none = { bound: Number.NEGATIVE_INFINITY, shares: new Float64Array(0) };
    const first = this.evaluate(this.best, decided);
    if (!first) return none;
    let { bound } = first;
    if (Math.floor(bound) <= beaten) return { ...none, bound };
    this.recost(decided);
    for (const [owner, { edges }] of first.bundles.entries()) this.addBundle(owner, edges, decided);
    let calm = 0.6;
    const until = this.work + work;
    for (let round = 0; round < ROUNDS && this.work < until; round += 1) {
      this.simplex.run(until);
      const priced = this.evaluate(this.between(calm), decided);
      if (priced && priced.bound < bound) {
        bound = priced.bound;
        this.best = priced.prices;
      }
      if (Math.floor(bound) <= beaten) return { bound, shares: this.shares() };
      if (tolerance > 0 && bound - this.simplex.value <= tolerance) break;
      const added = priced ? this.addWorthy(priced.bundles, decided) : 0;
      if (added > 0) calm = 0.6;
      else if (calm > 0) calm = 0;
      else {
        const shares = this.shares();
        if (!hasCuts || this.addCuts(shares) === 0) return { bound, shares };
        calm = 0.6;
      }
    }
    return { bound, shares: this.shares() };
  }

  /** Prices between the best so far and those of the mixture. */
  private between(calm: number): Prices {
    const { duals } = this.simplex;
    const m = this.problem.researchers.length;
    const mix = (best: number, now: number): number => onGrain(calm * best + (1 - calm) * now);
    return {
      places: this.best.places.map((best, j) => mix(best, duals[m + j] ?? 0)),
      teams: this.best.teams.map((best, j) => mix(best, duals[this.teams[j]?.row ?? -1] ?? 0)),
      cuts: this.cuts.map(({ row }, index) => mix(this.best.cuts[index] ?? 0, duals[row] ?? 0)),
    };
  }

  /** Lagrange's bound at these prices, and the bundles behind it. */
  private evaluate(
    prices: Prices,
    decided: Uint8Array,
  ): { bound: number; bundles: Bundle[]; prices: Prices } | undefined {
    const { problem } = this;
    const gains = this.gainsAt(prices, decided);
    const bundles: Bundle[] = [];
    let bound = 0;
    prices.places.forEach((price, j) => {
      bound += price * (problem.wanted[j] ?? 0);
      if (isDecidedTeam(problem, decided, j)) bound -= (prices.teams[j] ?? 0) * (problem.least[j] ?? 0);
    });
    for (let i = 0; i < problem.researchers.length; i += 1) {
      const bundle = bestBundle(problem, i, gains, decided);
      if (!bundle) return undefined;
      bundles.push(bundle);
      this.simplex.work += bundle.work;
      bound += bundle.gain;
    }
    this.simplex.work += problem.points.length * 4;
    return { bound, bundles, prices };
  }

  private gainsAt(prices: Prices, decided: Uint8Array): Float64Array {
    const { problem } = this;
    const place = prices.places.map((price, j) =>
      isDecidedTeam(problem, decided, j) ? price - (prices.teams[j] ?? 0) : price,
    );
    this.cuts.forEach(({ need }, index) => {
      place[need] = (place[need] ?? 0) - (prices.cuts[index] ?? 0);
    });
    const gains = problem.points.map((points, edge) => points - (place[problem.to[edge] ?? 0] ?? 0));
    this.cuts.forEach(({ edge, need }, index) => {
      gains[edge] = (gains[edge] ?? 0) - (problem.least[need] ?? 0) * (prices.cuts[index] ?? 0);
    });
    return gains;
  }

  private addWorthy(bundles: readonly Bundle[], decided: Uint8Array): number {
    let added = 0;
    bundles.forEach(({ edges }, owner) => {
      if (this.simplex.reducedCost({ ...this.entriesOf(owner, edges), cost: this.pointsOf(edges) }) < TOO_LITTLE)
        return;
      if (this.addBundle(owner, edges, decided)) added += 1;
    });
    return added;
  }

  private pointsOf(edges: readonly number[]): number {
    return edges.reduce((sum, edge) => sum + (this.problem.points[edge] ?? 0), 0);
  }

  private entriesOf(owner: number, edges: readonly number[]): { rows: number[]; values: number[] } {
    const rows = [owner];
    const values = [1];
    for (const edge of edges) {
      const need = this.problem.to[edge] ?? 0;
      rows.push(this.problem.researchers.length + need);
      values.push(1);
      const team = this.teams[need];
      if (team) {
        rows.push(team.row);
        values.push(-1);
      }
      for (const cut of this.cutsOf[need] ?? []) {
        rows.push(cut.row);
        values.push(this.valueIn(cut, edge));
      }
    }
    return { rows, values };
  }

  private valueIn(cut: Cut, edge: number): number {
    return cut.edge === edge ? (this.problem.least[cut.need] ?? 0) - 1 : -1;
  }

  private addBundle(owner: number, edges: number[], decided: Uint8Array): boolean {
    const key = edges.length === 0 ? `none of ${owner}` : edges.join(' ');
    if (this.known.has(key)) return false;
    this.known.add(key);
    const bundle = { column: -1, owner, edges };
    const cost = this.costOf(bundle, decided, this.heldBy(decided));
    bundle.column = this.simplex.add({ ...this.entriesOf(owner, edges), cost });
    this.bundles.push(bundle);
    return true;
  }

  private heldCache: { decided: Uint8Array; held: Int32Array } | undefined;

  /** By researcher: how many edges are IN. */
  private heldBy(decided: Uint8Array): Int32Array {
    if (this.heldCache?.decided === decided) return this.heldCache.held;
    const held = new Int32Array(this.problem.researchers.length);
    this.problem.from.forEach((owner, edge) => {
      if (decided[edge] === IN) held[owner] = (held[owner] ?? 0) + 1;
    });
    this.heldCache = { decided, held };
    return held;
  }

  private costOf(bundle: { owner: number; edges: number[] }, decided: Uint8Array, held: Int32Array): number {
    const isOut = bundle.edges.some((edge) => decided[edge] === OUT);
    const kept = bundle.edges.filter((edge) => decided[edge] === IN).length;
    return isOut || kept < (held[bundle.owner] ?? 0) ? -PENALTY : this.pointsOf(bundle.edges);
  }

  /** What does not fit to what is decided becomes dear instead of being taken away: the basis stays feasible. */
  private recost(decided: Uint8Array): void {
    const held = this.heldBy(decided);
    for (const bundle of this.bundles) {
      const column = this.simplex.columns[bundle.column];
      if (column) column.cost = this.costOf(bundle, decided, held);
    }
    this.teams.forEach((team, need) => {
      const shortage = this.simplex.columns[team?.shortage ?? -1];
      if (shortage) shortage.cost = isDecidedTeam(this.problem, decided, need) ? -SHORTAGE_PENALTY : 0;
    });
    held.forEach((count, owner) => {
      const slack = this.simplex.columns[this.simplex.slacks[owner] ?? -1];
      if (slack) slack.cost = count > 0 ? -PENALTY : 0;
    });
  }

  shares(): Float64Array {
    const shares = new Float64Array(this.problem.points.length);
    const solution = this.simplex.solution();
    for (const { column, edges } of this.bundles) {
      const amount = solution.get(column);
      if (amount !== undefined) for (const edge of edges) shares[edge] = (shares[edge] ?? 0) + amount;
    }
    return shares;
  }

  /** Where a part of a team stands in for a team. */
  private addCuts(shares: Float64Array): number {
    const { problem } = this;
    let added = 0;
    for (let need = 0; need < problem.needs.length; need += 1) {
      const least = problem.least[need] ?? 0;
      if (least < 2) continue;
      const edges = problem.edgesOf[need] ?? [];
      const all = edges.reduce((sum, edge) => sum + (shares[edge] ?? 0), 0);
      for (const edge of edges) {
        const isBroken = (shares[edge] ?? 0) * least > all + VISIBLE;
        if (!isBroken || this.cutsOf[need]?.some((cut) => cut.edge === edge)) continue;
        this.addCut({ edge, need, row: -1 });
        added += 1;
      }
    }
    return added;
  }

  private addCut(cut: Cut): void {
    const entries: [number, number][] = [];
    for (const { column, edges } of this.bundles) {
      const touched = edges.filter((edge) => (this.problem.to[edge] ?? 0) === cut.need);
      if (touched.length > 0) entries.push([column, touched.reduce((sum, edge) => sum + this.valueIn(cut, edge), 0)]);
    }
    cut.row = this.simplex.addRow(entries, CUT_PENALTY);
    this.cuts.push(cut);
    this.cutsOf[cut.need]?.push(cut);
  }
}

const onGrain = (price: number): number => Math.max(0, Math.round(price / GRAIN) * GRAIN);

const isDecidedTeam = (problem: Numbered, decided: Uint8Array, need: number): boolean =>
  decided[problem.points.length + need] === IN;
