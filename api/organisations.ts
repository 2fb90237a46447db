import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { nameKey, nameKeys } from '../domain/directory/names.ts';
import { changedOrganisation, newOrganisation, organisationKind, reportingLine } from '../domain/directory/schemas.ts';
import { refuse } from '../domain/refusal.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import type { ApiDeps } from './deps.ts';
import { createOnce, expectVersion, underLock } from './directory-writing.ts';
import type { Transaction } from './directory-writing.ts';
import { idempotencyHeader, ifMatchHeader, problemResponses, readProblems } from './documentation.ts';
import { nextLink, page, pageParameters, positionOf } from './paging.ts';
import { coordinators, readers } from './policy.ts';
import { Problem, refused } from './problem.ts';
import { checkReferences } from './references.ts';

type Row = Prisma.OrganisationGetPayload<object>;

const nullable = z.string().nullable();
export const organisation = z
  .object({
    id: z.string(),
    code: z.string(),
    nameEn: nullable,
    nameZh: nullable,
    namePinyin: nullable,
    aliases: z.array(z.string()),
    kind: z.string(),
    parentId: nullable,
    established: z.boolean(),
    ours: z.boolean(),
    country: z.string(),
    zone: z.string(),
    groupings: z.array(z.string()),
    liaisonPostId: nullable,
    coordinatorPostId: nullable,
    directorPostId: nullable,
    leaderPostId: nullable,
    version: z.number(),
  })
  .meta({ id: 'Organisation' });

const shown = ({ nameKeys: _nameKeys, ...row }: Row) => row;
const keysOf = (body: {
  code?: string;
  nameEn: string | null;
  nameZh: string | null;
  namePinyin: string | null;
  aliases: string[];
}) => nameKeys([body.code, body.nameEn, body.nameZh, body.namePinyin, ...body.aliases]);

/** Two of one name under one roof are one organisation entered twice. Elsewhere names repeat ("Organisation Department"). */
async function refuseTwin(
  tx: Transaction,
  keys: string[],
  parentId: string | null,
  ownId: string | null,
): Promise<void> {
  const twin = await tx.organisation.findFirst({
    where: { parentId, nameKeys: { hasSome: keys }, ...(ownId ? { id: { not: ownId } } : {}) },
    select: { id: true },
  });
  if (twin)
    throw refused(refuse('already-exists', `${twin.id} has this name or alias.`, `${twin.id} 已使用该名称或别名。`));
}

/** An organisation cannot lie within itself. */
async function refuseCircle(tx: Transaction, id: string, parentId: string | null): Promise<void> {
  let next = parentId;
  for (let height = 0; next !== null && height < 20; height += 1) {
    if (next === id) {
      throw refused(refuse('wrong-state', `${id} would lie within itself.`, `${id} 不能隶属于自身。`), [
        { pointer: '/parentId', detail: 'lies within this organisation', detailZh: '属于本单位的下级' },
      ]);
    }
    next = (await tx.organisation.findUnique({ where: { id: next }, select: { parentId: true } }))?.parentId ?? null;
  }
}

const missing = (id: string) =>
  new Problem('no-such-page', `There is no organisation ${id}.`, { detailZh: `没有单位 ${id}。` });

const parameters = z.strictObject({
  q: z.string().trim().min(1).max(100).optional(),
  kind: organisationKind.optional(),
  parent: z.string().max(60).optional(),
  ours: z.enum(['true', 'false']).optional(),
  grouping: z.string().trim().min(1).max(100).optional(),
  ...pageParameters,
});

export function organisationRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const params = z.object({ id: z.string() });
  const tags = ['directory'];

  typed.route({
    method: 'POST',
    url: '/v1/organisations',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'createOrganisation',
      summary: 'Add an organisation; its id is org-<code>',
      headers: idempotencyHeader,
      body: newOrganisation,
      response: { 201: organisation, ...problemResponses() },
    },
    handler: (request, reply) =>
      createOnce(db, request, reply, 'organisations', { parentId: request.body.parentId }, async (tx) => {
        const { body } = request;
        const id = `org-${body.code}`;
        if (await tx.organisation.findUnique({ where: { id }, select: { id: true } })) {
          throw refused(refuse('already-exists', `${id} exists.`, `${id} 已存在。`), [
            { pointer: '/code', detail: 'is taken', detailZh: '已被使用' },
          ]);
        }
        await refuseTwin(tx, keysOf(body), body.parentId, null);
        return shown(await tx.organisation.create({ data: { ...body, id, nameKeys: keysOf(body) } }));
      }),
  });

  typed.route({
    method: 'GET',
    url: '/v1/organisations',
    config: { who: readers },
    schema: {
      tags,
      operationId: 'listOrganisations',
      summary: 'Organisations by name; q finds names and aliases whatever their spacing and diacritics',
      querystring: parameters,
      response: {
        200: z.object({ items: z.array(organisation), nextCursor: z.string().nullable() }),
        ...readProblems(),
      },
    },
    handler: async (request, reply) => {
      const { q, kind, parent, ours, grouping, limit, cursor } = request.query;
      const after = positionOf(cursor);
      const key = q ? nameKey(q) : '';
      const ids =
        q === undefined
          ? null
          : await db.$queryRaw<{ id: string }[]>`
              SELECT id FROM organisation WHERE EXISTS (SELECT 1 FROM unnest("nameKeys") k WHERE ${key} <> '' AND position(${key} in k) > 0)`;
      const rows = await db.organisation.findMany({
        where: {
          AND: [ids ? { id: { in: ids.map(({ id }) => id) } } : {}, after ? { id: { gt: after.id } } : {}],
          ...(kind ? { kind } : {}),
          ...(parent ? { parentId: parent } : {}),
          ...(ours ? { ours: ours === 'true' } : {}),
          ...(grouping ? { groupings: { has: grouping } } : {}),
        },
        orderBy: { id: 'asc' },
        take: limit + 1,
      });
      const { items, nextCursor } = page(rows, limit, (row) => ({ value: '', id: row.id }));
      reply.headers(nextLink(request.url, nextCursor));
      return { items: items.map(shown), nextCursor };
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/organisations/:id',
    config: { who: readers },
    schema: {
      tags,
      operationId: 'getOrganisation',
      summary: 'One organisation',
      params,
      response: { 200: organisation, ...readProblems() },
    },
    handler: async (request, reply) => {
      const row = await db.organisation.findUnique({ where: { id: request.params.id } });
      if (!row) throw missing(request.params.id);
      reply.header('etag', `"v${row.version}"`);
      return shown(row);
    },
  });

  typed.route({
    method: 'PUT',
    url: '/v1/organisations/:id',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'replaceOrganisation',
      summary: 'Change an organisation: all fields but code and reporting line',
      params,
      headers: ifMatchHeader,
      body: changedOrganisation,
      response: { 200: organisation, ...problemResponses() },
    },
    handler: async (request, reply) => {
      const { body } = request;
      const { id } = request.params;
      await checkReferences(db, { parentId: body.parentId });
      const row = await underLock(db, async (tx) => {
        const before = await tx.organisation.findUnique({ where: { id } });
        if (!before) throw missing(id);
        expectVersion(request, before.version);
        await refuseCircle(tx, id, body.parentId);
        const keys = keysOf({ ...body, code: before.code });
        await refuseTwin(tx, keys, body.parentId, id);
        return tx.organisation.update({ where: { id }, data: { ...body, nameKeys: keys, version: { increment: 1 } } });
      });
      reply.header('etag', `"v${row.version}"`);
      return shown(row);
    },
  });

  typed.route({
    method: 'PUT',
    url: '/v1/organisations/:id/reporting-line',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'setReportingLine',
      summary: 'Who is told when nothing happens: the posts of one of our units. Agreements adopt it when they start',
      params,
      headers: ifMatchHeader,
      body: reportingLine,
      response: { 200: organisation, ...problemResponses() },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      await checkReferences(db, request.body);
      const row = await underLock(db, async (tx) => {
        const before = await tx.organisation.findUnique({ where: { id } });
        if (!before) throw missing(id);
        expectVersion(request, before.version);
        if (!before.ours)
          throw refused(refuse('no-home-unit', `${id} is not one of our own units.`, `${id} 不是我方单位。`));
        return tx.organisation.update({ where: { id }, data: { ...request.body, version: { increment: 1 } } });
      });
      reply.header('etag', `"v${row.version}"`);
      return shown(row);
    },
  });
}
