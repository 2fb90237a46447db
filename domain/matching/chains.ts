import type { Growing } from './growing.ts';
import { at } from './numbered.ts';
import type { Numbered } from './numbered.ts';

/** One person goes to the edge `to`, from the edge `from` or, at the end of a chain, from nowhere. */
export interface Step {
  from: number | undefined;
  to: number;
}

interface Search {
  need: number;
  mostMoves: number;
  /** People who stay where they are. */
  mayNotMove: ReadonlySet<number>;
}

interface Open {
  need: number;
  steps: Step[];
}

/**
 * The fewest moves that bring one more person to a need: somebody comes from another need, somebody else covers that one,
 * until one with room comes from nowhere. Every need but the first has as many people afterwards as before. Breadth first;
 * of chains of the same length the one whose steps have more points, in their order. Undefined without such a chain.
 */
export function chainInto(n: Numbered, plan: Growing, search: Search): Step[] | undefined {
  const seen = new Set([search.need]);
  let level: Open[] = [{ need: search.need, steps: [] }];
  for (let moves = 0; moves <= search.mostMoves && level.length > 0; moves += 1) {
    for (const { need, steps } of level) {
      const last = candidates(n, need, steps).find((edge) => plan.fitsPerson(edge));
      if (last !== undefined) return [...steps, { from: undefined, to: last }];
    }
    level = level.flatMap((open) => beyond(n, plan, { open, seen, mayNotMove: search.mayNotMove }));
  }
  return undefined;
}

/** Edges of people who are not in the chain yet, the most points first. */
function candidates(n: Numbered, need: number, steps: readonly Step[]): number[] {
  const inChain = new Set(steps.map(({ to }) => at(n.from, to)));
  return (n.edgesOf[need] ?? [])
    .filter((edge) => !inChain.has(at(n.from, edge)))
    .toSorted((a, b) => at(n.points, b) - at(n.points, a) || a - b);
}

/** Needs that somebody could leave for this one. */
function beyond(
  n: Numbered,
  plan: Growing,
  { open, seen, mayNotMove }: { open: Open; seen: Set<number>; mayNotMove: ReadonlySet<number> },
): Open[] {
  const found: Open[] = [];
  for (const to of candidates(n, open.need, open.steps)) {
    const person = at(n.from, to);
    if (mayNotMove.has(person) || plan.taken.has(to)) continue;
    for (let from = at(n.first, person); from < at(n.first, person + 1); from += 1) {
      const left = at(n.to, from);
      if (seen.has(left) || !plan.taken.has(from) || !fitsInstead(plan, from, to)) continue;
      seen.add(left);
      found.push({ need: left, steps: [...open.steps, { from, to }] });
    }
  }
  return found;
}

function fitsInstead(plan: Growing, from: number, to: number): boolean {
  plan.drop(from);
  const fits = plan.fitsPerson(to);
  plan.take(from);
  return fits;
}
