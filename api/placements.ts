import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { dossier, findAgreement, findChild, tell, version } from './agreements.ts';
import { principalFrom } from './authentication.ts';
import type { ApiDeps } from './deps.ts';
import { readProblems } from './documentation.ts';
import { knownPlacements, placementSummary, summary } from './placement-list.ts';
import { readers } from './policy.ts';

export function placementRoutes(app: FastifyInstance, { db }: ApiDeps): void {
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();

  typed.route({
    method: 'GET',
    url: '/v1/agreements/:id/placements',
    config: { who: readers },
    schema: {
      tags: ['placements'],
      operationId: 'listPlacements',
      summary: 'The placements of an agreement that the reader may know of: nobody is named before having said willing',
      params: z.object({ id: z.string() }),
      response: { 200: z.object({ items: z.array(summary) }), ...readProblems() },
    },
    handler: async (request) => {
      const principal = principalFrom(request);
      const { id } = await findAgreement(db, principal, request.params.id);
      return { items: (await knownPlacements(db, principal, id)).map(placementSummary) };
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/agreements/:id/placements/:placementId',
    config: { who: readers },
    schema: {
      tags: ['placements'],
      operationId: 'getPlacement',
      summary: 'One placement: its face and everything recorded',
      params: z.object({ id: z.string(), placementId: z.string() }),
      response: { 200: dossier, ...readProblems() },
    },
    handler: async (request, reply) => {
      const { id, placementId } = request.params;
      const principal = principalFrom(request);
      const agreement = await findAgreement(db, principal, id);
      const placement = await findChild(db, principal, id, placementId);
      version(reply, placement);
      return tell(db, placement, agreement, principal);
    },
  });
}
