import { z } from 'zod';
import { adoptable, setAbove } from '../domain/policy/cascade.ts';
import type { SetInScope } from '../domain/policy/cascade.ts';
import type { PolicyValues } from '../domain/policy/policy.ts';
import type { GivenPolicy } from '../domain/follow-up/adopting.ts';
import type { Prisma } from '../prisma/generated/client.ts';

/** What people have set, scope by scope, as of the latest change in each; what nobody set is in no row. */

type Reader = Pick<Prisma.TransactionClient, 'organisation' | '$queryRaw'>;

const stored = z.record(z.string(), z.union([z.number(), z.string()]));
const SYSTEM = '';
/** The tree of organisations is no deeper (as for calendars and reporting lines). */
const HEIGHT = 8;

export interface PolicyBook {
  /** From the system down to the scope; each with what was set there, which may be nothing. */
  line(of: { organisationId?: string | null; agreementId?: string }): SetInScope[];
  /** What an agreement of this home unit adopts. */
  given(of: Place): GivenPolicy;
  /** Whether an agreement of a home unit lies in a scope. */
  isIn(scope: Pick<ChangeRow, 'scope' | 'scopeId'>, of: Place): boolean;
  /** The latest change in any scope; 0 where there was none. */
  lastChangeId: number;
}

interface Place {
  organisationId: string | null;
  agreementId?: string;
}

interface ChangeRow {
  id: number;
  scope: SetInScope['scope'];
  scopeId: string;
  values: unknown;
}

/**
 * Reads all that was set, and the tree of organisations: two queries.
 *
 * @param tried what is looked at in place of what is set in one scope
 */
export async function policyBook(db: Reader, tried?: Omit<ChangeRow, 'id'>): Promise<PolicyBook> {
  const rows = await db.$queryRaw<ChangeRow[]>`
    SELECT DISTINCT ON (scope, "scopeId") id, scope, "scopeId", "values" FROM policy_change
    ORDER BY scope, "scopeId", id DESC`;
  const lastChangeId = Math.max(0, ...rows.map(({ id }) => id));
  const known = new Map(rows.map((row) => [`${row.scope} ${row.scopeId}`, row]));
  if (tried) known.set(`${tried.scope} ${tried.scopeId}`, { ...tried, id: lastChangeId + 1 });
  const organisations = await db.organisation.findMany({ select: { id: true, parentId: true } });
  const parents = new Map(organisations.map(({ id, parentId }) => [id, parentId]));

  const setIn = (scope: SetInScope['scope'], scopeId: string): SetInScope => {
    const row = known.get(`${scope} ${scopeId}`);
    const values: PolicyValues = row ? stored.parse(row.values) : {};
    return { scope, scopeId: scopeId || null, version: row?.id ?? 0, values };
  };
  const upwards = (organisationId: string): string[] => {
    const line = [organisationId];
    for (let next = parents.get(organisationId); next && line.length < HEIGHT; next = parents.get(next))
      line.push(next);
    return line;
  };
  const line: PolicyBook['line'] = ({ organisationId, agreementId }) => [
    setIn('system', SYSTEM),
    ...(organisationId ? upwards(organisationId).toReversed() : []).map((id) => setIn('organisation', id)),
    ...(agreementId ? [setIn('agreement', agreementId)] : []),
  ];
  const cache = new Map<string, GivenPolicy>();
  return {
    line,
    lastChangeId,
    isIn: ({ scope, scopeId }, { organisationId, agreementId }) =>
      scope === 'system' ||
      (scope === 'agreement'
        ? scopeId === agreementId
        : organisationId !== null && upwards(organisationId).includes(scopeId)),
    given(of) {
      const key = `${of.organisationId} ${known.has(`agreement ${of.agreementId}`) ? of.agreementId : ''}`;
      const found = cache.get(key) ?? givenOf(line(of));
      cache.set(key, found);
      return found;
    },
  };
}

function givenOf(line: readonly SetInScope[]): GivenPolicy {
  const { version, values } = adoptable(line);
  const numbers = Object.entries(values ?? {}).flatMap(([path, value]): [string, number][] =>
    typeof value === 'number' ? [[path, value]] : [],
  );
  return numbers.length > 0 ? { version, values: Object.fromEntries(numbers) } : { version };
}

/**
 * When mail comes, where an organisation or the whole house says otherwise than the usual hours: by the reader's own organisation,
 * which is asked for each mail, so only what is about hours is read.
 */
export async function hoursSet(db: Reader, organisationId: string | null): Promise<PolicyValues> {
  const rows = await db.$queryRaw<{ one: number }[]>`
    SELECT 1 AS one FROM policy_change WHERE scope <> 'agreement' AND "values"::text LIKE '%"reach.%' LIMIT 1`;
  return rows.length === 0 ? {} : setAbove((await policyBook(db)).line({ organisationId }));
}
