/** The same load for both sides: what is measured differs only in whom it calls. */

export interface Target {
  /** Starts one agreement (or bare workflow) and gives its id. */
  start(): Promise<string>;
  /** One update of it. `caller` is the number of who calls. */
  update(id: string, caller: number): Promise<void>;
}

export interface Figures {
  startsPerSecond: number;
  /** Of one caller, in milliseconds. */
  p50: number;
  p95: number;
  updatesPerSecond: number;
}

export interface Size {
  starts: number;
  startsAtOnce: number;
  sequential: number;
  agreements: number;
  callers: number;
  updates: number;
}

export async function measure(target: Target, size: Size): Promise<Figures> {
  const ids: string[] = [];
  const starting = performance.now();
  await inParallel(size.startsAtOnce, size.starts, async () => {
    ids.push(await target.start());
  });
  const startsPerSecond = size.starts / seconds(starting);

  const one = ids[0] ?? '';
  const took: number[] = [];
  for (let i = 0; i < size.sequential; i += 1) {
    const from = performance.now();
    await target.update(one, 0);
    took.push(performance.now() - from);
  }
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;

  const updating = performance.now();
  await inParallel(size.callers, size.updates, (caller) => target.update(ids[caller % size.agreements] ?? one, caller));
  return { startsPerSecond, p50: at(0.5), p95: at(0.95), updatesPerSecond: size.updates / seconds(updating) };
}

/** `count` calls by `callers` who each have one under way. */
async function inParallel(callers: number, count: number, call: (caller: number) => Promise<void>): Promise<void> {
  let left = count;
  const caller = async (_none: unknown, number: number): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await call(number);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

const seconds = (from: number): number => (performance.now() - from) / 1_000;
