import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiSchema, FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { Language } from '../../domain/notices/names.ts';
import { principalFrom } from '../authentication.ts';
import type { ApiDeps } from '../deps.ts';
import { idempotencyHeader, problemResponses, readProblems } from '../documentation.ts';
import { nextLink, page, pageParameters, positionOf } from '../paging.ts';
import { planners } from '../policy.ts';
import { printHeaders } from '../print-page.ts';
import { readerOf } from '../reader.ts';
import { askedPlan } from './asked.ts';
import { differenceOf } from './compare.ts';
import { comparePage } from './compare-page.ts';
import { planPage } from './plan-page.ts';
import { proposeOnce } from './propose.ts';
import { listedPlan, shownDifference, shownPlan } from './shapes.ts';
import { headOf, showPlan } from './stored.ts';

const planId = z.coerce.number().int().positive().max(2_147_483_647);

const asPage = z.strictObject({
  format: z.enum(['json', 'html']).default('json'),
  /** Of the page; the reader's own if left out. */
  language: z.enum(Language).optional(),
});

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
      querystring: asPage,
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
      querystring: asPage,
      response: {
        200: {
          description: 'What differs; as a page: each need in both plans, and why it is not the same',
          content: { 'application/json': { schema: shownDifference }, 'text/html': { schema: z.string() } },
        },
        ...readProblems(),
      },
    } satisfies FastifyZodOpenApiSchema,
    handler: async (request, reply) => {
      const { id, otherId } = request.params;
      const difference = await differenceOf(db, id, otherId);
      const { format, language } = request.query;
      if (format === 'json') return reply.send(difference);
      const principal = principalFrom(request);
      const [a, b] = [await showPlan(db, principal, id), await showPlan(db, principal, otherId)];
      const reader = await readerOf(deps, principal, language);
      return reply.headers(printHeaders).send(await comparePage(deps, { a, b, difference }, reader.language));
    },
  });
}
