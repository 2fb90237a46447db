import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { dateOn, personId, postId } from '../../domain/fields.ts';
import { LINE_MAX, PASSAGE_MAX, personText } from '../../domain/text.ts';
import type { ApiDeps } from '../deps.ts';
import { idempotencyHeader, problemResponses } from '../documentation.ts';
import { coordinators } from '../policy.ts';
import { acceptProposal, decided, refuseProposal } from './decide.ts';

/** A proposal becomes a proposed placement, with this person or another, or is refused with the reason. */

const terms = {
  /** What is left out is as the needs have it: of several that are one placement, the whole period and all days together. */
  fromOn: dateOn.optional(),
  toOn: dateOn.optional(),
  daysAYear: z.int().min(1).max(366).optional(),
  /** The designated point. */
  point: personText(LINE_MAX, true).optional(),
  purpose: personText(PASSAGE_MAX, false).optional(),
  hostPostId: postId.optional(),
};

const ways = [
  {
    name: 'accept',
    summary:
      'Accept a proposal, and those that are one placement with it: the person is asked first, and alone, and is named for the need',
    body: z.strictObject(terms),
  },
  {
    name: 'change',
    summary: 'Accept a proposal with another person, if no rule of the scheme is against it',
    body: z.strictObject({ personId, ...terms }),
  },
] as const;

export function proposalRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const base = '/v1/matchings/:id/proposals/:proposal';
  const number = z.coerce.number().int().positive().max(2_147_483_647);
  const params = z.object({ id: number, proposal: number });
  const config = { who: coordinators, isForOurs: true };
  const tags = ['matching'];

  for (const { name, summary, body } of ways) {
    typed.route({
      method: 'POST',
      url: `${base}/${name}`,
      config,
      schema: {
        tags,
        operationId: `${name}Proposal`,
        summary,
        params,
        headers: idempotencyHeader,
        body,
        response: { 200: decided, ...problemResponses() },
      },
      handler: (request) => acceptProposal(deps, request, request.params, request.body),
    });
  }

  typed.route({
    method: 'POST',
    url: `${base}/refuse`,
    config,
    schema: {
      tags,
      operationId: 'refuseProposal',
      summary: 'Refuse a proposal: this pair is left out of the next plans, unless they are asked to have it again',
      params,
      headers: idempotencyHeader,
      body: z.strictObject({ reason: personText(LINE_MAX, true) }),
      response: { 200: decided, ...problemResponses() },
    },
    handler: (request) => refuseProposal(deps, request, request.params, request.body.reason),
  });
}
