import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { policyBook } from '../../activities/policies.ts';
import { honoursHours } from '../../domain/calendar/business-clock.ts';
import { endOfDay, instantOf, localDateOf } from '../../domain/calendar/calendar.ts';
import { addDays } from '../../domain/calendar/local-date.ts';
import { changed, isRefused } from '../../domain/policy/cascade.ts';
import type { Database } from '../../prisma/client.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { caretakerZone, NIGHT_TIME } from '../../workflows/inputs.ts';
import { principalFrom } from '../authentication.ts';
import { nowOf } from '../deps.ts';
import type { ApiDeps } from '../deps.ts';
import { idempotencyHeader, problemResponses, readProblems } from '../documentation.ts';
import { namesIn } from '../dossier.ts';
import { forget, idempotencyKey, keepAnswer, once, repeatable } from '../idempotency.ts';
import { nextLink, page, pageParameters, positionOf } from '../paging.ts';
import { Problem, isFinal, refused } from '../problem.ts';
import { policyReaders } from '../policy.ts';
import { runRehearsal } from './rehearse.ts';
import { changeBody } from './policies.ts';
import { entityPart, partsOf, personPart, summaryOf } from './rehearsed-parts.ts';
import { addresses, checkMaker, entitiesIn, lineOf, scopeOf, scopeParams } from './scope.ts';
import type { Scope } from './scope.ts';

/** Who would be told what and when if open clocks went by the policy too, beside how it stands. Changes nothing. */

const body = z.strictObject({
  /** How far to look, in days from today. */
  days: z.int().min(1).max(366).default(90),
  /** Values that are not set yet, to try them first. */
  set: changeBody.shape.set.optional(),
});

const rehearsal = z
  .object({
    id: z.number(),
    scope: z.string(),
    scopeId: z.string().nullable(),
    by: z.string(),
    at: z.string(),
    /** The night in which a migration would take place; after it the rehearsal does not hold any more. */
    effectiveAt: z.string(),
    toOn: z.string(),
    tried: z.record(z.string(), z.union([z.number(), z.string()]).nullable()),
    summary: summaryOf.schema,
    names: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'PolicyRehearsal' });

export function rehearsalRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const tags = ['policies'];
  const config = { who: policyReaders, isForOurs: true };

  for (const { scope, url, name, makers } of addresses) {
    typed.route({
      method: 'POST',
      url: `${url}/rehearsals`,
      config: { who: makers, isForOurs: true },
      schema: {
        tags,
        operationId: `rehearsePolicyOf${name}`,
        summary:
          'Look ahead over all open agreements here: who would be told what and when, as it stands and if migrated',
        params: scopeParams,
        headers: idempotencyHeader,
        body,
        response: { 201: rehearsal, ...problemResponses() },
      },
      handler: async (request, reply) => {
        const principal = principalFrom(request);
        const found = await scopeOf(db, principal, scope, request.params.id);
        checkMaker(principal, await policyBook(db), found);
        const id = await rehearsedOnce(deps, request, found, request.body);
        return reply
          .code(201)
          .header('location', `/v1/policies/rehearsals/${id}`)
          .send(await shown(db, id));
      },
    });
  }

  const params = z.object({ rehearsalId: z.coerce.number().int().positive().max(2_147_483_647) });
  typed.route({
    method: 'GET',
    url: '/v1/policies/rehearsals/:rehearsalId',
    config,
    schema: {
      tags,
      operationId: 'getPolicyRehearsal',
      summary: 'What a rehearsal came to: counts altogether and per person, before and after',
      params,
      response: { 200: rehearsal, ...readProblems() },
    },
    handler: async (request) => shown(db, request.params.rehearsalId),
  });

  const parts = { entities: ['entity', entityPart], people: ['person', personPart] } as const;
  for (const [path, [kind, part]] of Object.entries(parts)) {
    typed.route({
      method: 'GET',
      url: `/v1/policies/rehearsals/:rehearsalId/${path}`,
      config,
      schema: {
        tags,
        operationId: `listRehearsed${kind === 'entity' ? 'Notices' : 'Mails'}`,
        summary:
          kind === 'entity'
            ? 'Agreement by agreement: each notice as it stands, and if migrated'
            : 'Person by person: each mail as it stands, and if migrated',
        params,
        querystring: z.strictObject(pageParameters),
        response: {
          200: z.object({
            items: z.array(part),
            names: z.record(z.string(), z.unknown()),
            nextCursor: z.string().nullable(),
          }),
          ...readProblems(),
        },
      },
      handler: async (request, reply) => {
        const { rehearsalId } = request.params;
        await findRehearsal(db, rehearsalId);
        const { limit, cursor } = request.query;
        const after = positionOf(cursor)?.id ?? '';
        const rows = await db.policyRehearsalPart.findMany({
          where: { rehearsalId, kind, partId: { gt: after } },
          orderBy: { partId: 'asc' },
          take: limit + 1,
        });
        const { items, nextCursor } = page(rows, limit, ({ partId: id }) => ({ value: '', id }));
        reply.headers(nextLink(request.url, nextCursor));
        const told = items.map(({ data }) => part.parse(data));
        return { items: told, names: await namesIn(db, told), nextCursor };
      },
    });
  }
}

export async function findRehearsal(db: Database, id: number) {
  const found = await db.policyRehearsal.findUnique({ where: { id } });
  if (!found) throw new Problem('no-such-page', `There is no rehearsal ${id}.`, { detailZh: `没有预演 ${id}。` });
  return found;
}

async function shown(db: Database, id: number): Promise<z.output<typeof rehearsal>> {
  const { scope, scopeId, by, at, effectiveAt, toOn, tried, summary } = await findRehearsal(db, id);
  const counted = summaryOf.schema.parse(summary);
  return {
    id,
    scope,
    scopeId: scopeId || null,
    by,
    at: at.toISOString(),
    effectiveAt: effectiveAt.toISOString(),
    toOn,
    tried: rehearsal.shape.tried.parse(tried),
    summary: counted,
    names: await namesIn(db, counted),
  };
}

/** The look ahead takes seconds: it is made outside of any transaction, and kept in one. */
async function rehearsedOnce(
  deps: ApiDeps,
  request: FastifyRequest,
  found: Scope,
  asked: z.output<typeof body>,
): Promise<number> {
  const { db } = deps;
  const route = `policies/${found.scope}/rehearsals`;
  const by = principalFrom(request).id;
  const repeat = repeatable(by, route, found.scopeId, idempotencyKey(request), request.body);
  const made = await once(db, repeat, async ({ answer }) => {
    if (answer) return answer.body;
    try {
      const { row, parts } = await rehearseScope(deps, found, asked);
      return await db.$transaction(
        async (tx) => {
          const { id } = await tx.policyRehearsal.create({ data: { ...row, by } });
          await tx.policyRehearsalPart.createMany({ data: parts.map((part) => ({ ...part, rehearsalId: id })) });
          await keepAnswer(tx, repeat.commandId, { status: 201, body: { id } });
          return { id };
        },
        { timeout: 20_000 },
      );
    } catch (error) {
      if (isFinal(error)) await forget(db, repeat.commandId);
      throw error;
    }
  });
  return z.object({ id: z.number() }).parse(made).id;
}

async function rehearseScope(deps: ApiDeps, found: Scope, { days, set = {} }: z.output<typeof body>) {
  const { db, clock } = deps;
  const { scope, scopeId } = found;
  const book = await policyBook(db);
  const tried = Object.keys(set).length > 0 ? changed(lineOf(book, found), scope, set) : {};
  if (isRefused(tried)) throw refused(tried);
  const triedBook = Object.keys(set).length > 0 ? await policyBook(db, { scope, scopeId, values: tried }) : book;
  const fromAt = nowOf(deps);
  const todayOn = localDateOf(caretakerZone, fromAt);
  const toOn = addDays(todayOn, days);
  const effectiveAt = instantOf(caretakerZone, addDays(todayOn, 1), NIGHT_TIME);
  const result = await runRehearsal(db, {
    fromAt,
    effectiveAt,
    toAt: endOfDay(caretakerZone, toOn),
    where: await entitiesIn(db, found),
    given: ({ homeUnitId, agreementId }) => triedBook.given({ organisationId: homeUnitId, agreementId }),
    hoursMatter: honoursHours(clock),
  });
  const row: Omit<Prisma.PolicyRehearsalCreateInput, 'by'> = {
    scope,
    scopeId,
    lastChangeId: book.lastChangeId,
    tried: set,
    effectiveAt: new Date(effectiveAt),
    toOn,
    summary: summaryOf(result),
    at: new Date(fromAt),
  };
  return { row, parts: partsOf(result) };
}
