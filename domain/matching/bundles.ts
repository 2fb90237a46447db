import { at, IN, OUT } from './numbered.ts';
import type { Numbered } from './numbered.ts';

/** What one researcher takes together, within both of the person's limits. */
export interface Bundle {
  /** Ascending. */
  edges: number[];
  gain: number;
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
  let capacity = at(problem.capacity, i);
  for (let edge = at(problem.first, i); edge < at(problem.first, i + 1); edge += 1) {
    const verdict = decided[edge];
    if (verdict === OUT || (verdict !== IN && at(gains, edge) <= 0)) continue;
    const group = groupOf(groups, at(problem.enterprise, at(problem.to, edge)));
    if (verdict === IN) {
      held.push(edge);
      group.isHeld = true;
      capacity -= at(problem.load, at(problem.to, edge));
    } else {
      group.edges.push(edge);
      group.gain += at(gains, edge);
    }
  }
  const all = [...groups.values()];
  const places = at(problem.enterprises, i) - all.filter((group) => group.isHeld).length;
  if (capacity < 0 || places < 0) return undefined;
  const added = fitGroups(problem, gains, all, { places, capacity });
  const edges = [...held, ...added].toSorted((a, b) => a - b);
  return { edges, gain: edges.reduce((sum, edge) => sum + at(gains, edge), 0) };
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

function fitGroups(problem: Numbered, gains: Float64Array, groups: readonly Group[], room: Room): number[] {
  const open = groups.filter((group) => group.edges.length > 0);
  // The best enterprises, were the days not counted: mostly they fit, and then nothing is better.
  const others = open
    .filter((group) => !group.isHeld)
    .toSorted((a, b) => b.gain - a.gain || a.enterprise - b.enterprise);
  const wished = [...open.filter((group) => group.isHeld), ...others.slice(0, room.places)].flatMap(
    ({ edges }) => edges,
  );
  const days = wished.reduce((sum, edge) => sum + at(problem.load, at(problem.to, edge)), 0);
  return days <= room.capacity ? wished : new Knapsack(problem, gains, room).fill(open);
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
  private readonly chains: { edge: number; before: number }[] = [];

  constructor(problem: Numbered, gains: Float64Array, room: Room) {
    this.problem = problem;
    this.gains = gains;
    this.places = room.places;
    this.width = room.capacity + 1;
  }

  fill(groups: readonly Group[]): number[] {
    const places = Math.min(this.places, groups.length);
    let table: Table = {
      gain: new Float64Array((places + 1) * this.width),
      chain: new Int32Array((places + 1) * this.width),
    };
    table.chain.fill(-1);
    for (const group of groups) table = this.withGroup(table, group, places);
    let best = 0;
    table.gain.forEach((gain, index) => {
      if (gain > at(table.gain, best)) best = index;
    });
    const edges: number[] = [];
    for (let link = this.chains[at(table.chain, best)]; link; link = this.chains[link.before]) edges.push(link.edge);
    return edges;
  }

  private withGroup(table: Table, group: Group, places: number): Table {
    const { width } = this;
    const shift = group.isHeld ? 0 : width;
    // With a place taken for this enterprise: starts from what stood with one place fewer.
    const gain = new Float64Array(table.gain.length).fill(Number.NEGATIVE_INFINITY);
    const chain = new Int32Array(table.chain.length).fill(-1);
    gain.set(table.gain.subarray(0, table.gain.length - shift), shift);
    chain.set(table.chain.subarray(0, table.chain.length - shift), shift);
    for (const edge of group.edges) {
      const load = at(this.problem.load, at(this.problem.to, edge));
      for (let row = 0; row <= places; row += 1)
        for (let days = width - 1; days >= load; days -= 1) this.put(gain, chain, row * width + days, edge, load);
    }
    for (let index = 0; index < gain.length; index += 1) {
      if (at(gain, index) > at(table.gain, index)) continue;
      gain[index] = at(table.gain, index);
      chain[index] = at(table.chain, index);
    }
    return { gain, chain };
  }

  private put(gain: Float64Array, chain: Int32Array, to: number, edge: number, load: number): void {
    const raised = at(gain, to - load) + at(this.gains, edge);
    if (raised <= at(gain, to)) return;
    // Read before it is written: for a need that takes no days both are one place.
    const before = at(chain, to - load);
    gain[to] = raised;
    chain[to] = this.chains.length;
    this.chains.push({ edge, before });
  }
}
