import { bestFlow } from './min-cost-flow.ts';
import type { Flow } from './min-cost-flow.ts';
import { at, FREE, IN, isAllowed, numbered, OUT, pointsOf } from './numbered.ts';
import type { Numbered } from './numbered.ts';
import { decidedByPins } from './pins.ts';
import type { Assignment, AssignmentProblem, PinRefusal } from './problem.ts';
import { Relaxation } from './relaxation.ts';
import type { Prices } from './relaxation.ts';
import { decideTeam, plansNear, settled } from './rounding.ts';

/** Where the search is given up: in parts of the tree and in numbers touched, never in time, so that the same input has the same plan. */
export interface SearchLimits {
  nodes: number;
  work: number;
}

export const SEARCH_LIMITS: SearchLimits = { nodes: 2_000, work: 2_500_000_000 };
const WHOLE = 1e-4;
/** How exactly the mixture is looked for on the way to a plan, as a part of its points. */
const ROUGHLY = 0.0003;

/**
 * The plan with the most points that keeps every limit, or the best that was found and how much better another could be.
 * The same whatever the order of the lists. A flow relaxation first: where its plan keeps every limit it is the best. Else
 * branch and bound over bundles. Exact by S44, S53; DESIGN section 7.
 */
export function assign(problem: AssignmentProblem, limits: SearchLimits = SEARCH_LIMITS): Assignment | PinRefusal {
  const inNumbers = numbered(problem);
  const pinned = decidedByPins(problem, inNumbers);
  if ('refused' in pinned) return pinned;
  const { decided, whereTeamFails } = pinned;
  const flow = relaxedFlow(inNumbers, decided);
  if (isAllowed(inNumbers, flow.chosen)) return inWords(inNumbers, flow.chosen, flow.points);
  const search = new Search(inNumbers, limits);
  search.run(decided, flow);
  if (!search.plan) return { ...whereTeamFails, proven: search.isExhausted };
  return inWords(inNumbers, search.plan, search.bound);
}

function inWords(problem: Numbered, plan: readonly number[], boundPoints: number): Assignment {
  const isMatched = new Set(plan.map((edge) => at(problem.to, edge)));
  return {
    pairs: plan.map((edge) => ({
      researcherId: problem.researchers[at(problem.from, edge)] ?? '',
      needId: problem.needs[at(problem.to, edge)] ?? '',
      points: at(problem.points, edge),
    })),
    unmatched: problem.needs.filter((_, j) => !isMatched.has(j)),
    totalPoints: pointsOf(problem, plan),
    boundPoints,
  };
}

/** Without teams' least numbers, with days and enterprises only as a number of needs: no plan has more points. */
function relaxedFlow(problem: Numbered, decided: Uint8Array): Flow {
  const held: number[] = [];
  const right = problem.wanted.slice();
  problem.to.forEach((need, edge) => {
    if (decided[edge] !== IN) return;
    held.push(edge);
    right[need] = at(right, need) - 1;
  });
  const left = Int32Array.from(problem.researchers, (_, i) => mostNeeds(problem, i, decided));
  const { from, to, points } = problem;
  const flow = bestFlow({ left, right, from, to, points, usable: (edge) => decided[edge] === FREE });
  return {
    chosen: [...held, ...flow.chosen].toSorted((a, b) => a - b),
    points: flow.points + pointsOf(problem, held),
    prices: flow.prices,
  };
}

/** How many needs one researcher can take beside what is IN: by the lightest loads, and by the enterprises with the most needs. */
function mostNeeds(problem: Numbered, i: number, decided: Uint8Array): number {
  const loads: number[] = [];
  const needsOf = new Map<number, { count: number; isHeld: boolean }>();
  let days = at(problem.capacity, i);
  for (let edge = at(problem.first, i); edge < at(problem.first, i + 1); edge += 1) {
    if (decided[edge] === OUT) continue;
    const enterprise = at(problem.enterprise, at(problem.to, edge));
    const load = at(problem.load, at(problem.to, edge));
    const known = needsOf.get(enterprise) ?? { count: 0, isHeld: false };
    needsOf.set(enterprise, known);
    if (decided[edge] === IN) {
      known.isHeld = true;
      days -= load;
    } else {
      known.count += 1;
      loads.push(load);
    }
  }
  loads.sort((a, b) => a - b);
  const byDays = loads.findIndex((load) => (days -= load) < 0);
  const all = [...needsOf.values()];
  const held = all.filter((group) => group.isHeld);
  const free = all.filter((group) => !group.isHeld).toSorted((a, b) => b.count - a.count);
  const reached = [...held, ...free.slice(0, Math.max(0, at(problem.enterprises, i) - held.length))];
  const byEnterprises = reached.reduce((sum, group) => sum + group.count, 0);
  return Math.min(byDays < 0 ? loads.length : byDays, byEnterprises);
}

interface Node {
  decided: Uint8Array;
  /** What is proven of it before it is looked at, and by which prices. */
  bound: number;
  prices: Prices;
}

/** Depth first, so that plans are found early; each part of the tree is left as soon as it cannot hold a better plan. */
class Search {
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

  run(decided: Uint8Array, flow: Flow): void {
    const shares = new Float64Array(this.problem.points.length);
    for (const edge of flow.chosen) shares[edge] = 1;
    const relaxation = new Relaxation(this.problem, flow.prices);
    this.pinned = [...shares.keys()].filter((edge) => decided[edge] === IN);
    this.round(shares);
    relaxation.learn(this.plan ?? [], decided);
    const open = [this.dive(relaxation, { decided, bound: flow.points, prices: relaxation.prices })];
    while (open.length > 0 && this.nodes < this.limits.nodes && relaxation.work < this.limits.work) {
      const node = open.pop();
      if (!node || Math.floor(node.bound) <= this.points) continue;
      this.nodes += 1;
      open.push(...this.branches(relaxation, node));
    }
    const left = open.filter((node) => Math.floor(node.bound) > this.points);
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
      const work = this.limits.work / 4;
      const relaxed = relaxation.solve(decided, { beaten: this.points, work, tolerance, hasCuts: false });
      if (decided === root.decided)
        proven = { decided, bound: Math.min(root.bound, relaxed.bound), prices: relaxation.prices };
      tolerance = relaxed.bound * ROUGHLY;
      if (Math.floor(relaxed.bound) <= this.points || relaxed.shares.length === 0) return proven;
      this.round(relaxed.shares);
      const next = settled(this.problem, relaxed.shares, decided);
      if (!next || relaxation.work > this.limits.work / 2) return proven;
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
    if (edge === undefined) return [];
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
