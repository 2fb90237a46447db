import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { localDateOf } from '../domain/calendar/calendar.ts';
import { closureRefused } from '../domain/calendar/tables.ts';
import { dateOn } from '../domain/fields.ts';
import { refuse } from '../domain/refusal.ts';
import { personText } from '../domain/text.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { principalFrom } from './authentication.ts';
import { nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { madeOnce } from './directory-writing.ts';
import type { Transaction } from './directory-writing.ts';
import { idempotencyHeader, problemResponses, readProblems } from './documentation.ts';
import { coordinators, readers } from './policy.ts';
import { Problem, refused } from './problem.ts';

/** Vacations (寒暑假) and closures of an organisation. Never edited: a change replaces what it names, an end leaves it readable. */

const nullable = z.string().nullable();
const closure = z
  .object({
    id: z.number(),
    organisationId: z.string(),
    kind: z.string(),
    fromOn: z.string(),
    toOn: z.string(),
    nameEn: nullable,
    nameZh: nullable,
    by: z.string(),
    at: z.string(),
    replacesId: z.number().nullable(),
    /** Since when it no longer counts; null while it does. */
    endedAt: nullable,
  })
  .meta({ id: 'Closure' });

const closureBody = z
  .strictObject({
    kind: z.enum(['vacation', 'closure']),
    fromOn: dateOn,
    toOn: dateOn,
    nameEn: personText(100, true).optional(),
    nameZh: personText(100, true).optional(),
    /** The closure that this one corrects; it no longer counts. */
    replacesId: z.int().positive().max(2_147_483_647).optional(),
  })
  .refine((body) => body.nameEn ?? body.nameZh, { error: 'give a name in at least one language', path: ['nameEn'] });

type Row = Prisma.ClosureGetPayload<object>;
const shown = (row: Row) => ({
  ...row,
  at: row.at.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
});

export function closureRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const tags = ['calendars'];
  const params = z.object({ id: z.string() });
  const organisationOf = async (id: string) => {
    const found = await db.organisation.findUnique({ where: { id } });
    if (!found) throw new Problem('no-such-page', `There is no organisation ${id}.`, { detailZh: `没有单位 ${id}。` });
    return found;
  };

  typed.route({
    method: 'GET',
    url: '/v1/organisations/:id/closures',
    config: { who: readers },
    schema: {
      tags,
      operationId: 'listClosures',
      summary: 'Vacations and closures of an organisation, ended and replaced ones too',
      params,
      response: { 200: z.object({ items: z.array(closure) }), ...readProblems() },
    },
    handler: async (request) => {
      const { id } = await organisationOf(request.params.id);
      const rows = await db.closure.findMany({
        where: { organisationId: id },
        orderBy: [{ fromOn: 'asc' }, { id: 'asc' }],
      });
      return { items: rows.map(shown) };
    },
  });

  typed.route({
    method: 'POST',
    url: '/v1/organisations/:id/closures',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'addClosure',
      summary: 'Enter a vacation or closure, or correct one; agreements adopt it in the night that follows',
      params,
      headers: idempotencyHeader,
      body: closureBody,
      response: { 201: closure, ...problemResponses() },
    },
    handler: async (request, reply) => {
      const { id, zone } = await organisationOf(request.params.id);
      const at = nowOf(deps);
      const { replacesId = null, nameEn = null, nameZh = null, kind, fromOn, toOn } = request.body;
      const no = closureRefused({ fromOn, toOn }, localDateOf(zone, at));
      if (no) throw refused(no);
      const by = principalFrom(request).id;
      const made = await madeOnce(db, request, `organisations/${id}/closures`, {}, async (tx) => {
        if (replacesId !== null) await end(tx, { id: replacesId, organisationId: id }, at);
        const twin = await tx.closure.findFirst({ where: { organisationId: id, fromOn, toOn, endedAt: null } });
        if (twin) {
          throw refused(
            refuse(
              'already-exists',
              `It is closed from ${fromOn} to ${toOn} already.`,
              `${fromOn} 至 ${toOn} 已登记。`,
            ),
          );
        }
        const data = { organisationId: id, kind, fromOn, toOn, nameEn, nameZh, by, at, replacesId };
        return shown(await tx.closure.create({ data }));
      });
      return reply.code(201).header('location', `/v1/organisations/${id}/closures`).send(closure.parse(made));
    },
  });

  typed.route({
    method: 'POST',
    url: '/v1/organisations/:id/closures/:closureId/end',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'endClosure',
      summary: 'Take back a vacation or closure that does not take place; it stays readable',
      params: z.object({ id: z.string(), closureId: z.coerce.number().int().positive().max(2_147_483_647) }),
      headers: idempotencyHeader,
      response: { 201: closure, ...problemResponses() },
    },
    handler: async (request, reply) => {
      const { closureId } = request.params;
      const { id } = await organisationOf(request.params.id);
      const at = nowOf(deps);
      const made = await madeOnce(db, request, `organisations/${id}/closures/${closureId}/end`, {}, async (tx) => {
        return shown(await end(tx, { id: closureId, organisationId: id }, at));
      });
      return reply.code(201).send(closure.parse(made));
    },
  });
}

async function end(tx: Transaction, which: { id: number; organisationId: string }, at: string): Promise<Row> {
  const found = await tx.closure.findFirst({ where: which });
  const { id, organisationId } = which;
  if (!found) {
    throw refused(
      refuse('unknown-item', `${organisationId} has no closure ${id}.`, `${organisationId} 没有放假安排 ${id}。`),
    );
  }
  if (found.endedAt)
    throw refused(refuse('wrong-state', `Closure ${id} has been ended or replaced.`, `放假安排 ${id} 已失效。`));
  return tx.closure.update({ where: { id }, data: { endedAt: new Date(at) } });
}
