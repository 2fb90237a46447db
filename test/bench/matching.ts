import { assign } from '../../domain/matching/assignment.ts';
import { repair } from '../../domain/matching/repair.ts';
import { portfolio } from '../domain/matching/instances.ts';
import type { Shape } from '../domain/matching/instances.ts';
import { bestByHighs } from '../domain/matching/reference.ts';
import { machine, row, say } from './report.ts';

const isQuick = process.argv.includes('--quick');
const REFERENCE_SECONDS = 60;

interface Case extends Shape {
  title: string;
  /** Small enough for the reference solver to end in a minute. */
  hasReference?: boolean;
}

/** From small to large: the peak of memory is of the process so far. */
const cases: Case[] = [
  { title: '10 over 12, with teams', researchers: 10, needs: 12, choices: 6, seed: 3, hasReference: true },
  { title: '60 over 100, single people', researchers: 60, needs: 100, choices: 20, seed: 1, isPlain: true },
  { title: '60 over 100, with teams', researchers: 60, needs: 100, choices: 20, seed: 3, hasReference: true },
  { title: '300 over 1,000, single people', researchers: 300, needs: 1_000, choices: 35, seed: 1, isPlain: true },
  { title: '300 over 1,000, single, every pair', researchers: 300, needs: 1_000, choices: 300, seed: 1, isPlain: true },
  { title: '300 over 1,000, with teams', researchers: 300, needs: 1_000, choices: 35, seed: 1 },
  { title: '300 over 1,000, with teams, 2nd', researchers: 300, needs: 1_000, choices: 35, seed: 2 },
];

/** The plan of everybody at once: time, peak memory, and how much more a better plan could have at most. */
export async function matching(): Promise<void> {
  say(machine());
  row('', 'seconds', 'CPU seconds', 'peak MB', 'heap MB', 'points', 'gap', 'gap %');
  for (const one of cases) if (!isQuick || one.needs < 1_000) measure(one);
  say('Gap: how much more a better plan could have at most.');
  say();
  healing();
  say();
  // After the others, for its memory counts as this process's too.
  for (const one of cases) if (one.hasReference && !isQuick) await compare(one);
}

function measure(one: Case): void {
  const problem = portfolio(one);
  const cpu = process.cpuUsage();
  const from = performance.now();
  const plan = assign(problem);
  const seconds = (performance.now() - from) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  if ('refused' in plan) throw new Error('nothing is pinned');
  const megabytes = [process.resourceUsage().maxRSS / 1_024, process.memoryUsage().heapUsed / 2 ** 20].map(Math.round);
  const gap = plan.boundPoints - plan.totalPoints;
  const cells = [plan.totalPoints, gap, ((100 * gap) / plan.boundPoints).toFixed(2)];
  row(one.title, seconds, (user + system) / 1e6, ...megabytes, ...cells);
}

async function compare(one: Case): Promise<void> {
  const problem = portfolio(one);
  const plan = assign(problem);
  const found = await bestByHighs(problem, REFERENCE_SECONDS);
  if ('refused' in plan) return;
  const words = found.status === 'Optimal' ? `${found.points - plan.totalPoints} points more` : 'no end in a minute';
  say(`HiGHS, ${one.title}: ${words}`);
}

/** One person leaves a plan of sixty. */
function healing(): void {
  const problem = portfolio({ researchers: 60, needs: 100, choices: 20, seed: 3 });
  const plan = assign(problem);
  if ('refused' in plan) return;
  const previous = plan.pairs.map(({ researcherId, needId }) => [researcherId, needId] as const);
  const gone = plan.pairs[0]?.researcherId;
  const without = { ...problem, supplies: problem.supplies.filter(({ researcherId }) => researcherId !== gone) };
  for (const mostMoves of [0, 2]) {
    const from = performance.now();
    const outcome = repair(without, previous, { mostMoves });
    if ('refused' in outcome) return;
    const words = `${outcome.dropped.length} lost, ${outcome.placed.length} placed, ${outcome.moves.length} moved`;
    row(`repair, at most ${mostMoves} moves`, `${(performance.now() - from).toFixed(0)} ms`, `  ${words}`);
  }
}
