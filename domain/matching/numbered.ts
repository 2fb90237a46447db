import type { AssignmentProblem } from './problem.ts';

/**
 * The problem with numbers for names: sorted by id, so that the order in which it is handed in changes nothing.
 * Edges lie by researcher, then by need; those that no plan can use are left out.
 */
export interface Numbered {
  researchers: string[];
  needs: string[];
  /** By researcher: the first of its edges; one more entry than there are researchers. */
  first: Int32Array;
  /** By edge. */
  from: Int32Array;
  to: Int32Array;
  points: Float64Array;
  /** By need. */
  edgesOf: number[][];
  enterprise: Int32Array;
  load: Float64Array;
  wanted: Int32Array;
  least: Int32Array;
  /** By researcher. */
  enterprises: Int32Array;
  capacity: Float64Array;
}

/** Hundredths of a day are the finest that is told apart. */
const HUNDREDTHS = 100;
const ROUNDING = 1e-9;

const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

export const at = (array: ArrayLike<number>, index: number): number => array[index] ?? 0;

/** The whole number that the ids get, in the order of their code units. */
function numbersOf(ids: readonly string[]): { names: string[]; numberOf: Map<string, number> } {
  const names = [...new Set(ids)].toSorted(byCodeUnits);
  return { names, numberOf: new Map(names.map((name, index) => [name, index])) };
}

export interface Triple {
  i: number;
  j: number;
  points: number;
}

export function numbered(problem: AssignmentProblem): Numbered {
  const people = numbersOf(problem.supplies.map(({ researcherId }) => researcherId));
  const needs = numbersOf(problem.seekers.map(({ needId }) => needId));
  const enterprises = numbersOf(problem.seekers.map(({ enterpriseId }) => enterpriseId));
  const n = needs.names.length;
  const m = people.names.length;
  const result: Numbered = {
    researchers: people.names,
    needs: needs.names,
    first: new Int32Array(m + 1),
    from: new Int32Array(0),
    to: new Int32Array(0),
    points: new Float64Array(0),
    edgesOf: [],
    enterprise: new Int32Array(n),
    load: new Float64Array(n),
    wanted: new Int32Array(n),
    least: new Int32Array(n),
    enterprises: new Int32Array(m),
    capacity: new Float64Array(m),
  };
  for (const { needId, enterpriseId, wanted, least } of problem.seekers) {
    const j = needs.numberOf.get(needId) ?? 0;
    result.enterprise[j] = enterprises.numberOf.get(enterpriseId) ?? 0;
    result.wanted[j] = Math.max(0, wanted);
    result.least[j] = Math.max(1, least);
    result.load[j] = Math.max(0, Math.ceil((problem.loads[needId] ?? 0) * HUNDREDTHS - ROUNDING));
  }
  for (const supply of problem.supplies) {
    const i = people.numberOf.get(supply.researcherId) ?? 0;
    result.enterprises[i] = Math.max(0, supply.enterprises);
    result.capacity[i] = Math.floor(supply.capacityDays * HUNDREDTHS + ROUNDING);
  }
  inCoarsestUnit(result);
  layEdges(result, usable(result, tripled(problem, people.numberOf, needs.numberOf)));
  return result;
}

/** Half days of forty are five units of eight: the coarser the unit, the smaller the tables of the knapsack. */
function inCoarsestUnit(problem: Numbered): void {
  const unit = problem.load.reduce(commonDivisor, 0);
  if (unit <= 1) return;
  for (let j = 0; j < problem.load.length; j += 1) problem.load[j] = at(problem.load, j) / unit;
  for (let i = 0; i < problem.capacity.length; i += 1) problem.capacity[i] = Math.floor(at(problem.capacity, i) / unit);
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** Of a pair that is named twice, the better one counts. */
function tripled(
  problem: AssignmentProblem,
  people: ReadonlyMap<string, number>,
  needs: ReadonlyMap<string, number>,
): Triple[] {
  const known: Triple[] = [];
  for (const { researcherId, needId, points } of problem.edges) {
    const i = people.get(researcherId);
    const j = needs.get(needId);
    if (i !== undefined && j !== undefined) known.push({ i, j, points });
  }
  known.sort((a, b) => a.i - b.i || a.j - b.j || b.points - a.points);
  return known.filter(({ i, j }, index) => known[index - 1]?.i !== i || known[index - 1]?.j !== j);
}

/** Without the pairs that no plan can have: a person without days or places, a need with too few to choose from. */
function usable(problem: Numbered, triples: Triple[]): Triple[] {
  const fitting = triples.filter(
    ({ i, j }) => at(problem.enterprises, i) > 0 && at(problem.load, j) <= at(problem.capacity, i),
  );
  const choices = new Int32Array(problem.needs.length);
  for (const { j } of fitting) choices[j] = at(choices, j) + 1;
  return fitting.filter(({ j }) => {
    const least = at(problem.least, j);
    return least <= at(problem.wanted, j) && least <= at(choices, j);
  });
}

export function layEdges(problem: Numbered, triples: readonly Triple[]): void {
  problem.from = Int32Array.from(triples, ({ i }) => i);
  problem.to = Int32Array.from(triples, ({ j }) => j);
  problem.points = Float64Array.from(triples, ({ points }) => points);
  problem.edgesOf = problem.needs.map(() => []);
  triples.forEach(({ i, j }, edge) => {
    problem.first[i + 1] = edge + 1;
    problem.edgesOf[j]?.push(edge);
  });
  for (let i = 1; i < problem.first.length; i += 1)
    problem.first[i] = Math.max(at(problem.first, i), at(problem.first, i - 1));
}

/** What is decided of the edges, and behind them of the needs: by nobody yet, in the plan, or out of it. */
export const FREE = 0;
export const IN = 1;
export const OUT = 2;

/** Undefined where there is no such edge. */
export function edgeOf(problem: Numbered, i: number, j: number): number | undefined {
  return problem.edgesOf[j]?.find((edge) => at(problem.from, edge) === i);
}

/** Whether a plan keeps every limit. */
export function isAllowed(problem: Numbered, plan: readonly number[]): boolean {
  const team = new Int32Array(problem.needs.length);
  const days = new Float64Array(problem.researchers.length);
  const places = new Map<number, Set<number>>();
  for (const edge of plan) {
    const i = at(problem.from, edge);
    const j = at(problem.to, edge);
    team[j] = at(team, j) + 1;
    days[i] = at(days, i) + at(problem.load, j);
    places.set(i, (places.get(i) ?? new Set()).add(at(problem.enterprise, j)));
  }
  return (
    new Set(plan).size === plan.length &&
    team.every((size, j) => size === 0 || (size >= at(problem.least, j) && size <= at(problem.wanted, j))) &&
    days.every((sum, i) => sum <= at(problem.capacity, i)) &&
    [...places].every(([i, taken]) => taken.size <= at(problem.enterprises, i))
  );
}

export const pointsOf = (problem: Numbered, plan: readonly number[]): number =>
  plan.reduce((sum, edge) => sum + at(problem.points, edge), 0);
