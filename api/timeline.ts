import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { findAgreement, findChild } from './agreements.ts';
import { principalFrom } from './authentication.ts';
import type { ApiDeps } from './deps.ts';
import { readProblems } from './documentation.ts';
import { namesIn, readEvents } from './dossier.ts';
import { nextLink, page, pageParameters, positionOf } from './paging.ts';
import { readers } from './policy.ts';

const anything = z.record(z.string(), z.unknown());
const entry = z
  .object({
    seq: z.number(),
    type: z.string(),
    about: z.object({ kind: z.string(), id: z.string() }).nullable(),
    at: z.string(),
    by: z.string(),
    commandId: z.string().nullable(),
    sentence: z.object({ en: z.string(), zh: z.string() }),
    data: anything,
    hasHiddenTexts: z.boolean(),
  })
  .meta({ id: 'TimelineEntry' });
const list = z.object({ items: z.array(entry), names: anything, nextCursor: z.string().nullable() });
const parameters = z.strictObject({ ...pageParameters, limit: z.coerce.number().int().min(1).max(200).default(100) });

/** What happened, oldest first, in sentences. */
export function timelineRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const { db } = deps;
  const read = async (
    request: Parameters<typeof principalFrom>[0],
    id: string,
    childId: string | undefined,
    query: z.output<typeof parameters>,
  ) => {
    const principal = principalFrom(request);
    const agreement = await findAgreement(db, principal, id);
    const entityId = childId === undefined ? id : (await findChild(db, principal, id, childId)).id;
    const after = positionOf(query.cursor);
    const events = await readEvents(db, entityId, agreement, principal, {
      afterSeq: after ? Number(after.id) : 0,
      take: query.limit + 1,
    });
    const { items, nextCursor } = page(events, query.limit, (event) => ({ value: '', id: String(event.seq) }));
    const told = items.filter((event) => !event.isWithheld).map(({ isWithheld: _isWithheld, ...event }) => event);
    return { items: told, nextCursor, names: await namesIn(db, told) };
  };

  typed.route({
    method: 'GET',
    url: '/v1/agreements/:id/timeline',
    config: { who: readers },
    schema: {
      tags: ['agreements'],
      operationId: 'getTimeline',
      summary: 'What happened in an agreement, oldest first',
      params: z.object({ id: z.string() }),
      querystring: parameters,
      response: { 200: list, ...readProblems() },
    },
    handler: async (request, reply) => {
      const answer = await read(request, request.params.id, undefined, request.query);
      reply.headers(nextLink(request.url, answer.nextCursor));
      return answer;
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/agreements/:id/plans/:planId/timeline',
    config: { who: readers },
    schema: {
      tags: ['plans'],
      operationId: 'getPlanTimeline',
      summary: 'What happened in a plan, oldest first',
      params: z.object({ id: z.string(), planId: z.string() }),
      querystring: parameters,
      response: { 200: list, ...readProblems() },
    },
    handler: async (request, reply) => {
      const answer = await read(request, request.params.id, request.params.planId, request.query);
      reply.headers(nextLink(request.url, answer.nextCursor));
      return answer;
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/agreements/:id/placements/:placementId/timeline',
    config: { who: readers },
    schema: {
      tags: ['placements'],
      operationId: 'getPlacementTimeline',
      summary: 'What happened in a placement, oldest first',
      params: z.object({ id: z.string(), placementId: z.string() }),
      querystring: parameters,
      response: { 200: list, ...readProblems() },
    },
    handler: async (request, reply) => {
      const answer = await read(request, request.params.id, request.params.placementId, request.query);
      reply.headers(nextLink(request.url, answer.nextCursor));
      return answer;
    },
  });
}
