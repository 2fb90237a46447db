import { bestBundle } from './bundles.ts';
import type { Bundle } from './bundles.ts';
import { at, IN, OUT } from './numbered.ts';
import type { Numbered } from './numbered.ts';
import { Simplex } from './simplex.ts';

/** Prices of the limits that bind people together. A bound follows from any of them, however they were found. */
interface Prices {
  /** By need, of a place there. */
  places: Float64Array;
  /** By cut. */
  cuts: number[];
}

/** One of a team of at least three is a third of a team: `least` times the share of this edge is at most all shares of its need. */
interface Cut {
  edge: number;
  need: number;
  row: number;
}

export interface Relaxed {
  /** No plan with what is decided has more; minus infinity where there is none. */
  bound: number;
  /** By edge: which share of it the best mixture of bundles takes. */
  shares: Float64Array;
  /** Whether the shares are of the optimum; otherwise the search was cut short, because the bound is low enough or by the limit. */
  isOptimal: boolean;
}

/** Multiples of this are exact in floating point, so that a bound is proven and not a matter of rounding. */
const GRAIN = 1 / 1_024;
/** What is missing costs so much that it is only missing where it must. */
const PENALTY = 1_000_000;
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
  private best: Prices;

  constructor(problem: Numbered, places: Float64Array) {
    this.problem = problem;
    const limits = [
      ...problem.researchers.map((_, i) => 1 + TILT * (1 + ((i * 7) % 101) / 101)),
      ...problem.needs.map((_, j) => at(problem.wanted, j) + TILT * (1 + ((j * 13) % 103) / 103)),
    ];
    this.simplex = new Simplex(limits);
    this.cutsOf = problem.needs.map(() => []);
    this.best = { places: places.map(onGrain), cuts: [] };
  }

  get work(): number {
    return this.simplex.work;
  }

  /** Makes the bundles of a plan known, so that the mixture starts from it. */
  learn(plan: readonly number[], decided: Uint8Array): void {
    const edgesBy = this.problem.researchers.map((): number[] => []);
    for (const edge of plan) edgesBy[at(this.problem.from, edge)]?.push(edge);
    edgesBy.forEach((edges, owner) => this.addBundle(owner, edges, decided));
  }

  /** Stops early when no plan can have more than `beaten` points. */
  solve(decided: Uint8Array, beaten: number, mostWork: number): Relaxed {
    let bound = Number.POSITIVE_INFINITY;
    const none = { bound: Number.NEGATIVE_INFINITY, shares: new Float64Array(0), isOptimal: true };
    const first = this.evaluate(this.best, decided);
    if (!first) return none;
    bound = first.bound;
    if (Math.floor(bound) <= beaten) return { ...none, bound, isOptimal: false };
    this.recost(decided);
    for (const [owner, { edges }] of first.bundles.entries()) this.addBundle(owner, edges, decided);
    let calm = 0.6;
    const until = this.work + mostWork;
    for (let round = 0; round < ROUNDS && this.work < until; round += 1) {
      this.simplex.run(20_000);
      const priced = this.evaluate(this.between(calm), decided);
      if (priced && priced.bound < bound) {
        bound = priced.bound;
        this.best = priced.prices;
      }
      if (Math.floor(bound) <= beaten) return { bound, shares: this.shares(), isOptimal: false };
      const added = priced ? this.addWorthy(priced.bundles, decided) : 0;
      if (added > 0) calm = 0.6;
      else if (calm > 0) calm = 0;
      else {
        const shares = this.shares();
        if (this.addCuts(shares) === 0) return { bound, shares, isOptimal: true };
        calm = 0.6;
      }
    }
    return { bound, shares: this.shares(), isOptimal: false };
  }

  /** Prices between the best so far and those of the mixture. */
  private between(calm: number): Prices {
    const { duals } = this.simplex;
    const m = this.problem.researchers.length;
    const mix = (best: number, now: number): number => onGrain(calm * best + (1 - calm) * now);
    return {
      places: this.best.places.map((best, j) => mix(best, at(duals, m + j))),
      cuts: this.cuts.map(({ row }, index) => mix(at(this.best.cuts, index), at(duals, row))),
    };
  }

  /** Lagrange's bound at these prices, and the bundles behind it. */
  private evaluate(
    prices: Prices,
    decided: Uint8Array,
  ): { bound: number; bundles: Bundle[]; prices: Prices } | undefined {
    const { problem } = this;
    const gains = this.gainsAt(prices);
    const bundles: Bundle[] = [];
    let bound = 0;
    prices.places.forEach((price, j) => {
      bound += price * at(problem.wanted, j);
    });
    for (let i = 0; i < problem.researchers.length; i += 1) {
      const bundle = bestBundle(problem, i, gains, decided);
      if (!bundle) return undefined;
      bundles.push(bundle);
      bound += bundle.gain;
    }
    this.simplex.work += problem.points.length;
    return { bound, bundles, prices };
  }

  private gainsAt(prices: Prices): Float64Array {
    const { problem } = this;
    const place = prices.places.slice();
    this.cuts.forEach(({ need }, index) => {
      place[need] = at(place, need) - at(prices.cuts, index);
    });
    const gains = problem.points.map((points, edge) => points - at(place, at(problem.to, edge)));
    this.cuts.forEach(({ edge, need }, index) => {
      gains[edge] = at(gains, edge) - at(problem.least, need) * at(prices.cuts, index);
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
    return edges.reduce((sum, edge) => sum + at(this.problem.points, edge), 0);
  }

  private entriesOf(owner: number, edges: readonly number[]): { rows: number[]; values: number[] } {
    const rows = [owner];
    const values = [1];
    for (const edge of edges) {
      const need = at(this.problem.to, edge);
      rows.push(this.problem.researchers.length + need);
      values.push(1);
      for (const cut of this.cutsOf[need] ?? []) {
        rows.push(cut.row);
        values.push(this.valueIn(cut, edge));
      }
    }
    return { rows, values };
  }

  private valueIn(cut: Cut, edge: number): number {
    return cut.edge === edge ? at(this.problem.least, cut.need) - 1 : -1;
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
    decided.forEach((verdict, edge) => {
      const owner = at(this.problem.from, edge);
      if (verdict === IN) held[owner] = at(held, owner) + 1;
    });
    this.heldCache = { decided, held };
    return held;
  }

  private costOf(bundle: { owner: number; edges: number[] }, decided: Uint8Array, held: Int32Array): number {
    const isOut = bundle.edges.some((edge) => decided[edge] === OUT);
    const kept = bundle.edges.filter((edge) => decided[edge] === IN).length;
    return isOut || kept < at(held, bundle.owner) ? -PENALTY : this.pointsOf(bundle.edges);
  }

  /** What does not fit to what is decided becomes dear instead of being taken away: the basis stays feasible. */
  private recost(decided: Uint8Array): void {
    const held = this.heldBy(decided);
    for (const bundle of this.bundles) {
      const column = this.simplex.columns[bundle.column];
      if (column) column.cost = this.costOf(bundle, decided, held);
    }
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
      if (amount !== undefined) for (const edge of edges) shares[edge] = at(shares, edge) + amount;
    }
    return shares;
  }

  /** Where a part of a team stands in for a team. */
  private addCuts(shares: Float64Array): number {
    const { problem } = this;
    let added = 0;
    for (let need = 0; need < problem.needs.length; need += 1) {
      const least = at(problem.least, need);
      if (least < 2) continue;
      const edges = problem.edgesOf[need] ?? [];
      const all = edges.reduce((sum, edge) => sum + at(shares, edge), 0);
      for (const edge of edges) {
        const isBroken = at(shares, edge) * least > all + VISIBLE;
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
      const touched = edges.filter((edge) => at(this.problem.to, edge) === cut.need);
      if (touched.length > 0) entries.push([column, touched.reduce((sum, edge) => sum + this.valueIn(cut, edge), 0)]);
    }
    cut.row = this.simplex.addRow(entries, PENALTY);
    this.cuts.push(cut);
    this.cutsOf[cut.need]?.push(cut);
  }
}

const onGrain = (price: number): number => Math.max(0, Math.round(price / GRAIN) * GRAIN);
