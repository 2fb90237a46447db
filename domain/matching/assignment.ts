import { bestFlow } from './min-cost-flow.ts';
import type { Flow } from './min-cost-flow.ts';
import { at, FREE, IN, isAllowed, numbered, OUT, pointsOf } from './numbered.ts';
import type { Numbered } from './numbered.ts';
import { decidedByPins } from './pins.ts';
import type { Assignment, AssignmentProblem, PinRefusal } from './problem.ts';
import { PART_SIZE, polish } from './polish.ts';
import { Search } from './search.ts';
import type { SearchLimits } from './search.ts';

const PART_LIMITS: SearchLimits = { nodes: 40, work: 20_000_000 };
export const SEARCH_LIMITS: SearchLimits = { nodes: 2_000, work: 800_000_000 };

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
  search.begin(decided, flow);
  if (search.plan && !search.isExhausted && inNumbers.researchers.length > PART_SIZE)
    search.adopt(polish(inNumbers, { plan: search.plan, decided, prices: search.prices }, betterPart));
  search.finish();
  if (!search.plan) return { ...whereTeamFails, proven: search.isExhausted };
  return inWords(inNumbers, search.plan, search.bound);
}

/** A part of the problem on its own, to a plan with more points than it has now. */
function betterPart(part: Numbered, decided: Uint8Array, plan: number[]): number[] {
  const flow = relaxedFlow(part, decided);
  if (isAllowed(part, flow.chosen)) return flow.chosen;
  const search = new Search(part, PART_LIMITS);
  search.begin(decided, flow);
  search.adopt(plan);
  search.finish();
  return search.plan ?? plan;
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
