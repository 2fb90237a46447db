import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { policyBook } from '../../activities/policies.ts';
import type { PolicyBook } from '../../activities/policies.ts';
import { differing } from '../../domain/follow-up/adopting.ts';
import type { Bilingual } from '../../domain/decider.ts';
import { organisationName } from '../../domain/notices/names.ts';
import { changed, effectiveValues, isRefused } from '../../domain/policy/cascade.ts';
import { originText } from '../../domain/policy/origin-words.ts';
import { sources } from '../../domain/policy/sources.ts';
import { personText } from '../../domain/text.ts';
import type { Database } from '../../prisma/client.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { principalFrom } from '../authentication.ts';
import { nowOf } from '../deps.ts';
import type { ApiDeps } from '../deps.ts';
import { madeOnce } from '../directory-writing.ts';
import { idempotencyHeader, problemResponses, readProblems } from '../documentation.ts';
import { readers } from '../policy.ts';
import { refused } from '../problem.ts';
import { withStored } from '../stored-entity.ts';
import { addresses, checkMaker, lineOf, scopeOf, scopeParams } from './scope.ts';
import type { Scope } from './scope.ts';

/** What the rules go by in a scope, where each value comes from, and changes of it. Nothing is edited: each change is a version. */

const bilingual = z.object({ en: z.string(), zh: z.string() });
const single = z.union([z.number(), z.string()]);
const from = z.object({ scope: z.string(), scopeId: z.string().nullable(), version: z.number() });

const value = z
  .object({
    path: z.string(),
    title: bilingual,
    value: single,
    unit: z.string(),
    /** Both ends included. */
    range: z.tuple([single, single]),
    /** True until a person has set or confirmed it. */
    isDefault: z.boolean(),
    /** Where the value comes from: of a default as `defaultOrigin`; `set` where somebody of ours has set it, see `from`. */
    origin: z.string(),
    /** The same in words, with the name of the organisation or unit that has set it. */
    originText: bilingual,
    /** The product's own value, and where that comes from: a code of `sources`, a section of the requirements, or `inferred`. */
    default: single,
    defaultOrigin: z.string(),
    /** Who set it; null for a default. */
    from: from.nullable(),
    /** What would hold here if this scope said nothing. */
    inherited: single,
    /** Where it may be set; none where `fixed` says why not. */
    scopes: z.array(z.string()),
    fixed: bilingual.nullable(),
  })
  .meta({ id: 'PolicyValue' });

const change = z
  .object({
    version: z.number(),
    set: z.record(z.string(), single.nullable()),
    reason: z.string(),
    by: z.string(),
    at: z.string(),
  })
  .meta({ id: 'PolicyChange' });

const policy = z
  .object({
    scope: z.string(),
    scopeId: z.string().nullable(),
    /** Of the latest change in this scope or above it; 0 where nobody has set anything. */
    version: z.number(),
    /** Of an agreement: what it has adopted. What was changed since holds from the caretaker's next look. */
    adopted: z.object({ version: z.number(), isCurrent: z.boolean() }).nullable(),
    /** The line from the system down to here, with how much is set in each. */
    line: z.array(from.extend({ count: z.number() })),
    values: z.array(value),
    /** The latest changes in this scope, the newest first. */
    changes: z.array(change),
    sources: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Policy' });

const MOST_CHANGES = 50;

export const changeBody = z.strictObject({
  /** By path; null takes a value back to what holds above. Setting a value to what it is confirms it. */
  set: z
    .record(z.string().max(100), single.nullable())
    .refine((set) => Object.keys(set).length > 0, 'name at least one value'),
  reason: personText(500, true),
});

export function policyRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const tags = ['policies'];

  for (const { scope, url, name, makers } of addresses) {
    typed.route({
      method: 'GET',
      url,
      config: { who: readers, isForOurs: true },
      schema: {
        tags,
        operationId: `getPolicyOf${name}`,
        summary: 'Every value that the rules go by here, where it comes from, and the default it replaces',
        params: scopeParams,
        response: { 200: policy, ...readProblems() },
      },
      handler: async (request) => {
        const found = await scopeOf(db, principalFrom(request), scope, request.params.id);
        return shown(db, await policyBook(db), found);
      },
    });

    typed.route({
      method: 'POST',
      url: `${url}/changes`,
      config: { who: makers, isForOurs: true },
      schema: {
        tags,
        operationId: `changePolicyOf${name}`,
        summary: 'Set values here, or take them back; they hold for clocks that are set from now on',
        params: scopeParams,
        headers: idempotencyHeader,
        body: changeBody,
        response: { 201: change, ...problemResponses() },
      },
      handler: async (request, reply) => {
        const principal = principalFrom(request);
        const found = await scopeOf(db, principal, scope, request.params.id);
        const { set, reason } = request.body;
        const made = await madeOnce(db, request, `${url}/${found.scopeId}/changes`, null, async (tx) => {
          const book = await policyBook(tx);
          checkMaker(principal, book, found);
          const after = changed(lineOf(book, found), scope, set);
          if (isRefused(after)) throw refused(after);
          const { scopeId } = found;
          const data = {
            scope,
            scopeId,
            values: after,
            asked: set,
            reason,
            by: principal.id,
            at: new Date(nowOf(deps)),
          };
          return told(await tx.policyChange.create({ data }));
        });
        // Whoever is in this scope adopts it as soon as the caretaker looks; without Temporal, in the night.
        await deps.askCaretaker?.().catch(() => undefined);
        return reply
          .code(201)
          .header('location', request.url.replace(/\/changes$/, ''))
          .send(change.parse(made));
      },
    });
  }
}

const told = ({ id, asked, reason, by, at }: Prisma.PolicyChangeGetPayload<object>) => ({
  version: id,
  set: change.shape.set.parse(asked),
  reason,
  by,
  at: at.toISOString(),
});

async function shown(db: Database, book: PolicyBook, found: Scope): Promise<z.output<typeof policy>> {
  const { scope, scopeId } = found;
  const line = lineOf(book, found);
  const setters = await settersOf(db, line);
  const changes = await db.policyChange.findMany({
    where: { scope, scopeId },
    orderBy: { id: 'desc' },
    take: MOST_CHANGES,
  });
  return {
    scope,
    scopeId: scopeId || null,
    version: Math.max(...line.map(({ version }) => version)),
    adopted: scope === 'agreement' ? await adoptedBy(db, book, found) : null,
    line: line.map(({ values, ...rest }) => ({ ...rest, count: Object.keys(values).length })),
    values: effectiveValues(line).map(({ fixed, scopes, range, ...rest }) => ({
      ...rest,
      originText: setters.get(rest.from?.scopeId ?? (rest.from ? '' : null)) ?? originText(rest.origin),
      range: [range[0], range[1]],
      scopes: [...scopes],
      fixed: fixed ?? null,
    })),
    changes: changes.map(told),
    sources,
  };
}

/** By whom a value is set, by the id of its scope; '' is the whole house. */
async function settersOf(
  db: Database,
  line: ReturnType<typeof lineOf>,
): Promise<ReadonlyMap<string | null, Bilingual>> {
  const ids = line.flatMap(({ scopeId }) => scopeId ?? []);
  const organisations = await db.organisation.findMany({ where: { id: { in: ids } } });
  return new Map<string | null, Bilingual>([
    ['', { en: 'set for the whole house', zh: '全单位统一设定' }],
    ...line.flatMap(({ scope, scopeId }): [string, Bilingual][] =>
      scope === 'agreement' && scopeId ? [[scopeId, { en: 'set for this cooperation', zh: '为本合作专门设定' }]] : [],
    ),
    ...organisations.map((one): [string, Bilingual] => [
      one.id,
      { en: `set by ${organisationName('en', one)}`, zh: `由${organisationName('zh-CN', one)}设定` },
    ]),
  ]);
}

async function adoptedBy(db: Database, book: PolicyBook, { scopeId, organisationId }: Scope) {
  const row = await db.entity.findUniqueOrThrow({ where: { id: scopeId } });
  const has = withStored(row, ({ state }) => state.policy);
  const given = book.given({ organisationId, agreementId: scopeId });
  return { version: has.version, isCurrent: differing(has.values, given.values).length === 0 };
}
