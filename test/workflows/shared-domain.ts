import { deciders } from '../../domain/deciders.ts';
import type { Decider, EntityKind, EntityRef } from '../../domain/decider.ts';
import { propose } from '../../domain/propose.ts';
import type { Proposal, QueuedCommand } from '../../domain/propose.ts';
import { storedText } from '../../domain/text.ts';

/** What the domain answers: asked by a test and, in a worker, by a workflow, it is the same. */

// Kept in one place for both kinds: what is asked here needs no state of either.
export const deciderOf = (kind: EntityKind): Decider<never> => deciders[kind] as unknown as Decider<never>;

const NOT_IT = [null, 'a', -1, {}, []];
const MOST_ENTRIES = 2;

/** The body, and bodies that differ from it in one place: something is left out, is something else, or is one too many. */
export function variantsOf(body: unknown): unknown[] {
  if (typeof body !== 'object' || body === null) return [body, ...NOT_IT];
  if (Array.isArray(body)) {
    const inner = body
      .slice(0, MOST_ENTRIES)
      .flatMap((entry, at) => variantsOf(entry).map((other) => body.with(at, other)));
    return [body, ...NOT_IT, [...body, ...body.slice(0, 1)], ...inner];
  }
  const inner = Object.entries(body).flatMap(([key, value]) => {
    const { [key]: _, ...rest } = body as Record<string, unknown>;
    return [rest, ...variantsOf(value).map((other) => ({ ...rest, [key]: other }))];
  });
  return [body, ...NOT_IT, { ...body, unknown: 1 }, ...inner];
}

/** What a schema says to each variant of a body: what it made of it, or what is wrong with it. Long ones are cut. */
export function answersOf(kind: EntityKind, name: string, body: unknown): string[] {
  const schema = deciderOf(kind).commands.get(name)?.schema(storedText);
  return variantsOf(body).map((variant) => {
    const { data, error } = schema?.safeParse(variant) ?? {};
    const text = error
      ? `refused: ${error.issues.map(({ path, message }) => `${path.join('/')}: ${message}`).join('; ')}`
      : `taken: ${JSON.stringify(data)}`;
    return `${text.length} ${text.slice(0, 200)}`;
  });
}

/** One pass of the loop as it was given. */
export interface Pass {
  at: string;
  batch: QueuedCommand[];
}

export interface Lived {
  state: unknown;
  seq: number;
  outcomes: Proposal['outcomes'];
  last: Pick<Proposal, 'card' | 'nextWakeAt'> | null;
}

/** Lives an entity through passes; `rest` is what is waited for between some of them. */
export async function lived(ref: EntityRef, passes: readonly Pass[], rest: () => Promise<void>): Promise<Lived> {
  const decider = deciderOf(ref.kind);
  let state = decider.initial(ref);
  let seq = 0;
  const outcomes: Proposal['outcomes'] = [];
  let last: Lived['last'] = null;
  for (const [index, { at, batch }] of passes.entries()) {
    if (index % 10 === 9) await rest();
    const proposal = propose(decider, ref, { state, seq }, batch, at);
    state = decider.evolve(state, JSON.parse(JSON.stringify(proposal.events)));
    seq += proposal.events.length;
    outcomes.push(...proposal.outcomes);
    last = { card: proposal.card, nextWakeAt: proposal.nextWakeAt };
  }
  return { state, seq, outcomes, last };
}
