import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { fastifyZodOpenApiPlugin, fastifyZodOpenApiTransformers } from 'fastify-zod-openapi';

/** `/openapi.json` (3.1) and a page to read and try it at `/docs`. Both come from the routes' own schemas. */
export async function openApi(app: FastifyInstance, publicUrl: string): Promise<void> {
  await app.register(fastifyZodOpenApiPlugin);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'Cooperation follow-up',
        version: '1',
        description:
          'Every POST needs an Idempotency-Key; ask again with the same key when an answer did not come. Every PUT needs If-Match. Errors are problem+json (RFC 9457) whose `type` answers with a help page. Dates are local dates of the home unit, instants are UTC.',
      },
      servers: [{ url: '/' }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }],
      tags: [
        { name: 'agreements', description: 'Cooperations through their five stages' },
        { name: 'plans', description: 'Specific plans: feasibility study, decision, project' },
        { name: 'follow-ups', description: 'What is open, whose turn it is, who was told' },
        { name: 'directory', description: 'Organisations, people, posts' },
        { name: 'operations' },
      ],
    },
    ...fastifyZodOpenApiTransformers,
  });
  app.get('/openapi.json', { schema: { hide: true }, config: { rateLimit: false } }, () => app.swagger());
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    uiConfig: { tryItOutEnabled: true, persistAuthorization: false },
    staticCSP: true,
    theme: { title: `Cooperation follow-up: ${publicUrl}` },
  });
}
