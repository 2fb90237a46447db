import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { nameKey, personKey } from '../domain/directory/names.ts';
import { hoursRefused } from '../domain/directory/reach.ts';
import type { ChosenHours } from '../domain/directory/reach.ts';
import { isOneOfOurs, keptQuietTimes, personBody, quietTime } from '../domain/directory/schemas.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { principalFrom } from './authentication.ts';
import { lookAgain, nowOf } from './deps.ts';
import type { ApiDeps } from './deps.ts';
import { createOnce, expectVersion, nextNumber, underLock } from './directory-writing.ts';
import type { Transaction } from './directory-writing.ts';
import { idempotencyHeader, ifMatchHeader, problemResponses, readProblems } from './documentation.ts';
import { nextLink, page, pageParameters, positionOf } from './paging.ts';
import { coordinators, readers } from './policy.ts';
import { Problem, refused } from './problem.ts';
import { checkReferences } from './references.ts';

type Row = Prisma.PersonGetPayload<object>;

const nullable = z.string().nullable();
const person = z
  .object({
    id: z.string(),
    nameZh: nullable,
    namePinyin: nullable,
    nameEn: nullable,
    nameAsPrinted: nullable,
    salutationZh: nullable,
    salutationEn: nullable,
    fullTitleZh: nullable,
    fullTitleEn: nullable,
    organisationId: nullable,
    email: nullable,
    /** A server has refused mail to this address for good: nothing is sent there until another is given. */
    isEmailRefused: z.boolean(),
    channel: z.string(),
    language: z.string(),
    country: z.string(),
    zone: z.string(),
    /** HH:MM; null as usual: 08:30 to 19:00, the morning's mail at the beginning. */
    reachFromTime: nullable,
    reachToTime: nullable,
    digestTime: nullable,
    /** Within the hours, when it is to be quiet; `weekday` 1 is Monday, null every day. */
    quietTimes: z.array(quietTime),
    ours: z.boolean(),
    introducedAt: nullable,
    version: z.number(),
    /** Others of the same name: the same person entered twice, or a namesake. */
    similarIds: z.array(z.string()).optional(),
  })
  .meta({ id: 'Person' });

const shown = ({ nameKey: _nameKey, refusedEmail, ...row }: Row) => ({
  ...row,
  isEmailRefused: row.email !== null && row.email === refusedEmail,
  quietTimes: keptQuietTimes(row.quietTimes),
  introducedAt: row.introducedAt?.toISOString() ?? null,
});

const similar = async (tx: Transaction, key: string, ownId: string): Promise<string[]> =>
  (await tx.person.findMany({ where: { nameKey: key, id: { not: ownId } }, select: { id: true }, take: 10 })).map(
    ({ id }) => id,
  );

type Body = z.output<typeof personBody>;
/** `introduced` is said once; the day on which it was said stays. */
/** As it is kept; whether the person's organisation is ours is looked up by the caller. */
export const personRow = (
  { introduced, ...body }: Body,
  isOursOf: boolean | null,
  { before, at }: { before: Pick<Row, 'ours' | 'organisationId' | 'introducedAt'> | null; at: string },
) => ({
  ...body,
  ours: isOneOfOurs(body, before, isOursOf),
  nameKey: personKey(body),
  introducedAt: introduced ? (before?.introducedAt ?? at) : null,
});

const rowOf = async (tx: Transaction, body: Body, before: Row | null, at: string) => {
  const { organisationId: id } = body;
  const organisation = id ? await tx.organisation.findUnique({ where: { id }, select: { ours: true } }) : null;
  return personRow(body, organisation?.ours ?? null, { before, at });
};

const usual = { reachFromTime: null, reachToTime: null, digestTime: null };
/** @throws Problem `hours-unfit`, of what was said together with what stays */
function checkHours(before: ChosenHours, { reachFromTime, reachToTime, digestTime, quietTimes }: Body): void {
  const times = { reachFromTime, reachToTime, digestTime, quietTimes };
  const said = Object.entries(times).filter(([, time]) => time !== undefined);
  const refusal = hoursRefused({ ...before, ...Object.fromEntries(said) });
  if (refusal) throw refused(refusal);
}

const missing = (id: string) =>
  new Problem('no-such-page', `There is no person ${id}.`, { detailZh: `没有人员 ${id}。` });

const parameters = z.strictObject({
  q: z.string().trim().min(1).max(100).optional(),
  organisation: z.string().max(60).optional(),
  ...pageParameters,
});

export function peopleRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const params = z.object({ id: z.string() });
  const tags = ['directory'];

  typed.route({
    method: 'POST',
    url: '/v1/people',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'createPerson',
      summary: 'Add a person; names as given, in any of their scripts',
      headers: idempotencyHeader,
      body: personBody,
      response: { 201: person, ...problemResponses() },
    },
    handler: (request, reply) =>
      createOnce(db, request, reply, 'people', { organisationId: request.body.organisationId }, async (tx) => {
        checkHours(usual, request.body);
        const id = `person-${await nextNumber(tx, 'person')}`;
        const row = await tx.person.create({ data: { id, ...(await rowOf(tx, request.body, null, nowOf(deps))) } });
        return { ...shown(row), similarIds: await similar(tx, row.nameKey, id) };
      }),
  });

  typed.route({
    method: 'GET',
    url: '/v1/people',
    config: { who: readers },
    schema: {
      tags,
      operationId: 'listPeople',
      summary: 'People; q finds names whatever their spacing, apostrophes and diacritics',
      querystring: parameters,
      response: { 200: z.object({ items: z.array(person), nextCursor: nullable }), ...readProblems() },
    },
    handler: async (request, reply) => {
      const principal = principalFrom(request);
      const { q, organisation, limit, cursor } = request.query;
      const after = positionOf(cursor);
      const key = q ? nameKey(q) : '';
      const rows = await db.person.findMany({
        where: {
          AND: [
            after ? { id: { gt: after.id } } : {},
            q
              ? {
                  OR: [
                    ...(key ? [{ nameKey: { contains: key } }] : []),
                    { nameZh: { contains: q } },
                    // The key is made of the pinyin where there is one; the English name is known as well (S68).
                    { nameEn: { contains: q, mode: 'insensitive' } },
                    { nameAsPrinted: { contains: q } },
                  ],
                }
              : {},
            organisation ? { organisationId: organisation } : {},
            // Outsiders look up their own people only.
            principal.isOurs ? {} : { organisationId: principal.organisationId ?? '' },
          ],
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
    url: '/v1/people/:id',
    config: { who: readers },
    schema: {
      tags,
      operationId: 'getPerson',
      summary: 'One person',
      params,
      response: { 200: person, ...readProblems() },
    },
    handler: async (request, reply) => {
      const principal = principalFrom(request);
      const row = await db.person.findUnique({ where: { id: request.params.id } });
      if (!row || (!principal.isOurs && row.organisationId !== principal.organisationId))
        throw missing(request.params.id);
      reply.header('etag', `"v${row.version}"`);
      return shown(row);
    },
  });

  typed.route({
    method: 'PUT',
    url: '/v1/people/:id',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'replacePerson',
      summary: 'Change a person: all fields',
      params,
      headers: ifMatchHeader,
      body: personBody,
      response: { 200: person, ...problemResponses() },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      await checkReferences(db, { organisationId: request.body.organisationId });
      const row = await underLock(db, async (tx) => {
        const before = await tx.person.findUnique({ where: { id } });
        if (!before) throw missing(id);
        expectVersion(request, before.version);
        checkHours({ ...before, quietTimes: keptQuietTimes(before.quietTimes) }, request.body);
        const data = await rowOf(tx, request.body, before, nowOf(deps));
        return tx.person.update({ where: { id }, data: { ...data, version: { increment: 1 } } });
      });
      // Mail that waited for an address or an introduction may go now.
      await lookAgain(deps, [id]);
      reply.header('etag', `"v${row.version}"`);
      return shown(row);
    },
  });
}
