import { at, edgeOf, IN } from './numbered.ts';
import type { Numbered } from './numbered.ts';
import { decideTeam } from './rounding.ts';
import type { AssignmentProblem, PinRefusal, PinRule } from './problem.ts';

type Pin = readonly [researcherId: string, needId: string];

/** What is decided by the pins, or the first of them (by id) that breaks a limit. */
export function decidedByPins(
  problem: AssignmentProblem,
  inNumbers: Numbered,
): { decided: Uint8Array; whereTeamFails: PinRefusal } | PinRefusal {
  const decided = new Uint8Array(inNumbers.points.length + inNumbers.needs.length);
  const check = new PinCheck(problem, inNumbers);
  const pins = problem.pinned.toSorted(([a, b], [c, d]) => compare(a, c) || compare(b, d));
  for (const pin of pins) {
    const rule = check.take(pin);
    if (rule) return refusal(pin, rule);
  }
  for (const edge of check.edges) {
    decided[edge] = IN;
    decideTeam(inNumbers, decided, at(inNumbers.to, edge), IN);
  }
  const inTeam = pins.find(([, needId]) => check.isShort(needId)) ?? pins[0] ?? ['', ''];
  return { decided, whereTeamFails: refusal(inTeam, 'least') };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function refusal([researcherId, needId]: Pin, rule: PinRule): PinRefusal {
  return { refused: 'pin-not-possible', researcherId, needId, rule, proven: true };
}

class PinCheck {
  readonly edges = new Set<number>();
  private readonly people: Map<string, number>;
  private readonly needs: Map<string, number>;
  private readonly named: Set<string>;
  private readonly inNumbers: Numbered;
  private readonly team = new Map<number, number>();
  private readonly days = new Map<number, number>();
  private readonly places = new Map<number, Set<number>>();

  constructor(problem: AssignmentProblem, inNumbers: Numbered) {
    this.inNumbers = inNumbers;
    this.people = new Map(inNumbers.researchers.map((id, i) => [id, i]));
    this.needs = new Map(inNumbers.needs.map((id, j) => [id, j]));
    this.named = new Set(problem.edges.map(({ researcherId, needId }) => key(researcherId, needId)));
  }

  /** The limit that this pin breaks beside those before it. */
  take([researcherId, needId]: Pin): PinRule | undefined {
    const { inNumbers } = this;
    const i = this.people.get(researcherId);
    const j = this.needs.get(needId);
    if (i === undefined) return 'unknown-researcher';
    if (j === undefined) return 'unknown-need';
    if (!this.named.has(key(researcherId, needId))) return 'not-allowed';
    const edge = edgeOf(inNumbers, i, j);
    if (edge !== undefined && this.edges.has(edge)) return undefined;
    const team = (this.team.get(j) ?? 0) + 1;
    const days = (this.days.get(i) ?? 0) + at(inNumbers.load, j);
    const places = this.places.get(i) ?? new Set();
    places.add(at(inNumbers.enterprise, j));
    if (team > at(inNumbers.wanted, j)) return 'wanted';
    if (places.size > at(inNumbers.enterprises, i)) return 'enterprises';
    if (days > at(inNumbers.capacity, i)) return 'capacity';
    // The pair itself fits: it was left out because its team can never be large enough.
    if (edge === undefined) return 'least';
    this.team.set(j, team);
    this.days.set(i, days);
    this.places.set(i, places);
    this.edges.add(edge);
    return undefined;
  }

  isShort(needId: string): boolean {
    const j = this.needs.get(needId) ?? -1;
    return (this.team.get(j) ?? 0) < at(this.inNumbers.least, j);
  }
}

const key = (researcherId: string, needId: string): string => JSON.stringify([researcherId, needId]);
