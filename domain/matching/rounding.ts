import { at, FREE, IN, isAllowed, OUT } from './numbered.ts';
import { Growing } from './growing.ts';
import type { Numbered } from './numbered.ts';

/**
 * A plan from edges in the order in which they are wanted: what is pinned, then each that still fits; teams that stay too
 * small are given up, and what they held is offered again. Undefined where something that is pinned has no place: then an
 * order in which pinned teams come first may find one.
 */
function roundedPlan(problem: Numbered, order: readonly number[], pinned: readonly number[]): number[] | undefined {
  const growing = new Growing(problem);
  for (const edge of pinned) if (!growing.take(edge)) return undefined;
  const isPinned = needsOf(problem, pinned);
  const isGivenUp = new Uint8Array(problem.needs.length);
  let offered = order;
  for (;;) {
    for (const edge of offered) if (at(isGivenUp, at(problem.to, edge)) === 0) growing.take(edge);
    const short = problem.needs.findIndex((_, j) => {
      const size = at(growing.team, j);
      return size > 0 && size < at(problem.least, j) && at(isGivenUp, j) === 0;
    });
    if (short < 0) break;
    if (isPinned.has(short)) return undefined;
    isGivenUp[short] = 1;
    const people = new Set<number>();
    for (const edge of problem.edgesOf[short] ?? []) if (growing.drop(edge)) people.add(at(problem.from, edge));
    offered = order.filter((edge) => people.has(at(problem.from, edge)));
  }
  return [...growing.taken].toSorted((a, b) => a - b);
}

const needsOf = (problem: Numbered, edges: readonly number[]): Set<number> =>
  new Set(edges.map((edge) => at(problem.to, edge)));

/** Plans that lie near to the shares: as they are if they are whole, and rounded. */
export function plansNear(problem: Numbered, shares: Float64Array, pinned: readonly number[]): number[][] {
  const order = orderOf(problem, shares);
  const whole = order.filter((edge) => at(shares, edge) > 0.5).toSorted((a, b) => a - b);
  const plans = [roundedPlan(problem, order, pinned)];
  if (pinned.length > 0) {
    const isPinned = needsOf(problem, pinned);
    const first = order.filter((edge) => isPinned.has(at(problem.to, edge)));
    plans.push(roundedPlan(problem, [...first, ...order], pinned));
  }
  if (isAllowed(problem, whole) && pinned.every((edge) => whole.includes(edge))) plans.push(whole);
  return plans.filter((plan) => plan !== undefined);
}

/** Edges with the largest share first, then with the most points. */
function orderOf(problem: Numbered, shares: Float64Array): number[] {
  return [...problem.points.keys()].toSorted(
    (a, b) => at(shares, b) - at(shares, a) || at(problem.points, b) - at(problem.points, a) || a - b,
  );
}

const SURE = 0.85;
const NOTHING = 1e-4;
/** Of the edges that nobody is sure of, one in so many is settled at once. */
const PART = 25;

/** One step nearer to a plan; undefined when nothing is divided any more. */
export function settled(problem: Numbered, shares: Float64Array, decided: Uint8Array): Uint8Array | undefined {
  const next = decided.slice();
  const teams = settleTeams(problem, shares, next);
  const unsure: number[] = [];
  let sure = 0;
  shares.forEach((share, edge) => {
    if (next[edge] !== FREE || share < NOTHING) return;
    if (share < SURE) unsure.push(edge);
    else {
      next[edge] = IN;
      if (share < 1 - NOTHING) sure += 1;
    }
  });
  if (unsure.length === 0 && sure === 0 && teams === 0) return undefined;
  if (sure > 0 || teams > 0) return next;
  unsure.sort((a, b) => at(shares, b) - at(shares, a) || at(problem.points, b) - at(problem.points, a) || a - b);
  unsure.slice(0, Math.ceil(unsure.length / PART)).forEach((edge, rank) => {
    if (rank === 0 || at(shares, edge) > 0.5) next[edge] = IN;
  });
  return next;
}

/**
 * Teams that are there in part: what cannot be filled, or has less than half of its least number, is left; of the others
 * the fullest are held to their least number.
 */
function settleTeams(problem: Numbered, shares: Float64Array, decided: Uint8Array): number {
  const parts: { need: number; part: number }[] = [];
  let count = 0;
  problem.edgesOf.forEach((edges, need) => {
    const least = at(problem.least, need);
    const verdict = decided[problem.points.length + need];
    if (least < 2 || edges.length === 0 || verdict === OUT) return;
    const part = edges.reduce((sum, edge) => sum + at(shares, edge), 0) / least;
    if (part > 1 - NOTHING || (verdict === FREE && part < NOTHING)) return;
    if (verdict === FREE && part >= 0.5) parts.push({ need, part });
    else {
      decideTeam(problem, decided, need, OUT);
      count += 1;
    }
  });
  parts.sort((a, b) => b.part - a.part || a.need - b.need);
  const fullest = count > 0 ? parts.filter(({ part }) => part > SURE) : parts.slice(0, Math.ceil(parts.length / 3));
  for (const { need } of fullest) decideTeam(problem, decided, need, IN);
  return count + fullest.length;
}

/** That a need is matched, with all that its team must have; or that nobody goes there. */
export function decideTeam(
  problem: Numbered,
  decided: Uint8Array,
  need: number,
  verdict: typeof IN | typeof OUT,
): void {
  decided[problem.points.length + need] = verdict;
  if (verdict === OUT) for (const edge of problem.edgesOf[need] ?? []) decided[edge] = OUT;
}
