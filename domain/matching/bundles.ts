import { IN, OUT } from './numbered.ts';
import type { Numbered } from './numbered.ts';

/** What one researcher takes together, within both of the person's limits. */
export interface Bundle {
  /** Ascending. */
  edges: number[];
  gain: number;
  /** What it took to find, in numbers touched. */
  work: number;
}

interface Group {
  enterprise: number;
  /** Something of it is decided, so that its place is taken anyway. */
  isHeld: boolean;
  edges: number[];
  gain: number;
}

/**
 * The bundle of one researcher with the most gain: with every edge that is IN, with none that is OUT. A knapsack in which
 * the first need of an enterprise also costs one of the places. Undefined where the edges that are IN break a limit.
 */
export function bestBundle(problem: Numbered, i: number, gains: Float64Array, decided: Uint8Array): Bundle | undefined {
  const held: number[] = [];
  const groups = new Map<number, Group>();
  let capacity = problem.capacity[i] ?? 0;
  for (let edge = problem.first[i] ?? 0; edge < (problem.first[i + 1] ?? 0); edge += 1) {
    const verdict = decided[edge];
    if (verdict === OUT || (verdict !== IN && (gains[edge] ?? 0) <= 0)) continue;
    const group = groupOf(groups, problem.enterprise[problem.to[edge] ?? 0] ?? 0);
    if (verdict === IN) {
      held.push(edge);
      group.isHeld = true;
      capacity -= problem.load[problem.to[edge] ?? 0] ?? 0;
    } else {
      group.edges.push(edge);
      group.gain += gains[edge] ?? 0;
    }
  }
  const all = [...groups.values()];
  const places = (problem.enterprises[i] ?? 0) - all.filter((group) => group.isHeld).length;
  if (capacity < 0 || places < 0) return undefined;
  const added = fitGroups(problem, gains, all, { places, capacity });
  const edges = [...held, ...added.edges].toSorted((a, b) => a - b);
  return { edges, gain: edges.reduce((sum, edge) => sum + (gains[edge] ?? 0), 0), work: added.work };
}

function groupOf(groups: Map<number, Group>, enterprise: number): Group {
  const known = groups.get(enterprise);
  if (known) return known;
  const group = { enterprise, isHeld: false, edges: [], gain: 0 };
  groups.set(enterprise, group);
  return group;
}

interface Room {
  places: number;
  capacity: number;
}

function fitGroups(
  problem: Numbered,
  gains: Float64Array,
  groups: readonly Group[],
  room: Room,
): { edges: number[]; work: number } {
  const held = groups.filter((group) => group.isHeld && group.edges.length > 0);
  // The best enterprises, were the days not counted: mostly they fit, and then nothing is better.
  const others = groups
    .filter((group) => !group.isHeld)
    .toSorted((a, b) => b.gain - a.gain || a.enterprise - b.enterprise);
  const wished = [...held, ...others.slice(0, room.places)].flatMap(({ edges }) => edges);
  const days = wished.reduce((sum, edge) => sum + (problem.load[problem.to[edge] ?? 0] ?? 0), 0);
  if (days <= room.capacity) return { edges: wished, work: 0 };
  const knapsack = new Knapsack(problem, gains, room);
  const edges = knapsack.best([...held, ...undominated(problem, others, room.places)]);
  return { edges, work: knapsack.work };
}

/**
 * Without the enterprises of a single need for which there are as many others as places, each of no more days and no less
 * gain: one of those is always free to go there instead.
 */
function undominated(problem: Numbered, byGain: readonly Group[], places: number): Group[] {
  const loads: number[] = [];
  return byGain.filter(({ edges: [edge, second] }) => {
    if (edge === undefined || second !== undefined) return true;
    const load = problem.load[problem.to[edge] ?? 0] ?? 0;
    let better = 0;
    for (const other of loads) if (other <= load) better += 1;
    if (better >= places) return false;
    loads.push(load);
    return true;
  });
}

/** By places, then by days. */
interface Table {
  gain: Float64Array;
  chain: Int32Array;
}

/** Best gains by places and days taken; what was taken is remembered as chains of edges. */
class Knapsack {
  private readonly problem: Numbered;
  private readonly gains: Float64Array;
  private readonly places: number;
  private readonly width: number;
  work = 0;
  private readonly chains: { edge: number; before: number }[] = [];

  constructor(problem: Numbered, gains: Float64Array, room: Room) {
    this.problem = problem;
    this.gains = gains;
    this.places = room.places;
    this.width = room.capacity + 1;
  }

  best(groups: readonly Group[]): number[] {
    const places = Math.min(this.places, groups.length);
    let table = this.empty(places);
    let spare = this.empty(places);
    for (const group of groups) {
      this.withGroup(table, spare, group);
      [table, spare] = [spare, table];
    }
    let most = 0;
    table.gain.forEach((gain, index) => {
      if (gain > (table.gain[most] ?? 0)) most = index;
    });
    const edges: number[] = [];
    for (let link = this.chains[table.chain[most] ?? 0]; link; link = this.chains[link.before]) edges.push(link.edge);
    return edges;
  }

  private empty(places: number): Table {
    const size = (places + 1) * this.width;
    return { gain: new Float64Array(size), chain: new Int32Array(size).fill(-1) };
  }

  /** Into `next`, what `table` comes to with this group. */
  private withGroup(table: Table, next: Table, group: Group): void {
    const { width } = this;
    const { gain, chain } = next;
    const size = gain.length;
    // With a place taken for this enterprise: starts from what stood with one place fewer.
    const shift = group.isHeld ? 0 : width;
    gain.fill(Number.NEGATIVE_INFINITY, 0, shift);
    gain.set(table.gain.subarray(0, size - shift), shift);
    chain.set(table.chain.subarray(0, size - shift), shift);
    for (const edge of group.edges) {
      const load = this.problem.load[this.problem.to[edge] ?? 0] ?? 0;
      for (let row = 0; row < size; row += width)
        for (let days = width - 1; days >= load; days -= 1) this.put(gain, chain, row + days, edge, load);
    }
    for (let index = 0; index < size; index += 1) {
      if ((gain[index] ?? 0) > (table.gain[index] ?? 0)) continue;
      gain[index] = table.gain[index] ?? 0;
      chain[index] = table.chain[index] ?? 0;
    }
    this.work += size * (group.edges.length + 1);
  }

  private put(gain: Float64Array, chain: Int32Array, to: number, edge: number, load: number): void {
    const raised = (gain[to - load] ?? 0) + (this.gains[edge] ?? 0);
    if (raised <= (gain[to] ?? 0)) return;
    gain[to] = raised;
    chain[to] = this.chains.push({ edge, before: chain[to - load] ?? -1 }) - 1;
  }
}
