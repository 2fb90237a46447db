import { assign } from './assignment.ts';
import { bestBundle } from './bundles.ts';
import { chainInto } from './chains.ts';
import { Growing } from './growing.ts';
import { at, edgeOf, numbered } from './numbered.ts';
import type { Numbered } from './numbered.ts';
import type { AssignmentProblem, Pair, PinRefusal } from './problem.ts';

/** Somebody who would change places so that another place is covered; asked first, never moved without an agreement. */
export interface Move {
  researcherId: string;
  fromNeedId: string;
  toNeedId: string;
}

export interface Shortage {
  needId: string;
  /** People that the need had before and has not now. */
  missing: number;
  /** Whether those who are left are fewer than its least number. */
  isBelowLeast: boolean;
}

export interface Repaired {
  /** The whole plan after it, by researcher, then by need. */
  pairs: Pair[];
  /** Pairs of before that are allowed no longer, as [researcherId, needId]. */
  dropped: [string, string][];
  /** Pairs that are new, those of the moves too. */
  placed: Pair[];
  moves: Move[];
  /** What could not be healed. */
  short: Shortage[];
}

/**
 * The least change that covers what was lost. Everybody keeps the pair that is still allowed: with an edge in the problem and
 * within its limits; of what breaks a limit together, as many as possible are kept. Only needs that lost somebody get people,
 * as many as they had, from those with room: as many places as possible, then the most points. With `mostMoves` up to that
 * many others may change places, one for another, so that no need loses by it.
 */
export function repair(
  problem: AssignmentProblem,
  previous: Pairs,
  { mostMoves = 0 }: { mostMoves?: number } = {},
): Repaired | PinRefusal {
  const n = numbered({ ...problem, seekers: problem.seekers.map((seeker) => ({ ...seeker, least: 1 })) });
  const before = edgesOf(n, previous);
  const pinned = edgesOf(n, problem.pinned);
  const kept = allowedOf(n, before, pinned);
  const healing = new Healing(problem, n, { previous, kept, pinned });
  const refused = healing.fillFromFree();
  if (refused) return refused;
  if (mostMoves > 0) healing.fillByMoves(mostMoves);
  return healing.result();
}

/** Edges of pairs, without those that there are no edges for. */
function edgesOf(n: Numbered, pairs: Pairs): number[] {
  const people = new Map(n.researchers.map((id, i) => [id, i]));
  const needs = new Map(n.needs.map((id, j) => [id, j]));
  const edges = pairs.map(([researcherId, needId]) =>
    edgeOf(n, people.get(researcherId) ?? -1, needs.get(needId) ?? -1),
  );
  return [...new Set(edges.filter((edge) => edge !== undefined))].toSorted((a, b) => a - b);
}

/** More than the points of all pairs together: one place more counts first. */
const aPlace = (n: Numbered): number => 1 + n.points.reduce((sum, points) => sum + Math.abs(points), 0);

/** Of the pairs of before as many as keep the limits, what is pinned first. */
function allowedOf(n: Numbered, before: readonly number[], pinned: readonly number[]): number[] {
  const isPinned = new Set(pinned);
  const place = aPlace(n);
  const gains = new Float64Array(n.points.length);
  for (const edge of before) gains[edge] = place + at(n.points, edge);
  for (const edge of pinned) gains[edge] = place * (before.length + 1);
  const nothing = new Uint8Array(n.points.length);
  const fitting = n.researchers.flatMap((_, i) => bestBundle(n, i, gains, nothing)?.edges ?? []);
  const growing = new Growing(n);
  const inOrder = fitting.toSorted((a, b) => at(gains, b) - at(gains, a) || a - b);
  for (const edge of inOrder) growing.take(edge);
  return [...growing.taken].filter((edge) => !isPinned.has(edge) || before.includes(edge)).toSorted((a, b) => a - b);
}

type Pairs = readonly (readonly [researcherId: string, needId: string])[];

interface Found {
  previous: Pairs;
  kept: number[];
  pinned: number[];
}

class Healing {
  private readonly problem: AssignmentProblem;
  private readonly n: Numbered;
  private readonly found: Found;
  private readonly plan: Growing;
  /** By need: how many people it had before, within what it wants. */
  private readonly target: Int32Array;
  private readonly least: Map<string, number>;
  private readonly moves: { from: number; to: number }[] = [];

  constructor(problem: AssignmentProblem, n: Numbered, found: Found) {
    this.problem = problem;
    this.n = n;
    this.found = found;
    this.plan = new Growing(n);
    for (const edge of found.kept) this.plan.take(edge);
    this.target = new Int32Array(n.needs.length);
    const had = new Map<string, Set<string>>();
    for (const [researcherId, needId] of found.previous)
      had.set(needId, (had.get(needId) ?? new Set()).add(researcherId));
    n.needs.forEach((needId, j) => {
      this.target[j] = Math.min(had.get(needId)?.size ?? 0, at(n.wanted, j));
    });
    this.least = new Map(problem.seekers.map(({ needId, least }) => [needId, least]));
  }

  private leastOf(j: number): number {
    return Math.max(1, this.least.get(this.n.needs[j] ?? '') ?? 1);
  }

  private isFreed(j: number): boolean {
    return at(this.plan.team, j) < at(this.target, j);
  }

  /** The same problem, with what is kept pinned and only for the needs that lost somebody. */
  fillFromFree(): PinRefusal | undefined {
    const { n, plan } = this;
    const place = aPlace(n);
    const held = new Set([...plan.taken, ...this.found.pinned]);
    const edges = [...n.points.keys()].filter((edge) => held.has(edge) || this.isFreed(at(n.to, edge)));
    const outcome = assign({
      edges: edges.map((edge) => ({ ...this.pair(edge), points: at(n.points, edge) + place })),
      seekers: this.problem.seekers.map((seeker) => this.restricted(seeker, held)),
      supplies: this.problem.supplies,
      loads: this.problem.loads,
      pinned: [...this.problem.pinned, ...[...plan.taken].map((edge) => this.names(edge))],
    });
    if ('refused' in outcome) return outcome;
    for (const edge of edgesOf(
      n,
      outcome.pairs.map(({ researcherId, needId }) => [researcherId, needId] as const),
    ))
      plan.take(edge);
    return undefined;
  }

  private restricted(seeker: AssignmentProblem['seekers'][number], held: ReadonlySet<number>): typeof seeker {
    const j = this.n.needs.indexOf(seeker.needId);
    const already = (this.n.edgesOf[j] ?? []).filter((edge) => held.has(edge)).length;
    const wanted = Math.max(already, at(this.target, j));
    // Who is there stays, even where the team has become too small: that is said, not repaired by sending them home.
    return { ...seeker, wanted, least: already > 0 ? 1 : seeker.least };
  }

  fillByMoves(mostMoves: number): void {
    let left = mostMoves;
    const stays = new Set(this.found.pinned.map((edge) => at(this.n.from, edge)));
    const moved = new Set<number>();
    for (let j = 0; j < this.n.needs.length; j += 1) {
      const steps: { from: number | undefined; to: number }[] = [];
      const isEmpty = at(this.plan.team, j) === 0;
      while (this.isFreed(j)) {
        const mayNotMove = new Set([...stays, ...moved]);
        const chain = chainInto(this.n, this.plan, { need: j, mostMoves: left, mayNotMove });
        if (!chain) break;
        left -= chain.length - 1;
        for (const step of chain) this.step(step.from, step.to);
        steps.push(...chain);
        for (const { to } of chain) moved.add(at(this.n.from, to));
      }
      if (!isEmpty || at(this.plan.team, j) >= this.leastOf(j)) this.note(steps);
      else {
        left += steps.filter((step) => step.from !== undefined).length;
        for (const { from, to } of steps.toReversed()) {
          this.plan.drop(to);
          if (from !== undefined) this.plan.take(from);
          moved.delete(at(this.n.from, to));
        }
      }
    }
  }

  private step(from: number | undefined, to: number): void {
    if (from !== undefined) this.plan.drop(from);
    this.plan.take(to);
  }

  private note(steps: readonly { from: number | undefined; to: number }[]): void {
    const wasThere = new Set(this.found.kept);
    for (const { from, to } of steps) if (from !== undefined && wasThere.has(from)) this.moves.push({ from, to });
  }

  private names(edge: number): [string, string] {
    return [this.n.researchers[at(this.n.from, edge)] ?? '', this.n.needs[at(this.n.to, edge)] ?? ''];
  }

  private pair(edge: number): Pair {
    const [researcherId, needId] = this.names(edge);
    return { researcherId, needId, points: at(this.n.points, edge) };
  }

  result(): Repaired {
    const { n, found, plan } = this;
    const kept = new Set(found.kept.map((edge) => this.names(edge).join('\n')));
    const edges = [...plan.taken].toSorted((a, b) => a - b);
    return {
      pairs: edges.map((edge) => this.pair(edge)),
      dropped: found.previous.filter((pair) => !kept.has(pair.join('\n'))).map(([person, need]) => [person, need]),
      placed: edges.filter((edge) => !found.kept.includes(edge)).map((edge) => this.pair(edge)),
      moves: this.moves.map(({ from, to }) => ({
        researcherId: this.names(from)[0],
        fromNeedId: this.names(from)[1],
        toNeedId: this.names(to)[1],
      })),
      short: n.needs.flatMap((needId, j) => {
        const missing = at(this.target, j) - at(plan.team, j);
        return missing > 0 ? [{ needId, missing, isBelowLeast: at(plan.team, j) < this.leastOf(j) }] : [];
      }),
    };
  }
}
