/** At most `limit` at a time for each key; the others wait in their order, but no longer than they can. */
export class Turns {
  readonly #limit: number;
  readonly #queues = new Map<string, { busy: number; waiting: (() => void)[] }>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** @throws what `late()` returns when no turn came within `withinMs` */
  async take<T>(key: string, withinMs: number, late: () => Error, work: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key) ?? { busy: 0, waiting: [] };
    this.#queues.set(key, queue);
    if (queue.busy >= this.#limit) await this.#wait(queue.waiting, withinMs, late);
    else queue.busy += 1;
    try {
      return await work();
    } finally {
      // A turn is handed on, so that nobody who comes later overtakes.
      const next = queue.waiting.shift();
      if (next) next();
      else if ((queue.busy -= 1) === 0) this.#queues.delete(key);
    }
  }

  #wait(waiting: (() => void)[], withinMs: number, late: () => Error): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = () => {
        clearTimeout(timer);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(go), 1);
        reject(late());
      }, withinMs);
      waiting.push(go);
    });
  }
}
