import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { Role } from '../domain/decider.ts';
import { personId } from '../domain/fields.ts';
import { refuse } from '../domain/refusal.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { BOOTSTRAP_PRINCIPAL, BOOTSTRAP_TOKEN_ID, hashToken, principalFrom } from './authentication.ts';
import type { ApiDeps } from './deps.ts';
import { madeOnce } from './directory-writing.ts';
import type { Transaction } from './directory-writing.ts';
import { idempotencyHeader, problemResponses, readProblems } from './documentation.ts';
import { coordinators } from './policy.ts';
import type { Principal } from './principal.ts';
import { Problem, refused } from './problem.ts';

const grantable = Object.values(Role).filter((role) => role !== Role.system);
/** Of the other sides nobody decides, keeps the directory or enters for us (DOMAIN section 3). */
const forOutsiders: ReadonlySet<Role> = new Set([Role.liaison, Role.owner, Role.confirmer, Role.observer]);
const DAY_MS = 86_400_000;

const tokenBody = z.strictObject({
  /** Whose it is; left out: one of our own side that belongs to nobody in particular, e.g. a script's. */
  personId: personId.optional(),
  roles: z.array(z.enum(grantable)).min(1).max(grantable.length),
  /** Real days, whatever the demonstration's clock says. */
  expiresInDays: z.number().int().min(1).max(366).default(90),
});

const token = z
  .object({
    id: z.string(),
    personId: z.string().nullable(),
    roles: z.array(z.string()),
    createdAt: z.string(),
    expiresAt: z.string().nullable(),
  })
  .meta({ id: 'Token' });
const issuedToken = token
  .extend({
    /** Shown once and kept nowhere, only its hash; null when a request is repeated. */
    token: z.string().nullable(),
  })
  .meta({ id: 'IssuedToken' });

const shown = ({ id, personId: person, roles, realCreatedAt, realExpiresAt }: Prisma.ApiTokenGetPayload<object>) => ({
  id,
  personId: person,
  roles,
  createdAt: realCreatedAt.toISOString(),
  expiresAt: realExpiresAt?.toISOString() ?? null,
});

async function refuseOutsider(tx: Transaction, person: string | undefined, roles: readonly Role[]): Promise<void> {
  const tooHigh = roles.filter((role) => !forOutsiders.has(role));
  if (person === undefined || tooHigh.length === 0) return;
  const found = await tx.person.findUnique({ where: { id: person }, select: { ours: true } });
  if (found?.ours) return;
  throw new Problem('shape-invalid', `${person} is not one of our own people and cannot be ${tooHigh.join(', ')}.`, {
    detailZh: `${person} 不是我方人员，不能担任 ${tooHigh.join('、')}。`,
    errors: [
      {
        pointer: '/roles',
        detail: `${tooHigh.join(', ')}: only for our own people`,
        detailZh: `${tooHigh.join('、')}：仅限我方人员`,
      },
    ],
  });
}

/**
 * A coordinator sets no policies (DOMAIN section 3), and could by a token of their own making.
 * @throws Problem `not-permitted`
 */
function refuseSelfMade(by: Principal, roles: readonly Role[]): void {
  if (!roles.includes(Role.administrator)) return;
  if (by.id === BOOTSTRAP_PRINCIPAL || by.roles.includes(Role.administrator)) return;
  throw refused(
    refuse(
      'not-permitted',
      'Only who set the system up, or an administrator, makes administrators: ask them.',
      '管理员权限只能由系统安装者或管理员授予，请与其联系。',
    ),
  );
}

/** Tokens for the other roles and for scripts, given out and withdrawn by a coordinator. */
export function tokenRoutes(app: FastifyInstance, { db }: Pick<ApiDeps, 'db'>): void {
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const tags = ['access'];
  const config = { who: coordinators, isForOurs: true };

  typed.route({
    method: 'POST',
    url: '/v1/tokens',
    config,
    schema: {
      tags,
      operationId: 'issueToken',
      summary: 'Give out a token for a person or a script, with its roles and an end; it is shown once',
      headers: idempotencyHeader,
      body: tokenBody,
      response: { 201: issuedToken, ...problemResponses() },
    },
    handler: async (request, reply) => {
      const { personId: person, roles, expiresInDays } = request.body;
      refuseSelfMade(principalFrom(request), roles);
      const fresh: { token: string | null } = { token: null };
      const made = await madeOnce(db, request, 'tokens', { personId: person }, async (tx) => {
        await refuseOutsider(tx, person, roles);
        const id = `token-${randomBytes(6).toString('hex')}`;
        const secret = `coop_${randomBytes(32).toString('base64url')}`;
        const row = await tx.apiToken.create({
          data: {
            id,
            hash: hashToken(secret),
            principal: person ?? id,
            personId: person ?? null,
            roles,
            realExpiresAt: new Date(Date.now() + expiresInDays * DAY_MS),
          },
        });
        fresh.token = secret;
        return shown(row);
      });
      const answer = token.parse(made);
      if (fresh.token) request.log.info({ tokenId: answer.id, by: principalFrom(request).id }, 'token given out');
      return reply.code(201).send({ ...answer, ...fresh });
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/tokens',
    config,
    schema: {
      tags,
      operationId: 'listTokens',
      summary: 'Who has a token, with which roles and until when; those that have ended too',
      querystring: z.strictObject({}),
      response: { 200: z.object({ items: z.array(token) }), ...readProblems() },
    },
    handler: async () => ({
      items: (await db.apiToken.findMany({ orderBy: [{ realCreatedAt: 'desc' }, { id: 'asc' }], take: 500 })).map(
        shown,
      ),
    }),
  });

  typed.route({
    method: 'POST',
    url: '/v1/tokens/:id/revoke',
    config,
    schema: {
      tags,
      operationId: 'revokeToken',
      summary: 'Withdraw a token: it opens nothing any more after two seconds',
      params: z.object({ id: z.string().max(60) }),
      headers: idempotencyHeader,
      response: { 200: token, ...problemResponses() },
    },
    handler: async (request) => {
      const { id } = request.params;
      const made = await madeOnce(db, request, `tokens/${id}/revoke`, null, async (tx) => {
        if (id === BOOTSTRAP_TOKEN_ID) {
          throw refused(
            refuse(
              'wrong-state',
              'The first coordinator’s token is replaced by starting with another BOOTSTRAP_TOKEN.',
              '首位协调人的令牌须以新的 BOOTSTRAP_TOKEN 重新启动来更换。',
            ),
          );
        }
        const row = await tx.apiToken.findUnique({ where: { id } });
        if (!row) throw new Problem('no-such-page', `There is no token ${id}.`, { detailZh: `没有令牌 ${id}。` });
        const now = new Date();
        const isOver = row.realExpiresAt !== null && row.realExpiresAt <= now;
        return shown(isOver ? row : await tx.apiToken.update({ where: { id }, data: { realExpiresAt: now } }));
      });
      request.log.info({ tokenId: id, by: principalFrom(request).id }, 'token withdrawn');
      return token.parse(made);
    },
  });
}
