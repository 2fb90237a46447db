import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { Role } from '../domain/decider.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { idempotencyHeader, problemResponses, readProblems } from './documentation.ts';
import { idempotencyKey } from './idempotency.ts';
import { coordinators } from './policy.ts';
import { Problem } from './problem.ts';

/** What the caretaker found in its nights, and a look round at once. */

const finding = z.object({
  /** overdue | put-back | not-put-back | not-complete | check-failed */
  kind: z.string(),
  id: z.string(),
  detail: z.string(),
});
const round = z
  .object({
    id: z.string(),
    /** night | asked */
    kind: z.string(),
    onDate: z.string(),
    at: z.string(),
    endedAt: z.string(),
    checked: z.object({ open: z.number(), overdue: z.number(), putBack: z.number(), calendars: z.number() }),
    findings: z.array(finding),
  })
  .meta({ id: 'CaretakerRound' });

const stored = z.object({ checked: round.shape.checked, findings: round.shape.findings });
const MOST = 60;

export function caretakerRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const tags = ['operations'];

  typed.route({
    method: 'GET',
    url: '/v1/caretaker',
    config: { who: [Role.coordinator, Role.director, Role.leader], isForOurs: true },
    schema: {
      tags,
      operationId: 'listCaretakerRounds',
      summary: 'The caretaker’s latest rounds: what was looked at, whose wake was overdue, what was put back',
      querystring: z.strictObject({ limit: z.coerce.number().int().min(1).max(MOST).default(14) }),
      response: { 200: z.object({ items: z.array(round) }), ...readProblems() },
    },
    handler: async (request) => {
      const rows = await deps.db.caretakerRun.findMany({
        orderBy: [{ at: 'desc' }, { endedAt: 'desc' }],
        take: request.query.limit,
      });
      return {
        items: rows.map(({ at, endedAt, checked, findings, ...row }) => ({
          ...row,
          at: at.toISOString(),
          endedAt: endedAt.toISOString(),
          ...stored.parse({ checked, findings }),
        })),
      };
    },
  });

  typed.route({
    method: 'POST',
    url: '/v1/caretaker/sweeps',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'askCaretaker',
      summary: 'Have the caretaker look round now; what it finds is in GET /v1/caretaker within five minutes',
      headers: idempotencyHeader,
      response: { 202: z.object({ askedAt: z.string() }), ...problemResponses() },
    },
    handler: async (request, reply) => {
      // Asking twice is looking once more, which harms nobody; the key is asked for as everywhere.
      idempotencyKey(request);
      await (deps.askCaretaker?.() ?? Promise.reject(new Problem('engine-away'))).catch(() => {
        throw new Problem('engine-away');
      });
      return reply.code(202).send({ askedAt: nowOf(deps) });
    },
  });
}
