import { z } from 'zod';
import type { PolicyBook } from '../../activities/policies.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { Role } from '../../domain/decider.ts';
import type { SetInScope } from '../../domain/policy/cascade.ts';
import type { PolicyScope } from '../../domain/policy/values.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Database } from '../../prisma/client.ts';
import { findAgreement } from '../agreements.ts';
import { atUnit } from '../home-unit.ts';
import { policyMakers } from '../policy.ts';
import type { Principal } from '../principal.ts';
import { Problem, refused } from '../problem.ts';

/** Whose policy is looked at or set. */

/** The addresses of the scopes, each with who may set something there at all. */
export const addresses = [
  { scope: 'system', url: '/v1/policies', name: 'System', makers: [Role.administrator] },
  { scope: 'organisation', url: '/v1/policies/organisations/:id', name: 'Organisation', makers: policyMakers },
  { scope: 'agreement', url: '/v1/policies/agreements/:id', name: 'Agreement', makers: policyMakers },
] as const satisfies readonly { scope: PolicyScope; url: string; name: string; makers: readonly Role[] }[];

export const scopeParams = z.object({ id: z.string().max(100).optional() });

export interface Scope {
  scope: PolicyScope;
  /** Empty for the system. */
  scopeId: string;
  /** The organisation or unit in whose line it lies; null for the system. */
  organisationId: string | null;
}

/** @throws Problem where there is no such organisation or agreement for this reader */
export async function scopeOf(
  db: Database,
  principal: Principal,
  scope: PolicyScope,
  id: string | undefined,
): Promise<Scope> {
  const scopeId = id ?? '';
  switch (scope) {
    case 'system':
      return { scope, scopeId: '', organisationId: null };
    case 'organisation': {
      const found = await db.organisation.findUnique({ where: { id: scopeId }, select: { id: true } });
      if (!found)
        throw new Problem('no-such-page', `There is no organisation ${scopeId}.`, {
          detailZh: `没有单位 ${scopeId}。`,
        });
      return { scope, scopeId, organisationId: scopeId };
    }
    case 'agreement': {
      const { homeUnitId } = await findAgreement(db, principal, scopeId);
      return { scope, scopeId, organisationId: homeUnitId };
    }
  }
}

export const lineOf = (book: PolicyBook, { scope, scopeId, organisationId }: Scope): SetInScope[] =>
  book.line({ organisationId, ...(scope === 'agreement' ? { agreementId: scopeId } : {}) });

/** The agreements of a scope, with their plans. */
export async function entitiesIn(
  db: Database,
  { scope, scopeId }: Pick<Scope, 'scope' | 'scopeId'>,
): Promise<Prisma.EntityWhereInput> {
  switch (scope) {
    case 'system':
      return {};
    case 'agreement':
      return { agreementId: scopeId };
    case 'organisation':
      return atUnit(db, scopeId);
  }
}

/**
 * A director sets policies of the own unit and what is below it, an administrator all; a token of our side that belongs to nobody
 * in particular is not bound to a unit.
 * @throws Problem `not-permitted`
 */
export function checkMaker(principal: Principal, book: PolicyBook, scope: Scope): void {
  if (principal.roles.includes(Role.administrator)) return;
  const isOwn = principal.unitIds.some((unitId) =>
    book.isIn({ scope: 'organisation', scopeId: unitId }, { organisationId: scope.organisationId }),
  );
  if (scope.scope !== 'system' && (isOwn || principal.personId === undefined)) return;
  throw refused(
    refuse(
      'not-permitted',
      'A director sets policies of their own unit and its agreements; an administrator those of the others.',
      '部门负责人只能设定本单位及其合作的规则；其他范围由管理员设定。',
    ),
  );
}
