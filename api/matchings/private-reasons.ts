import type { Database } from '../../prisma/client.ts';
import type { Principal } from '../principal.ts';
import { speaksFor } from '../researchers/home-unit.ts';
import type { KeptPlan, ShownBlock } from './shapes.ts';

/**
 * Why somebody is never sent to an enterprise is for their own unit's coordinator and director, as in the profile; everybody else
 * who works with a plan reads that it is so, and not why.
 */

/** Whether a reader may know why a person is kept from an enterprise. */
export type MayKnowWhy = (personId: string) => boolean;

export async function mayKnowWhy(
  db: Database,
  principal: Principal,
  personIds: readonly string[],
): Promise<MayKnowWhy> {
  const rows = await db.researcher.findMany({
    where: { personId: { in: [...personIds] } },
    select: { personId: true, homeUnitId: true },
  });
  const units = new Set<string>();
  for (const unit of new Set(rows.map(({ homeUnitId }) => homeUnitId))) {
    if (await speaksFor(db, principal, unit)) units.add(unit);
  }
  const known = new Set(rows.filter(({ homeUnitId }) => units.has(homeUnitId)).map(({ personId }) => personId));
  return (personId) => known.has(personId);
}

const sent = { en: 'This person is not sent to this enterprise.', zh: '该人员不派驻该企业。' };

/** An exclusion of a profile: only those say of which kind they are. */
const isExclusion = ({ facts }: Pick<ShownBlock, 'facts'>): boolean => 'kind' in facts;

const HIDDEN: ShownBlock = {
  rule: 'no-conflict-of-interest',
  source: 'DOMAIN 2a “Researchers”',
  sentence: sent,
  facts: {},
};

/** As somebody reads it who may not know why. */
export const guarded = <B extends Pick<ShownBlock, 'facts'>>(block: B): B | typeof HIDDEN =>
  isExclusion(block) ? HIDDEN : block;

export function withoutReasons(plan: KeptPlan, mayKnow: MayKnowWhy): KeptPlan {
  const blocksOf = (personId: string, blocks: ShownBlock[]): ShownBlock[] =>
    mayKnow(personId) ? blocks : blocks.map(guarded);
  return {
    ...plan,
    matched: plan.matched.map((need) => ({
      ...need,
      next: need.next.map((one) => {
        const blocks = blocksOf(one.personId, one.blocks);
        const [first] = one.blocks;
        const isHidden = first !== undefined && isExclusion(first) && !mayKnow(one.personId);
        return { ...one, blocks, ...(isHidden ? { sentence: sent } : {}) };
      }),
    })),
    unmatched: plan.unmatched.map((need) => ({
      ...need,
      nearest: need.nearest.map((one) => ({ ...one, blocks: blocksOf(one.personId, one.blocks) })),
    })),
    blocked: plan.blocked.map((pair) => ({ ...pair, blocks: blocksOf(pair.personId, pair.blocks) })),
  };
}

/** Everybody of whom a plan says what stands against them. */
export const blockedPeople = ({ matched, unmatched, blocked }: KeptPlan): string[] => [
  ...matched.flatMap(({ next }) => next.map(({ personId }) => personId)),
  ...unmatched.flatMap(({ nearest }) => nearest.map(({ personId }) => personId)),
  ...blocked.map(({ personId }) => personId),
];
