import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { fastifyZodOpenApiPlugin, fastifyZodOpenApiTransformers } from 'fastify-zod-openapi';

/** Of what stands under /v1. */
export const apiVersion = '1';

/** Two sides that meet. */
const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 40"><g fill="none" stroke="#7fb2ff" stroke-width="5">' +
  '<circle cx="22" cy="20" r="14"/><circle cx="38" cy="20" r="14"/></g></svg>';

/** `/openapi.json` (3.1) and a page to read and try it at `/docs`. Both come from the routes' own schemas. */
export async function openApi(app: FastifyInstance): Promise<void> {
  await app.register(fastifyZodOpenApiPlugin);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.1',
      info: {
        title: 'Cooperation follow-up',
        version: apiVersion,
        description:
          'Every POST needs an Idempotency-Key (of a spreadsheet the file itself is the key); ask again with the same key when an answer did not come. Every PUT needs If-Match. Errors are problem+json (RFC 9457) whose `type` answers with a help page. Dates are local dates of the home unit, instants are UTC.',
      },
      servers: [{ url: '/' }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
      security: [{ bearer: [] }],
      tags: [
        { name: 'agreements', description: 'Cooperations through their five stages' },
        { name: 'plans', description: 'Specific plans: feasibility study, decision, project' },
        { name: 'follow-ups', description: 'What is open, whose turn it is, who was told' },
        { name: 'directory', description: 'Organisations, people, posts' },
        { name: 'imports', description: 'Existing cooperations from a spreadsheet' },
        { name: 'calendars', description: 'Working days: published years, vacations and closures' },
        { name: 'access', description: 'Who may call' },
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
    // Everything of the page comes from here: it works without the internet, and without TLS in a house network.
    transformStaticCSP: (header) =>
      header.replace(/ (validator\.swagger\.io|https:)(?=[ ;])| upgrade-insecure-requests;/g, ''),
    logo: { type: 'image/svg+xml', content: Buffer.from(logo), href: '/docs', target: '_self' },
    theme: {
      title: 'Cooperation follow-up: API',
      favicon: [{ filename: 'logo.svg', rel: 'icon', type: 'image/svg+xml', sizes: 'any', content: logo }],
    },
  });
}
