import { at } from './numbered.ts';
import type { Numbered } from './numbered.ts';

/** A plan while it grows: what each still has room for. */
export class Growing {
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

  /** Whether the person has the days and the place for it. */
  fitsPerson(edge: number): boolean {
    const { problem } = this;
    const i = at(problem.from, edge);
    const j = at(problem.to, edge);
    const places = this.places[i];
    return (
      !this.taken.has(edge) &&
      at(this.days, i) >= at(problem.load, j) &&
      (places?.has(at(problem.enterprise, j)) || (places?.size ?? 0) < at(problem.enterprises, i))
    );
  }

  take(edge: number): boolean {
    const { problem } = this;
    const i = at(problem.from, edge);
    const j = at(problem.to, edge);
    const enterprise = at(problem.enterprise, j);
    const places = this.places[i];
    if (!places || !this.fitsPerson(edge) || at(this.team, j) >= at(problem.wanted, j)) return false;
    this.taken.add(edge);
    this.team[j] = at(this.team, j) + 1;
    this.days[i] = at(this.days, i) - at(problem.load, j);
    places.set(enterprise, (places.get(enterprise) ?? 0) + 1);
    return true;
  }

  drop(edge: number): boolean {
    const { problem } = this;
    const i = at(problem.from, edge);
    const j = at(problem.to, edge);
    const enterprise = at(problem.enterprise, j);
    const places = this.places[i];
    if (!this.taken.delete(edge)) return false;
    this.team[j] = at(this.team, j) - 1;
    this.days[i] = at(this.days, i) + at(problem.load, j);
    const left = (places?.get(enterprise) ?? 1) - 1;
    if (left > 0) places?.set(enterprise, left);
    else places?.delete(enterprise);
    return true;
  }
}
