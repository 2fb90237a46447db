import type { Actor, Role } from '../domain/decider.ts';
import { isRole, Role as roles } from '../domain/decider.ts';
import { isOffice } from '../domain/permission.ts';
import type { Database } from '../prisma/client.ts';

/** Who is asking, with what they may see. */
export interface Principal extends Actor {
  /** The person's own organisation; null for a token that belongs to nobody in particular. */
  organisationId: string | null;
  /** Units where the person holds a post. */
  unitIds: string[];
  /** True for everybody of our own side; the others see only what their organisation takes part in. */
  isOurs: boolean;
}

/** What a stored token stands for. `system` is never given away by a token. */
export async function principalOf(
  db: Database,
  token: { principal: string; personId: string | null; roles: string[] },
): Promise<Principal> {
  const base = { id: token.principal, roles: token.roles.filter(isRole).filter((role) => role !== roles.system) };
  if (!token.personId) return { ...base, organisationId: null, unitIds: [], isOurs: true };
  const person = await db.person.findUnique({ where: { id: token.personId }, include: { posts: true } });
  return {
    ...base,
    personId: token.personId,
    organisationId: person?.organisationId ?? null,
    postIds: person?.posts.map((post) => post.id) ?? [],
    unitIds: person?.posts.map((post) => post.organisationId) ?? [],
    isOurs: person?.ours ?? false,
  };
}

export const isCoordinator = (principal: Principal): boolean => principal.roles.includes(roles.coordinator);

/**
 * Who of our own works with researchers: profiles, and who may be sent where. Leaders and observers hear of who is willing
 * (DOMAIN 2a "Researchers").
 */
export const researcherReaders: readonly Role[] = [roles.coordinator, roles.director, roles.liaison];
export const mayReadResearchers = (principal: Principal): boolean =>
  principal.isOurs && researcherReaders.some((role) => principal.roles.includes(role));

/** An agreement as far as its visibility goes. */
export interface Scoped {
  homeUnitId: string | null;
  partyIds: string[];
}

/** Whether an agreement exists for somebody at all. */
export function maySee(principal: Principal, agreement: Scoped): boolean {
  return (
    principal.isOurs || (principal.organisationId !== null && agreement.partyIds.includes(principal.organisationId))
  );
}

/** Begins the owner of a text that not even the office that keeps the agreement reads, before the organisation's id. */
export const ONLY = 'only:';
/** Begins the owner of a text that is a unit's, and not every colleague's: what it said of one of its own people. */
export const OFFICE = 'office:';

/**
 * Whether somebody may read a text that a party owns (an enterprise's need is not for the other enterprises at the table):
 * the party or person itself, and the coordinators of the home unit. What a unit says of its own people is for its office, and not for
 * every colleague, beside these coordinators (`OFFICE`) or without them (`ONLY`).
 */
export function mayReadPrivate(principal: Principal, ownerPartyId: string, agreement: Scoped): boolean {
  if (ownerPartyId.startsWith(ONLY)) return isOfficeOf(principal, ownerPartyId.slice(ONLY.length));
  if (ownerPartyId.startsWith(OFFICE) && isOfficeOf(principal, ownerPartyId.slice(OFFICE.length))) return true;
  if (principal.organisationId === ownerPartyId || principal.personId === ownerPartyId) return true;
  if (!isCoordinator(principal) || !principal.isOurs) return false;
  if (principal.personId === undefined) return true;
  return agreement.homeUnitId !== null && isOf(principal, agreement.homeUnitId);
}

const isOf = ({ organisationId, unitIds }: Principal, unitId: string): boolean =>
  [organisationId, ...unitIds].includes(unitId);
const isOfficeOf = (principal: Principal, unitId: string): boolean => isOffice(principal) && isOf(principal, unitId);
