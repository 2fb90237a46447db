/** What the API made of the keys in `people.ts` and `posts.ts`. Both throw for a key that is not there. */
export interface DirectoryIds {
  person(key: string): string;
  post(key: string): string;
}

/** One call: a command of the agreement's table with the fields of its body and address. */
export interface Step {
  command: string;
  fields: Readonly<Record<string, unknown>>;
}

export type Participant = { personId: string; organisationId: string; titles?: string[]; postIds?: string[] };

/** A source case as a coordinator would enter it. `startedOn` is the day of entry, a local date: dates ahead count from it. */
export interface SourceCase {
  /** Stable: the idempotency keys are made from it. */
  key: string;
  start: Readonly<Record<string, unknown>> & { homeUnitId: string };
  steps(ids: DirectoryIds, startedOn: string): Step[];
}

/** Collects the steps and foretells the ids of the items they make: each kind is counted from 1 in its agreement. */
export class CaseScript {
  readonly steps: Step[] = [];
  readonly #made = new Map<string, number>();

  /** Adds a step that makes no item anybody refers to. */
  tell(command: string, fields: Step['fields'] = {}): void {
    this.steps.push({ command, fields });
  }

  /** Adds a step that makes an item; returns the item's id, e.g. `speech-3`. */
  make(kind: string, command: string, fields: Step['fields']): string {
    const n = (this.#made.get(kind) ?? 0) + 1;
    this.#made.set(kind, n);
    this.steps.push({ command, fields });
    return `${kind}-${n}`;
  }
}
