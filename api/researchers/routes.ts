import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { Role } from '../../domain/decider.ts';
import { changedResearcher, consents, newResearcher } from '../../domain/directory/researchers.ts';
import type { Database } from '../../prisma/client.ts';
import { principalFrom } from '../authentication.ts';
import { nowOf } from '../deps.ts';
import type { ApiDeps } from '../deps.ts';
import { createOnce, expectVersion, underLock } from '../directory-writing.ts';
import type { Transaction } from '../directory-writing.ts';
import { idempotencyHeader, ifMatchHeader, problemResponses, readProblems } from '../documentation.ts';
import { nextLink, page } from '../paging.ts';
import { coordinators } from '../policy.ts';
import { researcherReaders } from '../principal.ts';
import type { Principal } from '../principal.ts';
import { Problem } from '../problem.ts';
import { checkReferences } from '../references.ts';
import { checkSpeaksFor, speaksFor } from './home-unit.ts';
import { find, listed, parameters } from './list.ts';
import { researcher, shownResearcher } from './shown.ts';
import type { ResearcherRow } from './shown.ts';
import { changeResearcher, makeResearcher } from './write.ts';

/** Who answers for a home unit; of which one is asked beside it. */
const unitHeads: readonly Role[] = [Role.coordinator, Role.director];

/** Asked once for each unit. */
function readerOf(db: Database, principal: Principal) {
  const known = new Map<string, Promise<boolean>>();
  return async (row: ResearcherRow) => {
    const may = known.get(row.homeUnitId) ?? speaksFor(db, principal, row.homeUnitId);
    known.set(row.homeUnitId, may);
    return shownResearcher(row, await may);
  };
}

const missing = (id: string) =>
  new Problem('no-such-page', `There is no profile of ${id}.`, { detailZh: `没有 ${id} 的研究人员档案。` });

export function researcherRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const params = z.object({ id: z.string() });
  const tags = ['matching'];

  typed.route({
    method: 'POST',
    url: '/v1/researchers',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'createResearcher',
      summary: 'Say what a person of ours may be sent for, and when; makes a post of a researcher unless one is given',
      headers: idempotencyHeader,
      body: newResearcher,
      response: { 201: researcher, ...problemResponses() },
    },
    handler: (request, reply) =>
      createOnce(db, request, reply, 'researchers', request.body, async (tx) => {
        const row = await makeResearcher(tx, request.body, nowOf(deps));
        return shownResearcher(row, await speaksFor(tx, principalFrom(request), row.homeUnitId));
      }),
  });

  typed.route({
    method: 'GET',
    url: '/v1/researchers',
    config: { who: researcherReaders, isForOurs: true },
    schema: {
      tags,
      operationId: 'listResearchers',
      summary: 'Researchers by field or skill, unit and level, and who has free half days in a period',
      querystring: parameters,
      response: { 200: z.object({ items: z.array(listed), nextCursor: z.string().nullable() }), ...readProblems() },
    },
    handler: async (request, reply) => {
      const found = await find(db, request.query);
      const { items, nextCursor } = page(found, request.query.limit, ({ row }) => ({ value: '', id: row.personId }));
      reply.headers(nextLink(request.url, nextCursor));
      const show = readerOf(db, principalFrom(request));
      const shown = [];
      for (const { row, free } of items) shown.push({ ...(await show(row)), freeHalfDays: free });
      return { items: shown, nextCursor };
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/researchers/:id',
    config: { who: researcherReaders, isForOurs: true },
    schema: {
      tags,
      operationId: 'getResearcher',
      summary: 'One researcher; absences are at /v1/people/{id}/absences',
      params,
      response: { 200: researcher, ...readProblems() },
    },
    handler: async (request, reply) => {
      const row = await db.researcher.findUnique({ where: { personId: request.params.id } });
      if (!row) throw missing(request.params.id);
      reply.header('etag', `"v${row.version}"`);
      return readerOf(db, principalFrom(request))(row);
    },
  });

  typed.route({
    method: 'PATCH',
    url: '/v1/researchers/:id',
    config: { who: coordinators, isForOurs: true },
    schema: {
      tags,
      operationId: 'changeResearcher',
      summary: 'Change a profile: what is left out stays; in another home unit consent is asked for anew',
      params,
      headers: ifMatchHeader,
      body: changedResearcher,
      response: { 200: researcher, ...problemResponses() },
    },
    handler: async (request, reply) => {
      await checkReferences(db, request.body);
      const row = await asRead(db, request, request.params.id, (tx, before) =>
        changeResearcher(tx, before, request.body, nowOf(deps)),
      );
      reply.header('etag', `"v${row.version}"`);
      return readerOf(db, principalFrom(request))(row);
    },
  });

  typed.route({
    method: 'PUT',
    url: '/v1/researchers/:id/home-unit-consent',
    config: { who: unitHeads, isForOurs: true },
    schema: {
      tags,
      operationId: 'setHomeUnitConsent',
      summary: 'Whether the home unit lets its person go: said by its director or coordinator',
      params,
      headers: ifMatchHeader,
      body: z.strictObject({ answer: z.enum(consents) }),
      response: { 200: researcher, ...problemResponses() },
    },
    handler: async (request, reply) => {
      const principal = principalFrom(request);
      const row = await asRead(db, request, request.params.id, async (tx, { personId, homeUnitId }) => {
        await checkSpeaksFor(tx, principal, homeUnitId);
        return tx.researcher.update({
          where: { personId },
          data: {
            homeUnitConsent: request.body.answer,
            homeUnitConsentBy: principal.id,
            homeUnitConsentAt: nowOf(deps),
            version: { increment: 1 },
          },
        });
      });
      reply.header('etag', `"v${row.version}"`);
      return readerOf(db, principal)(row);
    },
  });
}

/** Changes a profile as it was read. @throws Problem `version-stale` and those of `work` */
async function asRead(
  db: Database,
  request: FastifyRequest,
  personId: string,
  work: (tx: Transaction, before: ResearcherRow) => Promise<ResearcherRow>,
): Promise<ResearcherRow> {
  return underLock(db, async (tx) => {
    const before = await tx.researcher.findUnique({ where: { personId } });
    if (!before) throw missing(personId);
    expectVersion(request, before.version);
    return work(tx, before);
  });
}
