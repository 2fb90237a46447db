/**
 * Places of people over places of needs with the most points: a minimum-cost flow by successive shortest paths.
 * Potentials keep every reduced cost at or above zero, so each path is one run of Dijkstra (Ahuja, Magnanti, Orlin:
 * Network Flows, chapter 9). Exact: points are whole numbers.
 */
export interface Flow {
  /** Edges with flow, ascending. */
  chosen: number[];
  points: number;
  /** By need: what one more place there would be worth. */
  prices: Float64Array;
}

export interface FlowProblem {
  /** By left node and by right node: how many edges may be chosen there. */
  left: Int32Array;
  right: Int32Array;
  /** By edge. */
  from: Int32Array;
  to: Int32Array;
  points: Float64Array;
  usable(edge: number): boolean;
}

export function bestFlow(problem: FlowProblem): Flow {
  const network = new Network(problem);
  while (network.augment());
  return network.flow();
}

class Network {
  private readonly problem: FlowProblem;
  private readonly m: number;
  private readonly n: number;
  private readonly outOf: number[][];
  private readonly chosen: Uint8Array;
  private readonly leftUsed: Int32Array;
  private readonly rightUsed: Int32Array;
  /** Left nodes, then right nodes; the source and the sink are not kept as nodes. */
  private readonly potential: Float64Array;
  private readonly distance: Float64Array;
  private readonly reachedBy: Int32Array;
  private readonly settled: Int32Array;
  private readonly isSettled: Uint8Array;
  private readonly chosenInto: number[][];
  private settledNodes = 0;
  /** Nothing that is as far away as this is of use. */
  private enough = 0;
  private sourcePotential = 0;
  private sinkPotential = 0;

  constructor(problem: FlowProblem) {
    this.problem = problem;
    this.m = problem.left.length;
    this.n = problem.right.length;
    const nodes = this.m + this.n;
    this.outOf = Array.from({ length: this.m }, () => []);
    this.chosenInto = Array.from({ length: this.n }, () => []);
    this.chosen = new Uint8Array(problem.from.length);
    this.leftUsed = new Int32Array(this.m);
    this.rightUsed = new Int32Array(this.n);
    this.potential = new Float64Array(nodes);
    this.distance = new Float64Array(nodes);
    this.reachedBy = new Int32Array(nodes);
    this.settled = new Int32Array(nodes);
    this.isSettled = new Uint8Array(nodes);
    this.layOut();
  }

  private layOut(): void {
    const { problem, potential, m } = this;
    for (let edge = 0; edge < problem.from.length; edge += 1) {
      if (!problem.usable(edge)) continue;
      this.outOf[problem.from[edge] ?? 0]?.push(edge);
      const node = m + (problem.to[edge] ?? 0);
      potential[node] = Math.min(potential[node] ?? 0, -(problem.points[edge] ?? 0));
      this.sinkPotential = Math.min(this.sinkPotential, potential[node] ?? 0);
    }
  }

  /** One more place where it adds the most; false when nothing more can be gained. */
  augment(): boolean {
    const end = this.search();
    // With this distance a path adds nothing: there the prices are left.
    const worthless = this.sourcePotential - this.sinkPotential;
    const distance = Math.min(end?.distance ?? worthless, worthless);
    for (let index = 0; index < this.settledNodes; index += 1) {
      const node = this.settled[index] ?? 0;
      this.potential[node] = (this.potential[node] ?? 0) + Math.min(this.distance[node] ?? 0, distance) - distance;
    }
    // Lowering what was settled is the same as raising the rest: only differences count.
    this.sourcePotential -= distance;
    if (!end || end.distance >= worthless) return false;
    this.turn(end.node);
    return true;
  }

  private search(): { node: number; distance: number } | undefined {
    const { m, potential, distance, problem } = this;
    const heap = new Heap();
    distance.fill(Number.POSITIVE_INFINITY);
    this.isSettled.fill(0);
    for (let i = 0; i < m; i += 1) {
      if ((this.leftUsed[i] ?? 0) >= (problem.left[i] ?? 0)) continue;
      distance[i] = this.sourcePotential - (potential[i] ?? 0);
      this.reachedBy[i] = -1;
      heap.push(distance[i] ?? 0, i);
    }
    let best: { node: number; distance: number } | undefined;
    this.settledNodes = 0;
    this.enough = this.sourcePotential - this.sinkPotential;
    for (let node = heap.pop(); node >= 0; node = heap.pop()) {
      if ((this.isSettled[node] ?? 0) === 1) continue;
      if ((distance[node] ?? 0) >= this.enough) break;
      this.isSettled[node] = 1;
      this.settled[this.settledNodes] = node;
      this.settledNodes += 1;
      if (node >= m && (this.rightUsed[node - m] ?? 0) < (problem.right[node - m] ?? 0)) {
        const through = (distance[node] ?? 0) + (potential[node] ?? 0) - this.sinkPotential;
        if (!best || through < best.distance) best = { node, distance: through };
        this.enough = Math.min(this.enough, through);
      }
      this.relax(node, heap);
    }
    return best;
  }

  private relax(node: number, heap: Heap): void {
    const { m, potential, distance, problem } = this;
    const base = (distance[node] ?? 0) + (potential[node] ?? 0);
    if (node < m) {
      for (const edge of this.outOf[node] ?? []) {
        const to = m + (problem.to[edge] ?? 0);
        if ((this.chosen[edge] ?? 0) === 1 || (this.isSettled[to] ?? 0) === 1) continue;
        const through = base - (problem.points[edge] ?? 0) - (potential[to] ?? 0);
        if (through < (distance[to] ?? 0) && through < this.enough) this.reach(to, through, edge, heap);
      }
      return;
    }
    for (const edge of this.chosenInto[node - m] ?? []) {
      const to = problem.from[edge] ?? 0;
      if ((this.isSettled[to] ?? 0) === 1) continue;
      const through = base + (problem.points[edge] ?? 0) - (potential[to] ?? 0);
      if (through < (distance[to] ?? 0) && through < this.enough) this.reach(to, through, edge, heap);
    }
  }

  private reach(node: number, distance: number, edge: number, heap: Heap): void {
    this.distance[node] = distance;
    this.reachedBy[node] = edge;
    heap.push(distance, node);
  }

  /** Turns the edges of the path that ends at a need with room. */
  private turn(end: number): void {
    const { m, problem } = this;
    this.rightUsed[end - m] = (this.rightUsed[end - m] ?? 0) + 1;
    let node = end;
    while ((this.reachedBy[node] ?? 0) >= 0) {
      const edge = this.reachedBy[node] ?? 0;
      const into = this.chosenInto[problem.to[edge] ?? 0] ?? [];
      if (node >= m) {
        this.chosen[edge] = 1;
        into.push(edge);
        node = problem.from[edge] ?? 0;
      } else {
        this.chosen[edge] = 0;
        into.splice(into.indexOf(edge), 1);
        node = m + (problem.to[edge] ?? 0);
      }
    }
    this.leftUsed[node] = (this.leftUsed[node] ?? 0) + 1;
  }

  flow(): Flow {
    const chosen: number[] = [];
    this.chosen.forEach((isChosen, edge) => {
      if (isChosen === 1) chosen.push(edge);
    });
    const points = chosen.reduce((sum, edge) => sum + (this.problem.points[edge] ?? 0), 0);
    const prices = new Float64Array(this.n);
    for (let j = 0; j < this.n; j += 1)
      if ((this.rightUsed[j] ?? 0) > 0) prices[j] = Math.max(0, this.sinkPotential - (this.potential[this.m + j] ?? 0));
    return { chosen, points, prices };
  }
}

/** A binary heap of nodes; the lower node first where the distance is the same. */
class Heap {
  private readonly keys: number[] = [];
  private readonly nodes: number[] = [];

  push(key: number, node: number): void {
    const { keys, nodes } = this;
    let index = keys.length;
    keys.push(key);
    nodes.push(node);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(key, node, keys[parent] ?? 0, nodes[parent] ?? 0)) break;
      keys[index] = keys[parent] ?? 0;
      nodes[index] = nodes[parent] ?? 0;
      index = parent;
    }
    keys[index] = key;
    nodes[index] = node;
  }

  /** The node with the smallest distance, or -1. */
  pop(): number {
    const top = this.nodes[0] ?? -1;
    const key = this.keys.pop() ?? 0;
    const node = this.nodes.pop() ?? 0;
    if (this.keys.length > 0) this.sink(key, node);
    return top;
  }

  private sink(key: number, node: number): void {
    const { keys, nodes } = this;
    const size = keys.length;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= size) break;
      const right = child + 1;
      if (right < size && isBefore(keys[right] ?? 0, nodes[right] ?? 0, keys[child] ?? 0, nodes[child] ?? 0))
        child = right;
      if (!isBefore(keys[child] ?? 0, nodes[child] ?? 0, key, node)) break;
      keys[index] = keys[child] ?? 0;
      nodes[index] = nodes[child] ?? 0;
      index = child;
    }
    keys[index] = key;
    nodes[index] = node;
  }
}

function isBefore(key: number, node: number, otherKey: number, otherNode: number): boolean {
  return key < otherKey || (key === otherKey && node < otherNode);
}
