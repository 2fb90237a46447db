import { assign } from '../../domain/matching/assignment.ts';
import { candidatesOf } from '../../domain/matching/candidates.ts';
import { inOrder } from '../../domain/matching/canonical.ts';
import { proposeMatching } from '../../domain/matching/match.ts';
import { randomBatch } from '../domain/matching/random-batch.ts';
import { machine, row, say } from './report.ts';

const isQuick = process.argv.includes('--quick');
const SIZES = isQuick
  ? [{ people: 10, needs: 12 }]
  : [
      { people: 10, needs: 12 },
      { people: 60, needs: 200 },
      { people: 300, needs: 1_000 },
    ];
const SEED = 20_260_302;

/** A whole plan with its reasons, and of it the points of every pair and the solver; no server, no database. */
export function plans(): Promise<void> {
  say(machine());
  row('people x needs', 'points, CPU ms', 'solver, CPU ms', 'plan, CPU ms', 'of the bound, %', 'peak, MB');
  for (const size of SIZES) measure(size);
  return Promise.resolve();
}

function measure(size: { people: number; needs: number }): void {
  const batch = randomBatch(SEED, size);
  const points = cpuOf(() => candidatesOf(inOrder(batch)));
  let solver = 0;
  let share = 0;
  const whole = cpuOf(() => {
    const plan = proposeMatching(batch, (problem) => {
      const from = process.cpuUsage();
      const solved = assign(problem);
      solver = since(from);
      return solved;
    });
    if ('refused' in plan) throw new Error(plan.sentence.en);
    share = (100 * plan.totalPoints) / Math.max(1, plan.boundPoints);
  });
  row(`${size.people} x ${size.needs}`, points, solver, whole, share, process.resourceUsage().maxRSS / 1_024);
}

function since(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}

/** On a machine with others at work the processor's time says more than the clock's. */
function cpuOf(work: () => unknown): number {
  const from = process.cpuUsage();
  work();
  return since(from);
}
