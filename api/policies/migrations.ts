import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { policyBook } from '../../activities/policies.ts';
import { refuse } from '../../domain/refusal.ts';
import type { Refusal } from '../../domain/refusal.ts';
import { personText } from '../../domain/text.ts';
import type { Prisma } from '../../prisma/generated/client.ts';
import { principalFrom } from '../authentication.ts';
import { nowOf } from '../deps.ts';
import type { ApiDeps } from '../deps.ts';
import { madeOnce } from '../directory-writing.ts';
import { idempotencyHeader, problemResponses, readProblems } from '../documentation.ts';
import { policyMakers, policyReaders } from '../policy.ts';
import { refused } from '../problem.ts';
import { findRehearsal } from './rehearsals.ts';
import { addresses, checkMaker, scopeOf } from './scope.ts';

/**
 * A manager has what is open go by the policy too. It is what was rehearsed that happens: in the night that was rehearsed, by the
 * values that were rehearsed, or not at all.
 */

const migration = z
  .object({
    id: z.number(),
    rehearsalId: z.number(),
    scope: z.string(),
    scopeId: z.string().nullable(),
    reason: z.string(),
    by: z.string(),
    at: z.string(),
    /** The night in which the caretaker carries it out. */
    effectiveAt: z.string(),
    /** When it was found that everybody has it; null until the round after. */
    finishedAt: z.string().nullable(),
  })
  .meta({ id: 'PolicyMigration' });

const told = (row: Prisma.PolicyMigrationGetPayload<object>) => ({
  id: row.id,
  rehearsalId: row.rehearsalId,
  scope: row.scope,
  scopeId: row.scopeId || null,
  reason: row.reason,
  by: row.by,
  at: row.at.toISOString(),
  effectiveAt: row.effectiveAt.toISOString(),
  finishedAt: row.finishedAt?.toISOString() ?? null,
});

const MOST = 100;

export function migrationRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  const typed = app.withTypeProvider<FastifyZodOpenApiTypeProvider>();
  const tags = ['policies'];
  const config = { who: policyMakers, isForOurs: true };
  const reading = { who: policyReaders, isForOurs: true };

  typed.route({
    method: 'POST',
    url: '/v1/policies/migrations',
    config,
    schema: {
      tags,
      operationId: 'migratePolicy',
      summary: 'Have open clocks go by the policy, as it was rehearsed, in the night that follows',
      headers: idempotencyHeader,
      body: z.strictObject({
        rehearsalId: z.int().positive().max(2_147_483_647),
        reason: personText(500, true),
      }),
      response: { 201: migration, ...problemResponses() },
    },
    handler: async (request, reply) => {
      const principal = principalFrom(request);
      const { rehearsalId, reason } = request.body;
      const rehearsal = await findRehearsal(db, rehearsalId);
      const scope = addresses.find((one) => one.scope === rehearsal.scope)?.scope ?? 'system';
      const found = await scopeOf(db, principal, scope, rehearsal.scopeId);
      checkMaker(principal, await policyBook(db), found);
      const made = await madeOnce(db, request, 'policies/migrations', null, async (tx) => {
        const taken = await tx.policyMigration.findUnique({ where: { rehearsalId } });
        const { lastChangeId } = await policyBook(tx);
        const no = taken ? alreadyDecided(rehearsalId) : outdated(rehearsal, { lastChangeId, now: nowOf(deps) });
        if (no) throw refused(no, [{ pointer: '/rehearsalId', detail: no.detail.en, detailZh: no.detail.zh }]);
        const { effectiveAt, scopeId } = rehearsal;
        const actor = { id: principal.id, ...(principal.personId ? { personId: principal.personId } : {}) };
        const at = new Date(nowOf(deps));
        return told(
          await tx.policyMigration.create({
            data: { rehearsalId, scope, scopeId, reason, actor, by: principal.id, at, effectiveAt },
          }),
        );
      });
      return reply.code(201).header('location', '/v1/policies/migrations').send(migration.parse(made));
    },
  });

  typed.route({
    method: 'GET',
    url: '/v1/policies/migrations',
    config: reading,
    schema: {
      tags,
      operationId: 'listPolicyMigrations',
      summary: 'Who had open clocks moved, where, why and in which night; the newest first',
      querystring: z.strictObject({}),
      response: { 200: z.object({ items: z.array(migration) }), ...readProblems() },
    },
    handler: async () => ({
      items: (await db.policyMigration.findMany({ orderBy: { id: 'desc' }, take: MOST })).map(told),
    }),
  });
}

const alreadyDecided = (id: number): Refusal =>
  refuse('already-exists', `Rehearsal ${id} has been migrated.`, `预演 ${id} 已付诸实施。`);

function outdated(
  { effectiveAt, lastChangeId, tried }: Prisma.PolicyRehearsalGetPayload<object>,
  now: { lastChangeId: number; now: string },
): Refusal | null {
  if (Object.keys(Object(tried)).length > 0) {
    return refuse(
      'rehearsal-outdated',
      'It tried values that are not set. Set them (POST .../changes) and rehearse again.',
      '预演采用了尚未设定的值，请先设定（POST .../changes），再重新预演。',
    );
  }
  if (effectiveAt.toISOString() <= now.now) {
    const night = effectiveAt.toISOString().slice(0, 16);
    return refuse('rehearsal-outdated', `Its night, ${night} UTC, is over.`, `预演所定的夜间（${night} UTC）已过。`);
  }
  return lastChangeId === now.lastChangeId
    ? null
    : refuse('rehearsal-outdated', 'A policy has been changed since.', '此后规则已有更改。');
}
