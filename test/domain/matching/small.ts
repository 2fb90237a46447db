import fc from 'fast-check';
import type { AssignmentProblem, Edge, Pair } from '../../../domain/matching/problem.ts';

/** Problems that are small enough to try everything: teams, caps, days, several needs of an enterprise, pins. */

const person = fc.record({ enterprises: fc.nat(3), capacityDays: fc.nat(7) });
const seeker = fc.record({
  enterprise: fc.nat(2),
  wanted: fc.integer({ min: 1, max: 3 }),
  fewer: fc.nat(2),
  load: fc.integer({ min: 0, max: 6 }).map((halves) => halves / 2),
});
const pairing = fc.record({ isThere: fc.integer({ min: 0, max: 9 }).map((n) => n < 7), points: fc.nat(20) });

export const smallProblem: fc.Arbitrary<AssignmentProblem> = fc
  .record({
    people: fc.array(person, { minLength: 1, maxLength: 4 }),
    seekers: fc.array(seeker, { minLength: 1, maxLength: 4 }),
    pairings: fc.array(pairing, { minLength: 16, maxLength: 16 }),
  })
  .map(({ people, seekers, pairings }) => ({
    supplies: people.map((supply, i) => ({ researcherId: `r${i}`, ...supply })),
    seekers: seekers.map(({ enterprise, wanted, fewer }, j) => ({
      needId: `n${j}`,
      enterpriseId: `e${enterprise}`,
      wanted,
      least: Math.max(1, wanted - fewer),
    })),
    loads: Object.fromEntries(seekers.map(({ load }, j) => [`n${j}`, load])),
    edges: people.flatMap((_, i) =>
      seekers.flatMap((__, j) => {
        const { isThere, points } = pairings[i * 4 + j]!;
        return isThere ? [{ researcherId: `r${i}`, needId: `n${j}`, points }] : [];
      }),
    ),
    pinned: [],
  }));

const sumOf = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** The limits that a plan breaks, from the words of the problem and nothing of the solver. */
export function faultsOf(problem: AssignmentProblem, pairs: readonly Omit<Pair, 'points'>[]): string[] {
  const faults: string[] = [];
  const has = (pair: Omit<Pair, 'points'>): boolean =>
    problem.edges.some((edge) => edge.researcherId === pair.researcherId && edge.needId === pair.needId);
  if (!pairs.every(has)) faults.push('a pair without an edge');
  if (new Set(pairs.map((pair) => `${pair.researcherId} ${pair.needId}`)).size < pairs.length) faults.push('twice');
  for (const { needId, wanted, least } of problem.seekers) {
    const team = pairs.filter((pair) => pair.needId === needId).length;
    if (team > wanted) faults.push(`too many for ${needId}`);
    if (team > 0 && team < least) faults.push(`too few for ${needId}`);
  }
  const enterpriseOf = new Map(problem.seekers.map((seek) => [seek.needId, seek.enterpriseId]));
  for (const { researcherId, enterprises, capacityDays } of problem.supplies) {
    const own = pairs.filter((pair) => pair.researcherId === researcherId);
    if (new Set(own.map(({ needId }) => enterpriseOf.get(needId))).size > enterprises)
      faults.push(`too many enterprises for ${researcherId}`);
    if (sumOf(own.map(({ needId }) => problem.loads[needId] ?? 0)) > capacityDays)
      faults.push(`too many days for ${researcherId}`);
  }
  for (const [researcherId, needId] of problem.pinned)
    if (!pairs.some((pair) => pair.researcherId === researcherId && pair.needId === needId))
      faults.push(`without the pin ${researcherId} ${needId}`);
  return faults;
}

/** Tries every set of pairs; undefined where none keeps the limits. */
export function bestByTrying(problem: AssignmentProblem): number | undefined {
  let best: number | undefined;
  const edges = problem.edges;
  const tooManyAlready = (pairs: readonly Edge[]): boolean =>
    faultsOf(problem, pairs).some((fault) => fault.startsWith('too many'));
  const visit = (index: number, pairs: readonly Edge[]): void => {
    if (tooManyAlready(pairs)) return;
    const edge = edges[index];
    if (edge) {
      visit(index + 1, [...pairs, edge]);
      visit(index + 1, pairs);
    } else if (faultsOf(problem, pairs).length === 0)
      best = Math.max(best ?? 0, sumOf(pairs.map(({ points }) => points)));
  };
  visit(0, []);
  return best;
}
