import type { Flow } from './min-cost-flow.ts';
import { at, FREE, IN, isAllowed, OUT, pointsOf } from './numbered.ts';
import type { Numbered } from './numbered.ts';
import { Relaxation } from './relaxation.ts';
import type { Prices } from './relaxation.ts';
import { decideTeam, plansNear, settled } from './rounding.ts';

/** Where the search is given up: in parts of the tree and in numbers touched, never in time, so that the same input has the same plan. */
export interface SearchLimits {
  nodes: number;
  work: number;
}

const WHOLE = 1e-4;
/** How much of the work goes into the whole before it is taken apart. */
const ROOT_PART = 0.95;
/** How exactly the mixture is looked for on the way to a plan, as a part of its points. */
const ROUGHLY = 0.0003;

interface Node {
  decided: Uint8Array;
  /** What is proven of it before it is looked at, and by which prices. */
  bound: number;
  prices: Prices;
}

/** Depth first, so that plans are found early; each part of the tree is left as soon as it cannot hold a better plan. */
export class Search {
  plan: number[] | undefined;
  bound = Number.POSITIVE_INFINITY;
  isExhausted = false;
  nodes = 0;
  private points = -1;
  private pinned: number[] = [];
  private readonly problem: Numbered;
  private readonly limits: SearchLimits;

  constructor(problem: Numbered, limits: SearchLimits) {
    this.problem = problem;
    this.limits = limits;
  }

  private open: Node[] = [];
  private relaxation: Relaxation | undefined;

  /** To the bound of the whole and to a first good plan. */
  begin(decided: Uint8Array, flow: Flow): void {
    const shares = new Float64Array(this.problem.points.length);
    for (const edge of flow.chosen) shares[edge] = 1;
    const relaxation = new Relaxation(this.problem, flow.prices);
    this.pinned = [...shares.keys()].filter((edge) => decided[edge] === IN);
    this.round(shares);
    relaxation.learn(this.plan ?? [], decided);
    this.relaxation = relaxation;
    this.open = [this.dive(relaxation, { decided, bound: flow.points, prices: relaxation.prices })];
    this.conclude();
  }

  /** What a need's place is worth, as far as it is known. */
  get prices(): Float64Array {
    return this.open[0]?.prices.places ?? new Float64Array(this.problem.needs.length);
  }

  /** With nothing left to decide there is one plan, or none. */
  private adoptDecided(decided: Uint8Array): void {
    const plan = [...this.problem.points.keys()].filter((edge) => decided[edge] === IN);
    if (isAllowed(this.problem, plan)) this.adopt(plan);
  }

  adopt(plan: number[]): void {
    const points = pointsOf(this.problem, plan);
    if (points <= this.points) return;
    this.points = points;
    this.plan = plan;
    this.conclude();
  }

  /** Until nothing better is possible, or to the limits. */
  finish(): void {
    const { open, relaxation } = this;
    if (!relaxation) return;
    while (open.length > 0 && this.nodes < this.limits.nodes && relaxation.work < this.limits.work) {
      const node = open.pop();
      if (!node || Math.floor(node.bound) <= this.points) continue;
      this.nodes += 1;
      open.push(...this.branches(relaxation, node));
    }
    this.conclude();
  }

  private conclude(): void {
    const left = this.open.filter((node) => Math.floor(node.bound) > this.points);
    this.isExhausted = left.length === 0;
    this.bound = left.reduce((most, node) => Math.max(most, Math.floor(node.bound)), this.points);
  }

  /**
   * Settles what the mixture is nearly sure of, again and again, to a plan: good ones come early, and much is cut off by
   * them. Gives the root back with what was proven of it.
   */
  private dive(relaxation: Relaxation, root: Node): Node {
    let { decided } = root;
    let proven = root;
    let tolerance = 0;
    for (;;) {
      const work = this.limits.work * ROOT_PART - relaxation.work;
      const relaxed = relaxation.solve(decided, { beaten: this.points, work, tolerance, hasCuts: false });
      if (decided === root.decided)
        proven = { decided, bound: Math.min(root.bound, relaxed.bound), prices: relaxation.prices };
      tolerance = relaxed.bound * ROUGHLY;
      if (Math.floor(relaxed.bound) <= this.points || relaxed.shares.length === 0) return proven;
      this.round(relaxed.shares);
      const next = settled(this.problem, relaxed.shares, decided);
      if (!next || relaxation.work > this.limits.work * ROOT_PART) return proven;
      decided = next;
    }
  }

  /** The parts of a node that may still hold a better plan; the one to look at first comes last. */
  private branches(relaxation: Relaxation, node: Node): Node[] {
    const relaxed = relaxation.solve(node.decided, {
      prices: node.prices,
      beaten: this.points,
      work: this.limits.work - relaxation.work,
      tolerance: 0,
      hasCuts: true,
    });
    const bound = Math.min(node.bound, relaxed.bound);
    if (Math.floor(bound) <= this.points) return [];
    this.round(relaxed.shares);
    if (Math.floor(bound) <= this.points) return [];
    const team = this.partOfTeam(relaxed.shares, node.decided);
    const { prices } = relaxation;
    if (team !== undefined) return this.branchOnTeam({ ...node, bound, prices }, team);
    const edge = this.mostDivided(relaxed.shares, node.decided);
    if (edge === undefined) {
      this.adoptDecided(node.decided);
      return [];
    }
    const without = node.decided.slice();
    const within = node.decided.slice();
    without[edge] = OUT;
    within[edge] = IN;
    decideTeam(this.problem, within, at(this.problem.to, edge), IN);
    const [later, sooner] = at(relaxed.shares, edge) < 0.4 ? [within, without] : [without, within];
    return [
      { decided: later, bound, prices },
      { decided: sooner, bound, prices },
    ];
  }

  private branchOnTeam(node: Node, need: number): Node[] {
    const without = node.decided.slice();
    const within = node.decided.slice();
    decideTeam(this.problem, without, need, OUT);
    decideTeam(this.problem, within, need, IN);
    return [
      { ...node, decided: without },
      { ...node, decided: within },
    ];
  }

  /** The need that is matched in part the most clearly: people are there, but fewer than its least number. */
  private partOfTeam(shares: Float64Array, decided: Uint8Array): number | undefined {
    let best: number | undefined;
    let most = WHOLE;
    this.problem.edgesOf.forEach((edges, j) => {
      const least = at(this.problem.least, j);
      if (least < 2 || decided[this.problem.points.length + j] !== FREE) return;
      const all = edges.reduce((sum, edge) => sum + at(shares, edge), 0);
      const part = Math.min(all, least - all);
      if (part <= most) return;
      most = part;
      best = j;
    });
    return best;
  }

  /** The edge that is nearest to one half; were none divided, any that is still free. */
  private mostDivided(shares: Float64Array, decided: Uint8Array): number | undefined {
    let best: number | undefined;
    let nearest = 2;
    shares.forEach((share, edge) => {
      if (decided[edge] !== FREE) return;
      const isWhole = share < WHOLE || share > 1 - WHOLE;
      const far = isWhole ? 1 + Math.abs(share - 1) : Math.abs(share - 0.5) - at(this.problem.points, edge) * 1e-6;
      if (far >= nearest) return;
      nearest = far;
      best = edge;
    });
    return best;
  }

  private round(shares: Float64Array): void {
    for (const plan of plansNear(this.problem, shares, this.pinned)) {
      const points = pointsOf(this.problem, plan);
      if (points <= this.points) continue;
      this.points = points;
      this.plan = plan;
    }
  }
}
