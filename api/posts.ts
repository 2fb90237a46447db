import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { researcherPost } from '../domain/directory/researchers.ts';
import { postBody } from '../domain/directory/schemas.ts';
import { changeOfHolder } from '../domain/directory/tenure.ts';
import { refuse } from '../domain/refusal.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { lookAgain, nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { createOnce, expectVersion, nextNumber, underLock } from './directory-writing.ts';
import type { Transaction } from './directory-writing.ts';
import { idempotencyHeader, ifMatchHeader, problemResponses, readProblems } from './documentation.ts';
import { nextLink, page, pageParameters, positionOf } from './paging.ts';
import { recordSuccession } from '../activities/succession.ts';
import { principalFrom } from './authentication.ts';
import { coordinators, readers } from './policy.ts';
import { mayReadResearchers } from './principal.ts';
import type { Principal } from './principal.ts';
import { Problem, refused } from './problem.ts';
import { checkReferences } from './references.ts';

type Row = Prisma.PostGetPayload<{ include: { tenures: true } }>;

const nullable = z.string().nullable();
const post = z
  .object({
    id: z.string(),
    organisationId: z.string(),
    titleEn: nullable,
    titleZh: nullable,
    holderId: nullable,
    deputyPostId: nullable,
    officePostId: nullable,
    version: z.number(),
    /** Who held it from when to when; the past is kept (S71). */
    tenures: z.array(z.object({ personId: z.string(), fromAt: z.string(), toAt: nullable })),
  })
  .meta({ id: 'Post' });

const shown = ({ tenures, ...row }: Row) => ({
  ...row,
  tenures: tenures.map(({ personId, fromAt, toAt }) => ({
    personId,
    fromAt: fromAt.toISOString(),
    toAt: toAt?.toISOString() ?? null,
  })),
});
const withTenures = { include: { tenures: { orderBy: { id: 'asc' } } } } as const;

/** Duties follow the post, so the change of a holder is all that has to be said. */
async function recordTenure(
  tx: Transaction,
  postId: string,
  before: string | null,
  after: string | null,
  at: string,
): Promise<void> {
  const change = changeOfHolder(before, after);
  if (change.endsPresent) await tx.tenure.updateMany({ where: { postId, toAt: null }, data: { toAt: at } });
  if (change.begins !== null) await tx.tenure.create({ data: { postId, personId: change.begins, fromAt: at } });
}

const missing = (id: string) =>
  new Problem('no-such-page', `There is no post ${id}.`, { detailZh: `没有职务 ${id}。` });

/** Posts that somebody may know of: who is a researcher is for few; each knows their own. */
const knownTo = (principal: Principal): Prisma.PostWhereInput =>
  mayReadResearchers(principal)
    ? {}
    : { OR: [{ NOT: researcherPost }, ...(principal.personId ? [{ holderId: principal.personId }] : [])] };

const parameters = z.strictObject({
  organisation: z.string().max(60).optional(),
  holder: z.string().max(60).optional(),
  ...pageParameters,
});

export function postRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const params = z.object({ id: z.string() });
  const tags = ['directory'];

  typed.route({
    method: 'POST',
    url: '/v1/posts',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'createPost',
      summary: 'Add a post of an organisation, with its holder and deputy',
      headers: idempotencyHeader,
      body: postBody,
      response: { 201: post, ...problemResponses() },
    },
    handler: (request, reply) =>
      createOnce(db, request, reply, 'posts', request.body, async (tx) => {
        const { body } = request;
        const id = `post-${await nextNumber(tx, 'post')}`;
        await tx.post.create({ data: { id, ...body } });
        await recordTenure(tx, id, null, body.holderId, nowOf(deps));
        return shown(await tx.post.findUniqueOrThrow({ where: { id }, ...withTenures }));
      }),
  });

  typed.route({
    method: 'GET',
    url: '/v1/posts',
    config: { who: readers },
    schema: {
      tags,
      operationId: 'listPosts',
      summary: 'Posts, by organisation or holder',
      querystring: parameters,
      response: { 200: z.object({ items: z.array(post), nextCursor: nullable }), ...readProblems() },
    },
    handler: async (request, reply) => {
      const { organisation, holder, limit, cursor } = request.query;
      const after = positionOf(cursor);
      const rows = await db.post.findMany({
        where: {
          ...(after ? { id: { gt: after.id } } : {}),
          ...(organisation ? { organisationId: organisation } : {}),
          ...(holder ? { holderId: holder } : {}),
          AND: knownTo(principalFrom(request)),
        },
        orderBy: { id: 'asc' },
        take: limit + 1,
        ...withTenures,
      });
      const { items, nextCursor } = page(rows, limit, (row) => ({ value: '', id: row.id }));
      reply.headers(nextLink(request.url, nextCursor));
      return { items: items.map(shown), nextCursor };
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/posts/:id',
    config: { who: readers },
    schema: {
      tags,
      operationId: 'getPost',
      summary: 'One post with all who held it',
      params,
      response: { 200: post, ...readProblems() },
    },
    handler: async (request, reply) => {
      const known = knownTo(principalFrom(request));
      const row = await db.post.findUnique({ where: { id: request.params.id, AND: known }, ...withTenures });
      if (!row) throw missing(request.params.id);
      reply.header('etag', `"v${row.version}"`);
      return shown(row);
    },
  });

  typed.route({
    method: 'PUT',
    url: '/v1/posts/:id',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'replacePost',
      summary:
        'Change a post; a new holder takes over its open matters, gets one brief of them, and accepts each (see untaken at /v1/follow-ups)',
      params,
      headers: ifMatchHeader,
      body: postBody,
      response: { 200: post, ...problemResponses() },
    },
    handler: async (request, reply) => {
      const { body } = request;
      const { id } = request.params;
      await checkReferences(db, body);
      const row = await underLock(db, async (tx) => {
        const before = await tx.post.findUnique({ where: { id } });
        if (!before) throw missing(id);
        expectVersion(request, before.version);
        if (body.deputyPostId === id) {
          throw refused(refuse('wrong-state', `${id} cannot be its own deputy.`, `${id} 不能代理自身。`), [
            { pointer: '/deputyPostId', detail: 'is this post', detailZh: '即本职务' },
          ]);
        }
        const at = nowOf(deps);
        await recordTenure(tx, id, before.holderId, body.holderId, at);
        await tx.post.update({ where: { id }, data: { ...body, version: { increment: 1 } } });
        const readerId = await recordSuccession(tx, { postId: id, before: before.holderId, after: body.holderId, at });
        return {
          formerHolderId: before.holderId,
          readerId,
          ...(await tx.post.findUniqueOrThrow({ where: { id }, ...withTenures })),
        };
      });
      // Open notices go over to whoever holds the post now; what is open for it waits to be accepted.
      if (row.formerHolderId !== row.holderId) {
        await lookAgain(deps, [row.formerHolderId, row.holderId, row.readerId]);
        await deps.askCaretaker?.().catch(() => undefined);
      }
      reply.header('etag', `"v${row.version}"`);
      return shown(row);
    },
  });
}
