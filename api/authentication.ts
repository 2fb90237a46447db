import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Database } from '../prisma/client.ts';
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

/** The first coordinator: the token that the launcher made is known by its hash from now on. A new token replaces the old one. */
export async function storeBootstrapToken(db: Database, token: string): Promise<void> {
  const id = 'bootstrap-coordinator';
  const fields = { hash: hashToken(token), principal: 'token-coordinator', roles: ['coordinator'] };
  await db.apiToken.upsert({ where: { id }, create: { id, ...fields }, update: fields });
}

const CACHE_MS = 2_000;
const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]{16,512})$/i;

/** One answer for a missing, malformed, unknown or expired token. */
function stranger(): Problem {
  return new Problem('unauthorised', undefined, { headers: { 'www-authenticate': 'Bearer realm="cooperation"' } });
}

/** Everything under /v1 needs a token; a change of roles or a withdrawal counts within two seconds. */
export function authenticate(app: FastifyInstance, db: Database): void {
  const cache = new Map<string, { principal: Principal; until: number }>();
  app.decorateRequest('principal', null);
  app.addHook('onRequest', async (request) => {
    if (!request.url.startsWith('/v1/') && request.url !== '/v1') return;
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    if (!token) throw stranger();
    const hash = hashToken(token);
    const cached = cache.get(hash);
    if (cached && cached.until > Date.now()) {
      request.principal = cached.principal;
      return;
    }
    const found = await db.apiToken.findUnique({ where: { hash } });
    if (!found || (found.realExpiresAt && found.realExpiresAt.getTime() < Date.now())) throw stranger();
    const principal = await principalOf(db, found);
    if (cache.size > 1_000) cache.clear();
    cache.set(hash, { principal, until: Date.now() + CACHE_MS });
    request.principal = principal;
  });
}

/** The caller; every route under /v1 has one. */
export function principalFrom(request: FastifyRequest): Principal {
  if (!request.principal) throw stranger();
  return request.principal;
}
