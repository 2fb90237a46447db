import { at, IN, OUT } from './numbered.ts';
import type { Numbered } from './numbered.ts';

/** A plan while it grows: what each still has room for. */
class Growing {
  readonly team: Int32Array;
  private readonly problem: Numbered;
  private readonly days: Float64Array;
  private readonly places: Map<number, number>[];
  readonly taken = new Set<number>();

  constructor(problem: Numbered) {
    this.problem = problem;
    this.team = new Int32Array(problem.needs.length);
    this.days = problem.capacity.slice();
    this.places = problem.researchers.map(() => new Map());
  }

  take(edge: number): boolean {
    const { problem } = this;
    const i = at(problem.from, edge);
    const j = at(problem.to, edge);
    const enterprise = at(problem.enterprise, j);
    const places = this.places[i] ?? new Map<number, number>();
    const isNew = !places.has(enterprise);
    const isFull =
      this.taken.has(edge) ||
      at(this.team, j) >= at(problem.wanted, j) ||
      at(this.days, i) < at(problem.load, j) ||
      (isNew && places.size >= at(problem.enterprises, i));
    if (isFull) return false;
    this.taken.add(edge);
    this.team[j] = at(this.team, j) + 1;
    this.days[i] = at(this.days, i) - at(problem.load, j);
    places.set(enterprise, (places.get(enterprise) ?? 0) + 1);
    return true;
  }

  drop(edge: number): void {
    const { problem } = this;
    const i = at(problem.from, edge);
    const j = at(problem.to, edge);
    const enterprise = at(problem.enterprise, j);
    const places = this.places[i];
    if (!this.taken.delete(edge)) return;
    this.team[j] = at(this.team, j) - 1;
    this.days[i] = at(this.days, i) + at(problem.load, j);
    const left = (places?.get(enterprise) ?? 1) - 1;
    if (left > 0) places?.set(enterprise, left);
    else places?.delete(enterprise);
  }
}

/**
 * A plan from edges in the order in which they are wanted: what is IN, then each that still fits; teams that stay too
 * small are given up, and what they held is offered again. Undefined where something that is IN has no place.
 */
export function roundedPlan(problem: Numbered, order: readonly number[], decided: Uint8Array): number[] | undefined {
  const growing = new Growing(problem);
  const held: number[] = [];
  decided.forEach((verdict, edge) => {
    if (verdict === IN) held.push(edge);
  });
  for (const edge of held) if (!growing.take(edge)) return undefined;
  const isNeeded = new Set(held.map((edge) => at(problem.to, edge)));
  const isGivenUp = new Uint8Array(problem.needs.length);
  const first = order.filter((edge) => isNeeded.has(at(problem.to, edge)));
  for (;;) {
    for (const edge of [...first, ...order])
      if (decided[edge] !== OUT && at(isGivenUp, at(problem.to, edge)) === 0) growing.take(edge);
    const short = problem.needs.findIndex((_, j) => {
      const size = at(growing.team, j);
      return size > 0 && size < at(problem.least, j) && at(isGivenUp, j) === 0;
    });
    if (short < 0) break;
    if (isNeeded.has(short)) return undefined;
    isGivenUp[short] = 1;
    for (const edge of problem.edgesOf[short] ?? []) growing.drop(edge);
  }
  return [...growing.taken].toSorted((a, b) => a - b);
}

/** Edges with the largest share first, then with the most points. */
export function orderOf(problem: Numbered, shares: Float64Array): number[] {
  const edges = Array.from(problem.points.keys());
  return edges.sort((a, b) => at(shares, b) - at(shares, a) || at(problem.points, b) - at(problem.points, a) || a - b);
}
