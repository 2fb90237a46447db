import { comparePlans } from '../../domain/matching/compare.ts';
import type { Database } from '../../prisma/client.ts';
import { namesIn } from '../dossier.ts';
import { keptInput } from './asked.ts';
import type { AskedPlan } from './asked.ts';
import { keptPlan, shownDifference } from './shapes.ts';
import type { ShownDifference, ShownPlan } from './shapes.ts';
import { findPlan } from './stored.ts';

/** What differs between two plans, with names. @throws Problem where one of them is not there */
export async function differenceOf(db: Database, id: number, otherId: number): Promise<ShownDifference> {
  const rows = [await findPlan(db, id), await findPlan(db, otherId)];
  const [before, after] = rows.map(({ result }) => keptPlan.parse(result));
  if (!before || !after) throw new Error('two plans were asked for');
  const difference = shownDifference.omit({ of: true, names: true }).parse(comparePlans(before, after));
  const named = new Set(difference.needs.map(({ needKey }) => needKey));
  const needs = new Map(rows.flatMap(({ input }) => keptInput.parse(input).needs.map((need) => [need.key, need])));
  const told = { ...difference, of: [...needs.values()].filter(({ key }) => named.has(key)) };
  return { ...told, names: await namesIn(db, told) };
}

/** Asked for with conditions of its own: to see what they would cost. */
const isWhatIf = ({ pinned, excluded, weights, leastFitPercent, withRefused }: AskedPlan): boolean =>
  pinned.length + excluded.length > 0 || weights !== undefined || leastFitPercent !== undefined || withRefused;

/**
 * Which plan a what-if is held against: the last before it of the same needs under the same scheme that was asked without conditions.
 * Null of a plan that is no what-if, and where there was none before.
 */
export async function whatIfOf(db: Database, { id, asked, scheme }: ShownPlan): Promise<number | null> {
  if (!isWhatIf(asked)) return null;
  const { agreementIds = null, homeUnitId = null } = asked;
  const rows = await db.$queryRaw<{ id: number }[]>`
    SELECT id FROM matching
    WHERE id < ${id} AND "schemeId" = ${scheme.id}
      AND COALESCE(input->'asked'->'agreementIds', 'null') = ${JSON.stringify(agreementIds)}::jsonb
      AND COALESCE(input->'asked'->'homeUnitId', 'null') = ${JSON.stringify(homeUnitId)}::jsonb
      AND input->'asked'->'pinned' = '[]' AND input->'asked'->'excluded' = '[]'
      AND input->'asked'->'weights' IS NULL AND input->'asked'->'leastFitPercent' IS NULL
      AND input->'asked'->'withRefused' = 'false'
    ORDER BY id DESC LIMIT 1`;
  return rows[0]?.id ?? null;
}
