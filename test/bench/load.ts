/** The same load for both sides: what is measured differs only in whom it calls. */

export interface Target {
  /** Starts one agreement (or bare workflow) and gives its id. */
  start(): Promise<string>;
  /** One update of it. `caller` is the number of who calls. */
  update(id: string, caller: number): Promise<void>;
}

export interface Size {
  starts: number;
  startsAtOnce: number;
  sequential: number;
  agreements: number;
  callers: number;
  updates: number;
}

export const phases = ['starts', 'one caller', 'many callers'] as const;
export type Phase = (typeof phases)[number];

/** Milliseconds of each call, and of the phase as a whole. */
export interface Taken {
  calls: number[];
  ms: number;
}

/** Each phase uses what the one before has started. */
export class Load {
  readonly #target: Target;
  #ids: string[] = [];

  constructor(target: Target) {
    this.#target = target;
  }

  async run(phase: Phase, size: Size): Promise<Taken> {
    const calls: number[] = [];
    const from = performance.now();
    const timed = async (call: () => Promise<void>): Promise<void> => {
      const began = performance.now();
      await call();
      calls.push(performance.now() - began);
    };
    const { start, update } = this.#target;
    switch (phase) {
      case 'starts': {
        const ids: string[] = [];
        await inParallel(size.startsAtOnce, size.starts, () => timed(async () => void ids.push(await start())));
        this.#ids = ids;
        break;
      }
      case 'one caller':
        await inParallel(1, size.sequential, () => timed(() => update(this.#id(0), 0)));
        break;
      case 'many callers':
        await inParallel(size.callers, size.updates, (caller) =>
          timed(() => update(this.#id(caller % size.agreements), caller)),
        );
        break;
    }
    return { calls, ms: performance.now() - from };
  }

  #id(n: number): string {
    return this.#ids[n % this.#ids.length] ?? '';
  }
}

/** `count` calls by `callers` who each have one under way. */
export async function inParallel(
  callers: number,
  count: number,
  call: (caller: number) => Promise<void>,
): Promise<void> {
  let left = count;
  const caller = async (_none: unknown, number: number): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await call(number);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
}
