import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { absenceRefused } from '../domain/directory/reach.ts';
import { dateOn, personId } from '../domain/fields.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { principalFrom } from './authentication.ts';
import { lookAgain, nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { madeOnce } from './directory-writing.ts';
import { idempotencyHeader, problemResponses, readProblems } from './documentation.ts';
import { coordinators } from './policy.ts';
import { Problem, refused } from './problem.ts';

/** When people are away and who stands in. Their own page behind the link in each mail says the same. */

const absence = z
  .object({
    id: z.number(),
    personId: z.string(),
    fromOn: z.string(),
    toOn: z.string(),
    deputyPersonId: z.string().nullable(),
    by: z.string(),
    at: z.string(),
    /** Since when it no longer counts; null while it does. */
    withdrawnAt: z.string().nullable(),
  })
  .meta({ id: 'Absence' });

const absenceBody = z.strictObject({
  fromOn: dateOn,
  /** The last day away. */
  toOn: dateOn,
  /** Reads what the person's posts are told; left out: the posts' own deputies do. */
  deputyPersonId: personId.nullish().transform((value) => value ?? null),
});

const shown = (row: Prisma.AbsenceGetPayload<object>) => ({
  ...row,
  at: row.at.toISOString(),
  withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
});

export function absenceRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const tags = ['directory'];
  const params = z.object({ id: z.string() });
  const url = '/v1/people/:id/absences';
  const personOf = async (id: string) => {
    const found = await db.person.findUnique({ where: { id } });
    if (!found) throw new Problem('no-such-page', `There is no person ${id}.`, { detailZh: `没有人员 ${id}。` });
    return found;
  };

  typed.route({
    method: 'GET',
    url,
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'listAbsences',
      summary: 'When a person is or was away, past and withdrawn ones too; the last 100',
      params,
      response: { 200: z.object({ items: z.array(absence) }), ...readProblems() },
    },
    handler: async (request) => {
      const { id } = await personOf(request.params.id);
      const rows = await db.absence.findMany({ where: { personId: id }, orderBy: { id: 'desc' }, take: 100 });
      return { items: rows.map(shown) };
    },
  });

  typed.route({
    method: 'POST',
    url,
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'createAbsence',
      summary:
        'Say when a person is away and who stands in; escalations do not wait, other mail does where nobody is named',
      params,
      headers: idempotencyHeader,
      body: absenceBody,
      response: { 201: absence, ...problemResponses() },
    },
    handler: async (request, reply) => {
      const { body } = request;
      const person = await personOf(request.params.id);
      const made = await madeOnce(db, request, url.replace(':id', person.id), body, async (tx) => {
        const deputy = body.deputyPersonId ? await tx.person.findUnique({ where: { id: body.deputyPersonId } }) : null;
        const refusal = absenceRefused(person, body, deputy);
        if (refusal) throw refused(refusal);
        const by = principalFrom(request).id;
        const row = await tx.absence.create({ data: { ...body, personId: person.id, by, at: new Date(nowOf(deps)) } });
        return shown(row);
      });
      await lookAgain(deps, [person.id]);
      await reply.code(201).send(absence.parse(made));
    },
  });

  typed.route({
    method: 'DELETE',
    url: `${url}/:absenceId`,
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'withdrawAbsence',
      summary: 'Say that an absence does not hold any more; it stays known who was away when',
      params: z.object({ id: z.string(), absenceId: z.coerce.number().int().positive().max(2_147_483_647) }),
      response: { 200: absence, ...problemResponses() },
    },
    handler: async (request) => {
      const { id: whose, absenceId } = request.params;
      const one = { id: absenceId, personId: whose };
      const withdrawnAt = new Date(nowOf(deps));
      await db.absence.updateMany({ where: { ...one, withdrawnAt: null }, data: { withdrawnAt } });
      const row = await db.absence.findFirst({ where: one });
      if (!row)
        throw new Problem('no-such-page', `There is no absence ${absenceId} of ${whose}.`, {
          detailZh: `${whose} 没有休假 ${absenceId}。`,
        });
      await lookAgain(deps, [whose, row.deputyPersonId]);
      return shown(row);
    },
  });
}
