import { at, IN, layEdges, pointsOf } from './numbered.ts';
import type { Numbered, Triple } from './numbered.ts';

/** So many people are planned anew together, sweep by sweep; larger problems are polished part by part. */
const SWEEPS = [16, 24] as const;
export const PART_SIZE = 16;
/** Teams draw their members in; beyond this a part is left as it is. */
const MOST_PEOPLE = 48;
/** Of each person the most promising pairs. */
const MOST_EDGES = 24;

interface Standing {
  plan: number[];
  decided: Uint8Array;
  /** Of a need's place, to tell what is promising. */
  prices: Float64Array;
}

type Better = (part: Numbered, decided: Uint8Array, plan: number[]) => number[];

/**
 * Plans the people of one neighbourhood anew while all others stay, one neighbourhood after the other, as long as it helps
 * (large neighbourhood search). What comes out keeps every limit, as each part does with what the others leave it.
 */
export function polish(problem: Numbered, standing: Standing, better: Better): number[] {
  let plan = standing.plan;
  for (const [sweep, size] of SWEEPS.entries()) {
    const isDone = new Uint8Array(problem.researchers.length);
    for (let i = sweep; i < problem.researchers.length + sweep; i += 1) {
      const centre = i % problem.researchers.length;
      if (isDone[centre] === 1) continue;
      const near = neighbours(problem, centre, size);
      for (const other of near.slice(0, size / 2)) isDone[other] = 1;
      plan = new Part(problem, { ...standing, plan }, near).improved(better);
    }
  }
  return plan;
}

/** Who could go to the most of the same needs, oneself first. */
function neighbours(problem: Numbered, centre: number, size: number): number[] {
  const shared = new Int32Array(problem.researchers.length);
  for (let edge = at(problem.first, centre); edge < at(problem.first, centre + 1); edge += 1)
    for (const other of problem.edgesOf[at(problem.to, edge)] ?? []) {
      const i = at(problem.from, other);
      shared[i] = at(shared, i) + 1;
    }
  shared[centre] = problem.needs.length + 1;
  return [...shared.keys()]
    .filter((i) => at(shared, i) > 0)
    .toSorted((a, b) => at(shared, b) - at(shared, a) || a - b)
    .slice(0, size);
}

class Part {
  private readonly problem: Numbered;
  private readonly standing: Standing;
  private readonly people: Set<number>;
  /** By need: how many of others are there. */
  private readonly others: Int32Array;

  constructor(problem: Numbered, standing: Standing, near: readonly number[]) {
    this.problem = problem;
    this.standing = standing;
    this.people = new Set(near);
    this.drawTeamsIn();
    this.others = new Int32Array(problem.needs.length);
    for (const edge of standing.plan) {
      const j = at(problem.to, edge);
      if (!this.people.has(at(problem.from, edge))) this.others[j] = at(this.others, j) + 1;
    }
  }

  /** A team is planned as a whole, or it could fall below its least number. */
  private drawTeamsIn(): void {
    const { from, to, least } = this.problem;
    const inTeams = this.standing.plan.filter((edge) => at(least, at(to, edge)) > 1);
    for (let before = -1; before < this.people.size;) {
      before = this.people.size;
      const drawn = new Set(inTeams.filter((edge) => this.people.has(at(from, edge))).map((edge) => at(to, edge)));
      for (const edge of inTeams) if (drawn.has(at(to, edge))) this.people.add(at(from, edge));
    }
  }

  improved(better: Better): number[] {
    const { plan } = this.standing;
    if (this.people.size > MOST_PEOPLE) return plan;
    const edges = this.edges();
    const { part, needs } = this.alone(edges);
    const own = new Set(plan.filter((edge) => this.people.has(at(this.problem.from, edge))));
    const mine = edges.flatMap((edge, index) => (own.has(edge) ? [index] : []));
    const decided = Uint8Array.from([
      ...edges.map((edge) => at(this.standing.decided, edge)),
      ...needs.map((need) => at(this.standing.decided, this.problem.points.length + need)),
    ]);
    const found = better(part, decided, mine).map((index) => edges[index] ?? 0);
    if (pointsOf(this.problem, found) <= pointsOf(this.problem, [...own])) return plan;
    return [...plan.filter((edge) => !own.has(edge)), ...found].toSorted((a, b) => a - b);
  }

  /** What these people have and what is promising for them where others leave room; ascending. */
  private edges(): number[] {
    const { problem, standing, others } = this;
    const has = new Set(standing.plan);
    const gain = (edge: number): number => at(problem.points, edge) - at(standing.prices, at(problem.to, edge));
    const found = new Set<number>();
    for (const i of this.people) {
      const own: number[] = [];
      for (let edge = at(problem.first, i); edge < at(problem.first, i + 1); edge += 1) {
        const j = at(problem.to, edge);
        if (has.has(edge) || at(standing.decided, edge) === IN) found.add(edge);
        else if (at(others, j) < at(problem.wanted, j)) own.push(edge);
      }
      own.sort((a, b) => gain(b) - gain(a) || a - b);
      for (const edge of own.slice(0, MOST_EDGES)) found.add(edge);
    }
    return [...found].toSorted((a, b) => a - b);
  }

  /** The part as a problem of its own, in the same order, so that its edges have the places of these. */
  private alone(edges: readonly number[]): { part: Numbered; needs: number[] } {
    const { problem, others } = this;
    const people = [...this.people].toSorted((a, b) => a - b);
    const needs = [...new Set(edges.map((edge) => at(problem.to, edge)))].toSorted((a, b) => a - b);
    const left = (j: number): number => at(problem.wanted, j) - at(others, j);
    const least = (j: number): number => (at(others, j) > 0 ? 1 : at(problem.least, j));
    const part: Numbered = {
      ...problem,
      researchers: people.map((i) => problem.researchers[i] ?? ''),
      needs: needs.map((j) => problem.needs[j] ?? ''),
      first: new Int32Array(people.length + 1),
      enterprise: Int32Array.from(needs, (j) => at(problem.enterprise, j)),
      load: Float64Array.from(needs, (j) => at(problem.load, j)),
      wanted: Int32Array.from(needs, left),
      least: Int32Array.from(needs, least),
      enterprises: Int32Array.from(people, (i) => at(problem.enterprises, i)),
      capacity: Float64Array.from(people, (i) => at(problem.capacity, i)),
    };
    const person = new Map(people.map((i, index) => [i, index]));
    const need = new Map(needs.map((j, index) => [j, index]));
    const triples = edges.map((edge): Triple => ({
      i: person.get(at(problem.from, edge)) ?? 0,
      j: need.get(at(problem.to, edge)) ?? 0,
      points: at(problem.points, edge),
    }));
    layEdges(part, triples);
    return { part, needs };
  }
}
