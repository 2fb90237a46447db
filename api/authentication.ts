import { createHash } from 'node:crypto';
import '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Database } from '../prisma/client.ts';
import { checkPolicy, needsToken } from './policy.ts';
import { principalOf } from './principal.ts';
import type { Principal } from './principal.ts';
import { Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    principal: Principal | null;
  }
}

/** Tokens are long random texts, so a plain hash protects them. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');

export const BOOTSTRAP_TOKEN_ID = 'bootstrap-coordinator';
/** Whoever set the system up: no person, and the only one who makes administrators. */
export const BOOTSTRAP_PRINCIPAL = 'token-coordinator';

/** The first coordinator: the token that the launcher made is known by its hash from now on. A new token replaces the old one. */
export async function storeBootstrapToken(db: Database, token: string): Promise<void> {
  const id = BOOTSTRAP_TOKEN_ID;
  const fields = { hash: hashToken(token), principal: BOOTSTRAP_PRINCIPAL, roles: ['coordinator'] };
  await db.apiToken.upsert({ where: { id }, create: { id, ...fields }, update: fields });
}

const CACHE_MS = 2_000;
const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]{16,512})$/i;

/** One answer for a missing, malformed, unknown or expired token. */
function stranger(): Problem {
  return new Problem('unauthorised', undefined, { headers: { 'www-authenticate': 'Bearer realm="cooperation"' } });
}

/** Wrong tokens a minute and address, before 429. A right one always counts, so that no neighbour shuts anybody out. */
const FAILURES_PER_MINUTE = 100;

/**
 * Everything under /v1 needs a token whose roles the route names; a change of roles or a withdrawal counts within two seconds.
 * After the rate limit has been registered.
 */
export function authenticate(app: FastifyInstance, db: Database): void {
  // By the monotonic clock: set back, the other one would keep a withdrawn token open.
  const cache = new Map<string, { principal: Principal; until: number }>();
  const countFailure = app.createRateLimit({
    max: FAILURES_PER_MINUTE,
    timeWindow: 60_000,
    keyGenerator: (request) => `failed ${request.ip}`,
  });
  app.decorateRequest('principal', null);

  async function refuseStranger(request: FastifyRequest): Promise<never> {
    const limit = await countFailure(request);
    if (limit.isAllowed || !limit.isExceeded) throw stranger();
    throw new Problem('too-many-requests', undefined, { headers: { 'retry-after': String(limit.ttlInSeconds) } });
  }

  async function principalBy(request: FastifyRequest): Promise<Principal> {
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (!token) return refuseStranger(request);
    const hash = hashToken(token);
    const cached = cache.get(hash);
    if (cached && cached.until > performance.now()) return cached.principal;
    const found = await db.apiToken.findUnique({ where: { hash } });
    if (!found || (found.realExpiresAt && found.realExpiresAt.getTime() <= Date.now())) return refuseStranger(request);
    const principal = await principalOf(db, found);
    if (cache.size > 1_000) cache.clear();
    cache.set(hash, { principal, until: performance.now() + CACHE_MS });
    return principal;
  }

  app.addHook('onRequest', async (request) => {
    if (!needsToken(request.url.split('?')[0] ?? '')) return;
    const principal = await principalBy(request);
    checkPolicy(request, principal);
    request.principal = principal;
  });
}

/** The caller; every route under /v1 has one. */
export function principalFrom(request: FastifyRequest): Principal {
  if (!request.principal) throw stranger();
  return request.principal;
}
