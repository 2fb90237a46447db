import type { Database } from '../../prisma/client.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { namesIn } from '../dossier.ts';
import type { Principal } from '../principal.ts';
import { Problem } from '../problem.ts';
import { keptInput } from './asked.ts';
import type { KeptInput } from './asked.ts';
import type { Gathered } from './gather.ts';
import { blockedPeople, mayKnowWhy, withoutReasons } from './private-reasons.ts';
import { keptPlan, summary } from './shapes.ts';
import type { KeptPlan, ShownPlan, shownDecision } from './shapes.ts';
import type { MatchingPlan } from '../../domain/matching/plan.ts';
import { togetherOf } from '../../domain/matching/together.ts';
import type { z } from 'zod';

/** Plans as they are kept; the numbers of their proposals count through needs and places in order. */

type Row = Prisma.MatchingGetPayload<object>;
type DecisionRow = Prisma.MatchingDecisionGetPayload<object>;

/** A row to write. */
export function rowOf(
  plan: MatchingPlan,
  { kept, input, schemeVersion }: Gathered,
  { by, at }: { by: string; at: string },
): Prisma.MatchingCreateInput {
  const { matched, unmatched, totalPoints, boundPoints } = plan;
  const proposals = matched.reduce((sum, { places }) => sum + places.length, 0);
  return {
    schemeId: plan.schemeId,
    schemeVersion,
    inputHash: plan.inputHash,
    input: JSON.parse(JSON.stringify(kept)),
    result: JSON.parse(JSON.stringify(plan)),
    summary: {
      people: input.researchers.length,
      needs: input.needs.length,
      matched: matched.length,
      unmatched: unmatched.length,
      proposals,
      totalPoints,
      boundPoints,
    },
    by,
    at,
  };
}

/** @throws Problem where there is none */
export async function findPlan(db: Database, id: number): Promise<Row> {
  const row = await db.matching.findUnique({ where: { id } });
  if (row) return row;
  throw new Problem('no-such-page', `There is no plan ${id}.`, { detailZh: `没有匹配方案 ${id}。` });
}

export const headOf = (
  row: Pick<Row, 'id' | 'schemeId' | 'schemeVersion' | 'inputHash' | 'summary' | 'by' | 'at'>,
) => ({
  id: row.id,
  scheme: { id: row.schemeId, version: row.schemeVersion },
  inputHash: row.inputHash,
  summary: summary.parse(row.summary),
  by: row.by,
  at: row.at.toISOString(),
});

const kinds = ['begun', 'accepted', 'changed', 'refused'] as const;

function decisionOf(row: DecisionRow): z.output<typeof shownDecision> {
  const { personId, placementId, reason, by, at } = row;
  const kind = kinds.find((each) => each === row.kind) ?? 'begun';
  return { kind, personId, placementId, reason, by, at: at.toISOString() };
}

/** The places of a plan in the order of their numbers. */
export const placesOf = ({ matched }: KeptPlan): KeptPlan['matched'][number]['places'] =>
  matched.flatMap(({ places }) => places);

/** The other proposals of one placement: those decided by one request, and of those not decided, those that would be. */
function togetherIn(
  places: ReturnType<typeof placesOf>,
  { needs }: Pick<KeptInput, 'needs'>,
  decided: readonly DecisionRow[],
): (proposal: number) => number[] {
  const needOf = new Map(needs.map((need) => [need.key, need]));
  const byRequest = new Map(decided.map((row) => [row.proposal, row.commandId]));
  const open = places.flatMap(({ personId, needKey }, index) => {
    const need = needOf.get(needKey);
    return need && !byRequest.has(index + 1) ? [{ ...need, personId, proposal: index + 1 }] : [];
  });
  const groups = new Map([...togetherOf(open)].map(([{ proposal }, group]) => [proposal, group]));
  return (proposal) => {
    const request = byRequest.get(proposal);
    const all =
      request === undefined ? (groups.get(proposal) ?? []) : decided.filter((row) => row.commandId === request);
    return all
      .map((each) => each.proposal)
      .filter((other) => other !== proposal)
      .toSorted((a, b) => a - b);
  };
}

/** A plan for one reader, with names and with what became of its proposals. */
export async function showPlan(db: Database, principal: Principal, id: number): Promise<ShownPlan> {
  const row = await findPlan(db, id);
  const full = keptPlan.parse(row.result);
  const plan = withoutReasons(full, await mayKnowWhy(db, principal, blockedPeople(full)));
  const decided = await db.matchingDecision.findMany({ where: { matchingId: id } });
  const decisions = new Map(decided.map((each) => [each.proposal, decisionOf(each)]));
  const kept = keptInput.parse(row.input);
  const together = togetherIn(placesOf(plan), kept, decided);
  let proposal = 0;
  const matched = plan.matched.map((need) => ({
    ...need,
    places: need.places.map((place) => {
      proposal += 1;
      return { ...place, proposal, together: together(proposal), decision: decisions.get(proposal) ?? null };
    }),
  }));
  const { schemeId: _schemeId, ...rest } = plan;
  const told = { ...headOf(row), ...kept, ...rest, matched };
  return { ...told, names: await namesIn(db, told) };
}
