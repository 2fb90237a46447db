import type { FastifyInstance } from 'fastify';
import type { FastifyZodOpenApiTypeProvider } from 'fastify-zod-openapi';
import { z } from 'zod';
import { mergedInto } from '../domain/notices/facts.ts';
import type { Database } from '../prisma/client.ts';
import type { Prisma } from '../prisma/generated/client.ts';
import { findAgreement } from './agreements.ts';
import { principalFrom } from './authentication.ts';
import type { ApiDeps } from './deps.ts';
import { readProblems } from './documentation.ts';
import { namesIn } from './dossier.ts';
import { hiddenPlacements } from './known-placements.ts';
import { listOf, nextLink, page, pageParameters, positionOf } from './paging.ts';
import { readers } from './policy.ts';
import type { Principal } from './principal.ts';
import { answersTo } from './replies.ts';

const parameters = z.strictObject({
  status: listOf(['open', 'sent', 'merged', 'relayed', 'suppressed', 'failed', 'unknown']).optional(),
  ...pageParameters,
});

const notice = z
  .object({
    id: z.string(),
    entityId: z.string(),
    seq: z.number(),
    kind: z.string(),
    followUpId: z.string().nullable(),
    postId: z.string().nullable(),
    personId: z.string().nullable(),
    facts: z.unknown(),
    status: z.string(),
    reason: z.string().nullable(),
    at: z.string(),
    settledAt: z.string().nullable(),
    mailId: z.string().nullable(),
    /** Of a merged one: the notice that tells it too. While that waits to be passed on, so does this. */
    toldBy: z.object({ id: z.string(), status: z.string(), reason: z.string().nullable() }).nullable(),
    /** Somebody answered its mail; null where nobody did. Not read yet: *answered, unread*. From another address: not its reader's word. */
    answer: z.object({ replyId: z.string(), isRead: z.boolean(), isFromAnotherAddress: z.boolean() }).nullable(),
  })
  .meta({ id: 'Notice' });

/** Outsiders see what their own people and posts were told: the rest is between us and others. */
async function visible(db: Database, { isOurs, organisationId }: Principal): Promise<Prisma.NoticeWhereInput> {
  if (isOurs) return {};
  const own = { where: { organisationId: organisationId ?? '' }, select: { id: true } };
  const [people, posts] = await Promise.all([db.person.findMany(own), db.post.findMany(own)]);
  const idsOf = (rows: { id: string }[]) => ({ in: rows.map(({ id }) => id) });
  // Who held a post when it was written counts, if anybody did.
  return { OR: [{ personId: idsOf(people) }, { personId: null, postId: idsOf(posts) }] };
}

/** Who was to be told what, and what became of it; the newest first. */
export function noticeRoutes(app: FastifyInstance, deps: ApiDeps): void {
  const { db } = deps;
  app.withTypeProvider<FastifyZodOpenApiTypeProvider>().route({
    method: 'GET',
    url: '/v1/agreements/:id/notices',
    config: { who: readers },
    schema: {
      tags: ['follow-ups'],
      operationId: 'listNotices',
      summary: 'Who was to be told what, and what became of it',
      params: z.object({ id: z.string() }),
      querystring: parameters,
      response: {
        200: z.object({
          items: z.array(notice),
          names: z.record(z.string(), z.unknown()),
          nextCursor: z.string().nullable(),
        }),
        ...readProblems(),
      },
    },
    handler: async (request, reply) => {
      const { id } = request.params;
      const { limit, status, cursor } = request.query;
      const principal = principalFrom(request);
      await findAgreement(db, principal, id);
      const after = positionOf(cursor);
      const rows = await db.notice.findMany({
        where: {
          agreementId: id,
          ...(status ? { status: { in: status } } : {}),
          AND: [
            await visible(db, principal),
            (await hiddenPlacements(db, principal, [id])).notices,
            after ? { OR: [{ at: { lt: after.value } }, { at: after.value, id: { gt: after.id } }] } : {},
          ],
        },
        orderBy: [{ at: 'desc' }, { id: 'asc' }],
        take: limit + 1,
      });
      const { items, nextCursor } = page(rows, limit, (row) => ({ value: row.at.toISOString(), id: row.id }));
      const answers = await answersTo(db, items);
      const leads = await db.notice.findMany({
        where: { id: { in: items.flatMap(({ reason }) => mergedInto(reason) ?? []) } },
        select: { id: true, status: true, reason: true },
      });
      const answer = items.map(({ agreementId: _agreementId, ...row }) => ({
        ...row,
        // What a mail is composed from is our own office's.
        facts: principal.isOurs ? row.facts : {},
        at: row.at.toISOString(),
        settledAt: row.settledAt?.toISOString() ?? null,
        toldBy: leads.find(({ id: leadId }) => leadId === mergedInto(row.reason)) ?? null,
        answer: answers.get(row.id) ?? null,
      }));
      reply.headers(nextLink(request.url, nextCursor));
      return { items: answer, names: await namesIn(db, answer), nextCursor };
    },
  });
}
