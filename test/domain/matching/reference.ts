import { createRequire } from 'node:module';
import type highs from 'highs';
import type { AssignmentProblem } from '../../../domain/matching/problem.ts';

/** Its types describe the CommonJS build only. */
const loadHighs = createRequire(import.meta.url)('highs') as typeof highs.default;

/**
 * The same problem for HiGHS (https://highs.dev), as a mixed integer program in CPLEX's LP format: written from the words of
 * the problem, with nothing of our solver. `p` is a pair, `t` a person's place at an enterprise, `m` a need that is matched.
 */
export async function bestByHighs(
  problem: AssignmentProblem,
  seconds = 60,
): Promise<{ status: string; points: number }> {
  const highs = await loadHighs();
  const found = highs.solve(program(problem), {
    mip_rel_gap: 0,
    mip_abs_gap: 0.5,
    time_limit: seconds,
    output_flag: false,
  });
  return { status: found.Status, points: Math.round(found.ObjectiveValue) };
}

const sumOf = (names: readonly string[], factor = ''): string => names.map((name) => `${factor} ${name}`).join(' + ');

/** A line of the format has a limit of length; long sums are broken. */
const broken = (line: string): string => line.replaceAll(/(.{200}\S*) /g, '$1\n ');

export function program(problem: AssignmentProblem): string {
  const seekers = new Map(problem.seekers.map((seeker) => [seeker.needId, seeker]));
  const pairs = problem.edges.map(({ researcherId, needId, points }) => ({
    name: `p_${researcherId}_${needId}`,
    place: `t_${researcherId}_${seekers.get(needId)!.enterpriseId}`,
    researcherId,
    needId,
    points,
  }));
  const rows: string[] = [];
  for (const { researcherId, enterprises, capacityDays } of problem.supplies) {
    const own = pairs.filter((pair) => pair.researcherId === researcherId);
    if (own.length === 0) continue;
    rows.push(`${sumOf([...new Set(own.map(({ place }) => place))])} <= ${enterprises}`);
    rows.push(`${own.map(({ name, needId }) => `${problem.loads[needId]} ${name}`).join(' + ')} <= ${capacityDays}`);
  }
  for (const { name, place } of pairs) rows.push(`${name} - ${place} <= 0`);
  for (const { needId, wanted, least } of problem.seekers) {
    const own = pairs.filter((pair) => pair.needId === needId).map(({ name }) => name);
    if (own.length === 0) continue;
    rows.push(`${sumOf(own)} - ${wanted} m_${needId} <= 0`, `${sumOf(own)} - ${least} m_${needId} >= 0`);
    for (const name of own) rows.push(`${name} - m_${needId} <= 0`);
  }
  for (const [researcherId, needId] of problem.pinned) rows.push(`p_${researcherId}_${needId} = 1`);
  const binaries = [
    ...pairs.map(({ name }) => name),
    ...new Set(pairs.map(({ place }) => place)),
    ...new Set(pairs.map(({ needId }) => `m_${needId}`)),
  ];
  return [
    'Maximize',
    broken(` obj: ${pairs.map(({ name, points }) => `${points} ${name}`).join(' + ')}`),
    'Subject To',
    ...rows.map((row, index) => broken(` c${index}: ${row}`)),
    'Binary',
    ...binaries.map((binary) => ` ${binary}`),
    'End',
    '',
  ].join('\n');
}
