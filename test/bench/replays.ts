import type { temporal } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { testBundle } from '../support/bundle.ts';

export interface ReplayTime {
  ms: number;
  /** Of this process, whatever else it did meanwhile. */
  cpuMs: number;
}

interface Kept {
  workflowId: string;
  history: temporal.api.history.v1.IHistory;
}

/**
 * How long each takes by itself, as on a worker that has forgotten it; one after the other. @throws what the first that does not
 * replay came to
 */
export async function timeReplays(kept: readonly Kept[]): Promise<ReplayTime[]> {
  const [first] = kept;
  if (!first) return [];
  let began = { at: 0, cpu: process.cpuUsage() };
  let answered: () => void = () => undefined;
  async function* oneByOne(warmUp: Kept) {
    for (const one of [warmUp, ...kept]) {
      const isAnswered = new Promise<void>((resolve) => {
        answered = resolve;
      });
      began = { at: performance.now(), cpu: process.cpuUsage() };
      yield one;
      await isAnswered;
    }
  }
  const taken: ReplayTime[] = [];
  const workflowBundle = await testBundle();
  for await (const { error } of Worker.runReplayHistories({ workflowBundle }, oneByOne(first))) {
    if (error) throw error;
    const { user, system } = process.cpuUsage(began.cpu);
    taken.push({ ms: performance.now() - began.at, cpuMs: (user + system) / 1_000 });
    answered();
  }
  // The first loads the bundle.
  return taken.slice(1);
}
