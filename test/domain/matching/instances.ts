import type { AssignmentProblem } from '../../../domain/matching/problem.ts';

/** Synthetic portfolios: no person, no enterprise and no need of them exists. */
export interface Shape {
  researchers: number;
  needs: number;
  /** Allowed pairs of one need. */
  choices: number;
  seed: number;
  /** Single people, one need of an enterprise, the same days everywhere: what a flow alone can solve. */
  isPlain?: boolean;
}

/** mulberry32: the same numbers on every machine. */
export function dice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const name = (letter: string, index: number): string => `${letter}${String(index).padStart(4, '0')}`;

/**
 * People and needs have fields; who shares one is likely to be allowed and scores high. Two in ten needs ask for a team, an
 * enterprise has one to four needs, a person takes up to three enterprises and has 60 to 180 days.
 */
export function portfolio({ researchers, needs, choices, seed, isPlain = false }: Shape): AssignmentProblem {
  const roll = dice(seed);
  const whole = (below: number): number => Math.floor(roll() * below);
  const fields = Math.max(3, Math.round(researchers / 12));
  const fieldOf = Array.from({ length: researchers }, () => whole(fields));
  const problem: AssignmentProblem = { edges: [], seekers: [], supplies: [], loads: {}, pinned: [] };
  for (let i = 0; i < researchers; i += 1)
    problem.supplies.push({
      researcherId: name('r', i),
      enterprises: 1 + whole(3),
      capacityDays: isPlain ? 180 : 60 + 10 * whole(13),
    });
  let enterprise = 0;
  for (let j = 0; j < needs; j += 1) {
    if (isPlain || roll() < 0.5) enterprise += 1;
    const wanted = !isPlain && roll() < 0.2 ? 2 + whole(4) : 1;
    const least = wanted === 1 ? 1 : 1 + whole(wanted);
    problem.seekers.push({ needId: name('n', j), enterpriseId: name('e', enterprise), wanted, least });
    problem.loads[name('n', j)] = isPlain ? 60 : 40 + 10 * whole(6);
    const field = whole(fields);
    const drawn = Array.from({ length: researchers }, (_, i) => {
      const isNear = fieldOf[i] === field;
      const points = Math.min(1_000, Math.round(isNear ? 550 + 450 * roll() : 100 + 550 * roll()));
      return { i, points, rank: points + 200 * roll() };
    });
    drawn.sort((a, b) => b.rank - a.rank || a.i - b.i);
    for (const { i, points } of drawn.slice(0, choices))
      problem.edges.push({ researcherId: name('r', i), needId: name('n', j), points });
  }
  return problem;
}
