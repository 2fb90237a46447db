import { randomUUID } from 'node:crypto';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import { fastify } from 'fastify';
import type { FastifyInstance } from 'fastify';
import { createSerializerCompiler, validatorCompiler } from 'fastify-zod-openapi';
import { absenceRoutes } from './absences.ts';
import { accountRoutes } from './account.ts';
import { agreementList } from './agreement-list.ts';
import { placementPortfolioRoutes } from './placement-portfolio.ts';
import { placementYieldRoutes } from './placement-yield.ts';
import { coverRoutes } from './covers.ts';
import { placementRoutes } from './placements.ts';
import { agreementRoutes } from './agreements.ts';
import { authenticate, hashToken } from './authentication.ts';
import { calendarFeedRoutes } from './calendar-feeds.ts';
import { calendarRoutes } from './calendars.ts';
import { caretakerRoutes } from './caretaker.ts';
import { certificateRoutes } from './certificates.ts';
import { closureRoutes } from './closures.ts';
import { answerClientError } from './client-errors.ts';
import { commandRoutes } from './command-routes.ts';
import type { ApiDeps } from './deps.ts';
import { flightPlanRoutes } from './flight-plan.ts';
import { followUpRoutes } from './follow-ups.ts';
import { proposalRoutes } from './matchings/proposal-routes.ts';
import { matchingRoutes } from './matchings/routes.ts';
import { meetingListRoutes } from './meeting-list.ts';
import { healthRoutes } from './health.ts';
import { indexPage } from './index-page.ts';
import { needImportRoutes } from './imports/need-routes.ts';
import { importRoutes } from './imports/routes.ts';
import { inboundRoutes } from './inbound.ts';
import { linkRoutes } from './links.ts';
import { needClassRoutes } from './need-classes.ts';
import { needRoutes } from './needs.ts';
import { noticeRoutes } from './notices.ts';
import { openApi } from './open-api.ts';
import { organisationRoutes } from './organisations.ts';
import { peopleRoutes } from './people.ts';
import { migrationRoutes } from './policies/migrations.ts';
import { policyRoutes } from './policies/policies.ts';
import { rehearsalRoutes } from './policies/rehearsals.ts';
import { postRoutes } from './posts.ts';
import { researcherImportRoutes } from './researchers/import-routes.ts';
import { researcherRoutes } from './researchers/routes.ts';
import { checkReferences } from './references.ts';
import { relayRoutes } from './relays.ts';
import { replyRoutes } from './replies.ts';
import { requirePolicies } from './policy.ts';
import { problemPages } from './problem-pages.ts';
import { answerProblems, answerRouterError } from './problem-answers.ts';
import { schemeRoutes } from './schemes.ts';
import { timelineRoutes } from './timeline.ts';
import { tokenRoutes } from './tokens.ts';
import { vocabularyRoutes } from './vocabulary.ts';
import { waitingRoutes } from './waiting.ts';

const BODY_LIMIT = 256 * 1024;
/** Tokens in links of mails are longer than the 100 characters that the router takes by itself. */
const MAX_PARAM_LENGTH = 500;
/** Far above what people and the console need; against a client that runs wild. */
const REQUESTS_PER_MINUTE = 20_000;
/** To receive a request; who sends it drop by drop holds a connection no longer. */
const REQUEST_TIMEOUT_MS = 30_000;
const REQUEST_ID = /^[\w.:-]{1,80}$/;

/** The API, not yet listening. `inject` it in tests, `listen` it in `main.ts`. */
export async function buildServer(deps: ApiDeps): Promise<FastifyInstance> {
  const app: FastifyInstance = fastify({
    logger: {
      level: deps.logLevel,
      ...(deps.logTo ? { stream: deps.logTo } : {}),
      redact: ['req.headers.authorization'],
      // Addresses may hold a link's token, and what people look for.
      serializers: { req: (request) => ({ method: request.method, url: withoutSecrets(request.url) }) },
    },
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: answerRouterError,
    clientErrorHandler: answerClientError,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    requestIdHeader: false,
    genReqId: (request) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
    // What is under way is finished; a keep-alive connection must not hold the process back.
    forceCloseConnections: 'idle',
    return503OnClosing: true,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(createSerializerCompiler({ stringify: JSON.stringify }));
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
    if (request.url.startsWith('/v1/')) reply.header('cache-control', 'no-store');
  });
  requirePolicies(app);
  answerProblems(app);
  await app.register(helmet, {
    contentSecurityPolicy: {
      // The defaults would send browsers to https, which an installation in a house network does not have.
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // On one machine there is no TLS; in front of a team's installation a proxy says it.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  });
  await app.register(formbody, { bodyLimit: 16 * 1024 });
  await app.register(rateLimit, {
    max: deps.requestsPerMinute ?? REQUESTS_PER_MINUTE,
    timeWindow: 60_000,
    keyGenerator: (request) => (request.headers.authorization ? hashToken(request.headers.authorization) : request.ip),
  });
  authenticate(app, deps.db);
  // A list of what belongs to somebody who is not in the directory would read as "nothing there", a certificate of it as "complete".
  app.addHook('preHandler', async ({ method, query }) => {
    if (method === 'GET') await checkReferences(deps.db, { ...Object(query), q: undefined });
  });
  await openApi(app);
  // In a context of its own, so that the documentation sees every route.
  await app.register(async (routes) => {
    indexPage(routes, deps);
    healthRoutes(routes, deps);
    problemPages(routes);
    commandRoutes(routes, deps);
    agreementList(routes, deps);
    agreementRoutes(routes, deps);
    placementRoutes(routes, deps);
    coverRoutes(routes, deps);
    placementPortfolioRoutes(routes, deps);
    placementYieldRoutes(routes, deps);
    timelineRoutes(routes, deps);
    waitingRoutes(routes, deps);
    followUpRoutes(routes, deps);
    needRoutes(routes, deps);
    needClassRoutes(routes, deps);
    flightPlanRoutes(routes, deps);
    accountRoutes(routes, deps);
    meetingListRoutes(routes, deps);
    noticeRoutes(routes, deps);
    organisationRoutes(routes, deps);
    peopleRoutes(routes, deps);
    absenceRoutes(routes, deps);
    postRoutes(routes, deps);
    researcherRoutes(routes, deps);
    vocabularyRoutes(routes, deps);
    schemeRoutes(routes, deps);
    matchingRoutes(routes, deps);
    proposalRoutes(routes, deps);
    relayRoutes(routes, deps);
    calendarRoutes(routes, deps);
    calendarFeedRoutes(routes, deps);
    closureRoutes(routes, deps);
    policyRoutes(routes, deps);
    rehearsalRoutes(routes, deps);
    migrationRoutes(routes, deps);
    caretakerRoutes(routes, deps);
    certificateRoutes(routes, deps);
    replyRoutes(routes, deps);
    await inboundRoutes(routes, deps);
    tokenRoutes(routes, deps);
    await routes.register(async (spreadsheets) => {
      importRoutes(spreadsheets, deps);
      needImportRoutes(spreadsheets, deps);
      researcherImportRoutes(spreadsheets, deps);
    });
    await linkRoutes(routes, { ...deps, sendCommand: deps.gateway.send });
  });
  await app.ready();
  return app;
}

function withoutSecrets(url: string): string {
  const secret = ['/l/', '/c/'].find((prefix) => url.startsWith(prefix));
  return secret ? `${secret}…` : (url.split('?')[0] ?? '');
}
