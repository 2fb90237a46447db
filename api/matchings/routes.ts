import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiSchema, FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { comparePlans } from '../../domain/matching/compare.ts';
import { Role } from '../../domain/decider.ts';
import { Language } from '../../domain/notices/names.ts';
import { principalFrom } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import { idempotencyHeader, problemResponses, readProblems } from '../documentation.ts';
import { namesIn } from '../dossier.ts';
import { nextLink, page, pageParameters, positionOf } from '../paging.ts';
import { printHeaders } from '../print-page.ts';
import { readerOf } from '../reader.ts';
import { askedPlan, keptInput } from './asked.ts';
import { planPage } from './plan-page.ts';
import { proposeOnce } from './propose.ts';
import { keptPlan, listedPlan, shownDifference, shownPlan } from './shapes.ts';
import { findPlan, headOf, showPlan } from './stored.ts';

/** Who plans who goes where. A plan names people who have not been asked: no leader's or observer's (DOMAIN 2a "Researchers"). */
const planners: readonly Role[] = [Role.coordinator, Role.director];

const planId = z.coerce.number().int().positive().max(2_147_483_647);

export function matchingRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const tags = ['matching'];
  const config = { who: planners, isForOurs: true };

  typed.route({
    method: 'POST',
    url: '/v1/matchings',
    config,
    schema: {
      tags,
      operationId: 'proposeMatching',
      summary: 'Propose who goes where for all open needs at once, with reasons; books nothing and tells nobody',
      description:
        'Takes some seconds for hundreds of people and needs; one plan is computed at a time. Pins, exclusions and weights are a what-if: compare two plans at /v1/matchings/{id}/compare/{otherId}.',
      headers: idempotencyHeader,
      body: askedPlan,
      response: { 201: shownPlan, ...problemResponses() },
    },
    handler: async (request, reply) => {
      const id = await proposeOnce(deps, request, request.body);
      const plan = await showPlan(db, principalFrom(request), id);
      return reply.code(201).header('location', `/v1/matchings/${id}`).send(plan);
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/matchings',
    config,
    schema: {
      tags,
      operationId: 'listMatchings',
      summary: 'The plans that were proposed, the latest first',
      querystring: z.strictObject(pageParameters),
      response: { 200: z.object({ items: z.array(listedPlan), nextCursor: z.string().nullable() }), ...readProblems() },
    },
    handler: async (request, reply) => {
      const { limit, cursor } = request.query;
      const before = Number(positionOf(cursor)?.id ?? 0);
      const rows = await db.matching.findMany({
        where: before > 0 ? { id: { lt: before } } : {},
        orderBy: { id: 'desc' },
        omit: { input: true, result: true },
        take: limit + 1,
      });
      const { items, nextCursor } = page(rows, limit, ({ id }) => ({ value: '', id: String(id) }));
      reply.headers(nextLink(request.url, nextCursor));
      return { items: items.map(headOf), nextCursor };
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/matchings/:id',
    config,
    schema: {
      tags,
      operationId: 'getMatching',
      summary:
        'A plan: why this one, why not the next two, which rule keeps whom out, what an unmatched need would take',
      params: z.object({ id: planId }),
      querystring: z.strictObject({
        format: z.enum(['json', 'html']).default('json'),
        /** Of the page; the reader's own if left out. */
        language: z.enum(Language).optional(),
      }),
      response: {
        200: {
          description: 'The plan; as a page with its picture, to be printed',
          content: { 'application/json': { schema: shownPlan }, 'text/html': { schema: z.string() } },
        },
        ...readProblems(),
      },
    } satisfies FastifyZodOpenApiSchema,
    handler: async (request, reply) => {
      const principal = principalFrom(request);
      const plan = await showPlan(db, principal, request.params.id);
      const { format, language } = request.query;
      if (format === 'json') return reply.send(plan);
      const reader = await readerOf(deps, principal, language);
      return reply.headers(printHeaders).send(await planPage(deps, plan, reader.language));
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/matchings/:id/compare/:otherId',
    config,
    schema: {
      tags,
      operationId: 'compareMatchings',
      summary: 'Two plans side by side: needs with other people, who loses and gains what, and the points it costs',
      params: z.object({ id: planId, otherId: planId }),
      response: { 200: shownDifference, ...readProblems() },
    },
    handler: async (request) => {
      const rows = [await findPlan(db, request.params.id), await findPlan(db, request.params.otherId)];
      const [before, after] = rows.map(({ result }) => keptPlan.parse(result));
      if (!before || !after) throw new Error('two plans were asked for');
      const difference = shownDifference.omit({ of: true, names: true }).parse(comparePlans(before, after));
      const named = new Set(difference.needs.map(({ needKey }) => needKey));
      const needs = new Map(rows.flatMap(({ input }) => keptInput.parse(input).needs.map((need) => [need.key, need])));
      const told = { ...difference, of: [...needs.values()].filter(({ key }) => named.has(key)) };
      return { ...told, names: await namesIn(db, told) };
    },
  });
}
